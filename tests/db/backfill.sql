-- Back-fill under attack: who may open past periods and which; what a file may change and what not; that nobody passes what has
-- no source or what he typed himself; that the register's and the accepted numbers stay as they are.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- The city's programme of a year that is over, and one return of it asked for in the ordinary way.
CREATE TEMPORARY TABLE past AS
WITH made AS (INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2021, '旧年方案' FROM zhiheng.commission WHERE region_code = '980100' RETURNING id)
SELECT id FROM made;
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, unnest(ARRAY['NIT-2025-01', 'NIT-2025-09']) FROM past;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT past.id, code, version, target_code, '综合', numerator, denominator, true FROM past, zhiheng.indicator WHERE code IN ('NIT-2025-01.1', 'NIT-2025-09.1');
GRANT SELECT ON past TO PUBLIC;
CREATE FUNCTION pg_temp.open(p_login text, p_periods text, p_due text DEFAULT '2099-12-31', p_note text DEFAULT '补齐三年') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT commission.backfill_open(%s, %L, %L, %L)', (SELECT id FROM past), p_periods, p_due, p_note))
$$;
CREATE FUNCTION pg_temp.past_return(p_mark text, p_period text) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院' || upper(p_mark) AND head.period = p_period
$$;
CREATE FUNCTION pg_temp.keep(p_login text, p_collected text DEFAULT '质控科', p_origin text DEFAULT '病案系统') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT institution.backfill_keep(%s, %L, %L, NULL, ''表.csv'', ''text/csv'', 3, %L, %L, ''x'')', (SELECT id FROM past),
		p_collected, p_origin, encode(sha256('abc'), 'hex'), encode(sha256(gen_random_uuid()::text::bytea), 'hex')))
$$;
CREATE FUNCTION pg_temp.confirm_file(p_login text, p_upload text, p_return bigint, p_base integer, p_code text, p_value numeric) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT institution.backfill_confirm(%s, ARRAY[%s::bigint], ARRAY[%s], ARRAY[%s::bigint], ARRAY[%L], ''{value}'', ARRAY[%s::numeric])',
		p_upload, p_return, p_base, p_return, p_code, p_value))
$$;

-- ---- opening ----
SELECT is(pg_temp.open(login, '{2021Q1}'), refusal, login || ' does not open')
FROM (VALUES ('city_reviewer', 'ZH403 administrator_only'), ('city_viewer', 'ZH403 administrator_only'), ('nerve', 'ZH403 administrator_only'),
	('county', 'ZH403 programme_own'), ('province', 'ZH403 programme_own')) AS item (login, refusal);
SELECT is(pg_temp.try('clerk_a', format('SELECT commission.backfill_open(%s, ''{2021Q1}'', ''2099-12-31'', ''补'')', (SELECT id FROM past))), '42501 ', 'nor does a hospital');
SELECT is(pg_temp.open('city', '{}'), 'ZH400 backfill_period', 'nothing is not opened');
SELECT is(pg_temp.open('city', '{2022Q1}'), 'ZH400 backfill_period', 'nor what is not the programme''s');
SELECT is(pg_temp.open('city', '{2021Q1}', '2020-01-01'), 'ZH400 backfill_due', 'nor due in the past');
SELECT is(pg_temp.open('city', '{2021Q1}', '2099-12-31', ' '), '23514 backfill_note', 'nor without a word');
SELECT is(pg_temp.try('city', format('SELECT commission.backfill_open(%s, ''{2031Q2}'', ''2099-12-31'', ''补录'')', (SELECT id FROM zhiheng.programme WHERE name = '试验方案'))),
	'ZH409 backfill_future', 'nor what is not over');
SELECT is(pg_temp.try('city', format('SELECT commission.backfill_open(%s, ''{2031Q1}'', ''2099-12-31'', ''补录'')', (SELECT id FROM zhiheng.programme WHERE name = '试验方案'))),
	'ZH409 backfill_ordinary', 'nor what was opened before');
