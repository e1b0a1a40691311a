-- Schema commission, continued: results side by side.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.values_before(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT value.institution_id, value.indicator_code, value.numerator, value.denominator
	FROM zhiheng.values_before(p_programme, p_period, p_indicator) AS value
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.values_before IS 'zhiheng.values_before for the institutions of the subtree';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
