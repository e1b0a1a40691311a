-- Months, half-years and years: what is asked where, what follows from what, and what is refused.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.head_of(p_period text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院A' AND head.period = p_period
$$;
-- Asked of a hospital in a period; what is derived has an asterisk.
CREATE FUNCTION pg_temp.asked(p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(code || CASE WHEN derived THEN '*' ELSE '' END, ' ' ORDER BY code)
	FROM zhiheng.asked_in(ARRAY[pg_temp.programme()], p_period, 'secondary', 'general', NULL)
$$;
CREATE FUNCTION pg_temp.save(p_period text, p_codes text, p_values text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', 'clerk_a', format(
		'SELECT string_agg(concat_ws('':'', outcome, code), '' '' ORDER BY code) FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')',
		pg_temp.head_of(p_period), (SELECT revision FROM zhiheng.return WHERE id = pg_temp.head_of(p_period)), p_codes,
		array_fill('value'::text, ARRAY[cardinality(p_codes::text[])]), p_values))
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_period text, p_to text, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT ''moved'' FROM institution.return_move(%s, %s, %L, %L)',
		pg_temp.head_of(p_period), (SELECT revision FROM zhiheng.return WHERE id = pg_temp.head_of(p_period)), p_to, p_reason))
$$;
CREATE FUNCTION pg_temp.cells(p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(element_code || '=' || coalesce(trim_scale(value)::text, state), ' ' ORDER BY element_code)
	FROM zhiheng.return_cell WHERE return_id = pg_temp.head_of(p_period)
$$;
CREATE FUNCTION pg_temp.accept(p_period text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
	IF EXISTS (SELECT FROM zhiheng.submission_sheet WHERE return_id = pg_temp.head_of(p_period)) THEN
		PERFORM pg_temp.signed(pg_temp.head_of(p_period)), pg_temp.taken(pg_temp.head_of(p_period));
	END IF;
	UPDATE zhiheng.return SET state = 'accepted', first_submitted_at = now() WHERE id = pg_temp.head_of(p_period);
	ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
END
$$;
CREATE FUNCTION pg_temp.put(p_period text, p_code text, p_value numeric) RETURNS void
LANGUAGE sql AS $$
	UPDATE zhiheng.return SET revision = revision + 1 WHERE id = pg_temp.head_of(p_period);
	SELECT zhiheng.return_put(id, revision, (SELECT id FROM zhiheng.account WHERE login = 'clerk_a'), ARRAY[p_code], ARRAY['value'], ARRAY[p_value])
	FROM zhiheng.return WHERE id = pg_temp.head_of(p_period)
$$;
CREATE FUNCTION pg_temp.counted(p_period text, p_indicator text) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', coverage, received || '/' || expected, trim_scale(numerator) || coalesce('/' || trim_scale(denominator), ''))
	FROM zhiheng.count_values(pg_temp.programme(), p_period, p_indicator, ARRAY(SELECT id FROM zhiheng.institution WHERE name = '试验医院A'), NULL)
$$;

-- ---- what is asked where ----
-- Stroke by month; one whose persons cannot be added by half-year; a stock by quarter, and the same by half-year.
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT pg_temp.programme(), target_code FROM zhiheng.indicator WHERE code IN ('SXQ-17.1', 'PIT-2024-02.1', 'SXQ-31.1');
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, cadence)
SELECT pg_temp.programme(), indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true, item.cadence
FROM (VALUES ('SXQ-17.1', 'half'), ('SXQ-31.1', 'half')) AS item (code, cadence)
JOIN zhiheng.indicator AS indicator ON indicator.code = item.code;
SELECT is(pg_temp.asked('2031Q1'), 'ais_patients ais_reperfused or_surgeries unplanned_reops', 'half-yearly indicators ask nothing in a quarter');
SELECT is(pg_temp.asked('2031H1'), 'discharges inpatients nutrition_screened pathway_discharges', 'they ask in the half-year');
SELECT is(pg_temp.asked('2031'), 'inpatients nutrition_screened', 'and what cannot be added once more in the year');
SELECT is(pg_temp.asked('2031-01'), NULL, 'nothing in a month');

UPDATE zhiheng.programme_indicator SET cadence = 'month' WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1';
SELECT is(pg_temp.asked('2031Q1'), 'ais_patients ais_reperfused or_surgeries unplanned_reops', 'typed in the quarter as long as the calendar has no months');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT pg_temp.programme(), month.period, '2031-02-01', '2031-04-10', 'open' FROM unnest(ARRAY['2031-01', '2031-02']) AS month (period);
SELECT is(pg_temp.asked('2031Q1'), 'ais_patients ais_reperfused or_surgeries unplanned_reops', 'nor as long as one is lacking');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state) VALUES
	(pg_temp.programme(), '2031-03', '2031-04-01', '2031-04-10', 'open'),
	(pg_temp.programme(), '2031Q2', '2031-07-01', '2031-07-20', 'open'),
	(pg_temp.programme(), '2031Q3', '2031-10-01', '2031-10-20', 'open'),
	(pg_temp.programme(), '2031Q4', '2032-01-01', '2032-01-20', 'open'),
	(pg_temp.programme(), '2031H1', '2031-07-01', '2031-07-20', 'open'),
	(pg_temp.programme(), '2031', '2032-01-01', '2032-01-20', 'open');
