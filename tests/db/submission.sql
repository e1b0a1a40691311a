-- What is signed together: its cells and numbers, its kinds, what becomes of it; supplements, locking, reopening.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.head(p_mark text DEFAULT 'a') RETURNS zhiheng.return
LANGUAGE sql AS $$ SELECT item FROM zhiheng.return AS item WHERE item.id = (SELECT pg_temp.return_of(p_mark)) $$;
CREATE FUNCTION pg_temp.save(p_codes text, p_values text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_' || p_mark, format('SELECT string_agg(concat_ws('' '', outcome, code), '', '' ORDER BY code)
		FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')', pg_temp.return_of(p_mark), (pg_temp.head(p_mark)).revision, p_codes,
		array_fill('value'::text, ARRAY[cardinality(p_codes::text[])]), p_values))
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_to text, p_reason text DEFAULT NULL, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, %L) > 0 THEN ''moved'' END',
		pg_temp.return_of(p_mark), (pg_temp.head(p_mark)).revision, p_to, p_reason))
$$;
CREATE FUNCTION pg_temp.sign(p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.move('verifier_' || p_mark, 'verified', NULL, p_mark);
	SELECT pg_temp.confirm('leader_' || p_mark);
	SELECT pg_temp.move('leader_' || p_mark, 'submitted', NULL, p_mark);
$$;
CREATE FUNCTION pg_temp.decide(p_act text, p_elements text DEFAULT '{}', p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('city_reviewer', format('SELECT CASE WHEN commission.return_decide(%s, %L, %L, %s, %L, %L, %L) > 0 THEN ''decided'' END',
		pg_temp.return_of(p_mark), p_act, (pg_temp.head(p_mark)).state, (pg_temp.head(p_mark)).revision, CASE p_act WHEN 'return' THEN '请核对分母' END,
		p_elements, array_fill('请核对'::text, ARRAY[cardinality(p_elements::text[])])))
$$;
-- seq kind cells/turn: act act
CREATE FUNCTION pg_temp.submissions(p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s/%s:%s', head.seq, head.kind, (SELECT string_agg(element.code, '+' ORDER BY element.code)
			FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.element_number AS element ON element.number = ANY (sheet.elements)
			WHERE sheet.submission_id = head.id), coalesce(head.turn::text, '-'),
		(SELECT string_agg(' ' || step.act, '' ORDER BY step.id) FROM zhiheng.submission_step AS step WHERE step.submission_id = head.id)), ', ' ORDER BY head.seq)
	FROM zhiheng.submission AS head
	WHERE head.institution_id = (SELECT (pg_temp.head(p_mark)).institution_id)
