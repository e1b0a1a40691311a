-- Schema commission, continued: indicators over time.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.trend(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (
	period text,
	period_label text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	SELECT period, period_label, expected, received, numerator, denominator
	FROM zhiheng.trend(p_programme, p_indicator, p_institution)
$$;
COMMENT ON FUNCTION commission.trend IS 'zhiheng.trend of the subtree, or of one institution of it';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