SELECT is(pg_temp.asked('2031Q1'), 'ais_patients* ais_reperfused* or_surgeries unplanned_reops', 'the quarter follows from its three months');
SELECT is(pg_temp.asked('2031-02'), 'ais_patients ais_reperfused', 'which ask');
SELECT is(pg_temp.asked('2031Q2'), 'ais_patients ais_reperfused or_surgeries unplanned_reops', 'a quarter without months is typed');
-- A finer wish for one of the half-year's elements.
UPDATE zhiheng.programme_indicator SET denominator = 'discharges', numerator = 'unplanned_reops' WHERE programme_id = pg_temp.programme()
	AND indicator_code = 'NIT-2025-09.1';
SELECT is(pg_temp.asked('2031H1'), 'discharges* inpatients nutrition_screened pathway_discharges', 'what quarters ask and add up is not typed in the half-year');
SELECT is(pg_temp.asked('2031Q1'), 'ais_patients* ais_reperfused* discharges unplanned_reops', 'but in the quarter');

INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
SELECT pg_temp.programme(), calendar.period, institution.id
FROM zhiheng.reporting_period AS calendar
JOIN zhiheng.institution AS institution ON institution.name = '试验医院A'
WHERE calendar.programme_id = pg_temp.programme() AND calendar.period <> '2031Q1';

