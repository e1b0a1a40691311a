-- Statements of the commission program: baseline.

-- :name baseline_list
-- $1 text state or null, $2 bigint programme or null, $3 text part of an institution's name or null, $4 text part of an indicator's
-- name or its code or null; $5 text sort, $6 boolean descending, $7 bigint[] ids or null, $8 bigint rows to leave out, $9 bigint rows
-- wanted: core/list.h.
WITH page AS MATERIALIZED (
	SELECT
		head.id,
		head.institution_id,
		head.year,
		head.numerator_code,
		head.denominator_code,
		head.state,
		head.due_on,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $6::boolean THEN head.key END,
				CASE WHEN $6::boolean THEN head.key END DESC NULLS LAST,
				head.year DESC,
				head.institution_id,
				head.numerator_code,
				head.denominator_code
		) AS place
	FROM commission.baseline_found($2::bigint, $3, $4, $5) AS head
	WHERE ($1::text IS NULL OR head.state = $1)
		AND ($7::bigint[] IS NULL OR head.id = ANY ($7))
	ORDER BY place
	LIMIT $9::bigint
	OFFSET $8::bigint
), definition AS MATERIALIZED (
	SELECT
		programme_name,
		year,
		region_first,
		region_last,
		numerator,
		denominator,
		indicator_code,
		indicator_name,
		kind,
		unit,
		factor,
		direction,
		minimum_denominator,
		required,
		threshold_op,
		threshold_value,
		rank
	FROM commission.baseline_definition
)
SELECT
	page.id,
	page.total,
	CASE WHEN page.state = 'missing' THEN '/commission/institution/' || page.institution_id ELSE '/commission/baseline/' || page.id END AS url,
	indicator.programme_name,
	institution.name AS institution_name,
	institution.region_name,
	indicator.indicator_code,
	indicator.indicator_name,
	indicator.indicator_code || coalesce(' · 第 ' || item.version || ' 版', '') AS indicator_version,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	indicator.threshold_value,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	beside.numerator AS accepted_numerator,
	beside.denominator AS accepted_denominator,
	beside.complete AS accepted_complete,
	beside.peers,
	(SELECT count(*) FROM commission.baseline_file AS file WHERE file.baseline_id = item.id) AS files,
	page.state,
	CASE WHEN page.state = 'missing' THEN '未登记' ELSE item.state_label END AS state_label,
	page.due_on::text AS due_on,
	page.state = 'missing' AND page.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AS overdue,
	CASE page.state
		WHEN 'missing' THEN '机构还没有登记'
		WHEN 'waiting' THEN NULL
		ELSE '已经审批过（' || item.state_label || '），审批结果不能更改'
	END AS decide_fault,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on
FROM page
JOIN commission.institution_card AS institution ON institution.id = page.institution_id
-- One by one: all registrations would be joined to all rows of the page otherwise.
LEFT JOIN LATERAL (
	SELECT
		entry.id,
		entry.version,
		entry.period_label,
		entry.numerator,
		entry.denominator,
		entry.goal,
		entry.reason,
		entry.state_label,
		entry.registered_at
	FROM commission.baseline_item AS entry
	WHERE entry.id = page.id
	OFFSET 0
) AS item ON true
LEFT JOIN LATERAL (
	SELECT
		asked.programme_name,
		asked.indicator_code,
		asked.indicator_name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		asked.threshold_op,
		asked.threshold_value
	FROM definition AS asked
	WHERE asked.year = page.year AND asked.numerator = page.numerator_code AND asked.denominator = coalesce(page.denominator_code, '')
		AND institution.region_code >= asked.region_first AND institution.region_code <= asked.region_last
	ORDER BY asked.rank
	LIMIT 1
) AS indicator ON true
LEFT JOIN commission.baseline_beside(ARRAY(SELECT page.id FROM page WHERE page.state <> 'missing')) AS beside ON beside.id = page.id
ORDER BY page.place

-- :name baseline_states
-- $1 bigint programme or null, $2 text part of an institution's name or null, $3 text part of an indicator's name or its code or
-- null: baseline_list by state.
SELECT
	found.state AS value,
	count(*) AS count
FROM commission.baseline_found($1::bigint, $2, $3, NULL) AS found
GROUP BY found.state

