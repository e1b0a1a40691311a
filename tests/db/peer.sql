-- What an institution is shown of its peers: what the newest edition shows the public, nothing before there is one nor before
-- a return of its own is accepted, nothing of other groups, and only through the one function.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$SELECT id FROM zhiheng.programme WHERE name = '试验方案'$$;
CREATE FUNCTION pg_temp.peers(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format($q$SELECT string_agg(own || ' ' || coalesce(institution_name, '-') || ' '
		|| coalesce(numerator || '/' || denominator, coverage), ', ' ORDER BY own DESC, institution_name)
		FROM institution.peer_results(%s, '2031Q1', 'NIT-2025-01.1')$q$, (SELECT id FROM zhiheng.programme WHERE name = '试验方案')))
$$;
CREATE FUNCTION pg_temp.put(p_mark text, p_element text, p_value numeric) RETURNS void
LANGUAGE sql AS $$
	SELECT zhiheng.return_put(pg_temp.return_of(p_mark), (SELECT count(*)::integer + 1 FROM zhiheng.return_save
		WHERE return_id = pg_temp.return_of(p_mark)), 0, ARRAY[p_element], '{value}', ARRAY[p_value])
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
SELECT is(pg_temp.peers('clerk_b'), 'true 试验医院B 40/60', 'nor does anybody see another before an edition');
SELECT pg_temp.accept('a');
SELECT is(pg_temp.peers('leader_a'), 'true 试验医院A 20/50', 'accepted or not');
SELECT is(pg_temp.ask('zhiheng_institution', 'leader_a', format($q$SELECT string_agg(concat_ws(' ', standing, rank, peers), ',')
	FROM institution.peer_results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())), 'unpublished 3', 'it is told how many they are');

-- An edition: A has small numbers, B is shown, C is hidden to protect A.
CREATE FUNCTION pg_temp.edition(p_number integer) RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, correction, method_version, expected,
		included, demo, prepared_by, account_id, digest)
	SELECT '980100', '2031Q1', p_number, pg_temp.programme(), '试验', '试验市卫健委', CASE WHEN p_number > 1 THEN '更正' END, '2', 3, 3, false,
		pg_temp.account_of('city_reviewer'), pg_temp.account_of('city'), sha256('edition')
	RETURNING id
$$;
CREATE FUNCTION pg_temp.describe(p_edition bigint, p_marks text[], p_hidden boolean[], p_x numeric[], p_n numeric[], p_ranks integer[]) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.edition_institution (edition_id, institution_id, credit_code, name, region_code, region_name, level, kind, ownership, peer_group,
		included)
	SELECT p_edition, id, credit_code, name, region_code, '试验区', level, kind, ownership, zhiheng.peer_group(level, kind, specialist_type), true
	FROM zhiheng.institution WHERE name LIKE '试验医院_';
	INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, hidden, numerator, denominator, status, value, rank, ranked, tied)
	SELECT p_edition, 'NIT-2025-01.1', institution.id, 'complete', item.hidden, item.x, item.n, CASE WHEN item.hidden THEN 'suppressed' ELSE 'ok' END,
		100 * item.x / item.n, item.rank, CASE WHEN item.rank > 0 THEN 5 END, CASE WHEN item.rank > 0 THEN false END
	FROM unnest(p_marks, p_hidden, p_x, p_n, p_ranks) AS item (mark, hidden, x, n, rank)
	JOIN zhiheng.institution AS institution ON institution.name = '试验医院' || item.mark
$$;
CREATE TEMPORARY TABLE made AS SELECT pg_temp.edition(1) AS id;
SELECT pg_temp.describe(id, '{A,B,C}', '{t,f,t}', '{NULL,40,NULL}', '{NULL,60,NULL}', '{NULL,2,NULL}') FROM made;
SELECT is(pg_temp.peers('leader_a'), 'true 试验医院A 20/50', 'an edition whose files are not in their place yet shows nothing');
INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM made;
SELECT is(pg_temp.peers('leader_a'), 'true 试验医院A 20/50, false 试验医院B 40/60, false 试验医院C suppressed',
	'then what is shown there has its name, what is hidden has no number');
