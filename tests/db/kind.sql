-- Kinds of indicators (zhiheng.measure_kind): what the catalogue refuses, and which counts may stand.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

PREPARE again AS INSERT INTO zhiheng.catalogue_indicator (code, version, withdrawn, load_id, target_code, name, kind, unit, factor,
	direction, numerator, denominator, frequency, by_department, is_primary, reporter, applies_to, basis, own_trend)
SELECT code, version + 1000, withdrawn, load_id, target_code, name, $2, unit, factor, direction, numerator, $3, frequency, by_department,
	is_primary, reporter, applies_to, basis, own_trend
FROM zhiheng.indicator WHERE code = $1;

SELECT throws_ok($$EXECUTE again('NIT-2025-01.1', 'index', 'x')$$, '23503', NULL, 'a kind that is in no row');
SELECT throws_ok($$EXECUTE again('NIT-2025-01.1', 'proportion', NULL)$$, '23514', NULL, 'a proportion without a denominator');
SELECT throws_ok($$EXECUTE again('NIT-2025-01.1', 'count', 'x')$$, '23514', NULL, 'a count with one');
SELECT lives_ok($$EXECUTE again('NIT-2025-01.1', 'count', NULL)$$, 'a count without');

SELECT is(zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, pair.numerator, pair.denominator), pair.stands,
	format('%s of %s as a %s', pair.numerator, pair.denominator, pair.kind))
FROM (VALUES
	('proportion', 1, 2, true),
	('proportion', 2, 2, true),
	('proportion', 3, 2, false),
	('proportion', 0, 0, true),
	('proportion', 1, 0, false),
	('proportion', NULL, 2, false),
	('proportion', 1, NULL, false),
	('rate', 3, 2, true),
	('rate', 1, 0, false),
	('mean', -1, 2, true),
	('count', 3, NULL, true),
	('count', NULL, NULL, false)
) AS pair (kind, numerator, denominator, stands)
JOIN zhiheng.measure_kind AS kind ON kind.code = pair.kind;

SELECT is_empty($$SELECT definition.code FROM zhiheng.catalogue_indicator AS definition
	JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
	WHERE kind.has_denominator <> (definition.denominator IS NOT NULL)$$, 'every indicator has the elements that its kind asks');

SELECT finish();
ROLLBACK;
