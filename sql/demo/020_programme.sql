-- Programmes of the city for two years, of a second city and of their province for the last, their calendars, and people in
-- every institution.

-- Those who made the returns of institutions that nobody signs in for.
INSERT INTO zhiheng.account (login, name, role, institution_id, demo)
SELECT 'i' || institution.id || '.' || person.role, person.name, person.role, institution.id, true
FROM zhiheng.institution AS institution
CROSS JOIN (VALUES ('clerk', '填报员（演示）'), ('verifier', '审核员（演示）'), ('leader', '负责人（演示）')) AS person (role, name)
WHERE NOT EXISTS (SELECT FROM zhiheng.account AS account
	WHERE account.institution_id = institution.id AND account.role = person.role)
ORDER BY institution.id, person.role;

INSERT INTO zhiheng.programme (commission_id, year, name, created_at)
SELECT commission.id, plan.year, '示例市' || plan.year || '年医疗质量安全改进监测方案', make_timestamptz(plan.year, 2, 1, 9, 0, 0, 'Asia/Shanghai')
FROM zhiheng.commission AS commission
CROSS JOIN (VALUES (2024), (2025)) AS plan (year)
WHERE commission.region_code = '990100'
ORDER BY plan.year;

-- The province asks both cities' hospitals for the newest quarter: each number is typed once.
INSERT INTO zhiheng.programme (commission_id, year, name, created_at)
SELECT commission.id, 2025, region.name || '2025年医疗质量安全改进监测方案', '2025-02-20 09:00+08'
FROM zhiheng.commission AS commission
JOIN zhiheng.region AS region ON region.code = commission.region_code
WHERE commission.region_code IN ('990000', '990200')
ORDER BY commission.region_code DESC;

-- The national targets of the year, and a choice out of the specialties', the province's and the
-- city's lists.
INSERT INTO zhiheng.programme_target (programme_id, target_code, adopted_at)
SELECT programme.id, target.code, programme.created_at
FROM zhiheng.programme AS programme
JOIN zhiheng.target AS target ON target.list_code = 'NIT-' || programme.year
	OR target.code IN (
		'PIT-2024-01', 'PIT-2024-02', 'PIT-2024-03', 'PIT-2024-04', 'PIT-2024-10', 'PIT-2024-11', 'PIT-2024-12', 'PIT-2024-13',
		'PIT-2024-14', 'PIT-2024-16', 'PIT-2024-17', 'PIT-2024-18', 'PIT-2024-22', 'PIT-2024-28', 'PIT-2024-29', 'PIT-2024-30',
		'PIT-2024-31', 'PIT-2024-32', 'PIT-2024-33', 'PIT-2024-34', 'PIT-2024-35', 'PIT-2024-36', 'PIT-2024-37', 'PIT-2024-39', 'PIT-2024-40',
		'SXQ-06', 'SXQ-09', 'SXQ-10', 'SXQ-11', 'SXQ-12', 'SXQ-15', 'SXQ-17', 'SXQ-18', 'SXQ-19', 'SXQ-20', 'SXQ-21', 'SXQ-22',
		'SXQ-24', 'SXQ-25', 'SXQ-28', 'SXQ-29', 'SXQ-31', 'SXQ-34', 'SXQ-35', 'SXQ-38', 'SXQ-39',
		'SXQ-40', 'SXQ-41', 'SXQ-43', 'SXQ-46', 'SXQ-48', 'SXQ-49', 'SXQ-51', 'SXQ-52', 'SXQ-53', 'SXQ-54',
		'CZA-1-1', 'CZA-2-1', 'CZA-3-3', 'CZA-4-6', 'CZA-7-1', 'CZA-7-6')
	-- Of the blood station and of those who procure organs; what the commission answers for; one that waits for its register.
	OR programme.year = 2025 AND target.code IN ('SD-2024-16', 'SD-2024-17', 'SD-2024-26', 'SXQ-03', 'SXQ-37')
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
WHERE programme.year IN (2024, 2025);

-- Of the city's choice the province and the second city ask a little.
INSERT INTO zhiheng.programme_target (programme_id, target_code, adopted_at)
SELECT programme.id, target.code, programme.created_at
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code <> '990100'
JOIN zhiheng.target AS target ON target.list_code = 'NIT-' || programme.year
	OR target.code IN ('PIT-2024-01', 'PIT-2024-10', 'PIT-2024-36', 'SXQ-39');

-- Whom the document names is asked; where it names a service only, the programme narrows the
-- levels, and institutions without the service answer 不适用.
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator,
	deviation, levels, kinds, minimum_denominator, required, cadence)
