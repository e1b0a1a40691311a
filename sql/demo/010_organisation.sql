-- A province, two cities and their counties that do not exist, with their commissions and institutions.
-- Region 99 is in no standard; every institution's name says 示例 (example).

SET LOCAL jit = off;
INSERT INTO zhiheng.setting (name, value) VALUES ('demo', 'yes');

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('990000', '示例省', 'province', NULL),
	('990100', '示例市', 'city', '990000'),
	('990101', '示中区', 'county', '990100'),
	('990102', '示东区', 'county', '990100'),
	('990103', '示西区', 'county', '990100'),
	('990104', '示南区', 'county', '990100'),
	('990105', '示北区', 'county', '990100'),
	('990106', '示新区', 'county', '990100'),
	('990121', '例东县', 'county', '990100'),
	('990122', '例西县', 'county', '990100'),
	('990123', '例南县', 'county', '990100'),
	('990124', '例北县', 'county', '990100'),
	('990125', '例山县', 'county', '990100'),
	('990126', '例湖县', 'county', '990100'),
	('990200', '示例州市', 'city', '990000'),
	('990201', '州中区', 'county', '990200'),
	('990221', '州南县', 'county', '990200');

INSERT INTO zhiheng.commission (region_code, name)
SELECT region.code, CASE region.level
	WHEN 'county' THEN city.name || region.name || '卫生健康局'
	ELSE region.name || '卫生健康委员会'
END
FROM zhiheng.region AS region
LEFT JOIN zhiheng.region AS city ON city.code = region.parent_code
WHERE region.code LIKE '99%'
ORDER BY region.code;

INSERT INTO zhiheng.qc_centre (commission_id, name)
SELECT commission.id, centre.name
FROM zhiheng.commission AS commission
CROSS JOIN unnest(ARRAY['示例市护理质量控制中心', '示例市药事管理质量控制中心', '示例市麻醉质量控制中心', '示例市急诊与重症医学质量控制中心'])
	AS centre (name)
WHERE commission.region_code = '990100';
INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
SELECT centre.id, centre.commission_id, own.specialty
FROM zhiheng.qc_centre AS centre
JOIN (VALUES
	('示例市护理质量控制中心', 'nursing'),
	('示例市药事管理质量控制中心', 'pharmacy'),
	('示例市麻醉质量控制中心', 'anaesthesia'),
	('示例市急诊与重症医学质量控制中心', 'emergency'),
	('示例市急诊与重症医学质量控制中心', 'intensive_care')
) AS own (centre, specialty) ON own.centre = centre.name;

CREATE TEMPORARY TABLE demo_hospital (
	place integer GENERATED ALWAYS AS IDENTITY,
	name text,
	region_code text,
	level text,
	grade text,
	kind text,
	specialist_type text,
	ownership text,
	beds integer
) ON COMMIT DROP;

