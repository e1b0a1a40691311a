-- What `make bench` measures on: an invented city of 200 hospitals in one peer group, a form of 150
-- elements, two years of quarters, one of them published.  Run by psql as the operator on a portal
-- without data of its own; everything by sets, a few seconds in all.
\set ON_ERROR_STOP on
BEGIN;
SET CONSTRAINTS ALL DEFERRED;

INSERT INTO zhiheng.setting (name, value) VALUES ('demo', 'yes');

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('990000', '示例省', 'province', NULL),
	('990100', '示例市', 'city', '990000');
INSERT INTO zhiheng.region (code, name, level, parent_code)
SELECT (990100 + n)::text, '示例' || n || '县', 'county', '990100'
FROM generate_series(1, 12) AS n;

INSERT INTO zhiheng.commission (region_code, name) VALUES ('990100', '示例市卫生健康委员会');

-- Seventeen digits and the one check character that goes with them.
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, grade, kind, ownership, beds)
SELECT code.whole, '示例市第' || n || '人民医院', (990101 + n % 12)::text, 'tertiary', 'A', 'general', 'public', 400 + 10 * n
FROM generate_series(1, 200) AS n
CROSS JOIN LATERAL (
	SELECT '12990100' || lpad(n::text, 9, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12990100' || lpad(n::text, 9, '0') || last)
) AS code;

INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'clerk-' || id, '填报员' || id, 'clerk', id FROM zhiheng.institution;
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'reviewer-' || n, '审核员' || n, 'reviewer', commission.id
FROM zhiheng.commission AS commission
CROSS JOIN generate_series(1, 8) AS n;

-- Indicators in the order of the lists as long as they need no more than 150 elements between them.
CREATE TEMPORARY TABLE chosen (LIKE zhiheng.programme_indicator INCLUDING DEFAULTS);
DO $$
DECLARE
	next record;
	codes text[] := '{}';
	extended text[];
BEGIN
	FOR next IN
		SELECT
			indicator.code,
			indicator.version,
			indicator.target_code,
			coalesce(target.specialty, '综合') AS specialty,
			indicator.numerator,
			indicator.denominator,
			indicator.is_primary
		FROM zhiheng.indicator AS indicator
		JOIN zhiheng.target AS target ON target.code = indicator.target_code
		WHERE target.list_code IN ('NIT-2025', 'PIT-2024', 'SXQ') AND indicator.reporter = 'institution'
			AND NOT EXISTS (SELECT FROM zhiheng.element AS element
				WHERE element.code IN (indicator.numerator, indicator.denominator) AND element.type = 'boolean')
		ORDER BY indicator.code
	LOOP
		SELECT array_agg(DISTINCT code) INTO extended
		FROM unnest(codes || next.numerator || next.denominator) AS code WHERE code IS NOT NULL;
		CONTINUE WHEN cardinality(extended) > 150;
		codes := extended;
		INSERT INTO chosen (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
		VALUES (0, next.code, next.version, next.target_code, next.specialty, next.numerator, next.denominator, next.is_primary);
	END LOOP;
	ASSERT cardinality(codes) = 150, cardinality(codes);
END
$$;

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, year, year || '年示例市医疗质量安全监测方案'
FROM zhiheng.commission
CROSS JOIN generate_series(2024, 2025) AS year;
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT DISTINCT programme.id, chosen.target_code FROM zhiheng.programme AS programme CROSS JOIN chosen;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme.id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required
FROM zhiheng.programme AS programme
CROSS JOIN chosen;
INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, op, value, source)
SELECT programme.id, chosen.indicator_code, '>=', 80, '示例文件'
FROM zhiheng.programme AS programme
CROSS JOIN chosen
JOIN zhiheng.indicator AS indicator ON indicator.code = chosen.indicator_code
WHERE indicator.kind = 'proportion' AND indicator.direction = 'increase';

-- All quarters are in but the last, which stays open far beyond the run.
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT programme.id, quarter.period, current_date - 30, current_date + 30, CASE quarter.period WHEN '2025Q3' THEN 'open' ELSE 'closed' END
FROM (VALUES ('2024Q2'), ('2024Q3'), ('2024Q4'), ('2025Q1'), ('2025Q2'), ('2025Q3')) AS quarter (period)
JOIN zhiheng.programme AS programme ON programme.year = left(quarter.period, 4)::integer;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT
	calendar.programme_id,
	calendar.period,
	institution.id,
	CASE calendar.state WHEN 'open' THEN 'draft' ELSE 'accepted' END,
	1,
	CASE calendar.state WHEN 'open' THEN NULL ELSE now() END
FROM zhiheng.reporting_period AS calendar
CROSS JOIN zhiheng.institution AS institution;

-- A denominator is always larger than the numerators over it.
SELECT zhiheng.return_put(
	head.id,
	1,
	account.id,
	array_agg(element.code),
	array_agg('value'::text),
	array_agg((CASE WHEN element.is_denominator THEN 400 + 10 * head.institution_id ELSE 100 END
		+ abs(hashint8(head.id * 1000 + element.place)::bigint) % 200)::numeric))
FROM zhiheng.return AS head
JOIN zhiheng.account AS account ON account.institution_id = head.institution_id
CROSS JOIN (
	SELECT code, row_number() OVER (ORDER BY code) AS place, code IN (SELECT denominator FROM chosen) AS is_denominator
	FROM (SELECT numerator FROM chosen UNION SELECT denominator FROM chosen WHERE denominator IS NOT NULL) AS used (code)
) AS element
GROUP BY head.id, account.id;
SELECT zhiheng.accepted_rebuild();

INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
SELECT DISTINCT ON (account.institution_id, chosen.numerator, chosen.denominator)
	account.institution_id, 2025, chosen.numerator, chosen.denominator, 1, '2024', 100 + account.institution_id,
	CASE WHEN chosen.denominator IS NOT NULL THEN 500 END, '{30}'::numeric[], account.id
FROM zhiheng.programme AS programme
CROSS JOIN chosen
JOIN zhiheng.account AS account ON account.institution_id IS NOT NULL
WHERE programme.year = 2025;
INSERT INTO zhiheng.baseline_decision (baseline_id, decision, account_id)
SELECT baseline.id, 'approved', (SELECT min(id) FROM zhiheng.account WHERE commission_id IS NOT NULL) FROM zhiheng.baseline AS baseline;

-- ---- one edition, as the worker would have published it -----------------------------------------

INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, method_version, expected, included,
	demo, prepared_by, account_id, digest)
