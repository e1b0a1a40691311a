-- Baselines and goals that the city and one of its counties proposed for themselves out of the accepted numbers of the second half
-- of 2024: the next level approved most, gave one back, and has still to look at two.

INSERT INTO zhiheng.area_baseline (region_code, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, reason,
	accepted_numerator, accepted_denominator, complete, asked, account_id, registered_at)
SELECT
	place.region_code,
	2025,
	asked.numerator,
	asked.denominator,
	1,
	'2024H2',
	total.numerator + asked.more,
	total.denominator,
	ARRAY[goal.first, goal.second],
	CASE WHEN asked.more > 0 THEN '审核后补计外院转回本院的 ' || asked.more || ' 例。' END,
	total.numerator,
	total.denominator,
	total.complete,
	total.asked,
	account.id,
	make_timestamptz(2025, 3, 3, 9, asked.position, 0, 'Asia/Shanghai')
FROM (VALUES ('990100', 'city.reviewer'), ('990102', 'county.reviewer')) AS place (region_code, login)
JOIN zhiheng.account AS account ON account.login = place.login
JOIN zhiheng.programme AS programme ON programme.year = 2025
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
CROSS JOIN (
	SELECT item.*, definition.direction, definition.kind, definition.factor, row_number() OVER (ORDER BY item.indicator_code)::integer AS position,
		CASE WHEN item.indicator_code = 'NIT-2025-02.1' THEN 12 ELSE 0 END AS more
	FROM zhiheng.programme_indicator AS item
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = item.indicator_code AND definition.version = item.indicator_version
	WHERE item.indicator_code IN ('NIT-2025-01.1', 'NIT-2025-02.1', 'NIT-2025-03.1', 'NIT-2025-05.1', 'NIT-2025-06.1', 'NIT-2025-07.1',
		'NIT-2025-08.1', 'NIT-2025-09.1')
) AS asked
CROSS JOIN LATERAL zhiheng.area_sums(programme.id, place.region_code,
	ARRAY(SELECT institution.id FROM zhiheng.institution AS institution WHERE institution.region_code >= place.region_code
		AND institution.region_code <= zhiheng.region_last(place.region_code)),
	ARRAY[asked.numerator], ARRAY[asked.denominator], ARRAY['2024H2']) AS total
CROSS JOIN LATERAL (SELECT asked.factor * (total.numerator + asked.more) / coalesce(total.denominator, 1) AS value) AS current
CROSS JOIN LATERAL (SELECT
	round(CASE asked.direction WHEN 'decrease' THEN current.value * 0.98
		ELSE CASE asked.kind WHEN 'proportion' THEN current.value + (asked.factor - current.value) * 0.03 ELSE current.value * 1.02 END END, 2) AS first,
	round(CASE asked.direction WHEN 'decrease' THEN current.value * 0.95
		ELSE CASE asked.kind WHEN 'proportion' THEN current.value + (asked.factor - current.value) * 0.06 ELSE current.value * 1.05 END END, 2) AS second
) AS goal
WHERE asked.programme_id = programme.id AND total.complete > 0 AND (place.region_code = '990100' OR asked.position <= 3)
ORDER BY place.region_code, asked.position;

INSERT INTO zhiheng.area_decision (area_baseline_id, decision, reason, commission_id, account_id, decided_at)
SELECT
	proposed.id,
	CASE WHEN proposed.place = 6 THEN 'returned' ELSE 'approved' END,
	CASE WHEN proposed.place = 6 THEN '目标值提高幅度过小，请结合全省水平重新设定。' END,
	zhiheng.area_decider(proposed.region_code),
	decider.id,
	proposed.registered_at + interval '10 days'
FROM (
	SELECT item.id, item.region_code, item.registered_at, row_number() OVER (PARTITION BY item.region_code ORDER BY item.id) AS place
	FROM zhiheng.area_baseline AS item
) AS proposed
JOIN zhiheng.account AS decider ON decider.login = CASE proposed.region_code WHEN '990100' THEN 'province.admin' ELSE 'city.admin' END
WHERE proposed.place <= 6
ORDER BY proposed.id;
