-- What the quarters before and the peers say of a return: the arithmetic of the database against the worked cases of
-- cgi/measure/screen.h (tests/cases/screens.csv), what of a peer is given away, and that the table follows the returns.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, year, '试验方案' || year FROM zhiheng.commission CROSS JOIN generate_series(2028, 2030) AS year WHERE region_code = '980100';
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT programme.id, programme.year || 'Q' || quarter, '2031-01-01', '2031-01-20', 'closed'
FROM zhiheng.programme AS programme CROSS JOIN generate_series(1, 4) AS quarter WHERE programme.year IN (2028, 2029, 2030);
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT pg_temp.credit_code('1298010198000000' || mark), '试验医院' || mark, '980101', 'secondary', 'general', 'public', 300
FROM unnest(ARRAY['D', 'E', 'F']) AS mark;

-- A series, oldest first, of which the last one is of 2031Q1; all of them accepted.
CREATE FUNCTION pg_temp.series(p_mark text, p_numerators integer[], p_denominators integer[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
	quarter text;
BEGIN
	ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
	FOR place IN 1 .. cardinality(p_numerators) LOOP
		quarter := zhiheng.quarter_before('2031Q1', cardinality(p_numerators) - place);
		INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
		SELECT programme.id, quarter, institution.id FROM zhiheng.programme AS programme
		JOIN zhiheng.institution AS institution ON institution.name = '试验医院' || p_mark
		WHERE programme.year::text = left(quarter, 4) AND programme.name LIKE '试验方案%';
		SELECT head.id INTO made FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE institution.name = '试验医院' || p_mark AND head.period = quarter;
		PERFORM zhiheng.return_put(made, 1, 0, '{ais_reperfused,ais_patients}', '{value,value}', ARRAY[p_numerators[place], p_denominators[place]]);
		UPDATE zhiheng.return SET state = 'accepted', revision = 1 WHERE id = made;
	END LOOP;
	ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
END
$$;
CREATE FUNCTION pg_temp.newest(p_mark text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院' || p_mark AND head.period = '2031Q1'
$$;
CREATE FUNCTION pg_temp.statistic(p_mark text) RETURNS double precision
LANGUAGE sql AS $$
	SELECT (zhiheng.screen_transform(true, upper_cell.value::float8, lower_cell.value::float8)
			- zhiheng.screen_transform(true, past.year_ago_numerator::float8, past.year_ago_denominator::float8) - coalesce(past.shift, 0))
		/ sqrt(0.25 / lower_cell.value::float8 + 0.25 / past.year_ago_denominator::float8
			+ 2 * greatest(past.variance, coalesce(past.peer_variance, 0)))
	FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest(p_mark)]) AS past
	JOIN zhiheng.return_cell AS upper_cell ON upper_cell.return_id = past.return_id AND upper_cell.element_code = 'ais_reperfused'
	JOIN zhiheng.return_cell AS lower_cell ON lower_cell.return_id = past.return_id AND lower_cell.element_code = 'ais_patients'
	WHERE past.indicator_code = 'NIT-2025-01.1'
$$;
CREATE FUNCTION pg_temp.evidence(p_mark text) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', year_ago_numerator || '/' || year_ago_denominator, pairs, peers, coalesce(round(shift::numeric, 4)::text, '-'),
		coalesce(round(peer_variance::numeric, 6)::text, '-'))
	FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest(p_mark)]) WHERE indicator_code = 'NIT-2025-01.1'
$$;

-- S02, and S05, which has just the quarters that are needed.
SELECT pg_temp.series('A', '{341,275,309,348,309,270,357,335,312,1023}', '{3024,3095,3070,3081,3065,2977,3075,2929,2938,2998}');
SELECT ok(abs(pg_temp.statistic('A') - 11.627017855259744) < 1e-9, 'the worked case S02: ' || pg_temp.statistic('A'));
SELECT is(pg_temp.evidence('A'), '270/2977 8 0 - -', 'the year before, eight neighbouring quarters, no peer');
SELECT pg_temp.series('B', '{82,78,88,73,81,94}', '{764,799,788,763,780,813}');
SELECT ok(abs(pg_temp.statistic('B') - 1.168407268767442) < 1e-9, 'the worked case S05: ' || pg_temp.statistic('B'));
SELECT is(pg_temp.evidence('A'), '270/2977 8 1 - -', 'one peer says nothing');

