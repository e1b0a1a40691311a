-- A nation: so many hospitals in the peer groups of levels and kinds, 150 indicators, one quarter that is accepted.  By
-- sets, a minute or two for 40,000.  What the hospitals typed is left out: the counts stand where acceptance puts them
-- (zhiheng.accepted_number), so that nine million numbers need not be typed first.
--   -v institutions=40000   -v ranked=1: indicators of a second programme, the year before
\set ON_ERROR_STOP on
BEGIN;
SET CONSTRAINTS ALL DEFERRED;

INSERT INTO zhiheng.setting (name, value) VALUES ('demo', 'yes');
INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('990000', '示例国', 'province', NULL),
	('990100', '示例市', 'city', '990000');
INSERT INTO zhiheng.region (code, name, level, parent_code)
SELECT (990100 + n)::text, '示例' || n || '县', 'county', '990100'
FROM generate_series(1, 50) AS n;
INSERT INTO zhiheng.commission (region_code, name) VALUES ('990000', '示例国卫生健康委员会');
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'nation-reviewer', '审核员', 'reviewer', id FROM zhiheng.commission;

-- In a hundred hospitals so many of each level and kind; the check character is found by trying all.
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, specialist_type, ownership, beds)
SELECT code.whole, '示例国第' || n || '医院', (990101 + n % 50)::text,
	CASE WHEN place.level < 9 THEN 'tertiary' WHEN place.level < 38 THEN 'secondary' WHEN place.level < 70 THEN 'primary' ELSE 'ungraded' END,
	CASE WHEN place.kind < 62 THEN 'general' WHEN place.kind < 77 THEN 'tcm' WHEN place.kind < 83 THEN 'maternal_child' ELSE 'specialist' END,
	CASE WHEN place.kind >= 83 THEN (ARRAY['口腔', '眼科', '精神', '肿瘤', '骨科', '康复'])[1 + place.kind % 6] END,
	'public', 200
FROM generate_series(1, :institutions) AS n
CROSS JOIN LATERAL (SELECT abs(hashint4(n)::bigint) % 100 AS level, abs(hashint4(-n)::bigint) % 100 AS kind) AS place
CROSS JOIN LATERAL (
	SELECT '12990100MA' || lpad(n::text, 7, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12990100MA' || lpad(n::text, 7, '0') || last)
) AS code;

CREATE TEMPORARY TABLE chosen AS
SELECT indicator.code, indicator.version, indicator.target_code, coalesce(target.specialty, '综合') AS specialty, indicator.numerator,
	indicator.denominator, row_number() OVER (ORDER BY indicator.code) AS place
FROM zhiheng.indicator AS indicator
JOIN zhiheng.target AS target ON target.code = indicator.target_code
WHERE indicator.reporter = 'institution' AND indicator.kind IN ('proportion', 'rate') AND indicator.direction IN ('increase', 'decrease')
	AND indicator.numerator NOT IN (SELECT other.denominator FROM zhiheng.indicator AS other WHERE other.denominator IS NOT NULL)
ORDER BY indicator.code
LIMIT 150;
DO $$
BEGIN
	ASSERT (SELECT count(*) FROM chosen) = 150;
END
$$;
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, year, year || '年示例国医疗质量安全监测方案'
FROM zhiheng.commission
CROSS JOIN (VALUES (2024), (2025)) AS asked (year);
CREATE TEMPORARY TABLE plan AS
SELECT programme.id AS programme_id, programme.year || 'Q3' AS period, chosen.*
FROM zhiheng.programme AS programme
JOIN chosen ON programme.year = 2025 OR chosen.place <= :ranked;
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT DISTINCT programme_id, target_code FROM plan;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme_id, code, version, target_code, specialty, numerator, denominator, true
FROM plan;
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT DISTINCT programme_id, period, current_date - 30, current_date, 'closed'
FROM plan;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT calendar.programme_id, calendar.period, institution.id, 'accepted', 1, now()
FROM zhiheng.reporting_period AS calendar
CROSS JOIN zhiheng.institution AS institution;

-- A hospital's size is that of its level; of each element's numbers three in a hundred are missing and five not
-- applicable.  A denominator is at least half its hospital's size, a numerator less than that.
DO $$
DECLARE
	element record;
BEGIN
	FOR element IN
		SELECT programme_id, period, code, code IN (SELECT denominator FROM chosen) AS is_denominator,
			0.02 + 0.0088 * (abs(hashtext(code)::bigint) % 100) AS share
		FROM (
			SELECT programme_id, period, numerator FROM plan
			UNION
			SELECT programme_id, period, denominator FROM plan
		) AS used (programme_id, period, code)
		ORDER BY programme_id, period, code
	LOOP
		INSERT INTO zhiheng.accepted_number (period, element, institution_id, value)
		SELECT element.period, (SELECT number FROM zhiheng.element_number WHERE code = element.code), drawn.id,
			CASE WHEN drawn.lot < 8 THEN NULL
				WHEN element.is_denominator THEN floor(drawn.size * (0.5 + drawn.luck))
				ELSE floor(drawn.size * 0.5 * element.share * (0.9 + 0.2 * drawn.luck)) END
		FROM (
			SELECT
				institution.id,
				CASE institution.level WHEN 'tertiary' THEN 3000 WHEN 'secondary' THEN 800 WHEN 'primary' THEN 150 ELSE 90 END
					* (0.5 + abs(hashint8(institution.id)::bigint) % 1000 / 1000.0) AS size,
				abs(hashint8extended(institution.id, hashtext(element.code)) % 1000) / 1000.0 AS luck,
				abs(hashint8extended(institution.id, hashtext(element.code) + 1::bigint) % 100) AS lot
			FROM zhiheng.institution AS institution
			ORDER BY institution.id
		) AS drawn
		WHERE drawn.lot >= 3;
	END LOOP;
END
$$;
COMMIT;
VACUUM ANALYZE;
