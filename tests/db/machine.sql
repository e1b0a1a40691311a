-- A hospital's program by its token: what it is, what it may save, what it may not.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.make(p_login text, p_token text, p_periods text DEFAULT '{2031Q1}', p_days integer DEFAULT 30) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT institution.machine_make(%L, sha256(%L), %L, (now() AT TIME ZONE ''Asia/Shanghai'')::date + %s) > 0',
		'HIS', p_token, p_periods, p_days))
$$;
CREATE FUNCTION pg_temp.save(p_login text, p_mark text, p_source text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT outcome FROM institution.return_save(%s, 0, ''{ais_patients}'', ''{value}'', ''{5}'', %L)',
		pg_temp.return_of(p_mark), p_source))
$$;

-- ---- making ----
SELECT is(pg_temp.make('clerk_a', 'token1'), 'ZH403 role_needed', 'a clerk makes no token');
SELECT is(pg_temp.make('verifier_a', 'token1'), 'ZH403 role_needed', 'nor does a verifier');
SELECT is(pg_temp.make('leader_a', 'token1', '{}'), 'ZH400 machine_scope', 'a token is for some period');
SELECT is(pg_temp.make('leader_a', 'token1', '{2031Q2}'), 'ZH400 machine_scope', 'of which there is a return');
SELECT is(pg_temp.make('leader_a', 'token1', '{2031Q1}', 400), 'ZH400 machine_expires', 'for a year at most');
SELECT is(pg_temp.make('leader_a', 'token1', '{2031Q1}', -1), 'ZH400 machine_expires', 'not for the past');
SELECT is(pg_temp.make('leader_a', 'token1'), 'true', 'a leader makes one');
SELECT is(pg_temp.try('leader_a', 'SELECT count(*) FROM institution.machine'), '1', 'and sees it');
SELECT is(pg_temp.try('leader_b', 'SELECT count(*) FROM institution.machine'), '0', 'another institution does not');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'machine.make' AND object_id = (SELECT account_id FROM zhiheng.machine_token WHERE digest = sha256('token1'))), 1, 'it is in the audit');
SELECT throws_ok('UPDATE zhiheng.machine_token SET periods = ''{2031Q2}''', 'ZH403', NULL, 'its scope is never changed');

-- ---- being ----
SELECT is(pg_temp.try('token1', 'SELECT role FROM institution.session'), 'machine', 'the token is an account of role machine');
SELECT is(pg_temp.try('token1', 'SELECT count(*) FROM institution.return'), '1', 'of its institution');
SELECT is(pg_temp.try('zhiheng_account', 'token1', 'SELECT count(*) FROM account.session WHERE account_id IS NOT NULL'), '0', 'nobody at sign-in');
SELECT is(pg_temp.try('zhiheng_commission', 'token1', 'SELECT count(*) FROM commission.session WHERE account_id IS NOT NULL'), '0', 'nobody at a commission');
SELECT is(pg_temp.try('token1x', 'SELECT account_name FROM institution.session'), NULL, 'another text is nobody');
SELECT throws_ok($$UPDATE zhiheng.account SET password_hash = 'x' WHERE role = 'machine'$$, '23514', NULL, 'a program has no password');

