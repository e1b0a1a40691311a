-- Schema commission, continued: what several pages share.  Loaded after commission.sql, before its other
-- parts (in order of name).

SET ROLE zhiheng_owner;

CREATE VIEW commission.programme_name AS
SELECT
	programme.id,
	programme.name,
	programme.year
FROM zhiheng.programme AS programme
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.programme_name IS 'Programmes the commission has to do with';

CREATE VIEW commission.period_choice AS
SELECT
	span.programme_id,
	programme.name AS programme_name,
	programme.year,
	programme.commission_id = who.commission_id AS own,
	commission.region_code::text AS region_code,
	span.period,
	zhiheng.period_label(span.period) AS period_label,
	span.period ~ 'Q' AS is_quarter,
	bool_or(EXISTS (SELECT FROM zhiheng.return AS head WHERE head.programme_id = span.programme_id AND head.period = span.quarter
		AND head.state IN ('accepted', 'published'))) AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.programme AS programme ON programme.id = span.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
CROSS JOIN zhiheng.identity() AS who
WHERE span.state <> 'planned'
GROUP BY span.programme_id, programme.name, programme.year, programme.commission_id, who.commission_id, commission.region_code, span.period;
COMMENT ON VIEW commission.period_choice IS 'Programmes and periods there can be numbers for: quarters once opened, and the half-years and years these count towards';

CREATE VIEW commission.period_quarter AS
SELECT
	programme_id,
	period,
	quarter,
	quarters
FROM zhiheng.period_quarter;
COMMENT ON VIEW commission.period_quarter IS 'Quarters that make up the periods of a programme';

CREATE VIEW commission.indicator AS
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
	asked.levels,
	asked.kinds,
	asked.minimum_denominator,
	asked.required,
	definition.name,
	definition.kind,
	definition.unit,
	definition.factor,
	definition.direction,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.numerator
		ORDER BY version.version DESC LIMIT 1) AS numerator_name,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.denominator
		ORDER BY version.version DESC LIMIT 1) AS denominator_name,
	threshold.op AS threshold_op,
	threshold.value AS threshold_value,
	threshold.source AS threshold_source
FROM (
	SELECT
		item.programme_id,
		item.indicator_code,
		item.indicator_version,
		item.target_code,
		item.specialty,
		item.numerator,
		item.denominator,
		item.levels,
		item.kinds,
		item.minimum_denominator,
		item.required,
		min(item.target_code) OVER (PARTITION BY item.programme_id, item.specialty) AS specialty_order
	FROM zhiheng.programme_indicator AS item
) AS asked
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
LEFT JOIN zhiheng.programme_threshold AS threshold ON threshold.programme_id = asked.programme_id
	AND threshold.indicator_code = asked.indicator_code
WHERE (SELECT specialty FROM zhiheng.identity()) IS NULL OR asked.specialty = (SELECT specialty FROM zhiheng.identity());
COMMENT ON VIEW commission.indicator IS 'Indicators of programmes in the order of pages; for a QC centre those of its specialty';

CREATE VIEW commission.institution_card AS
SELECT
	institution.id,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	left(institution.region_code, 4) || '00' AS city_code,
	coalesce(city.name, region.name) AS city_name,
	institution.level,
	institution.kind,
	institution.specialist_type,
	zhiheng.label('level', institution.level) AS level_label,
	zhiheng.label('kind', institution.kind) AS kind_label,
	zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	zhiheng.peer_group_label(institution.level, institution.kind, institution.specialist_type) AS peer_group_label,
	array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], institution.level) AS level_position,
	institution.active
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
LEFT JOIN zhiheng.region AS city ON city.code = left(institution.region_code, 4) || '00';
COMMENT ON VIEW commission.institution_card IS 'Institutions of the subtree as the pages name them';

CREATE FUNCTION commission.require_reviewer() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint;
BEGIN
	SELECT who.account_id INTO account FROM zhiheng.identity() AS who
	WHERE who.qc_centre_id IS NULL AND who.role IN ('reviewer', 'administrator');
	IF NOT FOUND THEN
		RAISE EXCEPTION 'may not decide' USING ERRCODE = 'ZH403', CONSTRAINT = 'reviewer_needed';
	END IF;
	RETURN account;
END
$$;
COMMENT ON FUNCTION commission.require_reviewer IS 'The account asking if it may decide: reviewer or administrator of a commission, not of a QC centre; ZH403 otherwise';

CREATE VIEW commission.return_item AS
SELECT
	head.id,
	head.programme_id,
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	head.institution_id,
	institution.name AS institution_name,
	institution.region_code,
	institution.region_name,
	institution.level_position,
	institution.peer_group_label,
	head.state,
	zhiheng.label('return', head.state) AS state_label,
	head.revision,
	calendar.due_on,
	calendar.state AS period_state,
	head.first_submitted_at,
	(head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date <= calendar.due_on AS in_time,
	zhiheng.return_class(head.state, head.first_submitted_at, calendar.due_on) AS class,
	zhiheng.return_class_label(zhiheng.return_class(head.state, head.first_submitted_at, calendar.due_on)) AS class_label
FROM zhiheng.return AS head
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
JOIN commission.institution_card AS institution ON institution.id = head.institution_id
WHERE institution.active OR head.first_submitted_at IS NOT NULL;
COMMENT ON VIEW commission.return_item IS 'Returns expected, each in one class of zhiheng.return_class; a closed institution that never submitted is not expected';

CREATE FUNCTION commission.results(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
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
	threshold_met boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
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
		baseline.numerator::numeric,
		baseline.denominator::numeric,
		baseline.goal,
		zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, value.numerator, value.denominator,
			NULL, NULL),
		zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, value.numerator, value.denominator,
			baseline.numerator, baseline.denominator)
	FROM zhiheng.indicator_values(p_programme, p_period, p_indicator) AS value
	JOIN commission.institution_card AS institution ON institution.id = value.institution_id
	JOIN commission.indicator AS indicator ON indicator.programme_id = p_programme
		AND indicator.indicator_code = value.indicator_code
	LEFT JOIN zhiheng.baseline_approved AS baseline ON baseline.programme_id = p_programme
		AND baseline.institution_id = value.institution_id
		AND baseline.indicator_code = value.indicator_code;
END
$$;
COMMENT ON FUNCTION commission.results IS 'One row for an institution and indicator (null: all indicators) in a period, out of accepted returns; coverage as in zhiheng.indicator_value';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