SELECT
	adopted.programme_id,
	indicator.code,
	indicator.version,
	indicator.target_code,
	coalesce(target.specialty, '综合'),
	indicator.numerator,
	indicator.denominator,
	indicator.deviation,
	CASE
		WHEN indicator.reporter <> 'institution' THEN '{}'
		WHEN asked.levels <> '{}' THEN asked.levels
		WHEN indicator.applies_to = 'all' OR indicator.applies_to ~ 'service:(门诊诊疗|流感诊疗)' THEN '{}'
		WHEN indicator.applies_to ~ 'service:(四级手术|分子病理检测)' THEN '{tertiary}'
		ELSE '{secondary,tertiary}'
	END,
	CASE
		WHEN indicator.reporter <> 'institution' THEN ARRAY[indicator.reporter]
		WHEN asked.kinds <> '{}' THEN asked.kinds
		WHEN indicator.applies_to ~ 'service:(急性|冠心病)' THEN '{general,tcm}'
		ELSE '{}'
	END,
	CASE WHEN indicator.denominator IS NULL THEN 0 WHEN indicator.kind = 'rate' THEN 100 ELSE 30 END,
	indicator.is_primary,
	-- The city asks by quarter what adds up, in 2025 what does not as the documents have it, and two national targets by month.
	CASE
		WHEN programme.year = 2025 AND indicator.code IN ('NIT-2025-01.1', 'NIT-2025-10.1') THEN 'month'
		WHEN programme.year = 2025 AND rhythm.cadence = 'half-year'
			AND (zhiheng.accumulation(indicator.numerator) ~ '^none' OR zhiheng.accumulation(indicator.denominator) ~ '^none') THEN 'half'
		ELSE 'quarter'
	END
FROM zhiheng.programme_target AS adopted
JOIN zhiheng.programme AS programme ON programme.id = adopted.programme_id
JOIN zhiheng.target AS target ON target.code = adopted.target_code
JOIN zhiheng.indicator AS indicator ON indicator.target_code = adopted.target_code
JOIN zhiheng.indicator_cadence AS rhythm ON rhythm.code = indicator.code
JOIN zhiheng.indicator_way AS reported ON reported.code = indicator.code AND reported.way = 'typed'
CROSS JOIN LATERAL (
	SELECT
		coalesce(array_agg(part) FILTER (WHERE part IN ('tertiary', 'secondary', 'primary', 'ungraded')), '{}') AS levels,
		coalesce(array_agg(part) FILTER (WHERE part IN ('general', 'tcm', 'maternal_child') OR part LIKE 'specialist:%'), '{}') AS kinds
	FROM regexp_split_to_table(indicator.applies_to, ';') AS part
) AS asked;

-- A number of the document where it has one, else its direction.
INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, position, nature, op, value, value_to, levels, kinds, ownerships, years, source)
SELECT
	asked.programme_id,
	asked.indicator_code,
	row_number() OVER (PARTITION BY asked.programme_id, asked.indicator_code
		ORDER BY array_position(ARRAY['required', 'direction', 'aim', 'average'], threshold.nature), threshold.position),
	coalesce(threshold.nature, 'direction'),
	coalesce(threshold.op, CASE indicator.direction WHEN 'increase' THEN 'up' ELSE 'down' END),
	threshold.value,
	threshold.value_to,
	coalesce(string_to_array(threshold.level, ';'), '{}'),
	coalesce(string_to_array(threshold.kind, ';'), '{}'),
	coalesce(string_to_array(threshold.ownership, ';'), '{}'),
	threshold.years,
	CASE WHEN threshold.code IS NULL THEN target.code || '《' || target.name || '》的改进方向'
		ELSE target.code || '，原文第' || threshold.seed_line || '行' END
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
JOIN zhiheng.indicator AS indicator ON indicator.code = asked.indicator_code
JOIN zhiheng.target AS target ON target.code = asked.target_code
LEFT JOIN zhiheng.threshold AS threshold ON threshold.indicator_code = asked.indicator_code
	AND programme.year::text = ANY (string_to_array(threshold.years, ';')) AND threshold.judged_for ~ 'institution'
WHERE indicator.direction <> 'none' AND asked.required
ORDER BY asked.programme_id, asked.indicator_code;

