-- Grade schemes: drafts, versions, vetoes; who may do what, and that nothing is ever changed.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.institution(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || p_mark $$;
CREATE FUNCTION pg_temp.act(p_login text, p_call text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT commission.' || p_call) $$;
CREATE FUNCTION pg_temp.newest() RETURNS bigint
LANGUAGE sql AS $$ SELECT coalesce(max(id), 0) FROM zhiheng.grade_scheme WHERE programme_id = pg_temp.programme() $$;
CREATE FUNCTION pg_temp.states() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(concat(version, state), ' ' ORDER BY scheme_id) FROM zhiheng.grade_version WHERE programme_id = pg_temp.programme()
$$;

-- A draft of the two indicators of the fixture: NIT-2025-01.1 (higher is better), NIT-2025-09.1 (lower).
CREATE FUNCTION pg_temp.save(p_login text, p_seen bigint, p_floors text DEFAULT '{40,6}', p_benchmarks text DEFAULT '{80,0.5}',
	p_safety text DEFAULT '{f,t}', p_bands text DEFAULT '{85,70,55}', p_caps text DEFAULT '{-1.96,-3.09}', p_weights text DEFAULT '{40,60}',
	p_indicators text DEFAULT '{NIT-2025-01.1,NIT-2025-09.1}', p_coverage integer DEFAULT 2) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('grade_save(%s, %s, %L, %L, %L, %s, %L, %L, %L, %L, %L, %L)', pg_temp.programme(), p_seen, '试验草案', p_bands,
		p_caps, p_coverage, p_indicators, p_weights, p_floors, p_benchmarks, p_safety, '{自定依据,自定依据}'))
$$;
CREATE FUNCTION pg_temp.enact(p_login text, p_scheme bigint) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.act(p_login, format('grade_enact(%s, %s)', pg_temp.programme(), p_scheme)) $$;
CREATE FUNCTION pg_temp.veto(p_login text, p_mark text, p_period text, p_cap text DEFAULT 'C', p_document text DEFAULT '试卫〔2031〕1号') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('veto_record(%s, %s, %L, %L, %L, %L)', pg_temp.programme(), pg_temp.institution(p_mark), p_period, p_cap,
		p_document, '试验事件'))
$$;

-- Drafts.
SELECT throws_ok(format('SELECT pg_temp.save(%L, 0)', login), code, NULL, login || ' saves no scheme of the city')
FROM (VALUES ('city_viewer', 'ZH403'), ('city_reviewer', 'ZH403'), ('nerve', 'ZH403'), ('county', 'ZH403'), ('province', 'ZH403')) AS item (login, code);
SELECT lives_ok($t$SELECT pg_temp.save('city', 0)$t$, 'a draft is saved');
SELECT is(pg_temp.states(), 'draft', 'as a draft');
SELECT throws_ok($t$SELECT pg_temp.save('city', 0)$t$, 'ZH409', NULL, 'not over one that was saved meanwhile');
SELECT lives_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), '{40,5}')$t$, 'it is saved again');
SELECT is(pg_temp.states(), 'replaced draft', 'the earlier save stays');

SELECT throws_ok(format('SELECT pg_temp.save(%L, pg_temp.newest(), %L, %L)', 'city', floors, benchmarks), 'ZH400', NULL, what)
FROM (VALUES ('{80,6}', '{40,0.5}', 'higher is better: the benchmark lies above'), ('{40,0.5}', '{80,6}', 'lower is better: it lies below'),
	('{40,6}', '{40,0.5}', 'a range of nothing')) AS item (floors, benchmarks, what);
SELECT throws_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_indicators => '{NIT-2025-01.1,NIT-2025-02.1}')$t$, 'ZH400', NULL,
	'an indicator that the programme does not ask');
SELECT throws_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_indicators => '{}', p_weights => '{}', p_floors => '{}', p_benchmarks => '{}',
	p_safety => '{}')$t$, 'ZH400', NULL, 'a scheme of nothing');
