-- One current number for each institution, quarter and element (W1): who may not write it cannot, by statement or by call.
-- Every role at every table of the record; everybody who has nothing to do with a return, at every function that takes one.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- ---- statements ----
CREATE TEMPORARY TABLE kept (relation text, of_return text, changed text);
INSERT INTO kept VALUES
	('return_save', 'return_id', 'account_id = account_id'), ('return_sheet', 'return_id', 'revision = 1'), ('return_part', 'return_id', 'account_id = account_id'),
	('return_event', 'return_id', 'revision = 1'), ('return_remark', 'return_id', 'revision = 1'), ('return', 'period', 'state = ''accepted'''),
	('demand', 'institution_id', 'first_submitted_at = now()'), ('accepted_number', 'institution_id', 'value = 1'), ('return_opening', 'event_id', 'at = at'),
	('submission', 'institution_id', 'turn = NULL'), ('submission_sheet', 'return_id', 'revision = 1'), ('submission_step', 'return_id', 'at = at'),
	('return_commitment', 'event_id', 'commitment = commitment'), ('return_key', 'event_id', 'key = key'),
	('correction', 'return_id', 'revision = 1'), ('correction_item', 'correction_id', 'value = 1'), ('correction_decision', 'correction_id', 'decision = ''approved'''),
	('audit', 'object_id', 'act = act'), ('element_number', 'number', 'code = code'), ('return_transition', 'roles', 'roles = roles');
