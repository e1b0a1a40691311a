-- How each target comes to its numbers, and what records say of an area.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

SELECT is((SELECT count(*) FROM zhiheng.target_way), 248::bigint, 'every target of the lists');
SELECT is_empty('SELECT code FROM zhiheng.target_way WHERE way IS NULL', 'has a way');
SELECT is_empty('SELECT code FROM zhiheng.indicator_way WHERE way IS NULL', 'and so has every indicator');
SELECT is_empty($q$SELECT code FROM zhiheng.indicator_way WHERE way = 'typed' AND reporter IN ('commission', 'qc_centre')$q$, 'what commissions and centres report is computed');
SELECT is_empty($q$
	SELECT part.code FROM zhiheng.reporting AS item, string_to_table(item.computed_from, ';') AS part (code)
	WHERE part.code NOT LIKE 'same_target:%' EXCEPT SELECT code FROM zhiheng.record_kind
$q$, 'every record has its word');
SELECT is_empty($q$SELECT code FROM zhiheng.indicator_way WHERE way <> 'typed' AND zhiheng.way_words(way, reporter, labels) IS NULL$q$, 'and every way is said');
SELECT is_empty($q$SELECT code FROM commission.indicator_proposal EXCEPT SELECT code FROM zhiheng.indicator_way WHERE way = 'typed'$q$, 'nothing else is proposed to a programme');
SELECT is((SELECT array_agg(way.way ORDER BY way.code) FROM zhiheng.target_way AS way JOIN zhiheng.target AS target USING (code)
	WHERE target.same_as IN (SELECT code FROM zhiheng.target)), ARRAY['typed', 'typed', 'typed', 'typed', 'typed'], 'a target that is another one has its way');

-- A record that comes to be kept ends the waiting.
UPDATE zhiheng.record_kind SET kept = true WHERE code = 'recognised_item_register';
SELECT is((SELECT way FROM zhiheng.indicator_way WHERE code = 'SXQ-37.1'), 'computed', 'once the register is kept');
SELECT is((SELECT zhiheng.way_words(way, reporter, labels) FROM zhiheng.indicator_way WHERE code = 'SXQ-37.1'), '由系统按互认项目目录计算，不填报', 'and says so');

-- ---- the area's facts ----
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT id, unnest(ARRAY['SXQ-03', 'SXQ-37']) FROM zhiheng.programme WHERE name = '试验方案';
CREATE FUNCTION pg_temp.fact(p_login text, p_code text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT concat_ws(''/'', numerator, denominator) FROM commission.area_facts(%s, ''2031Q1'') WHERE indicator_code = %L',
		(SELECT id FROM zhiheng.programme WHERE name = '试验方案'), p_code))
$$;
SELECT is(pg_temp.fact('city', 'SXQ-03.1'), '0', 'nothing was published');
SELECT is(pg_temp.fact('city', 'SXQ-03.3'), '0/4', 'in none of four quarters');
SELECT is(pg_temp.fact('city', 'SXQ-37.1'), NULL, 'a register without a function that reads it gives no number');
INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, correction, method_version, expected, included, demo,
	prepared_by, account_id, digest)
SELECT '980100', edition.period, edition.number, programme.id, programme.name, '试验市卫健委', CASE WHEN edition.number > 1 THEN '更正' END, '6', 3, 3, false,
	pg_temp.account_of('city'), pg_temp.account_of('city_reviewer'), sha256('x')
FROM zhiheng.programme AS programme
CROSS JOIN (VALUES ('2031Q1', 1), ('2031Q1', 2), ('2031H1', 1), ('2031Q2', 1)) AS edition (period, number)
WHERE programme.name = '试验方案';
INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM zhiheng.edition WHERE region_code = '980100' AND period <> '2031Q2';
SELECT is(pg_temp.fact('city', 'SXQ-03.1'), '1', 'it published');
SELECT is(pg_temp.fact('city', 'SXQ-03.2'), '2', 'twice: a correction is none of its own, what does not stand in its place is none yet');
SELECT is(pg_temp.fact('county', 'SXQ-03.3'), '1/4', 'the same number for whoever asks: it is the area''s');
SELECT is(pg_temp.try('county', format('SELECT count(*) FROM commission.totals(%s, ''2031Q1'') WHERE indicator_code LIKE ''SXQ%%''',
	(SELECT id FROM zhiheng.programme WHERE name = '试验方案'))), '0', 'it is in no sum of institutions');
SELECT is(pg_temp.try('city', 'SELECT count(*) FROM commission.area_facts(0, ''2031Q1'')'), '0', 'no programme, no facts');

SELECT * FROM finish();
ROLLBACK;