-- Numbers that the city set itself for the national targets, the same for both years' codes.
UPDATE zhiheng.programme_threshold AS threshold
SET nature = 'required', op = own.op, value = own.value, source = '示例市卫生健康委员会在年度方案中自定'
FROM (VALUES
	('ais_reperfused', 'ais_patients', '>=', 45),
	('tumor_tnm_staged', 'tumor_tnm_eligible', '>=', 78),
	('vte_prevented', 'discharges', '>=', 65),
	('septic_bundle_3h', 'septic_shock_patients', '>=', 85),
	('septic_bundle_6h', 'septic_shock_patients', '>=', 75),
	('iv_patients', 'discharges', '<=', 75),
	('ae_reports', 'discharges', '>=', 2.5),
	('grade4_mdt_done', 'grade4_surgeries', '>=', 85),
	('key_record_complete', 'key_record_cases', '>=', 88),
	('unplanned_reops', 'or_surgeries', '<=', 1.8),
	('recognized_results', 'existing_results', '>=', 60)
) AS own (numerator, denominator, op, value), zhiheng.programme_indicator AS asked
WHERE asked.programme_id = threshold.programme_id AND asked.indicator_code = threshold.indicator_code
	AND asked.programme_id IN (SELECT programme.id FROM zhiheng.programme AS programme
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100')
	AND asked.numerator = own.numerator AND asked.denominator = own.denominator AND asked.target_code LIKE 'NIT-%';

-- The newest quarter is always open: its dates go with the day of loading.
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT programme.id, calendar.period, calendar.opens_on, calendar.due_on, calendar.state
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
JOIN (VALUES
	('990100', '2024Q2', '2024-07-01'::date, '2024-07-20'::date, 'closed'),
	('990100', '2024Q3', '2024-10-01', '2024-10-20', 'closed'),
	('990100', '2024Q4', '2025-01-01', '2025-01-20', 'closed'),
	('990100', '2025Q1', '2025-04-01', '2025-04-20', 'closed'),
	('990100', '2025Q2', '2025-07-01', '2025-07-20', 'closed'),
	('990100', '2025Q3', zhiheng.today() - 20, zhiheng.today() + 10, 'open'),
	('990100', '2025Q4', zhiheng.today() + 70, zhiheng.today() + 90, 'planned'),
	-- By month in the first quarter, on trial, and again from the fourth.
	('990100', '2025-01', '2025-02-01', '2025-02-10', 'closed'),
	('990100', '2025-02', '2025-03-01', '2025-03-10', 'closed'),
	('990100', '2025-03', '2025-04-01', '2025-04-10', 'closed'),
	('990100', '2025H1', '2025-07-01', '2025-07-20', 'closed'),
	('990100', '2025H2', zhiheng.today() + 70, zhiheng.today() + 90, 'planned'),
	('990100', '2025', zhiheng.today() + 70, zhiheng.today() + 90, 'planned'),
	('990100', '2025-10', zhiheng.today() + 10, zhiheng.today() + 20, 'planned'),
	('990100', '2025-11', zhiheng.today() + 40, zhiheng.today() + 50, 'planned'),
	('990100', '2025-12', zhiheng.today() + 70, zhiheng.today() + 80, 'planned'),
	('990200', '2025Q2', '2025-07-01', '2025-07-25', 'closed'),
	('990200', '2025Q3', zhiheng.today() - 20, zhiheng.today() + 12, 'open'),
	('990000', '2025Q3', zhiheng.today() - 15, zhiheng.today() + 15, 'open'),
	('990000', '2025Q4', zhiheng.today() + 75, zhiheng.today() + 95, 'planned')
) AS calendar (region_code, period, opens_on, due_on, state) ON calendar.region_code = commission.region_code
	AND left(calendar.period, 4) = programme.year::text
ORDER BY calendar.period, programme.id;

ANALYZE zhiheng.account, zhiheng.programme_target, zhiheng.programme_indicator, zhiheng.reporting_period;

DO $$
BEGIN
	-- Of 150 elements four are counted for half-years only; another is asked by quarter and by half-year.
	ASSERT (SELECT count(*) FROM zhiheng.programme AS programme
		CROSS JOIN LATERAL zhiheng.asked_in(ARRAY[programme.id], '2025Q3', 'tertiary', 'general', NULL) AS part
		WHERE programme.year = 2025 AND programme.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100') AND NOT part.derived
			AND part.code NOT IN (SELECT asked.deviation FROM zhiheng.programme_indicator AS asked WHERE asked.deviation IS NOT NULL)) = 146,
		'a tertiary general hospital is asked for 146 elements in a quarter';
	ASSERT (SELECT string_agg(part.code, ' ' ORDER BY part.code) FROM zhiheng.programme AS programme
		CROSS JOIN LATERAL zhiheng.asked_in(ARRAY[programme.id], '2025H1', 'tertiary', 'general', NULL) AS part
		WHERE programme.year = 2025 AND programme.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100') AND NOT part.derived) = 'inpatients medical_staff mr_item_min_eqa nutrition_screened staff_trained_basics',
		'and for five in a half-year';
	ASSERT (SELECT string_agg(part.code, ' ' ORDER BY part.code) FROM zhiheng.programme AS programme
		CROSS JOIN LATERAL zhiheng.asked_in(ARRAY[programme.id], '2025Q1', 'tertiary', 'general', NULL) AS part
		WHERE programme.year = 2025 AND programme.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100') AND part.derived) = 'ais_patients ais_reperfused existing_results recognized_results',
		'the first quarter is put together from months where months were asked';
END
$$;
