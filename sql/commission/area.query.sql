-- Statements of the commission program: area.

-- :name area_list
-- $1 text state or null, $2 bigint programme or null, $3 text part of a region's name or null, $4 text part of an indicator's name
-- or its code or null; $5 text sort, $6 boolean descending, $7 bigint[] ids or null, $8 bigint rows to leave out, $9 bigint rows
-- wanted: core/list.h.
WITH page AS MATERIALIZED (
	SELECT
		duty.id,
		duty.region_code,
		duty.region_name,
		duty.year,
		duty.numerator_code,
		duty.denominator_code,
		duty.state,
		duty.programme_id,
		duty.indicator_code,
		duty.name,
		duty.kind,
		duty.unit,
		duty.factor,
		duty.direction,
		duty.minimum_denominator,
		duty.required,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $6::boolean THEN
					CASE $5 WHEN 'region_name' THEN duty.region_code WHEN 'indicator_name' THEN duty.indicator_code WHEN 'state_label' THEN duty.state END
				END,
				CASE WHEN $6::boolean THEN
					CASE $5 WHEN 'region_name' THEN duty.region_code WHEN 'indicator_name' THEN duty.indicator_code WHEN 'state_label' THEN duty.state END
				END DESC NULLS LAST,
				duty.year DESC,
				duty.region_code,
				duty.indicator_code
		) AS place
	FROM commission.area_duties($2::bigint) AS duty
	WHERE ($1::text IS NULL OR duty.state = $1)
		AND ($3::text IS NULL OR strpos(duty.region_name, $3) > 0)
		AND ($4::text IS NULL OR duty.indicator_code = $4 OR strpos(duty.name, $4) > 0)
		AND ($7::bigint[] IS NULL OR duty.id = ANY ($7))
	ORDER BY place
	LIMIT $9::bigint
	OFFSET $8::bigint
)
SELECT
	page.id,
	page.total,
	page.region_name || '，' || page.name AS row_name,
	CASE WHEN page.state <> 'missing' THEN '/commission/area/' || page.id
		WHEN page.region_code = (SELECT region_code FROM commission.session) THEN '/commission/area/grid/' || page.programme_id
		ELSE '/commission/area/' END AS url,
	page.region_name,
	page.year::text AS year,
	page.indicator_code,
	page.name AS indicator_name,
	page.indicator_code || coalesce(' · 第 ' || item.version || ' 版', '') AS indicator_version,
	page.kind,
	page.unit,
	page.factor,
	page.direction,
	page.minimum_denominator,
	page.required,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goals_label,
	item.reason,
	item.accepted_numerator,
	item.accepted_denominator,
	item.differs,
	item.complete,
	item.asked,
	page.state,
	CASE WHEN page.state = 'missing' THEN '未登记' ELSE item.state_label END AS state_label,
	item.registered_on,
	CASE page.state
		WHEN 'missing' THEN '地区还没有登记'
		WHEN 'waiting' THEN CASE commission.area_fault(page.region_code, item.account_id)
			WHEN 'area_other_level' THEN '由上一级卫健委审批'
			WHEN 'area_own_proposal' THEN '不能审批自己登记的内容，请由本级另一位管理员办理'
			WHEN 'area_second_administrator' THEN '没有上级，须由本级另一位管理员确认'
		END
		ELSE '已经审批过（' || item.state_label || '），审批结果不能更改'
	END AS decide_fault
FROM page
LEFT JOIN LATERAL (
	SELECT
		entry.version,
		entry.period_label,
		entry.numerator,
		entry.denominator,
		entry.goals_label,
		entry.reason,
		entry.accepted_numerator,
		entry.accepted_denominator,
		entry.differs,
		entry.complete,
		entry.asked,
		entry.state_label,
		entry.registered_on,
		entry.account_id
	FROM commission.area_item AS entry
	WHERE entry.id = page.id
	OFFSET 0
) AS item ON true
ORDER BY page.place

-- :name area_states
-- $1 bigint programme or null, $2 text part of a region's name or null, $3 text part of an indicator's name or its code or null:
-- area_list by state.
SELECT
	duty.state AS value,
	count(*) AS count
FROM commission.area_duties($1::bigint) AS duty
WHERE ($2::text IS NULL OR strpos(duty.region_name, $2) > 0)
	AND ($3::text IS NULL OR duty.indicator_code = $3 OR strpos(duty.name, $3) > 0)
GROUP BY duty.state

