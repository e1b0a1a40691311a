-- What several audiences share, continued: adding up accepted numbers.
--
-- The functions below belong to zhiheng_counter, a role that cannot log in and that policies do not ask: their callers
-- (40_result.sql) hand over the institutions that they were let see, once, where row-level security would
-- find these anew for each table.  Nobody else may call them.

CALL zhiheng.drop_functions('count_values', 'count_earlier', 'count_baselines', 'count_trend', 'count_history', 'institutions_asked');
SET ROLE zhiheng_owner;

-- x and n come from the same periods.  A stock is that of the last one; what cannot be added (distinct persons) has a value in
-- the periods that it was counted for.
--
-- Plans are made once: planning takes longer than the work for one indicator.  Such plans know nothing of how many
-- rows there will be; hash joins are good for few and for many.
CREATE FUNCTION zhiheng.count_values(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[], p_elements text[])
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
	-- Hash joins read all of a table: at least not what lies before and after.
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	quarters text[] := zhiheng.period_quarters(p_period);
	elements text[] := ARRAY(
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS item
		CROSS JOIN LATERAL unnest(ARRAY[item.numerator, item.denominator, item.deviation]) AS part (code)
		WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
			AND (p_elements IS NULL OR part.code = ANY (p_elements)));
	numbers smallint[] := zhiheng.element_numbers(elements);
	asker integer := zhiheng.programme_rung(p_programme);
	bit integer := zhiheng.level_bit(asker);
BEGIN
	-- A quarter is its own sum.  What is asked for most, and half the time of the general case below.
	IF cardinality(quarters) = 1 THEN
		RETURN QUERY
		WITH head AS MATERIALIZED (
			SELECT
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
			WHERE asking.programme_id = p_programme AND asking.period = p_period AND item.institution_id BETWEEN lowest AND highest
				AND item.exempt IS NULL
		), asked AS MATERIALIZED (
			SELECT item.indicator_code, item.numerator, item.denominator, item.deviation, item.levels, item.kinds, item.cadence
			FROM zhiheng.programme_indicator AS item
			WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
		), cell AS MATERIALIZED (
			SELECT item.element_code, item.institution_id, item.state, item.value
			FROM zhiheng.accepted_cell AS item
			WHERE item.period = p_period AND item.number = ANY (numbers) AND item.levels & bit <> 0 AND item.institution_id BETWEEN lowest AND highest
		), pair AS (
			SELECT
				head.institution_id,
				asked.indicator_code,
				head.accepted,
				head.final,
				asked.cadence,
				asked.cadence IN ('month', 'quarter') AND upper_cell.value IS NOT NULL
					AND (asked.denominator IS NULL OR lower_cell.value IS NOT NULL) AS present,
				'not_applicable' IN (upper_cell.state, lower_cell.state) AS not_applicable,
				upper_cell.value AS numerator,
				lower_cell.value AS denominator,
				deviation_cell.value AS deviation
			FROM head
			JOIN asked ON zhiheng.applies(asked.levels, asked.kinds, head.level, head.kind, head.specialist_type)
			LEFT JOIN cell AS upper_cell ON upper_cell.element_code = asked.numerator
				AND upper_cell.institution_id = head.institution_id
			LEFT JOIN cell AS lower_cell ON lower_cell.element_code = asked.denominator
				AND lower_cell.institution_id = head.institution_id
			LEFT JOIN cell AS deviation_cell ON deviation_cell.element_code = asked.deviation
				AND deviation_cell.institution_id = head.institution_id
		)
		SELECT
			pair.institution_id,
			pair.indicator_code,
			1,
			pair.accepted::integer,
			pair.present::integer,
			CASE WHEN pair.cadence = 'half' THEN 'by_half' WHEN pair.cadence = 'year' THEN 'by_year' WHEN NOT pair.accepted THEN 'not_in'
				-- A part of the period: it counts, and is not ranked.
				WHEN pair.present AND pair.final THEN 'partial' WHEN pair.present THEN 'complete' WHEN pair.not_applicable THEN 'not_applicable'
				ELSE 'no_data' END,
			CASE WHEN pair.present THEN pair.numerator::numeric END,
			CASE WHEN pair.present THEN pair.denominator::numeric END,
			CASE WHEN pair.present AND pair.denominator >= 2 THEN pair.deviation::numeric END
		FROM pair;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage, value.numerator,
		value.denominator, value.deviation
	FROM zhiheng.count_long(p_programme, p_period, p_indicator, p_institutions, elements) AS value;
