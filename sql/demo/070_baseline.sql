-- Baselines and goals of both programmes.  Those of 2025 come out of the last two quarters of 2024,
-- those of 2024 are what the institutions say of 2023.

CREATE TEMPORARY TABLE demo_known ON COMMIT DROP AS
SELECT
	institution_id,
	code,
	max(value) FILTER (WHERE period = '2024Q2') AS spring,
	max(value) FILTER (WHERE period = '2024Q4') AS last,
	sum(value) FILTER (WHERE period IN ('2024Q3', '2024Q4')) AS half
FROM demo_value
WHERE period IN ('2024Q2', '2024Q3', '2024Q4')
GROUP BY institution_id, code;
ANALYZE demo_known;

-- An indicator for each pair: what several lists make of the same two numbers has one baseline.
INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, reason,
	accepted_numerator, accepted_denominator, account_id, registered_at)
SELECT DISTINCT ON (programme.year, institution.id, asked.numerator, asked.denominator)
	institution.id,
	programme.year,
	asked.numerator,
	asked.denominator,
	1,
	-- What cannot be added is that of the last quarter.
	CASE programme.year WHEN 2024 THEN '2023' ELSE '2024' END || CASE
		WHEN NOT way.added THEN 'Q4'
		WHEN programme.year = 2024 THEN ''
		ELSE 'H2'
	END,
	base.numerator,
	base.denominator,
	ARRAY[goal.value],
	CASE WHEN institution.name = '示例市例西县人民医院' AND asked.indicator_code = 'NIT-2025-05.1'
		THEN '新建院区投入使用，收治急危重症比例上升，静脉输液使用率短期内难以下降。'
		WHEN base.more > 0 THEN '出院病案补充归档，登记时多计 60 份。' END,
	CASE WHEN base.accepted THEN base.numerator END,
	CASE WHEN base.accepted THEN base.denominator - base.more END,
	clerk.id,
	make_timestamptz(programme.year, 2, 10 + floor(12 * pg_temp.uniform(institution.credit_code, 9))::integer, 10, 0, 0, 'Asia/Shanghai')
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = programme.id AND asked.required
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	AND definition.direction <> 'none'
JOIN zhiheng.institution AS institution ON left(institution.region_code, 4) = '9901'
	AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
JOIN zhiheng.account AS clerk ON clerk.institution_id = institution.id AND clerk.role = 'clerk'
JOIN demo_known AS upper_known ON upper_known.institution_id = institution.id AND upper_known.code = asked.numerator
LEFT JOIN demo_known AS lower_known ON lower_known.institution_id = institution.id AND lower_known.code = asked.denominator
JOIN zhiheng.element AS upper_part ON upper_part.code = asked.numerator
LEFT JOIN zhiheng.element AS lower_part ON lower_part.code = asked.denominator
-- Both parts are of the same time: a half-year only if both can be added.
CROSS JOIN LATERAL (SELECT upper_part.accumulation = 'sum' AND coalesce(lower_part.accumulation, 'sum') = 'sum' AS added) AS way
CROSS JOIN LATERAL (
	SELECT
		(CASE
			WHEN programme.year = 2024 AND way.added THEN floor(upper_known.spring * 3.9)
			WHEN programme.year = 2024 THEN upper_known.spring
			WHEN way.added THEN upper_known.half
			ELSE upper_known.last
		END)::numeric AS numerator,
		(CASE
			WHEN programme.year = 2024 AND way.added THEN ceil(lower_known.spring * 3.95)
			WHEN programme.year = 2024 THEN lower_known.spring
			WHEN way.added THEN lower_known.half
			ELSE lower_known.last
		-- One denominator, registered with two numbers.
		END)::numeric + two.more AS denominator,
		two.more,
		-- What the programme of the year before has asked for as well.
		programme.year = 2025 AND (SELECT count(*) FROM zhiheng.accepted_cell AS cell WHERE cell.institution_id = institution.id
			AND cell.period = '2024Q4' AND cell.element_code IN (asked.numerator, asked.denominator) AND cell.value IS NOT NULL)
			= CASE WHEN asked.denominator IS NULL THEN 1 ELSE 2 END AS accepted
	FROM (SELECT CASE WHEN programme.year = 2025 AND institution.name = '示例市例东县人民医院'
		AND asked.indicator_code = 'PIT-2024-37.2' THEN 60 ELSE 0 END AS more) AS two
) AS base
CROSS JOIN LATERAL (SELECT definition.factor * base.numerator / coalesce(nullif(base.denominator, 0), 1) AS value) AS current
CROSS JOIN LATERAL (
	SELECT round(CASE
		WHEN institution.name = '示例市例西县人民医院' AND asked.indicator_code = 'NIT-2025-05.1' THEN current.value + 1
		WHEN definition.direction = 'decrease' THEN current.value * 0.95
		WHEN definition.kind = 'proportion' THEN current.value + (definition.factor - current.value) * 0.06
		WHEN asked.denominator IS NULL THEN ceil(current.value)
		ELSE current.value * 1.05
	END, 2) AS value
) AS goal
WHERE (asked.denominator IS NULL OR base.denominator > 0)
	-- What the first hospital has still to do.
	AND NOT (institution.name = '示例市第一人民医院' AND programme.year = 2025 AND (asked.numerator, asked.denominator) IN (
		SELECT todo.numerator, todo.denominator FROM zhiheng.programme_indicator AS todo
		WHERE todo.programme_id = programme.id AND todo.target_code IN ('NIT-2025-01', 'NIT-2025-09')))
ORDER BY programme.year, institution.id, asked.numerator, asked.denominator, asked.indicator_code;

-- Nearly all are approved; five institutions wait for an answer, and one got two back.
INSERT INTO zhiheng.baseline_decision (baseline_id, decision, reason, account_id, decided_at)
SELECT
	baseline.id,
	CASE WHEN sent_back.yes THEN 'returned' ELSE 'approved' END,
	CASE WHEN sent_back.yes THEN '目标值低于文件要求，请结合改进措施重新设定。' END,
	reviewer.id,
	baseline.registered_at + interval '20 days'
FROM zhiheng.baseline AS baseline
JOIN zhiheng.institution AS institution ON institution.id = baseline.institution_id
CROSS JOIN LATERAL (SELECT baseline.year = 2025 AND institution.name = '示例市妇幼保健院'
	AND (baseline.numerator_code, baseline.denominator_code) IN (SELECT item.numerator, item.denominator FROM zhiheng.indicator AS item
		WHERE item.code IN ('NIT-2025-03.1', 'NIT-2025-08.1')) AS yes) AS sent_back
CROSS JOIN (SELECT id FROM zhiheng.account WHERE login = 'city.reviewer') AS reviewer
WHERE NOT (baseline.year = 2025 AND institution.name IN ('示例市示东区人民医院', '示例市例湖县人民医院', '示例安宁医院', '示例市示西区中医医院', '示例市示中区妇幼保健院'))
ORDER BY baseline.id;
