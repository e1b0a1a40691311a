-- == result ==

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
-- $1 bigint programme, $2 text period.  One row an indicator, in the order of pages.
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
	peer_group,
	coverage,
	numerator,
	denominator,
	baseline_numerator,
	baseline_denominator,
	goal,
	goal_met,
	threshold_met
FROM institution.results($1::bigint, $2)

-- :name result_trend
-- $1 bigint programme, $2 text period, $3 integer quarters.  By indicator in the same order, oldest quarter first.
SELECT
	indicator_code,
	quarter,
	numerator,
	denominator
FROM institution.result_trend($1::bigint, $2, $3::integer)
