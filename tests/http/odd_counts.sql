-- A region of its own with counts that a form would refuse, and groups too small or too equal to rank:
--   odd     NIT-2025-01.1: missing; 0/0; 5/0; 60/50; -3/50; 20/50 of the six, 30/60 of the one
--   equal   NIT-2025-03.1: 40/100 everywhere
--   nought  NIT-2025-06.1 (a rate): 0/100 everywhere
--   single  NIT-2025-09.1: asked of one institution
-- One quarter, so every trend has one point.  Sessions: the token of an account is the SHA-256 of its login.
BEGIN;
CREATE FUNCTION pg_temp.credit_code(p_stem text) RETURNS text
LANGUAGE sql AS $$
	SELECT p_stem || mark FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS mark
	WHERE zhiheng.is_credit_code(p_stem || mark)
$$;
INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('970000', '异常省', 'province', NULL), ('970100', '异常市', 'city', '970000'), ('970101', '异常县', 'county', '970100');
INSERT INTO zhiheng.commission (region_code, name) VALUES ('970100', '异常市卫健委');
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT pg_temp.credit_code('1297010197000000' || mark), '示例异常医院' || mark, '970101', CASE mark WHEN 'G' THEN 'tertiary' ELSE 'secondary' END,
	'general', 'public', 300
FROM unnest(ARRAY['A', 'B', 'C', 'D', 'E', 'F', 'G']) AS mark;
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'odd.' || lower(right(name, 1)), name, 'leader', id FROM zhiheng.institution WHERE name LIKE '示例异常医院%';
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'odd.city', '异常市', 'administrator', id FROM zhiheng.commission WHERE region_code = '970100';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(sha256(convert_to(login, 'UTF8'))), id, '127.0.0.1' FROM zhiheng.account WHERE login LIKE 'odd.%';

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2098, '异常市方案' FROM zhiheng.commission WHERE region_code = '970100';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT id, unnest(ARRAY['NIT-2025-01', 'NIT-2025-03', 'NIT-2025-06', 'NIT-2025-09']) FROM zhiheng.programme WHERE name = '异常市方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, levels, required)
SELECT programme.id, indicator.code, indicator.version, indicator.target_code, '综合', indicator.numerator, indicator.denominator,
	CASE indicator.code WHEN 'NIT-2025-09.1' THEN ARRAY['tertiary'] ELSE '{}' END, true
FROM zhiheng.programme AS programme
JOIN zhiheng.indicator AS indicator ON indicator.code IN ('NIT-2025-01.1', 'NIT-2025-03.1', 'NIT-2025-06.1', 'NIT-2025-09.1')
WHERE programme.name = '异常市方案';
INSERT INTO zhiheng.definition_confirmation (programme_id, indicator_code, indicator_version, confirmed, source)
SELECT asked.programme_id, asked.indicator_code, asked.indicator_version, true, '测试用口径文件'
FROM zhiheng.programme_indicator AS asked JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
WHERE programme.name = '异常市方案';
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT id, '2098Q1', '2098-04-01', '2098-04-20', 'open' FROM zhiheng.programme WHERE name = '异常市方案';
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
SELECT programme.id, '2098Q1', institution.id
FROM zhiheng.programme AS programme
JOIN zhiheng.institution AS institution ON institution.name LIKE '示例异常医院%'
WHERE programme.name = '异常市方案';

UPDATE zhiheng.return SET revision = 1 WHERE period = '2098Q1';
SELECT zhiheng.return_put(head.id, 1, 0, array_agg(item.code), array_agg('value'::text), array_agg(abs(item.value)))
FROM zhiheng.return AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
JOIN (VALUES ('ais_patients', 'B', 0), ('ais_reperfused', 'B', 0), ('ais_patients', 'C', 0), ('ais_reperfused', 'C', 5),
	('ais_patients', 'D', 50), ('ais_reperfused', 'D', 60), ('ais_patients', 'E', 50), ('ais_reperfused', 'E', -3),
	('ais_patients', 'F', 50), ('ais_reperfused', 'F', 20), ('ais_patients', 'G', 60), ('ais_reperfused', 'G', 30),
	('discharges', NULL, 100), ('vte_prevented', NULL, 40), ('ae_reports', NULL, 0), ('or_surgeries', 'G', 200), ('unplanned_reops', 'G', 3)
) AS item (code, mark, value) ON item.mark IS NULL OR item.mark = right(institution.name, 1)
WHERE head.period = '2098Q1'
GROUP BY head.id;
-- No save can leave a number below 0: only a fault of the storage could.
UPDATE zhiheng.return_sheet AS sheet SET numbers[element.number] = -30000
FROM zhiheng.return AS head, zhiheng.institution AS institution, zhiheng.element_number AS element
WHERE head.id = sheet.return_id AND head.period = '2098Q1' AND institution.id = head.institution_id AND institution.name LIKE '%E'
	AND element.code = 'ais_reperfused';
UPDATE zhiheng.return SET state = 'verified' WHERE period = '2098Q1';
UPDATE zhiheng.return SET state = 'submitted', first_submitted_at = now() WHERE period = '2098Q1';
UPDATE zhiheng.demand SET first_submitted_at = now() WHERE period = '2098Q1';
UPDATE zhiheng.return SET state = 'accepted' WHERE period = '2098Q1';
COMMIT;
