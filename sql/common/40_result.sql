-- What several audiences share, continued: from the cells of returns to the values of indicators.

CALL zhiheng.drop_functions('indicator_values', 'results');
SET ROLE zhiheng_owner;

-- ---- from cells to values: the one way from quarters to a period ------------------------------

CREATE OR REPLACE VIEW zhiheng.period_quarter AS
SELECT
	calendar.programme_id,
	span.period,
	calendar.period::text AS quarter,
	calendar.state,
	span.quarters
FROM zhiheng.reporting_period AS calendar
CROSS JOIN LATERAL (
	SELECT calendar.period::text AS period, (ARRAY[1, 2, 4])[zhiheng.cadence_rank(zhiheng.cadence(calendar.period)) - 1] AS quarters
	UNION ALL
	SELECT left(calendar.period, 4) || CASE WHEN right(calendar.period, 1) <= '2' THEN 'H1' ELSE 'H2' END, 2
	WHERE zhiheng.cadence(calendar.period) = 'quarter'
	UNION ALL
	SELECT left(calendar.period, 4), 4
	WHERE zhiheng.cadence(calendar.period) <> 'year'
) AS span
-- Months are accepted with their quarter.
WHERE zhiheng.cadence(calendar.period) <> 'month';
COMMENT ON VIEW zhiheng.period_quarter IS 'Quarters, half-years and years of a programme''s calendar and the quarter, half-year and year each counts towards; quarters: how many make the period';

CREATE OR REPLACE VIEW zhiheng.indicator_cell AS
SELECT
	head.programme_id,
	head.period::text AS period,
	head.institution_id,
	asked.indicator_code,
	head.id AS return_id,
	head.state IN ('accepted', 'published') AS accepted,
	CASE
		WHEN numerator.state = 'not_applicable' OR denominator.state = 'not_applicable' THEN 'not_applicable'
		WHEN numerator.value IS NOT NULL AND (asked.denominator IS NULL OR denominator.value IS NOT NULL) THEN 'value'
		ELSE 'missing'
	END AS state,
	numerator.value AS numerator,
	denominator.value AS denominator,
	asked.numerator AS numerator_element,
	asked.denominator AS denominator_element
FROM zhiheng.asked_return AS head
JOIN zhiheng.register AS institution ON institution.id = head.institution_id AND institution.first_day <= zhiheng.period_end(head.period)
	AND institution.next_day > zhiheng.period_end(head.period)
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = head.programme_id
	AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
	AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, head.period)
LEFT JOIN zhiheng.return_cell AS numerator ON numerator.return_id = head.id AND numerator.element_code = asked.numerator
LEFT JOIN zhiheng.return_cell AS denominator ON denominator.return_id = head.id AND denominator.element_code = asked.denominator;
COMMENT ON VIEW zhiheng.indicator_cell IS 'Numerator and denominator of every indicator asked from every return, in whatever state the return is; state: value (both there), not_applicable, missing';

