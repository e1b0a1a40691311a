-- Schema commission: what indicators come to, for the several words that show it.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.results(p_programme bigint, p_period text, p_indicator text) RETURNS SETOF zhiheng.result
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT result FROM zhiheng.results(p_programme, p_period, p_indicator, NULL, true) AS result
$$;
COMMENT ON FUNCTION commission.results IS 'zhiheng.results for the institutions of the subtree, as the worker computed them';

-- Sums of everything, without what only a table of institutions needs: a third less work.
CREATE FUNCTION commission.totals(p_programme bigint, p_period text, p_now boolean DEFAULT false)
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
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	known boolean := (SELECT head.computed_at FROM zhiheng.computed_head(p_programme, p_period, NULL) AS head) IS NOT NULL;
BEGIN
	IF NOT zhiheng.programme_is_visible(p_programme) THEN
		RETURN;
	ELSIF p_now THEN
		RETURN QUERY
		SELECT
			result.indicator_code,
			count(*),
			count(*) FILTER (WHERE result.coverage = 'not_applicable'),
			count(*) FILTER (WHERE result.coverage = 'complete'),
			count(*) FILTER (WHERE result.standing),
			sum(result.numerator) FILTER (WHERE result.standing),
			sum(result.denominator) FILTER (WHERE result.standing),
			count(result.met),
			count(*) FILTER (WHERE result.met)
		FROM (
			SELECT value.indicator_code, value.coverage, value.numerator, value.denominator, value.met,
				zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, value.numerator, value.denominator) AS standing
			FROM zhiheng.values_shown(p_programme, p_period, NULL, zhiheng.institutions_seen(), zhiheng.elements_seen(), true) AS value
			JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme
				AND definition.indicator_code = value.indicator_code
			JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
			JOIN zhiheng.register_of(NULL) AS institution ON institution.id = value.institution_id
				AND zhiheng.applies(definition.levels, definition.kinds, institution.level, institution.kind, institution.specialist_type)
		) AS result
		GROUP BY result.indicator_code;
		RETURN;
	ELSIF known THEN
		RETURN QUERY
		SELECT total.indicator_code, total.asked, total.not_applicable, total.complete, total.with_data, total.numerator, total.denominator,
			total.judged, total.met
		FROM zhiheng.computed_totals(p_programme, p_period, (SELECT who.region_first FROM zhiheng.identity() AS who)) AS total
		-- A QC centre sees those of its specialties.
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme AND definition.indicator_code = total.indicator_code;
		RETURN;
	ELSIF cardinality(zhiheng.institutions_seen(p_period)) > zhiheng.computed_at_once() THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		result.indicator_code,
		count(*),
		count(*) FILTER (WHERE result.coverage = 'not_applicable'),
		count(*) FILTER (WHERE result.coverage = 'complete'),
		count(*) FILTER (WHERE result.standing),
		sum(result.numerator) FILTER (WHERE result.standing),
		sum(result.denominator) FILTER (WHERE result.standing),
		count(result.met),
		count(*) FILTER (WHERE result.met)
	FROM (
		SELECT
			value.indicator_code,
			value.coverage,
			value.numerator,
			value.denominator,
			zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, value.numerator, value.denominator) AS standing,
			CASE WHEN definition.threshold_scoped THEN (
				SELECT zhiheng.meets(own.op, own.value, definition.factor, value.numerator, value.denominator, baseline.numerator, baseline.denominator)
				FROM zhiheng.register_of(p_period) AS institution
				CROSS JOIN LATERAL zhiheng.threshold_of(p_programme, value.indicator_code, institution.level, institution.kind,
					institution.specialist_type, institution.ownership) AS own
				WHERE institution.id = value.institution_id)
			ELSE zhiheng.meets(definition.threshold_op, definition.threshold_value, definition.factor, value.numerator, value.denominator,
				baseline.numerator, baseline.denominator) END AS met
		FROM zhiheng.indicator_values(p_programme, p_period, NULL) AS value
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme
			AND definition.indicator_code = value.indicator_code
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
		LEFT JOIN zhiheng.baselines_approved(p_programme, NULL) AS baseline ON baseline.institution_id = value.institution_id
			AND baseline.indicator_code = value.indicator_code
	) AS result
	GROUP BY result.indicator_code;