SELECT '990100', '2025Q2', 1, programme.id, programme.name, commission.name, '1', 200, 200, true, preparer.id, account.id, sha256('bench')
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
JOIN zhiheng.account AS account ON account.login = 'reviewer-1'
JOIN zhiheng.account AS preparer ON preparer.login = 'reviewer-2'
WHERE programme.year = 2025;
INSERT INTO zhiheng.edition_release (edition_id) SELECT id FROM zhiheng.edition;

INSERT INTO zhiheng.edition_institution (edition_id, institution_id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type,
	ownership, peer_group, included)
SELECT edition.id, institution.id, institution.credit_code, institution.name, institution.region_code, region.name, institution.level, institution.grade, institution.kind,
	institution.specialist_type, institution.ownership, zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type), true
FROM zhiheng.edition AS edition
CROSS JOIN zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code;

INSERT INTO zhiheng.edition_indicator (edition_id, indicator_code, indicator_version, position, target_code, target_name, specialty, name,
	kind, unit, factor, direction, numerator, numerator_name, denominator, denominator_name, minimum_denominator, required, threshold_op, threshold_value,
	basis, own_trend, confirmed_on, confirmed_by, confirmed_source)
SELECT edition.id, chosen.indicator_code, chosen.indicator_version, row_number() OVER (ORDER BY chosen.indicator_code), chosen.target_code,
	target.name, chosen.specialty, definition.name, definition.kind, definition.unit, definition.factor, definition.direction, chosen.numerator,
	upper_part.name, chosen.denominator, lower_part.name, chosen.minimum_denominator, chosen.required, threshold.op, threshold.value,
	definition.basis, definition.own_trend, '2025-03-01', edition.commission_name, '口径手册'
