-- What several audiences share, continued: values and totals as the worker computed them (zhiheng.computed_value,
-- computed_total), how they are made, and how pages read them.
--
-- What is read belongs to zhiheng_counter, as the functions of 10_count.sql do, and is handed the institutions that the
-- session sees.

CALL zhiheng.drop_functions('computed_make', 'computed_rebuild', 'computed_head', 'computed_values', 'computed_totals', 'computed_trend', 'values_shown');
SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.computed_at_once() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 2000;
COMMENT ON FUNCTION zhiheng.computed_at_once IS 'Of how many institutions a page computes what it shows while somebody waits, as long as the worker has not';

-- One statement, so of one moment: its snapshot is taken after the moment that it is said to be of.
CREATE FUNCTION zhiheng.computed_make(p_programme bigint, p_period text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET jit = off
AS $$
DECLARE
	moment timestamptz := clock_timestamp();
	asked bigint[] := ARRAY(SELECT DISTINCT head.institution_id FROM zhiheng.asked_return AS head
		WHERE head.programme_id = p_programme AND head.period = ANY (zhiheng.period_sources(p_period)));
	made bigint;
BEGIN
	DELETE FROM zhiheng.computed_total AS old WHERE old.programme_id = p_programme AND old.period = p_period;
	DELETE FROM zhiheng.computed_value AS old WHERE old.programme_id = p_programme AND old.period = p_period;
	DELETE FROM zhiheng.computed AS old WHERE old.programme_id = p_programme AND old.period = p_period;
	INSERT INTO zhiheng.computed (programme_id, period, institutions, computed_at)
	VALUES (p_programme, p_period, cardinality(asked), moment);
	INSERT INTO zhiheng.computed_value (programme_id, period, indicator_code, institution_ids, expected, accepted, received, coverages, numerators,
		denominators, deviations, earlier, baseline_numerators, baseline_denominators, goals, met)
	SELECT p_programme, p_period, item.indicator_code, array_agg(item.institution_id), array_agg(item.expected), array_agg(item.accepted),
		array_agg(item.received), array_agg(item.coverage), array_agg(item.numerator), array_agg(item.denominator), array_agg(item.deviation),
		array_agg(item.earlier), array_agg(item.baseline_numerator), array_agg(item.baseline_denominator), array_agg(item.goal), array_agg(item.met)
	FROM (
		SELECT
			value.indicator_code,
			value.institution_id,
			value.expected,
			value.accepted,
			value.received,
			value.coverage,
			value.numerator,
			value.denominator,
			value.deviation,
			before.earlier,
			baseline.numerator AS baseline_numerator,
			baseline.denominator AS baseline_denominator,
			baseline.goal,
			CASE WHEN definition.threshold_scoped THEN (
				SELECT zhiheng.meets(own.op, own.value, definition.factor, value.numerator, value.denominator, baseline.numerator, baseline.denominator)
				FROM zhiheng.threshold_of(p_programme, value.indicator_code, institution.level, institution.kind, institution.specialist_type,
					institution.ownership) AS own)
			ELSE zhiheng.meets(definition.threshold_op, definition.threshold_value, definition.factor, value.numerator, value.denominator,
				baseline.numerator, baseline.denominator) END AS met
		FROM zhiheng.count_values(p_programme, p_period, NULL, asked, NULL) AS value
		JOIN zhiheng.register_of(p_period) AS institution ON institution.id = value.institution_id
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme AND definition.indicator_code = value.indicator_code
		LEFT JOIN zhiheng.count_baselines(p_programme, NULL, asked) AS baseline ON baseline.institution_id = value.institution_id
			AND baseline.indicator_code = value.indicator_code
		LEFT JOIN zhiheng.count_earlier(p_programme, p_period, NULL, asked) AS before ON before.institution_id = value.institution_id
			AND before.indicator_code = value.indicator_code
		-- The order in which the arrays are filled.
		ORDER BY value.indicator_code, value.institution_id
	) AS item
	GROUP BY item.indicator_code;
	GET DIAGNOSTICS made = ROW_COUNT;
	INSERT INTO zhiheng.computed_total (programme_id, period, region_code, indicator_code, asked, not_applicable, complete, with_data, numerator,
		denominator, judged, met)
	SELECT
		p_programme,
		p_period,
		area.code,
		part.indicator_code,
		count(*),
		count(*) FILTER (WHERE part.coverage = 'not_applicable'),
		count(*) FILTER (WHERE part.coverage = 'complete'),
		count(*) FILTER (WHERE part.standing),
		sum(part.numerator) FILTER (WHERE part.standing),
		sum(part.denominator) FILTER (WHERE part.standing),
		count(part.met),
		count(*) FILTER (WHERE part.met)
	FROM (
		SELECT
			whole.indicator_code,
			item.institution_id,
			item.coverage,
			item.numerator,
			item.denominator,
			item.met,
			zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, item.numerator, item.denominator) AS standing
		FROM zhiheng.computed_value AS whole
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme AND definition.indicator_code = whole.indicator_code
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
		CROSS JOIN LATERAL unnest(whole.institution_ids, whole.coverages, whole.numerators, whole.denominators, whole.met)
			AS item (institution_id, coverage, numerator, denominator, met)
		WHERE whole.programme_id = p_programme AND whole.period = p_period
	) AS part
	JOIN zhiheng.register_of(p_period) AS institution ON institution.id = part.institution_id
	-- County, city, province, nation: whatever has one code alone is once in it.
	CROSS JOIN LATERAL (
		SELECT DISTINCT name.code
		FROM unnest(ARRAY[institution.region_code::text, left(institution.region_code, 4) || '00', left(institution.region_code, 2) || '0000',
			'000000']) AS name (code)
	) AS area
	GROUP BY area.code, part.indicator_code;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.computed_make IS 'Computes the values and totals of a programme and period anew out of accepted returns; gives the number of indicators';

