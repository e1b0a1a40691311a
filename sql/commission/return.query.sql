-- Statements of the commission program: return.

-- :name return_filing
-- $1 bigint return.
SELECT
	opened_at,
	opened_by,
	messages
FROM commission.return_filing
WHERE return_id = $1::bigint

-- :name return_open
-- $1 bigint return, $2 integer revision shown.
SELECT commission.return_open($1::bigint, $2::integer) AS first

-- :name correction_decide
-- $1 bigint return, $2 bigint correction, $3 text decision, $4 text reason or null.
SELECT commission.correction_decide($1::bigint, $2::bigint, $3, $4) AS event

-- :name return_notes
-- $1 bigint return.
SELECT element_code, source, rule, at
FROM commission.return_notes($1::bigint)

-- :name return_list
-- $1 bigint programme, $2 text period, $3 text class or null, $4 text county or null, $5 text part of a
-- name or null, $6 bigint rows to leave out, $7 bigint rows wanted.
SELECT
	id,
	institution_name,
	region_name,
	peer_group_label,
	class,
	class_label,
	to_char(first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	NOT in_time AS submitted_late
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
	AND ($3::text IS NULL OR class = $3)
	AND ($4::text IS NULL OR region_code = $4)
	AND ($5::text IS NULL OR strpos(institution_name, $5) > 0)
ORDER BY region_code, level_position, institution_name, id
LIMIT $7::bigint
OFFSET $6::bigint

-- :name return_classes
-- $1 bigint programme, $2 text period, $3 text county or null, $4 text part of a name or null.
SELECT
	class,
	count(*) AS returns
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
	AND ($3::text IS NULL OR region_code = $3)
	AND ($4::text IS NULL OR strpos(institution_name, $4) > 0)
GROUP BY class

-- :name return_counties
-- $1 bigint programme, $2 text period.  Completeness and timeliness; the last row, without county, is all.
SELECT
	region_code,
	min(region_name) AS region_name,
	count(*) AS expected,
	count(first_submitted_at) AS submitted,
	count(*) FILTER (WHERE in_time) AS in_time,
	count(*) FILTER (WHERE class IN ('accepted', 'published')) AS accepted,
	round(100.0 * count(first_submitted_at) / nullif(count(*), 0), 1) AS submitted_percent,
	round(100.0 * count(*) FILTER (WHERE in_time) / nullif(count(*), 0), 1) AS in_time_percent,
	round(100.0 * count(*) FILTER (WHERE class IN ('accepted', 'published')) / nullif(count(*), 0), 1) AS accepted_percent
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
GROUP BY GROUPING SETS ((region_code), ())
ORDER BY region_code NULLS LAST

-- :name return_head
-- $1 bigint return.
SELECT
	item.id,
	item.programme_id,
	programme.name AS programme_name,
	item.period,
	item.period_label,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.state,
	item.state_label,
	item.revision,
	item.due_on,
	to_char(item.first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	NOT item.in_time AS submitted_late,
	explanation.text AS explanation,
	explanation.revision AS explained_revision
FROM commission.return_item AS item
JOIN commission.programme_name AS programme ON programme.id = item.programme_id
LEFT JOIN commission.return_explanation AS explanation ON explanation.return_id = item.id
WHERE item.id = $1::bigint

-- :name return_elements
-- $1 bigint return.  In the order of the institution's form.
SELECT
	code,
	specialty,
	required,
	name,
	unit,
	definition,
	state,
	value,
	revision,
	last_state,
	last_value,
	round(100 * (value - last_value) / nullif(last_value, 0), 1) AS change_percent,
	explanation,
	explained_revision,
	reason
FROM commission.return_element($1::bigint)

-- :name return_indicators
-- $1 bigint return.
SELECT
	indicator_code,
	specialty,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator_element AS numerator,
	denominator_element AS denominator,
	state,
	numerator_value,
	denominator_value,
	threshold_op,
	threshold_value,
	threshold_met,
	goal,
	goal_met
FROM commission.return_indicator
WHERE return_id = $1::bigint
ORDER BY position

-- :name return_events
-- $1 bigint return.
SELECT
	to_state,
	to_label,
	to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at,
	person,
	organisation,
	revision,
	reason
FROM commission.return_event
WHERE return_id = $1::bigint
ORDER BY id DESC, opening DESC

-- :name return_decide
-- $1 bigint return, $2 text act, $3 text state and $4 integer revision as the page showed them, $5 text
-- overall reason, $6 text[] elements, $7 text[] their reasons.
SELECT commission.return_decide($1::bigint, $2, $3, $4::integer, $5, $6::text[], $7::text[])
