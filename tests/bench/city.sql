-- A city as the design has it: 60 hospitals in one peer group, 120 indicators, twenty quarters.  The last one is to be
-- recomputed.
\set ON_ERROR_STOP on
BEGIN;
SET CONSTRAINTS ALL DEFERRED;

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('990400', '示例大市', 'city', '990000');
INSERT INTO zhiheng.region (code, name, level, parent_code)
SELECT (990400 + n)::text, '示例大市' || n || '县', 'county', '990400'
FROM generate_series(1, 12) AS n;
INSERT INTO zhiheng.commission (region_code, name) VALUES ('990400', '示例大市卫生健康委员会');
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'city-reviewer', '审核员', 'reviewer', id FROM zhiheng.commission WHERE region_code = '990400';

INSERT INTO zhiheng.institution (credit_code, name, region_code, level, grade, kind, ownership, beds)
SELECT code.whole, '示例大市第' || n || '人民医院', (990401 + n % 12)::text, 'tertiary', 'A', 'general', 'public', 400 + 10 * n
FROM generate_series(1, 60) AS n
CROSS JOIN LATERAL (
	SELECT '12990400' || lpad(n::text, 9, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12990400' || lpad(n::text, 9, '0') || last)
) AS code;
CREATE TEMPORARY TABLE hospital AS SELECT id FROM zhiheng.institution WHERE region_code BETWEEN '990400' AND '990499';

CREATE TEMPORARY TABLE chosen AS
SELECT indicator.code, indicator.version, indicator.target_code, coalesce(target.specialty, '综合') AS specialty, indicator.numerator,
	indicator.denominator
FROM zhiheng.indicator AS indicator
JOIN zhiheng.target AS target ON target.code = indicator.target_code
WHERE indicator.reporter = 'institution' AND indicator.kind IN ('proportion', 'rate') AND indicator.direction IN ('increase', 'decrease')
	AND indicator.numerator <> indicator.denominator
ORDER BY indicator.code
LIMIT 120;
DO $$
BEGIN
	ASSERT (SELECT count(*) FROM chosen) = 120;
END
$$;

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, year, year || '年示例大市医疗质量安全监测方案'
FROM zhiheng.commission
CROSS JOIN generate_series(2020, 2025) AS year
WHERE region_code = '990400';
CREATE TEMPORARY TABLE plan AS
SELECT programme.id, programme.year FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990400';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT DISTINCT plan.id, chosen.target_code FROM plan CROSS JOIN chosen;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT plan.id, chosen.code, chosen.version, chosen.target_code, chosen.specialty, chosen.numerator, chosen.denominator, true
FROM plan
CROSS JOIN chosen;

INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT plan.id, plan.year || 'Q' || quarter, current_date - 30, current_date, 'closed'
FROM plan
CROSS JOIN generate_series(1, 4) AS quarter
WHERE plan.year || 'Q' || quarter BETWEEN '2020Q3' AND '2025Q2';
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT calendar.programme_id, calendar.period, hospital.id, 'accepted', 1, now()
FROM zhiheng.reporting_period AS calendar
JOIN plan ON plan.id = calendar.programme_id
CROSS JOIN hospital;

-- A denominator is always larger than the numerators over it.
SELECT zhiheng.return_put(
	head.id,
	1,
	1,
	array_agg(element.code),
	array_agg('value'::text),
	array_agg((CASE WHEN element.is_denominator THEN 400 + 10 * head.institution_id ELSE 100 END
		+ abs(hashint8(head.id * 1000 + element.place)::bigint) % 200)::numeric))
FROM zhiheng.asked_return AS head
JOIN plan ON plan.id = head.programme_id
CROSS JOIN (
	SELECT code, row_number() OVER (ORDER BY code) AS place, code IN (SELECT denominator FROM chosen) AS is_denominator
	FROM (SELECT numerator FROM chosen UNION SELECT denominator FROM chosen) AS used (code)
) AS element
GROUP BY head.id;
SELECT zhiheng.accepted_rebuild();
SELECT zhiheng.screen_rebuild();
COMMIT;
VACUUM ANALYZE;
