-- The accepted numbers by element (zhiheng.accepted_number): they are those of its last acceptance, are what a
-- rebuild makes of the record, and are seen like the cells that they are made of; who adds them up may do no more.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.save(p_mark text, p_revision integer, p_codes text[], p_states text[], p_numbers numeric[]) RETURNS void
LANGUAGE sql AS $$
	SELECT zhiheng.return_put(pg_temp.return_of(p_mark), p_revision, pg_temp.account_of('clerk_' || p_mark), p_codes, p_states, p_numbers);
	UPDATE zhiheng.return SET revision = p_revision WHERE id = pg_temp.return_of(p_mark);
$$;
-- To where it waits for the commission, without its institution's three people.
CREATE FUNCTION pg_temp.submit(p_mark text) RETURNS void
LANGUAGE sql AS $$
	UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of(p_mark);
	UPDATE zhiheng.return SET state = 'submitted' WHERE id = pg_temp.return_of(p_mark);
	SELECT pg_temp.signed(pg_temp.return_of(p_mark));
$$;
CREATE FUNCTION pg_temp.decide(p_mark text, p_act text, p_state text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, %L, %L, revision, %L, ''{}'', ''{}'')
		FROM commission.return_item WHERE id = %1$s', pg_temp.return_of(p_mark), p_act, p_state, CASE p_act WHEN 'return' THEN '请更正分母' END))
$$;
CREATE FUNCTION pg_temp.kept() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(lower(right(institution.name, 1)) || ' ' || cell.period || ' ' || cell.element_code || ' '
		|| coalesce(trim_scale(cell.value)::text, cell.state), ', ' ORDER BY institution.name, cell.element_code)
	FROM zhiheng.accepted_cell AS cell
	JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
	WHERE cell.period LIKE '2031%' AND institution.name LIKE '试验医院%'
