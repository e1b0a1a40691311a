-- The whole region computed by the worker: who may ask for it and see it, and what the tables refuse.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.request(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT commission.computation_request(%s, ''2031Q1'', true)', pg_temp.programme()))
$$;

SELECT throws_ok(format('SELECT pg_temp.request(%L)', login), state, NULL, login || ' may not ask for it')
FROM (VALUES ('city_viewer', 'ZH403'), ('nerve', 'ZH403'), ('clerk_a', 'ZH403'), ('county', 'ZH404'), ('province', 'ZH404')) AS refused (login, state);
SELECT lives_ok($$SELECT pg_temp.request('city_reviewer')$$, 'a reviewer may');
SELECT throws_ok($$SELECT pg_temp.request('city')$$, 'ZH409', NULL, 'one at a time');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', 'SELECT count(*) FROM commission.job WHERE state = ''queued'''), '0', 'it is no publication');
SELECT is((SELECT act FROM zhiheng.audit ORDER BY id DESC LIMIT 1), 'computation.request', 'it is in the audit');

-- As the worker does it.
CREATE FUNCTION pg_temp.store(p_indicator text, p_values text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_worker', NULL, format($q$SELECT worker.compute_store(%s, '2031Q1', %L, 'secondary/general', 1, 2, 0, 0, NULL, NULL,
		NULL, NULL, ARRAY[%s, %s], '{ok,below_minimum}', '{30,5}', '{40,6}', %L, '{60,NULL}', '{86,NULL}', '{1,NULL}', '{f,NULL}', '{1,NULL}',
		'{1,NULL}', '{within,NULL}')$q$, pg_temp.programme(), p_indicator, (SELECT id FROM zhiheng.institution WHERE name = '试验医院A'),
		(SELECT id FROM zhiheng.institution WHERE name = '试验医院C'), p_values))
$$;
CREATE FUNCTION pg_temp.job() RETURNS bigint
LANGUAGE sql AS $$ SELECT max(id) FROM zhiheng.job WHERE kind = 'compute' $$;
SELECT is(pg_temp.ask('zhiheng_worker', NULL, format('SELECT programme_id || '' '' || period || '' '' || rank_intervals FROM worker.compute_job WHERE job_id = %s',
	pg_temp.job())), pg_temp.programme() || ' 2031Q1 true', 'the worker reads what is asked');
SELECT is(pg_temp.ask('zhiheng_worker', NULL, format('SELECT count(*) || min(peer_group) FROM worker.compute_institutions(%s, ''2031Q1'')', pg_temp.programme())),
	'3secondary/general', 'and of whom');
SELECT lives_ok(format($t$SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.compute_begin(%s, ''3'', 3, 2, %s, now())')$t$, pg_temp.job(),
	(SELECT max(id) FROM zhiheng.audit)), 'it begins');
SELECT lives_ok($$SELECT pg_temp.store('NIT-2025-01.1', '{75,0x1.4d55555555555p+6}')$$, 'it stores a group');
SELECT lives_ok($$SELECT pg_temp.store('NIT-2025-09.1', '{75,83}')$$, 'and another');
SELECT throws_ok($$SELECT pg_temp.store('NIT-2025-09.1', '{75,83}')$$, '23505', NULL, 'not twice');
SELECT throws_ok($$SELECT pg_temp.store('NIT-2025-09.2', '{75}')$$, '23514', NULL, 'arrays are of equal length');
SELECT throws_ok($$SELECT pg_temp.store('NIT-2025-09.2', '{75,NaN}')$$, '23514', NULL, 'NaN cannot be stored');
SELECT is((SELECT "values"[2] FROM zhiheng.computation_group WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1'),
	250 / 3.0::double precision, 'a number in hexadecimal is that number');

SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT count(*) FROM commission.computation_indicator WHERE programme_id = %s', pg_temp.programme())),
	seen, login || ' sees the indicators of ' || seen)
FROM (VALUES ('city', '2'), ('city_viewer', '2'), ('nerve', '1'), ('county', '0'), ('province', '0'), ('clerk_a', '0')) AS want (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT string_agg(institution_name || '' '' || coalesce(rank || ''/'' || ranked, status), '','')
	FROM commission.computation_results(%s, ''2031Q1'', ''NIT-2025-01.1'')', pg_temp.programme())), seen, login || ' sees results')
FROM (VALUES ('city', '试验医院A 1/1,试验医院C below_minimum'), ('county', NULL), ('province', NULL)) AS want (login, seen);

-- Out of date by what changes results, and by nothing else.
CREATE FUNCTION pg_temp.outdated() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT outdated FROM commission.computation WHERE programme_id = %s', pg_temp.programme()))
$$;
SELECT is(pg_temp.outdated(), 'false', 'it is of today');
CALL zhiheng.write_audit('return.accepted', 0);
CALL zhiheng.write_audit('programme.indicator', 0);
CALL zhiheng.write_audit('return.save', pg_temp.return_of('a'));
SELECT is(pg_temp.outdated(), 'false', 'what is done elsewhere or changes no result leaves it so');
CALL zhiheng.write_audit('return.accepted', pg_temp.return_of('a'));
SELECT is(pg_temp.outdated(), 'true', 'a return accepted since does not');
SELECT lives_ok(format($t$SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.compute_begin(%s, ''3'', 3, 2, %s, now())')$t$, pg_temp.job(),
	(SELECT max(id) FROM zhiheng.audit)), 'computed again');
SELECT is(pg_temp.outdated(), 'false', 'it is of today again');
SELECT is((SELECT count(*) FROM zhiheng.computation_group WHERE programme_id = pg_temp.programme()), 0::bigint, 'and what was there is gone');
CALL zhiheng.write_audit('programme.indicator', pg_temp.programme());
SELECT is(pg_temp.outdated(), 'true', 'a change of the programme counts');

SELECT * FROM finish();
ROLLBACK;
