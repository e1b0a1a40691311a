-- W4: one definition of an element in a period, whoever asks: the first programme that opens it fixes it; another of the same or
-- a lower level with another version is refused, and may take over what is fixed; a higher one's waits for the next period, and
-- lower programmes follow; nobody gets round it by the order of acts, nor by two at once.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme_of(p_region text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT programme.id FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	WHERE commission.region_code = p_region AND programme.year = 2031
$$;
CREATE FUNCTION pg_temp.found_programme(p_region text, p_name text, p_state text DEFAULT 'planned') RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, p_name FROM zhiheng.commission WHERE region_code = p_region
	RETURNING id INTO made;
	INSERT INTO zhiheng.programme_target (programme_id, target_code) VALUES (made, 'NIT-2025-01');
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
	SELECT made, code, version, target_code, '综合', numerator, denominator, true FROM zhiheng.indicator WHERE code = 'NIT-2025-01.1';
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
	SELECT made, period, zhiheng.today() - 9, zhiheng.today() + 9, p_state FROM unnest(ARRAY['2031Q1', '2031Q2', '2031Q3', '2031Q4']) AS period;
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.redefine(p_code text, p_definition text) RETURNS void
LANGUAGE sql AS $$
	WITH load AS (INSERT INTO zhiheng.catalogue_load (added, changed, withdrawn) VALUES (0, 1, 0) RETURNING id)
	INSERT INTO zhiheng.catalogue_element (code, version, withdrawn, load_id, name, definition, unit, type, minimum, accumulation,
		none_kind, half_year_rule, year_rule)
	SELECT old.code, old.version + 1, false, load.id, old.name, p_definition, old.unit, old.type, old.minimum, old.accumulation,
		old.none_kind, old.half_year_rule, old.year_rule
	FROM zhiheng.element AS old, load
	WHERE old.code = p_code
$$;
CREATE FUNCTION pg_temp.open(p_login text, p_programme bigint, p_period text, p_follow boolean DEFAULT false) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT commission.period_move(%s, %L, ''open'', %L) >= 0', p_programme, p_period, p_follow))
$$;
CREATE FUNCTION pg_temp.fixed(p_period text, p_code text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('%s of %s', fixed.version, programme.name) FROM zhiheng.element_period AS fixed
	JOIN zhiheng.programme AS programme ON programme.id = fixed.programme_id WHERE fixed.period = p_period AND fixed.element_code = p_code
$$;
CREATE TEMPORARY TABLE was AS SELECT max(version) AS version FROM zhiheng.catalogue_element WHERE code = 'ais_patients';
CREATE FUNCTION pg_temp.v(p_more integer) RETURNS text LANGUAGE sql AS $$ SELECT (version + p_more)::text FROM was $$;

SELECT is(pg_temp.fixed('2031Q1', 'ais_patients'), pg_temp.v(0) || ' of 试验方案', 'the first that opens a period fixes what its elements mean');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
SELECT pg_temp.programme_of('980100'), period, zhiheng.today() - 9, zhiheng.today() + 9 FROM unnest(ARRAY['2031Q2', '2031Q3', '2031Q4']) AS period;

-- ---- a county adopts later, after the catalogue has changed ----
SELECT pg_temp.redefine('ais_patients', '改过的口径一');
CREATE TEMPORARY TABLE lower_one AS SELECT pg_temp.found_programme('980101', '一县方案') AS id;
INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('980200', '试验二市', 'city', '980000');
INSERT INTO zhiheng.commission (region_code, name) VALUES ('980200', '试验二市卫健委');
INSERT INTO zhiheng.account (login, name, role, commission_id) SELECT 'city_two', 'city_two', 'administrator', id FROM zhiheng.commission WHERE region_code = '980200';
INSERT INTO zhiheng.session (digest, account_id, client) SELECT sha256('city_two'), id, '127.0.0.1' FROM zhiheng.account WHERE login = 'city_two';
SELECT is(pg_temp.open('county', (SELECT id FROM lower_one), '2031Q1'), 'ZH409 element_version', 'another version of a lower level is refused');
SELECT is((SELECT state FROM zhiheng.reporting_period WHERE programme_id = (SELECT id FROM lower_one) AND period = '2031Q1'), 'planned', 'nothing of it remains');
SELECT throws_like(format('UPDATE zhiheng.reporting_period SET state = ''open'' WHERE programme_id = %s AND period = ''2031Q1''', (SELECT id FROM lower_one)),
	'%means something else%', 'nor does the operator get round it');
CREATE FUNCTION pg_temp.words(p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	EXECUTE p_query;
	RETURN 'not refused';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL;
	RETURN said;
END $$;
SELECT matches(pg_temp.words(format('UPDATE zhiheng.reporting_period SET state = ''open'' WHERE programme_id = %s AND period = ''2031Q1''', (SELECT id FROM lower_one))),
	format('2031年第一季度，.*（ais_patients）在“试验方案”中为第 %s 版“.+”，在本方案中为第 %s 版“改过的口径一”', pg_temp.v(0), pg_temp.v(1)), 'it names both programmes and both definitions');
SELECT is(pg_temp.open('city_two', pg_temp.found_programme('980200', '二市方案'), '2031Q1'), 'ZH409 element_version', 'and of the same level');
SELECT is(pg_temp.open('county', (SELECT id FROM lower_one), '2031Q1', true), 'true', 'it may take over what is fixed');
SELECT is((SELECT version::text FROM zhiheng.programme_element WHERE programme_id = (SELECT id FROM lower_one) AND element_code = 'ais_patients'), pg_temp.v(0), 'and then means that');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'definition.follow' AND object_id = (SELECT id FROM lower_one)), 1, 'which is in the audit');

-- ---- the other order: the second city is first in the second quarter ----
SELECT is(pg_temp.open('city_two', pg_temp.programme_of('980200'), '2031Q2'), 'true', 'who is first in a period may');
SELECT is(pg_temp.fixed('2031Q2', 'ais_patients'), pg_temp.v(1) || ' of 二市方案', 'fixes its own');
SELECT is(pg_temp.open('city', pg_temp.programme_of('980100'), '2031Q2'), 'ZH409 element_version', 'and who was first before is refused now');
SELECT is(pg_temp.open('county', (SELECT id FROM lower_one), '2031Q2'), 'ZH409 element_version', 'as is who followed him');

-- ---- an open period and a target adopted later ----
CREATE TEMPORARY TABLE seen AS SELECT seen FROM commission.programme_list WHERE programme_id = pg_temp.programme_of('980200') AND code = 'NIT-2025';
SELECT pg_temp.redefine('or_surgeries', '改过的口径二');
UPDATE zhiheng.reporting_period SET state = 'open' WHERE programme_id = pg_temp.programme_of('980100') AND period = '2031Q4';
SELECT is(pg_temp.open('city_two', pg_temp.programme_of('980200'), '2031Q4', true), 'true', 'the second city joins a period');
SELECT is(pg_temp.try('city_two', format('SELECT commission.programme_adopt(%s, ''NIT-2025'', %L, ''{NIT-2025-01,NIT-2025-09}'')', pg_temp.programme_of('980200'), (SELECT seen FROM seen))),
	'ZH409 element_version', 'a target with an element that means something else there is refused');
SELECT is(pg_temp.try('city_two', format('SELECT commission.programme_adopt(%s, ''NIT-2025'', %L, ''{NIT-2025-01,NIT-2025-09}'', true) IS NOT NULL', pg_temp.programme_of('980200'), (SELECT seen FROM seen))),
	'true', 'or adopted as it is fixed');
SELECT is((SELECT count(DISTINCT version)::integer FROM zhiheng.programme_element WHERE element_code = 'or_surgeries'), 1, 'then both mean one thing');

-- ---- a higher level waits, and is followed ----
SELECT pg_temp.redefine('ais_patients', '改过的口径三');
SELECT is(pg_temp.open('province', pg_temp.found_programme('980000', '省方案'), '2031Q1'), 'true', 'a higher level is not refused');
SELECT is(pg_temp.fixed('2031Q1', 'ais_patients'), pg_temp.v(0) || ' of 试验方案', 'but changes nothing in an open period');
SELECT is((SELECT cardinality(programmes) FROM zhiheng.element_precedence WHERE programme_id = pg_temp.programme_of('980000') AND element_code = 'ais_patients'), 3,
	'three programmes below are told');
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT string_agg(programme_name || elements || leader_name, '', '') FROM commission.definition_told'), told, login || ' reads it on the desk')
FROM (VALUES ('city', '试验方案1省方案'), ('county', '一县方案1省方案'), ('province', NULL)) AS item (login, told);
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT count(*) FROM commission.programme_event WHERE programme_id = %s AND act = '改用口径'
	AND detail LIKE '%%“省方案”所用的第 %s 版“改过的口径三”，从尚未开放的报告期起'$q$, pg_temp.programme_of('980100'), pg_temp.v(2))), '1', 'and in what was done to the programme');