INSERT INTO zhiheng.return (period, institution_id) SELECT '2021Q4', institution_id FROM zhiheng.return WHERE id = pg_temp.return_of('c');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT id, '2021Q4', '2022-01-01', '2022-01-20', 'closed' FROM zhiheng.programme WHERE name = '试验方案';
INSERT INTO zhiheng.demand (programme_id, period, institution_id) SELECT programme.id, '2021Q4', head.institution_id
FROM zhiheng.programme AS programme, zhiheng.return AS head WHERE programme.name = '试验方案' AND head.id = pg_temp.return_of('c');
SELECT is(pg_temp.open('city', '{2021Q4}'), 'ZH409 backfill_other', 'nor what another programme asks of one of them');
SELECT is(pg_temp.open('city', '{2021Q1,2021Q4}'), 'ZH409 backfill_other', 'of several none');
SELECT is((SELECT count(*)::integer FROM zhiheng.demand WHERE programme_id = (SELECT id FROM past)), 0, 'nothing of all that remains');
SELECT is(pg_temp.open('city', '{2021Q1,2021Q2}'), '6', 'three hospitals are asked for two periods');
SELECT is(pg_temp.open('city', '{2021Q1}'), 'ZH409 backfill_opened', 'once');
SELECT is((SELECT bool_and(backfilled) FROM zhiheng.return WHERE period IN ('2021Q1', '2021Q2') AND id IN (SELECT pg_temp.past_return(mark, period) FROM unnest(ARRAY['a', 'b', 'c']) AS mark)),
	true, 'their returns say so');
SELECT throws_ok(format('UPDATE zhiheng.return SET backfilled = false WHERE id = %s', pg_temp.past_return('a', '2021Q1')), 'ZH403', NULL, 'and always will');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'period.backfill' AND object_id = (SELECT id FROM past)), 2, 'it is in the audit');

-- ---- a file ----
SELECT is(pg_temp.keep(login), 'ZH403 role_needed', login || ' sends none') FROM unnest(ARRAY['verifier_a', 'leader_a']) AS login;
SELECT is(pg_temp.keep('clerk_a', 'x'), '23514 backfill_collected_by', 'who collected has a name');
SELECT is(pg_temp.keep('clerk_a', '质控科', ''), '23514 backfill_origin', 'and the source');
CREATE TEMPORARY TABLE sent AS SELECT pg_temp.keep('clerk_a') AS id;
SELECT matches((SELECT id FROM sent), '^[0-9]+$', 'a clerk sends one');
SELECT is(pg_temp.confirm_file('clerk_b', (SELECT id FROM sent), pg_temp.past_return('b', '2021Q1'), 0, 'ais_patients', 1), 'ZH404 ', 'another hospital''s clerk does not confirm it');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.past_return('b', '2021Q1'), 0, 'ais_patients', 1), 'ZH404 ', 'nor for another hospital''s return');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.return_of('a'), 0, 'ais_patients', 1), 'ZH404 ', 'nor for one that is not filled in afterwards');
SELECT is(pg_temp.confirm_file('verifier_a', (SELECT id FROM sent), pg_temp.past_return('a', '2021Q1'), 0, 'ais_patients', 1), 'ZH403 role_needed', 'nor does who is to pass it');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.past_return('a', '2021Q1'), 0, 'vte_prevented', 1), 'ZH400 return_unknown_element', 'nor what is not asked');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.past_return('a', '2021Q1'), 0, 'ais_patients', 1.5), 'ZH409 backfill_changed', 'nor what no form would take');
SELECT is((SELECT count(*)::integer FROM zhiheng.return_save WHERE return_id = pg_temp.past_return('a', '2021Q1')), 0, 'nothing was saved');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.past_return('a', '2021Q1'), 0, 'ais_patients', 40), '1', 'what is asked is');
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM sent), pg_temp.past_return('a', '2021Q1'), 1, 'ais_patients', 41), 'ZH409 backfill_saved', 'once');
SELECT is((SELECT source FROM zhiheng.return_save WHERE return_id = pg_temp.past_return('a', '2021Q1')), 'backfill', 'the save says how it came');
SELECT is((SELECT count(*)::integer FROM zhiheng.evidence WHERE return_id = pg_temp.past_return('a', '2021Q1') AND digest = sha256('abc')), 1, 'and the file is its evidence');
SELECT is(pg_temp.ask(program, login, format('SELECT collected_by || origin || digest FROM %s.backfill_source WHERE return_id = %s', audience, pg_temp.past_return('a', '2021Q1'))),
	seen, login || CASE WHEN seen IS NULL THEN ' does not read' ELSE ' reads' END || ' where it is from')
