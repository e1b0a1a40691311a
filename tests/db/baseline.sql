-- Registering baselines and goals: what wants a reason, what is refused, what leaves a trail.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.register(p_login text, p_version integer, p_numerator numeric, p_denominator numeric, p_goal numeric,
	p_reason text DEFAULT NULL, p_indicator text DEFAULT 'NIT-2025-01.1', p_period text DEFAULT '2030') RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
BEGIN
	RETURN pg_temp.ask('zhiheng_institution', p_login, format('SELECT institution.baseline_register(%s, %L, %s, %L, %L, %L, %L, %L)',
		(SELECT id FROM zhiheng.programme WHERE name = '试验方案'), p_indicator, p_version, p_period, p_numerator, p_denominator, p_goal, p_reason));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
	RETURN SQLSTATE || ' ' || rule;
END
$$;
CREATE FUNCTION pg_temp.decide(p_decision text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.baseline_decision (baseline_id, decision, reason, account_id)
	SELECT max(registered.id), p_decision, CASE p_decision WHEN 'returned' THEN '请核对' END, pg_temp.account_of('city')
	FROM zhiheng.baseline AS registered JOIN zhiheng.account AS account ON account.login = 'clerk_a' AND account.institution_id = registered.institution_id
$$;
INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, op, value, source)
SELECT id, 'NIT-2025-01.1', '>=', 45, '试验' FROM zhiheng.programme WHERE name = '试验方案';

-- NIT-2025-01.1 is a proportion in percent, the higher the better; 09.1 per mille, the lower the better.
SELECT is(pg_temp.register('clerk_a', 0, 50, 40, 60), 'ZH400 baseline_part', 'a part is not greater than its whole');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 101), 'ZH400 baseline_goal_range', 'no goal above 100 %');
SELECT is(pg_temp.register('clerk_a', 0, 20, NULL, 60), 'ZH400 baseline_denominator', 'a proportion has a denominator');
SELECT is(pg_temp.register('clerk_a', 0, 20, 0, 60), 'ZH400 baseline_denominator', 'which is not 0');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 60, NULL, 'NIT-2025-01.1', '2032'), 'ZH400 baseline_period', 'a baseline is not of the future');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 49), 'ZH400 baseline_goal_behind', 'a goal behind the baseline wants a reason');
SELECT is(pg_temp.register('clerk_a', 0, 16, 40, 44), 'ZH400 baseline_goal_threshold', 'a goal short of the threshold wants a reason');
SELECT is(pg_temp.register('clerk_a', 0, 10, 1000, 11, NULL, 'NIT-2025-09.1'), 'ZH400 baseline_goal_behind', 'the lower the better: a higher goal is behind');
SELECT is(pg_temp.register('clerk_a', 0, 10, 1000, 9, NULL, 'NIT-2025-09.1'), '1', 'a lower one is not');
SELECT is(pg_temp.register('verifier_a', 0, 20, 40, 60), 'ZH403 role_needed', 'a verifier does not register');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 60, NULL, 'SXQ-10.1'), 'ZH404 ', 'what is not asked cannot be registered');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 60), '1', 'a good one is registered');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 60), '1', 'sent twice it is one');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, 61), 'ZH409 baseline_stale', 'another one from the old page is stale');
SELECT is(pg_temp.register('clerk_a', 1, 20, 40, 49, '科室调整'), '2', 'with a reason a goal may be behind');
SELECT pg_temp.decide('returned');
SELECT is(pg_temp.register('clerk_a', 2, 20, 40, 62), '3', 'what was returned is registered anew');
SELECT pg_temp.decide('approved');
SELECT is(pg_temp.register('clerk_a', 3, 20, 40, 63), 'ZH400 baseline_change_reason', 'what is approved is locked without a reason');
SELECT is(pg_temp.register('clerk_a', 3, 20, 40, 63, '口径更正'), '4', 'with one it is a new version');
SELECT is((SELECT string_agg(version || ':' || state || ':' || goal::integer, ' ') FROM zhiheng.baseline_current
	WHERE indicator_code = 'NIT-2025-01.1' AND programme_id = (SELECT id FROM zhiheng.programme WHERE name = '试验方案')), '4:waiting:63', 'which waits again');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT string_agg(version || ':' || state, ' ' ORDER BY version)
	FROM institution.baseline_version WHERE indicator_code = 'NIT-2025-01.1'$$), '1:waiting 2:returned 3:approved 4:waiting', 'every version stays');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', 'SELECT count(*) FROM institution.baseline_version'), '0', 'another institution sees none of it');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'baseline.register' AND at = now()), 5, 'each registration is in the audit');

SELECT finish();
ROLLBACK;
