-- Two real sessions that act at once.  In a database of its own: what sessions are to see of one another is committed,
-- and the record cannot be taken back.  \ir include/race.sql in place of BEGIN and fixture.sql; \ir include/race_end.sql
-- in place of ROLLBACK.
--
-- An act is a text: the login, a bar, the query, in which :R is the return of institution A of this play's quarter,
-- :R2 that of the quarter after, :M that of its last month, :Q the quarter, :P the programme of the city, :P2 that of the province,
-- :P3 another one of the province, which asks two elements more; :C the newest correction.
-- play(way, setup, one, two, opened) has the acts of setup done one after another in a quarter that nothing was done in
-- yet, then the two, and gives what they were answered, and all that is on record of the quarter:
--   serial    one, then two
--   race      two comes while the transaction of one has not ended; then one commits
--   undone    the same; then one is rolled back
--   alone     two only
--   at once   both are sent, whoever is first

\set QUIET on
SET client_min_messages = warning;
DROP DATABASE IF EXISTS zhiheng_race WITH (FORCE);
CREATE DATABASE zhiheng_race;
\! ZHIHENG_SQL=sql ZHIHENG_DATABASE="$ZHIHENG_DATABASE dbname=zhiheng_race" sh -c 'build/bin/zhiheng migrate && build/bin/zhiheng catalogue load sql/catalogue' >/dev/null
\connect zhiheng_race
SET client_min_messages = warning;
CREATE EXTENSION dblink;
BEGIN;
\ir fixture.sql
COMMIT;

