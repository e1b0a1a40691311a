-- What several audiences share: adding up accepted numbers over half-years and years, for zhiheng.count_values, whose file says
-- whose these functions are.

CALL zhiheng.drop_functions('count_long', 'element_numbers', 'programme_rung');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.element_numbers(p_codes text[]) RETURNS smallint[]
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(SELECT element.number FROM zhiheng.element_number AS element WHERE element.code = ANY (p_codes));
END
$$;
COMMENT ON FUNCTION zhiheng.element_numbers IS 'The numbers of elements by their codes: with a period what an index of accepted_number begins with';

CREATE FUNCTION zhiheng.programme_rung(p_programme bigint) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN (SELECT programme.level FROM zhiheng.programme AS programme WHERE programme.id = p_programme);
END
$$;
COMMENT ON FUNCTION zhiheng.programme_rung IS 'Level of a programme: whose copies it counts';

-- A number stands in one return: that of the cadence it was asked in.  Longer periods have it from there by the element's own way:
-- added up, the last one, the greatest.  Plans as in zhiheng.count_values.
CREATE FUNCTION zhiheng.count_long(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[], p_elements text[])
RETURNS TABLE (
	institution_id bigint,
	indicator_code text,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	own integer := zhiheng.cadence_rank(zhiheng.cadence(p_period));
	quarters text[] := zhiheng.period_parts(p_period, 'quarter');
	halves text[] := CASE own WHEN 3 THEN ARRAY[p_period] ELSE zhiheng.period_parts(p_period, 'half') END;
	sources text[] := zhiheng.period_sources(p_period);
	numbers smallint[] := zhiheng.element_numbers(p_elements);
	asker integer := zhiheng.programme_rung(p_programme);
	bit integer := zhiheng.level_bit(asker);
BEGIN
	RETURN QUERY
	WITH head AS MATERIALIZED (
		SELECT
			item.period::text AS period,
			item.institution_id,
			item.counted[asker] IS NOT NULL AS accepted,
			item.final,
			institution.level,
			institution.kind,
			institution.specialist_type
		FROM zhiheng.demand AS asking
		JOIN zhiheng.return AS item ON item.period = asking.period AND item.institution_id = asking.institution_id
		JOIN unnest(p_institutions) AS seen (id) ON seen.id = item.institution_id
		JOIN zhiheng.register_of(p_period) AS institution ON institution.id = item.institution_id AND institution.id BETWEEN lowest AND highest
		WHERE asking.programme_id = p_programme AND item.period = ANY (sources) AND item.institution_id BETWEEN lowest AND highest
			AND item.exempt IS NULL
	), adding AS MATERIALIZED (
		SELECT DISTINCT ON (version.code)
			version.code,
			CASE WHEN version.none_kind = 'min' THEN 'min' ELSE version.accumulation END AS way
		FROM zhiheng.catalogue_element AS version
		-- As it was meant then: what is only put together here is fixed in the shorter periods.
		LEFT JOIN zhiheng.element_period AS fixed ON fixed.period = ANY (sources) AND fixed.element_code = version.code
			AND fixed.version = version.version
		WHERE version.code = ANY (p_elements)
		ORDER BY version.code, fixed.period = p_period DESC NULLS LAST, fixed.period DESC NULLS LAST, version.version DESC
	), asked AS MATERIALIZED (
		-- The periods whose numbers make the value: what cannot be added has been counted for the whole.
		SELECT
			item.indicator_code,
			item.numerator,
			item.denominator,
			item.deviation,
			item.levels,
			item.kinds,
			item.cadence,
			upper_part.way AS upper_way,
			lower_part.way AS lower_way,
			CASE
				WHEN zhiheng.cadence_rank(item.cadence) > own THEN '{}'
				WHEN 'none' IN (upper_part.way, lower_part.way) OR 'min' IN (upper_part.way, lower_part.way) AND own = 3
					THEN CASE WHEN zhiheng.wants(item.cadence, item.numerator, item.denominator, p_period) THEN ARRAY[p_period] ELSE '{}' END
				WHEN 'min' IN (upper_part.way, lower_part.way) OR item.cadence = 'half' AND own = 4 THEN halves
				WHEN item.cadence IN ('month', 'quarter') THEN quarters
				ELSE ARRAY[p_period]
			END AS units
		FROM zhiheng.programme_indicator AS item
		LEFT JOIN adding AS upper_part ON upper_part.code = item.numerator
		LEFT JOIN adding AS lower_part ON lower_part.code = item.denominator
		WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
	), cell AS MATERIALIZED (
		SELECT item.period, item.element_code, item.institution_id, item.state, item.value
		FROM zhiheng.accepted_cell AS item
		WHERE item.period = ANY (sources) AND item.number = ANY (numbers) AND item.levels & bit <> 0 AND item.institution_id BETWEEN lowest AND highest
	), span AS MATERIALIZED (
		SELECT half.period AS half, half.period AS source, true AS own, false AS last
		FROM unnest(halves) AS half (period)
		UNION ALL
		SELECT half.period, part.period, false, part.place = 2
		FROM unnest(halves) AS half (period)
		CROSS JOIN LATERAL unnest(zhiheng.period_parts(half.period, 'quarter')) WITH ORDINALITY AS part (period, place)
	), half AS MATERIALIZED (
		-- A half-year's number is the one typed for it, or follows from its quarters.
		SELECT
			span.half AS period,
			cell.element_code,
			cell.institution_id,
			bool_and(cell.state = 'not_applicable') AS not_applicable,
			bool_or(span.own) OR count(*) = 2 AS whole,
			CASE
				WHEN bool_or(span.own) THEN max(cell.value) FILTER (WHERE span.own)
				WHEN min(adding.way) = 'sum' THEN sum(cell.value)
				WHEN min(adding.way) = 'end' THEN max(cell.value) FILTER (WHERE span.last)
				WHEN min(adding.way) = 'max' THEN max(cell.value)
			END AS value
		FROM span
		JOIN cell ON cell.period = span.source
		JOIN adding ON adding.code = cell.element_code
		GROUP BY span.half, cell.element_code, cell.institution_id
	), whole AS MATERIALIZED (
		SELECT
			part.element_code,
			part.institution_id,
			bool_and(part.not_applicable) AS not_applicable,
			bool_or(part.period = p_period) OR count(*) = 2 AND bool_and(part.whole) AS whole,
			CASE
				WHEN bool_or(part.period = p_period) THEN max(part.value) FILTER (WHERE part.period = p_period)
				WHEN min(adding.way) = 'sum' THEN sum(part.value)
				WHEN min(adding.way) = 'end' THEN max(part.value) FILTER (WHERE part.period = halves[2])
				WHEN min(adding.way) = 'max' THEN max(part.value)
			END AS value
		FROM (
			SELECT half.period, half.element_code, half.institution_id, half.not_applicable, half.whole, half.value
			FROM half
			UNION ALL
			SELECT cell.period, cell.element_code, cell.institution_id, cell.state = 'not_applicable', true, cell.value
			FROM cell
			WHERE cell.period = p_period
		) AS part
		JOIN adding ON adding.code = part.element_code
		WHERE own = 4
		GROUP BY part.element_code, part.institution_id
	), reading AS MATERIALIZED (
		SELECT cell.period, cell.element_code, cell.institution_id, cell.state = 'not_applicable' AS not_applicable, true AS whole, cell.value::numeric AS value
		FROM cell
		WHERE cell.period = ANY (quarters)
		UNION ALL
		SELECT half.period, half.element_code, half.institution_id, half.not_applicable, half.whole, half.value
		FROM half
		UNION ALL
		SELECT p_period, whole.element_code, whole.institution_id, whole.not_applicable, whole.whole, whole.value
		FROM whole
	), unit AS MATERIALIZED (
		SELECT
			made.period,
			zhiheng.period_sources(made.period) AS parts
		FROM (SELECT DISTINCT source.period FROM unnest(sources) AS source (period)) AS made
	), standing AS MATERIALIZED (
		-- Whether the returns behind a period are in: its own, or what it follows from.
		SELECT
			unit.period,
			head.institution_id,
			min(head.level) AS level,
			min(head.kind) AS kind,
			min(head.specialist_type) AS specialist_type,
			bool_or(head.period = unit.period) AS typed,
			bool_or(head.final) AS final,
			CASE WHEN bool_or(head.period = unit.period) THEN bool_and(head.accepted) FILTER (WHERE head.period = unit.period)
				ELSE bool_or(head.accepted) END AS accepted
		FROM unit
		JOIN head ON head.period = ANY (unit.parts)
		GROUP BY unit.period, head.institution_id
	), total AS (
		SELECT
			pair.institution_id,
			pair.indicator_code,
			pair.upper_way,
			pair.lower_way,
			pair.cadence,
			cardinality(pair.units) AS units,
			bool_or(pair.typed) AS typed,
			bool_or(pair.final) AS final,
			count(*) FILTER (WHERE pair.accepted)::integer AS accepted,
			count(*) FILTER (WHERE pair.present)::integer AS received,
			count(*) FILTER (WHERE pair.not_applicable)::integer AS not_applicable,
			bool_and(pair.whole) FILTER (WHERE pair.present) AS whole,
			sum(pair.numerator) FILTER (WHERE pair.present) AS numerator,
			sum(pair.denominator) FILTER (WHERE pair.present) AS denominator,
			max(pair.numerator) FILTER (WHERE pair.present AND pair.is_last) AS last_numerator,
			max(pair.denominator) FILTER (WHERE pair.present AND pair.is_last) AS last_denominator,
			max(pair.numerator) FILTER (WHERE pair.present) AS most_numerator,
			max(pair.denominator) FILTER (WHERE pair.present) AS most_denominator,
			min(pair.numerator) FILTER (WHERE pair.present) AS least_numerator,
			min(pair.denominator) FILTER (WHERE pair.present) AS least_denominator,
			-- Within the parts and between them; null if one of several measurements has no deviation.
			CASE WHEN bool_and(pair.denominator < 2 OR pair.deviation IS NOT NULL) FILTER (WHERE pair.present AND pair.measured) THEN
				coalesce(sum((pair.denominator - 1) * pair.deviation * pair.deviation)
					FILTER (WHERE pair.present AND pair.denominator >= 2), 0)
				+ sum(pair.numerator * pair.numerator / pair.denominator)
					FILTER (WHERE pair.present AND pair.measured AND pair.denominator > 0)
				- sum(pair.numerator) FILTER (WHERE pair.present AND pair.measured AND pair.denominator > 0)
					* sum(pair.numerator) FILTER (WHERE pair.present AND pair.measured AND pair.denominator > 0)
					/ nullif(sum(pair.denominator) FILTER (WHERE pair.present AND pair.measured AND pair.denominator > 0), 0)
			END AS squares
		FROM (
			SELECT
				standing.institution_id,
				asked.indicator_code,
				asked.upper_way,
				asked.lower_way,
				asked.cadence,
				asked.units,
				standing.typed,
				standing.final,
				standing.period = ANY (asked.units) AND standing.accepted AS accepted,
				standing.period = asked.units[cardinality(asked.units)] AS is_last,
				upper_part.value IS NOT NULL AND (asked.denominator IS NULL OR lower_part.value IS NOT NULL) AS present,
				(upper_part.not_applicable OR lower_part.not_applicable) IS TRUE AS not_applicable,
				upper_part.whole AND (asked.denominator IS NULL OR lower_part.whole) AS whole,
				upper_part.value AS numerator,
				lower_part.value AS denominator,
				asked.deviation IS NOT NULL AS measured,
				deviation_part.value AS deviation
			FROM standing
			JOIN asked ON zhiheng.applies(asked.levels, asked.kinds, standing.level, standing.kind, standing.specialist_type)
				AND (standing.period = ANY (asked.units) OR cardinality(asked.units) = 0 AND standing.period = p_period)
			LEFT JOIN reading AS upper_part ON upper_part.element_code = asked.numerator
				AND upper_part.institution_id = standing.institution_id AND upper_part.period = standing.period
				AND cardinality(asked.units) > 0
			LEFT JOIN reading AS lower_part ON lower_part.element_code = asked.denominator
				AND lower_part.institution_id = standing.institution_id AND lower_part.period = standing.period
			-- A deviation of quarters is none of their sum.
			LEFT JOIN cell AS deviation_part ON deviation_part.element_code = asked.deviation
				AND deviation_part.institution_id = standing.institution_id AND deviation_part.period = standing.period
		) AS pair
		GROUP BY pair.institution_id, pair.indicator_code, pair.upper_way, pair.lower_way, pair.cadence, pair.units
	)
	SELECT
		total.institution_id,
		total.indicator_code,
		CASE total.units WHEN 0 THEN cardinality(quarters) ELSE total.units END,
		total.accepted,
		total.received,
		CASE
			WHEN total.units = 0 THEN CASE WHEN zhiheng.cadence_rank(total.cadence) > own THEN 'by_' || total.cadence ELSE 'unavailable' END
			WHEN total.units = 1 AND zhiheng.cadence_rank(total.cadence) > 2 AND NOT total.typed AND total.received = 0 THEN 'not_due'
			WHEN total.accepted = 0 THEN 'not_in'
			WHEN total.received = 0 AND total.not_applicable > 0 THEN 'not_applicable'
			WHEN total.received = 0 THEN 'no_data'
			WHEN total.received + total.not_applicable < total.units OR NOT total.whole OR total.final THEN 'partial'
			ELSE 'complete'
		END,
		CASE total.upper_way WHEN 'end' THEN total.last_numerator WHEN 'max' THEN total.most_numerator WHEN 'min' THEN total.least_numerator
			ELSE total.numerator END,
		CASE total.lower_way WHEN 'end' THEN total.last_denominator WHEN 'max' THEN total.most_denominator WHEN 'min' THEN total.least_denominator
			ELSE total.denominator END,
		CASE WHEN total.denominator >= 2 AND total.squares IS NOT NULL AND (total.units = 1
				OR total.upper_way = 'sum' AND total.lower_way = 'sum')
			THEN round(sqrt(greatest(0, total.squares / (total.denominator - 1))), 10) END
	FROM total;
END
$$;
COMMENT ON FUNCTION zhiheng.count_long IS 'zhiheng.count_values of a half-year or a year, for the elements it names';

GRANT USAGE ON SCHEMA zhiheng TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION
	zhiheng.accumulation(text, text),
	zhiheng.cadence(text),
	zhiheng.cadence_rank(text),
	zhiheng.period_end(text),
	zhiheng.period_start(text),
	zhiheng.period_first_month(text),
	zhiheng.period_of(integer, text, integer),
	zhiheng.period_parts(text, text),
	zhiheng.period_sources(text),
	zhiheng.wants(text, text, text, text)
TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.count_long(bigint, text, text, bigint[], text[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.count_long(bigint, text, text, bigint[], text[]) FROM PUBLIC;
