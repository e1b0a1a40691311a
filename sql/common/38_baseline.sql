-- What several audiences share, continued: what institutions' own accepted numbers of a period come to, to hold a baseline against.

CALL zhiheng.drop_functions('baseline_cells', 'baseline_accepted', 'baseline_totals', 'baseline_peers', 'baseline_published', 'baseline_breach', 'baseline_differs');
SET ROLE zhiheng_owner;

-- The only place here that knows how accepted numbers are kept.
CREATE FUNCTION zhiheng.baseline_cells(p_institutions bigint[], p_periods text[], p_elements text[])
RETURNS TABLE (institution_id bigint, period text, element_code text, state text, value numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	numbers smallint[] := zhiheng.element_numbers(p_elements);
BEGIN
	RETURN QUERY
	SELECT item.institution_id, item.period, item.element_code, item.state, item.value::numeric
	FROM zhiheng.accepted_cell AS item
	WHERE item.period = ANY (p_periods) AND item.number = ANY (numbers) AND item.institution_id = ANY (p_institutions)
		AND item.levels & zhiheng.level_bit(4) <> 0;
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_cells IS 'Accepted values of these elements in these periods, of these institutions';

-- A period that was itself reported is taken as it is (a quarter; what is typed for a half-year or a year); else its half-years are
-- added up, and the quarters of those that were not reported, in which both numbers are there; of a stock the last one counts.
-- What months make stands in the quarters.
CREATE FUNCTION zhiheng.baseline_totals(p_institutions bigint[], p_numerators text[], p_denominators text[], p_periods text[])
RETURNS TABLE (place integer, institution_id bigint, numerator numeric, denominator numeric, quarters text[], complete boolean,
	not_applicable boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH wanted AS MATERIALIZED (
		SELECT
			item.place::integer AS place,
			item.upper_code,
			item.lower_code,
			item.period,
			zhiheng.period_quarters(item.period) AS quarters,
			zhiheng.period_parts(item.period, 'half') AS halves,
			coalesce(zhiheng.accumulation(item.upper_code, item.period), 'sum') AS upper_way,
			coalesce(zhiheng.accumulation(item.lower_code, item.period), 'sum') AS lower_way
		FROM unnest(p_numerators, p_denominators, p_periods) WITH ORDINALITY AS item (upper_code, lower_code, period, place)
	), cell AS MATERIALIZED (
		SELECT found.institution_id, found.period, found.element_code, found.state, found.value
		FROM zhiheng.baseline_cells(p_institutions,
			ARRAY(SELECT DISTINCT part.period FROM wanted CROSS JOIN LATERAL unnest(wanted.quarters || wanted.halves || wanted.period) AS part (period)),
			ARRAY(SELECT wanted.upper_code FROM wanted UNION SELECT wanted.lower_code FROM wanted WHERE wanted.lower_code IS NOT NULL)) AS found
	), met AS (
		SELECT
			wanted.place,
			upper_cell.institution_id,
			part.period,
			part.period = wanted.period AS own,
			part.period = ANY (wanted.halves) AS half,
			CASE WHEN part.period ~ 'H' THEN 2 * right(part.period, 1)::integer WHEN part.period ~ 'Q' THEN right(part.period, 1)::integer END AS ends,
			upper_cell.state = 'not_applicable' OR coalesce(lower_cell.state = 'not_applicable', false) AS not_applicable,
			upper_cell.value IS NOT NULL AND (wanted.lower_code IS NULL OR lower_cell.value IS NOT NULL) AS present,
			upper_cell.value AS numerator,
			lower_cell.value AS denominator
		FROM wanted
		CROSS JOIN LATERAL (SELECT DISTINCT unnest(wanted.quarters || wanted.halves || wanted.period)) AS part (period)
		JOIN cell AS upper_cell ON upper_cell.element_code = wanted.upper_code AND upper_cell.period = part.period
		LEFT JOIN cell AS lower_cell ON lower_cell.element_code = wanted.lower_code AND lower_cell.period = part.period
			AND lower_cell.institution_id = upper_cell.institution_id
	), part AS (
		-- No quarter beside its half-year.
		SELECT met.place, met.institution_id, met.period, met.own, met.ends, met.not_applicable, met.present, met.numerator, met.denominator,
			CASE WHEN met.half THEN 2 ELSE 1 END AS quarters
		FROM (
			SELECT item.place, item.institution_id, item.period, item.own, item.half, item.ends, item.not_applicable, item.present, item.numerator, item.denominator,
				coalesce(bool_or(item.half AND (item.present OR item.not_applicable)) OVER
					(PARTITION BY item.place, item.institution_id, (item.ends + 1) / 2), false) AS covered
			FROM met AS item
		) AS met
		WHERE met.own OR met.half OR NOT met.covered
	), total AS (
		SELECT
			part.place,
			part.institution_id,
			bool_or(part.own AND part.present) AS own,
			max(part.numerator) FILTER (WHERE part.own AND part.present) AS own_numerator,
			max(part.denominator) FILTER (WHERE part.own AND part.present) AS own_denominator,
			sum(part.numerator) FILTER (WHERE NOT part.own AND part.present) AS numerator,
			sum(part.denominator) FILTER (WHERE NOT part.own AND part.present) AS denominator,
			array_agg(part.period ORDER BY part.ends, part.period) FILTER (WHERE NOT part.own AND part.present) AS quarters,
			(array_agg(part.numerator ORDER BY part.ends DESC) FILTER (WHERE NOT part.own AND part.present))[1] AS last_numerator,
			(array_agg(part.denominator ORDER BY part.ends DESC) FILTER (WHERE NOT part.own AND part.present))[1] AS last_denominator,
			sum(part.quarters) FILTER (WHERE NOT part.own AND (part.present OR part.not_applicable)) AS settled,
			bool_or(part.not_applicable) AND NOT bool_or(part.present) AS not_applicable
		FROM part
		GROUP BY part.place, part.institution_id
	)
	SELECT
		total.place,
		total.institution_id,
		CASE WHEN total.own THEN total.own_numerator WHEN wanted.upper_way = 'end' THEN total.last_numerator ELSE total.numerator END,
		CASE WHEN total.own THEN total.own_denominator WHEN wanted.lower_way = 'end' THEN total.last_denominator ELSE total.denominator END,
		CASE WHEN total.own THEN ARRAY[wanted.period] ELSE total.quarters END,
		total.own OR coalesce(total.settled, 0) = cardinality(wanted.quarters),
		total.not_applicable
	FROM total
	JOIN wanted ON wanted.place = total.place
	WHERE total.own OR total.not_applicable
		OR (total.quarters IS NOT NULL AND wanted.upper_way IN ('sum', 'end') AND wanted.lower_way IN ('sum', 'end'));
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_totals IS 'zhiheng.baseline_accepted, and without numbers those institutions that have said of the pair that it does not apply to them';

CREATE FUNCTION zhiheng.baseline_accepted(p_institutions bigint[], p_numerators text[], p_denominators text[], p_periods text[])
RETURNS TABLE (place integer, institution_id bigint, numerator numeric, denominator numeric, quarters text[], complete boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT found.place, found.institution_id, found.numerator, found.denominator, found.quarters, found.complete
	FROM zhiheng.baseline_totals(p_institutions, p_numerators, p_denominators, p_periods) AS found
	WHERE NOT found.not_applicable;
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_accepted IS 'What the accepted numbers of each of these pairs come to in its period, at these institutions, and out of which periods; complete: nothing of it is missing. No row where there is nothing or where it cannot be added up';

CREATE FUNCTION zhiheng.baseline_peers(p_baselines bigint[], p_institutions bigint[])
RETURNS TABLE (id bigint, peers text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	groups text[] := ARRAY(
		SELECT DISTINCT zhiheng.peer_group(item.level, item.kind, item.specialist_type)
		FROM zhiheng.institution AS item
		WHERE item.id = ANY (ARRAY(SELECT own.institution_id FROM zhiheng.baseline AS own WHERE own.id = ANY (p_baselines))));
	alike bigint[] := ARRAY(
		SELECT item.id
		FROM zhiheng.institution AS item
		WHERE item.id = ANY (p_institutions) AND zhiheng.peer_group(item.level, item.kind, item.specialist_type) = ANY (groups));
BEGIN
	RETURN QUERY
	WITH seen AS MATERIALIZED (
		SELECT item.id, zhiheng.peer_group(item.level, item.kind, item.specialist_type) AS peer_group
		FROM zhiheng.institution AS item
		WHERE item.id = ANY (alike)
	), own AS MATERIALIZED (
		SELECT item.id, item.institution_id, item.year, item.numerator_code, coalesce(item.denominator_code, '') AS denominator_code, seen.peer_group
		FROM zhiheng.baseline AS item
		JOIN seen ON seen.id = item.institution_id
		WHERE item.id = ANY (p_baselines)
	), newest AS MATERIALIZED (
		SELECT DISTINCT ON (item.institution_id, item.year, item.numerator_code, item.denominator_code)
			item.id, item.institution_id, item.year, item.numerator_code, coalesce(item.denominator_code, '') AS denominator_code,
			item.numerator, item.denominator, seen.peer_group
		FROM zhiheng.baseline AS item
		JOIN seen ON seen.id = item.institution_id
		-- By whose they are: of a numerator there are ever more of others.
		WHERE item.institution_id = ANY (alike)
			AND item.numerator_code = ANY (ARRAY(SELECT DISTINCT own.numerator_code FROM own))
			AND item.year = ANY (ARRAY(SELECT DISTINCT own.year FROM own))
		ORDER BY item.institution_id, item.year, item.numerator_code, item.denominator_code, item.version DESC
	)
	SELECT
		own.id,
		string_agg(trim_scale(newest.numerator) || coalesce('/' || trim_scale(newest.denominator), ''), ' ' ORDER BY newest.institution_id)
	FROM own
	JOIN newest ON newest.year = own.year AND newest.numerator_code = own.numerator_code AND newest.denominator_code = own.denominator_code
		AND newest.peer_group = own.peer_group AND newest.institution_id <> own.institution_id
	WHERE (SELECT decision.decision FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = newest.id) IS DISTINCT FROM 'returned'
	GROUP BY own.id;
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_peers IS 'Of each of these registrations those of the same pair and year by peers among these institutions, the newest of each save those returned, as "12/340 9/310"; no row where there are none';

-- Points of a grade are between a floor and a benchmark that were fixed before: no baseline touches them.
CREATE FUNCTION zhiheng.baseline_published(p_institution bigint, p_first integer, p_last integer, p_numerator text, p_denominator text)
RETURNS TABLE (region_code text, period text, period_label text, number integer, indicator_code text, goal double precision, goal_met boolean,
	by_baseline boolean, threshold_met boolean, graded boolean)
LANGUAGE plpgsql STABLE ROWS 10 SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT
		edition.region_code::text,
		edition.period::text,
		zhiheng.period_label(edition.period),
		edition.number,
		item.indicator_code,
		result.goal,
		result.goal_met,
		item.threshold_op IN ('up', 'down'),
		CASE WHEN item.threshold_op IN ('up', 'down') THEN result.threshold_met END,
		rule.indicator_code IS NOT NULL
	FROM zhiheng.programme AS programme
	JOIN zhiheng.edition AS edition ON edition.programme_id = programme.id
	JOIN zhiheng.edition_release AS release ON release.edition_id = edition.id
	JOIN zhiheng.edition_indicator AS item ON item.edition_id = edition.id AND item.numerator = p_numerator
		AND item.denominator IS NOT DISTINCT FROM p_denominator
	JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id AND result.indicator_code = item.indicator_code
		AND result.institution_id = p_institution
	LEFT JOIN zhiheng.edition_grade_rule AS rule ON rule.edition_id = edition.id AND rule.indicator_code = item.indicator_code
	WHERE programme.year BETWEEN p_first AND p_last AND (result.baseline IS NOT NULL OR result.goal IS NOT NULL)
		AND edition.id NOT IN (SELECT gone.edition_id FROM zhiheng.edition_withdrawal AS gone)
	ORDER BY edition.period DESC, edition.number DESC, item.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_published IS 'What published editions say of an institution out of the baseline and goals of a pair for these years: goals, and requirements that are judged by the baseline; graded: the indicator is among those of the edition''s grade';

-- What no reason can mend, of an institution's registration as of a region's.
CREATE FUNCTION zhiheng.baseline_breach(p_year integer, p_kind text, p_unit text, p_factor integer, p_fraction boolean, p_period text,
	p_numerator numeric, p_denominator numeric, p_goals numeric[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	part_of_whole boolean := (SELECT kind.part_of_whole FROM zhiheng.measure_kind AS kind WHERE kind.code = p_kind);
BEGIN
	RETURN CASE
		WHEN p_period IS NULL OR left(p_period, 4)::integer > p_year THEN 'baseline_period'
		WHEN p_numerator IS NULL THEN 'baseline_numerator_missing'
		WHEN (p_denominator IS NULL) = p_fraction OR p_denominator <= 0 THEN 'baseline_denominator'
		WHEN cardinality(p_goals) IS DISTINCT FROM cardinality(array_remove(p_goals, NULL)) OR cardinality(p_goals) NOT BETWEEN 1 AND 5
			THEN 'baseline_goal_missing'
		WHEN part_of_whole AND p_numerator > p_denominator THEN 'baseline_part'
		WHEN part_of_whole AND p_factor < ANY (p_goals) THEN 'baseline_goal_range'
		WHEN p_unit = '是/否' AND p_numerator NOT IN (0, 1) THEN 'baseline_truth'
		WHEN p_unit = '是/否' AND NOT p_goals <@ '{0,1}' THEN 'baseline_goal_truth'
	END;
END
$$;
COMMENT ON FUNCTION zhiheng.baseline_breach IS 'Which rule baseline and goals break whatever the reason, or null; p_fraction: there is a denominator';

CREATE FUNCTION zhiheng.baseline_differs(p_numerator numeric, p_denominator numeric, p_accepted numeric[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- A number that was rounded is still that number.
RETURN coalesce(round(p_accepted[1], scale(trim_scale(p_numerator))) <> p_numerator, false)
	OR coalesce(round(p_accepted[2], scale(trim_scale(p_denominator))) <> p_denominator, false);
COMMENT ON FUNCTION zhiheng.baseline_differs IS 'Whether a registration says something else than the accepted numbers, rounding aside; no where there are none';

GRANT EXECUTE ON FUNCTION zhiheng.baseline_differs(numeric, numeric, numeric[]) TO zhiheng_commission;
GRANT SELECT ON zhiheng.accepted_cell TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.peer_group(text, text, text) TO zhiheng_counter;
GRANT SELECT ON zhiheng.element TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.period_quarters(text) TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.baseline_cells(bigint[], text[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.baseline_totals(bigint[], text[], text[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.baseline_accepted(bigint[], text[], text[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.baseline_peers(bigint[], bigint[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.baseline_cells(bigint[], text[], text[]), zhiheng.baseline_accepted(bigint[], text[], text[], text[]),
	zhiheng.baseline_totals(bigint[], text[], text[], text[]),
	zhiheng.baseline_peers(bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.baseline_accepted(bigint[], text[], text[], text[]), zhiheng.baseline_peers(bigint[], bigint[]) TO zhiheng_owner;
