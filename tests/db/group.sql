-- What an institution is told of peers that it must not see: sums and spread of five and more, nothing of fewer.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- The arithmetic, against the worked numbers of tests/unit/test_measure_improvement.c.
SELECT is(round(zhiheng.between_variance('{12,20,60,5,150,30}', '{100,90,400,80,700,60}', zhiheng.count_variance(true, 277, 1430), 5)::numeric, 12),
	0.021210735170, 'tau2 of proportions');
SELECT is(round((1e6 * zhiheng.between_variance('{4,9,30,2,25}', '{2000,3000,8000,900,4000}', zhiheng.count_variance(false, 70, 17900), 4))::numeric, 9),
	1.496483673, 'tau2 of rates');
SELECT is(zhiheng.between_variance('{10,10,11,10,9}', '{100,100,100,100,100}', zhiheng.count_variance(true, 50, 500), 4), 0::double precision,
	'none where they do not differ');

-- Who is similar to whom.
SELECT is(zhiheng.similar_step('tertiary', 'general', NULL, level, kind, type), step, format('%s %s %s', level, kind, type))
FROM (VALUES ('tertiary', 'general', NULL, 0), ('tertiary', 'tcm', NULL, 1), ('tertiary', 'maternal_child', NULL, 1),
	('tertiary', 'specialist', '儿科', NULL), ('secondary', 'general', NULL, 2), ('secondary', 'tcm', NULL, NULL),
	('primary', 'general', NULL, NULL)) AS other (level, kind, type, step);
SELECT is(zhiheng.similar_step('tertiary', 'specialist', '儿科', 'tertiary', 'specialist', '口腔'), NULL, 'another speciality is not similar');
SELECT is(zhiheng.similar_step('tertiary', 'specialist', '儿科', 'secondary', 'specialist', '儿科'), 2, 'the same at another level is');

-- Seven hospitals like a in both years, with a programme of the year before.
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT commission_id, 2030, '上年方案' FROM zhiheng.programme WHERE id = pg_temp.programme();
CREATE TEMPORARY TABLE former AS SELECT id FROM zhiheng.programme WHERE name = '上年方案';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, 'NIT-2025-01' FROM former;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT former.id, asked.indicator_code, asked.indicator_version, asked.target_code, asked.specialty, asked.numerator, asked.denominator, true
FROM former JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = pg_temp.programme() AND asked.indicator_code = 'NIT-2025-01.1';
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state) SELECT id, '2030Q1', '2030-04-01', '2030-04-20', 'closed' FROM former;
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT pg_temp.credit_code('12980101TG' || lpad(number::text, 7, '0')), '试验同组' || number, '980101', 'secondary', 'general', 'public', 100
FROM generate_series(1, 5) AS number;
CREATE TEMPORARY TABLE unit AS
SELECT row_number() OVER (ORDER BY institution.id) AS place, institution.id
FROM zhiheng.institution AS institution
WHERE institution.name LIKE '试验同组%' OR institution.id = (SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of('a'));
GRANT SELECT ON unit TO PUBLIC;
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT pg_temp.programme(), '2031Q1', unit.id, 'accepted', 1, '2031-04-10' FROM unit
WHERE NOT EXISTS (SELECT FROM zhiheng.return AS known WHERE known.institution_id = unit.id AND known.period = '2031Q1');
UPDATE zhiheng.return SET state = 'accepted', revision = 1, first_submitted_at = '2031-04-10' WHERE id = pg_temp.return_of('a');
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT former.id, '2030Q1', unit.id, 'accepted', 1, '2030-04-10' FROM unit CROSS JOIN former;
-- The worked numbers: a is the first.
SELECT zhiheng.return_put(head.id, 1, pg_temp.account_of('clerk_a'), '{ais_reperfused,ais_patients}', '{value,value}',
	CASE head.period WHEN '2030Q1' THEN ARRAY[given.x0, given.n0] ELSE ARRAY[given.x1, given.n1] END)
