-- Operating data: who may keep them, who sees them, and that they are in no return, no sum and no rank.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.code_of(p_mark text) RETURNS text
LANGUAGE sql AS $$ SELECT credit_code FROM zhiheng.institution WHERE name = '试验医院' || upper(p_mark) $$;
CREATE FUNCTION pg_temp.import(p_login text, p_mark text, p_value text, p_element text DEFAULT 'ais_patients', p_bytes text DEFAULT 'one') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT commission.operating_import(%L, %L, %L, %L, %L, %L, %L) > 0', 'a.csv', encode(sha256(p_bytes::bytea), 'hex'), '省平台',
		ARRAY[pg_temp.code_of(p_mark)], '{2031Q1}', ARRAY[p_element], ARRAY[p_value]))
$$;

-- ---- importing ----
SELECT is(pg_temp.import('city_reviewer', 'a', '20'), 'ZH403 administrator_only', 'a reviewer imports nothing');
SELECT is(pg_temp.import('nerve', 'a', '20'), 'ZH403 administrator_only', 'nor does a QC centre');
SELECT is(pg_temp.import('county', 'c', '20'), 'ZH400 operating_faults', 'another county''s institution is none that is known');
SELECT is(pg_temp.import('city', 'a', '-1'), 'ZH400 operating_faults', 'below the minimum of the element');
SELECT is(pg_temp.import('city', 'a', 'NaN'), 'ZH400 operating_faults', 'no number');
SELECT is(pg_temp.import('city', 'a', '1e3'), 'ZH400 operating_faults', 'no number of another form');
SELECT is(pg_temp.import('city', 'a', '20', 'ais_none'), 'ZH400 operating_faults', 'no element of the catalogue');
SELECT is(pg_temp.try('city', $q$SELECT commission.operating_import('a.csv', repeat('0', 64), '省平台', '{}', '{}', '{}', '{}')$q$), 'ZH400 operating_faults', 'a file of nothing');
SELECT is((SELECT count(*) FROM zhiheng.operating_file AS file JOIN zhiheng.commission AS owner ON owner.id = commission_id WHERE owner.region_code LIKE '98%'), 0::bigint, 'what is refused leaves nothing');
SELECT is(pg_temp.import('city', 'a', '20'), 'true', 'an administrator imports');
SELECT is(pg_temp.import('city', 'b', '21'), '23505 operating_file_once', 'the same bytes once');
SELECT is(pg_temp.import('city', 'b', '21', 'ais_patients', 'two'), 'true', 'another file');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'operating.import' AND account_id = pg_temp.account_of('city')), 2::bigint, 'each is in the audit');

-- ---- nothing of it is the record ----
SELECT is((SELECT count(*) FROM zhiheng.return_save WHERE return_id = pg_temp.return_of('a')), 0::bigint, 'no save');
SELECT is((SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')), 0, 'no revision');
SELECT bag_eq($q$SELECT routine.proname::text FROM pg_proc AS routine WHERE routine.prosrc LIKE '%zhiheng.operating_value%' OR routine.prosqlbody::text LIKE '%operating_value%'$q$,
	$q$VALUES ('operating_beside'), ('operating_compared'), ('operating_import')$q$, 'no function that adds up or ranks reads it');

-- ---- who sees it ----
SELECT matches(pg_temp.try('clerk_a', format('SELECT operating FROM institution.return_operating(%s)', pg_temp.return_of('a'))), '^运行数据 20（省平台，', 'the institution sees its own');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_operating(%s)', pg_temp.return_of('a'))), '0', 'and no other one''s');
SELECT is(pg_temp.try('county', format('SELECT count(*) FROM commission.return_operating(%s)', pg_temp.return_of('a'))), '1', 'so does the commission above it');
SELECT is(pg_temp.try('county', 'SELECT count(*) FROM commission.operating_file'), '0', 'whose file it is not');
SELECT is(pg_temp.try('city', 'SELECT count(*) FROM commission.operating_file'), '2', 'the importer''s files');
SELECT is(pg_temp.try('city', 'SELECT count(*) FROM commission.operating_compared(NULL)'), '0', 'a draft stands beside nothing');
SELECT is(pg_temp.try('zhiheng_disclosure', NULL, 'SELECT count(*) FROM zhiheng.operating_value'), '42501 ', 'the public reads none of it');

-- ---- append-only ----
SELECT throws_ok('UPDATE zhiheng.operating_value SET value = 1', 'ZH403', NULL, 'a value is never changed');
SELECT throws_ok('DELETE FROM zhiheng.operating_file', 'ZH403', NULL, 'a file is never taken away');
SELECT is(pg_temp.import('city', 'a', '22', 'ais_patients', 'three'), 'true', 'a later file');
SELECT matches(pg_temp.try('clerk_a', format('SELECT operating FROM institution.return_operating(%s)', pg_temp.return_of('a'))), '^运行数据 22（', 'holds');
SELECT is((SELECT count(*) FROM zhiheng.operating_value AS item JOIN zhiheng.institution AS own ON own.id = institution_id WHERE own.name = '试验医院A'), 2::bigint, 'beside the earlier one');

SELECT * FROM finish();
ROLLBACK;
