-- What stands around a return: signature, opening and withdrawal, samples of the internal
-- verification, words to and fro.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.move(p_login text, p_to text, p_reason text DEFAULT NULL, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, %L) > 0 THEN ''moved'' END',
		pg_temp.return_of(p_mark), (SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of(p_mark)), p_to, p_reason))
$$;
CREATE FUNCTION pg_temp.save(p_mark text, p_value integer) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', 'clerk_' || p_mark,
		format('SELECT outcome FROM institution.return_save(%s, %s, ''{ais_patients}'', ''{value}'', ''{%s}'', ''typed'')', pg_temp.return_of(p_mark),
		(SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of(p_mark)), p_value))
$$;
CREATE FUNCTION pg_temp.head(p_mark text DEFAULT 'a') RETURNS zhiheng.return
LANGUAGE sql AS $$ SELECT item FROM zhiheng.return AS item WHERE item.id = pg_temp.return_of(p_mark) $$;
CREATE FUNCTION pg_temp.opening(p_login text, p_mark text DEFAULT 'a', p_revision integer DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT commission.return_open(%s, %s)', pg_temp.return_of(p_mark),
		coalesce(p_revision, (pg_temp.head(p_mark)).revision)))
$$;

-- ---- signature ----
SELECT is(pg_temp.save('a', 50), 'saved', 'filled in');
SELECT is(pg_temp.move('verifier_a', 'verified'), 'moved', 'verified');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH403 return_signature_needed', 'no submission without the password');
SELECT pg_temp.confirm('leader_b');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH403 return_signature_needed', 'another one''s password does not sign');
-- Another browser of the same leader was confirmed, not this one.
INSERT INTO zhiheng.session (digest, account_id, client) VALUES (sha256('elsewhere'), pg_temp.account_of('leader_a'), '127.0.0.2');
INSERT INTO zhiheng.session_confirmation (digest, account_id) VALUES (sha256('elsewhere'), pg_temp.account_of('leader_a'));
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH403 return_signature_needed', 'nor does it in another session');
INSERT INTO zhiheng.session_confirmation (digest, account_id, at)
VALUES (sha256('leader_a'), pg_temp.account_of('leader_a'), now() - zhiheng.confirmation_span());
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH403 return_signature_needed', 'nor after five minutes');
SELECT is(pg_temp.try('zhiheng_institution', 'leader_a', format('SELECT confirmed_until FROM institution.return_filing(%s)', pg_temp.return_of('a'))), NULL,
	'the page knows that');
SELECT pg_temp.confirm('leader_a');
SELECT isnt(pg_temp.try('zhiheng_institution', 'leader_a', format('SELECT confirmed_until FROM institution.return_filing(%s)', pg_temp.return_of('a'))), NULL,
	'and when it is fresh');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'moved', 'a fresh one of the session does');
SELECT is((SELECT count(*) FROM zhiheng.submission AS signature
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = signature.id
	JOIN zhiheng.return_event AS event ON event.id = sheet.event_id AND event.account_id = signature.signed_by
	JOIN zhiheng.session_confirmation AS given ON given.id = signature.confirmation_id
	WHERE event.return_id = pg_temp.return_of('a') AND given.account_id = event.account_id), 1::bigint, 'the signature is on record');
SELECT ok((pg_temp.head()).first_submitted_at IS NOT NULL, 'it counts as submitted');

-- ---- withdrawal ----
SELECT is(pg_temp.move('verifier_a', 'draft', '核对'), 'ZH403 return_transition_role', 'only the leader withdraws');
SELECT is(pg_temp.move('leader_b', 'draft', '核对'), 'ZH404 ', 'not another institution''s');
SELECT is(pg_temp.move('leader_a', 'draft', ''), 'ZH400 return_reason', 'with a reason');
SELECT is(pg_temp.move('leader_a', 'draft', '出院人次有误'), 'moved', 'before anybody opened it');
SELECT ok((pg_temp.head()).first_submitted_at IS NULL, 'as if it had not been submitted');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT concat_ws(''/'', returned_by, withdrawn, returned_reason) FROM institution.return_head(%s)',
	pg_temp.return_of('a'))), 'leaderA/t/出院人次有误', 'the clerk reads who and why');
