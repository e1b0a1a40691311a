-- Statements of the commission program, continued: institutions and indicators side by side.

-- == matrix ==

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
	coalesce(region_code = $4::text, true) AND coalesce(level = $5::text, true) AND coalesce(kind = $6::text, true)
		AND coalesce(ownership = $7::text, true) AS shown
FROM commission.matrix($1::bigint, $2, CASE WHEN $3 IS DISTINCT FROM 'all' THEN coalesce($3, (
	SELECT first.specialty FROM commission.indicator AS first WHERE first.programme_id = $1::bigint ORDER BY first.position LIMIT 1)) END)
ORDER BY column_position, place
