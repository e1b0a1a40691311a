-- What several audiences share, continued: indicators over time.  Loaded after common_result.sql.

SET ROLE zhiheng_owner;

-- Programmes change every year, and with them the codes; what is made of the same numerator and
-- denominator is the same indicator.
CREATE OR REPLACE FUNCTION zhiheng.trend(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (
	period text,
	period_label text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH same AS MATERIALIZED (
		SELECT DISTINCT ON (programme.id)
			programme.id AS programme_id,
			asked.indicator_code,
			definition.kind
		FROM zhiheng.programme AS origin
		JOIN zhiheng.programme_indicator AS chosen ON chosen.programme_id = origin.id AND chosen.indicator_code = p_indicator
		JOIN zhiheng.asked_indicator AS definition ON definition.programme_id = origin.id AND definition.indicator_code = p_indicator
		JOIN zhiheng.programme AS programme ON programme.commission_id = origin.commission_id
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = programme.id AND asked.numerator = chosen.numerator
			AND asked.denominator IS NOT DISTINCT FROM chosen.denominator
		WHERE origin.id = p_programme
			AND p_programme IN (SELECT zhiheng.programme_visible())
		ORDER BY programme.id, asked.indicator_code <> p_indicator, asked.indicator_code
	), part AS MATERIALIZED (
		-- All quarters at once: asked for by quarter, all would be read again for each.
		SELECT
			part.programme_id,
			part.period,
			part.institution_id,
			part.state,
			part.accepted,
			part.numerator,
			part.denominator,
			part.accepted AND part.state = 'value' AND (part.denominator > 0 OR part.numerator = 0)
				AND (same.kind <> 'proportion' OR part.numerator <= part.denominator) AS standing
		FROM same
		JOIN zhiheng.indicator_cell AS part ON part.programme_id = same.programme_id
			AND part.indicator_code = same.indicator_code AND (p_institution IS NULL OR part.institution_id = p_institution)
	), cell AS MATERIALIZED (
		SELECT
			calendar.period::text AS period,
			part.institution_id,
			part.state,
			part.accepted,
			part.numerator,
			part.denominator,
			part.standing
		FROM same
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = same.programme_id AND calendar.state <> 'planned'
		LEFT JOIN part ON part.programme_id = same.programme_id AND part.period = calendar.period::text
	)
	SELECT
		cell.period,
		zhiheng.period_label(cell.period),
		count(cell.institution_id) FILTER (WHERE NOT (cell.accepted AND cell.state = 'not_applicable')),
		count(*) FILTER (WHERE cell.standing),
		sum(cell.numerator) FILTER (WHERE cell.standing),
		sum(cell.denominator) FILTER (WHERE cell.standing)
	FROM cell
	GROUP BY cell.period
	ORDER BY cell.period;
END
$$;
COMMENT ON FUNCTION zhiheng.trend IS 'An indicator quarter by quarter through the programmes of its commission, out of accepted returns that the session sees or of one institution; expected: institutions asked save those it does not apply to; received: those in the sums';

RESET ROLE;