SELECT isnt(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT withdrawn_at FROM institution.return_receipt(%s)', pg_temp.return_of('a'))), NULL,
	'the receipt says that it does not hold any more');
SELECT is(pg_temp.save('a', 51), 'saved', 'it is mended');
SELECT is(pg_temp.move('verifier_a', 'verified'), 'moved', 'verified');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH403 return_signature_needed', 'a confirmation signs once');
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'moved', 'the next one signs again');

-- ---- opening ----
SELECT is(left(pg_temp.opening(login), 5), 'ZH403', login || ' may not open')
FROM unnest(ARRAY['city_viewer', 'nerve', 'clerk_a']) AS login;
SELECT is(pg_temp.opening('county', 'c'), 'ZH404 ', 'another county''s return is not there');
SELECT is(pg_temp.opening('city_reviewer', 'a', 1), 'ZH409 return_stale', 'not the submission that was shown');
SELECT is(pg_temp.opening('city_reviewer'), 'true', 'a reviewer opens it');
SELECT is(pg_temp.opening('county'), 'ZH403 submission_affiliation', 'a county does not begin the review of a hospital of the city');
SELECT is(pg_temp.opening('city'), 'false', 'once');
SELECT is(pg_temp.move('leader_a', 'draft', '又有误'), 'ZH409 return_opened', 'then it cannot be withdrawn');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT string_agg(to_label, '' '' ORDER BY id, opening) FROM commission.return_event WHERE return_id = %s',
	pg_temp.return_of('a'))), '已审核待提交 已提交待审 机构撤回 已审核待提交 已提交待审 开始审核', 'all of it is told');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT to_label FROM institution.return_events(%s) LIMIT 1', pg_temp.return_of('a'))), '开始审核',
	'to the institution too');
SELECT is(pg_temp.save('b', 20), 'saved', 'another return');
SELECT is(pg_temp.move('verifier_b', 'verified', NULL, 'b'), 'moved', 'verified');
SELECT is(pg_temp.move('leader_b', 'submitted', NULL, 'b'), 'moved', 'and signed');
SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''return'', ''submitted'', 1, ''请核对'', ''{}'', ''{}'')',
	pg_temp.return_of('b')));
SELECT is((SELECT count(*) FROM zhiheng.return_opening AS opening JOIN zhiheng.return_event AS event ON event.id = opening.event_id
	WHERE event.return_id IN (pg_temp.return_of('a'), pg_temp.return_of('b'))), 2::bigint, 'who decides has opened');

-- A return that came back once keeps its first date when it is withdrawn later.
SELECT is(pg_temp.save('b', 21), 'saved', 'mended');
SELECT is(pg_temp.move('verifier_b', 'verified', NULL, 'b'), 'moved', 'verified');
SELECT pg_temp.confirm('leader_b');
SELECT is(pg_temp.move('leader_b', 'submitted', NULL, 'b'), 'moved', 'submitted again');
SELECT is(pg_temp.move('leader_b', 'draft', '再核对', 'b'), 'moved', 'withdrawn');
SELECT ok((pg_temp.head('b')).first_submitted_at IS NOT NULL, 'its first submission was read and stays');

-- ---- internal verification ----
CREATE FUNCTION pg_temp.sample(p_login text, p_sampled integer, p_agreeing integer, p_note text, p_code text DEFAULT 'ais_patients',
	p_revision integer DEFAULT 2) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.sample_add(%s, %s, ARRAY[%L], ARRAY[%s], ARRAY[%s], ARRAY[%L]::text[])',
		pg_temp.return_of('b'), p_revision, p_code, p_sampled, p_agreeing, p_note))
