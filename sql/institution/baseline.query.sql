-- Statements of the institution program: baseline.

-- :name baseline_programmes
-- Programmes, newest first; credit_code: the own institution's.
SELECT
	id,
	name,
	year,
	commission_name,
	due_on,
	overdue,
	(SELECT own.credit_code FROM institution.own AS own) AS credit_code
FROM institution.programme
ORDER BY year DESC, id

-- :name baseline_list
-- Pairs of a programme with the newest baseline and goals.  $1 bigint programme.
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
	institution.element_name(numerator_code) AS numerator_name,
	institution.element_name(denominator_code) AS denominator_name,
	year,
	version,
	registered_year,
	period,
	period_label,
	numerator,
	denominator,
	goal,
	goal_1,
	goal_2,
	reason,
	state,
	state_label,
	decision_reason
FROM institution.baseline
WHERE programme_id = $1::bigint
ORDER BY position

-- :name baseline_shared
-- Other indicators of the same pair in the programmes of the year.  $1 bigint programme.
SELECT
	shared.numerator_code,
	shared.denominator_code,
	array_to_string(shared.indicators, '；') AS indicators
FROM institution.baseline_shared($1::bigint) AS shared
WHERE cardinality(shared.indicators) > 1

-- :name baseline_known
-- Own accepted numbers by the indicator that stands for the pair.  $1 bigint programme, $2 text period or null.
SELECT
	indicator_code,
	period,
	numerator,
	denominator,
	quarters,
	complete
FROM institution.baseline_known($1::bigint, $2)

-- :name baseline_save
-- $1 bigint programme, $2 text[] indicators, $3 integer[] versions shown, $4 text[] periods, $5 numeric[] numerators, $6 numeric[]
-- denominators, $7 text[] goals, each an array itself, $8 text[] reasons, $9 boolean whether to write.  Rows that are refused; nothing is
-- written then.
SELECT
	indicator_code,
	rule
FROM institution.baseline_save($1::bigint, $2::text[], $3::integer[], $4::text[], $5::numeric[], $6::numeric[], $7::text[], $8::text[],
	$9::boolean)

-- :name baseline_form_head
-- One indicator, or no row.  $1 bigint programme, $2 text indicator.
SELECT
	item.id,
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
	array_to_string((SELECT shared.indicators FROM institution.baseline_shared($1::bigint) AS shared
		WHERE cardinality(shared.indicators) > 1 AND shared.numerator_code = item.numerator_code
			AND shared.denominator_code IS NOT DISTINCT FROM item.denominator_code), '；') AS shared,
	item.version,
	item.registered_year,
	item.period,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.goal_1,
	item.goal_2,
	item.state,
	item.state_label,
	item.decision_reason,
	programme.name AS programme_name,
	programme.year,
	known.period AS known_period,
	known.numerator AS known_numerator,
	known.denominator AS known_denominator,
	known.quarters AS known_quarters,
	known.complete AS known_complete
FROM institution.asked_indicator AS asked
JOIN institution.baseline AS item ON item.programme_id = asked.programme_id AND item.numerator_code = asked.numerator
	AND item.denominator_code IS NOT DISTINCT FROM asked.denominator
JOIN institution.programme AS programme ON programme.id = item.programme_id
LEFT JOIN institution.baseline_known($1::bigint, NULL) AS known ON known.indicator_code = item.indicator_code
WHERE asked.programme_id = $1::bigint AND asked.indicator_code = $2

-- :name baseline_form_versions
-- What was registered and decided for this year and earlier ones, newest first.  $1 bigint programme, $2 text indicator.
SELECT
	item.version,
	item.year,
	item.period_label,
	item.numerator,
	item.denominator,
	item.accepted_numerator,
	item.accepted_denominator,
	trim_scale(item.goals[1]) AS goal,
	(SELECT string_agg(item.year + place - 1 || ' 年 ' || trim_scale(later.goal), '，' ORDER BY place)
		FROM unnest(item.goals) WITH ORDINALITY AS later (goal, place) WHERE place > 1) AS later_goals,
	item.reason,
	item.registered_by,
	item.registered_at,
	item.state,
	item.state_label,
	item.decision_reason,
	item.decided_at
FROM institution.asked_indicator AS asked
JOIN institution.programme AS programme ON programme.id = asked.programme_id
JOIN institution.baseline_version AS item ON item.numerator_code = asked.numerator
	AND item.denominator_code IS NOT DISTINCT FROM asked.denominator AND item.year BETWEEN programme.year - 4 AND programme.year
WHERE asked.programme_id = $1::bigint AND asked.indicator_code = $2
ORDER BY item.year DESC, item.version DESC

-- :name baseline_form_register
-- $1 bigint programme, $2 text indicator, $3 integer version shown, $4 text period, $5 numeric numerator, $6 numeric
-- denominator or null, $7 numeric goal, $8 numeric goal of the next year or null, $9 numeric of the one after or null, $10 text
-- reason or null.
SELECT institution.baseline_register($1::bigint, $2, $3::integer, $4, $5::numeric, $6::numeric,
	CASE WHEN $8::numeric IS NULL AND $9::numeric IS NULL THEN ARRAY[$7::numeric]
		WHEN $9::numeric IS NULL THEN ARRAY[$7::numeric, $8::numeric]
		ELSE ARRAY[$7::numeric, $8::numeric, $9::numeric] END, $10) AS version

-- :name baseline_file_add
-- $1 bigint version, $2 text name, $3 text media type, $4 integer bytes, $5 text digest, $6 text stored as.
SELECT institution.baseline_file_add($1::bigint, $2, $3, $4::integer, $5, $6)

-- :name baseline_file_head
-- $1 bigint version.  One row, or none if it is not an own one.
SELECT
	item.year,
	item.version,
	institution.element_name(item.numerator_code) AS numerator_name,
	institution.element_name(item.denominator_code) AS denominator_name,
	item.state,
	item.state_label
FROM institution.baseline_version AS item
WHERE item.id = $1::bigint

-- :name baseline_published
-- What published editions say out of the newest registration.  $1 bigint programme, $2 text indicator.
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
FROM institution.baseline_published($1::bigint, $2)