-- :name baseline_deadlines
-- Programmes to choose from, with the day by which their baselines are due.
SELECT
	programme_id AS value,
	programme_name AS label,
	own,
	due_on,
	overdue,
	days_late
FROM commission.baseline_deadline
ORDER BY year DESC, programme_id

-- :name baseline_deadline
-- $1 bigint programme.  One of the own ones, or no row.
SELECT
	programme_name,
	due_on
FROM commission.baseline_deadline
WHERE programme_id = $1::bigint AND own

-- :name baseline_deadline_set
-- $1 bigint programme, $2 date.
SELECT commission.baseline_deadline_set($1::bigint, $2::date)

-- :name baseline_versions
-- $1 bigint any version.  All versions of the same registration, newest first; this: the one asked for.
SELECT
	item.id,
	item.id = $1::bigint AS this,
	indicator.programme_id,
	indicator.programme_name,
	item.year,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	indicator.indicator_code,
	indicator.indicator_name,
	indicator.specialty,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	indicator.threshold_value,
	indicator.threshold_source,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	(SELECT string_agg(item.year + place - 1 || ' 年 ' || trim_scale(goal), '，' ORDER BY place)
		FROM unnest(item.goals) WITH ORDINALITY AS later (goal, place) WHERE place > 1) AS later_goals,
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
JOIN commission.baseline_item AS item ON item.institution_id = asked.institution_id
	AND item.year = asked.year
	AND item.numerator_code = asked.numerator_code
	AND item.denominator_code IS NOT DISTINCT FROM asked.denominator_code
CROSS JOIN LATERAL (
	SELECT
		definition.programme_id,
		definition.programme_name,
		definition.indicator_code,
		definition.indicator_name,
		definition.specialty,
		definition.kind,
		definition.unit,
		definition.factor,
		definition.direction,
		definition.minimum_denominator,
		definition.required,
		definition.threshold_op,
		definition.threshold_value,
		definition.threshold_source
	FROM commission.baseline_definition AS definition
	JOIN commission.institution_card AS institution ON institution.id = asked.institution_id
		AND institution.region_code >= definition.region_first AND institution.region_code <= definition.region_last
	WHERE definition.year = asked.year AND definition.numerator = asked.numerator_code
		AND definition.denominator = coalesce(asked.denominator_code, '')
	ORDER BY definition.rank
	LIMIT 1
) AS indicator
WHERE asked.id = $1::bigint
ORDER BY item.version DESC

-- :name baseline_beside
-- $1 bigint version.  One row: what the institution has accepted of the period today, and what its peers have registered.
SELECT
	beside.numerator AS accepted_numerator,
	beside.denominator AS accepted_denominator,
	beside.quarters,
	beside.complete,
	beside.peers
FROM commission.baseline_item AS item
JOIN commission.baseline_beside(ARRAY[$1::bigint]) AS beside ON beside.id = item.id
WHERE item.id = $1::bigint

-- :name baseline_shared
-- $1 bigint version.  Indicators of all programmes of the year that the pair's baseline serves.
SELECT DISTINCT
	indicator.indicator_code,
	indicator.name AS indicator_name,
	programme.name AS programme_name
FROM commission.baseline_item AS item
JOIN commission.indicator AS indicator ON indicator.numerator = item.numerator_code
	AND indicator.denominator IS NOT DISTINCT FROM item.denominator_code
JOIN commission.programme_name AS programme ON programme.id = indicator.programme_id AND programme.year = item.year
WHERE item.id = $1::bigint
ORDER BY indicator.indicator_code, programme.name

-- :name baseline_published
-- What published editions say out of the approved version that this one changes.  $1 bigint version.
SELECT
	region_code,
	period,
	period_label,
	number,
	indicator_code,
	goal::numeric AS goal,
	goal_met,
	by_baseline,
	threshold_met,
	graded
FROM commission.baseline_published($1::bigint)

-- :name baseline_decide
-- $1 bigint version, $2 text decision, $3 text reason.
SELECT commission.baseline_decide($1::bigint, $2, $3)

-- :name baseline_decide_all
-- $1 bigint[] of registrations, $2 text decision, $3 text reason: all or none.
SELECT commission.baseline_decide(item, $2, $3)
FROM unnest($1::bigint[]) AS item
ORDER BY item