-- ---- months ----
SELECT is(pg_temp.save('2031Q1', '{ais_patients}', '{66}'), 'ZH400 return_derived_element', 'what months make is not typed in the quarter');
SELECT is(pg_temp.save('2031-01', '{discharges}', '{66}'), 'ZH400 return_unknown_element', 'nor in a month what it does not ask');
SELECT is(pg_temp.save('2031-01', '{ais_patients,ais_reperfused}', '{20,9}'), 'saved', 'July');
SELECT is(pg_temp.save('2031-02', '{ais_patients,ais_reperfused}', '{22,11}'), 'saved', 'August');
SELECT is(pg_temp.cells('2031Q1'), NULL, 'two months are no quarter');
SELECT is(pg_temp.save('2031-03', '{ais_patients,ais_reperfused}', '{24,12}'), 'saved', 'September');
SELECT is(pg_temp.cells('2031Q1'), 'ais_patients=66 ais_reperfused=32', 'three are');
SELECT is((SELECT string_agg(DISTINCT source, ' ') FROM zhiheng.return_value WHERE return_id = pg_temp.head_of('2031Q1')), 'derived', 'and say so');
SELECT is(pg_temp.save('2031-02', '{ais_patients,ais_reperfused}', '{23,11}'), 'saved', 'a month is mended');
SELECT is(pg_temp.cells('2031Q1'), 'ais_patients=67 ais_reperfused=32', 'the quarter follows');
SELECT is(pg_temp.save('2031Q1', '{discharges,unplanned_reops}', '{1000,2}'), 'saved', 'the rest is typed');
SELECT is(pg_temp.move('verifier_a', '2031-01', 'verified'), 'moved', 'a month is verified');
SELECT is(pg_temp.move('verifier_a', '2031-03', 'verified'), 'moved', 'another one');
SELECT is(pg_temp.move('leader_a', '2031-01', 'submitted'), 'ZH409 return_month_alone', 'and not submitted alone');
SELECT is(pg_temp.move('verifier_a', '2031Q1', 'verified'), 'moved', 'the quarter is verified');
SELECT is(pg_temp.save('2031-02', '{ais_patients}', '{25}'), 'ZH409 return_quarter_signed', 'then its months do not change');
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.move('leader_a', '2031Q1', 'submitted'), 'ZH409 return_month_missing', 'and are all there before it is signed');
SELECT is(pg_temp.move('leader_a', '2031Q1', 'draft', '补审2月'), 'moved', 'back');
SELECT is(pg_temp.move('verifier_a', '2031-02', 'verified'), 'moved', 'the last month');
SELECT is(pg_temp.move('verifier_a', '2031Q1', 'verified'), 'moved', 'again');
SELECT is(pg_temp.move('leader_a', '2031Q1', 'submitted'), 'moved', 'signed');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(concat_ws('' '', period, due_on, passed_at IS NOT NULL, days_late), '', '' ORDER BY period)
	FROM commission.return_months(%s)', pg_temp.head_of('2031Q1'))), '2031-01 2031-04-10 t 0, 2031-02 2031-04-10 t 0, 2031-03 2031-04-10 t 0',
	'the commission sees when each month was passed');
UPDATE zhiheng.reporting_period SET opens_on = zhiheng.today() - 9, due_on = zhiheng.today() - 3 WHERE programme_id = pg_temp.programme() AND period = '2031-02';
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(days_late::text, '' '' ORDER BY period) FROM commission.return_months(%s)',
	pg_temp.head_of('2031Q1'))), '0 3 0', 'and how many days late');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT count(*) FROM commission.return_months(%s)', pg_temp.head_of('2031H1'))), '0', 'of a quarter only');
SELECT is(pg_temp.move('clerk_a', '2031-02', 'draft', '改一个数'), 'ZH409 return_quarter_signed', 'no month changes after that');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', 'SELECT count(*) FROM commission.return_item WHERE period ~ ''-'' AND programme_id = ' || pg_temp.programme()),
	'0', 'above, a month is no return of its own');
SELECT pg_temp.accept('2031Q1');
SELECT is(pg_temp.counted('2031Q1', 'NIT-2025-01.1'), 'complete 1/1 32/67', 'what months made counts');

-- ---- half-years and years ----
SELECT is(pg_temp.counted('2031Q1', 'SXQ-17.1'), 'by_half 0/1', 'no value of a quarter: it is counted by half-year');
SELECT pg_temp.put('2031Q2', 'discharges', 1100);
SELECT pg_temp.put('2031H1', 'pathway_discharges', 630);
SELECT pg_temp.put('2031H1', 'inpatients', 2000);
SELECT pg_temp.put('2031H1', 'nutrition_screened', 1500);
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(code || '' '' || coalesce(value::text, state) || '' '' || derived, '', '' ORDER BY code)
	FROM institution.return_elements(%s) WHERE code IN (''discharges'', ''pathway_discharges'')', pg_temp.head_of('2031H1'))),
	'discharges 2100 true, pathway_discharges 630 false', 'the form shows what the quarters make, to be mended there');
