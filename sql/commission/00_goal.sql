-- Schema commission: goals of regions, for the several words that show a region's value.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.area_goals(p_programme bigint)
RETURNS TABLE (region_code text, whole boolean, indicator_code text, period_label text, numerator numeric, denominator numeric, goal numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
	asking record;
	lowest text;
	highest text;
BEGIN
	SELECT programme.year, commission.region_code::text AS region_first, zhiheng.region_last(commission.region_code) AS region_last INTO asking
	FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	WHERE programme.id = p_programme AND programme.id IN (SELECT zhiheng.programme_visible());
	-- Totals are over what both the programme and who asks cover: that is the smaller of the two regions.
	lowest := greatest(who.region_first, asking.region_first);
	highest := least(who.region_last, asking.region_last);
	RETURN QUERY
	SELECT
		newest.region_code::text,
		newest.region_code = lowest AND zhiheng.region_last(newest.region_code) = highest,
		item.indicator_code,
		zhiheng.period_label(newest.period),
		trim_scale(newest.numerator),
		trim_scale(newest.denominator),
		trim_scale(newest.goal)
	FROM (
		SELECT DISTINCT ON (registered.region_code, registered.numerator_code, registered.denominator_code)
			registered.region_code,
			registered.numerator_code,
			registered.denominator_code,
			registered.period,
			registered.numerator,
			registered.denominator,
			registered.goals[asking.year - registered.year + 1] AS goal
		FROM zhiheng.area_baseline AS registered
		JOIN zhiheng.area_decision AS decision ON decision.area_baseline_id = registered.id AND decision.decision = 'approved'
		WHERE registered.region_code >= lowest AND registered.region_code <= highest AND registered.year BETWEEN asking.year - 4 AND asking.year
		ORDER BY registered.region_code, registered.numerator_code, registered.denominator_code, registered.year DESC, registered.version DESC
	) AS newest
	JOIN zhiheng.programme_indicator AS item ON item.programme_id = p_programme AND item.numerator = newest.numerator_code
		AND item.denominator IS NOT DISTINCT FROM newest.denominator_code
	WHERE newest.goal IS NOT NULL;
END
$$;
COMMENT ON FUNCTION commission.area_goals IS 'Approved baselines and goals of regions for the year of a programme, by its indicators; whole: of the region that the totals of its pages are of';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