$$;
CREATE FUNCTION pg_temp.newest(p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$ SELECT (regexp_match(pg_temp.submissions(p_mark), '[^,]+$'))[1] $$;
CREATE FUNCTION pg_temp.accepted(p_code text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT trim_scale(value)::text FROM zhiheng.accepted_cell
	WHERE period = '2031Q1' AND element_code = p_code AND institution_id = (SELECT (pg_temp.head(p_mark)).institution_id)
$$;
-- W5: what was signed is what the saves say at that revision; W6: no cell waits twice.
CREATE FUNCTION pg_temp.holds(p_what text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is_empty($q$
		SELECT sheet.submission_id, element.code
		FROM zhiheng.submission_sheet AS sheet
		CROSS JOIN LATERAL unnest(sheet.elements, sheet.numbers) AS item (element, number)
		JOIN zhiheng.element_number AS element ON element.number = item.element
		LEFT JOIN LATERAL zhiheng.return_values_at(sheet.return_id, sheet.revision) AS entry ON entry.element_code = element.code
		WHERE sheet.event_id IS NOT NULL AND (zhiheng.ten_thousandths(entry.value) IS DISTINCT FROM item.number
			OR (coalesce(entry.state, 'missing') = 'not_applicable') <> (item.element = ANY (sheet.not_applicable)))
		UNION ALL
		SELECT sheet.submission_id, 'digest'
		FROM zhiheng.submission_sheet AS sheet
		WHERE sheet.digest <> zhiheng.submission_digest(sheet.elements, sheet.numbers, sheet.not_applicable)$q$,
		'W5: what was signed is what was saved, ' || p_what);
	RETURN NEXT is_empty($q$
		SELECT head.id, item.element
		FROM zhiheng.return AS head
		CROSS JOIN LATERAL zhiheng.submission_waiting(head.id) AS waiting
		CROSS JOIN LATERAL unnest(waiting.elements) AS item (element)
		GROUP BY head.id, item.element
		HAVING count(*) > 1$q$, 'W6: no cell waits in two submissions, ' || p_what);
END
$$;

-- ---- regular ----
SELECT is(pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}'), 'saved', 'filled in');
SELECT is(pg_temp.move('leader_a', 'submitted'), 'ZH409 return_transition', 'what is not verified is not signed');
SELECT is(pg_temp.submissions(), NULL, 'nothing is signed');
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.submissions(), '1 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops/3:', 'the first of its day, all cells, the commission''s turn');
SELECT pg_temp.holds('signed');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'ZH409 return_not_editable', 'what was signed is locked');
SELECT throws_ok($t$UPDATE zhiheng.submission_sheet SET revision = 9$t$, 'ZH403', NULL, 'sheets are append-only');
SELECT throws_ok($t$DELETE FROM zhiheng.submission_step$t$, 'ZH403', NULL, 'so are steps');
SELECT throws_ok($t$UPDATE zhiheng.submission SET seq = 9$t$, 'ZH403', NULL, 'what was signed stays');
SELECT throws_ok($t$DELETE FROM zhiheng.submission$t$, 'ZH403', NULL, 'and is not taken away');
SELECT is(pg_temp.move('leader_a', 'draft', '出院人次有误'), 'moved', 'withdrawn');
SELECT is(pg_temp.submissions(), '1 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops/-: withdrawn', 'nobody''s turn');
SELECT throws_ok($t$UPDATE zhiheng.submission SET turn = 3$t$, 'ZH403', NULL, 'nor does it come back');
SELECT is(pg_temp.decide('accept'), 'ZH409 return_transition', 'the reviewer at the same moment comes too late');
SELECT is(pg_temp.sign(), 'moved', 'signed again');
SELECT is(pg_temp.newest(), ' 2 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops/3:', 'as if the first had not been');
SELECT is(pg_temp.decide('accept'), 'decided', 'accepted');
SELECT is(pg_temp.newest(), ' 2 regular ais_patients+ais_reperfused+or_surgeries+unplanned_reops/-: accepted', 'decided');
SELECT is(cardinality((pg_temp.head()).accepted), 4, 'four cells are locked');
SELECT pg_temp.holds('accepted');
SELECT is((SELECT count(*) FROM pg_temp.head() AS head CROSS JOIN LATERAL zhiheng.return_asked(head.id) AS asked WHERE asked.open), 0::bigint, 'no field is open');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'ZH409 return_not_editable', 'accepted is locked while nobody asks for more');
SELECT is(pg_temp.move('clerk_a', 'draft', '想改'), 'ZH409 return_transition', 'and does not become a draft by asking for it');

