-- Registering baselines and goals: what wants a reason, what is refused, what leaves a trail; one baseline for a pair; who owes one.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme_of(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = p_name $$;
CREATE FUNCTION pg_temp.register(p_login text, p_version integer, p_numerator numeric, p_denominator numeric, p_goal numeric,
	p_reason text DEFAULT NULL, p_indicator text DEFAULT 'NIT-2025-01.1', p_period text DEFAULT '2030', p_goals numeric[] DEFAULT NULL,
	p_programme text DEFAULT '试验方案') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.baseline_register(%s, %L, %s, %L, %L, %L, %L, %L)',
		pg_temp.programme_of(p_programme), p_indicator, p_version, p_period, p_numerator, p_denominator, coalesce(p_goals, ARRAY[p_goal]), p_reason))
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
SELECT is(pg_temp.register('clerk_a', 0, NULL, 40, 60), 'ZH400 baseline_numerator_missing', 'and a numerator');
SELECT is(pg_temp.register('clerk_a', 0, 20, 40, NULL), 'ZH400 baseline_goal_missing', 'and a goal');
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
SELECT is((SELECT string_agg(version || ':' || state || ':' || goals[1]::integer, ' ') FROM zhiheng.baseline_current
	WHERE numerator_code = 'ais_reperfused' AND year = 2031), '4:waiting:63', 'which waits again');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT string_agg(version || ':' || state, ' ' ORDER BY version)
	FROM institution.baseline_version WHERE numerator_code = 'ais_reperfused'$$), '1:waiting 2:returned 3:approved 4:waiting', 'every version stays');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', 'SELECT count(*) FROM institution.baseline_version'), '0', 'another institution sees none of it');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'baseline.register' AND at = now()), 5, 'each registration is in the audit');
SELECT throws_ok('UPDATE zhiheng.baseline SET goals = ''{1}''', NULL, NULL, 'no version is changed');
SELECT throws_ok('DELETE FROM zhiheng.baseline', NULL, NULL, 'or taken away');

-- One baseline for a pair, whatever lists and levels make of it.
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '省试验方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2032, '次年方案' FROM zhiheng.commission WHERE region_code = '980100';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT pg_temp.programme_of(item.name), item.target FROM (VALUES ('省试验方案', 'PIT-2026-22'), ('次年方案', 'NIT-2025-01')) AS item (name, target);
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT pg_temp.programme_of(item.name), indicator.code, indicator.version, indicator.target_code, '神经', indicator.numerator, indicator.denominator, true
FROM (VALUES ('省试验方案', 'PIT-2026-22.2'), ('次年方案', 'NIT-2025-01.1')) AS item (name, code)
JOIN zhiheng.indicator AS indicator ON indicator.code = item.code;
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT version || '' '' || state || '' '' || goal FROM institution.baseline
	WHERE programme_id = %s AND indicator_code = ''PIT-2026-22.2''', pg_temp.programme_of('省试验方案'))), '4 waiting 63', 'another level''s programme shows the same');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT array_to_string(indicators, '' '') FROM institution.baseline_shared(%s)
	WHERE numerator_code = ''ais_reperfused''', pg_temp.programme_of('试验方案'))) ~ 'NIT-2025-01.1 .*PIT-2026-22.2 ', true, 'one row names all of them');
SELECT is((SELECT string_agg(indicator_code || ':' || goal::integer, ' ' ORDER BY indicator_code) FROM zhiheng.baseline_approved
	WHERE programme_id IN (pg_temp.programme_of('试验方案'), pg_temp.programme_of('省试验方案'))), 'NIT-2025-01.1:62 PIT-2026-22.2:62', 'what was approved is in force for both');
SELECT is(pg_temp.register('clerk_a', 4, 20, 40, 64, '省级统一要求', 'PIT-2026-22.2', '2030', NULL, '省试验方案'), '5', 'registered there it is the next version of the one');
SELECT is((SELECT count(*)::integer FROM zhiheng.baseline_current WHERE numerator_code = 'ais_reperfused' AND year = 2031), 1, 'of which there is one');

