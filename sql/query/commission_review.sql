-- Statements of the commission program, continued: review of returns and baselines.

-- == what several pages share ==

-- :name scope_list
-- $1 boolean quarters only.  Programmes and periods to choose from, the one to begin with first.
SELECT
	programme_id,
	programme_name,
	own,
	region_code,
	period,
	period_label,
	accepted
FROM commission.period_choice
WHERE is_quarter OR NOT $1::boolean
ORDER BY own DESC, year DESC, programme_id, is_quarter DESC, period DESC

-- == return ==

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

-- == baseline ==

-- :name baseline_list
-- $1 text state or null, $2 text part of an institution's name or null, $3 text part of an indicator's
-- name or its code or null, $4 bigint rows to leave out, $5 bigint rows wanted.
SELECT
	item.id,
	item.programme_name,
	item.institution_name,
	item.region_name,
	item.indicator_code,
	item.indicator_name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.state,
	item.state_label,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on
FROM (
	SELECT head.id
	FROM commission.baseline_head AS head
	WHERE ($1::text IS NULL OR head.state = $1)
		AND ($2::text IS NULL OR head.institution_id IN (
			SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $2) > 0))
		AND ($3::text IS NULL OR head.indicator_code = $3 OR head.indicator_code IN (
			SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $3) > 0))
	ORDER BY head.programme_id DESC, head.institution_id, head.indicator_code
	LIMIT $5::bigint
	OFFSET $4::bigint
) AS page
JOIN commission.baseline_item AS item ON item.id = page.id
ORDER BY item.programme_id DESC, item.institution_id, item.indicator_code

-- :name baseline_approve
-- $1 bigint[] of registrations: approves all or none.
SELECT commission.baseline_decide(item, 'approved', NULL)
FROM unnest($1::bigint[]) AS item
ORDER BY item

-- :name baseline_states
-- $1 text part of an institution's name or null, $2 text part of an indicator's name or its code or null.
SELECT
	head.state,
	count(*) AS baselines
FROM commission.baseline_head AS head
WHERE ($1::text IS NULL OR head.institution_id IN (
		SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $1) > 0))
	AND ($2::text IS NULL OR head.indicator_code = $2 OR head.indicator_code IN (
		SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $2) > 0))
GROUP BY head.state

-- :name baseline_versions
-- $1 bigint any version.  All versions of the same registration, newest first; this: the one asked for.
SELECT
	item.id,
	item.id = $1::bigint AS this,
	item.programme_id,
	item.programme_name,
	item.year,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.indicator_code,
	item.indicator_name,
	item.specialty,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.threshold_source,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.person,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS registered_at,
	item.state,
	item.state_label,
	item.decision_reason,
	to_char(item.decided_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS decided_at,
	item.decision_person,
	item.newest
FROM commission.baseline_item AS asked
JOIN commission.baseline_item AS item ON item.programme_id = asked.programme_id
	AND item.institution_id = asked.institution_id
	AND item.indicator_code = asked.indicator_code
WHERE asked.id = $1::bigint
ORDER BY item.version DESC

-- :name baseline_decide
-- $1 bigint version, $2 text decision, $3 text reason.
SELECT commission.baseline_decide($1::bigint, $2, $3)
