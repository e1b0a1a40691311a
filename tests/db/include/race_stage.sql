-- What the files of races share: what is done, how far a return is before the two come, and how a pair is held.
-- \ir include/race_stage.sql after include/race.sql; then rows of pair.
SELECT no_plan();

CREATE FUNCTION pg_temp.save(p_login text, p_base integer, p_patients text, p_reperfused text, p_source text DEFAULT 'typed') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT string_agg(concat_ws('':'', outcome, code, value, account_name), '' '' ORDER BY outcome, code) '
		'FROM institution.return_save(:R, %s, ''{ais_patients,ais_reperfused}'', ''{value,value}'', ''{%s,%s}'', ''%s'')',
		p_login, p_base, p_patients, p_reperfused, p_source)
$$;
CREATE FUNCTION pg_temp.parts(p_login text, p_base integer, p_one text, p_two text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT string_agg(concat_ws('':'', outcome, code, value, account_name), '' '' ORDER BY outcome, code) '
		'FROM institution.return_enter(:R, %s, ''{}'', ''{}'', ''{}'', ''{or_surgeries,or_surgeries}'', ''{:D1,:D2}'', ''{%s,%s}'', ''typed'')',
		p_login, p_base, p_one, p_two)
$$;
CREATE FUNCTION pg_temp.month(p_login text, p_base integer, p_surgeries text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT string_agg(concat_ws('':'', outcome, code, value, account_name), '' '' ORDER BY outcome, code) '
		'FROM institution.return_save(:M, %s, ''{or_surgeries}'', ''{value}'', ''{%s}'', ''typed'')', p_login, p_base, p_surgeries)
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_revision integer, p_to text, p_return text DEFAULT ':R') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT CASE WHEN institution.return_move(%s, %s, %L, ''请核对'') > 0 THEN ''moved'' END', p_login, p_return, p_revision, p_to)
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_act text, p_revision integer, p_state text DEFAULT 'submitted') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT CASE WHEN commission.return_decide(:R, %L, %L, %s, %L, ''{}'', ''{}'') > 0 THEN ''decided'' END',
		p_login, p_act, p_state, p_revision, CASE p_act WHEN 'return' THEN '请更正分母' END)
$$;
CREATE FUNCTION pg_temp.add(p_login text, p_base integer, p_events text, p_discharges text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT string_agg(concat_ws('':'', outcome, code, value, account_name), '' '' ORDER BY outcome, code) '
		'FROM institution.return_save(:R, %s, ''{ae_reports,discharges}'', ''{value,value}'', ''{%s,%s}'', ''typed'')', p_login, p_base, p_events, p_discharges)
