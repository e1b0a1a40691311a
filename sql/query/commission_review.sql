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
-- $1 bigint programme, $2 text period, $3 text class or null, $4 text county or null, $5 text part of a name or null; $6 text
-- sort, $7 boolean descending, $8 bigint[] ids or null, $9 bigint rows to leave out, $10 bigint rows wanted: core/list.h.
SELECT
	item.id,
	item.total,
	item.revision AS version,
	item.state,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.class,
	item.class_label,
	to_char(item.first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	CASE WHEN NOT item.in_time THEN '逾期' END AS late_label,
	CASE WHEN item.state <> 'submitted' THEN '不是待审核的报表（' || item.class_label || '）' END AS accept_fault
FROM (
	SELECT
		head.id,
		head.revision,
		head.state,
		head.institution_name,
		head.region_code,
		head.region_name,
		head.level_position,
		head.peer_group_label,
		head.class,
		head.class_label,
		head.first_submitted_at,
		head.in_time,
		CASE $6::text
			WHEN 'institution_name' THEN head.institution_name
			WHEN 'region_name' THEN head.region_code
			WHEN 'peer_group_label' THEN head.level_position::text
			WHEN 'submitted_at' THEN to_char(head.first_submitted_at, 'YYYYMMDDHH24MISS')
			WHEN 'class_label' THEN head.class
		END AS key,
		count(*) OVER () AS total
	FROM commission.return_item AS head
	WHERE head.programme_id = $1::bigint
		AND head.period = $2
		AND ($3::text IS NULL OR head.class = $3)
		AND ($4::text IS NULL OR head.region_code = $4)
		AND ($5::text IS NULL OR strpos(head.institution_name, $5) > 0)
		AND ($8::bigint[] IS NULL OR head.id = ANY ($8))
) AS item
ORDER BY
	CASE WHEN NOT $7::boolean THEN item.key END,
	CASE WHEN $7::boolean THEN item.key END DESC NULLS LAST,
	item.region_code,
	item.level_position,
	item.institution_name,
	item.id
LIMIT $10::bigint
OFFSET $9::bigint

-- :name return_classes
-- $1 bigint programme, $2 text period, $3 text county or null, $4 text part of a name or null: return_list by class.
SELECT
	class AS value,
	count(*) AS count
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

-- :name return_elements_all
-- $1 bigint[] returns, in whose order they come.  What their checks read of return_elements.
SELECT
	asked.id AS return_id,
	element.code,
	element.required,
	element.name,
	element.unit,
	element.state,
	element.value,
	element.revision,
	element.last_state,
	element.last_value,
	element.explanation,
	element.explained_revision
FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (id, place)
CROSS JOIN LATERAL commission.return_element(asked.id) WITH ORDINALITY AS element
ORDER BY asked.place, element.ordinality

-- :name return_indicators_all
-- $1 bigint[] returns, in whose order they come.  What their checks read of return_indicators.
SELECT
	return_id,
	indicator_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator_element AS numerator,
	denominator_element AS denominator
FROM commission.return_indicator
WHERE return_id = ANY ($1::bigint[])
ORDER BY array_position($1::bigint[], return_id), position

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

-- :name return_accept
-- $1 bigint[] returns, $2 integer[] their revisions as the page showed them.  All or none.
SELECT commission.return_decide(item.id, 'accept', 'submitted', item.revision, NULL, '{}', '{}')
FROM unnest($1::bigint[], $2::integer[]) AS item (id, revision)
ORDER BY item.id

-- == baseline ==

-- :name baseline_list
-- $1 text state or null, $2 text part of an institution's name or null, $3 text part of an indicator's name or its code or null;
-- $4 text sort, $5 boolean descending, $6 bigint[] ids or null, $7 bigint rows to leave out, $8 bigint rows wanted: core/list.h.
SELECT
	item.id,
	page.total,
	item.programme_name,
	item.institution_name,
	item.region_name,
	item.indicator_code,
	item.indicator_name,
	item.indicator_code || ' · 第 ' || item.version || ' 版' AS indicator_version,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.state,
	item.state_label,
	CASE WHEN item.state <> 'waiting' THEN '已经审批过（' || item.state_label || '），审批结果不能更改' END AS decide_fault,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on
FROM (
	SELECT
		head.id,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $5::boolean THEN head.key END,
				CASE WHEN $5::boolean THEN head.key END DESC NULLS LAST,
				head.programme_id DESC,
				head.institution_id,
				head.indicator_code
		) AS place
	FROM (
		SELECT
			newest.id,
			newest.programme_id,
			newest.institution_id,
			newest.indicator_code,
			CASE $4::text
				WHEN 'institution_name' THEN (SELECT card.name FROM commission.institution_card AS card WHERE card.id = newest.institution_id)
				WHEN 'indicator_name' THEN newest.indicator_code
				WHEN 'registered_on' THEN lpad(newest.id::text, 18, '0')
				WHEN 'state_label' THEN newest.state
			END AS key
		FROM commission.baseline_head AS newest
		WHERE ($1::text IS NULL OR newest.state = $1)
			AND ($2::text IS NULL OR newest.institution_id IN (
				SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $2) > 0))
			AND ($3::text IS NULL OR newest.indicator_code = $3 OR newest.indicator_code IN (
				SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $3) > 0))
			AND ($6::bigint[] IS NULL OR newest.id = ANY ($6))
	) AS head
	ORDER BY place
	LIMIT $8::bigint
	OFFSET $7::bigint
) AS page
-- One by one: all registrations would be joined to all rows of the page otherwise.
CROSS JOIN LATERAL (
	SELECT
		entry.id,
		entry.programme_name,
		entry.institution_name,
		entry.region_name,
		entry.indicator_code,
		entry.indicator_name,
		entry.version,
		entry.kind,
		entry.unit,
		entry.factor,
		entry.direction,
		entry.minimum_denominator,
		entry.required,
		entry.threshold_op,
		entry.threshold_value,
		entry.period_label,
		entry.numerator,
		entry.denominator,
		entry.goal,
		entry.reason,
		entry.state,
		entry.state_label,
		entry.registered_at
	FROM commission.baseline_item AS entry
	WHERE entry.id = page.id
	OFFSET 0
) AS item
ORDER BY page.place

-- :name baseline_decide_all
-- $1 bigint[] of registrations, $2 text decision, $3 text reason: all or none.
SELECT commission.baseline_decide(item, $2, $3)
FROM unnest($1::bigint[]) AS item
ORDER BY item

-- :name baseline_states
-- $1 text part of an institution's name or null, $2 text part of an indicator's name or its code or null: baseline_list by state.
SELECT
	head.state AS value,
	count(*) AS count
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
