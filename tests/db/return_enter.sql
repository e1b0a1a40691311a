-- Values by department and by month: who sees them, what adds up, what is refused.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.enter(p_login text, p_base integer, p_values text, p_parts text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
	detail text;
BEGIN
	-- 'code=number …' and 'code.part=number …'; no number empties, na is not applicable.
	RETURN pg_temp.ask('zhiheng_institution', p_login, format($q$
		SELECT string_agg(concat_ws(':', outcome, code, part, value, account_name), ' ' ORDER BY outcome, code, part)
		FROM institution.return_enter(%s, %s, %L, %L, %L, %L, %L, %L, 'typed')$q$,
		pg_temp.return_of('a'), p_base,
		(SELECT coalesce(array_agg(split_part(item, '=', 1)), '{}') FROM regexp_split_to_table(p_values, ' ') AS item WHERE item <> ''),
		(SELECT coalesce(array_agg(CASE split_part(item, '=', 2) WHEN '' THEN 'missing' WHEN 'na' THEN 'not_applicable' ELSE 'value' END), '{}')
			FROM regexp_split_to_table(p_values, ' ') AS item WHERE item <> ''),
		(SELECT coalesce(array_agg(nullif(nullif(split_part(item, '=', 2), ''), 'na')), '{}') FROM regexp_split_to_table(p_values, ' ') AS item WHERE item <> ''),
		(SELECT array_agg(split_part(item, '.', 1)) FROM regexp_split_to_table(p_parts, ' ') AS item),
		(SELECT array_agg(substr(split_part(item, '=', 1), strpos(item, '.') + 1)) FROM regexp_split_to_table(p_parts, ' ') AS item),
		(SELECT array_agg(nullif(split_part(item, '=', 2), '')) FROM regexp_split_to_table(p_parts, ' ') AS item)));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME, detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, rule, detail);
END
$$;
CREATE FUNCTION pg_temp.cells() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(element_code || '=' || coalesce(trim_scale(value)::text, state), ' ' ORDER BY element_code)
	FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of('a')
$$;
CREATE FUNCTION pg_temp.revision() RETURNS integer
LANGUAGE sql AS $$ SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a') $$;
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'second_a', '另一人', 'clerk', institution_id FROM zhiheng.account WHERE login = 'clerk_a';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to('second_a', 'UTF8')), pg_temp.account_of('second_a'), '127.0.0.1';

-- ---- departments ----
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT institution.department_add('{外科,内科,骨科}')$$), '3', 'a clerk registers departments');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', $$SELECT institution.department_add('{外科}')$$), '1', 'another institution its own of the same name');
SELECT throws_ok($$SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT institution.department_add(''{眼科,外科}'')')$$, 'ZH409', NULL, 'no name twice');
SELECT throws_ok($$SELECT pg_temp.ask('zhiheng_institution', 'verifier_a', 'SELECT institution.department_add(''{眼科}'')')$$, 'ZH403', NULL, 'a verifier does not');
SELECT is(pg_temp.ask('zhiheng_institution', 'leader_a', 'SELECT string_agg(name, '' '' ORDER BY id) FROM institution.department'), '外科 内科 骨科',
	'each institution sees its own, the refused call left none');
CREATE TEMPORARY TABLE department AS
SELECT version.name, department.id, department.institution_id
FROM zhiheng.department AS department
JOIN zhiheng.department_version AS version ON version.department_id = department.id
JOIN zhiheng.institution AS institution ON institution.id = department.institution_id AND institution.name LIKE '试验医院%';
CREATE FUNCTION pg_temp.department(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT min(id) FROM department WHERE name = p_name $$;
GRANT SELECT ON department TO PUBLIC;
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT institution.department_change(%s, 1, ''普外科'', false)', pg_temp.department('外科'))), '', 'renamed');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(name, '' '' ORDER BY version) FROM institution.department_history WHERE department_id = %s',
	pg_temp.department('外科'))), '外科 普外科', 'the old name is kept');