-- ---- supplement: the province asks one more, in week three ----
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '省方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT id, unnest(ARRAY['NIT-2025-01', 'NIT-2025-06']) FROM zhiheng.programme WHERE name = '省方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme.id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true
FROM zhiheng.programme AS programme
CROSS JOIN zhiheng.indicator AS indicator
WHERE programme.name = '省方案' AND indicator.code IN ('NIT-2025-01.1', 'NIT-2025-06.1');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on) SELECT id, '2031Q1', '2031-04-05', '2031-05-05' FROM zhiheng.programme WHERE name = '省方案';
CREATE TEMPORARY TABLE fresh AS
SELECT indicator.numerator AS x, indicator.denominator AS n FROM zhiheng.indicator AS indicator WHERE indicator.code = 'NIT-2025-06.1';
GRANT SELECT ON fresh TO PUBLIC;
SELECT isnt(pg_temp.try('province', format('SELECT commission.period_move(%s, ''2031Q1'', ''open'')', (SELECT id FROM zhiheng.programme WHERE name = '省方案'))), NULL, 'the province opens');
CREATE FUNCTION pg_temp.first_of(p_programme text) RETURNS timestamptz
LANGUAGE sql AS $$
	SELECT asking.first_submitted_at FROM zhiheng.demand AS asking JOIN zhiheng.programme AS programme ON programme.id = asking.programme_id
	WHERE programme.name = p_programme AND asking.institution_id = (SELECT (pg_temp.head()).institution_id)
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.first_of('试验方案') AS city;
SELECT is(pg_temp.first_of('省方案'), NULL, 'to the province nothing was submitted yet');
SELECT is((SELECT string_agg(asked.code, ' ' ORDER BY asked.code) FROM zhiheng.return_asked(pg_temp.return_of('a')) AS asked WHERE asked.open),
	(SELECT string_agg(code, ' ' ORDER BY code) FROM fresh, unnest(ARRAY[x, n]) AS code), 'only what is not there is asked');
SELECT is(pg_temp.try('clerk_a', format('SELECT concat_ws(''/'', supplement, new_elements, state) FROM institution.return_head(%s)', pg_temp.return_of('a'))),
	't/2/accepted', 'the desk knows');
SELECT is(pg_temp.save((SELECT format('{%s,%s,ais_patients}', x, n) FROM fresh), '{3,400,61}'), 'accepted ais_patients', 'an accepted one is locked');
SELECT is((pg_temp.head()).state, 'accepted', 'nothing has moved');
SELECT is(pg_temp.save((SELECT format('{%s,%s,ais_patients}', x, n) FROM fresh), '{3,400,60}'), 'saved', 'the new ones are taken, the others as they are');
SELECT is((pg_temp.head()).state, 'draft', 'it is a draft');
SELECT is(pg_temp.accepted('ais_patients'), '60', 'while the accepted copy counts');
SELECT is((SELECT string_agg(class, ' ' ORDER BY programme_id) FROM (SELECT item.programme_id, zhiheng.return_class(item.standing, item.first_submitted_at, '2031-05-05') AS class
	FROM zhiheng.asked_return AS item WHERE item.id = pg_temp.return_of('a')) AS seen), 'accepted missing', 'accepted for the city, missing for the province');
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.newest(), (SELECT format(' 3 supplement %s/3:', string_agg(code, '+' ORDER BY code)) FROM fresh, unnest(ARRAY[x, n]) AS code),
	'a supplement of the new cells');
SELECT is(pg_temp.first_of('试验方案'), (SELECT city FROM before), 'the city''s lateness is as before');
SELECT isnt(pg_temp.first_of('省方案'), NULL, 'the province''s is of this one');
SELECT is(pg_temp.accepted((SELECT n FROM fresh)), NULL, 'it does not count yet');
SELECT pg_temp.holds('with a supplement');
SELECT is(pg_temp.decide('accept'), 'decided', 'accepted');
SELECT is(pg_temp.accepted((SELECT n FROM fresh)) || ' ' || pg_temp.accepted('ais_patients'), '400 60', 'it joins the copy');
SELECT is(cardinality((pg_temp.head()).accepted), 6, 'and is locked with it');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'ZH409 return_not_editable', 'nobody asks for more');

