-- Statements of the commission program: what several words ask.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.  account_id, account_name, organisation_name, role, role_name, demo, ids.
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, demo
FROM commission.session

-- :name grade_head
-- $1 bigint programme, $2 bigint scheme, NULL for the one in force.
SELECT
	scheme_id,
	version,
	state,
	state_label,
	note,
	band_a,
	band_b,
	band_c,
	cap_b,
	cap_c,
	coverage_of_3,
	author_name,
	saved_at,
	enactor_name,
	enacted_at
FROM commission.grade_version
WHERE programme_id = $1::bigint
	AND CASE WHEN $2::bigint IS NULL THEN state = 'in_force' ELSE scheme_id = $2::bigint END

-- :name grade_items
-- $1 bigint programme, $2 bigint scheme, NULL for the one in force.
SELECT
	item.indicator_code,
	item.specialty,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.weight,
	item.floor,
	item.benchmark,
	item.safety,
	item.source,
	item.bar
FROM commission.grade_item AS item
WHERE item.scheme_id = coalesce($2::bigint, (SELECT scheme_id FROM commission.grade_version
		WHERE programme_id = $1::bigint AND state = 'in_force'))
	AND item.programme_id = $1::bigint
ORDER BY item.position

-- :name grade_values
-- $1 bigint programme, $2 text period, $3 bigint another scheme beside the one in force, or NULL.  Every institution
-- asked, for all indicators of both; peers together.
SELECT
	indicator_code,
	institution_id,
	institution_name,
	region_name,
	peer_group,
	peer_group_label,
	coverage,
	numerator,
	denominator,
	earlier
FROM commission.grade_results($1::bigint, $2, ARRAY(
	SELECT DISTINCT item.indicator_code
	FROM commission.grade_item AS item
	JOIN commission.grade_version AS version ON version.scheme_id = item.scheme_id
	WHERE version.programme_id = $1::bigint
		AND (version.state = 'in_force' OR version.scheme_id = $3::bigint)))
ORDER BY level_position, peer_group_label, peer_group, institution_name, institution_id, indicator_code

-- :name grade_vetoes
-- $1 bigint programme, $2 text period.  Vetoes that count in it.
SELECT
	institution_id,
	cap,
	document,
	event
FROM commission.grade_veto_standing
WHERE programme_id = $1::bigint
	AND counts_in = $2
ORDER BY institution_id, cap DESC, document

-- :name grade_decisions
-- $1 bigint programme, $2 text period.  The newest decisions on caps, with the numbers they are about.
SELECT
	institution_id,
	indicator_code,
	decision,
	decision_reason,
	numerator,
	denominator,
	cap
FROM commission.cap_standing
WHERE programme_id = $1::bigint
	AND period = $2

-- :name indicator_overview
-- $1 bigint programme, $2 text period, $3 boolean by the register of today.  One row for an indicator: sums over the institutions whose counts
-- can stand, how many have data, how many of those judged meet the threshold; the goal of the region for the year.
SELECT
	indicator.indicator_code,
	indicator.specialty,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	indicator.threshold_value,
	total.asked,
	total.with_data,
	total.not_applicable,
	total.asked - total.not_applicable = total.complete AS complete,
	total.numerator,
	total.denominator,
	total.judged,
	total.met,
	area.goal AS area_goal
FROM commission.indicator AS indicator
LEFT JOIN commission.totals($1::bigint, $2, $3::boolean) AS total ON total.indicator_code = indicator.indicator_code
LEFT JOIN commission.area_goals($1::bigint) AS area ON area.indicator_code = indicator.indicator_code AND area.whole
WHERE indicator.programme_id = $1::bigint
ORDER BY indicator.position