-- :name area_programmes
-- Programmes that cover regions of the subtree; grid: those that the own region proposes for.  year, newest first.
SELECT
	programme.id AS value,
	programme.name AS label,
	programme.year,
	programme.id IN (SELECT item.programme_id FROM commission.area AS item) AS grid
FROM commission.programme_name AS programme
ORDER BY programme.year DESC, programme.id

-- :name area_grid
-- Pairs of a programme with the own region's newest baseline and goals.  $1 bigint programme.
SELECT
	indicator_code,
	target_code,
	specialty,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	threshold_op,
	threshold_value,
	threshold_source,
	numerator_code,
	denominator_code,
	numerator_name,
	denominator_name,
	year,
	version,
	registered_year,
	period,
	numerator,
	denominator,
	goal,
	goal_1,
	goal_2,
	reason,
	state,
	state_label,
	decision_reason,
	id
FROM commission.area
WHERE programme_id = $1::bigint
ORDER BY position

-- :name area_known
-- Accepted sums of the own region by the indicator that stands for the pair.  $1 bigint programme, $2 text period or null.
SELECT
	indicator_code,
	period,
	numerator,
	denominator,
	quarters,
	complete,
	present,
	complete_count,
	asked
FROM commission.area_known($1::bigint, $2)

-- :name area_save
-- $1 bigint programme, $2 text[] indicators, $3 integer[] versions shown, $4 text[] periods, $5 numeric[] numerators, $6 numeric[]
-- denominators, $7 text[] goals, each an array itself, $8 text[] reasons.  Rows that are refused; nothing is written then.
SELECT
	indicator_code,
	rule
FROM commission.area_save($1::bigint, $2::text[], $3::integer[], $4::text[], $5::numeric[], $6::numeric[], $7::text[], $8::text[])

-- :name area_versions
-- $1 bigint any version.  All versions of the same region, pair and year, newest first; this: the one asked for.
SELECT
	item.id,
	item.id = $1::bigint AS this,
	item.region_name,
	item.year,
	definition.indicator_code,
	definition.name AS indicator_name,
	definition.kind,
	definition.unit,
	definition.factor,
	definition.direction,
	definition.minimum_denominator,
	definition.required,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goals_label,
	item.reason,
	item.accepted_numerator,
	item.accepted_denominator,
	item.complete,
	item.asked,
	item.person,
	item.registered_on,
	item.state,
	item.state_label,
	item.decision_reason,
	item.decided_at,
	item.decision_person,
	item.decision_commission,
	item.newest,
	item.newest AND item.state = 'waiting' AND commission.area_fault(item.region_code, item.account_id) IS NULL AS may_decide,
	commission.area_fault(item.region_code, item.account_id) AS fault
FROM commission.area_item AS asked
JOIN commission.area_item AS item ON item.region_code = asked.region_code
	AND item.year = asked.year
	AND item.numerator_code = asked.numerator_code
	AND item.denominator_code IS NOT DISTINCT FROM asked.denominator_code
JOIN commission.area_duties(NULL) AS definition ON definition.region_code = asked.region_code AND definition.year = asked.year
	AND definition.numerator_code = asked.numerator_code AND definition.denominator_code IS NOT DISTINCT FROM asked.denominator_code
WHERE asked.id = $1::bigint
ORDER BY item.version DESC

-- :name area_today
-- $1 bigint version.  What the accepted numbers of the region come to today in its period: one row or none.
SELECT
	numerator AS today_numerator,
	denominator AS today_denominator,
	present AS today_present,
	complete AS today_complete,
	asked AS today_asked,
	quarters AS today_quarters
FROM commission.area_today($1::bigint)

-- :name area_decide
-- $1 bigint version, $2 text decision, $3 text reason.
SELECT commission.area_decide($1::bigint, $2, $3)

-- :name area_decide_all
-- $1 bigint[] of proposals, $2 text decision, $3 text reason: all or none.
SELECT commission.area_decide(item, $2, $3)
FROM unnest($1::bigint[]) AS item
ORDER BY item

-- :name area_regions
-- Regions with a commission within the subtree, the own one first.
SELECT
	region_code AS value,
	region_name AS label
FROM commission.organisation_commission
ORDER BY NOT own, region_code

-- :name area_years
-- $1 text region.  A row for an indicator and a year of its approved goals.
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
	base_period_label,
	base_numerator,
	base_denominator,
	year,
	goal,
	numerator,
	denominator,
	present,
	complete,
	asked
FROM commission.area_years($1)
