-- What a commission records of an institution from a day on: what each act changes, what of it is shown before, what is refused.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.institution(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || p_mark $$;
CREATE FUNCTION pg_temp.code(p_mark text) RETURNS text
LANGUAGE sql AS $$ SELECT credit_code FROM zhiheng.institution WHERE name = '试验医院' || p_mark $$;
CREATE FUNCTION pg_temp.record(p_login text, p_function text, p_mark text, p_act text, p_day date, p_detail jsonb, p_reason text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT coalesce(commission.%s(%s, %L, %L, %L, %L, %L)::text, ''done'')', p_function,
		pg_temp.institution(p_mark),
		(SELECT commission.institution_version(institution) FROM zhiheng.institution AS institution WHERE id = pg_temp.institution(p_mark)),
		p_act, p_day, p_detail, p_reason))
$$;
CREATE FUNCTION pg_temp.act(p_login text, p_mark text, p_act text, p_day date, p_detail jsonb DEFAULT '{}', p_reason text DEFAULT '卫健委文件') RETURNS text
LANGUAGE sql AS $$ SELECT coalesce(nullif(pg_temp.record(p_login, 'register_act', p_mark, p_act, p_day, p_detail, p_reason), ''), 'done') $$;
CREATE FUNCTION pg_temp.effects(p_mark text, p_act text, p_day date, p_detail jsonb DEFAULT '{}') RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(item ->> 'period' || ' ' || (item ->> 'before') || ' > ' || (item ->> 'after'), '; ')
	FROM jsonb_array_elements(pg_temp.record('city', 'register_preview', p_mark, p_act, p_day, p_detail, '卫健委文件')::jsonb) AS item
$$;
CREATE FUNCTION pg_temp.expected() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', $q$SELECT count(*) || '/' || count(first_submitted_at) FROM commission.return_item WHERE period = '2031Q1'
		AND institution_name LIKE '试验医院%'$q$)
$$;

-- == who, and why ==
SELECT is(pg_temp.act('city_reviewer', 'A', 'close', '2031-02-01'), 'ZH403 administrator_only', 'a reviewer records nothing');
SELECT is(pg_temp.act('county', 'C', 'close', '2031-02-01'), 'ZH404 ', 'nor a county of another''s hospital');
SELECT is(pg_temp.act('city', 'A', 'close', '2031-02-01', '{}', ' '), 'ZH400 institution_reason', 'without a reason nobody');

SELECT is(pg_temp.record('city', 'register_preview', 'A', 'close', '2031-02-01', '{}', ' '), 'ZH400 institution_reason', 'nor is it shown what it would change');

-- == moved ==
SELECT is(pg_temp.effects('A', 'change', '2031-02-01', '{"region_code": "980102", "affiliation_code": "980100"}'),
	'2031Q1 试验一县，二级综合医院，须报送 > 试验二县，二级综合医院，须报送', 'what a move would change is shown');
SELECT is((SELECT count(*) FROM zhiheng.particulars WHERE institution_id = pg_temp.institution('A')), 1::bigint, 'and nothing is recorded by that');
SELECT is(pg_temp.act('city', 'A', 'change', '2031-02-01', '{"region_code": "980102"}'), 'done', 'then it is');
SELECT is((SELECT region_code FROM zhiheng.institution WHERE id = pg_temp.institution('A')), '980101', 'whose day has not come: today it lies where it lay');
SELECT is((SELECT region_code FROM zhiheng.register_of('2031Q1') WHERE id = pg_temp.institution('A')), '980102', 'the quarter has it elsewhere');
SELECT is(pg_temp.act('city', 'A', 'change', '2031-04-01', '{"region_code": "980101"}'), 'done', 'and back');
SELECT is(pg_temp.effects('A', 'change', '2031-03-01', '{"level": "tertiary"}'), '2031Q1 试验二县，二级综合医院，须报送 > 试验二县，三级综合医院，须报送',
	'a level from a day between');
