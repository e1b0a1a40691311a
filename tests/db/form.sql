-- What is typed in a return stands computed from one save to the next: whatever changes what is asked, the next save is held
-- against that, and not against what was computed before.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.save(p_code text, p_value text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT string_agg(concat_ws('' '', outcome, code), '', '') FROM institution.return_save(%s, %s, ''{%s}'', ''{value}'', ''{%s}'', ''typed'')',
		pg_temp.return_of('a'), (SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')), p_code, p_value))
$$;
-- kept: as the last save left it; the codes, those that may not be changed in brackets.
CREATE FUNCTION pg_temp.typed() RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', CASE WHEN (made.typed).kept THEN 'kept:' END, (SELECT string_agg(CASE WHEN item.open THEN element.code ELSE '(' || element.code || ')' END, ' '
			ORDER BY element.code)
		FROM unnest((made.typed).elements, (made.typed).open) AS item (number, open) JOIN zhiheng.element_number AS element USING (number)))
	FROM (SELECT zhiheng.return_typed(head) AS typed FROM zhiheng.return AS head WHERE head.id = pg_temp.return_of('a')) AS made
$$;
-- The same, with nothing kept.
CREATE FUNCTION pg_temp.anew() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	DELETE FROM zhiheng.return_form;
	said := pg_temp.typed();
	RAISE EXCEPTION USING ERRCODE = 'ZH999', MESSAGE = said;
EXCEPTION WHEN SQLSTATE 'ZH999' THEN
	RETURN said;
END
$$;

SELECT is(pg_temp.typed(), 'ais_patients ais_reperfused or_surgeries unplanned_reops', 'nothing is kept before the first save');
SELECT is(pg_temp.save('ais_patients', '60'), 'saved', 'a save');
SELECT is(pg_temp.typed(), 'kept: ais_patients ais_reperfused or_surgeries unplanned_reops', 'keeps it');
SELECT is((SELECT count(*)::integer FROM zhiheng.return_form WHERE return_id = pg_temp.return_of('a')), 1, 'for its return');

-- Every change takes effect at once, and is kept by the next save.
CREATE FUNCTION pg_temp.changed(p_what text, p_change text, p_code text, p_value text, p_says text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.save('ais_patients', (SELECT (1000 + count(*))::text FROM zhiheng.return_save));
	RETURN NEXT matches(pg_temp.typed(), '^kept: ', p_what || ': kept before');
	EXECUTE p_change;
	RETURN NEXT doesnt_match(pg_temp.typed(), '^kept: ', p_what || ': out of date');
	RETURN NEXT is(pg_temp.typed(), pg_temp.anew(), p_what || ': what is asked now');
	RETURN NEXT is(pg_temp.save(p_code, p_value), p_says, p_what || ': a save is held against it');
END
$$;
SELECT pg_temp.changed('a target more', $$
	WITH target AS (INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, 'NIT-2025-05' FROM zhiheng.programme WHERE name = '试验方案' RETURNING *)
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
	SELECT programme.id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true
	FROM zhiheng.programme AS programme CROSS JOIN zhiheng.indicator AS indicator WHERE programme.name = '试验方案' AND indicator.code = 'NIT-2025-05.1'
$$, (SELECT numerator FROM zhiheng.indicator WHERE code = 'NIT-2025-05.1'), '7', 'saved');
SELECT pg_temp.changed('asked of others only', $$UPDATE zhiheng.programme_indicator SET levels = '{tertiary}' WHERE indicator_code = 'NIT-2025-09.1'$$,
	'unplanned_reops', '3', 'ZH400 return_unknown_element');
SELECT pg_temp.changed('the hospital is another', $$SELECT pg_temp.become('A', '{"level": "tertiary", "grade": "A"}')$$, 'unplanned_reops', '3', 'saved');
SELECT pg_temp.changed('asked once a year', $$UPDATE zhiheng.programme_indicator SET cadence = 'year' WHERE indicator_code = 'NIT-2025-09.1'$$,
	'unplanned_reops', '4', 'ZH400 return_unknown_element');
SELECT pg_temp.changed('no longer asked', $$DELETE FROM zhiheng.programme_indicator WHERE indicator_code = 'NIT-2025-05.1'$$,
	(SELECT numerator FROM zhiheng.indicator WHERE code = 'NIT-2025-05.1'), '8', 'ZH400 return_unknown_element');
SELECT pg_temp.changed('a second asker', $$
	WITH programme AS (INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '县方案' FROM zhiheng.commission WHERE region_code = '980101' RETURNING *),
		target AS (INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, 'NIT-2025-05' FROM programme RETURNING *)
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
	SELECT target.programme_id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator, true
	FROM target JOIN zhiheng.indicator AS indicator ON indicator.code = 'NIT-2025-05.1';
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
	SELECT id, '2031Q1', '2031-04-01', '2031-04-20', 'open' FROM zhiheng.programme WHERE name = '县方案';
	INSERT INTO zhiheng.asked_return (programme_id, period, institution_id) SELECT id, '2031Q1', (SELECT id FROM zhiheng.institution WHERE name = '试验医院A')
	FROM zhiheng.programme WHERE name = '县方案'
$$, (SELECT numerator FROM zhiheng.indicator WHERE code = 'NIT-2025-05.1'), '9', 'saved');
SELECT pg_temp.changed('one asker closes', $$UPDATE zhiheng.reporting_period SET state = 'closed' WHERE programme_id = (SELECT id FROM zhiheng.programme WHERE name = '县方案')$$,
	(SELECT numerator FROM zhiheng.indicator WHERE code = 'NIT-2025-05.1'), '10', 'closed ' || (SELECT numerator FROM zhiheng.indicator WHERE code = 'NIT-2025-05.1'));
SELECT matches(pg_temp.typed(), '\(', 'what only the closed one asks is locked');
SELECT is(pg_temp.try('clerk_a', 'SELECT count(*) FROM zhiheng.return_form'), '42501 ', 'a program reads none of it');

SELECT * FROM finish();
ROLLBACK;