CREATE OR REPLACE FUNCTION zhiheng.programme_is_visible(p_programme bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN zhiheng.audience() IN ('worker', 'operator') OR p_programme IN (SELECT zhiheng.programme_visible());
END
$$;
COMMENT ON FUNCTION zhiheng.programme_is_visible IS 'Whether the session has to do with a programme';

CREATE FUNCTION zhiheng.indicator_values(p_programme bigint, p_period text, p_indicator text, p_institution bigint DEFAULT NULL,
	p_computed boolean DEFAULT false)
RETURNS TABLE (
	institution_id bigint,
	indicator_code text,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric
)
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	seen bigint[];
BEGIN
	IF NOT zhiheng.programme_is_visible(p_programme) THEN
		RETURN;
	END IF;
	seen := ARRAY(SELECT item.id FROM unnest(zhiheng.institutions_seen(p_period)) AS item (id) WHERE p_institution IS NULL OR item.id = p_institution);
	IF p_computed AND (SELECT head.computed_at FROM zhiheng.computed_head(p_programme, p_period, NULL) AS head) IS NOT NULL THEN
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage,
			value.numerator, value.denominator, value.deviation
		FROM zhiheng.computed_values(p_programme, p_period, p_indicator, seen, zhiheng.elements_seen()) AS value;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage,
		value.numerator, value.denominator, value.deviation
	FROM zhiheng.count_values(p_programme, p_period, p_indicator, seen, zhiheng.elements_seen()) AS value;
END
$$;
COMMENT ON FUNCTION zhiheng.indicator_values IS 'zhiheng.count_values for the institutions that the session sees, or for one of them; p_computed: as the worker computed them, where it did';

CREATE OR REPLACE VIEW zhiheng.baseline_approved AS
SELECT newest.programme_id, newest.institution_id, newest.indicator_code, newest.id, newest.period, newest.numerator, newest.denominator, newest.goal
FROM (
	SELECT DISTINCT ON (asked.programme_id, baseline.institution_id, asked.indicator_code)
		asked.programme_id,
		baseline.institution_id,
		asked.indicator_code,
		baseline.id,
		baseline.period,
		baseline.numerator,
		baseline.denominator,
		baseline.goals[programme.year - baseline.year + 1] AS goal
	FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
	JOIN zhiheng.baseline AS baseline ON baseline.numerator_code = asked.numerator
		AND baseline.denominator_code IS NOT DISTINCT FROM asked.denominator
		AND baseline.year BETWEEN programme.year - 4 AND programme.year
	JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id AND decision.decision = 'approved'
	ORDER BY asked.programme_id, baseline.institution_id, asked.indicator_code, baseline.year DESC, baseline.version DESC
) AS newest
WHERE newest.goal IS NOT NULL;
COMMENT ON VIEW zhiheng.baseline_approved IS 'Baseline and goal in force for an indicator of a programme: the newest approved version of its pair, if it has a goal for the programme''s year, also while a newer one waits';

CREATE OR REPLACE FUNCTION zhiheng.baselines_approved(p_programme bigint, p_indicator text)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric, goal numeric)
LANGUAGE plpgsql STABLE ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN QUERY
	SELECT baseline.institution_id, baseline.indicator_code, baseline.numerator, baseline.denominator, baseline.goal
	FROM zhiheng.count_baselines(p_programme, p_indicator, zhiheng.institutions_seen()) AS baseline;
END
$$;
COMMENT ON FUNCTION zhiheng.baselines_approved IS 'zhiheng.count_baselines for the institutions that the session sees';

CREATE OR REPLACE VIEW zhiheng.asked_definition AS
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.indicator_version,
	asked.target_code,
	asked.specialty,
	asked.numerator,
	asked.denominator,
	asked.deviation,
	asked.levels,
	asked.kinds,
	asked.minimum_denominator,
	asked.required,
	asked.cadence,
	definition.name,
	definition.kind,
	definition.unit,
	definition.factor,
	definition.direction,
	threshold.op AS threshold_op,
	threshold.value AS threshold_value,
	threshold.source AS threshold_source,
	coalesce(asked.departments, CASE WHEN definition.by_department THEN 'optional' ELSE 'none' END) AS departments,
	coalesce(asked.months, CASE definition.frequency WHEN 'month' THEN 'optional' ELSE 'none' END) AS months,
	definition.basis,
	definition.own_trend,
	confirmed.confirmed_on,
	confirmed.confirmed_by,
	confirmed.confirmed_source,
	zhiheng.definition_bar(definition.basis, definition.own_trend, confirmed.confirmed_on IS NOT NULL) AS bar,
	coalesce(cardinality(threshold.levels) + cardinality(threshold.kinds) + cardinality(threshold.ownerships) > 0, false) AS threshold_scoped
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
LEFT JOIN zhiheng.programme_threshold AS threshold ON threshold.programme_id = asked.programme_id
	AND threshold.indicator_code = asked.indicator_code AND threshold.position = 1 AND threshold.nature IN ('required', 'direction')
LEFT JOIN zhiheng.definition_confirmed AS confirmed ON confirmed.programme_id = asked.programme_id
	AND confirmed.indicator_code = asked.indicator_code AND confirmed.indicator_version = asked.indicator_version
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]);
COMMENT ON VIEW zhiheng.asked_definition IS 'Indicators of programmes with definition and threshold; for a QC centre those of its specialties. departments, months: whether the parts are none, optional or required, by the programme''s word or else the document''s; bar: what forbids to rank and grade by the definition; threshold: the first that is demanded, if threshold_scoped of some only (zhiheng.threshold_of)';

