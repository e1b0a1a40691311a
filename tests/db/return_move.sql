-- The way of a return inside its institution: words on warnings, verification by a second person,
-- submission, sending back, receipt; and what a stale page or a wrong role gets.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.move(p_login text, p_revision integer, p_to text, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, %L) > 0 THEN ''moved'' END',
		pg_temp.return_of('a'), p_revision, p_to, p_reason))
$$;
CREATE FUNCTION pg_temp.explain(p_login text, p_revision integer, p_codes text, p_texts text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT institution.return_explain(%s, %s, %L, %L)', pg_temp.return_of('a'), p_revision, p_codes, p_texts))
$$;
CREATE FUNCTION pg_temp.save(p_revision integer, p_value integer) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT outcome FROM institution.return_save(%s, %s, ''{ais_patients}'', ''{value}'', ''{%s}'', ''typed'')',
		pg_temp.return_of('a'), p_revision, p_value))
$$;
CREATE FUNCTION pg_temp.state() RETURNS text
LANGUAGE sql AS $$ SELECT state FROM zhiheng.return WHERE id = pg_temp.return_of('a') $$;

SELECT is(pg_temp.save(0, 50), 'saved', 'the clerk fills in');

-- ---- words ----
SELECT is(pg_temp.explain('clerk_a', 1, '{ais_patients,*}', '{卒中中心搬迁,整体减少}'), '2', 'words on an element and on the return');
SELECT is(pg_temp.explain('clerk_a', 1, '{ais_patients,*}', '{卒中中心搬迁,整体减少}'), '0', 'sent twice they are there once');
SELECT is(pg_temp.explain('clerk_a', 0, '{ais_patients}', '{旧页面}'), 'ZH409 return_stale', 'not on values that have changed since');
SELECT is(pg_temp.explain('clerk_a', 1, '{nonsense}', '{某项}'), 'ZH400 return_unknown_element', 'not on what is not asked');
SELECT is(pg_temp.explain('leader_a', 1, '{ais_patients}', '{某项}'), 'ZH403 role_needed', 'not by the leader');
SELECT is(pg_temp.explain('clerk_b', 1, '{ais_patients}', '{某项}'), 'ZH404 ', 'not on a foreign return');
SELECT throws_ok(format('DELETE FROM zhiheng.return_remark WHERE return_id = %s', pg_temp.return_of('a')), 'ZH403', NULL, 'words are append-only');

-- ---- a second person ----
SELECT is(pg_temp.move('clerk_a', 1, 'verified'), 'ZH403 return_transition_role', 'a clerk does not verify');
SELECT is(pg_temp.move('verifier_a', 0, 'verified'), 'ZH409 return_stale', 'only the values that were shown are verified');
SELECT is(pg_temp.move('verifier_b', 1, 'verified'), 'ZH404 ', 'not by another institution');
UPDATE zhiheng.account SET role = 'verifier' WHERE login = 'clerk_a';
SELECT is(pg_temp.move('clerk_a', 1, 'verified'), 'ZH403 return_second_person', 'who filled in does not verify, whatever the role is now');
UPDATE zhiheng.account SET role = 'clerk' WHERE login = 'clerk_a';
SELECT is(pg_temp.move('verifier_a', 1, 'verified'), 'moved', 'another one does');
SELECT is(pg_temp.move('verifier_a', 1, 'verified'), 'ZH409 return_transition', 'once');
SELECT is(pg_temp.save(1, 51), 'ZH409 return_not_editable', 'verified values do not change');
SELECT is(pg_temp.explain('clerk_a', 1, '{ais_patients}', '{又一说}'), 'ZH409 return_not_editable', 'nor their words');

