-- Schema institution, continued: own results.  Loaded after institution.sql.

SET ROLE zhiheng_owner;

CREATE VIEW institution.result_period AS
SELECT
	span.programme_id,
	programme.name AS programme_name,
	programme.year,
	span.period,
	zhiheng.period_label(span.period) AS period_label,
	span.quarters,
	count(*) FILTER (WHERE head.state IN ('accepted', 'published'))::integer AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.programme AS programme ON programme.id = span.programme_id
JOIN zhiheng.return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
GROUP BY span.programme_id, programme.name, programme.year, span.period, span.quarters;
COMMENT ON VIEW institution.result_period IS 'Quarters, half-years and years the own returns make, with how many of these are accepted';

CREATE FUNCTION institution.results(p_programme bigint, p_period text)
RETURNS TABLE (
	indicator_code text,
	target_code text,
	specialty text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	threshold_op text,
	threshold_value numeric,
	peer_group text,
	coverage text,
	numerator numeric,
	denominator numeric,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	goal_met boolean,
	threshold_met boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		asked.indicator_code,
		asked.target_code,
		asked.specialty,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		asked.threshold_op,
		asked.threshold_value,
		result.peer_group,
		result.coverage,
		trim_scale(result.numerator),
		trim_scale(result.denominator),
		trim_scale(result.baseline_numerator),
		trim_scale(result.baseline_denominator),
		trim_scale(result.goal),
		result.goal_met,
		result.threshold_met
	FROM zhiheng.results(p_programme, p_period, NULL) AS result
	JOIN institution.asked_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = result.indicator_code
	-- A policy says whose rows these are; a join says it once more.
	WHERE result.institution_id = (SELECT institution_id FROM zhiheng.identity())
	ORDER BY asked.position;
END
$$;
COMMENT ON FUNCTION institution.results IS 'Own results of a programme and period out of accepted returns, as zhiheng.results has them';

CREATE FUNCTION institution.result_trend(p_programme bigint, p_period text, p_quarters integer)
RETURNS TABLE (indicator_code text, quarter text, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	final text := (zhiheng.period_quarters(p_period))[cardinality(zhiheng.period_quarters(p_period))];
	-- The years before have their own programmes; elements keep their codes over all of them.
	heads bigint[] := ARRAY(
		SELECT head.id
		FROM zhiheng.programme AS own
		JOIN zhiheng.programme AS related ON related.commission_id = own.commission_id
		JOIN zhiheng.return AS head ON head.programme_id = related.id AND head.state IN ('accepted', 'published')
			AND head.institution_id = (SELECT institution_id FROM zhiheng.identity())
			AND head.period IN (SELECT zhiheng.quarter_before(final, back) FROM generate_series(0, p_quarters - 1) AS back)
		WHERE own.id = p_programme);
BEGIN
	RETURN QUERY
	WITH cell AS MATERIALIZED (
		SELECT
			kept.return_id,
			kept.element_code,
			kept.value
		FROM zhiheng.return_cell AS kept
		WHERE kept.return_id = ANY (heads) AND kept.state = 'value'
	)
	SELECT
		asked.indicator_code,
		head.period::text,
		trim_scale(part.value),
		trim_scale(whole.value)
	FROM institution.asked_indicator AS asked
	JOIN cell AS part ON part.element_code = asked.numerator
	JOIN zhiheng.return AS head ON head.id = part.return_id
	LEFT JOIN cell AS whole ON whole.return_id = head.id AND whole.element_code = asked.denominator
	WHERE asked.programme_id = p_programme AND (asked.denominator IS NULL OR whole.value IS NOT NULL)
	ORDER BY asked.position, head.period;
END
$$;
COMMENT ON FUNCTION institution.result_trend IS 'Numerators and denominators of the last accepted quarters up to the end of a period, oldest first';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