CREATE FUNCTION pg_temp.standing(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format($q$SELECT string_agg(concat_ws(' ', standing, rank, peers), ', '
		ORDER BY own DESC, institution_name) FROM institution.peer_results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme()))
$$;
SELECT is(pg_temp.standing('clerk_a'), 'hidden, published 2, hidden', 'the own number is there, its rank is not: it is none of the edition');
SELECT is(pg_temp.standing('clerk_b'), 'published 2, hidden, hidden', 'who is shown has the rank of the edition');

-- The newest that stands counts.
CREATE TEMPORARY TABLE again AS SELECT pg_temp.edition(2) AS id;
SELECT pg_temp.describe(id, '{A,B,C}', '{f,f,t}', '{20,41,NULL}', '{50,60,NULL}', '{2,1,NULL}') FROM again;
INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM again;
SELECT is(pg_temp.peers('clerk_b'), 'true 试验医院B 40/60, false 试验医院A 20/50, false 试验医院C suppressed', 'the newest edition');
SELECT is(pg_temp.peers('clerk_a'), 'true 试验医院A 20/50, false 试验医院B 41/60, false 试验医院C suppressed', 'with the numbers that stand there');
SELECT is(pg_temp.standing('clerk_a'), 'published 2, published 1, hidden', 'and its ranks');
SELECT is(pg_temp.standing('clerk_b'), 'changed, published 2, hidden', 'no rank with other numbers than the published ones');
INSERT INTO zhiheng.edition_withdrawal (edition_id, reason, account_id) SELECT id, '数据有误', pg_temp.account_of('city') FROM again;
SELECT is(pg_temp.peers('clerk_b'), 'true 试验医院B 40/60, false 试验医院A suppressed, false 试验医院C suppressed', 'unless it was withdrawn');

-- Another group is none of its business; who moved is seen where it was.
SELECT pg_temp.become('C', '{"level": "tertiary"}');
SELECT is(pg_temp.peers('clerk_a'), 'true 试验医院A 20/50, false 试验医院B 40/60, false 试验医院C suppressed', 'the group is that of the edition');
SELECT pg_temp.become('C', '{"level": "secondary"}');

-- All institutions of the demo and all their indicators, in other periods every eighth: a peer's number is the public's, or it is
-- not there.
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'walk.' || id, 'walk', 'clerk', id FROM zhiheng.institution WHERE region_code LIKE '9901%';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login LIKE 'walk.%';
CREATE TEMPORARY TABLE walked (institution_id bigint, programme_id bigint, period text, indicator_code text, own boolean, name text, coverage text,
	numerator numeric, denominator numeric, rank integer);
GRANT INSERT ON walked TO zhiheng_institution;
DO $$
DECLARE
	step record;
BEGIN
	FOR step IN
		SELECT account.login, account.institution_id, span.programme_id, span.period
		FROM zhiheng.account AS account
		JOIN zhiheng.programme AS programme ON programme.year < 2031
		JOIN (SELECT DISTINCT programme_id, period FROM zhiheng.period_quarter) AS span ON span.programme_id = programme.id
		WHERE account.login LIKE 'walk.%' AND (span.period = '2025Q2' OR (account.institution_id % 8 = 1 AND (span.period IN ('2025Q3', '2024')
			OR EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.programme_id = span.programme_id AND edition.period = span.period))))
	LOOP
		PERFORM set_config('zhiheng.session', encode(sha256(convert_to(step.login, 'UTF8')), 'hex'), true);
		SET LOCAL SESSION AUTHORIZATION zhiheng_institution;
		INSERT INTO walked
		SELECT step.institution_id, step.programme_id, step.period, indicator_code, own, institution_name, coverage, numerator, denominator, rank
		FROM institution.peer_results(step.programme_id, step.period, NULL);
		SET LOCAL SESSION AUTHORIZATION DEFAULT;
	END LOOP;
END
$$;
CREATE TEMPORARY TABLE public_result AS
SELECT edition.programme_id, edition.period::text AS period, result.indicator_code, card.institution_id, card.name, card.peer_group, result.hidden,
	result.numerator, result.denominator, result.rank, indicator.kind, edition.small_below