$$;
CREATE FUNCTION pg_temp.is_rebuilt(p_what text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	before text := (SELECT string_agg(cell::text, ' ' ORDER BY cell) FROM zhiheng.accepted_cell AS cell);
BEGIN
	PERFORM zhiheng.accepted_rebuild();
	RETURN is((SELECT string_agg(cell::text, ' ' ORDER BY cell) FROM zhiheng.accepted_cell AS cell), before, 'a rebuild makes the same ' || p_what);
END
$$;

SELECT pg_temp.save('a', 1, '{ais_reperfused,ais_patients,discharges}', '{value,value,value}', '{30,40,900}'),
	pg_temp.save('b', 1, '{ais_reperfused,ais_patients,discharges}', '{value,value,missing}', '{0,40,NULL}'),
	pg_temp.save('c', 1, '{ais_reperfused,ais_patients}', '{not_applicable,not_applicable}', '{NULL,NULL}');
SELECT pg_temp.submit(mark) FROM unnest(ARRAY['a', 'b', 'c']) AS mark;
SELECT is(pg_temp.kept(), NULL, 'what is submitted does not count');

SELECT pg_temp.decide('a', 'accept', 'submitted');
SELECT is(pg_temp.kept(), 'a 2031Q1 ais_patients 40, a 2031Q1 ais_reperfused 30, a 2031Q1 discharges 900', 'what is accepted counts at once');
SELECT pg_temp.decide('b', 'accept', 'submitted'), pg_temp.decide('c', 'accept', 'submitted');
SELECT is(pg_temp.kept(), 'a 2031Q1 ais_patients 40, a 2031Q1 ais_reperfused 30, a 2031Q1 discharges 900, '
	'b 2031Q1 ais_patients 40, b 2031Q1 ais_reperfused 0, c 2031Q1 ais_patients not_applicable, c 2031Q1 ais_reperfused not_applicable',
	'nought and not applicable are there, missing is not');
SELECT pg_temp.is_rebuilt('after acceptance');

-- ---- who sees which; the query runs inside the owner's function, as those of every page do ----
CREATE FUNCTION public.elements_seen() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
	SELECT coalesce(string_agg(institution_id || ' ' || element_code, ', '), '') FROM zhiheng.accepted_cell
	WHERE institution_id IN (SELECT id FROM zhiheng.institution WHERE name LIKE '试验医院%')
$$;
ALTER FUNCTION public.elements_seen OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT EXECUTE ON FUNCTION public.elements_seen TO PUBLIC;
SELECT is((SELECT count(*)::integer FROM regexp_split_to_table(nullif(pg_temp.ask(role, login, 'SELECT public.elements_seen()'), ''), ', ')), expected,
	format('%s as %s sees %s cells', login, role, expected))
FROM (VALUES
	('zhiheng_institution', 'clerk_a', 3), ('zhiheng_institution', 'clerk_b', 2), ('zhiheng_institution', NULL, 0),
	('zhiheng_commission', 'city', 7), ('zhiheng_commission', 'county', 5), ('zhiheng_commission', 'nerve', 6),
	('zhiheng_commission', 'clerk_a', 0), ('zhiheng_disclosure', 'city', 0), ('zhiheng_account', 'city', 7)
) AS want (role, login, expected);
SELECT is(pg_temp.ask('zhiheng_commission', login, format($q$SELECT string_agg(numerator || '/' || denominator, ' ' ORDER BY numerator)
	FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())), expected, login || ' is given what it may see')
FROM (VALUES ('city', '0.0000/40.0000 30.0000/40.0000'), ('county', '0.0000/40.0000 30.0000/40.0000'), ('nerve', '0.0000/40.0000 30.0000/40.0000'),
	('clerk_a', NULL)) AS want (login, expected);
SELECT is(pg_temp.ask('zhiheng_commission', login, format($q$SELECT string_agg(period || ' ' || expected || ' ' || received || ' ' || numerator
	|| '/' || denominator, ', ') FROM commission.trend(%s, 'NIT-2025-01.1', NULL)$q$, pg_temp.programme())), expected, login || '''s trend')
FROM (VALUES ('city', '2031Q1 2 2 30.0000/80.0000'), ('county', '2031Q1 2 2 30.0000/80.0000'), ('clerk_a', NULL)) AS want (login, expected);
SELECT is(pg_temp.ask('zhiheng_commission', 'nerve', format($q$SELECT count(*) FROM commission.trend(%s, 'NIT-2025-09.1', NULL)$q$, pg_temp.programme())),
	'0', 'a QC centre has no trend of another specialty');

-- ---- what is accepted stays in force until a newer one is ----
CREATE TEMPORARY TABLE counted AS SELECT pg_temp.kept() AS cells;
CREATE FUNCTION pg_temp.sums() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT sum(numerator) || '/' || sum(denominator) || ' ' || sum(accepted)
		FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme()))
$$;
SELECT is(pg_temp.sums(), '30.0000/80.0000 3', 'the sums');
SELECT pg_temp.decide('a', 'return', 'accepted');
SELECT is(pg_temp.kept(), (SELECT cells FROM counted), 'sent back for correction it counts as before');
SELECT is(pg_temp.sums(), '30.0000/80.0000 3', 'in the sums, too');
SELECT pg_temp.is_rebuilt('while a correction is under way');
UPDATE zhiheng.return SET state = 'draft' WHERE id = pg_temp.return_of('a');
SELECT pg_temp.save('a', 2, '{ais_patients,discharges}', '{value,missing}', '{45,NULL}');
SELECT is(pg_temp.kept(), (SELECT cells FROM counted), 'a draft changes nothing');
SELECT pg_temp.submit('a');
SELECT is(pg_temp.sums(), '30.0000/80.0000 3', 'nor does its submission');
SELECT pg_temp.is_rebuilt('with a newer save that is not accepted');
SELECT is((SELECT zhiheng.accepted_digest(pg_temp.return_of('a'), 3) = sha256(convert_to(zhiheng.return_text(pg_temp.return_of('a'), 1), 'UTF8'))
	AND zhiheng.accepted_digest(pg_temp.return_of('a'), 3) <> zhiheng.return_digest(pg_temp.return_of('a'))), true, 'an edition would be of the accepted copy');
UPDATE zhiheng.return SET accepted_revision = 2 WHERE id = pg_temp.return_of('a');
SELECT is((SELECT accepted_revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')), 1, 'nobody makes another copy the one in force');
SELECT pg_temp.decide('a', 'accept', 'submitted');
SELECT is(left(pg_temp.kept(), 58), 'a 2031Q1 ais_patients 45, a 2031Q1 ais_reperfused 30, b 20', 'the corrected numbers count, and what was emptied is gone');
SELECT is(pg_temp.sums(), '30.0000/85.0000 3', 'in the sums, too');
SELECT pg_temp.is_rebuilt('after a correction');
UPDATE zhiheng.return SET state = 'published' WHERE id = pg_temp.return_of('a');
SELECT is(left(pg_temp.kept(), 58), 'a 2031Q1 ais_patients 45, a 2031Q1 ais_reperfused 30, b 20', 'published it is the same');
SELECT pg_temp.decide('a', 'return', 'published');
SELECT is(left(pg_temp.kept(), 58), 'a 2031Q1 ais_patients 45, a 2031Q1 ais_reperfused 30, b 20', 'and sent back from there');
SELECT pg_temp.is_rebuilt('after that');

-- ---- what a programme changes about an indicator holds for what was accepted before ----
UPDATE zhiheng.programme_indicator SET kinds = '{tcm}' WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1';
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT count(*) FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$,
	pg_temp.programme())), '0', 'an indicator asked from others has no results here');
UPDATE zhiheng.programme_indicator SET kinds = '{}', numerator = 'ais_patients', denominator = 'ais_reperfused'
WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1';
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(numerator || '/' || denominator, ' ' ORDER BY numerator)
	FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())), '40.0000/0.0000 45.0000/30.0000',
	'a formula of other elements counts those');

-- ---- the trend does not grow with the years ----
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT commission.id, year, year || '年试验方案' FROM zhiheng.commission AS commission CROSS JOIN generate_series(2021, 2030) AS year
WHERE commission.region_code = '980100';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT programme.id, 'NIT-2025-01' FROM zhiheng.programme AS programme WHERE name ~ '^20..年试验方案$';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme.id, asked.indicator_code, asked.indicator_version, asked.target_code, asked.specialty, asked.numerator, asked.denominator, true
FROM zhiheng.programme AS programme
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = pg_temp.programme() AND asked.indicator_code = 'NIT-2025-01.1'
WHERE programme.name ~ '^20..年试验方案$';
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT programme.id, programme.year || 'Q' || quarter, '2031-01-01', '2031-01-02', 'closed'
FROM zhiheng.programme AS programme CROSS JOIN generate_series(1, 4) AS quarter
WHERE programme.name ~ '^20..年试验方案$';
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT count(*) || ' ' || min(period) || ' ' || max(period)
	FROM commission.trend(%s, 'NIT-2025-01.1', NULL)$q$, pg_temp.programme())), '20 2026Q2 2031Q1', 'the newest twenty quarters');

-- ---- the three periods before ----
CREATE FUNCTION pg_temp.institution_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of(p_mark) $$;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT programme.id, programme.year || 'Q' || quarter, pg_temp.institution_of(mark), 'accepted', 1, now()
FROM zhiheng.programme AS programme
CROSS JOIN generate_series(1, 4) AS quarter
CROSS JOIN unnest(ARRAY['a', 'b']) AS mark
WHERE programme.name IN ('2029年试验方案', '2030年试验方案');
INSERT INTO zhiheng.accepted_number (period, element, institution_id, value)
SELECT head.period, element.number, head.institution_id, part.value
FROM zhiheng.asked_return AS head
JOIN zhiheng.programme AS programme ON programme.id = head.programme_id AND programme.name IN ('2029年试验方案', '2030年试验方案')
CROSS JOIN LATERAL (VALUES ('ais_reperfused', 10.5 + right(head.period, 1)::integer), ('ais_patients', 100)) AS part (code, value)
JOIN zhiheng.element_number AS element ON element.code = part.code
WHERE head.period <> '2030Q3' OR (part.code = 'ais_patients' AND head.institution_id = pg_temp.institution_of('a'))
	OR head.institution_id = pg_temp.institution_of('b');
CREATE FUNCTION pg_temp.earlier(p_period text, p_indicator text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(right(institution.name, 1) || ' ' || before.indicator_code || ' ' || before.earlier, ', ' ORDER BY institution.name)
	FROM zhiheng.count_earlier(pg_temp.programme(), p_period, p_indicator, ARRAY[pg_temp.institution_of('a'), pg_temp.institution_of('b')]) AS before
	JOIN zhiheng.institution AS institution ON institution.id = before.institution_id
$$;
SELECT is(lower(pg_temp.earlier('2031Q1', 'NIT-2025-01.1')), 'a nit-2025-01.1 1:100/14.5 3:100/12.5, b nit-2025-01.1 1:100/14.5 2:100/13.5 3:100/12.5',
	'the three quarters before, what is whole of each');
SELECT is(pg_temp.earlier('2031Q1', NULL), pg_temp.earlier('2031Q1', 'NIT-2025-01.1'), 'all indicators at once');
SELECT is(lower(pg_temp.earlier('2031H1', 'NIT-2025-01.1')), 'a nit-2025-01.1 2:200/24 3:200/28, b nit-2025-01.1 1:200/28 2:200/24 3:200/28',
	'half-years, those with both quarters');
SELECT is(pg_temp.earlier('2031H1', NULL), pg_temp.earlier('2031H1', 'NIT-2025-01.1'), 'all at once');
SELECT is(pg_temp.earlier('2028Q1', 'NIT-2025-01.1'), NULL, 'nothing before the first');

-- ---- who adds up ----
SELECT throws_ok(format($t$SELECT pg_temp.ask(%L, %L, 'SELECT count(*) FROM zhiheng.count_values(1, ''2031Q1'', NULL, ''{1}'', NULL)')$t$, role, login),
	'42501', NULL, role || ' cannot call it')
FROM (VALUES ('zhiheng_institution', 'clerk_a'), ('zhiheng_commission', 'city'), ('zhiheng_disclosure', NULL), ('zhiheng_worker', NULL)) AS want (role, login);
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_commission', 'city', 'SET ROLE zhiheng_counter')$t$, '42501', NULL, 'nor take its role');
SELECT ok(NOT rolcanlogin AND NOT rolsuper AND NOT rolbypassrls, 'zhiheng_counter cannot log in and is not above row-level security')
FROM pg_roles WHERE rolname = 'zhiheng_counter';
SELECT is((SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc WHERE proowner = 'zhiheng_counter'::regrole),
	'area_institutions area_period area_sums backfill_asked backfill_gaps backfilled_periods baseline_accepted baseline_cells baseline_peers baseline_totals baselines_current computed_head computed_totals computed_trend computed_values count_arrivals count_baselines count_earlier count_history count_long count_trend count_values elements_filled institutions_asked institutions_seen quarters_accepted return_cells return_digests screen_evidence screen_past waiting_at',
	'zhiheng_counter owns these functions alone');
SELECT is_empty($q$SELECT relation.relname FROM pg_class AS relation WHERE relation.relnamespace = 'zhiheng'::regnamespace AND relation.relkind = 'r'
	AND has_table_privilege('zhiheng_counter', relation.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')$q$, 'zhiheng_counter writes nothing');
SELECT is_empty($q$SELECT relation.oid::regclass FROM pg_class AS relation
	WHERE relation.relnamespace = 'zhiheng'::regnamespace AND relation.relname ~ '^(account|session|machine_token|evidence|audit)'
		AND relation.relkind = 'r' AND has_any_column_privilege('zhiheng_counter', relation.oid, 'SELECT')$q$,
	'zhiheng_counter reads numbers, not accounts');

SELECT * FROM finish();
ROLLBACK;