SELECT throws_ok(format('SELECT pg_temp.save(%L, pg_temp.newest(), p_bands => %L)', 'city', bands), '23514', NULL, 'bands ' || bands)
FROM (VALUES ('{70,85,55}'), ('{101,70,55}'), ('{85,70,0}'), ('{85,70,70}')) AS item (bands);
SELECT throws_ok(format('SELECT pg_temp.save(%L, pg_temp.newest(), p_caps => %L)', 'city', caps), '23514', NULL, 'caps ' || caps)
FROM (VALUES ('{-3.09,-1.96}'), ('{0,-3.09}')) AS item (caps);
SELECT throws_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_weights => '{0,60}')$t$, '23514', NULL, 'no weight of nought');
SELECT throws_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_coverage => 4)$t$, '23514', NULL, 'no more than all of the weight');

-- Versions.
SELECT throws_ok($t$SELECT pg_temp.enact('city_reviewer', pg_temp.newest())$t$, 'ZH403', NULL, 'a reviewer puts nothing into force');
SELECT throws_ok($t$SELECT pg_temp.enact('city', pg_temp.newest() - 1)$t$, 'ZH409', NULL, 'nor a save that was replaced');
SELECT is(pg_temp.enact('city', pg_temp.newest()), '1', 'the draft becomes version 1');
SELECT is(pg_temp.states(), 'replaced 1in_force', 'in force');
SELECT throws_ok($t$SELECT pg_temp.enact('city', pg_temp.newest())$t$, 'ZH409', NULL, 'once only');
SELECT lives_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_safety => '{f,f}')$t$, 'a draft without safety indicator');
SELECT throws_ok($t$SELECT pg_temp.enact('city', pg_temp.newest())$t$, 'ZH409', NULL, 'does not come into force');
SELECT lives_ok($t$SELECT pg_temp.save('city', pg_temp.newest(), p_weights => '{50,50}')$t$, 'another draft');
SELECT is(pg_temp.enact('city', pg_temp.newest()), '2', 'becomes version 2');
SELECT is(pg_temp.states(), 'replaced 1former replaced 2in_force', 'the first is a former one, kept whole');
SELECT is((SELECT string_agg(weight || ' ' || floor, ', ' ORDER BY scheme_id, indicator_code) FROM zhiheng.grade_item
	JOIN zhiheng.grade_enactment AS enactment USING (scheme_id) WHERE version = 1 AND enactment.programme_id = pg_temp.programme()), '40.00 40.0000, 60.00 5.0000', 'with its numbers');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act IN ('grade.save', 'grade.enact') AND object_id = pg_temp.programme()), 6::bigint,
	'every save and both enactments are in the audit');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT used::text FROM commission.target_choice(%s, ''NIT-2025'') WHERE code = ''NIT-2025-09''',
	pg_temp.programme())), 'true', 'its targets cannot be dropped');

-- Vetoes.
SELECT throws_ok(format('SELECT pg_temp.veto(%L, ''A'', ''2031Q1'')', login), 'ZH403', NULL, login || ' records no veto')
FROM unnest(ARRAY['city_viewer', 'city_reviewer', 'nerve', 'county']) AS login;
SELECT throws_ok($t$SELECT pg_temp.veto('city', 'A', '2031Q2')$t$, 'ZH400', NULL, 'not in a period outside the calendar');
SELECT throws_ok($t$SELECT pg_temp.veto('city', 'A', '2031-01')$t$, 'ZH400', NULL, 'nor in a month');
SELECT throws_ok($t$SELECT pg_temp.act('city', format('veto_record(%s, 0, ''2031Q1'', ''C'', ''文号'', ''事件'')', pg_temp.programme()))$t$, 'ZH400', NULL,
	'not on an institution that is not there');
SELECT throws_ok($t$SELECT pg_temp.veto('city', 'A', '2031Q1', 'A')$t$, '23514', NULL, 'A is no cap');
SELECT throws_ok($t$SELECT pg_temp.veto('city', 'A', '2031Q1', 'C', '')$t$, '23514', NULL, 'not without document');
SELECT lives_ok($t$SELECT pg_temp.veto('city', 'A', '2031Q1')$t$, 'one is recorded');
SELECT lives_ok($t$SELECT pg_temp.veto('city', 'C', '2031', 'D')$t$, 'and one of the year');
SELECT is((SELECT string_agg(counts_in || cap, ' ' ORDER BY counts_in) FROM zhiheng.grade_veto_standing
	WHERE institution_id = pg_temp.institution('A')), '2031C 2031H1C 2031Q1C', 'a quarter''s counts in its half-year and year');
SELECT is((SELECT count(*) FROM zhiheng.grade_veto_standing WHERE institution_id = pg_temp.institution('C')), 7::bigint, 'a year''s in all');
SELECT is(pg_temp.ask(role, login, format('SELECT count(*) FROM %s', relation)), expected, login || ' sees ' || expected || ' of ' || relation)
FROM (VALUES
	('zhiheng_commission', 'city_viewer', 'commission.grade_veto', '2'),
	('zhiheng_commission', 'county', 'commission.grade_veto', '1'),
	('zhiheng_commission', 'county', 'commission.grade_veto_standing', '3'),
	('zhiheng_commission', 'nobody', 'commission.grade_veto', '0'),
	('zhiheng_commission', 'nobody', 'commission.grade_version', '0'),
	('zhiheng_commission', 'nobody', 'commission.grade_item', '0'),
	('zhiheng_commission', 'county', 'commission.grade_version', '4')
) AS want (role, login, relation, expected);
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'county', format('veto_withdraw(%s, %s, ''文号'', ''理由'')', pg_temp.programme(),
	(SELECT min(id) FROM zhiheng.grade_veto))), 'ZH403', NULL, 'a county withdraws nothing of the city''s');
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('veto_withdraw(%s, 0, ''文号'', ''理由'')', pg_temp.programme())), 'ZH404', NULL,
	'no such veto');
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('veto_withdraw(%s, %s, ''文号'', '''')', pg_temp.programme(),
	(SELECT max(id) FROM zhiheng.grade_veto))), '23514', NULL, 'not without reason');
