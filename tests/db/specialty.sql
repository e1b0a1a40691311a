-- QC centres and their specialties: what is one of theirs in any year and list is seen, whatever chapter it is printed in, and
-- nothing else; by one with two specialties both.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

INSERT INTO zhiheng.qc_centre (commission_id, name)
SELECT id, unnest(ARRAY['试验市护理质控中心', '试验市神经与药事质控中心']) FROM zhiheng.commission WHERE region_code = '980100';
DELETE FROM zhiheng.qc_centre_specialty WHERE qc_centre_id = (SELECT id FROM zhiheng.qc_centre WHERE name = '试验市神经质控中心');
INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
SELECT centre.id, centre.commission_id, own.code
FROM (VALUES ('试验市护理质控中心', 'nursing'), ('试验市神经与药事质控中心', 'neurology'), ('试验市神经与药事质控中心', 'pharmacy')) AS own (name, code)
JOIN zhiheng.qc_centre AS centre ON centre.name = own.name;
INSERT INTO zhiheng.account (login, name, role, qc_centre_id)
SELECT item.login, item.login, 'viewer', centre.id
FROM (VALUES ('nurse', '试验市护理质控中心'), ('both', '试验市神经与药事质控中心')) AS item (login, name)
JOIN zhiheng.qc_centre AS centre ON centre.name = item.name;
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login IN ('nurse', 'both');

-- Programmes of two years that adopt lists of four.
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2032, '试验后一年方案' FROM zhiheng.commission WHERE region_code = '980100';
CREATE FUNCTION pg_temp.adopt(p_programme text, VARIADIC p_codes text[]) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.programme_target (programme_id, target_code)
	SELECT DISTINCT programme.id, indicator.target_code
	FROM zhiheng.programme AS programme
	JOIN zhiheng.indicator AS indicator ON indicator.code = ANY (p_codes)
	WHERE programme.name = p_programme
	ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
	SELECT programme.id, indicator.code, indicator.version, indicator.target_code, coalesce(target.specialty, '综合'), indicator.numerator,
		indicator.denominator, true
	FROM zhiheng.programme AS programme
	JOIN zhiheng.indicator AS indicator ON indicator.code = ANY (p_codes)
	JOIN zhiheng.target AS target ON target.code = indicator.target_code
	WHERE programme.name = p_programme;
$$;
SELECT pg_temp.adopt('试验方案', 'PIT-2024-29.1', 'PIT-2024-30.1', 'SXQ-47.1', 'SXQ-20.1');
SELECT pg_temp.adopt('试验后一年方案', 'PIT-2026-26.1', 'PIT-2026-27.1', 'NIT-2025-05.1', 'NIT-2024-01.1');

SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT string_agg(DISTINCT indicator_code, '' '' ORDER BY indicator_code) FROM commission.indicator'), seen,
	login || ' sees ' || coalesce(seen, 'none'))
FROM (VALUES
	('nurse', 'PIT-2024-29.1 PIT-2026-26.1 SXQ-47.1'),
	('both', 'NIT-2024-01.1 NIT-2025-01.1 NIT-2025-05.1 PIT-2024-30.1 PIT-2026-27.1 SXQ-20.1'),
	('nerve', NULL),
	('city', 'NIT-2024-01.1 NIT-2025-01.1 NIT-2025-05.1 NIT-2025-09.1 PIT-2024-29.1 PIT-2024-30.1 PIT-2026-26.1 PIT-2026-27.1 SXQ-20.1 SXQ-47.1')
) AS want (login, seen);
SELECT is((SELECT string_agg(DISTINCT asked.specialty, ' ' ORDER BY asked.specialty) FROM zhiheng.programme_indicator AS asked
	WHERE asked.indicator_code IN ('PIT-2024-29.1', 'PIT-2026-26.1', 'SXQ-47.1')), '护理专业 护理管理 结果质量', 'whatever chapter they are printed in');