SELECT throws_ok(format('SELECT pg_temp.ask(''zhiheng_institution'', ''clerk_a'', ''SELECT institution.department_change(%s, 1, ''''外科'''', false)'')',
	pg_temp.department('外科')), 'ZH409', NULL, 'a form made from an older version is refused');
SELECT throws_ok(format('SELECT pg_temp.ask(''zhiheng_institution'', ''clerk_b'', ''SELECT institution.department_change(%s, 2, ''''外科'''', false)'')',
	pg_temp.department('内科')), 'ZH404', NULL, 'a foreign department does not exist');
SELECT throws_ok($$UPDATE zhiheng.department_version SET name = 'x'$$, 'ZH403', NULL, 'names are append-only');

-- ---- what is asked ----
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(code || '':'' || way || '':'' || parts_required, '' '' ORDER BY code) FROM institution.return_elements(%s) WHERE way IS NOT NULL',
	pg_temp.return_of('a'))), 'ais_patients:month:false ais_reperfused:month:false or_surgeries:department:false unplanned_reops:department:false',
	'as the documents have it: 按月 and 分科室');
UPDATE zhiheng.programme_indicator SET departments = 'none', months = 'required' WHERE indicator_code = 'NIT-2025-09.1';
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(code || '':'' || way || '':'' || parts_required, '' '' ORDER BY code) FROM institution.return_elements(%s) WHERE way IS NOT NULL AND code LIKE ''o%%''',
	pg_temp.return_of('a'))), 'or_surgeries:month:true', 'a programme may ask otherwise');
UPDATE zhiheng.programme_indicator SET departments = NULL, months = NULL WHERE indicator_code = 'NIT-2025-09.1';

-- ---- months ----
SELECT is(pg_temp.enter('clerk_a', 0, '', 'ais_patients.2031-01=10 ais_patients.2031-02=0'), 'saved', 'two months');
SELECT is(pg_temp.cells(), NULL, 'make no quarter yet: missing is not zero');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', 'ais_patients.2031-03=5.0'), 'saved', 'the third');
SELECT is(pg_temp.cells(), 'ais_patients=15', 'makes the sum');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', 'ais_patients.2031-03=5'), 'unchanged', 'a form sent twice writes nothing');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), 'ais_patients=16', 'ais_patients.2031-03=5'), 'not_sum:ais_patients:15', 'a total that disagrees is refused');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), 'ais_patients=16', 'ais_patients.2031-03=7'), 'not_sum:ais_patients:17', 'also with new parts');
SELECT is(pg_temp.cells(), 'ais_patients=15', 'and takes these back');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), 'ais_patients=na', 'ais_patients.2031-03=5'), 'not_sum:ais_patients:15', 'not applicable beside parts');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), 'ais_patients=15 ais_reperfused=3', 'ais_patients.2031-03=5'), 'saved', 'the sum itself is no contradiction; other elements go along');
SELECT is(pg_temp.cells(), 'ais_patients=15 ais_reperfused=3', 'both are there');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', 'ais_patients.2031-03=5.5'), 'not_whole:ais_patients:2031-03:5:clerkA', 'half a patient');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', 'ais_patients.2031-04=5'), 'ZH400 return_unknown_element ais_patients.2031-04', 'a month of another quarter');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', 'ais_patients.2031-01= ais_patients.2031-02= ais_patients.2031-03='), 'saved', 'emptied');
SELECT is(pg_temp.cells(), 'ais_patients=missing ais_reperfused=3', 'the total is gone with its parts');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), 'ais_patients=40', 'ais_patients.2031-01='), 'saved', 'and can be typed again');
SELECT is(pg_temp.cells(), 'ais_patients=40 ais_reperfused=3', 'as it is');

-- ---- departments of a value ----
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', format('or_surgeries.%s=100 or_surgeries.%s=0', pg_temp.department('外科'), pg_temp.department('骨科'))),
	'saved', 'two of three departments');
SELECT is(pg_temp.cells(), 'ais_patients=40 ais_reperfused=3 or_surgeries=100', 'an empty department has no such cases');
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', format('or_surgeries.%s=1', (SELECT max(id) FROM department WHERE name = '外科'))),
	'ZH400 return_unknown_element or_surgeries.' || (SELECT max(id) FROM department WHERE name = '外科'), 'a department of another institution');
SELECT is(pg_temp.enter('clerk_b', pg_temp.revision(), '', 'or_surgeries.1=1'), 'ZH404  ', 'a foreign return');
SELECT is(pg_temp.enter('verifier_a', pg_temp.revision(), '', 'or_surgeries.1=1'), 'ZH403 role_needed ', 'a verifier fills in nothing');

SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', format('or_surgeries.%s=999999999999 or_surgeries.%s=1', pg_temp.department('外科'), pg_temp.department('骨科'))),
	'too_large:or_surgeries:1000000000000', 'a sum that no value can hold');
SELECT is(pg_temp.cells(), 'ais_patients=40 ais_reperfused=3 or_surgeries=100', 'changes nothing');

-- ---- two people ----
CREATE TEMPORARY TABLE base AS SELECT pg_temp.revision() AS revision;
SELECT is(pg_temp.enter('clerk_a', (SELECT revision FROM base), '', format('or_surgeries.%s=110', pg_temp.department('外科'))), 'saved', 'one changes a department');
SELECT is(pg_temp.enter('second_a', (SELECT revision FROM base), '', format('or_surgeries.%s=100 or_surgeries.%s=7', pg_temp.department('外科'), pg_temp.department('内科'))),
	'saved', 'the other another one');
SELECT is(pg_temp.cells(), 'ais_patients=40 ais_reperfused=3 or_surgeries=117', 'both count');
SELECT is(pg_temp.enter('second_a', (SELECT revision FROM base), '', format('or_surgeries.%s=120', pg_temp.department('外科'))),
	format('conflict:or_surgeries:%s:110:clerkA', pg_temp.department('外科')), 'the same department: who, and what');
SELECT is(pg_temp.ask('zhiheng_institution', 'second_a', format('SELECT string_agg(concat_ws('':'', code, value, account_name), '' '' ORDER BY code, value) FROM institution.draft_changes(%s, %s)',
	pg_temp.return_of('a'), (SELECT revision FROM base))), 'or_surgeries:7:另一人 or_surgeries:110:clerkA or_surgeries:117:另一人', 'what later saves brought');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', format('SELECT count(*) FROM institution.draft_changes(%s, 0)', pg_temp.return_of('a'))), '0', 'nobody else is told');

-- ---- a save that knows nothing of parts: an upload, a program ----
CREATE FUNCTION pg_temp.save(p_state text, p_value text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', format(
		'SELECT string_agg(concat_ws('':'', outcome, code, value), '' '') FROM institution.return_save(%s, %s, ''{or_surgeries,unplanned_reops}'', ''{%s,value}'', ''{%s,2}'', ''uploaded'')',
		pg_temp.return_of('a'), pg_temp.revision(), p_state, p_value))
$$;
SELECT is(pg_temp.save('value', '118'), 'not_sum:or_surgeries:117', 'a total that disagrees with its parts is refused');
SELECT is(pg_temp.save('not_applicable', 'NULL'), 'not_sum:or_surgeries:117', 'so is 不适用');
SELECT is(pg_temp.save('missing', 'NULL'), 'saved', 'an empty one is passed over');
SELECT is(pg_temp.cells(), 'ais_patients=40 ais_reperfused=3 or_surgeries=117 unplanned_reops=2', 'the total stays what its parts make');
SELECT is(pg_temp.save('value', '117'), 'unchanged', 'the sum itself is taken');

-- ---- what must be filled in by parts ----
CREATE FUNCTION pg_temp.wanted(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT string_agg(code || '':'' || way, '' '' ORDER BY code) FROM institution.return_elements(%s) WHERE parts_wanted',
		pg_temp.return_of('a')))
$$;
SELECT is(pg_temp.wanted('clerk_a'), NULL, 'what the document asks for is up to the institution');
UPDATE zhiheng.programme_indicator SET departments = 'required', months = 'none' WHERE indicator_code = 'NIT-2025-09.1';
SELECT is(pg_temp.wanted('clerk_a'), 'unplanned_reops:department', 'what a programme requires: one element has its departments, the other not');
SELECT is(pg_temp.wanted('clerk_b'), NULL, 'another institution is told nothing of it');
UPDATE zhiheng.programme_indicator SET departments = NULL, months = NULL WHERE indicator_code = 'NIT-2025-09.1';

-- ---- who sees parts ----
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT count(*) FROM institution.return_parts(%s)', pg_temp.return_of('a'))), '3', 'the institution its own');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', format('SELECT count(*) FROM institution.return_parts(%s)', pg_temp.return_of('a'))), '0', 'another institution none');
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
SELECT is(pg_temp.ask(role, login, 'SELECT (SELECT count(*) FROM zhiheng.return_part) + (SELECT count(*) FROM zhiheng.department) + (SELECT count(*) FROM zhiheng.department_version)'),
	'0', format('not even with a right on the tables does %s see one', role))
FROM (VALUES ('zhiheng_commission', 'city'), ('zhiheng_disclosure', NULL), ('zhiheng_worker', NULL)) AS reader (role, login);
SELECT is_empty($q$
	SELECT schema.nspname || '.' || item.proname
	FROM pg_proc AS item
	JOIN pg_namespace AS schema ON schema.oid = item.pronamespace
	WHERE schema.nspname IN ('account', 'commission', 'disclosure', 'worker')
		AND item.prosrc || coalesce(pg_get_function_sqlbody(item.oid), '') ~ 'return_part|zhiheng\.department'
	UNION ALL
	SELECT schemaname || '.' || viewname FROM pg_views
	WHERE schemaname IN ('account', 'commission', 'disclosure', 'worker') AND definition ~ 'return_part|zhiheng\.department'
	$q$, 'and nothing that the other programs may call looks at them');
SELECT isnt_empty($q$SELECT FROM pg_proc WHERE pronamespace = 'institution'::regnamespace AND prosrc ~ 'return_part|zhiheng\.department'$q$, 'where it would be found');
SELECT throws_ok('UPDATE zhiheng.return_part SET revision = 1', 'ZH403', NULL, 'parts are append-only');

-- ---- who passes on what ----
SELECT is(pg_temp.enter('clerk_a', pg_temp.revision(), '', format('or_surgeries.%s=60 or_surgeries.%s=40', pg_temp.department('外科'), pg_temp.department('骨科'))),
	'saved', 'a sum by departments');
SELECT is(pg_temp.enter('second_a', pg_temp.revision(), '', format('or_surgeries.%s=55 or_surgeries.%s=45', pg_temp.department('外科'), pg_temp.department('骨科'))),
	'saved', 'another clerk shifts some between two, the sum is the same');
UPDATE zhiheng.account SET role = 'verifier' WHERE login = 'second_a';
SELECT is(pg_temp.try('second_a', format('SELECT institution.return_move(%s, %s, ''verified'', NULL)', pg_temp.return_of('a'), pg_temp.revision())),
	'ZH403 return_second_person', 'and does not verify that');
SELECT is(pg_temp.try('verifier_a', format('SELECT institution.return_move(%s, %s, ''verified'', NULL) > 0', pg_temp.return_of('a'), pg_temp.revision())), 'true', 'a verifier does');

SELECT finish();
ROLLBACK;