-- Goals of several years.
SELECT is(pg_temp.register('clerk_a', 5, 20, 40, NULL, '三年目标', 'NIT-2025-01.1', '2030', '{60,NULL,70}'), 'ZH400 baseline_goal_missing', 'no year between is left out');
SELECT is(pg_temp.register('clerk_a', 5, 20, 40, NULL, '两年目标', 'NIT-2025-01.1', '2030', '{60,66}'), '6', 'a goal for the year after');
SELECT pg_temp.decide('approved');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT concat_ws('' '', version, state, goal, registered_year) FROM institution.baseline
	WHERE programme_id = %s', pg_temp.programme_of('次年方案'))), '0 approved 66 2031', 'is in the next year''s programme without being registered again');
SELECT is((SELECT goal::integer FROM zhiheng.baseline_approved WHERE programme_id = pg_temp.programme_of('次年方案')), 66, 'and in force there');
SELECT is(pg_temp.register('clerk_a', 0, 22, 40, 70, '重新统计', 'NIT-2025-01.1', '2031', NULL, '次年方案'), '1', 'another one of that year stands before it');
SELECT pg_temp.decide('approved');
SELECT is((SELECT goal::integer FROM zhiheng.baseline_approved WHERE programme_id = pg_temp.programme_of('次年方案')), 70, 'once it is approved');