$$;
CREATE FUNCTION pg_temp.password(p_login text) RETURNS text
LANGUAGE sql AS $$ SELECT p_login || '@zhiheng_account|SELECT account.session_confirm()' $$;
CREATE FUNCTION pg_temp.sign_correction(p_login text) RETURNS text
LANGUAGE sql AS $$ SELECT p_login || '|SELECT CASE WHEN institution.correction_sign(:R, :C) > 0 THEN ''signed'' END' $$;
CREATE FUNCTION pg_temp.take_back(p_login text) RETURNS text
LANGUAGE sql AS $$ SELECT p_login || '|SELECT ''taken'' || institution.correction_withdraw(:R, :C, ''填错了'')' $$;
CREATE FUNCTION pg_temp.ask_correction(p_login text, p_reperfused text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT string_agg(concat_ws('':'', outcome, code), '' '' ORDER BY code) FROM institution.correction_ask(:R, 1, %L, ''{ais_reperfused}'', ''{value}'', ''{%s}'')', p_login, p_login || '更正', p_reperfused)
$$;
CREATE FUNCTION pg_temp.rule(p_decision text) RETURNS text
LANGUAGE sql AS $$ SELECT format('city|SELECT ''ruled '' || (coalesce(commission.correction_decide(:R, :C, %L, ''理由充分''), 0) > 0)', p_decision) $$;
CREATE FUNCTION pg_temp.period(p_login text, p_programme text, p_state text) RETURNS text
LANGUAGE sql AS $$ SELECT format('%s|SELECT commission.period_move(%s, :Q, %L)', p_login, p_programme, p_state) $$;

-- How far a return is before the two come.
CREATE TEMPORARY TABLE stage (name text PRIMARY KEY, acts text[]);
INSERT INTO stage VALUES ('new', '{}'), ('empty', '{}'), ('draft', ARRAY[pg_temp.save('clerk_a', 0, '50', '20')]);
INSERT INTO stage SELECT 'verified', acts || pg_temp.move('verifier_a', 1, 'verified') FROM stage WHERE name = 'draft';
INSERT INTO stage SELECT 'signing', acts || pg_temp.password('leader_a') FROM stage WHERE name = 'verified';
INSERT INTO stage SELECT 'submitted', acts || pg_temp.move('leader_a', 1, 'submitted') FROM stage WHERE name = 'signing';
INSERT INTO stage SELECT 'accepted', acts || pg_temp.decide('city', 'accept', 1) FROM stage WHERE name = 'submitted';
INSERT INTO stage SELECT 'correction', acts || pg_temp.ask_correction('clerk_a', '21') FROM stage WHERE name = 'accepted';
INSERT INTO stage SELECT 'correction signing', acts || ARRAY[pg_temp.password('leader_a'), pg_temp.password('head_a')] FROM stage WHERE name = 'correction';
INSERT INTO stage SELECT 'correction signed', acts || pg_temp.sign_correction('leader_a') FROM stage WHERE name = 'correction signing';
INSERT INTO stage SELECT 'returned', acts || pg_temp.decide('city', 'return', 1, 'accepted') FROM stage WHERE name = 'accepted';
-- Nobody has the quarter open any more: only the sending back lets it be edited, today for the last time.
INSERT INTO stage SELECT 'last day', acts || pg_temp.period('city', ':P', 'closed') FROM stage WHERE name = 'returned';
-- Somebody asks more of what was accepted; the first of it; all of it.
INSERT INTO stage SELECT 'more asked', acts || pg_temp.period('province', ':P3', 'open') FROM stage WHERE name = 'accepted';
INSERT INTO stage SELECT 'supplement', acts || pg_temp.add('clerk_a', 1, '3', '400') FROM stage WHERE name = 'more asked';
INSERT INTO stage SELECT 'supplement signing', acts || ARRAY[pg_temp.move('verifier_a', 2, 'verified'), pg_temp.password('leader_a'), pg_temp.password('head_a')]
FROM stage WHERE name = 'supplement';
INSERT INTO stage SELECT 'supplement signed', acts || pg_temp.move('leader_a', 2, 'submitted') FROM stage WHERE name = 'supplement signing';
INSERT INTO stage SELECT 'both', acts || ARRAY[pg_temp.period('province', ':P3', 'open'), pg_temp.add('clerk_a', 1, '3', '400'),
	pg_temp.move('verifier_a', 2, 'verified'), pg_temp.password('leader_a')]
FROM stage WHERE name = 'correction signed';
INSERT INTO stage SELECT 'both signed', acts || pg_temp.move('leader_a', 2, 'submitted') FROM stage WHERE name = 'both';
INSERT INTO stage SELECT 'token', acts || ARRAY['leader_a|SELECT institution.machine_make(''HIS'', sha256(:Q::text::bytea), ARRAY[:Q], (now() + interval ''9 days'')::date) > 0']
FROM stage WHERE name = 'draft';
-- The returns are two, the confirmation is one, of a session in which nothing was ever signed.
INSERT INTO stage SELECT 'two verified', ARRAY[pg_temp.save('clerk_a', 0, '50', '20'), replace(pg_temp.save('clerk_a', 0, '50', '20'), ':R', ':R2'),
	pg_temp.move('verifier_a', 1, 'verified'), pg_temp.move('verifier_a', 1, 'verified', ':R2'),
	format('@%s|INSERT INTO zhiheng.session (digest, account_id, client) VALUES (sha256(:Q::text::bytea), %s, ''127.0.0.1'') RETURNING client',
		session_user, pg_temp.account_of('leader_a')),
	':Q@zhiheng_account|SELECT account.session_confirm()'];
INSERT INTO stage SELECT 'both leaders', acts || pg_temp.password('head_a') FROM stage WHERE name = 'signing';
INSERT INTO stage SELECT 'two leaders', acts[1:4] || ARRAY[pg_temp.password('leader_a'), pg_temp.password('head_a')] FROM stage WHERE name = 'two verified';
-- A quarter that is put together from its months; the last of them sent back; passed on, and about to be signed.
INSERT INTO stage SELECT 'months', ARRAY[format('@%s|SELECT race.months(:Q)', session_user), pg_temp.save('clerk_a', 0, '50', '20')];
INSERT INTO stage SELECT 'month back', acts || pg_temp.move('verifier_a', 1, 'draft', ':M') FROM stage WHERE name = 'months';
INSERT INTO stage SELECT 'months signing', acts || ARRAY[pg_temp.move('verifier_a', 2, 'verified'), pg_temp.password('leader_a')]
FROM stage WHERE name = 'months';
INSERT INTO stage SELECT 'parts', ARRAY[pg_temp.parts('clerk_a', 0, '5', '6')];

CREATE TEMPORARY TABLE pair (place integer GENERATED ALWAYS AS IDENTITY, what text, stage text, one text, two text, one_first text, two_first text);

CREATE FUNCTION pg_temp.hold(p_pair pair) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	acts text[] := (SELECT item.acts FROM stage AS item WHERE item.name = p_pair.stage);
	opened CONSTANT boolean := p_pair.stage <> 'new';
	forward text := race.play('serial', acts, p_pair.one, p_pair.two, opened);
	backward text := race.play('serial', acts, p_pair.two, p_pair.one, opened);
	swap CONSTANT text := '^(.*?)\n(.*?)\n';
	met text;
BEGIN
	RETURN NEXT is(split_part(forward, E'\n', 1) || ' / ' || split_part(forward, E'\n', 2), p_pair.one_first, p_pair.what || ': the first, then the second');
	RETURN NEXT is(split_part(backward, E'\n', 2) || ' / ' || split_part(backward, E'\n', 1), p_pair.two_first, p_pair.what || ': the other way round');
	backward := regexp_replace(backward, swap, E'\\2\n\\1\n');
	-- Who need not wait may as well have come before: a save while the quarter is being closed.
	met := race.play('race', acts, p_pair.one, p_pair.two, opened);
	RETURN NEXT is(met, CASE met WHEN backward THEN backward ELSE forward END, p_pair.what || ': the second comes while the first is at it');
	met := regexp_replace(race.play('race', acts, p_pair.two, p_pair.one, opened), swap, E'\\2\n\\1\n');
	RETURN NEXT is(met, CASE met WHEN forward THEN forward ELSE backward END, p_pair.what || ': the first comes while the second is at it');
	RETURN NEXT is(race.play('undone', acts, p_pair.one, p_pair.two, opened), race.play('alone', acts, p_pair.one, p_pair.two, opened),
		p_pair.what || ': the first fails in the end');
	RETURN NEXT is(race.play('undone', acts, p_pair.two, p_pair.one, opened), race.play('alone', acts, p_pair.two, p_pair.one, opened),
		p_pair.what || ': the second fails in the end');
	met := race.play('at once', acts, p_pair.one, p_pair.two, opened);
	RETURN NEXT is(met, CASE met WHEN backward THEN backward ELSE forward END, p_pair.what || ': both at once');
END
$$;