-- ---- sent back after acceptance: named elements, ten working days ----
SELECT is(pg_temp.decide('return', '{ais_reperfused}'), 'decided', 'one element goes back');
SELECT is((SELECT string_agg(asked.code, ' ') FROM zhiheng.return_asked(pg_temp.return_of('a')) AS asked WHERE asked.open), 'ais_reperfused', 'it is open, the others are not');
SELECT is((pg_temp.head()).opened_until, zhiheng.working_day_after(zhiheng.today(), 10), 'for ten working days');
SELECT is(pg_temp.save('{ais_patients}', '{61}'), 'accepted ais_patients', 'another is locked');
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '2031Q1';
UPDATE zhiheng.return SET opened_until = zhiheng.today() - 1 WHERE id = (SELECT pg_temp.return_of('a'));
SELECT is(pg_temp.save('{ais_reperfused}', '{31}'), 'ZH409 return_opening_expired', 'not after that day');
SELECT is(pg_temp.accepted('ais_reperfused'), '30', 'the accepted copy stands');
UPDATE zhiheng.return SET opened_until = zhiheng.today() WHERE id = (SELECT pg_temp.return_of('a'));
SELECT is(pg_temp.save('{ais_reperfused}', '{31}'), 'saved', 'until it, although the period is closed');
SELECT is(pg_temp.accepted('ais_reperfused'), '30', 'the accepted copy stands still');
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.newest(), ' 4 answer ais_reperfused/3:', 'an answer of one cell');
SELECT is((SELECT answered.seq FROM zhiheng.submission AS head JOIN zhiheng.submission AS answered ON answered.id = head.answers
	WHERE head.seq = 4 AND head.institution_id = (SELECT (pg_temp.head()).institution_id)), 3, 'to the last one');
SELECT is(pg_temp.decide('accept'), 'decided', 'accepted');
SELECT is(pg_temp.accepted('ais_reperfused'), '31', 'and counts');
SELECT is((SELECT count(*) FROM zhiheng.return_asked(pg_temp.return_of('a')) AS asked WHERE asked.open), 0::bigint, 'nothing is open any more');
SELECT is(pg_temp.save('{ais_reperfused}', '{32}'), 'ZH409 return_not_editable', 'locked again');
SELECT pg_temp.holds('at the end');

-- ---- one after the other, each its own numbers ----
UPDATE zhiheng.reporting_period SET state = 'open' WHERE period = '2031Q1';
SELECT pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}', 'b');
SELECT is(pg_temp.sign('b'), 'moved', 'another hospital signs');
SELECT is((regexp_match(pg_temp.submissions('b'), '^[0-9]+ [a-z]+'))[1], '1 regular', 'its numbers are its own');
SELECT is(pg_temp.decide('return', '{}', 'b'), 'decided', 'sent back before acceptance');
SELECT is((pg_temp.head('b')).opened, NULL, 'all of it is open');
SELECT is(pg_temp.save('{ais_patients}', '{61}', 'b'), 'saved', 'mended');
SELECT is(pg_temp.sign('b'), 'moved', 'answered');
SELECT is((regexp_match(pg_temp.newest('b'), '^ [0-9]+ [a-z]+'))[1], ' 2 answer', 'the answer');

-- ---- who sees them ----
CREATE FUNCTION public.submissions_seen() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
	SELECT (SELECT count(*) FROM zhiheng.submission AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id WHERE own.name LIKE '试验医院%')
		|| '/' || (SELECT count(*) FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.return AS head ON head.id = sheet.return_id WHERE head.period = '2031Q1')
$$;
ALTER FUNCTION public.submissions_seen OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
SELECT is(pg_temp.ask(role, login, 'SELECT public.submissions_seen()'), seen, login || ' sees ' || seen)
FROM (VALUES ('zhiheng_institution', 'clerk_a', '4/4'), ('zhiheng_institution', 'clerk_b', '2/2'), ('zhiheng_commission', 'city', '6/6'),
	('zhiheng_commission', 'nerve', '6/0'), ('zhiheng_institution', 'clerk_c', '0/0')) AS want (role, login, seen);

SELECT * FROM finish();
ROLLBACK;
