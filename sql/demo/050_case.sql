-- Planted cases: README.md names them; tests rely on them.

-- A quarter that was never reported, one that was late, and what the demo accounts find.
UPDATE demo_return SET fate = CASE
	WHEN name = '示例晨光医院' AND period = '2025Q2' THEN 'empty'
	WHEN name = '示例市例山县中医医院' AND period = '2024Q3' THEN 'corrected'
	WHEN name = '示例市第一人民医院' AND period = '2025Q3' THEN 'empty'
	WHEN name = '示例市示东区人民医院' AND period = '2025Q3' THEN 'draft'
	WHEN name = '示例市妇幼保健院' AND period = '2025Q3' THEN 'returned'
	WHEN name = '示例明德医院' AND period = '2025Q3' THEN 'returned'
	WHEN name = '示例市例南县人民医院' AND period = '2025Q3' THEN 'submitted'
	WHEN name = '示例市第二人民医院' AND period = '2025Q3' THEN 'submitted'
	WHEN name = '示例市示东区第二社区卫生服务中心' AND period = '2025Q3' THEN 'submitted'
	WHEN name = '示例市中心血站' AND period = '2025Q3' THEN 'empty'
	WHEN name = '示例市人体器官获取组织' AND period = '2025Q3' THEN 'submitted'
	WHEN name = '示例市急救中心' AND period = '2025Q3' THEN 'accepted'
	ELSE fate
END;
UPDATE demo_return SET entered_at = (due_on + 4)::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '10 hours'
WHERE name = '示例市例湖县人民医院' AND period = '2025Q1';

-- A numerator above its denominator: cannot be submitted.
UPDATE demo_value SET value = whole.value + 7
FROM demo_value AS whole, demo_return AS head
WHERE demo_value.code = 'vte_bleed_assessed' AND whole.code = 'vte_mid_high'
	AND (whole.institution_id, whole.period) = (demo_value.institution_id, demo_value.period)
	AND (head.institution_id, head.period) = (demo_value.institution_id, demo_value.period)
	AND head.name = '示例市示东区人民医院' AND head.period = '2025Q3';

-- A whole quarter copied from the one before.
UPDATE demo_value SET value = before.value
FROM demo_value AS before, demo_return AS head
WHERE before.code = demo_value.code AND before.institution_id = demo_value.institution_id AND before.period = '2025Q2'
	AND (head.institution_id, head.period) = (demo_value.institution_id, demo_value.period)
	AND head.name = '示例市例南县人民医院' AND head.period = '2025Q3';

-- Three of three: a value, but no rank.
UPDATE demo_value SET value = 3
FROM zhiheng.institution AS institution
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市例北县人民医院'
	AND demo_value.code IN ('ais_patients', 'ais_reperfused') AND demo_value.period = '2025Q2';

-- A service that is there, and no case in the quarter: nought of nought.
UPDATE demo_value SET value = 0
FROM zhiheng.institution AS institution
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市示新区人民医院'
	AND demo_value.code IN ('septic_shock_patients', 'septic_bundle_1h', 'septic_bundle_3h', 'septic_bundle_6h')
	AND demo_value.period = '2025Q2';

-- No service: 不适用 for everything of it.
DELETE FROM demo_value
USING zhiheng.institution AS institution, demo_element AS element
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市示北区人民医院'
	AND element.code = demo_value.code AND element.service = 'dialysis';

-- A tenth and more lost within one quarter: no chance.
UPDATE demo_value SET value = ceil(demo_value.value * 0.78)
FROM zhiheng.institution AS institution
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市第四人民医院'
	AND demo_value.code = (SELECT numerator FROM zhiheng.indicator WHERE code = 'SXQ-24.1')
	AND demo_value.period IN ('2025Q2', '2025Q3');

-- Ten times as many, or a digit too many; nothing else is a part of it or contains it.
UPDATE demo_value SET value = demo_value.value * 10
FROM zhiheng.institution AS institution
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市第二人民医院'
	AND demo_value.code = (SELECT denominator FROM zhiheng.indicator WHERE code = 'CZA-2-2.1')
	AND demo_value.period = '2025Q3';

-- Numbers of 100 and more that were rounded to tens.
UPDATE demo_value SET value = floor(demo_value.value / 10) * 10
FROM zhiheng.institution AS institution
WHERE institution.id = demo_value.institution_id AND institution.name = '示例市例西县人民医院'
	AND demo_value.value >= 100 AND demo_value.period = '2025Q3';