SELECT is(pg_temp.open('city', pg_temp.programme_of('980100'), '2031Q2'), 'true', 'who follows a higher one joins what others have fixed');
SELECT is(pg_temp.open('county', (SELECT id FROM lower_one), '2031Q3'), 'true', 'the lowest opens the next period');
SELECT is(pg_temp.fixed('2031Q3', 'ais_patients'), pg_temp.v(2) || ' of 一县方案', 'with what the highest means');
SELECT is(pg_temp.open('province', pg_temp.programme_of('980000'), '2031Q3'), 'true', 'which it joins');

-- ---- what the form says ----
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT definition = '改过的口径三' FROM institution.return_elements(%s) WHERE code = 'ais_patients'$q$, id)),
	expected, 'the form of ' || period || ' says what is meant in it')
FROM zhiheng.return JOIN (VALUES ('2031Q1', 'false'), ('2031Q2', 'false'), ('2031Q3', 'true')) AS item (quarter, expected) ON period = quarter
WHERE institution_id = (SELECT id FROM zhiheng.institution WHERE name = '试验医院A');

-- ---- what a number may be ----
-- The newest version has halves, begins at ten and adds up no more; 2031Q1 is asked with the first one.
WITH load AS (INSERT INTO zhiheng.catalogue_load (added, changed, withdrawn) VALUES (0, 1, 0) RETURNING id)
INSERT INTO zhiheng.catalogue_element (code, version, withdrawn, load_id, name, definition, unit, type, minimum, accumulation, none_kind)
SELECT old.code, old.version + 1, false, load.id, '改过的名称', old.definition, old.unit, 'decimal', 10, 'none', 'persons'
FROM zhiheng.element AS old, load
WHERE old.code = 'ais_patients';
CREATE FUNCTION pg_temp.enter(p_value text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT string_agg(concat_ws('':'', outcome, code), '' '') FROM institution.return_save(%s, %s, ''{ais_patients}'', ''{value}'', ''{%s}'', ''typed'')',
		head.id, head.revision, p_value))
	FROM zhiheng.return AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id
	WHERE own.name = '试验医院A' AND head.period = '2031Q1'