SELECT is(pg_temp.counted('2031H1', 'SXQ-31.1'), 'not_in 0/1', 'nothing is in');
SELECT pg_temp.accept('2031H1');
SELECT is(pg_temp.counted('2031H1', 'SXQ-31.1'), 'partial 1/1 630/1000', 'a half-year of one quarter');
SELECT pg_temp.accept('2031Q2');
SELECT is(pg_temp.counted('2031H1', 'SXQ-31.1'), 'complete 1/1 630/2100', 'numerator of the half-year, denominator of its quarters');
SELECT is(pg_temp.counted('2031H1', 'SXQ-17.1'), 'complete 1/1 1500/2000', 'what was counted for the half-year');
SELECT is(pg_temp.counted('2031H2', 'SXQ-17.1'), 'not_due 0/1', 'the other one has no return yet');
SELECT is(pg_temp.counted('2031', 'SXQ-17.1'), 'not_in 0/1', 'a year has its own count');
SELECT pg_temp.put('2031', 'inpatients', 3900);
SELECT pg_temp.put('2031', 'nutrition_screened', 3000);
SELECT pg_temp.accept('2031');
SELECT is(pg_temp.counted('2031', 'SXQ-17.1'), 'complete 1/1 3000/3900', 'not the sum of the half-years');
SELECT is(pg_temp.counted('2031', 'NIT-2025-01.1'), 'partial 1/4 32/67', 'one of four quarters');