-- The own accepted numbers: filled in, and held against.
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT pg_temp.programme_of('试验方案'), '2030Q' || quarter, '2030-01-01', '2031-01-20', 'closed' FROM generate_series(1, 4) AS quarter;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT pg_temp.programme_of('试验方案'), '2030Q' || quarter, institution.id, 'accepted', 1, now()
FROM zhiheng.institution AS institution CROSS JOIN generate_series(2, 4) AS quarter WHERE institution.name = '试验医院B';
SELECT zhiheng.return_put(head.id, 1, pg_temp.account_of('clerk_b'), '{ais_reperfused,ais_patients}', '{value,value}', '{10,20}')
FROM zhiheng.return AS head
WHERE head.period LIKE '2030%';
SELECT zhiheng.accepted_rebuild();
CREATE FUNCTION pg_temp.known(p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', 'clerk_b', format('SELECT concat_ws('' '', period, numerator, denominator, quarters, complete)
		FROM institution.baseline_known(%s, %L) WHERE indicator_code = ''NIT-2025-01.1''', pg_temp.programme_of('试验方案'), p_period))
$$;
SELECT is(pg_temp.known(NULL), '2030H2 20 40 2030年第三季度、2030年第四季度 t', 'the longest part of the year before that is accepted as a whole');
SELECT is(pg_temp.known('2030'), '2030 30 60 2030年第二季度、2030年第三季度、2030年第四季度 f', 'a year with a quarter missing is not complete');
SELECT is(pg_temp.known('2030Q1'), NULL, 'nothing of what was never accepted');
SELECT is(pg_temp.register('clerk_b', 0, 21, 40, 60, NULL, 'NIT-2025-01.1', '2030H2'), 'ZH400 baseline_deviation', 'another number wants a reason');
SELECT is(pg_temp.register('clerk_b', 0, 21, 40, 60, 'x', 'NIT-2025-01.1', '2030H2'), 'ZH400 baseline_deviation', 'in words');
SELECT is(pg_temp.register('clerk_b', 0, 21, 60, 60, NULL, 'NIT-2025-01.1', '2030'), '1', 'what is not accepted as a whole holds nobody');
SELECT is(pg_temp.register('clerk_b', 1, 21, 40, 60, '更正后多一例', 'NIT-2025-01.1', '2030H2'), '2', 'with a reason it may differ');
SELECT is((SELECT concat_ws(' ', trim_scale(accepted_numerator), trim_scale(accepted_denominator)) FROM zhiheng.baseline
	WHERE version = 2 AND reason = '更正后多一例'), '20 40', 'what was accepted then is kept beside it');

-- The grid: all rows or none.
CREATE FUNCTION pg_temp.save(p_login text, p_rows text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT string_agg(indicator_code || '' '' || rule, '', '' ORDER BY indicator_code)
		FROM institution.baseline_save(%s, %s)', pg_temp.programme_of('试验方案'), p_rows))
$$;
CREATE FUNCTION pg_temp.kept(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT count(*) FROM zhiheng.baseline AS item JOIN zhiheng.institution AS institution ON institution.id = item.institution_id
	WHERE institution.name = '试验医院' || p_mark $$;
SELECT is(pg_temp.save('clerk_c', $r$'{NIT-2025-01.1,NIT-2025-09.1}', '{0,0}', '{2030,2030}', '{20,10}', '{40,1000}', '{"{60}","{11}"}', '{NULL,NULL}'$r$),
	'NIT-2025-09.1 baseline_goal_behind', 'the row that is refused is named');
SELECT is(pg_temp.kept('C'), 0::bigint, 'and none is kept');
SELECT is(pg_temp.save('clerk_c', $r$'{NIT-2025-01.1,NIT-2025-09.1}', '{0,1}', '{2030,2030}', '{20,10}', '{40,1000}', '{"{60}","{9}"}', '{NULL,NULL}'$r$),
	'NIT-2025-09.1 baseline_stale', 'as is one of an old page');
SELECT is(pg_temp.save('verifier_c', $r$'{NIT-2025-01.1}', '{0}', '{2030}', '{20}', '{40}', '{"{60}"}', '{NULL}'$r$), 'ZH403 role_needed', 'a verifier has no grid');
SELECT is(pg_temp.save('clerk_c', $r$'{SXQ-10.1}', '{0}', '{2030}', '{20}', '{40}', '{"{60}"}', '{NULL}'$r$), 'ZH404 ', 'nor anybody a row that is not asked');
SELECT is(pg_temp.save('clerk_c', $r$'{NIT-2025-01.1,NIT-2025-09.1}', '{0,0}', '{2030,2030}', '{20,10}', '{40,1000}', '{"{60,61}","{9}"}', '{NULL,NULL}'$r$),
	NULL, 'good rows');
SELECT is(pg_temp.kept('C'), 2::bigint, 'are kept together');

-- Who owes what.
CREATE FUNCTION pg_temp.duties(p_login text, p_programme text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(state || '':'' || count, '' '' ORDER BY state)
		FROM (SELECT state, count(*) FROM commission.baseline_duties(%L) GROUP BY state) AS item', pg_temp.programme_of(p_programme)))
$$;
SELECT is(pg_temp.duties('city', '试验方案'), 'approved:1 missing:1 waiting:4', 'a hospital and pair for which nothing is registered is missing');
SELECT is(pg_temp.duties('county', '试验方案'), 'approved:1 missing:1 waiting:2', 'to a county those of its own hospitals');
SELECT is(pg_temp.duties('nerve', '试验方案'), 'approved:1 waiting:2', 'to a QC centre those of its specialty');
SELECT is(pg_temp.duties('city', '次年方案'), 'approved:2 missing:1 waiting:1', 'goals of several years are no duty of the next one');
CREATE FUNCTION pg_temp.deadline(p_login text, p_programme text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT commission.baseline_deadline_set(%s, ''2031-03-31'')', pg_temp.programme_of(p_programme))) $$;
SELECT is(pg_temp.deadline('city_viewer', '试验方案'), 'ZH403 reviewer_needed', 'a viewer sets no day');
SELECT is(pg_temp.deadline('city', '省试验方案'), 'ZH404 ', 'nor a city that of the province');
SELECT is(pg_temp.deadline('city', '试验方案'), '', 'its own it does');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', 'SELECT due_on FROM institution.programme WHERE name = ''试验方案'''), '2031-03-31', 'the hospital sees it');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'baseline.deadline' AND at = now()), 1, 'it is in the audit');

