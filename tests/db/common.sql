-- The rules that all audiences share, as functions of numbers alone.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(30);

-- Which counts can stand in a sum; the same as rate_check in C, but that 0 of 0 is a count here.
SELECT is(zhiheng.can_stand(trait.has_denominator, trait.part_of_whole, numerator, denominator), expected,
	format('%s %s of %s: %s', kind, coalesce(numerator::text, '-'), coalesce(denominator::text, '-'), expected))
FROM (VALUES
	('proportion', 3, 4, true),
	('proportion', 4, 4, true),
	('proportion', 5, 4, false),
	('proportion', 0, 4, true),
	('proportion', 0, 0, true),
	('proportion', 1, 0, false),
	('proportion', NULL, 4, false),
	('proportion', 3, NULL, false),
	('proportion', NULL, NULL, false),
	('rate', 5, 4, true),
	('rate', 0, 0, true),
	('rate', 1, 0, false),
	('rate', 1, NULL, false),
	('rate', NULL, 1, false),
	('mean', -5, 4, true),
	('mean', 5, 4, true),
	('mean', 1, 0, false),
	('ratio', 5, 4, true),
	('ratio', 1, 0, false),
	('ratio', 0.0001, 0.0001, true),
	('count', 7, NULL, true),
	('count', 0, NULL, true),
	('count', NULL, NULL, false),
	('level', 3, NULL, true),
	('checklist', 1, NULL, true),
	('checklist', NULL, NULL, false)
) AS item (kind, numerator, denominator, expected)
JOIN zhiheng.measure_kind AS trait ON trait.code = kind;

-- Taken into the statement: a call for each row of a nation would cost more than the sum.
CREATE FUNCTION pg_temp.plan_of(p_query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS off) ' || p_query LOOP
		plan := plan || line;
	END LOOP;
	RETURN plan;
END
$$;
SELECT unalike(pg_temp.plan_of(format('SELECT zhiheng.%s FROM (SELECT kind = ''rate'' AS whole, numerator, denominator, threshold_op AS op, threshold_value AS bound, factor
	FROM (VALUES (NULL::text, NULL::numeric, NULL::numeric, NULL::text, NULL::numeric, NULL::integer), (''rate'', 1, 2, ''>='', 1, 100))
	AS row (kind, numerator, denominator, threshold_op, threshold_value, factor)) AS item', call)), '%' || split_part(call, '(', 1) || '(%',
	split_part(call, '(', 1) || ' is taken into the statement')
FROM (VALUES
	('can_stand(true, whole, numerator, denominator)'),
	('meets(op, bound, factor, numerator, denominator, numerator, denominator)')
) AS item (call);
SELECT unalike(pg_temp.plan_of('SELECT numerator FROM console.recompute_group'), '%can_stand(%', 'into the sums of an edition computed again');
SELECT alike(pg_temp.plan_of('SELECT zhiheng.is_save(elements, numbers, not_applicable) FROM zhiheng.return_save'), '%is_save(%',
	'what is not taken in is seen');

SELECT * FROM finish();
ROLLBACK;