$$;
SELECT is(pg_temp.enter('5.5'), 'not_whole:ais_patients', 'what is whole in a period stays so in it');
SELECT is(pg_temp.enter('5'), 'saved', 'and a least number of later bounds nothing');
SELECT is(zhiheng.accumulation('ais_patients', period), way, coalesce(period, 'no period') || ': as it adds up there')
FROM (VALUES ('2031Q1', 'sum'), ('2031H1', 'sum'), ('2031', 'sum'), ('2032Q1', 'none:persons'), (NULL, 'none:persons')) AS item (period, way);
SELECT is(worker.element_name('ais_patients', period) = '改过的名称', renamed, period || ': an edition calls it as it was called')
FROM (VALUES ('2031Q1', false), ('2031H1', false), ('2032Q1', true)) AS item (period, renamed);
SELECT is(pg_temp.try('city', format('SELECT commission.operating_import(%L, %L, %L, %L, %L, %L, %L) > 0', 'a.csv', repeat('a', 64), '省平台',
	ARRAY[(SELECT credit_code FROM zhiheng.institution WHERE name = '试验医院A')], ARRAY[period], ARRAY['ais_patients'], ARRAY['5'])), said,
	period || ': operating data are read with the same eyes')
FROM (VALUES ('2031Q1', 'true'), ('2032Q1', 'ZH400 operating_faults')) AS item (period, said);

-- ---- nobody rewrites it ----
SELECT throws_ok('UPDATE zhiheng.element_period SET version = 1', 'ZH403', NULL, 'what is fixed stays');
SELECT throws_ok('DELETE FROM zhiheng.element_period', 'ZH403', NULL, 'and is not removed');
SELECT throws_ok(format('INSERT INTO zhiheng.element_period (period, element_code, version, programme_id, number, type, minimum)
	VALUES (''2031Q1'', ''ais_patients'', %s, %s, 1, ''integer'', 0)', pg_temp.v(1), pg_temp.programme_of('980000')), '23505', NULL, 'nor fixed twice');
SELECT is((SELECT count(*)::integer FROM zhiheng.element_period AS fixed JOIN zhiheng.catalogue_element AS meant ON meant.code = fixed.element_code
	AND meant.version = fixed.version JOIN zhiheng.element_number AS given ON given.code = fixed.element_code
	WHERE (fixed.type, fixed.minimum, fixed.number) = (meant.type, meant.minimum, given.number)), (SELECT count(*)::integer FROM zhiheng.element_period),
	'what saves are held against is what the version has');
SELECT is(pg_temp.try(login, 'INSERT INTO zhiheng.element_period SELECT'), '42501 ', login || ' has no pen for it') FROM unnest(ARRAY['city', 'province', 'clerk_a']) AS login;
SELECT is((SELECT count(*)::integer FROM zhiheng.element_period AS fixed WHERE fixed.period LIKE '2031%' AND NOT EXISTS (SELECT FROM zhiheng.programme_element AS own
	WHERE own.programme_id = fixed.programme_id AND own.element_code = fixed.element_code)), 0, 'every element that is fixed is its programme''s');

SELECT * FROM finish();
ROLLBACK;
