-- Statements of the institution program: baseline.

-- :name baseline_programmes
-- Programmes, newest first.
SELECT
	id,
	name,
	year,
	commission_name
FROM institution.programme
ORDER BY year DESC, id

-- :name baseline_list
-- Indicators of a programme with the newest baseline and goal.  $1 bigint programme.
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
	version,
	period_label,
	numerator,
	denominator,
	goal,
	state,
	state_label,
	decision_reason
FROM institution.baseline
WHERE programme_id = $1::bigint
ORDER BY position

-- :name baseline_form_head
-- One indicator, or no row.  $1 bigint programme, $2 text indicator.
SELECT
	item.indicator_code,
	item.target_code,
	item.specialty,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.threshold_source,
	institution.element_name(item.numerator_code) AS numerator_name,
	institution.element_name(item.denominator_code) AS denominator_name,
	item.version,
	item.period,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.state,
	item.state_label,
	item.decision_reason,
	programme.name AS programme_name,
	programme.year
FROM institution.baseline AS item
JOIN institution.programme AS programme ON programme.id = item.programme_id
WHERE item.programme_id = $1::bigint AND item.indicator_code = $2

-- :name baseline_form_versions
-- What was registered and decided, newest first.  $1 bigint programme, $2 text indicator.
SELECT
	version,
	period_label,
	numerator,
	denominator,
	goal,
	reason,
	registered_by,
	registered_at,
	state,
	state_label,
	decision_reason,
	decided_at
FROM institution.baseline_version
WHERE programme_id = $1::bigint AND indicator_code = $2
ORDER BY version DESC

-- :name baseline_form_register
-- $1 bigint programme, $2 text indicator, $3 integer version shown, $4 text period, $5 numeric numerator, $6 numeric
-- denominator or null, $7 numeric goal, $8 text reason or null.
SELECT institution.baseline_register($1::bigint, $2, $3::integer, $4, $5::numeric, $6::numeric, $7::numeric, $8) AS version
