-- Statements of the commission program, continued: many institutions at once.
-- The lines of a file are ten arrays of one length: $1 integer[] line, $2 text[] credit_code, $3 text[] name,
-- $4 text[] region_code, $5 text[] level, $6 text[] grade, $7 text[] kind, $8 text[] specialist_type, $9 text[] ownership,
-- $10 integer[] beds.

-- :name import_regions
-- $1 text[] codes.  Those that are regions: code, inside (of the subtree, and no province).
SELECT code, inside
FROM commission.region_find($1::text[])

-- :name import_plan
-- The ten arrays.  line, action, changes (in words), digest (of the whole plan), in order of lines.
WITH incoming AS (
	SELECT jsonb_agg(to_jsonb(item)) AS rows
	FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
		$10::integer[]) AS item (line, credit_code, name, region_code, level, grade, kind, specialist_type, ownership, beds)
)
SELECT plan.line, plan.action, commission.institution_changes(plan.difference) AS changes, digest.digest
FROM incoming
CROSS JOIN LATERAL commission.import_digest(incoming.rows) AS digest (digest)
CROSS JOIN LATERAL commission.import_plan(incoming.rows) AS plan
ORDER BY plan.line

-- :name import_apply
-- The ten arrays, $11 text digest of the plan as shown.  added, changed.
WITH incoming AS (
	SELECT jsonb_agg(to_jsonb(item)) AS rows
	FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
		$10::integer[]) AS item (line, credit_code, name, region_code, level, grade, kind, specialist_type, ownership, beds)
)
SELECT done.added, done.changed
FROM incoming
CROSS JOIN LATERAL commission.import_apply(incoming.rows, $11) AS done
