-- Statements of the institution program: submission.

-- :name submission_list
-- $1 text kind or null, $2 text state or null; $3 text sort, $4 boolean descending, $5 bigint[] ids or null, $6 bigint rows to
-- leave out, $7 bigint rows wanted: core/list.h.  Newest first.
SELECT
	item.id,
	count(*) OVER () AS total,
	'第 ' || item.seq || ' 批' AS name,
	item.kind_label,
	item.periods,
	item.cells,
	item.signed_by,
	item.signed_at,
	item.state,
	item.state_label
FROM institution.submission AS item
WHERE ($1::text IS NULL OR item.kind = $1)
	AND ($2::text IS NULL OR item.state = $2)
	AND ($5::bigint[] IS NULL OR item.id = ANY ($5))
ORDER BY
	CASE WHEN NOT $4::boolean AND $3::text IS NOT NULL THEN item.seq END,
	item.seq DESC
LIMIT $7::bigint
OFFSET $6::bigint

-- :name submission_ready
-- $1 date.  Returns of that last day that wait for the leader, those that may be signed together one after the other.
SELECT
	id,
	period_label,
	programme_name,
	revision,
	due_on,
	answers_id,
	answers_seq,
	passed_at,
	passed_by
FROM institution.submissions_ready($1::date)
ORDER BY answers_id NULLS FIRST, period DESC, id

-- :name submission_confirmed
-- Until when the session may sign, or null.
SELECT institution.confirmed_until() AS confirmed_until

-- :name submission_sign
-- $1 bigint[] returns, $2 integer[] their revisions as they were shown.
SELECT institution.submission_sign($1::bigint[], $2::integer[]) AS id
