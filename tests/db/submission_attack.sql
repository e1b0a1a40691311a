-- Cells that are locked, open or waiting, where it is easily got wrong: departments and months of what was accepted, sheets of one
-- day that are signed apart, programmes that close on different days, one return sent back again and again.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.of(p_period text, p_mark text DEFAULT 'a') RETURNS zhiheng.return
LANGUAGE sql AS $$
	SELECT head FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院' || upper(p_mark) AND head.period = p_period
$$;
CREATE FUNCTION pg_temp.batch(p_seq integer) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.submission WHERE institution_id = (pg_temp.of('2031H2')).institution_id AND seq = p_seq $$;
CREATE FUNCTION pg_temp.save(p_codes text, p_values text, p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT string_agg(concat_ws('' '', outcome, code, value), '', '' ORDER BY code)
		FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')', (pg_temp.of(p_period)).id, (pg_temp.of(p_period)).revision, p_codes,
		array_fill('value'::text, ARRAY[cardinality(p_codes::text[])]), p_values))
$$;
CREATE FUNCTION pg_temp.parts(p_code text, p_values text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT string_agg(concat_ws('' '', outcome, code, value, account_name), '', '' ORDER BY code)
		FROM institution.return_enter(%s, %s, ''{}'', ''{}'', ''{}'', %L, %L, %L, ''typed'')', (pg_temp.of('2031Q1')).id, (pg_temp.of('2031Q1')).revision,
		array_fill(p_code, ARRAY[3]), (SELECT array_agg(id ORDER BY id) FROM zhiheng.department WHERE institution_id = (SELECT (pg_temp.of('2031Q1')).institution_id)), p_values))
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_to text, p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, ''请核对'') > 0 THEN ''moved'' END',
		(pg_temp.of(p_period)).id, (pg_temp.of(p_period)).revision, p_to))
$$;
CREATE FUNCTION pg_temp.sign(p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.move('verifier_a', 'verified', p_period);
	SELECT pg_temp.confirm('leader_a');
	SELECT pg_temp.move('leader_a', 'submitted', p_period);
$$;
CREATE FUNCTION pg_temp.decide(p_act text, p_elements text DEFAULT '{}', p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('city_reviewer', format('SELECT CASE WHEN commission.return_decide(%s, %L, %L, %s, %L, %L, %L) > 0 THEN ''decided'' END',
		(pg_temp.of(p_period)).id, p_act, (pg_temp.of(p_period)).state, (pg_temp.of(p_period)).revision, CASE p_act WHEN 'return' THEN '请核对分母' END,
		p_elements, array_fill('请核对'::text, ARRAY[cardinality(p_elements::text[])])))
$$;
-- The last submission of a return: seq kind cells
CREATE FUNCTION pg_temp.newest(p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s %s %s', head.seq, head.kind, (SELECT string_agg(element.code, '+' ORDER BY element.code)
		FROM zhiheng.element_number AS element WHERE element.number = ANY (sheet.elements)))
	FROM zhiheng.submission AS head
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id AND sheet.return_id = (SELECT (pg_temp.of(p_period)).id)
	ORDER BY head.id DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.open(p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(asked.code, ' ' ORDER BY asked.code) FROM zhiheng.return_asked((pg_temp.of(p_period)).id) AS asked WHERE asked.open AND NOT asked.derived
$$;
CREATE FUNCTION pg_temp.counted(p_period text DEFAULT '2031Q1') RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(cell.element_code || '=' || coalesce(trim_scale(cell.value)::text, cell.state), ' ' ORDER BY cell.element_code)
	FROM zhiheng.accepted_cell AS cell WHERE cell.period = p_period AND cell.institution_id = (SELECT (pg_temp.of(p_period)).institution_id)
$$;
CREATE FUNCTION pg_temp.programme(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = p_name $$;
CREATE FUNCTION pg_temp.calendar(p_programme text, p_period text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state) VALUES (pg_temp.programme(p_programme), p_period, '2031-04-05', '2031-05-05', 'open');
	INSERT INTO zhiheng.asked_return (programme_id, period, institution_id) SELECT pg_temp.programme(p_programme), p_period, (pg_temp.of('2031Q1')).institution_id;
$$;

-- ---- departments are asked of what was accepted as a whole ----
SELECT is(pg_temp.try('clerk_a', $$SELECT institution.department_add('{外科,内科,骨科}')$$), '3', 'three departments');
SELECT pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}');
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.decide('accept'), 'decided', 'accepted');
SELECT is(pg_temp.parts('unplanned_reops', '{5,6,3}'), 'ZH409 return_not_editable', 'nobody asks departments');
UPDATE zhiheng.programme_indicator SET departments = 'none' WHERE indicator_code = 'NIT-2025-09.1';
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '省方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT pg_temp.programme('省方案'), unnest(ARRAY['NIT-2025-06', 'NIT-2025-09']);
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, departments)
SELECT pg_temp.programme('省方案'), indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true,
	CASE indicator.code WHEN 'NIT-2025-09.1' THEN 'required' ELSE 'none' END
