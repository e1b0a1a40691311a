-- Statements of the institution program: result.

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
	safety,
	bar
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

-- :name grade_decisions
-- $1 bigint programme, $2 text period.  The newest decisions on own caps, with the numbers they are about.
SELECT
	institution_id,
	indicator_code,
	decision,
	decision_reason,
	numerator,
	denominator,
	cap
FROM institution.cap_standing
WHERE programme_id = $1::bigint
	AND period = $2

-- :name result_periods
-- What can be shown, newest first; the accepted before the others of the same end.
SELECT
	programme_id,
	programme_name,
	period,
	period_label,
	quarters,
	accepted
FROM institution.result_period
ORDER BY year DESC, programme_id, quarters, period DESC

-- :name result_list
-- $1 bigint programme, $2 text period, $3 text indicator (NULL: all).  By indicator in the order of pages, the own row
-- and those of the peers that are public.
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
	numerator_name,
	denominator_name,
	own,
	institution_name,
	peer_group,
	peer_group_label,
	coverage,
	numerator,
	denominator,
	deviation,
	standing,
	rank,
	ranked,
	tied,
	peers,
	baseline_numerator,
	baseline_denominator,
	goal,
	goal_met,
	threshold_met,
	previous_numerator,
	previous_denominator,
	previous_deviation,
	bar,
	basis_label,
	confirmed_on,
	confirmed_by,
	confirmed_source,
	earlier,
	(SELECT institution.period_compared($1::bigint, $2)) AS previous_period,
	true AS shown
FROM institution.peer_results($1::bigint, $2, $3)
ORDER BY column_position, coverage, numerator, denominator, own, institution_name

-- :name result_thresholds
-- $1 bigint programme, $2 text period, $3 text indicator.  Aims and averages, and how the own value lies to them.
SELECT nature_label, label, scope_label, years_label, source, verdict
FROM institution.threshold_words($1::bigint, $2, $3)

-- :name result_improvement
-- $1 bigint programme, $2 text period, $3 text indicator.  What the peers say of the change since the year before: one row or none.
SELECT units, before_numerator, before_denominator, now_numerator, now_denominator, tau2, withheld
FROM institution.improvement_evidence($1::bigint, $2, $3)

-- :name result_similar
-- $1 bigint programme, $2 text period, $3 text indicator.  What similar hospitals say, if the own peers are too few: one row or none.
SELECT peers, units, groups, numerator, denominator, mean, tau2, weight, phi
FROM institution.similar_evidence($1::bigint, $2, $3)

-- :name result_trend
-- $1 bigint programme, $2 text period, $3 integer quarters.  By indicator in the same order, oldest quarter first.
SELECT
	indicator_code,
	quarter,
	numerator,
	denominator
FROM institution.result_trend($1::bigint, $2, $3::integer)

-- :name result_quarters
-- $1 bigint programme, $2 text indicator.  Oldest first.
SELECT
	period,
	period_label,
	expected,
	received,
	numerator,
	denominator
FROM institution.trend($1::bigint, $2)
ORDER BY period

-- :name result_departments
-- $1 bigint programme, $2 text period, $3 text indicator, $4 integer quarters.  By department in the order of the list, oldest quarter first.
SELECT department_id, name, retired, quarter, numerator, denominator
FROM institution.result_departments($1::bigint, $2, $3, $4::integer)

-- :name result_wholes
-- The same values.  Of the whole institution: numbers, states of the cells, sums of the departments; oldest quarter first.
SELECT
	quarter,
	quarter_label,
	return_state,
	numerator,
	numerator_state,
	denominator,
	denominator_state,
	numerator_sum,
	denominator_sum
FROM institution.result_wholes($1::bigint, $2, $3, $4::integer)

-- :name result_months
-- $1 bigint programme, $2 text period, $3 text indicator.  Twelve months, oldest first.
SELECT month, numerator, denominator
FROM institution.result_months($1::bigint, $2, $3)

-- :name result_analyses
-- $1 text period, $2 text indicator.  What was written about the period and its quarters, oldest first.
SELECT period, period_label, text, person, at, earlier
FROM institution.result_analyses($1, $2)

-- :name result_wanted
-- $1 text indicator.  One row: wanted.
SELECT institution.analysis_wanted($1) AS wanted

-- :name result_chart
-- $1 bigint programme, $2 text indicator.  One row or none.
SELECT indicator_code, name
FROM institution.asked_indicator
WHERE programme_id = $1::bigint AND indicator_code = $2

-- :name result_baselines
-- $1 bigint programme, $2 text indicator.  Newest first.
SELECT first_period, last_period, first_label, last_label, reason, person, decided_on
FROM institution.chart_baselines($1::bigint, $2)

-- :name result_freeze
-- $1 bigint programme, $2 text indicator, $3 text first quarter, $4 text last quarter (both or neither), $5 text reason.
SELECT institution.chart_freeze($1::bigint, $2, $3, $4, $5)