CREATE OR REPLACE VIEW zhiheng.asked_indicator AS
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.indicator_version,
	row_number() OVER (PARTITION BY asked.programme_id ORDER BY asked.specialty <> '综合', asked.specialty_order, asked.target_code,
		asked.indicator_code) AS position,
	asked.target_code,
	asked.specialty,
	asked.numerator,
	asked.denominator,
	asked.deviation,
	asked.levels,
	asked.kinds,
	asked.minimum_denominator,
	asked.required,
	asked.cadence,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.numerator
		ORDER BY version.version DESC LIMIT 1) AS numerator_name,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.denominator
		ORDER BY version.version DESC LIMIT 1) AS denominator_name,
	asked.threshold_op,
	asked.threshold_value,
	asked.threshold_source,
	asked.departments,
	asked.months,
	asked.basis,
	asked.own_trend,
	asked.confirmed_on,
	asked.confirmed_by,
	asked.confirmed_source,
	asked.bar,
	asked.threshold_scoped
FROM (
	SELECT
		item.programme_id,
		item.indicator_code,
		item.indicator_version,
		item.target_code,
		item.specialty,
		item.numerator,
		item.denominator,
		item.deviation,
		item.levels,
		item.kinds,
		item.minimum_denominator,
		item.required,
		item.cadence,
		item.name,
		item.kind,
		item.unit,
		item.factor,
		item.direction,
		item.threshold_op,
		item.threshold_value,
		item.threshold_source,
		item.departments,
		item.months,
		item.basis,
		item.own_trend,
		item.confirmed_on,
		item.confirmed_by,
		item.confirmed_source,
		item.bar,
		item.threshold_scoped,
		min(item.target_code) OVER (PARTITION BY item.programme_id, item.specialty) AS specialty_order
	FROM zhiheng.asked_definition AS item
) AS asked;
COMMENT ON VIEW zhiheng.asked_indicator IS 'zhiheng.asked_definition in the order of forms and pages, with the names of the elements';

CREATE OR REPLACE VIEW zhiheng.register_card AS
SELECT
	institution.id,
	institution.first_day,
	institution.next_day,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	left(institution.region_code, 4) || '00' AS city_code,
	coalesce(city.name, region.name) AS city_name,
	institution.level,
	institution.kind,
	institution.specialist_type,
	institution.grade,
	institution.ownership,
	zhiheng.label('level', institution.level) AS level_label,
	zhiheng.label('kind', institution.kind) AS kind_label,
	zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	zhiheng.peer_group_label(institution.level, institution.kind, institution.specialist_type) AS peer_group_label,
	array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], institution.level) AS level_position
FROM zhiheng.register AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
LEFT JOIN zhiheng.region AS city ON city.code = left(institution.region_code, 4) || '00';
COMMENT ON VIEW zhiheng.register_card IS 'The register with the words that pages and editions use for institutions';

-- Not STRICT and without settings, so that it becomes part of what asks.
CREATE OR REPLACE FUNCTION zhiheng.card_of(p_period text) RETURNS SETOF zhiheng.register_card
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
AS $$
	SELECT item.id, item.first_day, item.next_day, item.name, item.region_code, item.region_name, item.city_code, item.city_name, item.level,
		item.kind, item.specialist_type, item.grade, item.ownership, item.level_label, item.kind_label, item.peer_group, item.peer_group_label,
		item.level_position
	FROM zhiheng.register_card AS item
	WHERE item.first_day <= coalesce(zhiheng.period_end(p_period), zhiheng.today())
		AND item.next_day > coalesce(zhiheng.period_end(p_period), zhiheng.today())
$$;
COMMENT ON FUNCTION zhiheng.card_of IS 'zhiheng.register_of with these words';

