-- Statements of the institution program, continued: the grade.

-- == grade ==

-- :name grade_head
-- $1 bigint programme.  The scheme in force, or no row.
SELECT
	version,
	band_a,
	band_b,
	band_c,
	cap_b,
	cap_c,
	coverage_of_3,
	institution_id
FROM institution.grade_version
WHERE programme_id = $1::bigint

-- :name grade_items
-- $1 bigint programme.
SELECT
	indicator_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	weight,
	floor,
	benchmark,
	safety
FROM institution.grade_item
WHERE programme_id = $1::bigint
ORDER BY position

-- :name grade_vetoes
-- $1 bigint programme, $2 text period.
SELECT
	institution_id,
	cap,
	document
FROM institution.grade_veto
WHERE programme_id = $1::bigint
	AND counts_in = $2
ORDER BY cap DESC, document
