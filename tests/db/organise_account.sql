-- Organisations and accounts: opened, reset and shut by the commission above them alone.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.act(p_login text, p_call text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT commission.' || p_call) $$;
CREATE FUNCTION pg_temp.organisation(p_name text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT id FROM zhiheng.institution WHERE name = p_name UNION ALL SELECT id FROM zhiheng.commission WHERE name = p_name
	UNION ALL SELECT id FROM zhiheng.qc_centre WHERE name = p_name
$$;
CREATE FUNCTION pg_temp.open(p_login text, p_kind text, p_name text, p_new text, p_role text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('account_create(%L, %s, %L, %L, %L, sha256(%L))', p_kind, pg_temp.organisation(p_name), p_new, '某人', p_role, p_new))
$$;

-- Organisations.
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', login, 'commission_register(''980102'', ''试验二县卫健委'')'), 'ZH403', NULL,
	login || ' registers no commission')
FROM unnest(ARRAY['city_reviewer', 'nerve', 'clerk_a']) AS login;
SELECT throws_ok($t$SELECT pg_temp.act('county', 'commission_register(''980102'', ''试验二县卫健委'')')$t$, 'ZH404', NULL, 'nor a county for its neighbour');
SELECT lives_ok($t$SELECT pg_temp.act('city', 'commission_register(''980102'', ''试验二县卫健委'')')$t$, 'the city registers one');
SELECT throws_ok($t$SELECT pg_temp.act('city', 'commission_register(''980102'', ''又一个卫健委'')')$t$, '23505', NULL, 'once');
SELECT throws_ok($t$SELECT pg_temp.act('city', 'qc_centre_register(''试验质控中心'', ''{intensive_care,astrology}'')')$t$, 'ZH400', NULL, 'a specialty is the catalogue''s');
SELECT throws_ok(format($t$SELECT pg_temp.act('city', 'qc_centre_register(''试验质控中心'', ''%s'')')$t$, codes), 'ZH400', NULL, codes || ' is none')
FROM unnest(ARRAY['{}', '{general}', '{护理专业}', '{NULL}']) AS codes;
SELECT lives_ok($t$SELECT pg_temp.act('city', 'qc_centre_register(''试验质控中心'', ''{intensive_care,emergency,emergency}'')')$t$, 'a QC centre is registered');
SELECT is((SELECT string_agg(own.specialty_code, ' ' ORDER BY own.specialty_code) FROM zhiheng.qc_centre_specialty AS own
	JOIN zhiheng.qc_centre AS centre ON centre.id = own.qc_centre_id WHERE centre.name = '试验质控中心'), 'emergency intensive_care', 'for two specialties');
SELECT throws_ok($t$SELECT pg_temp.act('city', 'qc_centre_register(''试验质控中心二'', ''{nursing,intensive_care}'')')$t$, '23505', NULL, 'one for a specialty');

-- Who opens accounts for whom.
SELECT lives_ok(format('SELECT pg_temp.open(%L, %L, %L, %L, %L)', login, kind, name, 'new.' || position, role), login || ' opens one for ' || name)
FROM (VALUES (1, 'city', 'institution', '试验医院C', 'clerk'), (2, 'county', 'institution', '试验医院A', 'leader'),
	(3, 'city', 'commission', '试验二县卫健委', 'administrator'), (4, 'province', 'commission', '试验市卫健委', 'reviewer'),
	(5, 'city', 'qc_centre', '试验质控中心', 'viewer')) AS item (position, login, kind, name, role);
SELECT throws_ok(format('SELECT pg_temp.open(%L, %L, %L, %L, %L)', login, kind, name, 'never', role), state, NULL,
	format('%s opens no %s for %s', login, role, name))
FROM (VALUES ('county', 'institution', '试验医院C', 'clerk', 'ZH404'), ('county', 'commission', '试验市卫健委', 'administrator', 'ZH404'),
	('county', 'commission', '试验二县卫健委', 'viewer', 'ZH404'), ('county', 'qc_centre', '试验质控中心', 'viewer', 'ZH404'),
	('city', 'commission', '试验省卫健委', 'viewer', 'ZH404'), ('city_reviewer', 'institution', '试验医院A', 'clerk', 'ZH403'),
	('nerve', 'institution', '试验医院A', 'clerk', 'ZH403'), ('leader_a', 'institution', '试验医院A', 'clerk', 'ZH403'),
	('city', 'institution', '试验医院A', 'administrator', '23514'), ('city', 'commission', '试验市卫健委', 'clerk', '23514'))
	AS item (login, kind, name, role, state);
SELECT throws_ok($t$SELECT pg_temp.open('city', 'institution', '试验医院B', 'new.1', 'clerk')$t$, '23505', NULL, 'a login is given once');
SELECT is((SELECT detail ->> 'organisation_kind' FROM zhiheng.audit WHERE act = 'account.create' ORDER BY id DESC LIMIT 1), 'qc_centre', 'each is in the audit');
SELECT ok(NOT EXISTS (SELECT FROM zhiheng.audit WHERE act LIKE 'account.%' AND detail::text ~ 'digest|x''?[0-9a-f]{64}'), 'and no digest of a code');

-- What each commission sees of it.
SELECT is(pg_temp.ask('zhiheng_commission', login, $q$SELECT string_agg(login, ' ' ORDER BY login) FROM commission.account_entry WHERE login LIKE 'new.%'$q$),
	seen, login || ' sees ' || coalesce(seen, 'none'))
FROM (VALUES ('province', 'new.1 new.2 new.3 new.4 new.5'), ('city', 'new.1 new.2 new.3 new.4 new.5'), ('county', 'new.2'), ('clerk_a', NULL)) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', 'city', $q$SELECT state FROM commission.account_entry WHERE login = 'new.1'$q$), 'invited', 'a new one waits');

-- A new code, shutting out.
CREATE FUNCTION pg_temp.code(p_login text, p_account text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.act(p_login, format('account_code(%s, sha256(%L))', pg_temp.account_of(p_account), 'code')) $$;
CREATE FUNCTION pg_temp.activate(p_login text, p_account text, p_active boolean, p_reason text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.act(p_login, format('account_activate(%s, %L, %L)', pg_temp.account_of(p_account), p_active, p_reason)) $$;
UPDATE zhiheng.account SET password_hash = 'old' WHERE login = 'clerk_a';
SELECT throws_ok(format('SELECT pg_temp.code(%L, %L)', login, account), state, NULL, format('%s gives %s no code', login, account))
FROM (VALUES ('county', 'clerk_c', 'ZH404'), ('county', 'city', 'ZH404'), ('city', 'province', 'ZH404'), ('city', 'city', 'ZH403'),
	('city_reviewer', 'clerk_a', 'ZH403'), ('nerve', 'clerk_a', 'ZH403')) AS item (login, account, state);
SELECT lives_ok($t$SELECT pg_temp.code('county', 'clerk_a')$t$, 'a code is given anew');
SELECT is((SELECT password_hash IS NULL AND activation_digest = sha256('code') FROM zhiheng.account WHERE login = 'clerk_a'), true,
	'the old password is gone');
SELECT is((SELECT count(*) FROM zhiheng.session WHERE account_id = pg_temp.account_of('clerk_a') AND ended_at IS NULL), 0::bigint, 'and the sessions');
SELECT throws_ok($t$SELECT pg_temp.activate('county', 'clerk_c', false, '离职')$t$, 'ZH404', NULL, 'another county''s account is not there');
SELECT throws_ok($t$SELECT pg_temp.activate('city', 'city', false, '离职')$t$, 'ZH403', NULL, 'nobody shuts himself out');
SELECT throws_ok($t$SELECT pg_temp.activate('city', 'clerk_b', false, '无')$t$, 'ZH400', NULL, 'a reason is needed');
SELECT lives_ok($t$SELECT pg_temp.activate('city', 'clerk_b', false, '离职')$t$, 'an account is shut out');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', 'SELECT count(account_name) FROM institution.session'), '0', 'at once');
SELECT throws_ok($t$SELECT pg_temp.activate('city', 'clerk_b', false, '离职')$t$, 'ZH409', NULL, 'once');
SELECT throws_ok($t$SELECT pg_temp.code('city', 'clerk_b')$t$, 'ZH409', NULL, 'who is shut out gets no code');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', 'SELECT reason FROM commission.account_event WHERE act = ''停用'''), '离职', 'the page shows the reason');

SELECT finish();
ROLLBACK;
