-- Corrections that were right when they were asked and are not when they are decided, and what may not be asked, signed or decided.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.head() RETURNS zhiheng.return
LANGUAGE sql AS $$ SELECT item FROM zhiheng.return AS item WHERE item.id = (SELECT pg_temp.return_of('a')) $$;
CREATE FUNCTION pg_temp.move(p_login text, p_to text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, NULL) > 0 THEN ''moved'' END', (pg_temp.head()).id, (pg_temp.head()).revision, p_to))
$$;
CREATE FUNCTION pg_temp.save(p_codes text, p_values text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT string_agg(concat_ws('' '', outcome, code), '', '') FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')',
		(pg_temp.head()).id, (pg_temp.head()).revision, p_codes, array_fill('value'::text, ARRAY[cardinality(p_codes::text[])]), p_values))
$$;
CREATE FUNCTION pg_temp.accept() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.move('verifier_a', 'verified');
	SELECT pg_temp.confirm('leader_a');
	SELECT pg_temp.move('leader_a', 'submitted');
	SELECT pg_temp.try('city_reviewer', format('SELECT CASE WHEN commission.return_decide(%s, ''accept'', ''submitted'', %s, NULL, ''{}'', ''{}'') > 0 THEN ''accepted'' END',
		(pg_temp.head()).id, (pg_temp.head()).revision));
$$;
CREATE FUNCTION pg_temp.ask_for(p_login text, p_code text, p_value numeric) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT concat_ws('' '', outcome, code) FROM institution.correction_ask(%s, %s, ''登记有误'', ARRAY[%L], ARRAY[%L], ARRAY[%L]::numeric[])',
		(pg_temp.head()).id, (pg_temp.head()).revision, p_code, CASE WHEN p_value IS NULL THEN 'not_applicable' ELSE 'value' END, p_value))