-- ---- doing ----
SELECT is(pg_temp.save('token1', 'a', 'machine'), 'saved', 'it saves a draft');
SELECT is((SELECT string_agg(source, ',') FROM zhiheng.return_value WHERE return_id = pg_temp.return_of('a')), 'machine', 'its source is kept');
SELECT is(pg_temp.save('token1', 'a', 'typed'), 'ZH403 role_needed', 'it cannot say that somebody typed');
SELECT is(pg_temp.save('clerk_a', 'a', 'machine'), 'ZH403 role_needed', 'nor a clerk that a program sent');
SELECT is(pg_temp.save('token1', 'b', 'machine'), 'ZH404 ', 'a foreign return does not exist');
SELECT is(pg_temp.try('token1', format('SELECT institution.return_move(%s, 1, ''verified'', NULL)', pg_temp.return_of('a'))), 'ZH403 role_needed', 'it verifies nothing');
SELECT is(pg_temp.try('token1', format('SELECT institution.return_explain(%s, 1, ''{*}'', ''{words}'')', pg_temp.return_of('a'))), 'ZH403 role_needed', 'it explains nothing');
SELECT is(pg_temp.try('token1', format('SELECT institution.upload_keep(%s, ''a'', ''b'')', pg_temp.return_of('a'))), 'ZH403 role_needed', 'it uploads nothing');
SELECT is(pg_temp.make('token1', 'token2'), 'ZH403 role_needed', 'it makes no token');
SELECT is(pg_temp.try('token1', 'SELECT institution.machine_return(''2031Q1'')')::bigint, pg_temp.return_of('a'), 'it finds its return');
SELECT is(pg_temp.try('token1', 'SELECT institution.machine_return(''2031Q2'')'), NULL, 'and none beyond its scope');
SELECT is(pg_temp.try('clerk_a', 'SELECT institution.machine_return(''2031Q1'')'), 'ZH403 role_needed', 'a person has no scope');

-- ---- the same request again ----
SELECT is(pg_temp.try('token1', 'SELECT institution.machine_keep(''k'', sha256(''x''), ''{}'')'), '', 'an answer is kept');
SELECT is(pg_temp.try('token1', 'SELECT institution.machine_keep(''k'', sha256(''y''), ''{}'')'), 'ZH409 machine_request_key', 'once');
SELECT is(pg_temp.try('token1', 'SELECT answer FROM institution.machine_answer WHERE key = ''k'''), '{}', 'and read again');
SELECT is(pg_temp.make('leader_a', 'token3'), 'true', 'another token');
SELECT is(pg_temp.try('token3', 'SELECT count(*) FROM institution.machine_answer'), '0', 'has its own answers');

-- ---- bodies ----
SELECT is(pg_temp.try('token1', $$SELECT string_agg(concat_ws(':', place, element, name, kind, value), ' ') FROM institution.machine_json('{"values":{"a":1.50,"a":"x","b":null,"c":[1]},"revision":3,"parts":{"a":{"内科":2},"d":{},"e":[]}}')$$),
	'member:values:object member:revision:number:3 member:parts:object value:a:number:1.50 value:a:string:x value:b:null value:c:array part:a:内科:number:2 part:d:object part:e:array', 'members in their order, repeated ones too, numbers as written');
SELECT is(pg_temp.try('token1', 'SELECT count(*) FROM institution.machine_json(' || quote_literal(body) || ')'), 'ZH400 machine_json', 'no JSON object: ' || left(body, 20))
FROM unnest(ARRAY['', '{', '[]', '1', '{"values":{"a":"\u0000"}}', '{"values":{"a":"\ud800"}}', repeat('[', 100000)]) AS body;

-- ---- ending ----
SELECT is(pg_temp.try('leader_b', format('SELECT institution.machine_revoke(%s)', (SELECT min(account_id) FROM zhiheng.machine_token AS t
	JOIN zhiheng.account AS a ON a.id = t.account_id WHERE a.institution_id = (SELECT institution_id FROM zhiheng.account WHERE login = 'leader_a')))), 'ZH404 ', 'another leader ends nothing');
SELECT is(pg_temp.try('leader_a', format('SELECT institution.machine_revoke(%s)', (SELECT account_id FROM zhiheng.machine_token WHERE digest = sha256('token1')))), '', 'the own leader does');
SELECT is(pg_temp.try('token1', 'SELECT role FROM institution.session'), NULL, 'then the token is nobody''s');
SELECT is(pg_temp.save('token1', 'a', 'machine'), 'ZH403 role_needed', 'and saves nothing');
SET LOCAL session_replication_role = replica;
UPDATE zhiheng.machine_token SET expires_on = (now() AT TIME ZONE 'Asia/Shanghai')::date - 1 WHERE digest = sha256('token3');
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.try('token3', 'SELECT role FROM institution.session'), NULL, 'nor is an expired one anybody''s');

SELECT * FROM finish();
ROLLBACK;