FROM zhiheng.indicator AS indicator WHERE indicator.code IN ('NIT-2025-06.1', 'NIT-2025-09.1');
SELECT pg_temp.calendar('省方案', '2031Q1');
SELECT is(pg_temp.open(), 'ae_reports discharges', 'the wholes stay locked');
SELECT is(pg_temp.parts('unplanned_reops', '{5,6,4}'), 'above_accepted unplanned_reops 15 14', 'departments of more than the accepted whole are refused');
SELECT is((pg_temp.of('2031Q1')).state, 'accepted', 'nothing has moved');
SELECT is(pg_temp.parts('unplanned_reops', '{5,6,1}'), 'saved', 'of less they are on their way');
SELECT is(pg_temp.move('verifier_a', 'verified'), 'ZH409 return_parts_whole', 'but not passed on');
SELECT is(pg_temp.save('{unplanned_reops}', '{12}'), 'accepted unplanned_reops 14', 'nor is the whole made to fit them');
SELECT is(pg_temp.parts('unplanned_reops', '{5,6,3}'), 'saved', 'they come to it');
SELECT is(pg_temp.counted(), 'ais_patients=60 ais_reperfused=30 or_surgeries=400 unplanned_reops=14', 'the whole is untouched');
SELECT is(pg_temp.parts('or_surgeries', '{200,150,50}'), 'saved', 'of the other too');
SELECT is(pg_temp.save('{ae_reports,discharges}', '{3,400}'), 'saved', 'and what is new');
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.newest(), '2 supplement ae_reports+discharges+or_surgeries+unplanned_reops', 'a supplement of what is new and of the departments');
SELECT is(pg_temp.parts('unplanned_reops', '{4,7,3}'), 'ZH409 return_not_editable', 'signed is signed');

-- ---- a supplement is sent back, answered, sent back again, accepted ----
SELECT is(pg_temp.decide('return'), 'decided', 'the supplement is sent back');
SELECT is(pg_temp.open(), 'ae_reports discharges or_surgeries unplanned_reops', 'what it held is open');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'accepted ais_patients 60', 'what it did not is not');
SELECT is(pg_temp.save('{ae_reports}', '{4}'), 'saved', 'mended');
SELECT is(pg_temp.sign(), 'moved', 'answered');
SELECT is(pg_temp.newest(), '3 answer ae_reports+discharges+or_surgeries+unplanned_reops', 'all that was open');
SELECT is(pg_temp.decide('return', '{ais_patients}'), 'decided', 'sent back again, with an element that the answer did not hold');
SELECT is(pg_temp.open(), 'ais_patients', 'it alone is open: the answer passed');
SELECT is(pg_temp.counted(), 'ae_reports=4 ais_patients=60 ais_reperfused=30 discharges=400 or_surgeries=400 unplanned_reops=14', 'the accepted copy counts all the while');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'saved', 'mended');
SELECT is(pg_temp.sign(), 'moved', 'answered again');
SELECT is(pg_temp.newest(), '4 answer ais_patients', 'of that one cell');
SELECT is((SELECT answered.seq FROM zhiheng.submission AS head JOIN zhiheng.submission AS answered ON answered.id = head.answers ORDER BY head.id DESC LIMIT 1), 3,
	'it answers the last one');
