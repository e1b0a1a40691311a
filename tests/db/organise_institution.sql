-- How a commission registers, changes and imports the institutions of its subtree, and nobody else.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('980200', '邻市', 'city', '980000'), ('980201', '邻县', 'county', '980200');
INSERT INTO zhiheng.commission (region_code, name) VALUES ('980200', '邻市卫健委');
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'neighbour', 'neighbour', 'administrator', id FROM zhiheng.commission WHERE region_code = '980200';
INSERT INTO zhiheng.session (digest, account_id, client) SELECT sha256('neighbour'), pg_temp.account_of('neighbour'), '127.0.0.1';

CREATE FUNCTION pg_temp.institution(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = p_name $$;
CREATE FUNCTION pg_temp.seen(p_name text) RETURNS text
LANGUAGE sql AS $$ SELECT commission.institution_version(institution) FROM zhiheng.institution AS institution WHERE name = p_name $$;
CREATE FUNCTION pg_temp.act(p_login text, p_call text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT commission.' || p_call) $$;
CREATE FUNCTION pg_temp.register(p_login text, p_code text, p_region text, p_name text, p_level text DEFAULT 'secondary') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('institution_register(%L, %L, %L, ''city'', %L, NULL, %L, NULL, %L, 100, NULL)',
		p_code, p_name, p_region, p_level, 'general', 'public'))
$$;
CREATE FUNCTION pg_temp.last_audit(p_act text) RETURNS jsonb
LANGUAGE sql AS $$ SELECT detail FROM zhiheng.audit WHERE act = p_act ORDER BY id DESC LIMIT 1 $$;

-- Who may register, and where.
SELECT throws_ok(format('SELECT pg_temp.register(%L, pg_temp.credit_code(%L), %L, %L)', login, '12980101980000100', '980101', '新医院'),
	'ZH403', NULL, login || ' may not register')
FROM unnest(ARRAY['city_viewer', 'city_reviewer', 'nerve', 'clerk_a', NULL]) AS login;
SELECT lives_ok($t$SELECT pg_temp.register('county', pg_temp.credit_code('12980101980000100'), '980101', '一县新医院')$t$,
	'a county registers in the county');
SELECT throws_ok(format('SELECT pg_temp.register(%L, pg_temp.credit_code(%L), %L, %L)', login, '12980101980000200', region, '别处医院'),
	'ZH400', NULL, login || ' may not register in ' || region)
FROM (VALUES ('county', '980102'), ('county', '980100'), ('city', '980201'), ('province', '980000'), ('city', '999999')) AS item (login, region);
SELECT is(pg_temp.last_audit('institution.register') ->> 'name', '一县新医院', 'the audit has the particulars');
SELECT is((SELECT account_id FROM zhiheng.audit WHERE act = 'institution.register' ORDER BY id DESC LIMIT 1), pg_temp.account_of('county'),
	'and who it was');
SELECT is((SELECT count(*) FROM zhiheng.return AS head WHERE head.institution_id = pg_temp.institution('一县新医院')), 1::bigint,
	'the new institution has its return of the open quarter');
SELECT throws_ok($t$SELECT pg_temp.register('city', pg_temp.credit_code('12980101980000100'), '980101', '又一家')$t$, '23505', NULL,
	'a code is registered once');
SELECT throws_ok($t$SELECT pg_temp.register('neighbour', pg_temp.credit_code('12980101980000100'), '980201', '又一家')$t$, '23505', NULL,
	'by whomever');
SELECT throws_ok($t$SELECT pg_temp.register('city', '12980101980000100X', '980101', '坏代码')$t$, '23514', NULL, 'a wrong check character is refused');

-- Changes keep old and new, and never overwrite what somebody else did.
CREATE FUNCTION pg_temp.change(p_login text, p_name text, p_seen text, p_region text, p_beds integer, p_affiliation text DEFAULT 'city') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('institution_change(%s, %L, %L, %L, %L, %L, %L, %L, %L, NULL, %L, %s, commission.today(), %L, false)', pg_temp.institution(p_name),
		p_seen, (SELECT credit_code FROM zhiheng.institution WHERE name = p_name), p_name, p_region, p_affiliation,
		'tertiary', 'A', 'general', 'public', p_beds, '年度校验'))
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.seen('试验医院A') AS seen;
SELECT lives_ok($t$SELECT pg_temp.change('county', '试验医院A', (SELECT seen FROM before), '980101', 400)$t$, 'an institution is changed');
SELECT is(pg_temp.last_audit('institution.change') -> 'changes',
	'{"level": {"old": "secondary", "new": "tertiary"}, "grade": {"old": null, "new": "A"}, "beds": {"old": 300, "new": 400}}'::jsonb,
	'old and new are in the audit, and nothing that stayed');
