-- Statements of the commission program, continued: the results of the whole region, computed by the worker.

-- :name computation_job
-- $1 bigint programme, $2 text period.  The newest one asked for: one row or none.
SELECT
	state,
	state_label,
	progress,
	step,
	message,
	person AS job_person,
	to_char(queued_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS queued_at
FROM commission.computation_job
WHERE programme_id = $1::bigint AND period = $2

-- :name computation_head
-- $1 bigint programme, $2 text period.  What was computed last: one row or none.
SELECT
	method_version,
	rank_intervals,
	institutions,
	indicators,
	to_char(computed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS computed_at,
	person,
	outdated
FROM commission.computation
WHERE programme_id = $1::bigint AND period = $2

-- :name computation_own
-- $1 bigint programme.  A row if it is one's own, so that it may be computed.
SELECT programme_id
FROM commission.edition_rule
WHERE programme_id = $1::bigint

-- :name computation_overview
-- $1 bigint programme, $2 text period.
SELECT
	indicator.specialty,
	indicator.indicator_code,
	indicator.name,
	made.groups,
	made.asked,
	made.valued,
	made.ranked,
	made.largest,
	made.better,
	made.worse,
	made.rank_intervals,
	made.rank_draws,
	made.rank_seed
FROM commission.computation_indicator AS made
JOIN commission.indicator AS indicator ON indicator.programme_id = made.programme_id AND indicator.indicator_code = made.indicator_code
WHERE made.programme_id = $1::bigint AND made.period = $2
ORDER BY indicator.position

-- :name computation_results
-- $1 bigint programme, $2 text period, $3 text indicator.  Peers together, in the order of display.
SELECT
	peer_group_label,
	institution_name,
	region_name,
	status,
	numerator,
	denominator,
	value,
	lower,
	upper,
	rank,
	ranked,
	tied,
	rank_lower,
	rank_upper,
	place
FROM commission.computation_results($1::bigint, $2, $3)

-- :name computation_request
-- $1 bigint programme, $2 text period, $3 boolean whether with rank intervals.
SELECT commission.computation_request($1::bigint, $2, $3::boolean) AS job