-- :name computed_state
-- $1 bigint programme, $2 text period.  Of when the figures of the period are: one row.
SELECT
	to_char(computed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS computed_at,
	accepted_since,
	absent,
	own,
	under_way,
	rank_intervals
FROM commission.computed_head($1::bigint, $2)

-- :name indicator_arrivals
-- $1 bigint programme, $2 text period.  Institutions asked, and how many have all, some or none of their
-- returns of the period accepted.
SELECT
	count(*) AS institutions,
	count(*) FILTER (WHERE accepted = returns AND by_quarter IN (0, quarters)) AS complete,
	count(*) FILTER (WHERE accepted > 0 AND NOT (accepted = returns AND by_quarter IN (0, quarters))) AS partly,
	count(*) FILTER (WHERE accepted = 0) AS none
FROM commission.arrivals($1::bigint, $2)

-- :name indicator_head
-- $1 bigint programme, $2 text indicator.
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
	threshold_op,
	threshold_value,
	threshold_source,
	(SELECT first.scope_label FROM commission.threshold_word AS first WHERE first.programme_id = $1::bigint AND first.indicator_code = $2
		AND first.is_first) AS threshold_scope,
	numerator_name,
	denominator_name,
	bar,
	unconfirmed,
	basis_label,
	confirmed_on,
	confirmed_by,
	confirmed_source
FROM commission.indicator
WHERE programme_id = $1::bigint
	AND indicator_code = $2

-- :name indicator_thresholds
-- $1 bigint programme, $2 text indicator.  Besides the one of its head: for others, aims, averages.
SELECT nature_label, label, scope_label, years_label, source
FROM commission.threshold_word
WHERE programme_id = $1::bigint AND indicator_code = $2 AND NOT is_first
ORDER BY position

-- :name indicator_areas
-- $1 bigint programme, $2 text indicator.  Approved baselines and goals for the year: of the region whose totals the page shows (whole),
-- and of the regions within it.
SELECT region_code, whole, period_label, numerator, denominator, goal
FROM commission.area_goals($1::bigint)
WHERE indicator_code = $2
ORDER BY region_code

-- :name indicator_results
-- $1 bigint programme, $2 text period, $3 text indicator, $4 bigint institution the reader came for (text; NULL: none);
-- the filter: $5 text region, $6 text level, $7 text kind, $8 text ownership (NULL: any).  Peers together; own: the
-- institution of $4; shown: within the filter.  Ranks are among all peers, so all of them are here.
SELECT
	result.institution_id,
	result.institution_name,
	result.region_code,
	result.region_name,
	result.city_code,
	result.city_name,
	result.level,
	result.level_label,
	result.kind,
	result.kind_label,
	result.ownership,
	result.peer_group,
	result.peer_group_label,
	result.coverage,
	result.expected,
	result.received,
	result.numerator,
	result.denominator,
	result.deviation,
	result.earlier,
	result.baseline_numerator,
	result.baseline_denominator,
	result.goal,
	result.goal_met,
	result.threshold_met,
	before.numerator AS previous_numerator,
	before.denominator AS previous_denominator,
	before.deviation AS previous_deviation,
	(SELECT commission.period_compared($1::bigint, $2)) AS previous_period,
	(SELECT commission.period_of_year($1::bigint, $2)) AS previous_year,
	coalesce(result.institution_id::text = $4::text, false) AS own,
	coalesce(result.region_code = $5::text, true) AND coalesce(result.level = $6::text, true)
		AND coalesce(result.kind = $7::text, true) AND coalesce(result.ownership = $8::text, true) AS shown
FROM commission.results($1::bigint, $2, $3) AS result
LEFT JOIN commission.values_before($1::bigint, $2, $3) AS before ON before.institution_id = result.institution_id
ORDER BY result.level_position, result.peer_group_label, result.peer_group, result.institution_name, result.institution_id

-- :name scope_list
-- $1 text which periods: quarters, returns (those with returns of their own), results (all).  Programmes and periods to choose
-- from, the one to begin with first.
SELECT
	programme_id,
	programme_name,
	own,
	region_code,
	period,
	period_label,
	accepted
FROM commission.period_choice
WHERE CASE $1 WHEN 'quarters' THEN is_quarter WHEN 'returns' THEN has_returns ELSE true END
ORDER BY own DESC, year DESC, programme_id, is_quarter DESC, period DESC

-- :name trend_quarters
-- $1 bigint programme, $2 text indicator, $3 bigint institution or NULL for all, $4 boolean by the register of today.  Oldest first.
SELECT
	period,
	period_label,
	expected,
	received,
	numerator,
	denominator
FROM commission.trend($1::bigint, $2, $3::bigint, $4::boolean)
ORDER BY period

-- :name trend_baselines
-- $1 bigint programme, $2 text indicator, $3 bigint institution or NULL for the region.  Newest first.
SELECT first_period, last_period, first_label, last_label, reason, person, decided_on
FROM commission.chart_baselines($1::bigint, $2, $3::bigint)

-- :name trend_freeze
-- $1 bigint programme, $2 text indicator, $3 text first quarter, $4 text last quarter (both or neither), $5 text reason.
SELECT commission.chart_freeze($1::bigint, $2, $3, $4, $5)

-- :name return_accept
-- $1 bigint[] returns, $2 integer[] their revisions as the page showed them.  All or none.
SELECT commission.return_decide(item.id, 'accept', 'submitted', item.revision, NULL, '{}', '{}')
FROM unnest($1::bigint[], $2::integer[]) AS item (id, revision)
ORDER BY item.id

-- :name return_bounds
-- $1 bigint[] returns, in whose order they come.  What their shorter periods allow.
SELECT return_id, code, lowest, lowest_label, highest, highest_label
FROM commission.return_bounds($1::bigint[])

-- :name return_elements_all
-- $1 bigint[] returns, in whose order they come.  What their checks read of return_elements.
SELECT
	asked.id AS return_id,
	element.code,
	element.required,
	element.name,
	element.unit,
	element.stock,
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
	asked.return_id,
	asked.indicator_code,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	asked.numerator_element AS numerator,
	asked.denominator_element AS denominator,
	asked.deviation,
	past.year_ago_numerator,
	past.year_ago_denominator,
	past.pairs,
	past.variance,
	past.peers,
	past.shift,
	past.peer_variance
FROM commission.return_indicator($1::bigint[]) AS asked
LEFT JOIN commission.screen_evidence($1::bigint[]) AS past ON past.return_id = asked.return_id
	AND past.indicator_code = asked.indicator_code
ORDER BY array_position($1::bigint[], asked.return_id), asked.position
