-- One peer group: so many hospitals of one kind in a city of its own, one indicator, four accepted quarters over two programmes.
-- What the hospitals typed is left out, as in nation.sql: the counts stand where acceptance puts them.
--   -v city=990500 -v institutions=2000 -v indicator=CODE
\set ON_ERROR_STOP on
BEGIN;
SET CONSTRAINTS ALL DEFERRED;

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('990000', '示例省', 'province', NULL) ON CONFLICT DO NOTHING;
INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES (:'city', '示例' || :'city' || '市', 'city', '990000');
INSERT INTO zhiheng.region (code, name, level, parent_code)
SELECT (:city + n)::text, '示例' || :city + n || '县', 'county', :'city'
FROM generate_series(1, 50) AS n;
INSERT INTO zhiheng.commission (region_code, name) VALUES (:'city', '示例' || :'city' || '市卫生健康委员会');
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'wide-' || :'city', '审核员', 'reviewer', id FROM zhiheng.commission WHERE region_code = :'city';

-- The check character is found by trying all.
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT code.whole, '示例' || :'city' || '第' || n || '医院', (:city + 1 + n % 50)::text, 'tertiary', 'general', 'public', 400
FROM generate_series(1, :institutions) AS n
CROSS JOIN LATERAL (
	SELECT '12' || :'city' || lpad(n::text, 9, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12' || :'city' || lpad(n::text, 9, '0') || last)
) AS code;
CREATE TEMPORARY TABLE hospital AS
SELECT id, 500 + abs(hashint8(id)::bigint) % 3000 AS size
FROM zhiheng.institution
WHERE left(region_code, 4) = left(:'city', 4);

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, year, year || '年监测方案'
FROM zhiheng.commission
CROSS JOIN generate_series(2024, 2025) AS year
WHERE region_code = :'city';
CREATE TEMPORARY TABLE plan AS
SELECT programme.id AS programme_id, programme.year, chosen.code, chosen.version, chosen.target_code, coalesce(target.specialty, '综合') AS specialty,
	chosen.numerator, chosen.denominator
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = :'city'
JOIN zhiheng.indicator AS chosen ON chosen.code = :'indicator'
JOIN zhiheng.target AS target ON target.code = chosen.target_code;
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT programme_id, target_code FROM plan;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme_id, code, version, target_code, specialty, numerator, denominator, true
FROM plan;
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT plan.programme_id, quarter.period, current_date - 30, current_date, 'closed'
FROM plan
JOIN (VALUES (2024, '2024Q3'), (2024, '2024Q4'), (2025, '2025Q1'), (2025, '2025Q2')) AS quarter (year, period) ON quarter.year = plan.year;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT calendar.programme_id, calendar.period, hospital.id, 'accepted', 1, now()
FROM zhiheng.reporting_period AS calendar
JOIN plan ON plan.programme_id = calendar.programme_id
CROSS JOIN hospital;

-- Between a third and two thirds of the cases, a hospital's own share in all its quarters, and chance.
INSERT INTO zhiheng.accepted_number (period, element, institution_id, value)
SELECT calendar.period, element.number, hospital.id, part.value
FROM zhiheng.reporting_period AS calendar
JOIN plan ON plan.programme_id = calendar.programme_id
CROSS JOIN hospital
CROSS JOIN LATERAL (SELECT 0.35 + abs(hashint8(hospital.id + 7)::bigint) % 300 / 1000.0
	+ (abs(hashint8extended(hospital.id, hashtext(calendar.period))) % 100 - 50) / 50.0 / sqrt(hospital.size) AS share) AS drawn
CROSS JOIN LATERAL (VALUES (plan.denominator, hospital.size), (plan.numerator, floor(hospital.size * drawn.share))) AS part (code, value)
JOIN zhiheng.element_number AS element ON element.code = part.code;
COMMIT;
VACUUM ANALYZE;
