-- Uploaded tables between preview and confirmation: whose they are, and when they go.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.keep(p_login text, p_mark text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT institution.upload_keep(%s, ''a.csv'', ''rows'') > 0', pg_temp.return_of(p_mark)))
$$;

SELECT is(pg_temp.keep('clerk_a', 'a'), 'true', 'a clerk uploads for the own return');
SELECT is(pg_temp.keep('verifier_a', 'a'), 'ZH403 role_needed', 'a verifier does not');
SELECT is(pg_temp.keep('clerk_a', 'b'), 'ZH404 ', 'a foreign return does not exist');
SELECT is(pg_temp.try('verifier_a', 'SELECT count(*) FROM institution.upload'), '1', 'colleagues see it');
SELECT is(pg_temp.try('clerk_b', 'SELECT count(*) FROM institution.upload'), '0', 'another institution does not');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'return.upload' AND object_id = pg_temp.return_of('a')), 1, 'it is in the audit');
SELECT is((SELECT count(*)::integer FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of('a')), 0, 'nothing is saved by it');

SELECT is(pg_temp.try('clerk_b', format('SELECT institution.upload_done(%s)', (SELECT max(id) FROM zhiheng.return_upload))), '', 'another institution''s mark');
SELECT is((SELECT saved_revision FROM zhiheng.return_upload ORDER BY id DESC LIMIT 1), NULL, 'does not reach it');
SELECT is(pg_temp.try('verifier_a', format('SELECT institution.upload_done(%s)', (SELECT max(id) FROM zhiheng.return_upload))), 'ZH403 role_needed', 'nor does a verifier''s');

UPDATE zhiheng.return_upload SET expires_at = now() WHERE return_id = pg_temp.return_of('a');
SELECT is(pg_temp.try('clerk_a', 'SELECT count(*) FROM institution.upload'), '0', 'an expired one is not shown');
SELECT is(pg_temp.keep('clerk_a', 'a'), 'true', 'the next upload');
SELECT is((SELECT count(*)::integer FROM zhiheng.return_upload WHERE return_id = pg_temp.return_of('a')), 1, 'clears it away');

SELECT is(pg_temp.try('clerk_a', format('SELECT string_agg(code, '','' ORDER BY code) FROM institution.return_rules(%s)', pg_temp.return_of('b'))), NULL,
	'the rules of a foreign return are none');
SELECT ok(pg_temp.try('clerk_a', format('SELECT string_agg(code, '','' ORDER BY code) FROM institution.return_rules(%s)', pg_temp.return_of('a'))) LIKE '%ais_patients%',
	'those of the own one name its elements');
SELECT is(pg_temp.try('clerk_a', 'SELECT string_agg(name, '','') FROM institution.own'), '试验医院A', 'the own institution is one');

UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of('a');
SELECT is(pg_temp.keep('clerk_a', 'a'), 'ZH409 return_not_editable', 'nothing is uploaded for a verified return');

SELECT * FROM finish();
ROLLBACK;
