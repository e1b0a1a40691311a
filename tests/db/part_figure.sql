-- Results by department and month, words about them, analyses: what they come to, and that nobody else reads one.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.enter(p_parts text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$
		SELECT string_agg(outcome, ' ') FROM institution.return_enter(%s, %s, '{}', '{}', '{}', %L, %L, %L, 'typed')$q$,
		pg_temp.return_of('a'), (SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')),
		(SELECT array_agg(split_part(item, '.', 1)) FROM regexp_split_to_table(p_parts, ' ') AS item),
		(SELECT array_agg(substr(split_part(item, '=', 1), strpos(item, '.') + 1)) FROM regexp_split_to_table(p_parts, ' ') AS item),
		(SELECT array_agg(split_part(item, '=', 2)) FROM regexp_split_to_table(p_parts, ' ') AS item)))
$$;
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;

SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT institution.department_add('{外科,内科,骨科}')$$), '3', 'three departments');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', $$SELECT institution.department_add('{外科}')$$), '1', 'another hospital has one');
CREATE TEMPORARY TABLE department AS
SELECT version.name, department.id
FROM zhiheng.department AS department
JOIN zhiheng.department_version AS version ON version.department_id = department.id
JOIN zhiheng.institution AS institution ON institution.id = department.institution_id AND institution.name = '试验医院A';
CREATE FUNCTION pg_temp.department(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM department WHERE name = p_name $$;

-- ---- figures ----
CREATE FUNCTION pg_temp.departments(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT string_agg(concat_ws('':'', name, coalesce(numerator::text, ''-''), coalesce(denominator::text, ''-'')), '' '')
		FROM institution.result_departments(%s, ''2031Q1'', ''NIT-2025-09.1'', 4) WHERE quarter = ''2031Q1''', pg_temp.programme()))
$$;
SELECT is(pg_temp.departments('clerk_a'), '外科:-:- 内科:-:- 骨科:-:-', 'asked by department, nothing filled in yet: every department says so');
SELECT is(pg_temp.enter(format('or_surgeries.%s=200 or_surgeries.%s=50 unplanned_reops.%1$s=3', pg_temp.department('外科'), pg_temp.department('骨科'))), 'saved', 'two fill in');
SELECT is(pg_temp.departments('clerk_a'), '外科:3:200 内科:-:- 骨科:-:50', 'each department''s pair');
SELECT is(pg_temp.departments('leader_a'), pg_temp.departments('clerk_a'), 'for the leader as well');
SELECT is(pg_temp.departments('clerk_b'), '外科:-:-', 'another hospital sees its own department and no number');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT count(*) || '' '' || min(quarter) FROM institution.result_departments(%s, ''2031Q1'', ''NIT-2025-09.1'', 4)', pg_temp.programme())),
	'12 2030Q2', 'four quarters of three departments');
CREATE FUNCTION pg_temp.wholes() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(concat_ws('':'', return_state, numerator, numerator_sum, denominator, denominator_sum), '' '')
		FROM institution.result_wholes(%s, ''2031Q1'', ''NIT-2025-09.1'', 4) WHERE quarter = ''2031Q1''', pg_temp.programme()))
$$;
SELECT is(pg_temp.wholes(), 'draft:3:3:250:250', 'departments add up to the whole');
UPDATE zhiheng.return_sheet AS sheet SET numbers[element.number] = 140000 FROM zhiheng.element_number AS element
WHERE sheet.return_id = pg_temp.return_of('a') AND element.code = 'unplanned_reops';
SELECT is(pg_temp.wholes(), 'draft:14:3:250:250', 'and a whole that was changed since stands beside their sum');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT count(*) FROM institution.result_departments(%s, ''2031Q1'', ''NIT-2025-01.1'', 4)', pg_temp.programme())), '0',
	'an indicator that is not asked by department has no row');