END
$$;
COMMENT ON FUNCTION commission.totals IS 'Per indicator: institutions asked, their coverage, sums over those whose counts can stand, how many of those judged meet the threshold; as the worker computed them, else of this moment; p_now: the same numbers of those that the subtree has today and whom today''s level and kind ask';

CREATE FUNCTION commission.arrivals(p_programme bigint, p_period text)
RETURNS TABLE (institution_id bigint, quarters integer, returns bigint, by_quarter bigint, accepted bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = ''
AS $$
	SELECT item.institution_id, item.quarters, item.returns, item.by_quarter, item.accepted
	FROM zhiheng.count_arrivals(p_programme, p_period, zhiheng.institutions_seen(p_period)) AS item
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.arrivals IS 'zhiheng.count_arrivals for the institutions of the subtree';

CREATE FUNCTION commission.area_facts(p_programme bigint, p_period text)
RETURNS TABLE (
	indicator_code text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	numerator numeric,
	denominator numeric,
	threshold_op text,
	threshold_value numeric,
	met boolean,
	way text,
	region_name text,
	year integer
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT
		indicator.code,
		indicator.name,
		indicator.kind,
		indicator.unit,
		indicator.factor,
		indicator.direction,
		0,
		indicator.is_primary,
		fact.numerator,
		fact.denominator,
		threshold.op,
		threshold.value,
		zhiheng.meets(threshold.op, threshold.value, indicator.factor, fact.numerator, fact.denominator, NULL, NULL),
		zhiheng.way_words(reported.way, reported.reporter, reported.labels),
		region.name,
		span.year
	FROM zhiheng.programme AS programme
	CROSS JOIN LATERAL (SELECT left(p_period, 4)::integer AS year) AS span
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	JOIN zhiheng.region AS region ON region.code = commission.region_code
	JOIN zhiheng.programme_target AS adopted ON adopted.programme_id = programme.id
	JOIN zhiheng.indicator AS indicator ON indicator.target_code = adopted.target_code
	JOIN zhiheng.indicator_way AS reported ON reported.code = indicator.code AND region.level = ANY (string_to_array(reported.level, ';'))
	JOIN zhiheng.area_facts(region.code, span.year) AS fact ON fact.indicator_code = indicator.code
	LEFT JOIN commission.threshold_proposal(span.year) AS threshold ON threshold.indicator_code = indicator.code AND threshold.value IS NOT NULL
	WHERE programme.id = p_programme AND programme.id IN (SELECT zhiheng.programme_visible())
	ORDER BY indicator.code
$$;
COMMENT ON FUNCTION commission.area_facts IS 'What records say of the region that a programme is of, in the year of a period, for its adopted targets: judged for the area, in no sum and no rank';

CREATE FUNCTION commission.values_before(p_programme bigint, p_period text, p_indicator text, p_institution bigint DEFAULT NULL)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric, deviation numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT value.institution_id, value.indicator_code, value.numerator, value.denominator, value.deviation
	FROM zhiheng.values_before(p_programme, p_period, p_indicator, p_institution, true) AS value
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.values_before IS 'zhiheng.values_before for the institutions of the subtree, or for one of them, as the worker computed them';

CREATE FUNCTION commission.similar_groups(p_period text) RETURNS TABLE (peer_group text, similar_group text, step integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT DISTINCT item.peer_group, item.level, item.kind, item.specialist_type
		FROM zhiheng.card_of(p_period) AS item
		WHERE item.id = ANY ((SELECT zhiheng.institutions_seen(p_period))::bigint[])
	)
	SELECT near.peer_group, near.similar_group, near.step
	FROM (
		SELECT own.peer_group, other.peer_group AS similar_group,
			zhiheng.similar_step(own.level, own.kind, own.specialist_type, other.level, other.kind, other.specialist_type) AS step
		FROM card AS own
		CROSS JOIN card AS other
	) AS near
	WHERE near.step IS NOT NULL;
END
$$;
COMMENT ON FUNCTION commission.similar_groups IS 'Which peer groups of the subtree in a period are similar: zhiheng.similar_step';

CREATE FUNCTION commission.chart_baselines(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (first_period text, last_period text, first_label text, last_label text, reason text, person text, decided_on text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT first_period, last_period, first_label, last_label, reason, person, decided_on
	FROM zhiheng.chart_baselines(p_programme, p_indicator, p_institution)
$$;
COMMENT ON FUNCTION commission.chart_baselines IS 'zhiheng.chart_baselines of the region or of an institution';

CREATE FUNCTION commission.chart_freeze(p_programme bigint, p_indicator text, p_first text, p_last text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
BEGIN
	IF who.commission_id IS DISTINCT FROM (SELECT commission_id FROM zhiheng.programme WHERE id = p_programme) THEN
		RAISE EXCEPTION 'programme % is another commission''s', p_programme USING ERRCODE = 'ZH403', CONSTRAINT = 'administrator_only';
	END IF;
	PERFORM zhiheng.chart_freeze(p_programme, p_indicator, who.commission_id, NULL, who.account_id, p_first, p_last, p_reason);
END
$$;
COMMENT ON FUNCTION commission.chart_freeze IS 'Decides on the baseline of a control chart of the own region';

CREATE FUNCTION commission.period_compared(p_programme bigint, p_period text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT zhiheng.period_label(zhiheng.period_compared(p_programme, p_period))
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.period_compared IS 'zhiheng.period_compared in words';

CREATE FUNCTION commission.period_of_year(p_programme bigint, p_period text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT zhiheng.period_compared(p_programme, p_period) = (left(p_period, 4)::integer - 1)::text || substr(p_period, 5)
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.period_of_year IS 'Whether that is the same period of the year before';

CREATE FUNCTION commission.trend(p_programme bigint, p_indicator text, p_institution bigint, p_now boolean DEFAULT false)
RETURNS TABLE (
	period text,
	period_label text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF p_institution IS NOT NULL THEN
		RETURN QUERY
		SELECT quarter.period, quarter.period_label, quarter.expected, quarter.received, quarter.numerator, quarter.denominator
		FROM zhiheng.trend(p_programme, p_indicator, p_institution) AS quarter;
	ELSIF p_programme IN (SELECT zhiheng.programme_visible()) AND EXISTS (SELECT FROM zhiheng.asked_definition AS asked
	    WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator) THEN
		IF p_now THEN
			RETURN QUERY
			SELECT quarter.period, zhiheng.period_label(quarter.period), quarter.expected, quarter.received, quarter.numerator, quarter.denominator
			FROM zhiheng.count_trend(p_programme, p_indicator, zhiheng.institutions_seen(), NULL, true) AS quarter
			ORDER BY quarter.period;
			RETURN;
		END IF;
		RETURN QUERY
		SELECT quarter.period, zhiheng.period_label(quarter.period), quarter.expected, quarter.received, quarter.numerator, quarter.denominator
		FROM zhiheng.computed_trend(p_programme, p_indicator, (SELECT who.region_first FROM zhiheng.identity() AS who)) AS quarter
		ORDER BY quarter.period;
	END IF;
END
$$;
COMMENT ON FUNCTION commission.trend IS 'zhiheng.computed_trend of the subtree (p_now: of those that it has today, as what they are today), or zhiheng.trend of one institution of it';

CREATE FUNCTION commission.computed_head(p_programme bigint, p_period text)
RETURNS TABLE (computed_at timestamptz, accepted_since bigint, absent boolean, own boolean, under_way boolean, rank_intervals boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
	seen bigint[] := zhiheng.institutions_seen(p_period);
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		head.computed_at,
		head.accepted_since,
		head.computed_at IS NULL AND cardinality(seen) > zhiheng.computed_at_once(),
		(SELECT programme.commission_id FROM zhiheng.programme AS programme WHERE programme.id = p_programme) = who.commission_id,
		EXISTS (SELECT FROM zhiheng.job AS job WHERE job.state IN ('queued', 'running') AND job.kind = 'compute'
			AND job.argument ->> 'programme_id' = p_programme::text AND job.argument ->> 'period' = p_period),
		coalesce((SELECT made.rank_intervals FROM zhiheng.computation AS made WHERE made.programme_id = p_programme AND made.period = p_period),
			false)
	FROM zhiheng.computed_head(p_programme, p_period, seen) AS head;
END
$$;
COMMENT ON FUNCTION commission.computed_head IS 'Of when the values and totals are that pages show (null: of this moment), and how many returns of the subtree were accepted since; absent: there are none before they are computed; own: the session''s commission may have them computed; under_way: it is being done; rank_intervals: with these the last time';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