$$;
-- The so-manieth correction of the return.
CREATE FUNCTION pg_temp.correction(p_place integer) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.correction WHERE return_id = (SELECT (pg_temp.head()).id) ORDER BY id OFFSET p_place - 1 LIMIT 1 $$;
CREATE FUNCTION pg_temp.sign(p_place integer, p_login text DEFAULT 'leader_a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.confirm(p_login);
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.correction_sign(%s, %s) > 0 THEN ''signed'' END', (pg_temp.head()).id, pg_temp.correction(p_place)));
$$;
CREATE FUNCTION pg_temp.decide(p_place integer, p_decision text, p_login text DEFAULT 'city_reviewer') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT ''decided'' || coalesce(left(commission.correction_decide(%s, %s, %L, ''与病案不符'')::text, 0), '''')',
		(pg_temp.head()).id, pg_temp.correction(p_place), p_decision))
$$;
CREATE FUNCTION pg_temp.counted() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(cell.element_code || '=' || coalesce(trim_scale(cell.value)::text, cell.state), ' ' ORDER BY cell.element_code)
	FROM zhiheng.accepted_cell AS cell WHERE cell.period = '2031Q1' AND cell.institution_id = (SELECT (pg_temp.head()).institution_id)
$$;

SELECT pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}');
SELECT is(pg_temp.ask_for('clerk_a', 'ais_patients', 61), 'ZH409 correction_state', 'a draft is changed, not corrected');
SELECT is(pg_temp.accept(), 'accepted', 'accepted');

-- ---- two that are right alone, and not together ----
SELECT is(pg_temp.ask_for('clerk_a', 'ais_reperfused', 50), 'asked', 'the part grows');
SELECT is(pg_temp.ask_for('verifier_a', 'ais_patients', 40), 'asked', 'the whole shrinks');
SELECT is(pg_temp.decide(1, 'approved'), 'ZH404 ', 'what is not signed the commission does not know');
SELECT is(pg_temp.sign(1, 'leader_b'), 'ZH404 ', 'another hospital''s leader does not sign');
SELECT is(pg_temp.sign(1), 'signed', 'signed');
SELECT is(pg_temp.try('leader_a', format('SELECT institution.correction_sign(%s, %s)', (pg_temp.head()).id, pg_temp.correction(2))),
	'ZH403 return_signature_needed', 'one password signs once');
SELECT is(pg_temp.sign(2), 'signed', 'the other one with its own');
SELECT is(pg_temp.decide(1, 'approved', 'city_viewer'), 'ZH403 reviewer_needed', 'who only looks does not decide');
SELECT is(pg_temp.decide(1, 'maybe'), 'ZH400 correction_decision_act', 'there are two decisions');
SELECT is(pg_temp.decide(1, 'approved'), 'decided', 'the first is approved');
SELECT is(pg_temp.counted(), 'ais_patients=60 ais_reperfused=50 or_surgeries=400 unplanned_reops=14', 'it counts');
SELECT is(pg_temp.decide(2, 'approved'), 'ZH409 correction_breaks', '50 of 40 are none');
SELECT is(pg_temp.counted(), 'ais_patients=60 ais_reperfused=50 or_surgeries=400 unplanned_reops=14', 'nothing has changed');
SELECT is((pg_temp.head()).revision || ' ' || (pg_temp.head()).state, '2 accepted', 'nor in the return');
SELECT is((SELECT turn FROM zhiheng.submission ORDER BY id DESC LIMIT 1), 3::smallint, 'it waits on');
SELECT is(pg_temp.decide(2, 'refused'), 'decided', 'to be refused');

-- ---- the whole does not apply any more, its part stays ----
SELECT is(pg_temp.ask_for('clerk_a', 'ais_patients', NULL), 'asked', 'not applicable');
SELECT is(pg_temp.sign(3), 'signed', 'signed');
SELECT is(pg_temp.decide(3, 'approved'), 'ZH409 correction_breaks', 'of what does not apply there are no 50');
SELECT is(pg_temp.decide(3, 'refused'), 'decided', 'refused');

-- ---- taken back, the cell is free again ----
SELECT is(pg_temp.ask_for('clerk_a', 'or_surgeries', 500), 'asked', 'asked');
SELECT is(pg_temp.ask_for('verifier_a', 'or_surgeries', 501), 'asked_before or_surgeries', 'one at a time');
SELECT is(pg_temp.sign(4), 'signed', 'signed');
SELECT is(pg_temp.ask_for('verifier_a', 'or_surgeries', 501), 'asked_before or_surgeries', 'still');
SELECT is(pg_temp.try('verifier_a', format('SELECT institution.correction_withdraw(%s, %s, ''填错了'')', (pg_temp.head()).id, pg_temp.correction(4))),
	'ZH403 correction_withdraw_role', 'who did not ask does not take it back');
SELECT is(pg_temp.try('clerk_a', format('SELECT ''taken'' || institution.correction_withdraw(%s, %s, ''填错了'')', (pg_temp.head()).id, pg_temp.correction(4))),
	'taken', 'who asked does');
SELECT is(pg_temp.decide(4, 'approved'), 'ZH409 correction_decided', 'the reviewer comes too late');
SELECT is(pg_temp.ask_for('verifier_a', 'or_surgeries', 501), 'asked', 'and it is free again');

-- ---- asked of a number that has changed since ----
SELECT is(pg_temp.try('city_reviewer', format('SELECT CASE WHEN commission.return_decide(%s, ''return'', ''accepted'', %s, ''请核对'', ''{or_surgeries}'', ''{请核对}'') > 0 THEN ''back'' END',
	(pg_temp.head()).id, (pg_temp.head()).revision)), 'back', 'the element is sent back meanwhile');
SELECT is(pg_temp.sign(5), 'ZH409 correction_state', 'nothing is signed about what is being mended');
SELECT is(pg_temp.save('{or_surgeries}', '{450}'), 'saved', 'mended otherwise');
SELECT is(pg_temp.accept(), 'accepted', 'accepted');
SELECT is(pg_temp.sign(5), 'signed', 'the old one is signed after all');
SELECT is(pg_temp.decide(5, 'approved'), 'ZH409 correction_stale', 'it was of another number');
SELECT is(pg_temp.counted(), 'ais_patients=60 ais_reperfused=50 or_surgeries=450 unplanned_reops=14', 'nothing has changed');
SELECT is(pg_temp.decide(5, 'refused'), 'decided', 'refused');

-- ---- what is in force is what a rebuild makes ----
CREATE TEMPORARY TABLE kept AS SELECT * FROM zhiheng.accepted_number;
SELECT isnt(zhiheng.accepted_rebuild(), 0::bigint, 'made anew');
SELECT set_eq('SELECT * FROM zhiheng.accepted_number', 'SELECT * FROM kept', 'the same');
SELECT is((SELECT string_agg(source || ' ' || writer.login, ', ' ORDER BY save.revision) FROM zhiheng.return_save AS save JOIN zhiheng.account AS writer ON writer.id = save.account_id
	WHERE save.return_id = (SELECT (pg_temp.head()).id)), 'typed clerk_a, correction clerk_a, typed clerk_a', 'saves are of who filled in and of who asked');

SELECT * FROM finish();
ROLLBACK;