$$;
SELECT is(pg_temp.sample('clerk_b', 10, 10, NULL), 'ZH403 role_needed', 'a clerk does not verify');
SELECT is(pg_temp.sample('verifier_a', 10, 10, NULL), 'ZH404 ', 'nor another institution');
SELECT is(pg_temp.sample('verifier_b', 10, 11, NULL), '23514 return_sample_agreeing', 'not more than were looked up');
SELECT is(pg_temp.sample('verifier_b', 0, 0, NULL), '23514 return_sample_sampled', 'nothing is no sample');
SELECT is(pg_temp.sample('verifier_b', 10, 9, NULL), '23514 return_sample_finding', 'a difference wants words');
SELECT is(pg_temp.sample('verifier_b', 10, 10, NULL, 'nonsense'), 'ZH400 return_unknown_element', 'not of what is not asked');
SELECT is(pg_temp.sample('verifier_b', 10, 10, NULL, 'ais_patients', 1), 'ZH409 return_stale', 'not on older values');
SELECT is(pg_temp.sample('verifier_b', 10, 9, '一份发病时间记错'), '1', 'noted');
SELECT is(pg_temp.sample('verifier_b', 10, 9, '一份发病时间记错'), '0', 'sent twice it is there once');
SELECT is(pg_temp.sample('verifier_b', 20, 20, NULL), '1', 'a later one');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT concat_ws(''/'', sampled, agreeing, person, outdated) FROM commission.return_samples(%s)',
	pg_temp.return_of('b'))), '20/20/verifierB/f', 'the newest counts, the commission sees it');
SELECT is(pg_temp.try('zhiheng_commission', 'county', format('SELECT count(*) FROM commission.return_samples(%s)', pg_temp.return_of('c'))), '0', 'its own only');
UPDATE zhiheng.account SET role = 'verifier' WHERE login = 'clerk_b';
SELECT is(pg_temp.sample('clerk_b', 5, 5, NULL), 'ZH403 return_second_person', 'who typed the value does not, whatever the role is now');
UPDATE zhiheng.account SET role = 'clerk' WHERE login = 'clerk_b';
SELECT is(pg_temp.save('b', 22), 'saved', 'the value changes');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', format('SELECT concat_ws(''/'', sampled, outdated) FROM institution.return_samples(%s)', pg_temp.return_of('b'))),
	'20/t', 'the sample is of an older value then');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT count(*) FROM institution.return_samples(%s)', pg_temp.return_of('b'))), '0', 'not for others');

-- ---- words ----
SELECT is(left(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT institution.message_add(%s, ''*'', ''已核对'')', pg_temp.return_of('b'))), 5),
	'ZH404', 'not on a foreign return');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', format('SELECT institution.message_add(%s, ''nonsense'', ''已核对'')', pg_temp.return_of('b'))),
	'ZH400 return_unknown_element', 'not on what is not asked');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', format('SELECT institution.message_add(%s, ''*'', ''好'')', pg_temp.return_of('b'))),
	'23514 return_message_text', 'one character is none');
SELECT is(left(pg_temp.try('zhiheng_commission', login, format('SELECT commission.message_add(%s, ''*'', ''请说明'')', pg_temp.return_of('b'))), 5), 'ZH403',
	login || ' has no say') FROM unnest(ARRAY['city_viewer', 'nerve']) AS login;
SELECT is(pg_temp.try('zhiheng_commission', 'county', format('SELECT commission.message_add(%s, ''*'', ''请说明'')', pg_temp.return_of('c'))), 'ZH404 ',
	'nor another county');
SELECT lives_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', 'SELECT commission.message_add(%s, ''ais_patients'', ''请说明增幅'')')$t$,
	pg_temp.return_of('b')), 'the commission asks');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', format('SELECT concat_ws(''/'', messages, unanswered) FROM institution.return_filing(%s)', pg_temp.return_of('b'))),
	'1/t', 'an answer is wanted');
SELECT lives_ok(format($t$SELECT pg_temp.ask('zhiheng_institution', 'verifier_b', 'SELECT institution.message_add(%s, ''ais_patients'', ''卒中中心新开'')')$t$,
	pg_temp.return_of('b')), 'the institution answers');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', format('SELECT concat_ws(''/'', messages, unanswered) FROM institution.return_filing(%s)', pg_temp.return_of('b'))),
	'2/f', 'given');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT string_agg(person || ''：'' || text, '' '' ORDER BY id) FROM commission.return_messages(%s)',
	pg_temp.return_of('b'))), 'city_reviewer：请说明增幅 verifierB：卒中中心新开', 'both sides read both');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT count(*) FROM institution.return_messages(%s)', pg_temp.return_of('b'))), '0', 'nobody else');