SELECT is(pg_temp.act('city', 'A', 'change', '2031-03-01', '{"level": "tertiary"}'), 'done', 'is recorded');
SELECT is((SELECT string_agg(concat_ws(' ', first_day, region_code, level), ', ' ORDER BY first_day) FROM zhiheng.register WHERE id = pg_temp.institution('A')),
	'-infinity 980101 secondary, 2031-02-01 980102 secondary, 2031-03-01 980102 tertiary, 2031-04-01 980101 tertiary', 'and holds in what was recorded of later days');

-- == excused ==
SELECT is(pg_temp.expected(), '3/0', 'three are expected');
SELECT is(pg_temp.act('city', 'B', 'excuse', NULL, '{"period": "2035"}'), 'ZH400 excuse_period', 'a period of no calendar');
SELECT is(pg_temp.effects('B', 'excuse', NULL, '{"period": "2031Q1"}'), '2031Q1 试验一县，二级综合医院，须报送 > 试验一县，二级综合医院，免报', 'what excusing would change');
SELECT is(pg_temp.act('city', 'B', 'excuse', NULL, '{"period": "2031Q1"}'), 'done', 'excused');
SELECT is(pg_temp.act('city', 'B', 'excuse', NULL, '{"period": "2031Q1"}'), 'ZH409 excuse_same', 'once');
SELECT is(pg_temp.expected(), '2/0', 'two are expected');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_save(%s, 0, ''{ais_patients}'', ''{value}'', ''{1}'', ''typed'')', pg_temp.return_of('b'))),
	'ZH409 return_exempt', 'who is excused fills in nothing');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', 'SELECT count(*) FROM institution.home_returns()'), '0', 'and has nothing on the desk');
SELECT is(pg_temp.act('city', 'B', 'unexcuse', NULL, '{"period": "2031Q1"}'), 'done', 'taken back');
SELECT is(pg_temp.expected(), '3/0', 'three again');
UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of('b');
UPDATE zhiheng.return SET state = 'submitted', first_submitted_at = now() WHERE id = pg_temp.return_of('b');
UPDATE zhiheng.demand SET first_submitted_at = now() WHERE institution_id = pg_temp.institution('B');
SELECT is(pg_temp.expected(), '3/1', 'one is in');
SELECT is(pg_temp.act('city', 'B', 'excuse', NULL, '{"period": "2031Q1"}'), 'ZH409 excuse_signed', 'who has signed is not excused');
SELECT is(pg_temp.act('city', 'B', 'close', '2030-12-31'), 'ZH409 institution_reported_later', 'nor closed before what it reported');

-- == merged, closed, open again ==
SELECT is(pg_temp.act('city', 'A', 'merge', '2031-02-15', '{"into": "1"}'), 'ZH400 succession_successor', 'into none');
SELECT is(pg_temp.act('city', 'A', 'merge', '2031-02-15', jsonb_build_object('into', pg_temp.code('A'))), 'ZH409 succession_self', 'into itself');
SELECT is(pg_temp.effects('B', 'merge', '2031-02-15', jsonb_build_object('into', pg_temp.code('C'))),
	'2031Q1 试验一县，二级综合医院，须报送 > 试验一县，二级综合医院，须报送终止报表，不参加排名', 'what a merger would change');
SELECT is(pg_temp.act('city', 'B', 'merge', '2031-02-15', jsonb_build_object('into', pg_temp.code('C'))), 'done', 'b into c');
SELECT is(pg_temp.act('city', 'C', 'merge', '2031-06-01', jsonb_build_object('into', pg_temp.code('B'))), 'ZH409 succession_circle', 'not into each other');
SELECT is(pg_temp.act('city', 'A', 'merge', '2031-06-01', jsonb_build_object('into', pg_temp.code('B'))), 'ZH409 succession_closed', 'nor into one that is closed');
SELECT is(pg_temp.act('city', 'C', 'merge', '2031-05-01', jsonb_build_object('into', pg_temp.code('A'))), 'done', 'c into a');
SELECT is(pg_temp.act('city', 'A', 'merge', '2031-06-01', jsonb_build_object('into', pg_temp.code('B'))), 'ZH409 succession_circle', 'nor in a circle of three');
SELECT is(pg_temp.expected(), '3/1', 'the quarter in which it ends is owed');
SELECT is((SELECT string_agg(right(institution.name, 1) || head.final, ' ' ORDER BY institution.name) FROM zhiheng.return AS head
	JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name LIKE '试验医院%'), 'Afalse Btrue Cfalse', 'as a final return');