CREATE FUNCTION zhiheng.computed_rebuild() RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	RETURN (SELECT coalesce(sum(zhiheng.computed_make(stale.programme_id, stale.period)), 0)
		FROM (SELECT item.programme_id, item.period FROM zhiheng.computed AS item ORDER BY item.programme_id, item.period) AS stale);
END
$$;
COMMENT ON FUNCTION zhiheng.computed_rebuild IS 'Makes anew all that stands computed; gives the number of indicators. The worker computes the rest by itself';

CREATE FUNCTION zhiheng.computed_head(p_programme bigint, p_period text, p_institutions bigint[])
RETURNS TABLE (computed_at timestamptz, accepted_since bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	moment timestamptz := (SELECT item.computed_at FROM zhiheng.computed AS item WHERE item.programme_id = p_programme AND item.period = p_period);
BEGIN
	RETURN QUERY
	SELECT moment, (
		-- By its index: those accepted since are few, whoever else there is.
		SELECT count(*)
		FROM zhiheng.return AS head
		WHERE head.period = ANY (zhiheng.period_sources(p_period)) AND head.accepted_at > moment AND head.institution_id = ANY (p_institutions)
			AND (SELECT true FROM zhiheng.demand AS asking WHERE asking.programme_id = p_programme AND asking.period = head.period
				AND asking.institution_id = head.institution_id));
END
$$;
COMMENT ON FUNCTION zhiheng.computed_head IS 'Since when a programme and period stand computed (null: not at all), and how many of its returns of these institutions were accepted later';

CREATE FUNCTION zhiheng.computed_values(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[], p_elements text[])
RETURNS TABLE (
	institution_id bigint,
	indicator_code text,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	earlier text,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	met boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	codes text[] := ARRAY(
		SELECT asked.indicator_code
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.programme_id = p_programme AND asked.indicator_code = coalesce(p_indicator, asked.indicator_code)
			AND (p_elements IS NULL OR (asked.numerator = ANY (p_elements) AND (asked.denominator IS NULL OR asked.denominator = ANY (p_elements)))));
BEGIN
	RETURN QUERY
	SELECT item.institution_id, whole.indicator_code, item.expected, item.accepted, item.received, item.coverage, item.numerator, item.denominator,
		item.deviation, item.earlier, item.baseline_numerator, item.baseline_denominator, item.goal, item.met
	FROM zhiheng.computed_value AS whole
	CROSS JOIN LATERAL unnest(whole.institution_ids, whole.expected, whole.accepted, whole.received, whole.coverages, whole.numerators,
		whole.denominators, whole.deviations, whole.earlier, whole.baseline_numerators, whole.baseline_denominators, whole.goals, whole.met)
		AS item (institution_id, expected, accepted, received, coverage, numerator, denominator, deviation, earlier, baseline_numerator,
		baseline_denominator, goal, met)
	JOIN unnest(p_institutions) AS seen (id) ON seen.id = item.institution_id
	WHERE whole.programme_id = p_programme AND whole.period = p_period AND whole.indicator_code = ANY (codes);
END
$$;
COMMENT ON FUNCTION zhiheng.computed_values IS 'zhiheng.count_values, count_earlier and count_baselines as they were computed, of these institutions; p_elements: only indicators of these elements (null: any)';

CREATE FUNCTION zhiheng.computed_totals(p_programme bigint, p_period text, p_region text)
RETURNS TABLE (
	indicator_code text,
	asked bigint,
	not_applicable bigint,
	complete bigint,
	with_data bigint,
	numerator numeric,
	denominator numeric,
	judged bigint,
	met bigint
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
	SELECT total.indicator_code, total.asked, total.not_applicable, total.complete, total.with_data, total.numerator, total.denominator,
		total.judged, total.met
	FROM zhiheng.computed_total AS total
	WHERE total.programme_id = p_programme AND total.period = p_period AND total.region_code = p_region
$$;
COMMENT ON FUNCTION zhiheng.computed_totals IS 'The sums of a region as they were computed';

-- A quarter that nobody computed is added up; the others are of the moment that their own pages name.
CREATE FUNCTION zhiheng.computed_trend(p_programme bigint, p_indicator text, p_region text)
RETURNS TABLE (
	period text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.programme_indicator := (SELECT item FROM zhiheng.programme_indicator AS item
		WHERE item.programme_id = p_programme AND item.indicator_code = p_indicator);
	periods text[];
	totals zhiheng.computed_total[];
BEGIN
	-- The periods of zhiheng.count_trend.
	SELECT array_agg(quarter.period), array_agg(total) FILTER (WHERE total.programme_id IS NOT NULL)
	INTO periods, totals
	FROM (
		SELECT calendar.period::text AS period, same.programme_id, same.indicator_code
		FROM zhiheng.programme AS origin
		JOIN zhiheng.programme AS programme ON programme.commission_id = origin.commission_id
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = programme.id AND calendar.state <> 'planned'
		CROSS JOIN LATERAL (
			SELECT item.programme_id, item.indicator_code
			FROM zhiheng.programme_indicator AS item
			WHERE item.programme_id = programme.id AND item.numerator = own.numerator AND item.denominator IS NOT DISTINCT FROM own.denominator
			ORDER BY item.indicator_code <> p_indicator, item.indicator_code
			LIMIT 1
		) AS same
		WHERE origin.id = p_programme AND zhiheng.cadence(calendar.period) = CASE own.cadence WHEN 'month' THEN 'quarter' ELSE own.cadence END
		ORDER BY calendar.period DESC
		LIMIT 20
	) AS quarter
	LEFT JOIN zhiheng.computed_total AS total ON total.programme_id = quarter.programme_id AND total.period = quarter.period
		AND total.region_code = p_region AND total.indicator_code = quarter.indicator_code;
	IF cardinality(totals) = cardinality(periods) THEN
		RETURN QUERY
		SELECT total.period::text, total.asked - total.not_applicable, total.with_data, total.numerator, total.denominator
		FROM unnest(totals) AS total;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		live.period,
		CASE WHEN total.period IS NULL THEN live.expected ELSE total.asked - total.not_applicable END,
		CASE WHEN total.period IS NULL THEN live.received ELSE total.with_data END,
		CASE WHEN total.period IS NULL THEN live.numerator ELSE total.numerator END,
		CASE WHEN total.period IS NULL THEN live.denominator ELSE total.denominator END
	FROM zhiheng.count_trend(p_programme, p_indicator, ARRAY(SELECT DISTINCT item.id FROM zhiheng.register AS item
		WHERE item.region_code BETWEEN p_region AND zhiheng.region_last(p_region)), p_region) AS live
	LEFT JOIN unnest(totals) AS total ON total.period = live.period;
END
$$;
COMMENT ON FUNCTION zhiheng.computed_trend IS 'zhiheng.count_trend of a region with the totals that stand computed';

-- Nobody waits for the values of a nation: beyond so many institutions there are none before they are computed.
CREATE FUNCTION zhiheng.values_shown(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[], p_elements text[],
	p_computed boolean)
RETURNS TABLE (
	institution_id bigint,
	indicator_code text,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	earlier text,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	met boolean,
	judged boolean
)
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF p_computed AND (SELECT head.computed_at FROM zhiheng.computed_head(p_programme, p_period, NULL) AS head) IS NOT NULL THEN
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage, value.numerator,
			value.denominator, value.deviation, value.earlier, value.baseline_numerator, value.baseline_denominator, value.goal, value.met, true
		FROM zhiheng.computed_values(p_programme, p_period, p_indicator, p_institutions, p_elements) AS value;
	ELSIF NOT p_computed OR cardinality(p_institutions) <= zhiheng.computed_at_once() THEN
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage, value.numerator,
			value.denominator, value.deviation, before.earlier, baseline.numerator, baseline.denominator, baseline.goal, NULL::boolean, false
		FROM zhiheng.count_values(p_programme, p_period, p_indicator, p_institutions, p_elements) AS value
		LEFT JOIN zhiheng.count_baselines(p_programme, p_indicator, p_institutions) AS baseline
			ON baseline.institution_id = value.institution_id AND baseline.indicator_code = value.indicator_code
		LEFT JOIN zhiheng.count_earlier(p_programme, p_period, p_indicator, p_institutions) AS before
			ON before.institution_id = value.institution_id AND before.indicator_code = value.indicator_code;
	END IF;
END
$$;
COMMENT ON FUNCTION zhiheng.values_shown IS 'zhiheng.computed_values if p_computed and they are there; else the same of this moment, if p_computed of no more institutions than zhiheng.computed_at_once; judged: met is known';

GRANT SELECT ON zhiheng.computed, zhiheng.computed_value, zhiheng.computed_total TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.computed_head(bigint, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.computed_values(bigint, text, text, bigint[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.computed_totals(bigint, text, text) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.computed_trend(bigint, text, text) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.computed_make(bigint, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION
	zhiheng.computed_head(bigint, text, bigint[]),
	zhiheng.computed_values(bigint, text, text, bigint[], text[]),
	zhiheng.computed_totals(bigint, text, text),
	zhiheng.computed_trend(bigint, text, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
	zhiheng.computed_head(bigint, text, bigint[]),
	zhiheng.computed_values(bigint, text, text, bigint[], text[]),
	zhiheng.computed_totals(bigint, text, text),
	zhiheng.computed_trend(bigint, text, text)
TO zhiheng_owner;
