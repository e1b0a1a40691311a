-- What the public program can read: released editions, without the numbers behind what is hidden.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$SELECT id FROM zhiheng.programme WHERE year = 2031$$;

-- An edition as the worker leaves it before its files stand in their place.
CREATE TEMPORARY TABLE made AS
WITH edition AS (
	INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, method_version, expected, included,
		demo, prepared_by, account_id, digest)
	SELECT '980100', '2031Q1', 1, pg_temp.programme(), '试验', '试验市卫健委', '2', 3, 3, false,
		(SELECT id FROM zhiheng.account WHERE login = 'city_reviewer'), (SELECT id FROM zhiheng.account WHERE login = 'city'), sha256('edition')
	RETURNING id
)
SELECT id FROM edition;
INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, hidden, status)
SELECT made.id, 'NIT-2025-01.1', institution.id, 'complete', true, 'suppressed'
FROM made CROSS JOIN zhiheng.institution AS institution WHERE institution.name = '试验医院A';
INSERT INTO zhiheng.edition_input (edition_id, indicator_code, period, institution_id, coverage, numerator, denominator)
SELECT made.id, 'NIT-2025-01.1', '2031Q1', institution.id, 'complete', 3, 40
FROM made CROSS JOIN zhiheng.institution AS institution WHERE institution.name = '试验医院A';

INSERT INTO zhiheng.edition_grade_scheme (edition_id, version, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, enacted_on)
SELECT id, 1, '试验', 85, 70, 55, -1.96, -3.09, 2, '2031-01-01' FROM made;
INSERT INTO zhiheng.edition_grade_rule (edition_id, indicator_code, weight, floor, benchmark, safety, source)
SELECT id, 'NIT-2025-01.1', 10, 8, 0.5, true, '试验' FROM made;
INSERT INTO zhiheng.edition_grade_point (edition_id, indicator_code, institution_id, status)
SELECT made.id, 'NIT-2025-01.1', institution.id, 'suppressed' FROM made CROSS JOIN zhiheng.institution AS institution WHERE institution.name = '试验医院A';
INSERT INTO zhiheng.edition_grade (edition_id, institution_id, status, eligible_weight, weight, coverage)
SELECT made.id, institution.id, 'coverage', 0, 10, 0 FROM made CROSS JOIN zhiheng.institution AS institution WHERE institution.name = '试验医院A';

SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, $$SELECT count(*) FROM disclosure.edition WHERE region_code = '980100'$$), '0',
	'an edition that is not released is not there');
SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, format('SELECT count(*) FROM disclosure.%I WHERE edition_id = %s', relation, id)), '0',
	'nor anything of its ' || relation)
FROM made CROSS JOIN unnest(ARRAY['edition_grade_scheme', 'edition_grade_rule', 'edition_grade_point', 'edition_grade']) AS relation;
SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, $$SELECT disclosure.edition_find('980100', '2031Q1', NULL)$$), NULL,
	'nor found by its address');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', $$SELECT count(*) FROM commission.edition WHERE period = '2031Q1'$$), '0',
	'nor seen by its own commission');

INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM made;
SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, $$SELECT count(*) FROM disclosure.edition WHERE region_code = '980100'$$), '1',
	'once released everybody sees it');
SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, format($$SELECT num_nonnulls(numerator, denominator, value, lower, upper, rank) FROM disclosure.edition_result
	WHERE edition_id = %s$$, id)), '0', 'a hidden result has no number') FROM made;

SELECT is(pg_temp.ask('zhiheng_disclosure', NULL, format('SELECT count(*) FROM disclosure.%I WHERE edition_id = %s', relation, id)), '1',
	'and its ' || relation)
FROM made CROSS JOIN unnest(ARRAY['edition_grade_scheme', 'edition_grade_rule', 'edition_grade_point', 'edition_grade']) AS relation;

-- No points stand where nothing counts, no grade without its figures; a veto has its document.
SELECT throws_ok(format($t$INSERT INTO zhiheng.edition_grade_point (edition_id, indicator_code, institution_id, status, points)
	SELECT %s, 'NIT-2025-09.1', id, 'suppressed', 70 FROM zhiheng.institution WHERE name = '试验医院A'$t$, id), '23514', NULL,
	'a hidden result gives no points') FROM made;
SELECT throws_ok(format($t$INSERT INTO zhiheng.edition_grade (edition_id, institution_id, status, eligible_weight, weight, coverage, %1$s)
	SELECT %2$s, id, 'coverage', 0, 10, 0, %3$s FROM zhiheng.institution WHERE name = '试验医院B'$t$, field, id, value), '23514', NULL,
	'who is not graded has no ' || field)
FROM made CROSS JOIN (VALUES ('grade', $$'A'$$), ('composite', '90'), ('rank, ranked, tied', '1, 1, false'), ('veto', $$'C'$$)) AS item (field, value);

-- No number can be stored beside hidden, nothing be changed afterwards, and nobody publishes alone.
SELECT throws_ok(format($t$INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, hidden, status, numerator)
	SELECT %s, 'NIT-2025-09.1', id, 'complete', true, 'suppressed', 3 FROM zhiheng.institution WHERE name = '试验医院A'$t$, id), '23514', NULL,
	'a hidden result takes no number') FROM made;