-- ---- what shorter periods allow ----
CREATE FUNCTION pg_temp.bounds(p_period text, p_login text DEFAULT 'clerk_a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT string_agg(concat_ws('' '', code, lowest, lowest_label, highest, highest_label), '', '' ORDER BY code)
		FROM institution.return_bounds(%s)', pg_temp.head_of(p_period)))
$$;
SELECT is(pg_temp.bounds('2031'), 'inpatients 2000 上半年', 'a year is no less than a half; nothing is said of its sum while one is missing, nor of the numerator');
SELECT is(pg_temp.bounds('2031H1'), NULL, 'a half-year of which no quarter was counted');
SELECT pg_temp.put('2031Q1', 'inpatients', 1100);
SELECT is(pg_temp.bounds('2031H1'), 'inpatients 1100 第一季度', 'one quarter');
SELECT pg_temp.put('2031Q2', 'inpatients', 1050);
SELECT is(pg_temp.bounds('2031H1'), 'inpatients 1100 第一季度 2150 两季之和', 'both');
SELECT is(pg_temp.bounds('2031H1', 'clerk_b'), NULL, 'another hospital is told nothing');
SELECT is(pg_temp.bounds('2031Q1'), NULL, 'what months make is not typed');

-- ---- quarters that are accepted after their half-year ----
CREATE FUNCTION pg_temp.told(p_login text, p_query text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask(CASE p_login WHEN 'clerk_a' THEN 'zhiheng_institution' ELSE 'zhiheng_commission' END, p_login, p_query) $$;
CREATE FUNCTION pg_temp.reviewed(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.told(p_login, format('SELECT concat_ws('' '', code, lowest, lowest_label, highest, highest_label) FROM commission.return_bounds(ARRAY[%s::bigint])',
		pg_temp.head_of('2031H1')))
$$;
CREATE FUNCTION pg_temp.reopen(p_period text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
	UPDATE zhiheng.return SET state = 'draft' WHERE id = pg_temp.head_of(p_period);
	ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
END
$$;
SELECT pg_temp.reopen('2031Q1');
SELECT pg_temp.put('2031Q1', 'inpatients', 900);
SELECT is(pg_temp.reviewed('city'), NULL, 'the commission reads no number that is not signed');
SELECT pg_temp.accept('2031Q1');
SELECT is(pg_temp.reviewed('city'), 'inpatients 900 第一季度', 'what was accepted it holds against the half-year');
SELECT is((SELECT count(*)::integer FROM zhiheng.bound_conflict), 0, 'which is no less');
SELECT pg_temp.reopen('2031Q2');
SELECT pg_temp.accept('2031Q2');
SELECT is(pg_temp.reviewed('city'), 'inpatients 1050 第二季度 1950 两季之和', 'nor is it more than both, it says');
SELECT is(pg_temp.told('clerk_a', 'SELECT concat_ws('' '', return_id, period_label, text) FROM institution.home_bounds()'),
	pg_temp.head_of('2031H1') || ' 2031年上半年 “同期住院患者总人次”（2000）大于两季之和1950', 'the hospital is told on its desk, with both numbers');
SELECT is(pg_temp.told(login, 'SELECT institution_name || text FROM commission.filing_item WHERE kind = ''bound'''), told, login || ': on the desk of the commission')
FROM (VALUES ('city', '试验医院A“同期住院患者总人次”（2000）大于两季之和1950'), ('nerve', NULL)) AS item (login, told);
CREATE TEMPORARY TABLE kept AS SELECT return_id, element_code, value, bound, bound_label FROM zhiheng.bound_conflict;
SELECT is(zhiheng.bound_rebuild(), 1::bigint, 'made anew');
SELECT bag_eq('SELECT return_id, element_code, value, bound, bound_label FROM zhiheng.bound_conflict', 'SELECT * FROM kept', 'it is the same');
SELECT pg_temp.reopen('2031Q1');
SELECT pg_temp.put('2031Q1', 'inpatients', 1100);
SELECT is((SELECT count(*)::integer FROM zhiheng.bound_conflict), 1, 'a draft mends nothing');
SELECT pg_temp.accept('2031Q1');
SELECT is((SELECT count(*)::integer FROM zhiheng.bound_conflict), 0, 'the quarter that is put right does');

-- A stock is the last one, a yes once is a yes: by way of another pair of the same elements.
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, required, cadence)
SELECT pg_temp.programme(), indicator.code, indicator.version, 'SXQ-17', '综合', item.element, true, 'quarter'
FROM (VALUES ('SXQ-06.1', 'tcm_integration_done'), ('SXQ-37.1', 'medical_staff')) AS item (code, element)
JOIN zhiheng.indicator AS indicator ON indicator.code = item.code;
SELECT pg_temp.put(period, code, value)
FROM (VALUES ('2031Q3', 'medical_staff', 125), ('2031Q4', 'medical_staff', 123), ('2031Q3', 'tcm_integration_done', 1), ('2031Q4', 'tcm_integration_done', 0))
	AS item (period, code, value);
SELECT pg_temp.accept('2031Q3');
SELECT pg_temp.accept('2031Q4');
SELECT is(pg_temp.counted('2031H2', 'SXQ-37.1'), 'complete 2/2 123', 'a stock is that of the end');
SELECT is(pg_temp.counted('2031H2', 'SXQ-06.1'), 'complete 2/2 1', 'done once is done');

-- ---- two levels ----
-- A county that asks the half-year alone: what the city's quarters ask and add up is not typed once more for it.
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '试验县方案' FROM zhiheng.commission WHERE region_code = '980101';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, 'SXQ-31' FROM zhiheng.programme WHERE name = '试验县方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, cadence)
SELECT programme.id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true, 'half'
FROM zhiheng.programme AS programme
JOIN zhiheng.indicator AS indicator ON indicator.code = 'SXQ-31.1'
WHERE programme.name = '试验县方案';
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT id, '2031H2', '2032-01-01', '2032-01-20', 'open' FROM zhiheng.programme WHERE name = '试验县方案';
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
SELECT programme.id, '2031H2', institution.id
FROM zhiheng.programme AS programme
JOIN zhiheng.institution AS institution ON institution.name = '试验医院A'
WHERE programme.name = '试验县方案';
SELECT is(pg_temp.save('2031H2', '{discharges}', '{2000}'), 'ZH400 return_derived_element', 'the half-year of one level follows from the quarters of another');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT string_agg(code || '' '' || derived, '', '' ORDER BY code)
	FROM institution.return_elements(%s)', pg_temp.head_of('2031H2'))), 'discharges true, pathway_discharges false', 'and the form says so');

-- ---- the calendar ----
SELECT is(pg_temp.try('city', format('SELECT commission.calendar_save(%1$s, commission.calendar_seen(%1$s), ''{2031-04}'', ''{2031-05-01}'', ''{2031-05-10}'')',
	pg_temp.programme())), 'ZH409 programme_calendar_late', 'months come too late for a quarter that was opened');
SELECT is(pg_temp.try('city', format('SELECT commission.calendar_save(%1$s, commission.calendar_seen(%1$s), ''{2031H1}'', ''{NULL}'', ''{NULL}'')',
	pg_temp.programme())), 'ZH409 programme_calendar_opened', 'an opened half-year stays');
SELECT is(pg_temp.try('city', format('SELECT commission.calendar_save(%1$s, commission.calendar_seen(%1$s), ''{2032Q1}'', ''{2032-05-01}'', ''{2032-05-10}'')',
	pg_temp.programme())), 'ZH400 programme_calendar_period', 'no period of another year');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(DISTINCT cadence, '' '') FROM commission.calendar WHERE programme_id = %s',
	pg_temp.programme())), 'half month quarter year', 'cadences that the programme uses');