END
$$;
COMMENT ON FUNCTION zhiheng.count_values IS 'Numerator and denominator of a period out of its accepted quarters, of one indicator or (null) of all, for these institutions; expected, accepted, received count the periods that make it: quarters, half-years, or itself, where it was counted anew; deviation: of what is measured, pooled over these, null if one of them has none; coverage: complete, partial, no_data, not_applicable, not_in (nothing accepted), not_due (its own return was not opened), by_half, by_year (not asked that often), unavailable (cannot be added); p_specialty: only elements of that one (null: any)';

-- What the three periods before say of how much institutions differ.  Codes change with the programmes; what is made of the same
-- numerator and denominator is the same indicator.  A quarter is its own sum: its cells are read as they are, each once.
CREATE FUNCTION zhiheng.count_earlier(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[])
RETURNS TABLE (institution_id bigint, indicator_code text, earlier text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	back_1 text := zhiheng.period_before(p_period);
	back_2 text := zhiheng.period_before(back_1);
	periods text[] := ARRAY[back_1, back_2, zhiheng.period_before(back_2)];
	programmes bigint[] := ARRAY(
		SELECT former.id
		FROM unnest(periods) WITH ORDINALITY AS span (period, back)
		LEFT JOIN zhiheng.programme AS present ON present.id = p_programme
		LEFT JOIN zhiheng.programme AS former ON former.commission_id = present.commission_id AND former.year = left(span.period, 4)::integer
		ORDER BY span.back);
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	numbers smallint[];
	bit integer := zhiheng.level_bit(zhiheng.programme_rung(p_programme));
BEGIN
	IF cardinality(zhiheng.period_quarters(p_period)) = 1 THEN
		numbers := zhiheng.element_numbers(ARRAY(
			SELECT DISTINCT part.code
			FROM zhiheng.programme_indicator AS item
			CROSS JOIN LATERAL unnest(ARRAY[item.numerator, item.denominator]) AS part (code)
			WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
				AND item.denominator IS NOT NULL));
		RETURN QUERY
		WITH asked AS MATERIALIZED (
			SELECT item.indicator_code, item.numerator, item.denominator
			FROM zhiheng.programme_indicator AS item
			WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
		), cell AS MATERIALIZED (
			SELECT span.back, item.element_code, item.institution_id, item.value
			FROM unnest(periods, programmes) WITH ORDINALITY AS span (period, programme_id, back)
			JOIN zhiheng.accepted_cell AS item ON item.period = span.period AND span.programme_id IS NOT NULL
			WHERE item.period = ANY (periods) AND item.number = ANY (numbers) AND item.institution_id BETWEEN lowest AND highest
				AND item.levels & bit <> 0 AND item.value IS NOT NULL
		)
		SELECT
			upper_cell.institution_id,
			asked.indicator_code,
			string_agg(upper_cell.back || ':' || trim_scale(upper_cell.value) || '/' || trim_scale(lower_cell.value), ' ' ORDER BY upper_cell.back)
		FROM asked
		JOIN cell AS upper_cell ON upper_cell.element_code = asked.numerator
		JOIN cell AS lower_cell ON lower_cell.element_code = asked.denominator AND lower_cell.institution_id = upper_cell.institution_id
			AND lower_cell.back = upper_cell.back
		JOIN unnest(p_institutions) AS seen (id) ON seen.id = upper_cell.institution_id
		GROUP BY upper_cell.institution_id, asked.indicator_code;
		RETURN;
	END IF;
	RETURN QUERY
	WITH same AS MATERIALIZED (
		SELECT DISTINCT ON (span.back, asked.indicator_code)
			span.back,
			span.period,
			span.programme_id,
			asked.indicator_code,
			old.indicator_code AS code_before
		FROM unnest(periods, programmes) WITH ORDINALITY AS span (period, programme_id, back)
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = p_programme
			AND asked.indicator_code = coalesce(p_indicator, asked.indicator_code)
		JOIN zhiheng.programme_indicator AS old ON old.programme_id = span.programme_id AND old.numerator = asked.numerator
			AND old.denominator = asked.denominator
		ORDER BY span.back, asked.indicator_code, old.indicator_code <> asked.indicator_code, old.indicator_code
	), wanted AS MATERIALIZED (
		SELECT DISTINCT same.back, same.period, same.programme_id, CASE WHEN p_indicator IS NOT NULL THEN same.code_before END AS code
		FROM same
	)
	SELECT
		value.institution_id,
		same.indicator_code,
		string_agg(same.back || ':' || trim_scale(value.numerator) || '/' || trim_scale(value.denominator), ' ' ORDER BY same.back)
	FROM wanted
	CROSS JOIN LATERAL zhiheng.count_values(wanted.programme_id, wanted.period, wanted.code, p_institutions, NULL) AS value
	JOIN same ON same.back = wanted.back AND same.code_before = value.indicator_code
	WHERE value.coverage = 'complete'
	GROUP BY value.institution_id, same.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.count_earlier IS 'Complete accepted numerators and denominators of the three periods of the same length before p_period, of indicators with a denominator, for these institutions: "1:12/340 3:9/310", how many periods before; no row where there is none';

CREATE FUNCTION zhiheng.count_baselines(p_programme bigint, p_indicator text, p_institutions bigint[])
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric, goal numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	this integer := (SELECT programme.year FROM zhiheng.programme AS programme WHERE programme.id = p_programme);
	counted text[] := ARRAY(
		SELECT DISTINCT item.numerator FROM zhiheng.programme_indicator AS item
		WHERE item.programme_id = p_programme AND item.indicator_code = coalesce(p_indicator, item.indicator_code));
BEGIN
	RETURN QUERY
	SELECT newest.institution_id, item.indicator_code, newest.numerator::numeric, newest.denominator::numeric, newest.goal
	FROM (
		SELECT DISTINCT ON (baseline.institution_id, baseline.numerator_code, baseline.denominator_code)
			baseline.institution_id,
			baseline.numerator_code,
			baseline.denominator_code,
			baseline.numerator,
			baseline.denominator,
			baseline.goals[this - baseline.year + 1] AS goal
		FROM zhiheng.baseline AS baseline
		-- By whose they are: of a numerator there are ever more of others.
		WHERE baseline.institution_id = ANY (p_institutions) AND baseline.numerator_code = ANY (counted) AND baseline.year BETWEEN this - 4 AND this
			AND (SELECT decision.decision FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = baseline.id) = 'approved'
		ORDER BY baseline.institution_id, baseline.numerator_code, baseline.denominator_code, baseline.year DESC, baseline.version DESC
	) AS newest
	JOIN zhiheng.programme_indicator AS item ON item.programme_id = p_programme AND item.numerator = newest.numerator_code
		AND item.indicator_code = coalesce(p_indicator, item.indicator_code)
		AND item.denominator IS NOT DISTINCT FROM newest.denominator_code
	WHERE newest.goal IS NOT NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.count_baselines IS 'zhiheng.baseline_approved of one programme, of one indicator or (null) of all, for these institutions';

-- Codes change with the programmes; what is made of the same numerator and denominator is the same indicator.
CREATE FUNCTION zhiheng.count_trend(p_programme bigint, p_indicator text, p_institutions bigint[], p_region text, p_now boolean DEFAULT false)
RETURNS TABLE (
	period text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	chosen record;
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	programmes bigint[];
	quarters text[];
	upper_number smallint[];
	lower_number smallint[];
	bit integer := zhiheng.level_bit(zhiheng.programme_rung(p_programme));
BEGIN
	SELECT asked.numerator, asked.denominator, kind.has_denominator, kind.part_of_whole,
		CASE asked.cadence WHEN 'month' THEN 'quarter' ELSE asked.cadence END AS cadence INTO chosen
	FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator;
	SELECT array_agg(newest.programme_id), array_agg(newest.period) INTO programmes, quarters
	FROM (
		SELECT calendar.programme_id, calendar.period::text AS period
		FROM zhiheng.programme AS origin
		JOIN zhiheng.programme AS programme ON programme.commission_id = origin.commission_id
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = programme.id AND calendar.state <> 'planned'
		WHERE origin.id = p_programme AND zhiheng.cadence(calendar.period) = chosen.cadence
			AND EXISTS (SELECT FROM zhiheng.programme_indicator AS asked WHERE asked.programme_id = programme.id
				AND asked.numerator = chosen.numerator AND asked.denominator IS NOT DISTINCT FROM chosen.denominator)
		ORDER BY calendar.period DESC
		LIMIT 20
	) AS newest;
	upper_number := zhiheng.element_numbers(ARRAY[chosen.numerator]);
	lower_number := zhiheng.element_numbers(ARRAY[chosen.denominator]);
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		-- From whom, in each quarter by the register of that quarter.
		SELECT same.programme_id, same.period, institution.id AS institution_id
		FROM (
			SELECT DISTINCT ON (item.programme_id, span.period) item.programme_id, span.period,
				CASE WHEN p_now THEN zhiheng.today() ELSE zhiheng.period_end(span.period) END AS last_day,
				item.levels, item.kinds
			FROM unnest(programmes, quarters) AS span (programme_id, period)
			JOIN zhiheng.programme_indicator AS item ON item.programme_id = span.programme_id AND item.numerator = chosen.numerator
				AND item.denominator IS NOT DISTINCT FROM chosen.denominator
			ORDER BY item.programme_id, span.period, item.indicator_code <> p_indicator, item.indicator_code
		) AS same
		CROSS JOIN unnest(p_institutions) AS seen (id)
		JOIN zhiheng.register AS institution ON institution.id = seen.id AND institution.id BETWEEN lowest AND highest
			AND institution.first_day <= same.last_day AND institution.next_day > same.last_day
			AND (p_region IS NULL OR institution.region_code BETWEEN p_region AND zhiheng.region_last(p_region))
			AND zhiheng.applies(same.levels, same.kinds, institution.level, institution.kind, institution.specialist_type)
	), part AS (
		SELECT
			head.period,
			coalesce('not_applicable' IN (upper_cell.state, lower_cell.state), false) AS not_applicable,
			upper_cell.value AS numerator,
			lower_cell.value AS denominator,
			zhiheng.can_stand(chosen.has_denominator, chosen.part_of_whole, upper_cell.value, lower_cell.value) AS standing
		FROM zhiheng.demand AS head
		JOIN asked ON asked.programme_id = head.programme_id AND asked.period = head.period AND asked.institution_id = head.institution_id
		JOIN zhiheng.return AS sheet ON sheet.period = head.period AND sheet.institution_id = head.institution_id AND sheet.exempt IS NULL
			AND sheet.period = ANY (quarters) AND sheet.institution_id BETWEEN lowest AND highest
		LEFT JOIN zhiheng.accepted_cell AS upper_cell ON upper_cell.period = head.period
			AND upper_cell.institution_id = head.institution_id AND upper_cell.number = ANY (upper_number)
			AND upper_cell.period = ANY (quarters) AND upper_cell.institution_id BETWEEN lowest AND highest AND upper_cell.levels & bit <> 0
		LEFT JOIN zhiheng.accepted_cell AS lower_cell ON lower_cell.period = head.period
			AND lower_cell.institution_id = head.institution_id AND lower_cell.number = ANY (lower_number)
			AND lower_cell.period = ANY (quarters) AND lower_cell.institution_id BETWEEN lowest AND highest AND lower_cell.levels & bit <> 0
		WHERE head.programme_id = ANY (programmes) AND head.period = ANY (quarters) AND head.institution_id BETWEEN lowest AND highest
	), total AS (
		SELECT
			part.period,
			count(*) FILTER (WHERE NOT part.not_applicable) AS expected,
			count(*) FILTER (WHERE part.standing) AS received,
			sum(part.numerator) FILTER (WHERE part.standing) AS numerator,
			sum(part.denominator) FILTER (WHERE part.standing) AS denominator
		FROM part
		GROUP BY part.period
	)
	SELECT quarter.period, coalesce(total.expected, 0), coalesce(total.received, 0), total.numerator, total.denominator
	FROM unnest(quarters) AS quarter (period)
	LEFT JOIN total ON total.period = quarter.period;
END
$$;
COMMENT ON FUNCTION zhiheng.count_trend IS 'An indicator in the newest twenty quarters that were opened, through the programmes of its commission, out of accepted returns of these institutions, in each quarter those of them that lay in a region then (null: anywhere), by level and kind of then (p_now: of today); expected: institutions asked save those it does not apply to; received: those in the sums';

-- Elements keep their codes, so any accepted quarter has the counts of today's indicators, whoever asked for it then.
CREATE FUNCTION zhiheng.count_history(p_programme bigint, p_period text, p_quarters integer, p_indicators text[], p_institutions bigint[])
RETURNS TABLE (indicator_code text, institution_id bigint, period text, age integer, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	quarters text[] := ARRAY(SELECT zhiheng.quarter_before(p_period, age) FROM generate_series(0, p_quarters - 1) AS age);
	numbers smallint[] := zhiheng.element_numbers(ARRAY(
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS item
		CROSS JOIN LATERAL unnest(ARRAY[item.numerator, item.denominator]) AS part (code)
		WHERE item.programme_id = p_programme AND item.indicator_code = ANY (p_indicators) AND item.denominator IS NOT NULL));
	asker integer := zhiheng.programme_rung(p_programme);
	bit integer := zhiheng.level_bit(asker);
BEGIN
	RETURN QUERY
	WITH cell AS MATERIALIZED (
		SELECT item.period, item.element_code, item.institution_id, item.value
		FROM zhiheng.accepted_cell AS item
		WHERE item.period = ANY (quarters) AND item.number = ANY (numbers) AND item.institution_id BETWEEN lowest AND highest
			AND item.levels & bit <> 0 AND item.value IS NOT NULL
	), asked AS MATERIALIZED (
		-- Whose newest quarter is in: nobody else is judged by its quarters.
		SELECT item.indicator_code, item.numerator, item.denominator, institution.id AS institution_id
		FROM zhiheng.demand AS asking
		JOIN zhiheng.return AS head ON head.period = asking.period AND head.institution_id = asking.institution_id
		JOIN unnest(p_institutions) AS seen (id) ON seen.id = head.institution_id
		JOIN zhiheng.register_of(p_period) AS institution ON institution.id = head.institution_id AND institution.id BETWEEN lowest AND highest
		JOIN zhiheng.programme_indicator AS item ON item.programme_id = p_programme AND item.denominator IS NOT NULL
			AND item.indicator_code = ANY (p_indicators)
			AND zhiheng.applies(item.levels, item.kinds, institution.level, institution.kind, institution.specialist_type)
		WHERE asking.programme_id = p_programme AND asking.period = p_period AND head.institution_id BETWEEN lowest AND highest
			AND head.counted[asker] IS NOT NULL
	)
	SELECT
		asked.indicator_code,
		asked.institution_id,
		upper_cell.period,
		array_position(quarters, upper_cell.period) - 1,
		upper_cell.value::numeric,
		lower_cell.value::numeric
	FROM asked
	JOIN cell AS upper_cell ON upper_cell.element_code = asked.numerator AND upper_cell.institution_id = asked.institution_id
	JOIN cell AS lower_cell ON lower_cell.element_code = asked.denominator AND lower_cell.institution_id = asked.institution_id
		AND lower_cell.period = upper_cell.period;
END
$$;
COMMENT ON FUNCTION zhiheng.count_history IS 'Counts of these indicators in the accepted returns of the quarters up to p_period (age 0), of those of these institutions whose return of p_period is accepted';

CREATE FUNCTION zhiheng.institutions_asked(p_programme bigint, p_period text) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT asking.institution_id FROM zhiheng.demand AS asking
		WHERE asking.programme_id = p_programme AND asking.period = ANY (zhiheng.period_sources(p_period)));
END
$$;
COMMENT ON FUNCTION zhiheng.institutions_asked IS 'Whom a programme asks in a period: the others of the country need not be looked at';

GRANT USAGE ON SCHEMA zhiheng TO zhiheng_counter;
GRANT SELECT ON zhiheng.accepted_cell, zhiheng.accepted_number, zhiheng.baseline, zhiheng.baseline_decision, zhiheng.catalogue_element,
	zhiheng.catalogue_indicator, zhiheng.demand, zhiheng.institution, zhiheng.measure_kind, zhiheng.programme, zhiheng.programme_indicator, zhiheng.reporting_period, zhiheng.return
TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION
	zhiheng.applies(text[], text[], text, text, text),
	zhiheng.can_stand(boolean, boolean, numeric, numeric),
	zhiheng.cadence(text),
	zhiheng.element_numbers(text[]),
	zhiheng.level_bit(integer),
	zhiheng.programme_rung(bigint),
	zhiheng.period_before(text),
	zhiheng.period_quarters(text),
	zhiheng.quarter_before(text, integer),
	zhiheng.region_last(text)
TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.count_values(bigint, text, text, bigint[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.count_earlier(bigint, text, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.count_baselines(bigint, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.count_trend(bigint, text, bigint[], text, boolean) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.count_history(bigint, text, integer, text[], bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.institutions_asked(bigint, text) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.institutions_asked(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.institutions_asked(bigint, text) TO zhiheng_owner, zhiheng_peer;
REVOKE EXECUTE ON FUNCTION
	zhiheng.count_values(bigint, text, text, bigint[], text[]),
	zhiheng.count_earlier(bigint, text, text, bigint[]),
	zhiheng.count_baselines(bigint, text, bigint[]),
	zhiheng.count_trend(bigint, text, bigint[], text, boolean),
	zhiheng.count_history(bigint, text, integer, text[], bigint[])
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.count_values(bigint, text, text, bigint[], text[]) TO zhiheng_owner, zhiheng_peer;
GRANT EXECUTE ON FUNCTION
	zhiheng.count_earlier(bigint, text, text, bigint[]),
	zhiheng.count_baselines(bigint, text, bigint[]),
	zhiheng.count_trend(bigint, text, bigint[], text, boolean),
	zhiheng.count_history(bigint, text, integer, text[], bigint[])
TO zhiheng_owner;