-- ---- sources ----
CREATE FUNCTION pg_temp.note(p_login text, p_source text, p_rule text, p_code text DEFAULT 'ais_patients') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.note_add(%L, %L, %L)', p_code, p_source, p_rule))
$$;
SELECT is(pg_temp.note('leader_a', '病案首页', NULL), 'ZH403 role_needed', 'the leader keeps no notes');
SELECT is(pg_temp.note('clerk_a', '病案首页', NULL, 'nonsense'), 'ZH404 ', 'not of what is not asked');
SELECT is(pg_temp.note('clerk_a', '库', NULL), '23514 element_note_source', 'one character is none');
SELECT is(pg_temp.note('clerk_a', '病案首页', '主要诊断 I63'), 'true', 'noted');
SELECT is(pg_temp.note('verifier_a', '病案首页', '主要诊断 I63'), 'false', 'the same again is nothing new');
SELECT is(pg_temp.note('verifier_a', '卒中登记本', NULL), 'true', 'a later one');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', 'SELECT concat_ws(''/'', source, rule, person) FROM institution.element_note'), '卒中登记本/verifierA',
	'holds');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', 'SELECT count(*) FROM institution.note_history(''ais_patients'')'), '2', 'both are kept');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', 'SELECT count(*) FROM institution.element_note'), '0', 'others see nothing of it');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT source FROM commission.return_notes(%s)', pg_temp.return_of('a'))), '卒中登记本', 'the reviewer does');
SELECT is(pg_temp.try('zhiheng_commission', 'county', format('SELECT count(*) FROM commission.return_notes(%s)', pg_temp.return_of('c'))), '0', 'of the own county');

-- ---- correction ----
CREATE FUNCTION pg_temp.correct(p_login text, p_values text, p_reason text DEFAULT '漏统计', p_code text DEFAULT 'ais_patients', p_revision integer DEFAULT 2) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT concat_ws('' '', outcome, code) FROM institution.correction_ask(%s, %s, %L, ARRAY[%L], ''{value}'', %L)',
		pg_temp.return_of('a'), p_revision, p_reason, p_code, p_values))
$$;
CREATE FUNCTION pg_temp.rule_on(p_login text, p_decision text, p_reason text DEFAULT NULL, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT coalesce(commission.correction_decide(%s, %s, %L, %L), 0) > 0',
		pg_temp.return_of(p_mark), (SELECT coalesce(max(id), 0) FROM zhiheng.correction WHERE return_id = pg_temp.return_of('a')), p_decision, p_reason))
$$;
CREATE FUNCTION pg_temp.newest() RETURNS bigint
LANGUAGE sql AS $$ SELECT coalesce(max(id), 0) FROM zhiheng.correction WHERE return_id = pg_temp.return_of('a') $$;
CREATE FUNCTION pg_temp.seal(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.correction_sign(%s, %s) > 0', pg_temp.return_of('a'), pg_temp.newest()))
$$;
CREATE FUNCTION pg_temp.back(p_login text, p_reason text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT ''done'' FROM institution.correction_withdraw(%s, %s, %L)', pg_temp.return_of('a'),
		pg_temp.newest(), p_reason))
$$;
CREATE FUNCTION pg_temp.counted() RETURNS text
LANGUAGE sql AS $$
	SELECT trim_scale(value)::text FROM zhiheng.accepted_cell
	WHERE period = '2031Q1' AND element_code = 'ais_patients' AND institution_id = (pg_temp.head()).institution_id
