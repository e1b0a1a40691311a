-- Sign-in, locking, activation and password change, as the account program calls them.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

UPDATE zhiheng.account SET password_hash = 'x' WHERE login = 'clerk_a';
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT state FROM account.credential_find('CLERK_A')$q$), 'ok', 'logins know no case');
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT state FROM account.credential_find('clerk_b')$q$), 'not_activated', 'no password yet');
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT count(*) FROM account.credential_find('nobody')$q$), '0', 'an unknown login has no row');

SELECT pg_temp.ask('zhiheng_account', NULL, format('SELECT account.session_refuse(%s, %L, %L)', pg_temp.account_of('clerk_a'), 'clerk_a', '127.0.0.1'))
FROM generate_series(1, 4);
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT state FROM account.credential_find('clerk_a')$q$), 'ok', 'four refusals do not lock');
SELECT pg_temp.ask('zhiheng_account', NULL, format('SELECT account.session_refuse(%s, %L, %L)', pg_temp.account_of('clerk_a'), 'clerk_a', '127.0.0.1'));
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT state FROM account.credential_find('clerk_a')$q$), 'locked', 'the fifth does');
UPDATE zhiheng.account SET locked_until = now() - interval '1 second' WHERE login = 'clerk_a';
SELECT is(pg_temp.ask('zhiheng_account', NULL, $q$SELECT state FROM account.credential_find('clerk_a')$q$), 'ok', 'a lock ends by itself');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'session.refuse' AND account_id = pg_temp.account_of('clerk_a')), 5::bigint,
	'each refusal is in the audit');

SELECT pg_temp.ask('zhiheng_account', NULL, format('SELECT account.session_open(%s, sha256(%L), %L)', pg_temp.account_of('clerk_a'), 'fresh', '127.0.0.1'));
SELECT is((SELECT failures FROM zhiheng.account WHERE login = 'clerk_a'), 0, 'a good sign-in forgets the refusals');
SELECT is(pg_temp.ask('zhiheng_account', 'fresh', 'SELECT organisation_name FROM account.session'), '试验医院A', 'the new session knows its organisation');
SELECT is(pg_temp.ask('zhiheng_account', 'fresh', 'SELECT count(*) FROM account.own_session'), '2', 'own sessions only');
SELECT pg_temp.ask('zhiheng_account', 'fresh', $q$SELECT account.password_change('y')$q$);
SELECT is(pg_temp.ask('zhiheng_account', 'clerk_a', 'SELECT count(account_name) FROM account.session'), '0', 'a new password ends the other sessions');
SELECT is(pg_temp.ask('zhiheng_account', 'fresh', 'SELECT count(account_name) FROM account.session'), '1', 'and keeps the present one');
SELECT pg_temp.ask('zhiheng_account', 'fresh', 'SELECT account.session_close()');
SELECT is(pg_temp.ask('zhiheng_account', 'fresh', 'SELECT count(account_name) FROM account.session'), '0', 'signing out ends the session');
SELECT pg_temp.ask('zhiheng_account', 'fresh', 'SELECT account.session_close()');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'session.close'
	AND account_id IS NOT DISTINCT FROM pg_temp.account_of('clerk_a')), 1::bigint, 'and is noted once');

UPDATE zhiheng.account SET activation_digest = sha256('code'), activation_expires_at = now() + interval '1 day' WHERE login = 'clerk_b';
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_account', NULL, $q$SELECT account.activate('clerk_b', sha256('other'), 'h')$q$)$t$, 'ZH400', NULL,
	'a wrong code is refused');
SELECT pg_temp.ask('zhiheng_account', NULL, $q$SELECT account.activate('clerk_b', sha256('code'), 'h')$q$);
SELECT is((SELECT password_hash FROM zhiheng.account WHERE login = 'clerk_b'), 'h', 'the right code sets the password');
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_account', NULL, $q$SELECT account.activate('clerk_b', sha256('code'), 'i')$q$)$t$, 'ZH400', NULL,
	'a code works once');
UPDATE zhiheng.account SET activation_digest = sha256('old'), activation_expires_at = now() - interval '1 second' WHERE login = 'clerk_c';
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_account', NULL, $q$SELECT account.activate('clerk_c', sha256('old'), 'h')$q$)$t$, 'ZH400', NULL,
	'an expired code is refused');

SELECT * FROM finish();
ROLLBACK;
