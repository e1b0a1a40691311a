-- Two at one return at the same moment: whichever way they fall, it is as if one had come after the other.
-- For every pair both orders: what each is answered, the loser with its SQLSTATE and rule; then the second comes while the
-- first has not ended; then the first is taken back; then both at once.
\ir include/race.sql
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
CREATE FUNCTION pg_temp.move(p_login text, p_revision integer, p_to text, p_return text DEFAULT ':R') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT CASE WHEN institution.return_move(%s, %s, %L, ''请核对'') > 0 THEN ''moved'' END', p_login, p_return, p_revision, p_to)
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_act text, p_revision integer, p_state text DEFAULT 'submitted') RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT CASE WHEN commission.return_decide(:R, %L, %L, %s, %L, ''{}'', ''{}'') > 0 THEN ''decided'' END',
		p_login, p_act, p_state, p_revision, CASE p_act WHEN 'return' THEN '请更正分母' END)
$$;
CREATE FUNCTION pg_temp.ask_correction(p_login text, p_reperfused text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s|SELECT outcome FROM institution.correction_ask(:R, 1, %L, ''{ais_reperfused}'', ''{value}'', ''{%s}'')', p_login, p_login || '更正', p_reperfused)
$$;
CREATE FUNCTION pg_temp.rule(p_decision text) RETURNS text
LANGUAGE sql AS $$ SELECT format('city|SELECT ''ruled '' || (coalesce(commission.correction_decide(:R, :C, %L, ''理由充分''), 0) > 0)', p_decision) $$;
CREATE FUNCTION pg_temp.period(p_login text, p_programme text, p_state text) RETURNS text
LANGUAGE sql AS $$ SELECT format('%s|SELECT commission.period_move(%s, :Q, %L)', p_login, p_programme, p_state) $$;

-- How far a return is before the two come.
CREATE TEMPORARY TABLE stage (name text PRIMARY KEY, acts text[]);
INSERT INTO stage VALUES ('new', '{}'), ('empty', '{}'), ('draft', ARRAY[pg_temp.save('clerk_a', 0, '50', '20')]);
INSERT INTO stage SELECT 'verified', acts || pg_temp.move('verifier_a', 1, 'verified') FROM stage WHERE name = 'draft';
INSERT INTO stage SELECT 'signing', acts || '{leader_a@zhiheng_account|SELECT account.session_confirm()}' FROM stage WHERE name = 'verified';
INSERT INTO stage SELECT 'submitted', acts || pg_temp.move('leader_a', 1, 'submitted') FROM stage WHERE name = 'signing';
INSERT INTO stage SELECT 'accepted', acts || pg_temp.decide('city', 'accept', 1) FROM stage WHERE name = 'submitted';
INSERT INTO stage SELECT 'correction', acts || pg_temp.ask_correction('clerk_a', '21') FROM stage WHERE name = 'accepted';
INSERT INTO stage SELECT 'returned', acts || pg_temp.rule('approved') FROM stage WHERE name = 'correction';
INSERT INTO stage SELECT 'token', acts || ARRAY['leader_a|SELECT institution.machine_make(''HIS'', sha256(:Q::text::bytea), ARRAY[:Q], (now() + interval ''9 days'')::date) > 0']
FROM stage WHERE name = 'draft';
-- The returns are two, the confirmation is one, of a session in which nothing was ever signed.
INSERT INTO stage SELECT 'two verified', ARRAY[pg_temp.save('clerk_a', 0, '50', '20'), replace(pg_temp.save('clerk_a', 0, '50', '20'), ':R', ':R2'),
	pg_temp.move('verifier_a', 1, 'verified'), pg_temp.move('verifier_a', 1, 'verified', ':R2'),
	format('@%s|INSERT INTO zhiheng.session (digest, account_id, client) VALUES (sha256(:Q::text::bytea), %s, ''127.0.0.1'') RETURNING client',
		session_user, pg_temp.account_of('leader_a')),
	':Q@zhiheng_account|SELECT account.session_confirm()'];
INSERT INTO stage SELECT 'parts', ARRAY[pg_temp.parts('clerk_a', 0, '5', '6')];

CREATE TEMPORARY TABLE pair (place integer GENERATED ALWAYS AS IDENTITY, what text, stage text, one text, two text, one_first text, two_first text);
INSERT INTO pair (what, stage, one, two, one_first, two_first) VALUES
	('two clerks change one element', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:clerkA', 'conflict:ais_patients:61:second_a / saved'),
	('two clerks change one each', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '50', '25'), 'saved / saved', 'saved / saved'),
	('two clerks agree', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '60', '20'), 'saved / unchanged', 'unchanged / saved'),
	('one of two elements is in the way: never half', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '61', '25'),
		'saved / conflict:ais_patients:60:clerkA', 'conflict:ais_patients:61:second_a newer:ais_reperfused:25:second_a / saved'),
	('two first saves', 'empty', pg_temp.save('clerk_a', 0, '60', '20'), pg_temp.save('second_a', 0, '61', '21'),
		'saved / conflict:ais_patients:60:clerkA conflict:ais_reperfused:20:clerkA',
		'conflict:ais_patients:61:second_a conflict:ais_reperfused:21:second_a / saved'),
	('a save and its repetition', 'draft', pg_temp.save('clerk_a', 1, '60', '25'), pg_temp.save('clerk_a', 1, '60', '25'), 'saved / unchanged', 'unchanged / saved'),
	('save and verification', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.move('verifier_a', 1, 'verified'),
		'saved / ZH409 return_stale', 'ZH409 return_not_editable / moved'),
	('two verify', 'draft', pg_temp.move('verifier_a', 1, 'verified'), pg_temp.move('checker_a', 1, 'verified'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('signature and save', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.save('clerk_a', 1, '60', '20'),
		'moved / ZH409 return_not_editable', 'moved / ZH409 return_not_editable'),
	('signature and sending back', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('verifier_a', 1, 'draft'),
		'moved / ZH403 return_transition_role', 'ZH409 return_transition / moved'),
	('signature twice', 'signing', pg_temp.move('leader_a', 1, 'submitted'), pg_temp.move('leader_a', 1, 'submitted'),
		'moved / ZH409 return_transition', 'ZH409 return_transition / moved'),
	('one password for two returns', 'two verified', pg_temp.move(':Q', 1, 'submitted'), pg_temp.move(':Q', 1, 'submitted', ':R2'),
		'moved / ZH403 return_signature_needed', 'ZH403 return_signature_needed / moved'),
	('acceptance and withdrawal', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.move('leader_a', 1, 'draft'),
		'decided / ZH409 return_transition', 'ZH409 return_stale / moved'),
	('opening and withdrawal', 'submitted', 'city|SELECT commission.return_open(:R, 1)', pg_temp.move('leader_a', 1, 'draft'),
		'true / ZH409 return_opened', 'ZH409 return_stale / moved'),
	('two open', 'submitted', 'city|SELECT commission.return_open(:R, 1)', 'city_reviewer|SELECT commission.return_open(:R, 1)', 'true / false', 'false / true'),
	('two accept', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.decide('city_reviewer', 'accept', 1),
		'decided / ZH409 return_stale', 'ZH409 return_stale / decided'),
	('acceptance and return', 'submitted', pg_temp.decide('city', 'accept', 1), pg_temp.decide('county', 'return', 1),
		'decided / ZH409 return_stale', 'ZH409 return_stale / decided'),
	('two corrections', 'accepted', pg_temp.ask_correction('clerk_a', '21'), pg_temp.ask_correction('leader_a', '22'),
		'asked / ZH409 correction_open', 'ZH409 correction_open / asked'),
	('correction and return', 'accepted', pg_temp.ask_correction('clerk_a', '21'), pg_temp.decide('city', 'return', 1, 'accepted'),
		'asked / decided', 'ZH409 return_transition / decided'),
	('a correction approved and refused', 'correction', pg_temp.rule('approved'), pg_temp.rule('refused'),
		'ruled true / ZH409 correction_decided', 'ZH409 correction_decided / ruled false'),
	('a correction approved twice', 'correction', pg_temp.rule('approved'), pg_temp.rule('approved'),
		'ruled true / ZH409 correction_decided', 'ZH409 correction_decided / ruled true'),
	('two take up what was sent back', 'returned', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.save('second_a', 1, '50', '25'), 'saved / saved', 'saved / saved'),
	('program and clerk', 'token', pg_temp.save(':Q', 1, '60', '20', 'machine'), pg_temp.save('clerk_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:HIS', 'conflict:ais_patients:61:clerkA / saved'),
	('program and verification', 'token', pg_temp.save(':Q', 1, '60', '20', 'machine'), pg_temp.move('verifier_a', 1, 'verified'),
		'saved / ZH409 return_stale', 'ZH409 return_not_editable / moved'),
	('uploaded table and clerk', 'draft', pg_temp.save('second_a', 1, '60', '25', 'uploaded'), pg_temp.save('clerk_a', 1, '61', '20'),
		'saved / conflict:ais_patients:60:second_a newer:ais_reperfused:25:second_a', 'conflict:ais_patients:61:clerkA / saved'),
	('two first saves by department', 'empty', pg_temp.parts('clerk_a', 0, '5', '6'), pg_temp.parts('second_a', 0, '7', '6'),
		'saved / conflict:or_surgeries:5:clerkA', 'conflict:or_surgeries:7:second_a / saved'),
	('two departments', 'parts', pg_temp.parts('clerk_a', 1, '7', '6'), pg_temp.parts('second_a', 1, '5', '8'), 'saved / saved', 'saved / saved'),
	('one department twice', 'parts', pg_temp.parts('clerk_a', 1, '7', '6'), pg_temp.parts('second_a', 1, '8', '6'),
		'saved / conflict:or_surgeries:7:clerkA', 'conflict:or_surgeries:8:second_a / saved'),
	('save and closing', 'draft', pg_temp.save('clerk_a', 1, '60', '20'), pg_temp.period('city', ':P', 'closed'), 'saved / 0', 'ZH409 return_period_closed / 0'),
	('two programmes open a quarter', 'new', pg_temp.period('city', ':P', 'open'), pg_temp.period('province', ':P2', 'open'), '3 / 3', '3 / 3'),
	('one programme opens twice', 'new', pg_temp.period('city', ':P', 'open'), pg_temp.period('city', ':P', 'open'), '3 / ZH409 period_state', 'ZH409 period_state / 3'),
	('a programme opens, a clerk saves', 'draft', pg_temp.period('province', ':P2', 'open'), pg_temp.save('clerk_a', 1, '60', '20'), '3 / saved', '3 / saved'),
	('a programme opens, the leader signs', 'signing', pg_temp.period('province', ':P2', 'open'), pg_temp.move('leader_a', 1, 'submitted'), '3 / moved', '3 / moved'),
	('a programme opens, the leader withdraws', 'submitted', pg_temp.period('province', ':P2', 'open'), pg_temp.move('leader_a', 1, 'draft'), '3 / moved', '3 / moved'),
	('a programme opens, the city accepts', 'submitted', pg_temp.period('province', ':P2', 'open'), pg_temp.decide('city', 'accept', 1), '3 / decided', '3 / decided');

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
	FOR round IN 1 .. 2 LOOP
		met := race.play('at once', acts, p_pair.one, p_pair.two, opened);
		RETURN NEXT is(met, CASE met WHEN backward THEN backward ELSE forward END, p_pair.what || ': both at once');
	END LOOP;
END
$$;
SELECT pg_temp.hold(pair) FROM pair ORDER BY place;

SELECT finish();
\ir include/race_end.sql
