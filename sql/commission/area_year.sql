-- Schema commission: a region's values over the years of its goals, for the closing evaluation.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.area_years(p_region text)
RETURNS TABLE (
	indicator_code text,
	specialty text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	base_period_label text,
	base_numerator numeric,
	base_denominator numeric,
	year integer,
	goal numeric,
	numerator numeric,
	denominator numeric,
	present integer,
	complete integer,
	asked integer
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
	institutions bigint[] := zhiheng.area_institutions(p_region);
BEGIN
	IF p_region < who.region_first OR p_region > who.region_last THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH definition AS MATERIALIZED (
		-- The newest programme that covers the region says what a pair is.
		SELECT DISTINCT ON (asked.numerator, asked.denominator)
			asked.programme_id,
			asked.indicator_code,
			asked.specialty,
			asked.name,
			asked.kind,
			asked.unit,
			asked.factor,
			asked.direction,
			asked.minimum_denominator,
			asked.required,
			asked.numerator,
			coalesce(asked.denominator, '') AS denominator
		FROM zhiheng.asked_definition AS asked
		JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
		JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
		WHERE owner.region_code <= p_region AND zhiheng.region_last(owner.region_code) >= p_region AND asked.direction <> 'none'
		ORDER BY asked.numerator, asked.denominator, programme.year DESC, owner.region_code DESC, NOT asked.required, asked.indicator_code
	), goal AS MATERIALIZED (
		SELECT DISTINCT ON (registered.numerator_code, registered.denominator_code, span.year)
			registered.numerator_code,
			registered.denominator_code,
			coalesce(registered.denominator_code, '') AS denominator,
			registered.period,
			registered.numerator AS base_numerator,
			registered.denominator AS base_denominator,
			span.year,
			span.goal
		FROM zhiheng.area_baseline AS registered
		JOIN zhiheng.area_decision AS decision ON decision.area_baseline_id = registered.id AND decision.decision = 'approved'
		CROSS JOIN LATERAL (
			SELECT registered.year + item.place::integer - 1 AS year, item.goal
			FROM unnest(registered.goals) WITH ORDINALITY AS item (goal, place)
		) AS span
		WHERE registered.region_code = p_region
		ORDER BY registered.numerator_code, registered.denominator_code, span.year, registered.year DESC, registered.version DESC
	), wanted AS MATERIALIZED (
		SELECT
			definition.programme_id,
			array_agg(goal.numerator_code ORDER BY goal.numerator_code, goal.denominator, goal.year) AS numerators,
			array_agg(goal.denominator_code ORDER BY goal.numerator_code, goal.denominator, goal.year) AS denominators,
			array_agg(goal.year::text ORDER BY goal.numerator_code, goal.denominator, goal.year) AS periods
		FROM goal
		JOIN definition ON definition.numerator = goal.numerator_code AND definition.denominator = goal.denominator
		GROUP BY definition.programme_id
	), value AS MATERIALIZED (
		SELECT
			wanted.numerators[found.place] AS numerator_code,
			coalesce(wanted.denominators[found.place], '') AS denominator_code,
			wanted.periods[found.place] AS period,
			found.numerator,
			found.denominator,
			found.present,
			found.complete,
			found.asked
		FROM wanted
		CROSS JOIN LATERAL zhiheng.area_sums(wanted.programme_id, p_region, institutions, wanted.numerators, wanted.denominators, wanted.periods) AS found
	)
	SELECT
		definition.indicator_code,
		definition.specialty,
		definition.name,
		definition.kind,
		definition.unit,
		definition.factor,
		definition.direction,
		definition.minimum_denominator,
		definition.required,
		zhiheng.period_label(goal.period),
		trim_scale(goal.base_numerator),
		trim_scale(goal.base_denominator),
		goal.year,
		trim_scale(goal.goal),
		trim_scale(value.numerator),
		trim_scale(value.denominator),
		coalesce(value.present, 0),
		coalesce(value.complete, 0),
		coalesce(value.asked, 0)
	FROM goal
	JOIN definition ON definition.numerator = goal.numerator_code AND definition.denominator = goal.denominator
	LEFT JOIN value ON value.numerator_code = goal.numerator_code AND value.denominator_code = goal.denominator AND value.period = goal.year::text
	ORDER BY definition.specialty <> '综合', definition.specialty, definition.indicator_code, goal.year;
END
$$;
COMMENT ON FUNCTION commission.area_years IS 'Baseline, goals and values of a region of the subtree, a row for a pair and a year of its approved goals; complete below asked: the year''s numbers are not all there, and nothing can be said for good';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