SELECT throws_ok(format($t$INSERT INTO zhiheng.edition_group (edition_id, indicator_code, dimension, key, label, institutions, hidden, status, value)
	VALUES (%s, 'NIT-2025-09.1', 'region', '', '全部', 1, true, 'suppressed', 7.5)$t$, id), '23514', NULL, 'nor a hidden sum') FROM made;
SELECT throws_ok($t$INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, method_version, expected,
	included, demo, prepared_by, account_id, digest)
	SELECT region_code, period, 2, programme_id, programme_name, commission_name, '2', 3, 3, false, account_id, account_id, digest
	FROM zhiheng.edition WHERE region_code = '980100'$t$, '23514', NULL, 'who prepared an edition does not publish it');
SELECT throws_ok(format('UPDATE zhiheng.%I SET %I = %I', relation, field, field), 'ZH403', NULL, relation || ' is only ever added to')
FROM (VALUES ('edition', 'digest'), ('edition_result', 'hidden'), ('edition_input', 'numerator'), ('edition_release', 'at'),
	('edition_grade_scheme', 'band_a'), ('edition_grade_rule', 'weight'), ('edition_grade_point', 'points'), ('edition_grade', 'grade')) AS item (relation, field);

-- The inputs, previews and what was said to them are in no view of the public.
SELECT is_empty($q$
	SELECT DISTINCT dependent.relname
	FROM pg_depend AS link
	JOIN pg_rewrite AS rule ON rule.oid = link.objid AND link.classid = 'pg_rewrite'::regclass
	JOIN pg_class AS dependent ON dependent.oid = rule.ev_class
	WHERE dependent.relnamespace = 'disclosure'::regnamespace
		AND link.refobjid = ANY (ARRAY['zhiheng.edition_input', 'zhiheng.preview', 'zhiheng.preview_result',
			'zhiheng.preview_remark', 'zhiheng.preview_answer', 'zhiheng.preview_grade', 'zhiheng.preview_grade_point', 'zhiheng.grade_scheme',
			'zhiheng.grade_scheme_row', 'zhiheng.grade_veto', 'zhiheng.return', 'zhiheng.return_sheet', 'zhiheng.sheet_cell', 'zhiheng.sheet_list',
			'zhiheng.return_cell', 'zhiheng.return_value', 'zhiheng.return_event', 'zhiheng.baseline',
			'zhiheng.account', 'zhiheng.session', 'zhiheng.job', 'zhiheng.audit']::regclass[])$q$,
	'no view of the public reads live or hidden numbers');

-- A baseline out of small counts is left out, whatever the rule calls small.
CREATE TEMPORARY TABLE based AS
WITH registered AS (
	INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
	SELECT institution.id, 2031, 'ais_reperfused', 'ais_patients', 1, '2030', item.x, item.n, '{60}', pg_temp.account_of('clerk_' || lower(item.mark))
	FROM (VALUES ('A', 4, 100), ('B', 7, 100), ('C', 11, 100)) AS item (mark, x, n)
	JOIN zhiheng.institution AS institution ON institution.name = '试验医院' || item.mark
	RETURNING id
)
SELECT id FROM registered;
INSERT INTO zhiheng.baseline_decision (baseline_id, decision, account_id) SELECT id, 'approved', pg_temp.account_of('city') FROM based;
SELECT is((SELECT string_agg(coalesce(round(value.baseline::numeric)::text, '-'), ' ' ORDER BY institution.name)
	FROM worker.publish_values(pg_temp.programme(), '2031Q1', small) AS value
	JOIN zhiheng.institution AS institution ON institution.id = value.institution_id
	WHERE value.indicator_code = 'NIT-2025-01.1'), shown, format('baselines shown where %s is small', small))
FROM (VALUES (3, '4 7 11'), (5, '- 7 11'), (8, '- - 11'), (11, '- - 11'), (12, '- - -')) AS item (small, shown);
CREATE FUNCTION pg_temp.shown(p_x integer, p_n integer, p_small integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	seen boolean;
BEGIN
	ALTER TABLE zhiheng.baseline DISABLE TRIGGER append_only;
	UPDATE zhiheng.baseline SET numerator = p_x, denominator = p_n WHERE id = (SELECT min(id) FROM based);
	ALTER TABLE zhiheng.baseline ENABLE TRIGGER append_only;
	SELECT value.baseline IS NOT NULL INTO seen
	FROM worker.publish_values(pg_temp.programme(), '2031Q1', p_small) AS value
	JOIN zhiheng.institution AS institution ON institution.id = value.institution_id
	WHERE value.indicator_code = 'NIT-2025-01.1' AND institution.name = '试验医院A';
	RETURN seen;
END
$$;
SELECT is(pg_temp.shown(x, n, 11), shown, format('%s of %s', x, n))
FROM (VALUES (0, 100, true), (1, 100, false), (10, 100, false), (11, 100, true), (89, 100, true), (90, 100, false), (99, 100, false),
	(100, 100, true), (0, 10, false), (10, 10, false), (11, 11, true)) AS item (x, n, shown);

SELECT * FROM finish();
ROLLBACK;
