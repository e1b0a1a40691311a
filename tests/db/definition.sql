-- Which definitions are confirmed, by whom, and what that opens.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.state(p_login text, p_indicator text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT state FROM commission.definition WHERE programme_id = %s AND indicator_code = %L',
		pg_temp.programme(), p_indicator))
$$;
CREATE FUNCTION pg_temp.seen(p_indicator text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT version FROM commission.definition WHERE programme_id = %s AND indicator_code = %L',
		pg_temp.programme(), p_indicator))
$$;
CREATE FUNCTION pg_temp.say(p_login text, p_versions text[], p_confirmed boolean, p_source text DEFAULT '口径手册第三章') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT commission.definition_say(%s, %L::text[], %L, %L)', pg_temp.programme(), p_versions,
		p_confirmed, p_source))
$$;
CREATE FUNCTION pg_temp.bar(p_indicator text) RETURNS text
LANGUAGE sql AS $$ SELECT bar FROM zhiheng.asked_definition WHERE programme_id = pg_temp.programme() AND indicator_code = p_indicator $$;

-- The three states that need no word of the owner's.
SELECT is(zhiheng.definition_bar(basis, own, confirmed), bar, concat_ws(' ', basis, own, confirmed, 'is', bar))
FROM (VALUES ('seed', false, false, 'none'), ('standard', false, false, 'unconfirmed'), ('derived', false, false, 'unconfirmed'),
	('derived', false, true, 'none'), ('seed', true, true, 'own_trend'), ('standard', true, false, 'own_trend')) AS want (basis, own, confirmed, bar);
SELECT results_eq($q$SELECT code COLLATE "default" FROM zhiheng.indicator WHERE own_trend AND target_code ~ '^SXQ' ORDER BY code$q$,
	$q$VALUES ('SXQ-32.1'), ('SXQ-33.1'), ('SXQ-35.1'), ('SXQ-44.1')$q$, 'stay, cost, case mix and survival are compared with the own past only');

SELECT is(pg_temp.state('city', 'NIT-2025-09.1'), 'unconfirmed', 'the formula of a professional set is not confirmed');
SELECT is(pg_temp.bar('NIT-2025-09.1'), 'unconfirmed', 'so nothing is ranked by it in public');

-- Who may, and what is refused.
SELECT is(pg_temp.say(login, ARRAY[pg_temp.seen('NIT-2025-09.1')], true), refusal, login || ' confirms nothing')
FROM (VALUES ('city_viewer', 'ZH403 administrator_only'), ('city_reviewer', 'ZH403 administrator_only'), ('nerve', 'ZH403 administrator_only'),
	('county', 'ZH403 programme_own'), ('province', 'ZH403 programme_own')) AS want (login, refusal);
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], true, '短'), '23514 definition_source', 'a source is needed');
SELECT is(pg_temp.say('city', ARRAY['NIT-2025-09.1:1:99'], true), 'ZH409 definition_changed', 'a row that is another by now');
SELECT is(pg_temp.say('city', ARRAY[]::text[], true), 'ZH409 definition_changed', 'no row');
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], false), 'ZH409 definition_changed', 'what was not confirmed is not withdrawn');
SELECT is_empty('SELECT id FROM zhiheng.definition_confirmation WHERE programme_id = pg_temp.programme()', 'nothing of this remains');

-- Confirmed, withdrawn, confirmed again.
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], true), '', 'the owner confirms');
SELECT is(pg_temp.bar('NIT-2025-09.1'), 'none', 'now it is ranked');
SELECT results_eq($q$SELECT confirmed_by COLLATE "default", confirmed_source COLLATE "default" FROM zhiheng.asked_definition WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-09.1'$q$,
	$q$VALUES ('试验市卫健委', '口径手册第三章')$q$, 'the office stands there, no person');
SELECT is((SELECT detail FROM zhiheng.audit WHERE act = 'definition.confirm' ORDER BY id DESC LIMIT 1),
	'{"source": "口径手册第三章", "indicators": ["NIT-2025-09.1"]}'::jsonb, 'the audit has it');
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], true), 'ZH409 definition_changed', 'once is enough');
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], false, '口径有误，待核对'), '', 'it is withdrawn');
SELECT is(pg_temp.bar('NIT-2025-09.1'), 'unconfirmed', 'and the ranks with it');
SELECT is((SELECT confirmed_source FROM zhiheng.asked_definition WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-09.1'), NULL,
	'a reason of a withdrawal is no source');
SELECT is(pg_temp.say('city', ARRAY[pg_temp.seen('NIT-2025-09.1')], true), '', 'and confirmed again');
SELECT throws_ok('UPDATE zhiheng.definition_confirmation SET source = ''另一份文件''', NULL, NULL, 'no word is changed afterwards');

-- A new version of the definition has to be confirmed anew.
INSERT INTO zhiheng.catalogue_indicator (code, version, withdrawn, load_id, target_code, name, kind, unit, factor, direction, numerator, denominator,
	frequency, by_department, is_primary, reporter, applies_to, basis, own_trend)
SELECT code, version + 1000, withdrawn, load_id, target_code, name, kind, unit, factor, direction, numerator, denominator,
	frequency, by_department, is_primary, reporter, applies_to, basis, own_trend
FROM zhiheng.indicator WHERE code = 'NIT-2025-09.1';
UPDATE zhiheng.programme_indicator SET indicator_version = indicator_version + 1000
WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-09.1';
SELECT is(pg_temp.bar('NIT-2025-09.1'), 'unconfirmed', 'another version is another definition');

-- Who sees it.
SELECT is(pg_temp.state('county', 'NIT-2025-09.1'), 'unconfirmed', 'those below see what the owner says');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT count(*) FROM institution.peer_results(%s, ''2031Q1'', ''NIT-2025-09.1'') WHERE bar <> ''unconfirmed''',
	pg_temp.programme())), '0', 'and so does a hospital');

SELECT * FROM finish();
ROLLBACK;
