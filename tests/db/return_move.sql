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

-- ---- commitment ----
-- RFC 4231, test cases 1, 2, 3, 4, 6 and 7.
SELECT is(encode(zhiheng.hmac_sha256(decode(key, 'hex'), decode(message, 'hex')), 'hex'), wanted, 'RFC 4231, ' || number)
FROM (VALUES
	(1, repeat('0b', 20), encode('Hi There', 'hex'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'),
	(2, encode('Jefe', 'hex'), encode('what do ya want for nothing?', 'hex'), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
	(3, repeat('aa', 20), repeat('dd', 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'),
	(4, '0102030405060708090a0b0c0d0e0f10111213141516171819', repeat('cd', 50), '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'),
	(6, repeat('aa', 131), encode('Test Using Larger Than Block-Size Key - Hash Key First', 'hex'),
		'60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'),
	(7, repeat('aa', 131), encode('This is a test using a larger than block-size key and a larger than block-size data. '
		'The key needs to be hashed before being used by the HMAC algorithm.', 'hex'),
		'9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2')
) AS item (number, key, message, wanted);
SELECT is(pg_temp.try('clerk_a', format($q$SELECT commitment = encode(zhiheng.hmac_sha256(decode(key, 'hex'),
	convert_to(E'ais_patients=value:52.0000\n', 'UTF8')), 'hex') FROM institution.return_submissions(%s)$q$, pg_temp.return_of('a'))), '42501 ',
	'the program has no function of the private schema');
CREATE TEMPORARY TABLE receipt ON COMMIT DROP AS
SELECT pg_temp.try('clerk_a', format('SELECT commitment FROM institution.return_submissions(%s)', pg_temp.return_of('a'))) AS commitment,
	pg_temp.try('clerk_a', format('SELECT key FROM institution.return_submissions(%s)', pg_temp.return_of('a'))) AS key,
	pg_temp.try('clerk_a', format('SELECT institution.return_submission_text(%s, zhiheng_event.id) FROM institution.return_submissions(%1$s) AS zhiheng_event',
		pg_temp.return_of('a'))) AS text;
SELECT is(text, E'ais_patients=value:52.0000\n', 'the text is that of the values') FROM receipt;
SELECT is(commitment, encode(zhiheng.hmac_sha256(decode(key, 'hex'), convert_to(text, 'UTF8')), 'hex'), 'the key of the receipt opens the commitment') FROM receipt;
SELECT isnt(commitment, encode(sha256(convert_to(text, 'UTF8')), 'hex'), 'which is not the bare digest') FROM receipt;
SELECT is(encode(zhiheng.return_commitment_of(pg_temp.return_of('a'), 2), 'hex'), commitment, 'an edition would print it') FROM receipt;
SELECT is(zhiheng.return_commitment_of(pg_temp.return_of('a'), 1), NULL, 'what was never submitted has none');
SELECT is(pg_temp.try('clerk_b', format('SELECT count(*) FROM institution.return_submissions(%s)', pg_temp.return_of('a'))), '0', 'nobody else sees a key');
SELECT is(pg_temp.try('clerk_b', format('SELECT coalesce(institution.return_submission_text(%s, %s), ''none'')', pg_temp.return_of('a'),
	zhiheng.return_submission(pg_temp.return_of('a')))), 'none', 'nor the text');
SELECT is_empty($q$
	SELECT relation.oid::regclass FROM pg_class AS relation
	JOIN pg_namespace AS space ON space.oid = relation.relnamespace
	JOIN pg_depend AS use ON use.refobjid = 'zhiheng.return_key'::regclass
	JOIN pg_rewrite AS rule ON rule.oid = use.objid AND rule.ev_class = relation.oid
	WHERE space.nspname <> 'institution'
$q$, 'no view of another audience reads keys');
SELECT is_empty($q$
	SELECT routine.oid::regprocedure FROM pg_proc AS routine
	JOIN pg_namespace AS space ON space.oid = routine.pronamespace
	WHERE routine.prosrc LIKE '%return_key%' AND (space.nspname, routine.proname) NOT IN (('zhiheng', 'return_commit'), ('institution', 'return_submissions'))
$q$, 'nor does another function');
SELECT throws_ok('DELETE FROM zhiheng.return_key', 'ZH403', NULL, 'keys are not lost');
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