FROM zhiheng.edition AS edition
CROSS JOIN chosen
JOIN zhiheng.indicator AS definition ON definition.code = chosen.indicator_code
JOIN zhiheng.target AS target ON target.code = chosen.target_code
JOIN zhiheng.element AS upper_part ON upper_part.code = chosen.numerator
LEFT JOIN zhiheng.element AS lower_part ON lower_part.code = chosen.denominator
LEFT JOIN zhiheng.programme_threshold AS threshold ON threshold.programme_id = edition.programme_id
	AND threshold.indicator_code = chosen.indicator_code;

CREATE TEMPORARY TABLE counted AS
SELECT
	edition.id AS edition_id,
	cell.indicator_code,
	cell.institution_id,
	institution.region_code,
	-- What is not required is not ranked.
	CASE WHEN asked.required THEN definition.direction ELSE 'none' END AS direction,
	cell.numerator,
	cell.denominator,
	(definition.factor * cell.numerator / coalesce(cell.denominator, definition.factor))::double precision AS value
FROM zhiheng.edition AS edition
JOIN zhiheng.indicator_cell AS cell ON cell.programme_id = edition.programme_id AND cell.period = edition.period
JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
JOIN zhiheng.edition_indicator AS asked ON asked.edition_id = edition.id AND asked.indicator_code = cell.indicator_code
JOIN zhiheng.indicator AS definition ON definition.code = cell.indicator_code;

INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, numerator, denominator, status, value, lower, upper, rank,
	ranked, tied, rank_lower, rank_upper, rank_alike, baseline, goal, goal_met, threshold_met)
SELECT edition_id, indicator_code, institution_id, 'complete', numerator, denominator, 'ok', value, value * 0.9, value * 1.1,
	CASE WHEN direction <> 'none' THEN rank() OVER best END, CASE WHEN direction <> 'none' THEN count(*) OVER everyone END,
	CASE WHEN direction <> 'none' THEN count(*) OVER (everyone_alike) > 1 END,
	CASE WHEN direction <> 'none' THEN greatest(1, rank() OVER best - 5) END,
	CASE WHEN direction <> 'none' THEN least(count(*) OVER everyone, rank() OVER best + 5) END, CASE WHEN direction <> 'none' THEN '3～9' END,
	value * 0.95, 30, value >= 30, value >= 80
FROM counted
WINDOW
	everyone AS (PARTITION BY indicator_code),
	everyone_alike AS (PARTITION BY indicator_code, value),
	best AS (PARTITION BY indicator_code ORDER BY CASE direction WHEN 'decrease' THEN value ELSE -value END);

INSERT INTO zhiheng.edition_group (edition_id, indicator_code, dimension, key, label, institutions, numerator, denominator, status, value,
	lower, upper)
SELECT edition_id, indicator_code, part.dimension, part.key, part.label, count(*), sum(numerator), sum(denominator), 'ok', avg(value),
	avg(value) * 0.9, avg(value) * 1.1
FROM counted
JOIN zhiheng.region AS region ON region.code = counted.region_code
CROSS JOIN LATERAL (VALUES
	('region', '990100', '示例市'),
	('county', region.code::text, region.name),
	('level', 'tertiary', '三级'),
	('kind', 'general', '综合医院')) AS part (dimension, key, label)
GROUP BY edition_id, indicator_code, part.dimension, part.key, part.label;

COMMIT;
VACUUM ANALYZE;

-- ---- the limit of a save ------------------------------------------------------------------------

-- The values of a return as one would write them down first, a row each, without anything that guards
-- them: what PostgreSQL alone can take of such rows.
CREATE SCHEMA bench;
CREATE TABLE bench.value (
	return_id bigint NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	revision integer NOT NULL,
	state text NOT NULL,
	value zhiheng.quantity,
	source text NOT NULL,
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (return_id, element_code, revision)
);
CREATE SEQUENCE bench.revision;

-- Who saves which return when pgbench runs the statements of a save.
CREATE TABLE bench.saver (
	client integer PRIMARY KEY,
	session text NOT NULL,
	return_id bigint NOT NULL,
	revision integer NOT NULL
);
GRANT USAGE ON SCHEMA bench TO zhiheng_institution;
GRANT SELECT ON bench.saver TO zhiheng_institution;
