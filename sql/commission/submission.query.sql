-- Statements of the commission program: submission.

-- :name submission_queue
-- $1 text turn or null, $2 text kind or null, $3 text county or null, $4 text part of a name or null; $5 text sort, $6 boolean
-- descending, $7 bigint[] ids or null, $8 bigint rows to leave out, $9 bigint rows wanted: core/list.h.  A row is a return whose submission
-- waits, its id the return's; those that wait longest first.
SELECT
	item.return_id AS id,
	count(*) OVER () AS total,
	item.revision AS version,
	item.institution_name || ' ' || item.period_label AS row_name,
	'/commission/return/' || item.return_id AS url,
	item.institution_name,
	item.region_name,
	item.period_label,
	'第 ' || item.seq || ' 批' AS submission_name,
	'/commission/submission/' || item.submission_id AS submission_url,
	item.kind_label,
	item.cells,
	item.signed_at,
	item.days,
	'天' AS days_unit,
	item.fault AS accept_fault
FROM commission.submission_queue($1::text) AS item
WHERE ($2::text IS NULL OR item.kind = $2)
	AND ($3::text IS NULL OR item.region_code = $3)
	AND ($4::text IS NULL OR strpos(item.institution_name, $4) > 0)
	AND ($7::bigint[] IS NULL OR item.return_id = ANY ($7))
ORDER BY
	CASE WHEN NOT $6::boolean AND $5::text = 'institution_name' THEN item.institution_name END,
	CASE WHEN $6::boolean AND $5::text = 'institution_name' THEN item.institution_name END DESC,
	CASE WHEN NOT $6::boolean AND $5::text = 'period_label' THEN item.period_label END,
	CASE WHEN $6::boolean AND $5::text = 'period_label' THEN item.period_label END DESC,
	CASE WHEN $6::boolean AND $5::text = 'signed_at' THEN item.at END DESC,
	item.at,
	item.return_id
LIMIT $9::bigint
OFFSET $8::bigint

-- :name submission_regions
-- Counties that the list may be narrowed to.
SELECT code AS value, name AS label
FROM commission.region
ORDER BY code