CREATE FUNCTION pg_temp.say(p_role text, p_statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', p_role);
	PERFORM set_config('zhiheng.session', encode(sha256('city'), 'hex'), true);
	EXECUTE p_statement;
	SET LOCAL SESSION AUTHORIZATION DEFAULT;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	SET LOCAL SESSION AUTHORIZATION DEFAULT;
	RETURN SQLSTATE;
END
$$;
CREATE FUNCTION pg_temp.attempt(p_relation text) RETURNS TABLE (verb text, statement text)
LANGUAGE sql AS $$
	SELECT act.verb, format(act.statement, 'zhiheng.' || p_relation, kept.of_return, kept.changed)
	FROM kept
	CROSS JOIN (VALUES ('INSERT', 'INSERT INTO %1$s (%2$s) SELECT %2$s FROM %1$s'), ('UPDATE', 'UPDATE %1$s SET %3$s'), ('DELETE', 'DELETE FROM %1$s'),
		('TRUNCATE', 'TRUNCATE %1$s CASCADE')) AS act (verb, statement)
	WHERE kept.relation = p_relation
$$;
SELECT is((SELECT string_agg(DISTINCT pg_temp.say(role, attempt.statement), ' ') FROM pg_temp.attempt(kept.relation) AS attempt), '42501',
	format('%s neither adds to %s nor changes it nor takes away', role, kept.relation))
FROM kept
CROSS JOIN unnest(ARRAY['zhiheng_account', 'zhiheng_institution', 'zhiheng_commission', 'zhiheng_disclosure', 'zhiheng_worker', 'zhiheng_peer']) AS role
ORDER BY kept.relation, role;

-- Whose pen and whose sums they are.
SELECT is((SELECT string_agg(kept.relation || ' ' || attempt.verb, ', ' ORDER BY kept.relation, attempt.verb) FROM kept
	CROSS JOIN LATERAL pg_temp.attempt(kept.relation) AS attempt
	WHERE (attempt.verb = 'UPDATE' AND has_any_column_privilege(role, 'zhiheng.' || kept.relation, 'UPDATE'))
		OR has_table_privilege(role, 'zhiheng.' || kept.relation, attempt.verb)), expected, role || ' writes this and no more')
FROM (VALUES ('zhiheng_recorder', 'return UPDATE, return_save INSERT, return_sheet INSERT, return_sheet UPDATE'), ('zhiheng_counter', NULL)) AS want (role, expected);
SELECT is((SELECT string_agg(attribute.attname, ' ') FROM pg_attribute AS attribute WHERE attribute.attrelid = 'zhiheng.return'::regclass AND attribute.attnum > 0
	AND has_column_privilege('zhiheng_recorder', 'zhiheng.return', attribute.attname, 'UPDATE')), 'revision exempt final', 'of a return the pen changes the number of its last save, and what follows from the register');

SELECT zhiheng.return_put(pg_temp.return_of('c'), 1, pg_temp.account_of('clerk_c'), '{ais_patients,ais_reperfused}', '{value,value}', '{50,20}');
UPDATE zhiheng.return SET revision = 1 WHERE id = pg_temp.return_of('c');

-- ---- calls ----
-- As the rightful would call it when the time has come.
CREATE TEMPORARY TABLE call (name text, arguments text);
INSERT INTO call VALUES
	('institution.return_lock', '%s'),
	('institution.return_save', $q$%s, 1, '{ais_patients}', '{value}', '{99}', 'typed'$q$),
	('institution.return_save', $q$%s, 1, '{ais_patients}', '{value}', '{99}', 'machine', true$q$),
	('institution.return_enter', $q$%s, 1, '{}', '{}', '{}', '{or_surgeries}', '{1}', '{9}', 'typed'$q$),
	('institution.return_enter_values', $q$%s, 1, '{ais_patients}', '{value}', '{99}', NULL, 'typed', false$q$),
	('institution.message_add', $q$%s, '*', '请更正'$q$),
	('institution.sample_add', $q$%s, 1, '{ais_patients}', '{30}', '{30}', '{NULL}'$q$),
	('institution.return_explain', $q$%s, 1, '{ais_patients}', '{核对无误}'$q$),
	('institution.return_move', $q$%s, 1, 'verified', NULL$q$),
	('institution.return_move', $q$%s, 1, 'submitted', NULL$q$),
	('institution.return_move', $q$%s, 1, 'draft', '请核对'$q$),
	('institution.correction_ask', $q$%s, 1, '出院登记有误', '{ais_patients}', '{value}', '{99}'$q$),
	('institution.correction_head', '%s'),
	('institution.correction_sign', '%s, %s'),
	('institution.correction_withdraw', $q$%s, %s, '填错了'$q$),
	('institution.evidence_add', $q$%s, 'ais_patients', '证明.pdf', 'application/pdf', 1000, repeat('0', 64), repeat('0', 64)$q$),
	('institution.evidence_withdraw', $q$%s, 1, '文件有误'$q$),
	('institution.upload_keep', $q$%s, '表.csv', 'a'$q$),
	('commission.return_open', '%s, 1'),
	('commission.return_reopen', $q$%s, '机构停电'$q$),
	('commission.return_pass', $q$%s, 3::smallint, '{}', true, '请更正'$q$),
	('commission.return_back', $q$%s, 3::smallint, '{}', '请更正'$q$),
	('commission.return_take_over', '%s'),
	('commission.opinion_add', $q$%s, 'or_surgeries', '请核对'$q$),
	('commission.opinion_answer', $q$%s, 1, '已核对'$q$),
	('commission.return_decide', $q$%s, 'accept', 'submitted', 1, NULL, '{}', '{}'$q$),
	('commission.return_decide', $q$%s, 'return', 'submitted', 1, '请更正', '{ais_patients}', '{请更正}'$q$),
	('commission.return_decide', $q$%s, 'return', 'accepted', 1, '请更正', '{}', '{}'$q$),
	('commission.message_add', $q$%s, '*', '请更正'$q$),
	('commission.correction_decide', $q$%s, %s, 'approved', NULL$q$);
SELECT is_empty($q$SELECT routine.oid::regproc::text FROM pg_proc AS routine
	WHERE routine.pronamespace IN ('institution'::regnamespace, 'commission'::regnamespace) AND routine.provolatile = 'v' AND routine.proargnames[1] = 'p_return'
	EXCEPT SELECT name FROM call$q$, 'every function that writes into a return is tried');
CREATE FUNCTION pg_temp.correction() RETURNS bigint
LANGUAGE sql AS $$ SELECT coalesce(max(id), 0) FROM zhiheng.correction $$;
-- All that is on record of the return.
CREATE FUNCTION pg_temp.record() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	relation text;
	part text;
	whole text := '';
BEGIN
	FOREACH relation IN ARRAY ARRAY['return_save', 'return_sheet', 'return_part', 'return_event', 'return_remark', 'return_message', 'return_sample', 'return_upload',
		'evidence', 'correction', 'submission_sheet', 'submission_step'] LOOP
		EXECUTE format('SELECT string_agg(item::text, '' '' ORDER BY item::text) FROM zhiheng.%I AS item WHERE item.return_id = $1', relation)
		INTO part USING pg_temp.return_of('c');
		whole := whole || relation || coalesce(part, '') || E'\n';
	END LOOP;
	RETURN whole || (SELECT head::text FROM zhiheng.return AS head WHERE head.id = pg_temp.return_of('c'))
		|| (SELECT count(*) FROM zhiheng.audit) || (SELECT count(*) FROM zhiheng.accepted_number) || (SELECT count(*) FROM zhiheng.return_opening);
END
$$;
CREATE FUNCTION pg_temp.besiege(p_when text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	before CONSTANT text := pg_temp.record();
	login text;
	role text;
BEGIN
	FOREACH login IN ARRAY ARRAY['clerk_a', 'verifier_a', 'leader_a', 'clerk_b', 'leader_b', 'county', 'nerve', 'city_viewer', NULL] LOOP
		FOREACH role IN ARRAY ARRAY['zhiheng_institution', 'zhiheng_commission', 'zhiheng_account', 'zhiheng_disclosure', 'zhiheng_worker'] LOOP
			RETURN NEXT is((SELECT string_agg(call.name || ' ' || answer.said, ', ') FROM call
				CROSS JOIN LATERAL (SELECT pg_temp.try(role, login, format('SELECT string_agg(answer::text, '' '') FROM %s(%s) AS answer', call.name,
					format(call.arguments, pg_temp.return_of('c'), pg_temp.correction()))) AS said) AS answer
				-- A centre may say something, of its own elements.
				WHERE (answer.said ~ '^(ZH404|ZH403|42501) ' OR answer.said = 'ZH409 opinion_element' AND login = 'nerve') IS NOT TRUE), NULL,
				format('%s: %s as %s is refused everywhere', p_when, coalesce(login, 'nobody'), role));
		END LOOP;
	END LOOP;
	-- The commission above and the institution itself, by the other's program.
	RETURN NEXT is((SELECT string_agg(call.name || ' ' || answer.said, ', ') FROM call
		CROSS JOIN (VALUES ('city', 'institution'), ('province', 'institution'), ('clerk_c', 'commission'), ('leader_c', 'commission')) AS stray (login, audience)
		CROSS JOIN LATERAL (SELECT pg_temp.try('zhiheng_' || stray.audience, stray.login, format('SELECT string_agg(answer::text, '' '') FROM %s(%s) AS answer', call.name,
			format(call.arguments, pg_temp.return_of('c'), pg_temp.correction()))) AS said) AS answer
		WHERE (answer.said ~ '^(ZH404|ZH403|42501) ') IS NOT TRUE), NULL, p_when || ': a commission writes no numbers, an institution decides nothing');
	RETURN NEXT is(pg_temp.record(), before, p_when || ': and nothing is on record of it');
END
$$;
SELECT pg_temp.besiege('draft');
SELECT is(pg_temp.try('verifier_c', format($q$SELECT CASE WHEN institution.return_move(%s, 1, 'verified', NULL) > 0 THEN 'moved' END$q$, pg_temp.return_of('c'))), 'moved', 'its own verifier verifies');
SELECT pg_temp.besiege('verified');
SELECT pg_temp.confirm('leader_c');
SELECT is(pg_temp.try('leader_c', format($q$SELECT CASE WHEN institution.return_move(%s, 1, 'submitted', NULL) > 0 THEN 'moved' END$q$, pg_temp.return_of('c'))), 'moved', 'its own leader signs');
SELECT pg_temp.besiege('submitted');
SELECT is(pg_temp.try('city', format($q$SELECT CASE WHEN commission.return_decide(%s, 'accept', 'submitted', 1, NULL, '{}', '{}') > 0 THEN 'decided' END$q$, pg_temp.return_of('c'))), 'decided', 'its own city accepts');
SELECT is(pg_temp.try('clerk_c', format($q$SELECT outcome FROM institution.correction_ask(%s, 1, '登记有误', '{ais_patients}', '{value}', '{51}')$q$, pg_temp.return_of('c'))), 'asked', 'its own clerk asks for a correction');
SELECT pg_temp.besiege('accepted');
SELECT pg_temp.confirm('leader_c');
SELECT is(pg_temp.try('leader_c', format($q$SELECT institution.correction_sign(%s, %s) > 0$q$, pg_temp.return_of('c'), pg_temp.correction())), 'true', 'its own leader signs it');
SELECT is(pg_temp.try('city', format($q$SELECT commission.correction_decide(%s, %s, 'refused', '与病案不符') IS NULL$q$, pg_temp.return_of('c'), pg_temp.correction())), 'true', 'its own city refuses it');

-- ---- who owns the tables ----
-- Of what is record nobody takes away, not who owns it either.
SELECT is((SELECT string_agg(DISTINCT pg_temp.say(session_user::text, attempt.statement), ' ') FROM pg_temp.attempt(kept.relation) AS attempt WHERE attempt.verb IN ('DELETE', 'TRUNCATE')), 'ZH403',
	'the operator neither deletes from ' || kept.relation || ' nor empties it')
FROM kept WHERE kept.relation NOT IN ('return_sheet', 'accepted_number', 'audit');
SELECT is((SELECT string_agg(DISTINCT pg_temp.say(session_user::text, attempt.statement), ' ') FROM pg_temp.attempt('audit') AS attempt WHERE attempt.verb IN ('UPDATE', 'DELETE', 'TRUNCATE')), 'ZH403',
	'the audit stays as it was written');
SELECT is(pg_temp.say(session_user::text, format('UPDATE zhiheng.return_save SET numbers = ''{51,20}'' WHERE return_id = %s', pg_temp.return_of('c'))), 'ZH403', 'nor is a save rewritten');
SELECT is(pg_temp.say(session_user::text, format('UPDATE zhiheng.return SET %s WHERE id = %s', change, pg_temp.return_of('c'))), 'ZH403', 'of a return, no ' || change)
FROM unnest(ARRAY['institution_id = (SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of(''a''))', 'period = ''2031Q2''', 'revision = 3', 'revision = 0']) AS change;
UPDATE zhiheng.return SET accepted_revision = 7 WHERE id = pg_temp.return_of('c');
SELECT is((SELECT accepted_revision FROM zhiheng.return WHERE id = pg_temp.return_of('c')), 1, 'what is in force nothing but an acceptance says');
SELECT is(pg_temp.say(session_user::text, format('UPDATE zhiheng.return SET state = ''accepted'' WHERE id = %s', pg_temp.return_of('a'))), 'ZH409', 'and that comes after a submission');
SELECT is(pg_temp.say(session_user::text, format('INSERT INTO zhiheng.return (period, institution_id) SELECT period, institution_id FROM zhiheng.return WHERE id = %s', pg_temp.return_of('c'))),
	'23505', 'no second return of one quarter');
SELECT is(pg_temp.say(session_user::text, format($q$SELECT zhiheng.return_put(%s, 1, %s, '{ais_patients}', '{value}', '{51}')$q$, pg_temp.return_of('c'), pg_temp.account_of('clerk_c'))),
	'23505', 'no second save of one number');

SELECT finish();
ROLLBACK;
