-- What several audiences share, continued: how many of the returns of a period are in.
--
-- Counted by keys that are decided once, as in 36_key.sql: a policy would be asked for every return of the region.

CALL zhiheng.drop_functions('count_arrivals', 'quarters_accepted');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.count_arrivals(p_programme bigint, p_period text, p_institutions bigint[])
RETURNS TABLE (institution_id bigint, quarters integer, returns bigint, by_quarter bigint, accepted bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
	parts text[];
	whole integer;
BEGIN
	SELECT array_agg(span.quarter), min(span.quarters) INTO parts, whole
	FROM zhiheng.period_quarter AS span
	WHERE span.programme_id = p_programme AND span.period = p_period;
	RETURN QUERY
	SELECT
		asking.institution_id,
		whole,
		count(*),
		count(*) FILTER (WHERE asking.period ~ 'Q'),
		count(head.counted[asking.level])
	FROM zhiheng.demand AS asking
	JOIN zhiheng.return AS head ON head.period = asking.period AND head.institution_id = asking.institution_id
		AND head.period = ANY (parts) AND head.institution_id BETWEEN lowest AND highest
	JOIN unnest(p_institutions) AS seen (id) ON seen.id = asking.institution_id
	WHERE asking.programme_id = p_programme AND asking.period = ANY (parts) AND asking.institution_id BETWEEN lowest AND highest
		AND head.exempt IS NULL
	GROUP BY asking.institution_id;
END
$$;
COMMENT ON FUNCTION zhiheng.count_arrivals IS 'Of each of these institutions the returns that a programme expects for a period (quarters, half-years, the year; quarters: how many of these make it), how many are of quarters, and of how many a copy is in force';

CREATE FUNCTION zhiheng.quarters_accepted(p_programmes bigint[], p_institutions bigint[])
RETURNS TABLE (programme_id bigint, quarter text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	lowest bigint := (SELECT min(seen.id) FROM unnest(p_institutions) AS seen (id));
	highest bigint := (SELECT max(seen.id) FROM unnest(p_institutions) AS seen (id));
BEGIN
	RETURN QUERY
	SELECT calendar.programme_id, calendar.period::text
	FROM zhiheng.reporting_period AS calendar
	-- The first one is enough, and those before it are few.
	CROSS JOIN LATERAL (SELECT zhiheng.programme_rung(calendar.programme_id) AS level OFFSET 0) AS asker
	WHERE calendar.programme_id = ANY (p_programmes) AND calendar.state <> 'planned' AND (
		SELECT true
		FROM zhiheng.return AS head
		WHERE head.period = calendar.period AND head.institution_id BETWEEN lowest AND highest AND head.counted[level] IS NOT NULL
			-- No key to seek by: one after the other would be sought where nothing is accepted.
			AND array_position(p_institutions, head.institution_id) IS NOT NULL
			AND (SELECT true FROM zhiheng.demand AS asking WHERE asking.programme_id = calendar.programme_id AND asking.period = head.period
				AND asking.institution_id = head.institution_id)
		LIMIT 1);
END
$$;
COMMENT ON FUNCTION zhiheng.quarters_accepted IS 'Periods of these programmes of which a return of one of these institutions was accepted';

GRANT SELECT ON zhiheng.period_quarter TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.count_arrivals(bigint, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.quarters_accepted(bigint[], bigint[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.count_arrivals(bigint, text, bigint[]), zhiheng.quarters_accepted(bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.count_arrivals(bigint, text, bigint[]), zhiheng.quarters_accepted(bigint[], bigint[]) TO zhiheng_owner;