SELECT is(pg_temp.act('city', 'B', 'change', '2031-03-01', '{"beds": 1}'), 'ZH409 institution_closed', 'what is closed is not changed');
SELECT is(pg_temp.act('city', 'B', 'close', '2031-03-01'), 'ZH409 institution_state_same', 'nor closed again');
SELECT is(pg_temp.act('city', 'B', 'suspend', '2031-02-01'), 'ZH409 institution_state_later', 'nor suspended before what is recorded of later');
SELECT is(pg_temp.act('city', 'B', 'reopen', '2031-08-01'), 'done', 'it opens again');
SELECT is(zhiheng.return_exempt(pg_temp.institution('B'), period), why, period || ' ' || coalesce(why, 'is owed'))
FROM (VALUES ('2031Q1', NULL), ('2031Q2', 'closed'), ('2031Q3', NULL), ('2031H1', NULL), ('2031-02', NULL), ('2031-03', 'closed')) AS item (period, why);

-- == registered from a day on ==
SELECT isnt(pg_temp.ask('zhiheng_commission', 'city', format('SELECT commission.institution_register(%L, ''新开医院'', ''980101'', ''city'', ''secondary'', NULL, ''general'',
	NULL, ''public'', 100, ''2031-04-01'')', pg_temp.credit_code('12980101980000900'))), NULL, 'one more, which reports from the second quarter on');
SELECT is((SELECT count(*) FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name = '新开医院'),
	0::bigint, 'owes nothing of the quarter that is open');
SELECT is(pg_temp.expected(), '3/1', 'whose rate stays');
SELECT ok(NOT active, 'and is not open yet') FROM zhiheng.institution WHERE name = '新开医院';
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(concat_ws('' '', from_day, kind, words), ''; '' ORDER BY day, recorded_at, kind) FROM commission.register_history
	WHERE institution_id = %s AND kind <> ''登记信息''', pg_temp.institution('B'))),
	'2031-01-01 免报 2031年第一季度免报; 2031-01-01 免报 2031年第一季度取消免报; 2031-02-15 并入 并入试验医院C; 2031-02-15 状态 关闭; 2031-08-01 状态 开业',
	'all of it is on record');

-- == a day comes ==
SET LOCAL session_replication_role = replica;
INSERT INTO zhiheng.particulars (institution_id, from_day, name, region_code, affiliation_code, level, kind, ownership, beds, reason)
SELECT id, zhiheng.today(), '试验医院C', '980101', affiliation_code, 'secondary', 'general', 'public', 300, '当天生效' FROM zhiheng.institution WHERE name = '试验医院C';
SET LOCAL session_replication_role = origin;
SELECT zhiheng.register_make(ARRAY[pg_temp.institution('C')]);
SELECT is((SELECT region_code FROM zhiheng.institution WHERE name = '试验医院C'), '980102', 'what was recorded of a day to come');
SELECT is(pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.register_sweep()'), '1', 'is taken up by the worker when the day is there');
SELECT is((SELECT region_code FROM zhiheng.institution WHERE name = '试验医院C'), '980101', 'and the desk shows it');
SELECT is(pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.register_sweep()'), '0', 'once');

-- == received within owed, whatever is recorded ==
SELECT is((SELECT count(*) FROM zhiheng.return WHERE exempt IS NOT NULL AND first_submitted_at IS NOT NULL), 0::bigint, 'nobody has reported what was not owed');

SELECT finish();
ROLLBACK;