SELECT is(pg_temp.decide('accept'), 'decided', 'accepted');
SELECT is(pg_temp.counted(), 'ae_reports=4 ais_patients=61 ais_reperfused=30 discharges=400 or_surgeries=400 unplanned_reops=14', 'all of it counts');
SELECT is(pg_temp.open(), NULL, 'and is locked');
SELECT is(pg_temp.parts('unplanned_reops', '{4,7,3}'), 'ZH409 return_not_editable', 'departments too');
SELECT is(pg_temp.try('clerk_a', format($q$SELECT concat_ws(' ', outcome, code, value) FROM institution.correction_ask(%s, %s, '登记有误', '{unplanned_reops}', '{value}', '{13}')$q$,
	(pg_temp.of('2031Q1')).id, (pg_temp.of('2031Q1')).revision)), 'not_sum unplanned_reops 14', 'a correction does not part a whole from its departments');

-- ---- two that close on different days ----
SELECT pg_temp.calendar('试验方案', '2031Q3');
SELECT pg_temp.calendar('省方案', '2031Q3');
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '2031Q3' AND programme_id = pg_temp.programme('试验方案');
SELECT is(pg_temp.open('2031Q3'), 'ae_reports discharges or_surgeries unplanned_reops', 'what only the first asked is late');
SELECT is(pg_temp.save('{ais_patients}', '{60}', '2031Q3'), 'closed ais_patients', 'and says so');
SELECT is(pg_temp.save('{ae_reports,discharges,or_surgeries,unplanned_reops}', '{3,400,500,5}', '2031Q3'), 'saved', 'the rest is taken');
SELECT is(pg_temp.sign('2031Q3'), 'moved', 'signed');
SELECT is(pg_temp.decide('accept', '{}', '2031Q3'), 'decided', 'accepted');
SELECT is(pg_temp.counted('2031Q3'), 'ae_reports=3 discharges=400 or_surgeries=500 unplanned_reops=5', 'what was late is missing, and nothing else');
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '2031Q3';
SELECT is(pg_temp.decide('return', '{ais_patients}', '2031Q3'), 'decided', 'the commission lets it be filled in after all');
SELECT is(pg_temp.save('{ais_patients,ais_reperfused}', '{60,30}', '2031Q3'), 'accepted ais_reperfused', 'what was named and no more');
SELECT is(pg_temp.save('{ais_patients}', '{60}', '2031Q3'), 'saved', 'that is taken');
SELECT is(pg_temp.sign('2031Q3'), 'moved', 'signed');
SELECT is(pg_temp.newest('2031Q3'), '6 answer ais_patients', 'one cell');

-- ---- sheets of one day, signed apart ----
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT pg_temp.programme('试验方案'), target_code FROM zhiheng.indicator WHERE code = 'SXQ-17.1';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, cadence)
SELECT pg_temp.programme('试验方案'), indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true, 'half'
FROM zhiheng.indicator AS indicator WHERE indicator.code = 'SXQ-17.1';
SELECT pg_temp.calendar('试验方案', period) FROM unnest(ARRAY['2031Q2', '2031H1']) AS item (period);
SELECT pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}', '2031Q2');
SELECT is(pg_temp.sign('2031Q2'), 'moved', 'the quarter is signed');
SELECT is(pg_temp.newest('2031Q2'), '7 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops', 'the first of its day');
SELECT is(pg_temp.save('{inpatients,nutrition_screened}', '{900,80}', '2031H1'), 'saved', 'the half-year follows');
SELECT is(pg_temp.sign('2031H1'), 'moved', 'signed');
SELECT is(pg_temp.newest('2031H1'), '8 supplement inpatients+nutrition_screened', 'what was left for later');
SELECT is(pg_temp.move('leader_a', 'draft', '2031Q2'), 'moved', 'the quarter is withdrawn');
SELECT is(pg_temp.sign('2031Q2'), 'moved', 'and signed again');
SELECT is(pg_temp.newest('2031Q2'), '9 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops', 'as if it had not been');
-- Two in one submission; one of them is withdrawn.
SELECT pg_temp.calendar('试验方案', period) FROM unnest(ARRAY['2031Q4', '2031H2']) AS item (period);
SELECT pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}', '2031Q4'),
	pg_temp.save('{inpatients,nutrition_screened}', '{900,80}', '2031H2');