CREATE OR REPLACE VIEW zhiheng.institution_card AS
SELECT
	card.id,
	card.name,
	card.region_code,
	card.region_name,
	card.city_code,
	card.city_name,
	card.level,
	card.kind,
	card.specialist_type,
	card.grade,
	card.ownership,
	card.level_label,
	card.kind_label,
	card.peer_group,
	card.peer_group_label,
	card.level_position,
	own.active
FROM zhiheng.register_card AS card
JOIN zhiheng.institution AS own ON own.id = card.id
WHERE card.first_day <= zhiheng.today() AND card.next_day > zhiheng.today();
COMMENT ON VIEW zhiheng.institution_card IS 'Institutions as they are today, with these words';

DROP TYPE IF EXISTS zhiheng.result CASCADE;
CREATE TYPE zhiheng.result AS (
	indicator_code text,
	institution_id bigint,
	institution_name text,
	region_code text,
	region_name text,
	city_code text,
	city_name text,
	level text,
	level_label text,
	kind text,
	kind_label text,
	peer_group text,
	peer_group_label text,
	level_position integer,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	goal_met boolean,
	threshold_met boolean,
	ownership text,
	deviation numeric,
	earlier text
);
COMMENT ON TYPE zhiheng.result IS 'What an institution''s accepted returns come to for one indicator and period';

CREATE FUNCTION zhiheng.results(p_programme bigint, p_period text, p_indicator text, p_peers_of bigint DEFAULT NULL,
	p_computed boolean DEFAULT false) RETURNS SETOF zhiheng.result
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	IF NOT zhiheng.programme_is_visible(p_programme) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH institution AS MATERIALIZED (
		SELECT
			card.id,
			card.name,
			card.region_code,
			card.region_name,
			card.city_code,
			card.city_name,
			card.level,
			card.level_label,
			card.kind,
			card.kind_label,
			card.peer_group,
			card.peer_group_label,
			card.level_position,
			card.ownership,
			card.specialist_type
		FROM zhiheng.card_of(p_period) AS card
		WHERE card.id = ANY ((SELECT zhiheng.institutions_seen(p_period))::bigint[])
			AND (p_peers_of IS NULL OR card.peer_group = (SELECT own.peer_group FROM zhiheng.card_of(p_period) AS own WHERE own.id = p_peers_of))
	)
	SELECT
		value.indicator_code,
		value.institution_id,
		institution.name,
		institution.region_code,
		institution.region_name,
		institution.city_code,
		institution.city_name,
		institution.level,
		institution.level_label,
		institution.kind,
		institution.kind_label,
		institution.peer_group,
		institution.peer_group_label,
		institution.level_position,
		value.expected,
		value.accepted,
		value.received,
		value.coverage,
		value.numerator,
		value.denominator,
		value.baseline_numerator,
		value.baseline_denominator,
		value.goal,
		zhiheng.meets(zhiheng.goal_op(indicator.direction), value.goal, indicator.factor, value.numerator, value.denominator,
			NULL, NULL),
		CASE WHEN value.judged THEN value.met
		WHEN indicator.threshold_scoped THEN (
			SELECT zhiheng.meets(own.op, own.value, indicator.factor, value.numerator, value.denominator, value.baseline_numerator,
				value.baseline_denominator)
			FROM zhiheng.threshold_of(p_programme, value.indicator_code, institution.level, institution.kind, institution.specialist_type,
				institution.ownership) AS own)
		ELSE zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, value.numerator, value.denominator,
			value.baseline_numerator, value.baseline_denominator) END,
		institution.ownership,
		value.deviation,
		value.earlier
	FROM zhiheng.values_shown(p_programme, p_period, p_indicator, ARRAY(SELECT seen.id FROM institution AS seen), zhiheng.elements_seen(),
		p_computed) AS value
	JOIN institution ON institution.id = value.institution_id
	JOIN zhiheng.asked_definition AS indicator ON indicator.programme_id = p_programme
		AND indicator.indicator_code = value.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.results IS 'One row for an institution and indicator (null: all indicators) in a period, out of accepted returns; p_peers_of: only an institution and its peers; p_computed: as the worker computed them (zhiheng.values_shown); coverage as in zhiheng.count_values, earlier as in zhiheng.count_earlier';

RESET ROLE;