-- Five peers say something; a quarter that is not there parts its neighbours, zeros of cases are no quarter.
SELECT pg_temp.series('C', '{40,41,42,39,40,60}', '{400,410,405,395,400,420}');
SELECT pg_temp.series('D', '{40,41,42,39,40,61}', '{400,410,405,395,400,420}');
SELECT pg_temp.series('E', '{40,41,42,39,40,62}', '{400,410,405,395,400,420}');
SELECT is(split_part(pg_temp.evidence('A'), ' ', 4), '-', 'four peers say nothing');
SELECT pg_temp.series('F', '{40,0,42,39,40,63}', '{400,0,405,395,400,420}');
SELECT is((SELECT concat_ws(' ', pairs, peers, coalesce(year_ago_numerator::text, 'none')) FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest('F')])
	WHERE indicator_code = 'NIT-2025-01.1'), '2 5 none', 'nothing of nothing is no quarter and no year before');
SELECT is((SELECT peers::text FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest('A')]) WHERE indicator_code = 'NIT-2025-01.1'), '4',
	'who has no year before is no peer for the change');
SELECT is((SELECT round(shift::numeric, 12) FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest('F')]) WHERE indicator_code = 'NIT-2025-01.1'),
	(SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY zhiheng.screen_transform(true, x, n) - zhiheng.screen_transform(true, x4, n4))::numeric, 12)
	FROM (VALUES (1023, 2998, 270, 2977), (94, 813, 78, 799), (60, 420, 41, 410), (61, 420, 41, 410), (62, 420, 41, 410)) AS peer (x, n, x4, n4)),
	'the shift is the median of the others');

-- What is not accepted any more is no quarter and no peer.
CREATE TEMPORARY TABLE kept AS SELECT * FROM zhiheng.screen_return;
SELECT is((SELECT count(*) FROM kept WHERE period = '2031Q1'), 6::bigint, 'a row for each accepted return of a programme with indicators');
SELECT is(zhiheng.screen_rebuild(), (SELECT count(*) FROM kept), 'made anew');
SELECT results_eq('SELECT * FROM zhiheng.screen_return ORDER BY return_id', 'SELECT * FROM kept ORDER BY return_id', 'the same as were kept');
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
UPDATE zhiheng.return SET state = 'returned' WHERE period = '2030Q1' AND institution_id = (SELECT id FROM zhiheng.institution WHERE name = '试验医院C');
ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
SELECT is((SELECT concat_ws(' ', pairs, coalesce(year_ago_numerator::text, 'none')) FROM zhiheng.screen_evidence(ARRAY[pg_temp.newest('C')])
	WHERE indicator_code = 'NIT-2025-01.1'), '2 none', 'a quarter sent back is none');
SELECT is((SELECT changes[array_position(codes, 'NIT-2025-01.1')] FROM zhiheng.screen_return WHERE return_id = pg_temp.newest('C')), NULL,
	'and the quarters after it know');
CREATE TEMPORARY TABLE again AS SELECT * FROM zhiheng.screen_return;
SELECT is(zhiheng.screen_rebuild(), (SELECT count(*) FROM again), 'made anew once more');
SELECT results_eq('SELECT * FROM zhiheng.screen_return ORDER BY return_id', 'SELECT * FROM again ORDER BY return_id', 'the same again');

-- Who may ask, and what.
SELECT is(pg_temp.try('clerk_a', 'SELECT count(*) FROM zhiheng.screen_evidence(ARRAY[1::bigint])'), '42501 ', 'a program does not call it');
SELECT is(pg_temp.try('clerk_a', 'SELECT count(*) FROM zhiheng.screen_return'), '42501 ', 'nor read the table');
SELECT is(pg_temp.try('clerk_a', format('SELECT year_ago_numerator FROM institution.return_indicators(%s) WHERE indicator_code = ''NIT-2025-01.1''',
	pg_temp.newest('A'))), '270', 'an institution is told of its own return');
SELECT is(pg_temp.try('clerk_a', format('SELECT count(*) FROM institution.return_indicators(%s)', pg_temp.newest('B'))), '0', 'and of no other');
SELECT is(pg_temp.try('city_reviewer', format('SELECT count(*) FROM commission.screen_evidence(ARRAY[%s, %s]::bigint[])', pg_temp.newest('A'),
	pg_temp.newest('C'))), '2', 'the city is told of its institutions');
SELECT is(pg_temp.try('county', format('SELECT count(*) FROM commission.screen_evidence(ARRAY[%s, %s]::bigint[])', pg_temp.newest('A'),
	pg_temp.newest('C'))), '1', 'the county of its own');

SELECT * FROM finish();
ROLLBACK;