-- What stands beside.
CREATE FUNCTION pg_temp.beside(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT concat_ws('' '', numerator, denominator, complete, peers)
		FROM commission.baseline_beside(ARRAY[%s])', (SELECT max(id) FROM zhiheng.baseline WHERE reason = '更正后多一例')))
$$;
SELECT is(pg_temp.beside('city'), '20 40 t 20/40 20/40', 'own accepted numbers, and the newest of each peer');
SELECT is(pg_temp.beside('county'), '20 40 t 20/40', 'of the own subtree');

-- What a change of an approved one touches: what editions say out of it, for who may see the registration.
WITH made AS (
	INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, method_version, expected, included, demo,
		prepared_by, account_id, digest)
	SELECT '980100', '2031Q1', 1, pg_temp.programme_of('试验方案'), '试验方案', '试验市卫健委', '2', 3, 3, false, pg_temp.account_of('city_reviewer'),
		pg_temp.account_of('city'), sha256('edition')
	RETURNING id
), item AS (
	INSERT INTO zhiheng.edition_indicator (edition_id, indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit,
		factor, direction, numerator, numerator_name, denominator, denominator_name, minimum_denominator, required, threshold_op, basis, own_trend)
	SELECT made.id, 'NIT-2025-01.1', 1, 1, 'NIT-2025-01', '目标', '神经', '再灌注率', 'proportion', '%', 100, 'increase', 'ais_reperfused', '例数',
		'ais_patients', '例数', 30, true, 'up', 'seed', false
	FROM made
), result AS (
	INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, status, value, baseline, goal, goal_met, threshold_met)
	SELECT made.id, 'NIT-2025-01.1', institution.id, 'complete', 'ok', 55, 50, 60, false, true
	FROM made CROSS JOIN zhiheng.institution AS institution WHERE institution.name = '试验医院A'
)
INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM made;
CREATE FUNCTION pg_temp.touched(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT string_agg(concat_ws('' '', period, number, goal, goal_met, by_baseline, threshold_met, graded), '', '')
		FROM institution.baseline_published(%s, ''NIT-2025-01.1'')', pg_temp.programme_of('试验方案')))
$$;
SELECT is(pg_temp.touched('clerk_a'), '2031Q1 1 60 f t t f', 'a goal and a requirement that is judged by the baseline');
SELECT is(pg_temp.touched('clerk_b'), NULL, 'not those of others');

-- Files.
CREATE FUNCTION pg_temp.attach(p_login text, p_baseline bigint) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.baseline_file_add(%s, ''证明.pdf'', ''application/pdf'', 10, %L, %L)',
	p_baseline, repeat('ab', 32), encode(sha256(convert_to(random()::text, 'UTF8')), 'hex'))) $$;
CREATE FUNCTION pg_temp.newest(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT max(item.id) FROM zhiheng.baseline AS item JOIN zhiheng.institution AS institution ON institution.id = item.institution_id
	WHERE institution.name = '试验医院' || p_mark $$;
SELECT is(pg_temp.attach('clerk_b', pg_temp.newest('B')), '', 'a file beside what waits');
SELECT is(pg_temp.attach('clerk_c', pg_temp.newest('B')), 'ZH404 ', 'nobody''s beside another''s');
SELECT is(pg_temp.attach('verifier_b', pg_temp.newest('B')), 'ZH403 role_needed', 'nor a verifier''s');
SELECT is(pg_temp.attach('clerk_a', pg_temp.newest('A')), 'ZH409 baseline_file_decided', 'nor beside what is decided');
SELECT is(pg_temp.ask(role, login, 'SELECT count(*) FROM ' || own || '.baseline_file'), seen, login || ' sees ' || seen)
FROM (VALUES ('zhiheng_institution', 'clerk_b', 'institution', '1'), ('zhiheng_institution', 'clerk_c', 'institution', '0'),
	('zhiheng_commission', 'city', 'commission', '1'), ('zhiheng_commission', 'nerve', 'commission', '1')) AS item (role, login, own, seen);

SELECT finish();
ROLLBACK;