SELECT lives_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('veto_withdraw(%s, %s, ''文号'', ''理由'')', pg_temp.programme(),
	(SELECT max(id) FROM zhiheng.grade_veto))), 'one is withdrawn');
SELECT is((SELECT count(*) FROM zhiheng.grade_veto_standing WHERE institution_id = pg_temp.institution('C')), 0::bigint, 'and counts no more');
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('veto_withdraw(%s, %s, ''文号'', ''理由'')', pg_temp.programme(),
	(SELECT max(id) FROM zhiheng.grade_veto))), 'ZH409', NULL, 'once only');

-- Sums for grades: all that is asked for, nothing for a QC centre.
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT count(*) FROM commission.grade_results(%s, ''2031Q1'', ''{NIT-2025-01.1,NIT-2025-09.1}'')',
	pg_temp.programme())), expected, login || ' gets ' || expected || ' rows')
FROM (VALUES ('city', '6'), ('county', '4'), ('nerve', '0')) AS want (login, expected);

-- Only ever added.
SELECT throws_ok(format('%s zhiheng.%s', act, relation), 'ZH403', NULL, act || ' ' || relation)
FROM unnest(ARRAY['grade_scheme', 'grade_scheme_row', 'grade_enactment', 'grade_veto', 'grade_veto_withdrawal']) AS relation
CROSS JOIN unnest(ARRAY['DELETE FROM', 'TRUNCATE']) AS act
WHERE NOT (act = 'TRUNCATE' AND relation IN ('grade_scheme', 'grade_veto'));
SELECT throws_ok($t$UPDATE zhiheng.grade_scheme_row SET weight = 1$t$, 'ZH403', NULL, 'a row is not changed');
SELECT throws_ok($t$UPDATE zhiheng.grade_veto SET cap = 'B'$t$, 'ZH403', NULL, 'a veto is not changed');

SELECT * FROM finish();
ROLLBACK;