SELECT throws_ok($t$SELECT pg_temp.change('city', '试验医院A', (SELECT seen FROM before), '980101', 500)$t$, 'ZH409', NULL,
	'a form from before the change is refused');
SELECT throws_ok($t$SELECT pg_temp.change('county', '试验医院C', pg_temp.seen('试验医院C'), '980101', 500)$t$, 'ZH404', NULL,
	'another county''s institution is not there');
SELECT throws_ok($t$SELECT pg_temp.change('county', '试验医院A', pg_temp.seen('试验医院A'), '980102', 500)$t$, 'ZH400', NULL,
	'an institution is not moved out of the subtree');
SELECT throws_ok($t$SELECT pg_temp.change('city_viewer', '试验医院A', pg_temp.seen('试验医院A'), '980101', 500)$t$, 'ZH403', NULL,
	'a viewer changes nothing');
CREATE TEMPORARY TABLE acts AS SELECT count(*) AS count FROM zhiheng.audit;
SELECT lives_ok($t$SELECT pg_temp.change('city', '试验医院A', pg_temp.seen('试验医院A'), '980101', 400)$t$, 'the same again');
SELECT is((SELECT count(*) FROM zhiheng.audit), (SELECT count FROM acts), 'is no act');

-- To whom it answers: who has it lets it go, nobody below takes it.
CREATE FUNCTION pg_temp.affiliate(p_login text, p_name text, p_affiliation text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.change(p_login, p_name, pg_temp.seen(p_name), region_code, beds, p_affiliation)
	FROM zhiheng.institution WHERE name = p_name
$$;
SELECT is((SELECT affiliation_code::text FROM zhiheng.institution WHERE name = '试验医院A'), '980100', 'of whom nobody said otherwise the city is competent');
SELECT throws_ok($t$SELECT pg_temp.affiliate('county', '试验医院A', 'county')$t$, 'ZH403', NULL, 'a county takes no hospital of the city');
SELECT lives_ok($t$SELECT pg_temp.affiliate('city', '试验医院A', 'county')$t$, 'the city gives it to the county');
SELECT is((SELECT affiliation_code::text FROM zhiheng.institution WHERE name = '试验医院A'), '980101', 'which is competent now');
SELECT is(pg_temp.last_audit('institution.change') -> 'changes', '{"affiliation_code": {"old": "980100", "new": "980101"}}'::jsonb, 'old and new are in the audit');
SELECT lives_ok($t$SELECT pg_temp.affiliate('county', '试验医院A', 'province')$t$, 'the county gives it away');
SELECT throws_ok(format('SELECT pg_temp.affiliate(%L, %L, %L)', login, '试验医院A', 'city'), 'ZH403', NULL, login || ' does not take it back')
FROM unnest(ARRAY['county', 'city']) AS login;
SELECT lives_ok($t$SELECT pg_temp.affiliate('province', '试验医院A', 'city')$t$, 'the province does');
SELECT throws_ok($t$SELECT pg_temp.become('A', '{"affiliation_code": "980102"}')$t$, '23514', NULL, 'another county is never competent');
SELECT throws_ok($t$SELECT pg_temp.act('city', format('institution_register(%L, %L, %L, %L, %L, NULL, %L, NULL, %L, 100, NULL)',
	pg_temp.credit_code('12980101980000500'), '市里的医院', '980100', 'county', 'secondary', 'general', 'public'))$t$, 'ZH400', NULL,
	'what lies in no county answers to none');

-- Closing and taking up again.
CREATE FUNCTION pg_temp.activate(p_login text, p_name text, p_active boolean, p_reason text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('register_act(%s, %L, %L, commission.today(), ''{}'', %L)', pg_temp.institution(p_name), pg_temp.seen(p_name),
		CASE WHEN p_active THEN 'reopen' ELSE 'close' END, p_reason))
$$;
SELECT throws_ok($t$SELECT pg_temp.activate('city', '试验医院B', false, ' 无 ')$t$, 'ZH400', NULL, 'a reason is needed');
SELECT throws_ok($t$SELECT pg_temp.activate('city', '试验医院B', true, '本来就在')$t$, 'ZH409', NULL, 'what is open is not opened');
SELECT throws_ok($t$SELECT pg_temp.activate('neighbour', '试验医院B', false, '抢走')$t$, 'ZH404', NULL, 'nor by a neighbour closed');
SELECT lives_ok($t$SELECT pg_temp.activate('city', '试验医院B', false, '与一县新医院合并')$t$, 'an institution is closed');
SELECT is(pg_temp.last_audit('institution.close') ->> 'reason', '与一县新医院合并', 'with the reason in the audit');
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT count(*) FROM commission.institution_event WHERE institution_id = '
	|| pg_temp.institution('试验医院B')), seen, login || ' sees ' || seen || ' events of it')