FROM zhiheng.edition AS edition
JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id
JOIN zhiheng.edition_institution AS card ON card.edition_id = edition.id AND card.institution_id = result.institution_id
JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = edition.id AND indicator.indicator_code = result.indicator_code
WHERE edition.programme_id <> pg_temp.programme() AND edition.number = (SELECT max(other.number) FROM zhiheng.edition AS other
	WHERE other.programme_id = edition.programme_id AND other.period = edition.period);
CREATE INDEX ON public_result (period, indicator_code, name);
CREATE INDEX ON public_result (period, indicator_code, institution_id);
ANALYZE walked, public_result;
SELECT cmp_ok((SELECT count(DISTINCT institution_id) FROM walked WHERE own), '>=', 55::bigint, 'the walk went through the city');
SELECT cmp_ok((SELECT count(*) FROM walked WHERE NOT own AND numerator IS NOT NULL), '>=', 10000::bigint, 'and saw neighbours');
SELECT cmp_ok((SELECT count(*) FROM walked WHERE NOT own AND coverage = 'suppressed'), '>=', 1000::bigint, 'hidden ones among them');
SELECT is_empty($q$SELECT institution_id, period, indicator_code, name FROM walked AS seen WHERE NOT own AND num_nonnulls(numerator, denominator, rank) > 0
	AND NOT EXISTS (SELECT FROM public_result AS open WHERE (open.programme_id, open.period, open.indicator_code, open.name)
		= (seen.programme_id, seen.period, seen.indicator_code, seen.name) AND NOT open.hidden
		AND (open.numerator, open.denominator, open.rank) IS NOT DISTINCT FROM (seen.numerator, seen.denominator, seen.rank))$q$,
	'each number of a neighbour is the public''s');
SELECT is_empty($q$SELECT seen.institution_id, seen.period, seen.indicator_code, seen.name, seen.numerator, seen.denominator
	FROM walked AS seen
	JOIN public_result AS open USING (programme_id, period, indicator_code, name)
	JOIN zhiheng.measure_kind AS kind ON kind.code = open.kind AND kind.has_denominator AND kind.code <> 'mean'
	WHERE NOT seen.own AND ((seen.numerator > 0 AND seen.numerator < open.small_below) OR (seen.denominator > 0 AND seen.denominator < open.small_below)
		OR (kind.part_of_whole AND seen.denominator > seen.numerator AND seen.denominator - seen.numerator < open.small_below))$q$,
	'none of them is small');
SELECT is_empty($q$SELECT seen.institution_id, seen.period, seen.indicator_code FROM walked AS seen
	JOIN public_result AS open USING (programme_id, period, indicator_code, institution_id)
	WHERE seen.own AND open.hidden AND seen.rank IS NOT NULL$q$, 'who is hidden has no rank');
SELECT is_empty($q$SELECT seen.institution_id, seen.period FROM walked AS seen WHERE NOT own AND NOT EXISTS (SELECT FROM public_result AS open
	WHERE (open.programme_id, open.period) = (seen.programme_id, seen.period))$q$, 'where there is no edition there is no neighbour');

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
SELECT is_empty($q$SELECT oid::regprocedure::text FROM pg_proc WHERE proowner = 'zhiheng_peer'::regrole
	AND proname NOT IN ('peer_values', 'group_units', 'group_hidden', 'improvement_evidence', 'similar_evidence')$q$,
	'zhiheng_peer owns what gives away the public''s numbers or sums of five, and what these are made of');
SELECT is_empty($q$SELECT routine.oid::regprocedure::text || ' ' || role.rolname FROM pg_proc AS routine
	JOIN pg_roles AS role ON role.rolname LIKE 'zhiheng\_%' AND role.rolname NOT IN ('zhiheng_peer', 'zhiheng_operator') AND NOT role.rolsuper
	WHERE routine.proname IN ('group_units', 'group_hidden') AND has_function_privilege(role.oid, routine.oid, 'EXECUTE')$q$,
	'which nobody else may call');
SELECT is_empty($q$SELECT relation.relname FROM pg_class AS relation WHERE relation.relnamespace = 'zhiheng'::regnamespace
	AND has_table_privilege('zhiheng_peer', relation.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')$q$, 'zhiheng_peer writes nothing');

SELECT * FROM finish();
ROLLBACK;
