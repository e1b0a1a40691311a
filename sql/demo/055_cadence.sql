-- Numbers of months and half-years, out of those of the quarters.

-- A third of a quarter in each month; the last has what is left.
INSERT INTO demo_value (institution_id, period, quarter, code, value)
SELECT
	whole.institution_id,
	month.period,
	whole.quarter,
	whole.code,
	CASE month.place WHEN 3 THEN whole.value - 2 * floor(whole.value / 3) ELSE floor(whole.value / 3) END
FROM demo_value AS whole
CROSS JOIN LATERAL unnest(zhiheng.quarter_months(whole.period)) WITH ORDINALITY AS month (period, place)
WHERE whole.period = '2025Q1' AND whole.code IN ('ais_patients', 'ais_reperfused', 'recognized_results', 'existing_results');

-- Persons of two quarters, of whom some were there in both; what is counted at the end; the more of two counts.
INSERT INTO demo_value (institution_id, period, quarter, code, value)
SELECT
	part.institution_id,
	'2025H1',
	max(part.quarter),
	part.code,
	CASE
		WHEN part.code IN ('inpatients', 'nutrition_screened') THEN round((0.98 * sum(part.value))::numeric)
		WHEN part.code = 'mr_item_min_eqa' THEN max(part.value)
		ELSE max(part.value) FILTER (WHERE part.period = '2025Q2')
	END
FROM demo_value AS part
WHERE part.period IN ('2025Q1', '2025Q2')
	AND part.code IN ('inpatients', 'nutrition_screened', 'mr_item_min_eqa', 'staff_trained_basics', 'medical_staff')
GROUP BY part.institution_id, part.code;
ANALYZE demo_value;