-- Numbers: numerators, denominators and deviations of these indicators.
SELECT zhiheng.return_put(pg_temp.return_of('a'), 1, pg_temp.account_of('clerk_a'),
	'{ais_patients,ais_reperfused,hapi_cases,inpatients,or_surgeries,unplanned_reops}', '{value,value,value,value,value,value}', '{5,5,5,5,5,5}');
CREATE FUNCTION public.cells() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
	SELECT string_agg(element_code, ' ' ORDER BY element_code) FROM zhiheng.return_cell
$$;
ALTER FUNCTION public.cells OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT EXECUTE ON FUNCTION public.cells TO PUBLIC;
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT public.cells()'), seen, login || ' sees the numbers of ' || coalesce(seen, 'nothing'))
FROM (VALUES ('nurse', 'hapi_cases inpatients'), ('both', 'ais_patients ais_reperfused'), ('nerve', NULL),
	('city', 'ais_patients ais_reperfused hapi_cases inpatients or_surgeries unplanned_reops')) AS want (login, seen);

-- What is filed under an indicator follows it; what is filed under none is no centre's.
INSERT INTO zhiheng.ledger_item (institution_id, commission_id, source, programme_id, period, indicator_code, specialty, figures, account_id, due_on)
SELECT institution.id, commission.id, 'inspection', programme.id, '2031Q1', item.code, '任一组', '—', pg_temp.account_of('city'), '2031-12-31'
FROM (VALUES ('SXQ-47.1'), ('NIT-2025-01.1'), ('NIT-2025-09.1'), (NULL)) AS item (code)
JOIN zhiheng.institution AS institution ON institution.name = '试验医院A'
JOIN zhiheng.commission AS commission ON commission.region_code = '980100'
JOIN zhiheng.programme AS programme ON programme.name = '试验方案';
CREATE FUNCTION public.items() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
	SELECT string_agg(coalesce(indicator_code, '-'), ' ' ORDER BY indicator_code) FROM zhiheng.ledger_item
$$;
ALTER FUNCTION public.items OWNER TO zhiheng_owner;
GRANT EXECUTE ON FUNCTION public.items TO PUBLIC;
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT public.items()'), seen, login || ' sees items of ' || coalesce(seen, 'nothing'))
FROM (VALUES ('nurse', 'SXQ-47.1'), ('both', 'NIT-2025-01.1'), ('nerve', NULL), ('city', 'NIT-2025-01.1 NIT-2025-09.1 SXQ-47.1 -')) AS want (login, seen);

-- One centre of a commission for a specialty; a centre's accounts read.
SELECT throws_ok($$INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
	SELECT id, commission_id, 'pharmacy' FROM zhiheng.qc_centre WHERE name = '试验市护理质控中心'$$, '23505', NULL, 'a specialty has one centre');
SELECT throws_ok($$INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
	SELECT centre.id, other.id, 'pain' FROM zhiheng.qc_centre AS centre CROSS JOIN zhiheng.commission AS other
	WHERE centre.name = '试验市护理质控中心' AND other.region_code = '980000'$$, '23503', NULL, 'of its own commission');
SELECT throws_ok(format($$UPDATE zhiheng.account SET role = %L WHERE login = 'nurse'$$, role), '23514', NULL, 'no ' || role)
FROM unnest(ARRAY['reviewer', 'administrator', 'clerk']) AS role;

-- Every indicator is somebody's.
SELECT is_empty($$SELECT indicator.code FROM zhiheng.indicator AS indicator
	WHERE (SELECT count(*) FROM zhiheng.specialty_member AS member WHERE member.indicator_code = indicator.code AND member.is_main) <> 1$$,
	'an indicator belongs to one specialty first');
SELECT is_empty($$SELECT target.code FROM zhiheng.target AS target
	WHERE NOT EXISTS (SELECT FROM zhiheng.specialty_member AS member WHERE member.target_code = target.code)$$, 'and a target to one');

SELECT * FROM finish();
ROLLBACK;