$$;
SELECT is(pg_temp.correct('clerk_a', '{52}'), 'ZH409 correction_state', 'what was not accepted is not corrected');
SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''accept'', ''submitted'', 2, NULL, ''{}'', ''{}'')', pg_temp.return_of('a')));
SELECT is(pg_temp.correct('leader_a', '{52}'), 'ZH403 role_needed', 'the leader signs, others ask');
SELECT is(pg_temp.correct('clerk_b', '{52}'), 'ZH404 ', 'for the own return');
SELECT is(pg_temp.correct('clerk_a', '{52}', '漏统计', 'ais_patients', 1), 'ZH409 return_stale', 'on the values of now');
SELECT is(pg_temp.correct('clerk_a', '{51}'), 'ZH400 correction_empty', 'with something that differs');
SELECT is(pg_temp.correct('clerk_a', '{51.5}'), 'not_whole ais_patients', 'that can be');
SELECT is(pg_temp.correct('clerk_a', '{52}', '漏统计', 'nonsense'), 'ZH400 return_unknown_element', 'and is asked');
SELECT is(pg_temp.correct('clerk_a', '{52}', '漏'), '23514 correction_reason', 'and a reason');
SELECT is(pg_temp.correct('clerk_a', '{53}'), 'asked', 'asked for');
SELECT is(pg_temp.correct('verifier_a', '{54}'), 'asked_before ais_patients', 'one at a time of a cell');
SELECT is(pg_temp.rule_on('city_reviewer', 'approved'), 'ZH404 ', 'what no leader signed is not before the commission');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT count(*) FROM commission.return_correction(%s)', pg_temp.return_of('a'))), '0', 'which does not see it');
SELECT is(pg_temp.back('verifier_a', '填错了'), 'ZH403 correction_withdraw_role', 'another one does not take it back');
SELECT is(pg_temp.back('clerk_a', '错'), 'ZH400 correction_withdraw_reason', 'nor anybody without a reason');
SELECT is(pg_temp.back('clerk_a', '填错了'), 'done', 'who asked does');
SELECT is(pg_temp.seal('leader_a'), 'ZH409 correction_decided', 'then it is not signed');
SELECT is(pg_temp.correct('clerk_a', '{52}'), 'asked', 'asked for again');
SELECT is(pg_temp.seal('leader_a'), 'ZH403 return_signature_needed', 'not without the password');
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.seal('verifier_a'), 'ZH403 role_needed', 'not by the verifier');
SELECT is(pg_temp.seal('leader_a'), 'true', 'signed');
SELECT is(pg_temp.seal('leader_a'), 'ZH409 correction_signed', 'once');
SELECT is((SELECT kind || turn || cardinality(elements) FROM zhiheng.submission JOIN zhiheng.submission_sheet ON submission_id = submission.id
	WHERE correction_id = pg_temp.newest()), 'correction31', 'a submission of one cell, the commission''s turn');
SELECT is(pg_temp.counted(), '51', 'nothing has changed yet');
SELECT is(left(pg_temp.rule_on(login, 'approved'), 5), 'ZH403', login || ' does not decide') FROM unnest(ARRAY['city_viewer', 'nerve', 'clerk_a']) AS login;
SELECT is(pg_temp.rule_on('city_reviewer', 'approved', NULL, 'b'), 'ZH404 ', 'not under another return');
SELECT is(pg_temp.rule_on('city_reviewer', 'refused', ' '), 'ZH400 correction_decision_reason', 'refusing wants a reason');
SELECT is(pg_temp.rule_on('city_reviewer', 'maybe'), 'ZH400 correction_decision_act', 'there is no third way');
SELECT is(pg_temp.try('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''return'', ''accepted'', 2, ''请更正'', ''{}'', ''{}'')',
	pg_temp.return_of('a'))), 'ZH409 return_correction_first', 'the return does not go back before');