CREATE FUNCTION pg_temp.months() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(concat_ws('':'', month, coalesce(numerator::text, ''-''), coalesce(denominator::text, ''-'')), '' '')
		FROM institution.result_months(%s, ''2031Q1'', ''NIT-2025-01.1'') WHERE month >= ''2030-12''', pg_temp.programme()))
$$;
SELECT is(pg_temp.months(), '2030-12:-:- 2031-01:-:- 2031-02:-:- 2031-03:-:-', 'months are asked, nothing is filled in');
SELECT is(pg_temp.enter('ais_patients.2031-01=10 ais_patients.2031-02=0 ais_reperfused.2031-01=4'), 'saved', 'two months');
SELECT is(pg_temp.months(), '2030-12:-:- 2031-01:4:10 2031-02:-:0 2031-03:-:-', 'each month''s pair: 0 is a number');

CREATE FUNCTION pg_temp.figures(p_login text, p_department text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT string_agg(concat_ws('':'', indicator_code, numerator, denominator, whole_numerator, whole_denominator), '' '')
		FROM institution.department_figures(%s, ''2031Q1'')', pg_temp.department(p_department)))
$$;
SELECT is(pg_temp.figures('clerk_a', '外科'), 'NIT-2025-09.1:3:200:14:250', 'a department''s indicators beside the whole');
SELECT is(pg_temp.figures('clerk_b', '外科'), NULL, 'none of another hospital''s department');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT count(*) || ' ' || count(denominator) FROM institution.department_months('2031Q1')$$), '12 2', 'months of the whole hospital');

-- ---- words ----
CREATE FUNCTION pg_temp.say(p_login text, p_department bigint, p_period text, p_kind text, p_indicator text, p_text text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.department_say(%s, %L, %L, %L, %L) > 0', p_department, p_period, p_kind, p_indicator, p_text))
$$;
SELECT is(pg_temp.say('verifier_a', pg_temp.department('外科'), '2031Q1', 'question', 'NIT-2025-09.1', '请说明原因'), 'true', 'the quality office asks');
SELECT is(pg_temp.say('clerk_a', pg_temp.department('外科'), '2031Q1', 'answer', NULL, '已整改'), 'true', 'and writes down the answer');
SELECT is(pg_temp.say('clerk_a', pg_temp.department('外科'), '2031Q1', 'answer', 'NIT-2025-01.1', '已整改'), 'ZH400 department_word_indicator', 'not on what is no department''s');
SELECT is(pg_temp.say('clerk_a', pg_temp.department('外科'), '2031Q1', 'answer', NULL, '好'), '23514 department_word_text', 'one character is no answer');
SELECT is(pg_temp.say('clerk_a', pg_temp.department('外科'), '2031Q1', 'order', NULL, '好的'), '23514 department_word_kind_check', 'nor is there a third kind');
SELECT is(pg_temp.say('clerk_a', pg_temp.department('外科'), '2032Q1', 'answer', NULL, '好的'), 'ZH404 ', 'nor of a quarter that there is not');
SELECT is(pg_temp.say('clerk_b', pg_temp.department('外科'), '2031Q1', 'answer', NULL, '好的'), 'ZH404 ', 'nor on another hospital''s department');
SELECT is(pg_temp.ask('zhiheng_institution', 'leader_a', 'SELECT string_agg(kind || '':'' || text || '':'' || person, '' '' ORDER BY id) FROM institution.department_word'),
	'question:请说明原因:verifierA answer:已整改:clerkA', 'the hospital reads them, with who wrote them down');
SELECT is(pg_temp.ask('zhiheng_institution', 'leader_b', 'SELECT count(*) FROM institution.department_word'), '0', 'another hospital reads none');
SELECT is((SELECT string_agg(act, ' ' ORDER BY id) FROM zhiheng.audit WHERE act IN ('department.question', 'department.answer') AND object_id = pg_temp.department('外科')),
	'department.question department.answer', 'each is in the audit');
SELECT throws_ok('UPDATE zhiheng.department_word SET text = ''x''', 'ZH403', NULL, 'words are append-only');

