-- Schema institution: what the shorter periods of an own return allow in it.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.return_bounds(p_return bigint)
RETURNS TABLE (code text, lowest numeric, lowest_label text, highest numeric, highest_label text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT bound.code, bound.lowest, bound.lowest_label, bound.highest, bound.highest_label
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_bounds(head.id, 'newest') AS bound
	WHERE head.id = p_return AND head.institution_id = (SELECT institution_id FROM zhiheng.identity());
END
$$;
COMMENT ON FUNCTION institution.return_bounds IS 'zhiheng.return_bounds of an own return, by the newest numbers of its shorter periods';

CREATE FUNCTION institution.quarter_signed(p_return bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN (
		SELECT format('%s季度已%s', (ARRAY['一', '二', '三', '四'])[right(whole.period, 1)::integer],
			CASE whole.state WHEN 'verified' THEN '送审' ELSE '报送' END)
		FROM zhiheng.return AS month
		JOIN zhiheng.return AS whole ON whole.institution_id = month.institution_id AND whole.period = zhiheng.quarter_of(month.period)
		WHERE month.id = p_return AND month.institution_id = (SELECT institution_id FROM zhiheng.identity())
			AND whole.state NOT IN ('draft', 'returned'));
END
$$;
COMMENT ON FUNCTION institution.quarter_signed IS 'Why an own month does not change any more: its quarter was passed on, or signed; null: it may';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
