-- What several audiences share, continued: indicators over time.

SET ROLE zhiheng_owner;

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
	-- A QC centre sees the indicators of its specialty.
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) OR NOT EXISTS (SELECT FROM zhiheng.asked_definition AS asked
	    WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT quarter.period, zhiheng.period_label(quarter.period), quarter.expected, quarter.received, quarter.numerator, quarter.denominator
	FROM zhiheng.count_trend(p_programme, p_indicator, ARRAY(SELECT seen.id FROM zhiheng.institution AS seen
		WHERE p_institution IS NULL OR seen.id = p_institution)) AS quarter
	ORDER BY quarter.period;
END
$$;
COMMENT ON FUNCTION zhiheng.trend IS 'zhiheng.count_trend for the institutions that the session sees, or for one of them; oldest first';

RESET ROLE;
