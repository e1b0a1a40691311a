-- What several audiences share, continued: the values of the period compared with, through the programmes
-- of two years.

CALL zhiheng.drop_functions('values_before');
SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.period_compared(p_programme bigint, p_period text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	same text := (left(p_period, 4)::integer - 1)::text || substr(p_period, 5);
BEGIN
	IF EXISTS (
		SELECT
		FROM zhiheng.programme AS present
		JOIN zhiheng.programme AS former ON former.commission_id = present.commission_id AND former.year = left(same, 4)::integer
		JOIN zhiheng.asked_return AS head ON head.programme_id = former.id AND head.period = ANY (zhiheng.period_quarters(same))
			AND head.accepted_revision IS NOT NULL
		WHERE present.id = p_programme
	) THEN
		RETURN same;
	END IF;
	RETURN zhiheng.period_before(p_period);
END
$$;
COMMENT ON FUNCTION zhiheng.period_compared IS 'The same period of the year before, so that no season lies between, if anything of it was accepted that the session sees; else the period just before';

-- Codes change with the programmes; what is made of the same numerator and denominator is the same indicator.
CREATE FUNCTION zhiheng.values_before(p_programme bigint, p_period text, p_indicator text, p_institution bigint DEFAULT NULL,
	p_computed boolean DEFAULT false)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric, deviation numeric)
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	before text := zhiheng.period_compared(p_programme, p_period);
	former bigint := (
		SELECT programme.id
		FROM zhiheng.programme AS present
		JOIN zhiheng.programme AS programme ON programme.commission_id = present.commission_id
		WHERE present.id = p_programme AND programme.year = left(before, 4)::integer);
	code_before text;
BEGIN
	IF former = p_programme THEN
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.numerator, value.denominator, value.deviation
		FROM zhiheng.indicator_values(p_programme, before, p_indicator, p_institution, p_computed) AS value
		WHERE value.coverage = 'complete';
		RETURN;
	END IF;
	IF p_indicator IS NOT NULL THEN
		SELECT old.indicator_code INTO code_before
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.programme_indicator AS old ON old.programme_id = former AND old.numerator = asked.numerator
			AND old.denominator IS NOT DISTINCT FROM asked.denominator
		WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator
		ORDER BY old.indicator_code <> asked.indicator_code, old.indicator_code
		LIMIT 1;
		IF NOT FOUND THEN
			RETURN;
		END IF;
		RETURN QUERY
		SELECT value.institution_id, p_indicator, value.numerator, value.denominator, value.deviation
		FROM zhiheng.indicator_values(former, before, code_before, p_institution, p_computed) AS value
		WHERE value.coverage = 'complete' AND value.indicator_code = code_before;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT value.institution_id, same.code, value.numerator, value.denominator, value.deviation
	FROM zhiheng.indicator_values(former, before, NULL, p_institution, p_computed) AS value
	JOIN (
		SELECT DISTINCT ON (asked.indicator_code)
			asked.indicator_code AS code,
			old.indicator_code AS code_before
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.programme_indicator AS old ON old.programme_id = former AND old.numerator = asked.numerator
			AND old.denominator IS NOT DISTINCT FROM asked.denominator
		WHERE asked.programme_id = p_programme
		ORDER BY asked.indicator_code, old.indicator_code <> asked.indicator_code, old.indicator_code
	) AS same ON same.code_before = value.indicator_code
	WHERE value.coverage = 'complete';
END
$$;
COMMENT ON FUNCTION zhiheng.values_before IS 'Numerators, denominators and deviations of zhiheng.period_compared, under the indicators'' present codes; whole periods only; of all institutions that the session sees, or of one; p_computed as in zhiheng.indicator_values';

RESET ROLE;
