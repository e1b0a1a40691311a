-- The hospital that keeps departments writes about its figures: questions to heads of departments with their answers, and
-- the analyses that documents ask for, of which three are still to be written.

INSERT INTO zhiheng.department_word (department_id, period, kind, indicator_code, text, account_id, at)
SELECT department.id, word.period, word.kind, word.indicator_code, word.text, account.id, word.at
FROM (VALUES
	(3, 'verifier', '2025Q1', 'question', 'NIT-2025-09.1', '本季度再手术多于上季度，请逐例说明原因。', timestamptz '2025-04-14 10:05+08'),
	(3, 'verifier', '2025Q1', 'answer', 'NIT-2025-09.1', '逐例讨论：出血两例、吻合口瘘一例，其余为计划外清创；已修订术前评估单。', timestamptz '2025-04-22 16:30+08'),
	(3, 'verifier', '2025Q2', 'question', 'NIT-2025-09.1', '修订术前评估单以后效果如何？', timestamptz '2025-07-11 09:20+08'),
	(6, 'verifier', '2025Q2', 'question', NULL, '请说明集束化治疗1小时内未完成的病例卡在哪一步。', timestamptz '2025-07-11 09:26+08'),
	(6, 'verifier', '2025Q2', 'answer', NULL, '主要是血培养采集与抗菌药物给药的先后衔接，已与急诊医学科约定交接单。', timestamptz '2025-07-18 15:10+08')
) AS word (place, role, period, kind, indicator_code, text, at)
JOIN (
	SELECT item.id, item.institution_id, row_number() OVER (ORDER BY item.id) AS place
	FROM zhiheng.department AS item
) AS department ON department.place = word.place
JOIN zhiheng.account AS account ON account.institution_id = department.institution_id AND account.role = word.role
ORDER BY word.at;

INSERT INTO zhiheng.indicator_analysis (institution_id, indicator_code, period, text, account_id, at)
SELECT
	wanted.institution_id,
	wanted.indicator_code,
	'2025Q2',
	'本季度“' || wanted.name || '”与上季度相近，各月没有明显起落；结果已在质量例会上反馈，下季度继续按月抽查病历。',
	wanted.account_id,
	timestamptz '2025-07-16 14:00+08' + wanted.place * interval '3 minutes'
FROM (
	SELECT
		institution.id AS institution_id,
		account.id AS account_id,
		asked.indicator_code,
		definition.name,
		row_number() OVER (ORDER BY asked.indicator_code) AS place,
		count(*) OVER () AS wanted
	FROM zhiheng.institution AS institution
	JOIN zhiheng.account AS account ON account.institution_id = institution.id AND account.role = 'verifier'
	JOIN zhiheng.demand AS asking ON asking.institution_id = institution.id AND asking.period = '2025Q2'
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = asking.programme_id
		AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	JOIN zhiheng.indicator_cadence AS cadence ON cadence.indicator_code = asked.indicator_code AND cadence.analysis_text = 'yes'
		AND 'institution' = ANY (string_to_array(cadence.analysis_by, ';'))
	WHERE institution.name = '示例市第一人民医院'
	GROUP BY institution.id, account.id, asked.indicator_code, definition.name
) AS wanted
WHERE wanted.place <= wanted.wanted - 3
ORDER BY wanted.place;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM zhiheng.department_word) = 5, 'questions and answers';
	ASSERT (SELECT count(*) FROM zhiheng.indicator_analysis) > 5, 'analyses';
END
$$;
