-- What is said of signals: who may, with a reason, on whose list; and that it stays.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.institution_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || upper(p_mark) $$;
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.say(p_login text, p_act text, p_reason text, p_source text DEFAULT 'outlier', p_indicator text DEFAULT 'NIT-2025-01.1',
	p_institution bigint DEFAULT NULL, p_programme bigint DEFAULT NULL, p_q double precision DEFAULT 0.05, p_cases double precision DEFAULT 20)
RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.signal_say(%s, %L, %s, %L, %L, %L, %L, %L, %L, %L) > 0 THEN ''said'' END',
		coalesce(p_programme, pg_temp.programme()), '2031Q1', coalesce(p_institution, pg_temp.institution_of('a')), p_source, p_indicator, p_act,
		p_q, p_cases, '数值', p_reason))
$$;
CREATE FUNCTION pg_temp.seen(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT string_agg(act || '' '' || reason, '','' ORDER BY act) FROM commission.signal_word')
$$;

-- ---- who, and with what ----
SELECT is(pg_temp.say('city_viewer', 'dismiss', '已核实'), 'ZH403 reviewer_needed', 'a viewer says nothing');
SELECT is(pg_temp.say('nerve', 'dismiss', '已核实'), 'ZH403 reviewer_needed', 'nor does a QC centre');
SELECT is(pg_temp.say('city', 'dismiss', ' 好 '), 'ZH400 signal_reason', 'a reason has to be one');
SELECT is(pg_temp.say('city', 'dismiss', NULL), 'ZH400 signal_reason', 'none is none');
SELECT is(pg_temp.say('city', 'dismiss', repeat('长', 501)), 'ZH400 signal_reason', 'too long a one neither');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_programme => 0), 'ZH404 ', 'no such programme');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_institution => 0), 'ZH404 ', 'no such institution');
SELECT is(pg_temp.say('city', 'forget', '已核实'), '23514 signal_word_act_check', 'no such act');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_source => 'goal'), '23514 signal_word_source_check', 'goals are no signals');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_indicator => NULL), '23514 signal_indicator', 'an outlier is of an indicator');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_source => 'late'), '23514 signal_indicator', 'a late return is not');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_q => 'NaN'), '23514 signal_evidence', 'q is a share');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_cases => 'Infinity'), '23514 signal_evidence', 'cases are a number');
SELECT is((SELECT count(*) FROM zhiheng.signal_word WHERE programme_id = pg_temp.programme()), 0::bigint, 'of all that nothing was written');

-- ---- what it leaves ----
SELECT is(pg_temp.say('city_reviewer', 'dismiss', ' 收治转入患者 '), 'said', 'a reviewer dismisses one');
SELECT is((SELECT detail ->> 'reason' FROM zhiheng.audit WHERE act = 'signal.dismiss' ORDER BY id DESC LIMIT 1), '收治转入患者', 'which the audit has');
SELECT is(pg_temp.seen('city'), 'dismiss 收治转入患者', 'the commission sees it');
SELECT is(pg_temp.seen('nerve'), 'dismiss 收治转入患者', 'so does its QC centre');
SELECT is(pg_temp.seen('county'), NULL, 'another commission has a list of its own');
SELECT is(pg_temp.say('city', 'restore', '又有投诉'), 'said', 'an administrator takes it up again');
SELECT is(pg_temp.seen('city'), 'restore 又有投诉', 'the newest word counts');
SELECT is(pg_temp.say('city', 'dismiss', '补报即可', 'late', NULL), 'said', 'a late return is dismissed as a whole');
SELECT is(pg_temp.seen('city'), 'dismiss 补报即可,restore 又有投诉', 'beside the other');
SELECT is(pg_temp.ask('zhiheng_commission', NULL, 'SELECT count(*) FROM commission.signal_word'), '0', 'nobody sees nothing');
SELECT throws_ok('UPDATE zhiheng.signal_word SET reason = ''另一个''', NULL, NULL, 'words are not changed');
SELECT throws_ok('DELETE FROM zhiheng.signal_word', NULL, NULL, 'nor taken away');

SELECT * FROM finish();
ROLLBACK;