SELECT is(pg_temp.sign('2031Q4'), 'moved', 'the last quarter is signed');
SELECT pg_temp.move('verifier_a', 'verified', '2031H2');
GRANT USAGE ON SCHEMA zhiheng TO PUBLIC;
CREATE FUNCTION public.sign_with(p_return bigint, p_submission bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT zhiheng.return_move(p_return, 'submitted', NULL, p_submission) $$;
ALTER FUNCTION public.sign_with OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
SELECT is(pg_temp.try('leader_a', format('SELECT public.sign_with(%s, %s) > 0', (pg_temp.of('2031H2')).id, pg_temp.batch(9))),
	'ZH409 submission_together', 'not with what ends on another day');
SELECT is(pg_temp.try('leader_a', format('SELECT public.sign_with(%s, %s) > 0', (pg_temp.of('2031H2')).id, pg_temp.batch(10))),
	'true', 'the half-year goes with it');
SELECT is(pg_temp.newest('2031H2'), '10 regular inpatients+nutrition_screened', 'one submission of two sheets');
SELECT is(pg_temp.move('leader_a', 'draft', '2031Q4'), 'moved', 'one of them is withdrawn');
SELECT is((SELECT turn FROM zhiheng.submission WHERE id = pg_temp.batch(10)), 3::smallint, 'the other waits on');
SELECT is(pg_temp.sign('2031Q4'), 'moved', 'signed again');
SELECT is(pg_temp.newest('2031Q4'), '11 supplement ais_patients+ais_reperfused+or_surgeries+unplanned_reops', 'the first of the day still stands, so it follows');
SELECT is(pg_temp.decide('accept', '{}', '2031H2'), 'decided', 'the half-year is accepted');
SELECT is((SELECT turn FROM zhiheng.submission WHERE id = pg_temp.batch(10)), NULL, 'nothing of the first is left to decide');

-- ---- a correction of a quarter leaves the half-year between its quarters ----
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT pg_temp.programme('省方案'), target_code FROM zhiheng.indicator WHERE code = 'SXQ-17.1';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT pg_temp.programme('省方案'), indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true
FROM zhiheng.indicator AS indicator WHERE indicator.code = 'SXQ-17.1';
SELECT pg_temp.calendar('省方案', period) FROM unnest(ARRAY['2033Q1', '2033Q2']) AS item (period);
SELECT pg_temp.calendar('试验方案', '2033H1');
CREATE FUNCTION pg_temp.accepted(p_period text, p_inpatients integer) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.save('{inpatients,nutrition_screened}', format('{%s,5}', p_inpatients), p_period);
	SELECT pg_temp.sign(p_period);
	SELECT pg_temp.decide('accept', '{}', p_period);
$$;
SELECT is(pg_temp.accepted(period, inpatients), 'decided', period || ' is accepted')
FROM (VALUES ('2033Q1', 40), ('2033Q2', 42), ('2033H1', 45)) AS item (period, inpatients);
SELECT is(pg_temp.try('clerk_a', format($q$SELECT concat_ws(' ', outcome, code, value) FROM institution.correction_ask(%s, 1, '登记有误', '{inpatients}', '{value}', '{%s}')$q$,
	(pg_temp.of('2033Q2')).id, item.value)), item.said, item.value || ' in the second quarter')
FROM (VALUES (46, 'above_longer inpatients 45'), (4, 'below_longer inpatients 45'), (45, 'asked')) AS item (value, said);

-- ---- a month is locked as its quarter is ----
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '县方案' FROM zhiheng.commission WHERE region_code = '980101';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT pg_temp.programme('县方案'), unnest(ARRAY['NIT-2025-01', 'NIT-2025-09']);
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, cadence)
SELECT pg_temp.programme('县方案'), indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true,
	CASE indicator.code WHEN 'NIT-2025-09.1' THEN 'month' ELSE 'quarter' END