INSERT INTO demo_hospital (name, region_code, level, grade, kind, specialist_type, ownership, beds) VALUES
	('示例市第一人民医院', '990101', 'tertiary', 'A', 'general', NULL, 'public', 2000),
	('示例市第二人民医院', '990102', 'tertiary', 'A', 'general', NULL, 'public', 1500),
	('示例市第三人民医院', '990103', 'tertiary', 'A', 'general', NULL, 'public', 1200),
	('示例市中心医院', '990101', 'tertiary', 'A', 'general', NULL, 'public', 1800),
	('示例大学附属医院', '990105', 'tertiary', 'A', 'general', NULL, 'public', 2200),
	('示例市第四人民医院', '990104', 'tertiary', 'B', 'general', NULL, 'public', 900),
	('示例市第五人民医院', '990106', 'tertiary', 'B', 'general', NULL, 'public', 800),
	('示例市中医医院', '990101', 'tertiary', 'A', 'tcm', NULL, 'public', 900),
	('示例市中西医结合医院', '990104', 'tertiary', 'B', 'tcm', NULL, 'public', 600),
	('示例市妇幼保健院', '990102', 'tertiary', 'A', 'maternal_child', NULL, 'public', 600),
	('示例市儿童医院', '990103', 'tertiary', 'A', 'specialist', '儿科', 'public', 500),
	('示例市肿瘤医院', '990105', 'tertiary', 'A', 'specialist', '肿瘤', 'public', 800),
	('示例市精神卫生中心', '990106', 'tertiary', 'B', 'specialist', '精神', 'public', 600),
	('示例市口腔医院', '990101', 'tertiary', 'B', 'specialist', '口腔', 'public', 60),
	('示例市传染病医院', '990106', 'secondary', 'A', 'specialist', '传染病', 'public', 300),
	('示例市康复医院', '990104', 'secondary', 'B', 'specialist', '康复', 'public', 300),
	('示例光明眼科医院', '990102', 'secondary', NULL, 'specialist', '眼科', 'private', 120),
	('示例正和骨科医院', '990103', 'secondary', NULL, 'specialist', '骨科', 'private', 200),
	('示例市示中区人民医院', '990101', 'secondary', 'A', 'general', NULL, 'public', 450),
	('示例市示东区人民医院', '990102', 'secondary', 'A', 'general', NULL, 'public', 500),
	('示例市示西区人民医院', '990103', 'secondary', 'A', 'general', NULL, 'public', 420),
	('示例市示南区人民医院', '990104', 'secondary', 'B', 'general', NULL, 'public', 300),
	('示例市示北区人民医院', '990105', 'secondary', 'A', 'general', NULL, 'public', 380),
	('示例市示新区人民医院', '990106', 'secondary', 'B', 'general', NULL, 'public', 280),
	('示例市例东县人民医院', '990121', 'secondary', 'A', 'general', NULL, 'public', 700),
	('示例市例西县人民医院', '990122', 'secondary', 'A', 'general', NULL, 'public', 520),
	('示例市例南县人民医院', '990123', 'secondary', 'A', 'general', NULL, 'public', 600),
	('示例市例北县人民医院', '990124', 'secondary', 'B', 'general', NULL, 'public', 260),
	('示例市例山县人民医院', '990125', 'secondary', 'A', 'general', NULL, 'public', 360),
	('示例市例湖县人民医院', '990126', 'secondary', 'A', 'general', NULL, 'public', 400),
	('示例安宁医院', '990101', 'secondary', NULL, 'general', NULL, 'private', 150),
	('示例明德医院', '990103', 'secondary', 'B', 'general', NULL, 'private', 220),
	('示例晨光医院', '990105', 'secondary', NULL, 'general', NULL, 'private', 120),
	('示例和风医院', '990106', 'secondary', NULL, 'general', NULL, 'private', 100),
	('示例市示西区中医医院', '990103', 'secondary', 'A', 'tcm', NULL, 'public', 220),
	('示例市示北区中医医院', '990105', 'secondary', 'B', 'tcm', NULL, 'public', 160),
	('示例市例东县中医医院', '990121', 'secondary', 'A', 'tcm', NULL, 'public', 300),
	('示例市例西县中医医院', '990122', 'secondary', 'A', 'tcm', NULL, 'public', 240),
	('示例市例南县中医医院', '990123', 'secondary', 'B', 'tcm', NULL, 'public', 200),
	('示例市例北县中医医院', '990124', 'secondary', 'B', 'tcm', NULL, 'public', 130),
	('示例市例山县中医医院', '990125', 'secondary', 'B', 'tcm', NULL, 'public', 150),
	('示例市例湖县中医医院', '990126', 'secondary', 'A', 'tcm', NULL, 'public', 210),
	('示例市示中区妇幼保健院', '990101', 'secondary', 'B', 'maternal_child', NULL, 'public', 120),
	('示例市示南区妇幼保健院', '990104', 'secondary', 'B', 'maternal_child', NULL, 'public', 100),
	('示例市例东县妇幼保健院', '990121', 'secondary', 'A', 'maternal_child', NULL, 'public', 150),
	('示例市例西县妇幼保健院', '990122', 'secondary', 'B', 'maternal_child', NULL, 'public', 110),
	('示例市例南县妇幼保健院', '990123', 'secondary', 'B', 'maternal_child', NULL, 'public', 120),
	('示例市例湖县妇幼保健院', '990126', 'secondary', 'B', 'maternal_child', NULL, 'public', 80),
	('示例市示中区第一社区卫生服务中心', '990101', 'primary', NULL, 'general', NULL, 'public', 30),
	('示例市示东区第二社区卫生服务中心', '990102', 'primary', NULL, 'general', NULL, 'public', 20),
	('示例市示南区第一社区卫生服务中心', '990104', 'primary', NULL, 'general', NULL, 'public', 0),
	('示例市例东县城关镇卫生院', '990121', 'primary', 'A', 'general', NULL, 'public', 80),
	('示例市例西县河口镇卫生院', '990122', 'primary', 'B', 'general', NULL, 'public', 50),
	('示例市例北县山前镇卫生院', '990124', 'primary', NULL, 'general', NULL, 'public', 40),
	('示例市例山县林场卫生院', '990125', 'primary', NULL, 'general', NULL, 'public', 20),
	('示例市例湖县湖滨镇卫生院', '990126', 'primary', 'B', 'general', NULL, 'public', 60),
	('示例惠民门诊部', '990106', 'ungraded', NULL, 'general', NULL, 'private', 0),
	('示例长乐护理院', '990105', 'ungraded', NULL, 'other', NULL, 'private', 90),
	('示例市健康体检中心', '990101', 'ungraded', NULL, 'exam_centre', NULL, 'public', 0),
	('示例市急救中心', '990101', 'ungraded', NULL, 'ems', NULL, 'public', 0),
	('示例市中心血站', '990105', 'ungraded', NULL, 'blood_station', NULL, 'public', 0),
	('示例市人体器官获取组织', '990105', 'ungraded', NULL, 'opo', NULL, 'public', 0),
	('示例州市第一人民医院', '990201', 'tertiary', 'A', 'general', NULL, 'public', 1400),
	('示例州市中心医院', '990201', 'tertiary', 'B', 'general', NULL, 'public', 900),
	('示例州市中医医院', '990201', 'tertiary', 'A', 'tcm', NULL, 'public', 500),
	('示例州市妇幼保健院', '990201', 'secondary', 'A', 'maternal_child', NULL, 'public', 260),
	('示例州市州中区人民医院', '990201', 'secondary', 'A', 'general', NULL, 'public', 380),
	('示例州市州南县人民医院', '990221', 'secondary', 'A', 'general', NULL, 'public', 420),
	('示例州市州南县中医医院', '990221', 'secondary', 'B', 'tcm', NULL, 'public', 180),
	('示例州市州中区社区卫生服务中心', '990201', 'primary', NULL, 'general', NULL, 'public', 20);

-- The check character of a made-up code is the one that fits.
-- The hospitals that are a county's own answer to it in three counties, all others to their city.
INSERT INTO zhiheng.institution (credit_code, name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership, beds, registered_at)
SELECT
	body.code || tail.letter,
	hospital.name,
	hospital.region_code,
	CASE WHEN hospital.ownership = 'public' AND hospital.name ~ '示东区|例东县|州南县' THEN hospital.region_code END,
	hospital.level,
	hospital.grade,
	hospital.kind,
	hospital.specialist_type,
	hospital.ownership,
	hospital.beds,
	'2024-01-10 09:00+08'
FROM demo_hospital AS hospital
CROSS JOIN LATERAL (
	SELECT CASE hospital.ownership WHEN 'public' THEN '12' ELSE '91' END || hospital.region_code
		|| 'MA' || lpad(hospital.place::text, 7, '0') AS code
) AS body
JOIN regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS tail (letter) ON zhiheng.is_credit_code(body.code || tail.letter)
ORDER BY hospital.place;

ANALYZE zhiheng.institution, zhiheng.region, zhiheng.commission;