CREATE SCHEMA race;
-- The same for sessions that have no temporary functions.
SELECT regexp_replace(pg_get_functiondef(routine.oid), 'pg_temp(_\d+)?\.', 'race.', 'g')
FROM pg_proc AS routine
WHERE routine.pronamespace = pg_my_temp_schema() AND routine.proname = 'ask'
\gexec
CREATE FUNCTION race.try(p_login text, p_query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
	bare text := split_part(p_login, '@', 1);
BEGIN
	RETURN race.ask(CASE
			WHEN bare <> p_login THEN split_part(p_login, '@', 2)
			WHEN EXISTS (SELECT FROM zhiheng.account WHERE login = bare AND institution_id IS NULL) THEN 'zhiheng_commission'
			ELSE 'zhiheng_institution'
		END, bare, p_query);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
	RETURN rtrim(SQLSTATE || ' ' || rule) || CASE WHEN SQLSTATE LIKE 'ZH%' THEN '' ELSE ': ' || SQLERRM END;
END
$$;

-- Another clerk, verifier and leader of A; a programme of the province that asks what the city asks.
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT item.login, item.login, item.role, clerk.institution_id
FROM (VALUES ('second_a', 'clerk'), ('checker_a', 'verifier'), ('head_a', 'leader')) AS item (login, role)
JOIN zhiheng.account AS clerk ON clerk.login = 'clerk_a';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login IN ('second_a', 'checker_a', 'head_a');
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2031, '试验省方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT upper_one.id, target.target_code
FROM zhiheng.programme_target AS target
JOIN zhiheng.programme AS city ON city.id = target.programme_id AND city.name = '试验方案'
JOIN zhiheng.programme AS upper_one ON upper_one.name = '试验省方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT upper_one.id, asked.indicator_code, asked.indicator_version, asked.target_code, asked.specialty, asked.numerator, asked.denominator, true
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.programme AS city ON city.id = asked.programme_id AND city.name = '试验方案'
JOIN zhiheng.programme AS upper_one ON upper_one.name = '试验省方案';
-- Another one, which asks discharges and adverse events beside what the city asks.
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2032, '试验补充方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT id, unnest(ARRAY['NIT-2025-01', 'NIT-2025-06']) FROM zhiheng.programme WHERE name = '试验补充方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme.id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true
FROM zhiheng.programme AS programme
CROSS JOIN zhiheng.indicator AS indicator
WHERE programme.name = '试验补充方案' AND indicator.code IN ('NIT-2025-01.1', 'NIT-2025-06.1');
-- A programme of the county that asks operations by month, in quarters of which race.months is called.
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2031, '试验县方案' FROM zhiheng.commission WHERE region_code = '980101';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT id, 'NIT-2025-09' FROM zhiheng.programme WHERE name = '试验县方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required, cadence)
SELECT lower_one.id, asked.indicator_code, asked.indicator_version, asked.target_code, asked.specialty, asked.numerator, asked.denominator, true, 'month'
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.programme AS city ON city.id = asked.programme_id AND city.name = '试验方案'
JOIN zhiheng.programme AS lower_one ON lower_one.name = '试验县方案'
WHERE asked.indicator_code = 'NIT-2025-09.1';
-- Two departments of A; the lists ask operations by department.

DO $$ BEGIN PERFORM pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT institution.department_add(''{外科,内科}'')'); END $$;

-- The quarters of this century, each played in once.
CREATE SEQUENCE race.played START 0 MINVALUE 0;
CREATE FUNCTION race.quarter(p_number bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT 2000 + p_number / 4 + CASE WHEN p_number >= 120 THEN 3 ELSE 0 END || 'Q' || p_number % 4 + 1 $$;

CREATE FUNCTION race.return_of(p_period text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院A' AND head.period = p_period
$$;
CREATE FUNCTION race.programme(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = p_name $$;

CREATE FUNCTION race.department(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT min(department_id) FROM zhiheng.department_version WHERE name = p_name $$;

-- All that is on record of a quarter of A but times and ids, which differ from play to play.
CREATE FUNCTION race.record_of(p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws('; ',
		format('%s@%s in force %s%s%s', head.state, head.revision, coalesce(head.accepted_revision::text, 'none'),
			CASE WHEN head.reopened THEN ' reopened' END, CASE WHEN head.first_submitted_at IS NOT NULL THEN ' submitted' END),
		(SELECT 'asked by ' || string_agg(programme.name || CASE WHEN asking.first_submitted_at IS NOT NULL THEN '+' ELSE '' END, ',' ORDER BY programme.name)
			FROM zhiheng.demand AS asking JOIN zhiheng.programme AS programme ON programme.id = asking.programme_id
			WHERE asking.period = head.period AND asking.institution_id = head.institution_id),
		(SELECT 'cells ' || string_agg(cell.element_code || '=' || coalesce(trim_scale(cell.value)::text, cell.state) || '@' || cell.revision, ' '
			ORDER BY cell.element_code) FROM zhiheng.return_cell AS cell WHERE cell.return_id = head.id),
		(SELECT 'counted ' || string_agg(cell.element_code || '=' || coalesce(trim_scale(cell.value)::text, cell.state), ' ' ORDER BY cell.element_code)
			FROM zhiheng.accepted_cell AS cell WHERE cell.institution_id = head.institution_id AND cell.period = head.period),
		(SELECT 'saves ' || string_agg(save.revision || ' ' || writer.role || ' ' || writer.name || ' ' || save.source, ', ' ORDER BY save.revision)
			FROM zhiheng.return_save AS save JOIN zhiheng.account AS writer ON writer.id = save.account_id WHERE save.return_id = head.id),
		(SELECT 'parts ' || string_agg(part.code || '.' || department.name || '=' || coalesce(trim_scale(part.number)::text, '') || '@' || part.revision,
			' ' ORDER BY part.code, department.name)
			FROM zhiheng.return_parts_at(head.id, head.revision) AS part
			JOIN zhiheng.department_version AS department ON department.department_id::text = part.part),
		(SELECT 'steps ' || string_agg(format('%s>%s@%s %s', step.from_state, step.to_state, step.revision, actor.name), ', ' ORDER BY step.id)
			FROM zhiheng.return_event AS step LEFT JOIN zhiheng.account AS actor ON actor.id = step.account_id WHERE step.return_id = head.id),
		(SELECT format('signed %s opened %s', count(signed.event_id), count(opening.event_id)) FROM zhiheng.return_event AS step
			LEFT JOIN zhiheng.submission_sheet AS signed ON signed.event_id = step.id
			LEFT JOIN zhiheng.return_opening AS opening ON opening.event_id = step.id WHERE step.return_id = head.id),
		(SELECT 'submissions ' || string_agg(format('%s %s turn %s%s', head_of.kind, (SELECT string_agg(element.code || '=' || coalesce(item.number / 10000.0, -1)::int, '+'
				ORDER BY element.code) FROM unnest(part.elements, part.numbers) AS item (element, number)
				JOIN zhiheng.element_number AS element ON element.number = item.element),
			coalesce(head_of.turn::text, 'nobody'), (SELECT string_agg(' ' || step.act, '' ORDER BY step.id) FROM zhiheng.submission_step AS step
				WHERE step.submission_id = head_of.id)), ', ' ORDER BY head_of.seq)
			FROM zhiheng.submission_sheet AS part JOIN zhiheng.submission AS head_of ON head_of.id = part.submission_id WHERE part.return_id = head.id),
		(SELECT 'open ' || string_agg(asked.code, ' ' ORDER BY asked.code) FROM zhiheng.return_asked(head.id) AS asked WHERE asked.open),
		(SELECT 'corrections ' || string_agg(asked.reason || ' ' || coalesce(decision.decision, 'open'), ', ' ORDER BY asked.id)
			FROM zhiheng.correction AS asked LEFT JOIN zhiheng.correction_decision AS decision ON decision.correction_id = asked.id
			WHERE asked.return_id = head.id),
		(SELECT 'audit ' || string_agg(entry.act || ' ' || entry.times, ', ' ORDER BY entry.act) FROM (
			SELECT line.act, count(*) AS times FROM zhiheng.audit AS line
			WHERE line.object_id = head.id AND line.act LIKE 'return.%' GROUP BY line.act) AS entry),
		(SELECT 'months ' || string_agg(month.state || '@' || month.revision, ' ' ORDER BY month.period) FROM zhiheng.return AS month
			WHERE month.institution_id = head.institution_id AND month.period = ANY (zhiheng.period_parts(head.period, 'month'))),
		(SELECT 'returns ' || count(*) FROM zhiheng.return AS other WHERE other.period = head.period))
	FROM zhiheng.return AS head
	WHERE head.id = race.return_of(p_period)
$$;

-- The months of a quarter, each filled in and verified.
CREATE FUNCTION race.months(p_period text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
	SELECT race.programme('试验县方案'), item.period, '2031-04-01', '2031-04-20', 'open'
	FROM unnest(zhiheng.period_parts(p_period, 'month') || p_period) AS item (period);
	INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
	SELECT race.programme('试验县方案'), item.period, account.institution_id
	FROM unnest(zhiheng.period_parts(p_period, 'month') || p_period) AS item (period)
	JOIN zhiheng.account AS account ON account.login = 'clerk_a';
	RETURN (SELECT string_agg(race.try('clerk_a', format('SELECT outcome FROM institution.return_save(%s, 0, ''{or_surgeries,unplanned_reops}'', '
			'''{value,value}'', ''{100,1}'', ''typed'')', race.return_of(item.period)))
		|| race.try('verifier_a', format('SELECT institution.return_move(%s, 1, ''verified'', NULL) > 0', race.return_of(item.period))), ' ')
		FROM unnest(zhiheng.period_parts(p_period, 'month')) AS item (period));
END
$$;

CREATE FUNCTION race.send(p_act text, p_number bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT format('SELECT race.try(%L, %L)', replace(split_part(p_act, '|', 1), ':Q', race.quarter(p_number)),
		replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(substr(p_act, strpos(p_act, '|') + 1),
			':C', coalesce((SELECT max(asked.id) FROM zhiheng.correction AS asked WHERE asked.return_id = race.return_of(race.quarter(p_number))), 0)::text),
			':M', coalesce(race.return_of((zhiheng.period_parts(race.quarter(p_number), 'month'))[3]), 0)::text),
			':D1', race.department('外科')::text), ':D2', race.department('内科')::text), ':R2', coalesce(race.return_of(race.quarter(p_number + 1)), 0)::text), ':R', coalesce(race.return_of(race.quarter(p_number)), 0)::text),
			':Q', quote_literal(race.quarter(p_number))), ':P3', race.programme('试验补充方案')::text), ':P2', race.programme('试验省方案')::text), ':P', race.programme('试验方案')::text))
$$;
CREATE FUNCTION race.say(p_session text, p_query text) RETURNS text
LANGUAGE sql AS $$ SELECT reply.answer FROM public.dblink(p_session, p_query) AS reply (answer text) $$;
CREATE FUNCTION race.hear(p_session text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	heard text := (SELECT reply.answer FROM public.dblink_get_result(p_session) AS reply (answer text));
BEGIN
	PERFORM FROM public.dblink_get_result(p_session) AS reply (answer text);
	RETURN heard;
END
$$;
-- Until the second has come to an end or stands behind the first.
CREATE PROCEDURE race.wait(p_session text, p_process integer)
LANGUAGE plpgsql AS $$
BEGIN
	WHILE public.dblink_is_busy(p_session) = 1 AND pg_blocking_pids(p_process) = '{}' LOOP
		PERFORM pg_sleep(0.002);
	END LOOP;
END
$$;

CREATE FUNCTION race.open(p_number bigint, p_opened boolean) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
	VALUES (race.programme('试验方案'), race.quarter(p_number), '2031-04-01', '2031-04-20', CASE WHEN p_opened THEN 'open' ELSE 'planned' END),
		(race.programme('试验省方案'), race.quarter(p_number), '2031-04-01', '2031-04-25', 'planned'),
		(race.programme('试验补充方案'), race.quarter(p_number), '2031-04-01', '2031-05-25', 'planned');
	INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
	SELECT race.programme('试验方案'), race.quarter(p_number), institution.id
	FROM zhiheng.institution AS institution
	WHERE institution.name LIKE '试验医院%' AND p_opened;
	RETURN race.quarter(p_number);
END
$$;

CREATE FUNCTION race.play(p_way text, p_setup text[], p_one text, p_two text, p_opened boolean DEFAULT true) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	number bigint := nextval('race.played');
	process integer := race.say('two', 'SELECT pg_backend_pid()::text');
	act text;
	answer_one text := '';
	answer_two text;
BEGIN
	PERFORM race.say('one', format('SELECT race.open(%s, %L)', item.number, item.opened))
	FROM (VALUES (number, p_opened), (CASE WHEN p_one ~ ':R2' OR p_two ~ ':R2' THEN nextval('race.played') END, true)) AS item (number, opened)
	WHERE item.number IS NOT NULL;
	FOREACH act IN ARRAY p_setup LOOP
		answer_two := race.say('one', race.send(act, number));
		IF answer_two ~ '^[0-9A-Z]{5}( |:|$)' THEN
			RAISE EXCEPTION '% answers %', act, answer_two;
		END IF;
	END LOOP;
	CASE p_way
	WHEN 'serial' THEN
		answer_one := race.say('one', race.send(p_one, number));
		answer_two := race.say('two', race.send(p_two, number));
	WHEN 'alone' THEN
		answer_two := race.say('two', race.send(p_two, number));
	WHEN 'at once' THEN
		PERFORM public.dblink_send_query('one', race.send(p_one, number)), public.dblink_send_query('two', race.send(p_two, number));
		answer_one := race.hear('one');
		answer_two := race.hear('two');
	ELSE
		PERFORM public.dblink_exec('one', 'BEGIN');
		answer_one := race.say('one', race.send(p_one, number));
		PERFORM public.dblink_send_query('two', race.send(p_two, number));
		CALL race.wait('two', process);
		PERFORM public.dblink_exec('one', CASE p_way WHEN 'race' THEN 'COMMIT' ELSE 'ROLLBACK' END);
		answer_two := race.hear('two');
		answer_one := CASE WHEN p_way = 'race' THEN answer_one ELSE '' END;
	END CASE;
	RETURN concat_ws(E'\n', answer_one, answer_two, race.record_of(race.quarter(number)),
		race.record_of(race.quarter(CASE WHEN p_one ~ ':R2' OR p_two ~ ':R2' THEN number + 1 END)));
END
$$;
DO $$
BEGIN
	PERFORM public.dblink_connect(session, format('dbname=%s host=%s port=%s user=%s', current_database(),
		split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), session_user)),
		public.dblink_exec(session, 'SET statement_timeout = ''20s''; SET synchronous_commit = off')
	FROM unnest(ARRAY['one', 'two']) AS session;
END
$$;
