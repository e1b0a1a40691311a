-- Programmes: adopted targets with their indicators and thresholds, the calendar, the returns.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.act(p_login text, p_call text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT commission.' || p_call) $$;
CREATE FUNCTION pg_temp.programme(p_year integer) RETURNS bigint
LANGUAGE sql AS $$
	SELECT programme.id FROM zhiheng.programme AS programme JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE programme.year = p_year AND owner.region_code = '980100'
$$;
CREATE FUNCTION pg_temp.adopt(p_login text, p_year integer, p_list text, p_targets text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('programme_adopt(%s, %L, %L, %L)', pg_temp.programme(p_year), p_list, pg_temp.ask('zhiheng_commission', 'city',
		format('SELECT seen FROM commission.programme_list WHERE programme_id = %s AND code = %L', pg_temp.programme(p_year), p_list)), p_targets))
$$;
CREATE FUNCTION pg_temp.targets(p_year integer) RETURNS text
LANGUAGE sql AS $$ SELECT string_agg(target_code, ' ' ORDER BY target_code) FROM zhiheng.programme_target WHERE programme_id = pg_temp.programme(p_year) $$;
CREATE FUNCTION pg_temp.last_audit(p_act text) RETURNS jsonb
LANGUAGE sql AS $$ SELECT detail FROM zhiheng.audit WHERE act = p_act ORDER BY id DESC LIMIT 1 $$;

-- New programmes.
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', login, 'programme_create(2033, ''方案'', false)'), 'ZH403', NULL, login || ' makes no programme')
FROM unnest(ARRAY['city_viewer', 'city_reviewer', 'nerve', 'leader_a']) AS login;
SELECT lives_ok($t$SELECT pg_temp.act('city', 'programme_create(2033, ''空方案'', false)')$t$, 'a programme is made');
SELECT throws_ok($t$SELECT pg_temp.act('city', 'programme_create(2033, ''再来一个'', false)')$t$, '23505', NULL, 'one for a year');
SELECT throws_ok($t$SELECT pg_temp.act('county', 'programme_create(2033, ''县方案'', true)')$t$, 'ZH409', NULL, 'there must be something to copy');
SELECT results_eq($q$SELECT period::text COLLATE "default", opens_on, due_on, state FROM zhiheng.reporting_period WHERE programme_id = pg_temp.programme(2033) ORDER BY period$q$,
	$q$VALUES ('2033Q1', date '2033-04-01', date '2033-04-20', 'planned'), ('2033Q2', '2033-07-01', '2033-07-20', 'planned'),
		('2033Q3', '2033-10-01', '2033-10-20', 'planned'), ('2033Q4', '2034-01-01', '2034-01-20', 'planned')$q$, 'with four quarters planned');
SELECT lives_ok($t$SELECT pg_temp.act('city', 'programme_create(2032, ''沿用方案'', true)')$t$, 'one is copied');
SELECT is(pg_temp.targets(2032), 'NIT-2025-01 NIT-2025-09', 'with the targets of the year before');
SELECT is((SELECT count(*) FROM zhiheng.programme_indicator WHERE programme_id = pg_temp.programme(2032)), 2::bigint, 'and the indicators');

-- Adopting.
SELECT throws_ok($t$SELECT pg_temp.adopt('county', 2033, 'NIT-2025', '{NIT-2025-01}')$t$, 'ZH403', NULL, 'a county adopts nothing for the city');
SELECT throws_ok($t$SELECT pg_temp.act('city', 'programme_adopt(0, ''NIT-2025'', '''', ''{}'')')$t$, 'ZH404', NULL, 'no such programme');
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('programme_adopt(%s, ''NIT-2025'', ''x'', ''{}'')', pg_temp.programme(2033))), 'ZH409', NULL,
	'a choice from before another one is refused');
SELECT throws_ok($t$SELECT pg_temp.adopt('city', 2033, 'NIT-2025', '{PIT-2024-01}')$t$, 'ZH400', NULL, 'a target of another list');
SELECT lives_ok($t$SELECT pg_temp.adopt('city', 2033, 'PIT-2024', '{PIT-2024-01,PIT-2024-06}')$t$, 'two are adopted');
SELECT is(pg_temp.targets(2033), 'NIT-2024-10 PIT-2024-01', 'a target that is another''s is adopted as that');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(code, '' '') FROM commission.target_choice(%s, ''PIT-2024'') WHERE adopted',
	pg_temp.programme(2033))), 'PIT-2024-01 PIT-2024-06', 'and shown as adopted where it was chosen');
SELECT is((SELECT kinds FROM zhiheng.programme_indicator WHERE programme_id = pg_temp.programme(2033) AND indicator_code = 'NIT-2024-10.1'),
	'{general,tcm,maternal_child}'::text[], 'kinds are those of the document, services are left out');
SELECT is((SELECT specialty FROM zhiheng.programme_indicator WHERE programme_id = pg_temp.programme(2033) AND indicator_code = 'NIT-2024-10.1'),
	coalesce((SELECT specialty FROM zhiheng.target WHERE code = 'NIT-2024-10'), '综合'), 'the specialty is the target''s');
SELECT is((SELECT count(*) FROM zhiheng.programme_indicator AS asked JOIN zhiheng.indicator USING (target_code)
	WHERE asked.programme_id = pg_temp.programme(2033) AND indicator.code = asked.indicator_code AND asked.required <> indicator.is_primary), 0::bigint,
	'auxiliary indicators are optional');
SELECT lives_ok($t$SELECT pg_temp.adopt('city', 2033, 'SXQ', '{SXQ-27,SXQ-41,SXQ-09,SXQ-12}')$t$, 'targets with numbers of the document');
SELECT results_eq($q$SELECT op, value FROM zhiheng.programme_threshold WHERE programme_id = pg_temp.programme(2033) AND indicator_code = 'SXQ-27.1'$q$,
	$q$VALUES ('>=', 98.0000)$q$, 'have them as threshold');
SELECT matches((SELECT source FROM zhiheng.programme_threshold WHERE programme_id = pg_temp.programme(2033) AND indicator_code = 'SXQ-27.1'),
	'^山西省质量提升行动.*，原文第\d+行$', 'with document and line');
SELECT is((SELECT kinds FROM zhiheng.programme_indicator WHERE programme_id = pg_temp.programme(2033) AND indicator_code = 'SXQ-09.1'), '{ems}'::text[],
	'who reports by other bodies'' hands is asked there');
SELECT is((SELECT count(*) FROM zhiheng.programme_indicator AS asked JOIN zhiheng.indicator ON indicator.code = asked.indicator_code
	WHERE indicator.reporter IN ('commission', 'qc_centre')), 0::bigint, 'nobody is asked what commissions report');
SELECT is(pg_temp.last_audit('programme.adopt') -> 'added', '["SXQ-09", "SXQ-12", "SXQ-27", "SXQ-41"]'::jsonb, 'the audit says what was adopted');
SELECT lives_ok($t$SELECT pg_temp.adopt('city', 2033, 'SXQ', '{SXQ-27}')$t$, 'others are dropped');
SELECT is(pg_temp.targets(2033), 'NIT-2024-10 PIT-2024-01 SXQ-27', 'with what belongs to them');
SELECT is((SELECT count(*) FROM zhiheng.programme_threshold WHERE programme_id = pg_temp.programme(2033) AND indicator_code LIKE 'SXQ-12%'), 0::bigint,
	'their thresholds too');

-- What institutions have numbers for stays.
INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
SELECT id, 2031, 'ais_reperfused', 'ais_patients', 1, '2030', 1, 2, '{60}', pg_temp.account_of('clerk_a') FROM zhiheng.institution WHERE name = '试验医院A';
SELECT throws_ok($t$SELECT pg_temp.adopt('city', 2031, 'NIT-2025', '{NIT-2025-09}')$t$, 'ZH409', NULL, 'a target with a baseline is not dropped');
SELECT zhiheng.return_put(pg_temp.return_of('b'), 1, pg_temp.account_of('clerk_b'), '{unplanned_reops}', '{value}', '{1}');
SELECT throws_ok($t$SELECT pg_temp.adopt('city', 2031, 'NIT-2025', '{NIT-2025-01}')$t$, 'ZH409', NULL, 'nor one with a number in a return');
SELECT is(pg_temp.targets(2031), 'NIT-2025-01 NIT-2025-09', 'nothing happened');

-- Settings of an indicator.
CREATE FUNCTION pg_temp.seen(p_code text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT seen FROM commission.programme_indicator_entry WHERE programme_id = %s AND code = %L',
		pg_temp.programme(2033), p_code))
$$;
CREATE FUNCTION pg_temp.set(p_login text, p_seen text, p_kinds text, p_op text, p_value text, p_departments text = NULL, p_months text = NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('indicator_change(%s, ''PIT-2024-01.1'', %L, ''{secondary}'', %L, 50, true, %L, %L, ''本卫健委自定'', %L, %L, ''quarter'')',
		pg_temp.programme(2033), p_seen, p_kinds, p_op, p_value, p_departments, p_months))
$$;
SELECT throws_ok($t$SELECT pg_temp.set('city', 'x', '{}', '>=', '90')$t$, 'ZH409', NULL, 'a form from before a change is refused');
SELECT throws_ok($t$SELECT pg_temp.set('county', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90')$t$, 'ZH403', NULL, 'a county sets nothing for the city');
SELECT throws_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{palace}', '>=', '90')$t$, 'ZH400', NULL, 'a kind that is none');
SELECT throws_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', 'up', '90')$t$, '23514', NULL, 'up has no number');
SELECT lives_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{general,specialist:儿科}', '>=', '90')$t$, 'settings are changed');
SELECT is(pg_temp.last_audit('programme.indicator') #> '{changes,minimum_denominator}', '{"old": 30, "new": 50}'::jsonb, 'old and new are in the audit');
SELECT ok(NOT pg_temp.last_audit('programme.indicator') -> 'changes' ? 'required', 'and nothing that stayed');
CREATE FUNCTION pg_temp.parts() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT concat_ws('' '', parts_label, departments, months) FROM commission.programme_indicator_entry '
		'WHERE programme_id = %s AND code = ''PIT-2024-01.1''', pg_temp.programme(2033)))
$$;
CREATE TEMPORARY TABLE document AS SELECT pg_temp.parts() AS label;
SELECT lives_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90', 'required', 'none')$t$, 'parts are asked');
SELECT is(pg_temp.parts(), '分科室必填 required none', 'departments are required');
SELECT is(pg_temp.last_audit('programme.indicator') #> '{changes,departments}', '{"old": null, "new": "required"}'::jsonb, 'the audit has it');
SELECT lives_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90', 'none', 'optional')$t$, 'months instead');
SELECT is(pg_temp.parts(), '按月选填 none optional', 'as said');
SELECT throws_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90', 'optional', 'required')$t$, 'ZH400', NULL, 'an element has one set of parts');
SELECT throws_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90', 'perhaps', 'none')$t$, '23514', NULL, 'a word that is none');
SELECT lives_ok($t$SELECT pg_temp.act('city', 'programme_create(2034, ''沿用'', true)')$t$, 'a programme made of it');
SELECT is((SELECT departments || ' ' || months FROM zhiheng.programme_indicator WHERE programme_id = pg_temp.programme(2034) AND indicator_code = 'PIT-2024-01.1'),
	'none optional', 'asks for the same parts');
SELECT lives_ok($t$SELECT pg_temp.set('city', pg_temp.seen('PIT-2024-01.1'), '{}', '>=', '90')$t$, 'as the document has it again');
SELECT is(pg_temp.parts(), (SELECT label FROM document), 'as it was');

-- The calendar and the returns.
CREATE FUNCTION pg_temp.move(p_login text, p_year integer, p_period text, p_state text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.act(p_login, format('period_move(%s, %L, %L)', pg_temp.programme(p_year), p_period, p_state)) $$;
CREATE FUNCTION pg_temp.returns(p_period text) RETURNS bigint
LANGUAGE sql AS $$ SELECT count(*) FROM zhiheng.asked_return WHERE period = p_period AND programme_id = pg_temp.programme(left(p_period, 4)::integer) $$;
SELECT throws_ok($t$SELECT pg_temp.move('city_reviewer', 2033, '2033Q1', 'open')$t$, 'ZH403', NULL, 'a reviewer opens no quarter');
SELECT throws_ok($t$SELECT pg_temp.move('province', 2033, '2033Q1', 'open')$t$, 'ZH403', NULL, 'nor the province the city''s');
SELECT throws_ok($t$SELECT pg_temp.move('city', 2033, '2034Q1', 'open')$t$, 'ZH409', NULL, 'a quarter of another year');
SELECT throws_ok($t$SELECT pg_temp.move('city', 2033, '2033Q1', 'closed')$t$, 'ZH409', NULL, 'what is not open is not closed');
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason)
SELECT id, zhiheng.today(), 'suspended', '停业装修' FROM zhiheng.institution WHERE name = '试验医院B';
SELECT pg_temp.become('C', '{"kind": "blood_station"}');
SELECT is(pg_temp.move('city', 2033, '2033Q1', 'open'), '1', 'opening makes a return for each institution in use that is asked for anything');
SELECT throws_ok($t$SELECT pg_temp.move('city', 2033, '2033Q1', 'open')$t$, 'ZH409', NULL, 'what is open is not opened');
SELECT is(pg_temp.act('city', format('period_fill(%s, ''2033Q1'')', pg_temp.programme(2033))), '0', 'asked again nothing is made');
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason)
SELECT id, zhiheng.today(), 'open', '恢复开业' FROM zhiheng.institution WHERE name = '试验医院B';
SELECT is(pg_temp.act('city', format('period_fill(%s, ''2033Q1'')', pg_temp.programme(2033))), '1', 'but what was missing');
SELECT is(pg_temp.move('city', 2033, '2033Q1', 'closed'), '0', 'a quarter is closed');
SELECT pg_temp.become('C', '{"kind": "general"}');
SELECT is(pg_temp.act('city', format('period_fill(%s, ''2033Q1'')', pg_temp.programme(2033))), '0', 'a closed quarter gets no returns');
SELECT is(pg_temp.move('city', 2033, '2033Q1', 'open'), '1', 'opened again it gets the last one');
SELECT is(pg_temp.returns('2033Q1'), 3::bigint, 'one for each');
SELECT is((SELECT string_agg(act, ' ' ORDER BY id) FROM zhiheng.audit WHERE act LIKE 'period.%' AND object_id = pg_temp.programme(2033)),
	'period.open period.fill period.close period.open', 'all of it is in the audit');
CREATE FUNCTION pg_temp.save(p_login text, p_due text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.act(p_login, format('calendar_save(%1$s, commission.calendar_seen(%1$s), ''{2033Q1,2033Q2,2033Q3,2033Q4}'', ''{2033-04-01,2033-07-01,2033-10-01,2034-01-01}'', %2$L)', pg_temp.programme(2033), p_due))
$$;
SELECT throws_ok(format('SELECT pg_temp.act(%L, %L)', 'city', format('calendar_save(%s, ''x'', ''{}'', ''{}'', ''{}'')', pg_temp.programme(2033))), 'ZH409', NULL,
	'dates from before others are refused');
SELECT throws_ok($t$SELECT pg_temp.save('county', '{2033-04-30,2033-07-30,2033-10-30,2034-01-30}')$t$, 'ZH403', NULL, 'a county sets no dates for the city');
SELECT throws_ok($t$SELECT pg_temp.save('city', '{2033-03-30,2033-07-30,2033-10-30,2034-01-30}')$t$, '23514', NULL, 'due before it opens');
SELECT lives_ok($t$SELECT pg_temp.save('city', '{2033-04-30,2033-07-20,2033-10-20,2034-01-20}')$t$, 'dates are set');
SELECT is(pg_temp.last_audit('programme.calendar'),
	'{"2033Q1": {"old": ["2033-04-01", "2033-04-20"], "new": ["2033-04-01", "2033-04-30"]}}'::jsonb, 'old and new are in the audit');
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT count(*) FROM commission.programme_event WHERE programme_id = %s', pg_temp.programme(2033)))::integer > 0,
	seen, login || CASE WHEN seen THEN ' sees' ELSE ' does not see' END || ' what was done to the programme')
FROM (VALUES ('city_viewer', true), ('county', true), ('province', true), ('clerk_a', false)) AS item (login, seen);

SELECT finish();
ROLLBACK;