-- ---- back and on ----
SELECT is(pg_temp.move('leader_a', 1, 'draft', ' '), 'ZH400 return_reason', 'sending back wants a reason');
SELECT is(pg_temp.move('leader_a', 1, 'draft', '请核对'), 'moved', 'with one it goes back');
SELECT is(pg_temp.save(1, 52), 'saved', 'and is mended');
SELECT is(pg_temp.move('leader_a', 2, 'submitted'), 'ZH409 return_transition', 'a draft cannot be submitted');
SELECT is(pg_temp.move('verifier_a', 2, 'verified'), 'moved', 'verified again');
SELECT is(pg_temp.move('verifier_a', 2, 'submitted'), 'ZH403 return_transition_role', 'the verifier does not submit');
SELECT is(pg_temp.try('leader_a', format('SELECT count(*) FROM institution.return_receipt(%s)', pg_temp.return_of('a'))), '0', 'no receipt yet');
SELECT is(pg_temp.move('leader_a', 2, 'submitted'), 'ZH403 return_signature_needed', 'the leader does not without the password');
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.move('leader_a', 2, 'submitted'), 'moved', 'with it the leader does');
SELECT is(pg_temp.move('leader_a', 2, 'submitted'), 'ZH409 return_transition', 'once');
SELECT is(pg_temp.state(), 'submitted', 'it is with the commission');

-- ---- receipt ----
SELECT is(pg_temp.try('clerk_a', format('SELECT concat_ws(''/'', submitted_by, verified_by, entered_by, revision) FROM institution.return_receipt(%s)',
	pg_temp.return_of('a'))), 'leaderA/verifierA/clerkA/2', 'the receipt names the persons and the revision');
SELECT is(pg_temp.try('clerk_a', format('SELECT digest FROM institution.return_receipt(%s)', pg_temp.return_of('a'))),
	encode(sha256(convert_to(E'ais_patients=value:52.0000\n', 'UTF8')), 'hex'), 'its digest is that of the values');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_receipt(%s)', pg_temp.return_of('a'))), '0', 'a foreign receipt does not exist');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_events(%s)', pg_temp.return_of('a'))), '0', 'nor a foreign trail');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_elements(%s)', pg_temp.return_of('a'))), '0', 'nor a foreign form');
SELECT is((SELECT string_agg(from_state || '>' || to_state, ' ' ORDER BY id) FROM zhiheng.return_event WHERE return_id = pg_temp.return_of('a')),
	'draft>verified verified>draft draft>verified verified>submitted', 'every step is recorded');

-- ---- returned by the commission ----
UPDATE zhiheng.return SET state = 'returned', reopened = true WHERE id = pg_temp.return_of('a');
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '2031Q1';
SELECT is(pg_temp.save(2, 52), 'unchanged', 'a reopened return can be saved after the period closed');
SELECT is(pg_temp.state(), 'draft', 'and a save takes it up, even unchanged');
SELECT is(pg_temp.save(2, 53), 'saved', 'it is mended');
SELECT is(pg_temp.try('clerk_a', format('SELECT value FROM institution.return_receipt_values(%s) WHERE code = ''ais_patients''', pg_temp.return_of('a'))),
	'52', 'the receipt still shows what was submitted');
SELECT is(pg_temp.try('clerk_a', format('SELECT concat_ws(''/'', state, filled, asked) FROM institution.home_returns() WHERE id = %s', pg_temp.return_of('a'))),
	'draft/1/4', 'the work list knows how far it is');

-- ---- late ----
UPDATE zhiheng.reporting_period SET opens_on = '2025-04-01', due_on = '2025-04-20' WHERE period = '2031Q1';
SELECT is(pg_temp.try('clerk_b', format('SELECT concat_ws(''/'', late, open) FROM institution.home_returns() WHERE id = %s', pg_temp.return_of('b'))),
	't/f', 'late never disappears, closed or not');
SELECT is(pg_temp.try('clerk_a', format('SELECT late FROM institution.home_returns() WHERE id = %s', pg_temp.return_of('a'))),
	'false', 'what was submitted in time and came back is not late');

SELECT finish();
ROLLBACK;
