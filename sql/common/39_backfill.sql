-- What several audiences share, continued: periods that were filled in afterwards, and those still to be.
--
-- As in the file of keys: the callers hand over the institutions that they were let see.

CALL zhiheng.drop_functions('backfilled_periods', 'backfill_gaps', 'backfill_asked');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.backfilled_periods(p_institutions bigint[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN ARRAY(
		SELECT DISTINCT head.period::text
		FROM zhiheng.return AS head
		WHERE head.institution_id = ANY (p_institutions) AND head.backfilled AND head.accepted_revision IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.backfilled_periods IS 'Periods of which accepted numbers of some of these institutions were filled in afterwards';

CREATE FUNCTION zhiheng.backfill_asked(p_programme bigint, p_period text, p_institutions bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN QUERY
	SELECT institution.id
	FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	JOIN zhiheng.register_of(p_period) AS institution ON institution.id = ANY (p_institutions)
		AND zhiheng.return_exempt(institution.id, p_period) IS NULL
		AND institution.region_code >= owner.region_code AND institution.region_code <= zhiheng.region_last(owner.region_code)
	WHERE programme.id = p_programme AND EXISTS (
		SELECT
		FROM zhiheng.programme_indicator AS item
		WHERE item.programme_id = p_programme AND zhiheng.wants(item.cadence, item.numerator, item.denominator, p_period)
			AND zhiheng.applies(item.levels, item.kinds, institution.level, institution.kind, institution.specialist_type));
END
$$;
COMMENT ON FUNCTION zhiheng.backfill_asked IS 'Those of these institutions of whom a programme asks anything in a period';

CREATE FUNCTION zhiheng.backfill_gaps(p_programme bigint, p_institutions bigint[])
RETURNS TABLE (period text, expected bigint, missing bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 12 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	last_year integer := (SELECT programme.year FROM zhiheng.programme AS programme WHERE programme.id = p_programme);
BEGIN
	RETURN QUERY
	-- What is asked by month is accepted with its quarter.
	WITH asked AS MATERIALIZED (
		SELECT way.rank, item.id
		FROM (VALUES (2, 'Q1'), (3, 'H1'), (4, '')) AS way (rank, part)
		CROSS JOIN LATERAL zhiheng.backfill_asked(p_programme, last_year || way.part, p_institutions) AS item (id)
	)
	SELECT time.period, count(*), count(*) FILTER (WHERE head.accepted_revision IS NULL)
	FROM (
		SELECT year || part.name AS period, part.rank
		FROM generate_series(last_year - 2, last_year) AS year
		CROSS JOIN (VALUES ('Q1', 2, 3), ('Q2', 2, 6), ('Q3', 2, 9), ('Q4', 2, 12), ('H1', 3, 6), ('H2', 3, 12), ('', 4, 12)) AS part (name, rank, months)
		WHERE make_date(year, 1, 1) + make_interval(months => part.months) <= zhiheng.today()
	) AS time
	JOIN asked ON asked.rank = time.rank
	LEFT JOIN zhiheng.return AS head ON head.period = time.period AND head.institution_id = asked.id
	GROUP BY time.period, time.rank
	ORDER BY left(time.period, 4), time.rank, time.period;
END
$$;
COMMENT ON FUNCTION zhiheng.backfill_gaps IS 'The quarters, half-years and years of a programme''s year and the two before it that are over, if it asks for such: of how many of these institutions, whom it asks in them, numbers are expected for the final evaluation, and of how many none are accepted';

GRANT SELECT ON zhiheng.programme, zhiheng.commission TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.applies(text[], text[], text, text, text), zhiheng.today(), zhiheng.region_last(text),
	zhiheng.wants(text, text, text, text), zhiheng.accumulation(text, text), zhiheng.cadence(text) TO zhiheng_counter;
RESET ROLE;
ALTER FUNCTION zhiheng.backfilled_periods(bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.backfill_asked(bigint, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.backfill_gaps(bigint, bigint[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.backfilled_periods(bigint[]), zhiheng.backfill_asked(bigint, text, bigint[]), zhiheng.backfill_gaps(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.backfilled_periods(bigint[]), zhiheng.backfill_asked(bigint, text, bigint[]), zhiheng.backfill_gaps(bigint, bigint[]) TO zhiheng_owner;
