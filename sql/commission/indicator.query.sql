-- Statements of the commission program: indicator.

-- :name indicator_facts
-- $1 bigint programme, $2 text period.  What records say of the programme's region in the year of the period.
SELECT indicator_code, name, kind, unit, factor, direction, minimum_denominator, required, numerator, denominator, threshold_op, threshold_value,
	met, way, region_name, year
FROM commission.area_facts($1::bigint, $2)

-- :name similar_groups
-- $1 text period.  Peer groups that stand in for one that is too small.
SELECT peer_group, similar_group, step
FROM commission.similar_groups($1)

-- :name matrix_specialties
-- $1 bigint programme, $2 text specialty asked for (NULL: the first).  value, label, chosen, in the order of pages; a QC
-- centre has its own only.
SELECT
	specialty AS value,
	specialty AS label,
	coalesce($2 = specialty, row_number() OVER (ORDER BY min(position)) = 1) AS chosen
FROM commission.indicator
WHERE programme_id = $1::bigint
GROUP BY specialty
ORDER BY min(position)

-- :name matrix_indicators
-- $1 bigint programme, $2 text specialty (NULL: the first; all: every one).  The columns.
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
	threshold_value
FROM commission.indicator
WHERE programme_id = $1::bigint
	AND ($2 = 'all' OR specialty = coalesce($2, (
		SELECT first.specialty FROM commission.indicator AS first WHERE first.programme_id = $1::bigint ORDER BY first.position LIMIT 1)))
ORDER BY position

-- :name matrix_cells
-- $1 bigint programme, $2 text period, $3 text specialty as above; the filter: $4 text region, $5 text level, $6 text
-- kind, $7 text ownership (NULL: any).  By column; place: the institution's row, from 1, peers together.
SELECT
	indicator_code,
	dense_rank() OVER (ORDER BY level_position, peer_group_label, peer_group, institution_name, institution_id) AS place,
	institution_id,
	institution_name,
	region_code,
	region_name,
	level,
	kind,
	ownership,
	peer_group,
	peer_group_label,
	coverage,
	numerator,
	denominator,
	deviation,
	earlier,
	coalesce(region_code = $4::text, true) AND coalesce(level = $5::text, true) AND coalesce(kind = $6::text, true)
		AND coalesce(ownership = $7::text, true) AS shown
FROM commission.matrix($1::bigint, $2, CASE WHEN $3 IS DISTINCT FROM 'all' THEN coalesce($3, (
	SELECT first.specialty FROM commission.indicator AS first WHERE first.programme_id = $1::bigint ORDER BY first.position LIMIT 1)) END)
ORDER BY column_position, place

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
	place,
	phi
FROM commission.computation_results($1::bigint, $2, $3)

-- :name computation_request
-- $1 bigint programme, $2 text period, $3 boolean whether with rank intervals.
SELECT commission.computation_request($1::bigint, $2, $3::boolean) AS job
