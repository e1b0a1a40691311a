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
	JOIN zhiheng.institution AS institution ON institution.id = ANY (p_institutions) AND institution.active
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
	WITH asked AS MATERIALIZED (
		SELECT item.id FROM zhiheng.backfill_asked(p_programme, last_year || 'Q1', p_institutions) AS item (id)
	)
	SELECT quarter.period, count(*), count(*) FILTER (WHERE head.accepted_revision IS NULL)
	FROM (
		SELECT year || 'Q' || number AS period
		FROM generate_series(last_year - 2, last_year) AS year
		CROSS JOIN generate_series(1, 4) AS number
		WHERE make_date(year, 1, 1) + make_interval(months => 3 * number) <= zhiheng.today()
	) AS quarter
	CROSS JOIN asked
	LEFT JOIN zhiheng.return AS head ON head.period = quarter.period AND head.institution_id = asked.id
	GROUP BY quarter.period
	ORDER BY quarter.period;
END
$$;
COMMENT ON FUNCTION zhiheng.backfill_gaps IS 'The quarters of a programme''s year and the two before it that are over: of how many of these institutions, whom it asks, numbers are expected for the final evaluation, and of how many none are accepted';

GRANT SELECT ON zhiheng.programme, zhiheng.commission TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.applies(text[], text[], text, text, text), zhiheng.today(), zhiheng.region_last(text),
	zhiheng.wants(text, text, text, text), zhiheng.accumulation(text, text), zhiheng.cadence(text) TO zhiheng_counter;
RESET ROLE;
ALTER FUNCTION zhiheng.backfilled_periods(bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.backfill_asked(bigint, text, bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.backfill_gaps(bigint, bigint[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.backfilled_periods(bigint[]), zhiheng.backfill_asked(bigint, text, bigint[]), zhiheng.backfill_gaps(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.backfilled_periods(bigint[]), zhiheng.backfill_asked(bigint, text, bigint[]), zhiheng.backfill_gaps(bigint, bigint[]) TO zhiheng_owner;