FROM (VALUES ('zhiheng_institution', 'institution', 'leader_a', '质控科病案系统' || encode(sha256('abc'), 'hex')), ('zhiheng_institution', 'institution', 'clerk_b', NULL),
	('zhiheng_commission', 'commission', 'city_reviewer', '质控科病案系统' || encode(sha256('abc'), 'hex'))) AS item (program, audience, login, seen);
SELECT throws_ok(format('%s zhiheng.%s', act, relation), 'ZH403', NULL, act || ' ' || relation)
FROM unnest(ARRAY['backfill', 'backfill_source', 'backfill_save']) AS relation, unnest(ARRAY['DELETE FROM']) AS act;

-- ---- passing ----
SELECT is(pg_temp.try('verifier_b', format('SELECT institution.return_move(%s, 0, ''verified'', NULL) > 0', pg_temp.past_return('b', '2021Q1'))) ~ '^(ZH|23)', true,
	'what is empty and has no source is not passed');
SELECT is(pg_temp.try('clerk_b', format('SELECT outcome FROM institution.return_save(%s, 0, ''{ais_patients}'', ''{value}'', ''{3}'', ''typed'')', pg_temp.past_return('b', '2021Q1'))), 'saved',
	'what is typed is kept');
SELECT is(pg_temp.try('verifier_b', format('SELECT institution.return_move(%s, 1, ''verified'', NULL) > 0', pg_temp.past_return('b', '2021Q1'))), 'ZH409 backfill_no_source',
	'but is not passed before a file says where it is from');
UPDATE zhiheng.account SET role = 'verifier' WHERE login = 'clerk_a';
SELECT is(pg_temp.try('clerk_a', format('SELECT institution.return_move(%s, 1, ''verified'', NULL) > 0', pg_temp.past_return('a', '2021Q1'))), 'ZH403 return_second_person',
	'nobody passes what he sent himself');
UPDATE zhiheng.account SET role = 'clerk' WHERE login = 'clerk_a';
SELECT is(pg_temp.try('verifier_a', format('SELECT institution.return_move(%s, 1, ''verified'', NULL) > 0', pg_temp.past_return('a', '2021Q1'))), 'true', 'another does');
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.try('leader_a', format('SELECT institution.return_move(%s, 1, ''submitted'', NULL) > 0', pg_temp.past_return('a', '2021Q1'))), 'true', 'it is signed');
SELECT is((SELECT head.kind FROM zhiheng.submission AS head JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id
	WHERE sheet.return_id = pg_temp.past_return('a', '2021Q1')), 'backfill', 'of its own kind');
SELECT is(pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''accept'', ''submitted'', 1, NULL, ''{}'', ''{}'') > 0', pg_temp.past_return('a', '2021Q1'))),
	'true', 'and accepted');
CREATE TEMPORARY TABLE later AS SELECT pg_temp.keep('clerk_a') AS id;
SELECT is(pg_temp.confirm_file('clerk_a', (SELECT id FROM later), pg_temp.past_return('a', '2021Q1'), 1, 'ais_patients', 39), 'ZH409 backfill_accepted',
	'what is accepted no file changes');
SELECT is((SELECT value::integer FROM zhiheng.accepted_cell WHERE period = '2021Q1' AND element_code = 'ais_patients'
	AND institution_id = (SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of('a'))), 40, 'the accepted number stands');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(missing::text, '' '' ORDER BY period) FROM commission.backfill_gap(%s) WHERE period LIKE ''2021%%''', (SELECT id FROM past))),
	'2 3 3 3', 'one less is missing in that quarter');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(DISTINCT period_label, ', ') FROM commission.return_item WHERE id = %s$q$, pg_temp.past_return('a', '2021Q1'))),
	'2021年第一季度（补录）', 'lists say so');

SELECT * FROM finish();
ROLLBACK;