FROM zhiheng.indicator AS indicator WHERE indicator.code IN ('NIT-2025-01.1', 'NIT-2025-09.1');
SELECT pg_temp.calendar('县方案', period) FROM unnest(ARRAY['2032-01', '2032-02', '2032-03', '2032Q1']) AS item (period);
SELECT pg_temp.save('{or_surgeries,unplanned_reops}', '{100,2}', period) FROM unnest(ARRAY['2032-01', '2032-02', '2032-03']) AS item (period);
SELECT is(pg_temp.move('verifier_a', 'verified', period), 'moved', period || ' is verified') FROM unnest(ARRAY['2032-01', '2032-02', '2032-03']) AS item (period);
SELECT is(pg_temp.save('{ais_patients,ais_reperfused}', '{60,30}', '2032Q1'), 'saved', 'the rest of the quarter');
SELECT is(pg_temp.sign('2032Q1'), 'moved', 'signed');
SELECT is(pg_temp.decide('accept', '{}', '2032Q1'), 'decided', 'accepted');
SELECT is(pg_temp.counted('2032Q1'), 'ais_patients=60 ais_reperfused=30 or_surgeries=300 unplanned_reops=6', 'it counts');
SELECT is(pg_temp.move('verifier_a', 'draft', '2032-03'), 'ZH409 return_quarter_signed', 'its months stand');
SELECT is(pg_temp.decide('return', '{ais_patients}', '2032Q1'), 'decided', 'one element is sent back, of another indicator');
SELECT is(pg_temp.move('verifier_a', 'draft', '2032-03'), 'moved', 'a month is sent back too');
SELECT is(pg_temp.open('2032-03'), NULL, 'nothing of it is open');
SELECT is(pg_temp.save('{or_surgeries}', '{120}', '2032-03'), 'accepted or_surgeries 100', 'what the quarter has accepted is not changed in a month');
SELECT is(pg_temp.decide('return', '{or_surgeries}', '2032Q1'), 'ZH409 return_transition', 'the commission has sent it back already');
SELECT is(pg_temp.move('verifier_a', 'verified', '2032-03'), 'moved', 'verified as it was');
SELECT is(pg_temp.save('{ais_patients}', '{61}', '2032Q1'), 'saved', 'what was asked');
SELECT is(pg_temp.sign('2032Q1'), 'moved', 'signed');
SELECT is(pg_temp.newest('2032Q1'), '16 answer ais_patients', 'one cell');
SELECT is(pg_temp.decide('accept', '{}', '2032Q1'), 'decided', 'accepted');
SELECT is(pg_temp.decide('return', '{or_surgeries}', '2032Q1'), 'decided', 'now the one that months make');
SELECT is(pg_temp.move('verifier_a', 'draft', '2032-03'), 'moved', 'its last month');
SELECT is(pg_temp.open('2032-03'), 'or_surgeries', 'is open where the quarter is');
SELECT is(pg_temp.save('{or_surgeries,unplanned_reops}', '{120,9}', '2032-03'), 'accepted unplanned_reops 2', 'and nowhere else');
SELECT is(pg_temp.save('{or_surgeries}', '{120}', '2032-03'), 'saved', 'mended');
SELECT is(pg_temp.move('verifier_a', 'verified', '2032-03'), 'moved', 'verified');
SELECT is(pg_temp.counted('2032Q1'), 'ais_patients=61 ais_reperfused=30 or_surgeries=300 unplanned_reops=6', 'it does not count yet');
SELECT is(pg_temp.move('clerk_a', 'draft', '2032Q1'), 'moved', 'the quarter is taken up');
SELECT is(pg_temp.sign('2032Q1'), 'moved', 'signed');
SELECT is(pg_temp.newest('2032Q1'), '17 answer or_surgeries', 'the sum is what is signed');
SELECT is(pg_temp.decide('accept', '{}', '2032Q1'), 'decided', 'accepted');
SELECT is(pg_temp.counted('2032Q1'), 'ais_patients=61 ais_reperfused=30 or_surgeries=320 unplanned_reops=6', 'and counts');

SELECT * FROM finish();
ROLLBACK;