SELECT is(pg_temp.try('zhiheng_commission', 'city_reviewer', format('SELECT string_agg(trim_scale(numerator) || ''/'' || trim_scale(denominator), '' '' ORDER BY after)
	FROM commission.correction_effect(%s, %s) WHERE own AND denominator IS NOT NULL AND numerator IS NOT NULL', pg_temp.return_of('a'), pg_temp.newest())),
	(SELECT CASE WHEN x IS NULL THEN NULL ELSE x || '/51 ' || x || '/52' END FROM (SELECT trim_scale(value)::text AS x FROM (VALUES (1)) AS one LEFT JOIN zhiheng.return_cell
		ON return_id = pg_temp.return_of('a') AND element_code = 'ais_reperfused') AS kept), 'what it changes is shown before');
SELECT is(pg_temp.rule_on('city_reviewer', 'approved'), 'true', 'approved');
SELECT is(pg_temp.rule_on('city_reviewer', 'refused', '改主意'), 'ZH409 correction_decided', 'once');
SELECT is(pg_temp.back('leader_a', '不改了'), 'ZH409 correction_decided', 'and not taken back at the same moment');
SELECT is((pg_temp.head()).state, 'accepted', 'nothing has to be typed');
SELECT is(pg_temp.counted(), '52', 'it counts at once');
SELECT is((SELECT source || account.login FROM zhiheng.return_value AS entry JOIN zhiheng.account AS account ON account.id = entry.account_id
	WHERE return_id = pg_temp.return_of('a') AND entry.revision = 3), 'correctionclerk_a', 'a save of who asked');
SELECT is((SELECT turn FROM zhiheng.submission WHERE correction_id = pg_temp.newest()), NULL, 'nobody''s turn');
SELECT isnt(zhiheng.return_commitment_of(pg_temp.return_of('a'), 3), NULL, 'an edition has something to print');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT concat_ws(''/'', code, old_value, new_value) FROM institution.return_changes(%s)', pg_temp.return_of('a'))),
	'ais_patients/51/52', 'old and new side by side');
SELECT is(pg_temp.try('zhiheng_commission', 'city', format('SELECT count(*) FROM commission.return_changes(%s)', pg_temp.return_of('b'))), '0', 'no other return has any');

-- ---- evidence ----
CREATE FUNCTION pg_temp.evidence(p_login text, p_size integer DEFAULT 1000, p_code text DEFAULT 'ais_patients', p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT institution.evidence_add(%s, %L, ''证明.pdf'', ''application/pdf'', %s, %L, %L) > 0',
		pg_temp.return_of(p_mark), p_code, p_size, repeat('0', 64), encode(sha256(convert_to(clock_timestamp()::text || random()::text, 'UTF8')), 'hex')))
$$;
SELECT is(pg_temp.evidence('clerk_b'), 'ZH404 ', 'no file for a foreign return');
SELECT is(pg_temp.evidence('clerk_a', 1000, 'nonsense'), 'ZH400 return_unknown_element', 'nor for what is not asked');
SELECT is(pg_temp.evidence('clerk_a', 10485761), '23514 evidence_size', 'nor of more than 10 MB');
SELECT is(pg_temp.evidence('clerk_a'), 'true', 'a file');
SELECT is(pg_temp.evidence('leader_a', 1000, 'unplanned_reops'), 'true', 'and one of another specialty');
SELECT is(pg_temp.try('zhiheng_commission', login, format('SELECT count(*) FROM commission.evidence WHERE return_id = %s', pg_temp.return_of('a'))), seen,
	login || ' sees ' || seen)
FROM (VALUES ('city', '2'), ('city_viewer', '2'), ('county', '2'), ('nerve', '1'), ('clerk_a', '0')) AS item (login, seen);
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_b', 'SELECT count(*) FROM institution.evidence'), '0', 'another institution sees none');
SELECT is((SELECT string_agg(DISTINCT pg_temp.evidence('clerk_a', 10485760), ' ') FROM generate_series(1, 19)), 'true', 'nineteen of the largest');
SELECT is(pg_temp.evidence('clerk_a', 10485760), 'ZH400 evidence_limit', 'then the return has 200 MB and takes no more');
CREATE FUNCTION pg_temp.withdraw(p_login text, p_reason text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_institution', p_login, format('SELECT ''done'' FROM institution.evidence_withdraw(%s, %s, %L)', pg_temp.return_of(p_mark),
		(SELECT min(id) FROM zhiheng.evidence WHERE return_id = pg_temp.return_of('a')), p_reason))
$$;
SELECT is(pg_temp.withdraw('clerk_b', '传错了', 'b'), 'ZH404 ', 'nobody withdraws another one''s');
SELECT is(pg_temp.withdraw('clerk_a', '错'), '23514 evidence_withdrawal_reason', 'with a reason');
SELECT is(pg_temp.withdraw('verifier_a', '传错了'), 'done', 'withdrawn');
SELECT is(pg_temp.withdraw('clerk_a', '传错了'), 'ZH409 evidence_withdrawn', 'once');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', format('SELECT evidence FROM institution.return_filing(%s)', pg_temp.return_of('a'))), '20', 'it does not count any more');

SELECT * FROM finish();
ROLLBACK;