FROM unit
JOIN zhiheng.return AS head ON head.institution_id = unit.id AND head.period IN ('2030Q1', '2031Q1')
JOIN (VALUES (1, 12, 100, 8, 110), (2, 20, 90, 12, 100), (3, 60, 400, 50, 380), (4, 5, 80, 9, 85), (5, 150, 700, 140, 720), (6, 30, 60, 18, 70))
	AS given (place, x0, n0, x1, n1) ON given.place = unit.place;
SELECT zhiheng.accepted_rebuild();

CREATE FUNCTION pg_temp.told(p_login text, p_columns text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT %s FROM institution.improvement_evidence(%s, ''2031Q1'', ''NIT-2025-01.1'')',
		p_columns, pg_temp.programme()))
$$;
SELECT is(pg_temp.told('clerk_a', $$units || ' ' || before_numerator || '/' || before_denominator || ' ' || now_numerator || '/' || now_denominator$$),
	'6 277/1430 237/1465', 'six with both years');
SELECT is(pg_temp.told('clerk_a', 'round(tau2::numeric, 12)'), '0.021210735170', 'and what they differ by');
SELECT is(pg_temp.told('clerk_a', 'withheld'), 'true', 'before publication no figure made of it may be shown');
SELECT is(pg_temp.told('clerk_b', 'units'), NULL, 'one that has nothing of the year before is told nothing');
SELECT is(pg_temp.told('clerk_c', 'units'), NULL, 'nor one that has nothing at all');
DELETE FROM zhiheng.accepted_number AS cell USING unit WHERE cell.institution_id = unit.id AND unit.place IN (5, 6);
SELECT is(pg_temp.told('clerk_a', 'units'), NULL, 'four are too few');
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT count(*) FROM zhiheng.group_units(%s, ''2031Q1'', ''NIT-2025-01.1'', ''{secondary/general}'')')$t$,
	pg_temp.programme()), '42501', NULL, 'no hospital asks for the units themselves');


-- Among similar hospitals: a and three of its own group, and two of the secondary hospitals of traditional Chinese medicine.
SELECT pg_temp.become(unit.id, '{"kind": "tcm"}') FROM unit WHERE unit.place IN (3, 4);
SELECT zhiheng.accepted_rebuild();
DELETE FROM zhiheng.accepted_number AS cell USING unit WHERE cell.institution_id = unit.id AND unit.place = 2;
CREATE FUNCTION pg_temp.similar(p_login text, p_columns text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format('SELECT %s FROM institution.similar_evidence(%s, ''2031Q1'', ''NIT-2025-01.1'')',
		p_columns, pg_temp.programme()))
$$;
SELECT is(pg_temp.similar('clerk_a', $$peers || ' of ' || units || ' ' || groups || ' ' || numerator || '/' || denominator$$),
	'3 of 5 二级中医医院、二级综合医院 217/1255', 'five with the similar group; the sums are those of the others');
-- The root of Q(t) = 3 by bisection in double precision, quantiles of type 7.
SELECT is(pg_temp.similar('clerk_a', 'round(tau2::numeric, 8) || '' '' || round(mean::numeric, 8) || '' '' || round(weight::numeric, 6) || '' '' || round(phi::numeric, 8)'),
	'0.00300984 0.16985525 1017.765623 3.82544994', 'tau2, mean, weight and phi');
SELECT is(pg_temp.similar('clerk_b', 'units'), NULL, 'one without a value is told nothing');
DELETE FROM zhiheng.accepted_number AS cell USING unit WHERE cell.institution_id = unit.id AND unit.place = 3;
SELECT is(pg_temp.similar('clerk_a', 'units'), NULL, 'four are too few, with their neighbours too');
SELECT pg_temp.become(unit.id, '{"kind": "general"}') FROM unit;
SELECT zhiheng.accepted_rebuild();
SELECT is(pg_temp.similar('clerk_a', 'units'), NULL, 'who has five peers is judged by these');

SELECT finish();
ROLLBACK;