-- ---- a year of what is reported in whichever periods ----
INSERT INTO zhiheng.accepted_number (institution_id, element, period, value)
SELECT own.id, element.number, item.period, item.value
FROM (VALUES ('2032H1', 'discharges', 100), ('2032H1', 'unplanned_reops', 3), ('2032Q1', 'discharges', 10), ('2032Q1', 'unplanned_reops', 1),
	('2032Q3', 'discharges', 40), ('2032Q3', 'unplanned_reops', 1)) AS item (period, code, value)
JOIN zhiheng.element_number AS element ON element.code = item.code
JOIN zhiheng.institution AS own ON own.name = '试验医院A';
CREATE FUNCTION pg_temp.summed(p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', trim_scale(numerator) || '/' || trim_scale(denominator), quarters, complete)
	FROM zhiheng.baseline_accepted(ARRAY(SELECT id FROM zhiheng.institution WHERE name = '试验医院A'), '{unplanned_reops}', '{discharges}', ARRAY[p_period])
$$;
SELECT is(pg_temp.summed('2032'), '4/140 {2032H1,2032Q3} f', 'a half-year, without its quarter beside it, and a quarter; one is missing');
INSERT INTO zhiheng.accepted_number (institution_id, element, period, value)
SELECT own.id, element.number, '2032Q4', item.value
FROM (VALUES ('discharges', 60), ('unplanned_reops', 2)) AS item (code, value)
JOIN zhiheng.element_number AS element ON element.code = item.code
JOIN zhiheng.institution AS own ON own.name = '试验医院A';
SELECT is(pg_temp.summed('2032'), '6/200 {2032H1,2032Q3,2032Q4} t', 'nothing is missing');
SELECT is(pg_temp.summed('2032H1'), '3/100 {2032H1} t', 'a half-year as it was reported');
SELECT is(pg_temp.summed('2032H2'), '3/100 {2032Q3,2032Q4} t', 'another one from its quarters');

-- ---- what a final evaluation needs, each by its own period ----
UPDATE zhiheng.programme SET year = 2021 WHERE id = pg_temp.programme();
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(period || '' '' || expected || ''/'' || missing, '', '') FROM commission.backfill_gap(%s) WHERE year = ''2021''',
	pg_temp.programme())), '2021Q1 3/3, 2021Q2 3/3, 2021Q3 3/3, 2021Q4 3/3, 2021H1 3/3, 2021H2 3/3, 2021 3/3', 'quarters, half-years and the year');
UPDATE zhiheng.programme_indicator SET cadence = 'quarter' WHERE programme_id = pg_temp.programme();
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT string_agg(period, '' '') FROM commission.backfill_gap(%s) WHERE year = ''2021''', pg_temp.programme())),
	'2021Q1 2021Q2 2021Q3 2021Q4', 'no period in which nothing is asked');

SELECT * FROM finish();
ROLLBACK;