FROM (VALUES ('city_viewer', '1'), ('county', '1'), ('neighbour', '0')) AS item (login, seen);

-- Many at once: a plan that changes nothing, then all or nothing.
CREATE FUNCTION pg_temp.row(p_line integer, p_code text, p_name text, p_region text, p_beds integer) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_object('line', p_line, 'credit_code', p_code, 'name', p_name, 'region_code', p_region, 'affiliation', 'city', 'level', 'secondary', 'grade', NULL,
		'kind', 'general', 'specialist_type', NULL, 'ownership', 'public', 'beds', p_beds)
$$;
CREATE TEMPORARY TABLE file AS SELECT jsonb_build_array(
	pg_temp.row(2, pg_temp.credit_code('12980101980000300'), '导入一院', '980101', 10),
	pg_temp.row(3, (SELECT credit_code FROM zhiheng.institution WHERE name = '试验医院C'), '试验医院C', '980102', 301),
	pg_temp.row(4, (SELECT credit_code FROM zhiheng.institution WHERE name = '一县新医院'), '一县新医院', '980101', 100)) AS rows;
CREATE FUNCTION pg_temp.plan(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format(
		$q$SELECT string_agg(line || ' ' || action, ', ' ORDER BY line) FROM commission.import_plan(%L)$q$, (SELECT rows FROM file)))
$$;
CREATE FUNCTION pg_temp.apply(p_login text, p_digest text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format($q$SELECT done FROM commission.import_apply(%L, %L, commission.today(), '年度校验') AS done$q$,
		(SELECT rows FROM file), p_digest))
$$;
SELECT is(pg_temp.plan('city'), '2 new, 3 changed, 4 unchanged', 'each line has its fate');
SELECT is(pg_temp.plan('neighbour'), '2 new, 3 taken, 4 taken', 'a neighbour learns only that codes are taken');
SELECT ok(pg_temp.institution('导入一院') IS NULL AND pg_temp.institution('trial') IS NULL, 'a plan leaves nothing behind');
SELECT throws_ok($t$SELECT pg_temp.plan('city_viewer')$t$, 'ZH403', NULL, 'a viewer plans nothing');
CREATE TEMPORARY TABLE plan AS
SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT commission.import_digest(%L)', (SELECT rows FROM file))) AS digest;
SELECT throws_ok($t$SELECT pg_temp.apply('city', 'another plan')$t$, 'ZH409', NULL, 'what was not shown is not done');
SELECT throws_ok($t$SELECT pg_temp.apply('neighbour', (SELECT digest FROM plan))$t$, 'ZH409', NULL, 'nor another''s plan');
SELECT throws_ok($t$SELECT pg_temp.apply('county', pg_temp.ask('zhiheng_commission', 'county',
	format('SELECT commission.import_digest(%L)', (SELECT rows FROM file))))$t$, 'ZH409', NULL, 'nor for regions outside the subtree');
SELECT is(pg_temp.apply('city', (SELECT digest FROM plan)), '(1,1)', 'one is added, one changed');
SELECT is((SELECT beds FROM zhiheng.institution WHERE name = '试验医院C'), 301, 'the change is there');
SELECT is(pg_temp.last_audit('institution.change') -> 'changes', '{"beds": {"old": 300, "new": 301}}'::jsonb, 'with old and new in the audit');
SELECT is((SELECT count(*) FROM zhiheng.return WHERE institution_id = pg_temp.institution('导入一院')), 1::bigint, 'the new one is asked for its return');
SELECT throws_ok($t$SELECT pg_temp.apply('city', (SELECT digest FROM plan))$t$, 'ZH409', NULL, 'confirmed twice, done once');

SELECT finish();
ROLLBACK;