-- ---- analyses ----
CREATE FUNCTION pg_temp.write(p_login text, p_period text, p_code text, p_text text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.analysis_write(%L, %L, %L)', p_period, p_code, p_text)) $$;
CREATE FUNCTION pg_temp.owed(p_login text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_institution', p_login, 'SELECT concat_ws('' '', period, missing, wanted) FROM institution.home_analyses()') $$;
SELECT is(pg_temp.owed('clerk_a'), NULL, 'a quarter that is open owes no analysis');
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE programme_id = pg_temp.programme();
SELECT is(pg_temp.owed('clerk_a'), '2031Q1 2 2', 'one that is closed owes those that documents want');
SELECT is(pg_temp.write('verifier_a', '2031Q1', 'NIT-2025-09.1', '本季度再手术例数与上季度相近'), 'true', 'one is written');
SELECT is(pg_temp.write('verifier_a', '2031Q1', 'NIT-2025-09.1', '本季度再手术例数与上季度相近'), 'false', 'the same again is nothing');
SELECT is(pg_temp.write('leader_a', '2031Q1', 'NIT-2025-09.1', '本季度再手术例数略多于上季度'), 'true', 'the newest counts');
SELECT is(pg_temp.write('leader_a', '2031Q1', 'NIT-2025-09.1', '太短'), '23514 indicator_analysis_text', 'two characters are none');
SELECT is(pg_temp.write('leader_a', '2031Q1', 'NIT-2025-03.1', '本季度没有明显变化，继续观察'), 'ZH404 ', 'of what is not asked there is none');
SELECT is(pg_temp.owed('clerk_a'), '2031Q1 1 2', 'one is still owed');
SELECT is(pg_temp.owed('clerk_b'), '2031Q1 2 2', 'another hospital owes both');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT string_agg(text || ':' || person || ':' || earlier, ' ') FROM institution.result_analyses('2031Q1', 'NIT-2025-09.1')$$),
	'本季度再手术例数略多于上季度:leaderA:1', 'the page of the indicator has the newest');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', $$SELECT count(*) FROM institution.result_analyses('2031Q1', 'NIT-2025-09.1')$$), '0', 'another hospital''s page has none');
CREATE FUNCTION pg_temp.read_above(p_login text, p_code text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(text, '' '') FROM commission.institution_analyses(%s, %L, %s)', pg_temp.programme(), p_code,
		(SELECT id FROM zhiheng.institution WHERE name = '试验医院A')))
$$;
SELECT is(pg_temp.read_above('city', 'NIT-2025-09.1'), NULL, 'nobody above reads what was not submitted');
UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of('a');
UPDATE zhiheng.return SET state = 'submitted' WHERE id = pg_temp.return_of('a');
SELECT is(pg_temp.read_above('city', 'NIT-2025-09.1'), '本季度再手术例数略多于上季度', 'the commission reads what was');
SELECT is(pg_temp.read_above('nerve', 'NIT-2025-09.1'), NULL, 'a QC centre of another specialty does not');
SELECT throws_ok('DELETE FROM zhiheng.indicator_analysis', 'ZH403', NULL, 'analyses are append-only');

-- ---- who sees numbers by department ----
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA zhiheng TO zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
SELECT is(pg_temp.ask(role, login, 'SELECT (SELECT count(*) FROM zhiheng.return_part) + (SELECT count(*) FROM zhiheng.department) + (SELECT count(*) FROM zhiheng.department_word)'),
	'0', format('not even with a right on the tables does %s (%s) see one', role, login))
FROM (VALUES ('zhiheng_commission', 'city'), ('zhiheng_commission', 'county'), ('zhiheng_commission', 'province'), ('zhiheng_commission', 'nerve'),
	('zhiheng_disclosure', NULL), ('zhiheng_worker', NULL)) AS reader (role, login);
SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, 'SELECT count(*) FROM zhiheng.indicator_analysis'), '0', 'the public reads no analysis');

SELECT finish();
ROLLBACK;
