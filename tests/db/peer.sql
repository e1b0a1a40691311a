-- What an institution is shown of its peers: values without names until just these are published, nothing before a
-- return of its own is accepted, nothing of other groups, and only through the one function.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.peers(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format($q$SELECT string_agg(own || ' ' || coalesce(institution_name, '-') || ' '
		|| coalesce(numerator || '/' || denominator, coverage), ', ' ORDER BY own DESC, numerator, coverage)
		FROM institution.peer_results(%s, '2031Q1', 'NIT-2025-01.1')$q$, (SELECT id FROM zhiheng.programme WHERE name = '试验方案')))
$$;
CREATE FUNCTION pg_temp.put(p_mark text, p_element text, p_value numeric) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.return_cell (return_id, element_code, state, value, revision)
	VALUES (pg_temp.return_of(p_mark), p_element, 'value', p_value, 1)
$$;

CREATE FUNCTION pg_temp.accept(VARIADIC p_marks text[]) RETURNS void
LANGUAGE sql AS $$
	ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
	UPDATE zhiheng.return SET state = 'accepted', revision = 1 WHERE id IN (SELECT pg_temp.return_of(mark) FROM unnest(p_marks) AS mark);
	ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
$$;

SELECT pg_temp.put(mark, 'ais_patients', n), pg_temp.put(mark, 'ais_reperfused', x)
FROM (VALUES ('a', 50, 20), ('b', 60, 40), ('c', 40, 10)) AS item (mark, n, x);
SELECT pg_temp.accept('b', 'c');

SELECT is(pg_temp.peers('clerk_a'), 'true 试验医院A not_in', 'who has nothing accepted sees itself only');
SELECT is(pg_temp.peers('clerk_b'), 'true 试验医院B 40/60, false - 10/40, false - not_in', 'peers have values, not names; what is not accepted stays unseen');
SELECT pg_temp.accept('a');
SELECT is(pg_temp.peers('leader_a'), 'true 试验医院A 20/50, false - 10/40, false - 40/60', 'an accepted return opens the comparison');

-- Another group is none of its business.
UPDATE zhiheng.institution SET level = 'tertiary' WHERE name = '试验医院C';
SELECT is(pg_temp.peers('clerk_a'), 'true 试验医院A 20/50, false - 40/60', 'only the own peer group');
UPDATE zhiheng.institution SET level = 'secondary' WHERE name = '试验医院C';

-- Nobody, another audience, another programme.
SELECT is(pg_temp.peers(NULL), NULL, 'nobody sees nothing');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $q$SELECT count(*) FROM institution.peer_results(999999, '2031Q1', NULL)$q$), '0', 'no such programme');
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT count(*) FROM zhiheng.peer_values(1, ''2031Q1'', NULL)')$t$,
	'42501', NULL, 'the function itself is not the program''s to call');
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', 'SET ROLE zhiheng_peer')$t$, '42501', NULL, 'nor the role to take');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT count(DISTINCT institution_id) FROM institution.asked_indicator'), '1',
	'everywhere else row-level security shows the own institution');
SELECT ok(NOT rolcanlogin AND NOT rolsuper AND NOT rolbypassrls, 'zhiheng_peer cannot log in and is not above row-level security')
FROM pg_roles WHERE rolname = 'zhiheng_peer';
SELECT is_empty($q$SELECT oid::regprocedure::text FROM pg_proc WHERE proowner = 'zhiheng_peer'::regrole AND proname <> 'peer_values'$q$,
	'zhiheng_peer owns one function');
SELECT is_empty($q$SELECT relation.relname FROM pg_class AS relation WHERE relation.relnamespace = 'zhiheng'::regnamespace
	AND has_table_privilege('zhiheng_peer', relation.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')$q$, 'zhiheng_peer writes nothing');

SELECT * FROM finish();
ROLLBACK;
