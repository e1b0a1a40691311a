-- What several functions share, continued: what the accepted numbers of a region come to, to make its baselines of and to hold its
-- goals against.  The functions belong to zhiheng_counter, as those of 10_count.sql.

CALL zhiheng.drop_functions('area_sums', 'area_period', 'area_institutions');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.area_institutions(p_region text) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
BEGIN
	RETURN ARRAY(SELECT DISTINCT institution.id FROM zhiheng.register AS institution
		WHERE zhiheng.audience() = 'commission'
			AND institution.region_code >= greatest(who.region_first, p_region)
			AND institution.region_code <= least(who.region_last, zhiheng.region_last(p_region)));
END
$$;
COMMENT ON FUNCTION zhiheng.area_institutions IS 'Institutions that ever lay in a region that the session, a commission''s, sees';

CREATE FUNCTION zhiheng.area_period(p_institutions bigint[], p_year integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	quarters text[] := zhiheng.period_quarters(p_year::text);
	there text[] := ARRAY(
		SELECT quarter.period
		FROM unnest(quarters) AS quarter (period)
		WHERE (SELECT true FROM zhiheng.return AS head WHERE head.period = quarter.period AND head.institution_id = ANY (p_institutions)
			AND head.accepted_revision IS NOT NULL LIMIT 1)
		ORDER BY quarter.period);
BEGIN
	RETURN CASE
		WHEN there @> quarters OR cardinality(there) = 0 THEN p_year::text
		WHEN there @> quarters[3:4] THEN p_year || 'H2'
		WHEN there @> quarters[1:2] THEN p_year || 'H1'
		ELSE there[cardinality(there)]
	END;
END
$$;
COMMENT ON FUNCTION zhiheng.area_period IS 'The longest part of a year of which these institutions have accepted numbers in every quarter: the year, a half, the last such quarter; the year if there are none';

-- Who is asked is what the programme says of those that lay in the region in the period; sums are over those whose numbers can stand, as on pages of results.
CREATE FUNCTION zhiheng.area_sums(p_programme bigint, p_region text, p_institutions bigint[], p_numerators text[], p_denominators text[], p_periods text[])
RETURNS TABLE (place integer, numerator numeric, denominator numeric, present integer, complete integer, asked integer, quarters text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT item.place::integer AS place, item.numerator, coalesce(item.denominator, '') AS denominator, item.period
		FROM unnest(p_numerators, p_denominators, p_periods) WITH ORDINALITY AS item (numerator, denominator, period, place)
	), asking AS MATERIALIZED (
		SELECT
			item.numerator,
			coalesce(item.denominator, '') AS denominator,
			item.levels,
			item.kinds,
			bool_or(kind.part_of_whole) OVER (PARTITION BY item.numerator, item.denominator) AS part_of_whole
		FROM zhiheng.programme_indicator AS item
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = item.indicator_code AND definition.version = item.indicator_version
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
		WHERE item.programme_id = p_programme AND item.numerator = ANY (p_numerators)
	), member AS MATERIALIZED (
		SELECT DISTINCT pair.place, asking.part_of_whole, institution.id AS institution_id
		FROM pair
		JOIN asking ON asking.numerator = pair.numerator AND asking.denominator = pair.denominator
		CROSS JOIN unnest(p_institutions) AS seen (id)
		JOIN zhiheng.register AS institution ON institution.id = seen.id AND institution.first_day <= zhiheng.period_end(pair.period)
			AND institution.next_day > zhiheng.period_end(pair.period)
			AND institution.region_code BETWEEN p_region AND zhiheng.region_last(p_region)
		WHERE zhiheng.return_exempt(institution.id, pair.period) IS NULL AND zhiheng.applies(asking.levels, asking.kinds, institution.level, institution.kind, institution.specialist_type)
	), found AS MATERIALIZED (
		SELECT sum.place, sum.institution_id, sum.numerator, sum.denominator, sum.quarters, sum.complete, sum.not_applicable
		FROM zhiheng.baseline_totals(p_institutions, p_numerators, p_denominators, p_periods) AS sum
	), unit AS (
		SELECT
			pair.place,
			found.numerator,
			found.denominator,
			found.complete,
			zhiheng.can_stand(pair.denominator <> '', member.part_of_whole, found.numerator, found.denominator) AS standing,
			coalesce(found.not_applicable, false) AS spared
		FROM pair
		JOIN member ON member.place = pair.place
		LEFT JOIN found ON found.place = pair.place AND found.institution_id = member.institution_id
	), total AS (
		SELECT
			unit.place,
			sum(unit.numerator) FILTER (WHERE unit.standing) AS numerator,
			sum(unit.denominator) FILTER (WHERE unit.standing) AS denominator,
			count(*) FILTER (WHERE unit.standing)::integer AS present,
			count(*) FILTER (WHERE unit.standing AND unit.complete)::integer AS complete,
			count(*) FILTER (WHERE NOT unit.spared)::integer AS asked
		FROM unit
		GROUP BY unit.place
	)
	SELECT total.place, total.numerator, total.denominator, total.present, total.complete, total.asked, span.quarters
	FROM total
	LEFT JOIN (
		SELECT found.place, array_agg(DISTINCT part.period ORDER BY part.period) AS quarters
		FROM found
		CROSS JOIN LATERAL unnest(found.quarters) AS part (period)
		GROUP BY found.place
	) AS span ON span.place = total.place;
END
$$;
COMMENT ON FUNCTION zhiheng.area_sums IS 'What the accepted numbers of these institutions, those of them that lay in the region then, come to for each pair in its period, of those whom the programme asks for it: sums, how many are in them, how many of those with the whole period, how many were to be (those to whom it does not apply aside), and the periods found';

GRANT EXECUTE ON FUNCTION zhiheng.identity(), zhiheng.audience(), zhiheng.can_stand(boolean, boolean, numeric, numeric),
	zhiheng.applies(text[], text[], text, text, text), zhiheng.region_last(text), zhiheng.return_exempt(bigint, text) TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.area_institutions(text) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.area_period(bigint[], integer) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.area_sums(bigint, text, bigint[], text[], text[], text[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.area_institutions(text), zhiheng.area_period(bigint[], integer),
	zhiheng.area_sums(bigint, text, bigint[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.area_institutions(text), zhiheng.area_period(bigint[], integer),
	zhiheng.area_sums(bigint, text, bigint[], text[], text[], text[]) TO zhiheng_owner;
