-- Grade schemes of both programmes, a draft for 2025, and vetoes: one in force, one withdrawn.

CREATE TEMPORARY TABLE demo_grade ON COMMIT DROP AS
SELECT *
FROM (VALUES
	-- Safety: a hospital far worse than its peers here is no A, however good the rest.
	('unplanned_reops', 'or_surgeries', 12, 8.0, 0.5, true),
	('elective_surg_compl', 'elective_surg_patients', 14, 2.6, 0.3, true),
	('vasc_crbsi', 'vasc_catheter_days', 12, 2.2, 0.0, true),
	('hapi_cases', 'inpatients', 10, 0.35, 0.03, true),
	('vte_prevented', 'discharges', 12, 45.0, 76.0, false),
	('key_record_complete', 'key_record_cases', 10, 70.0, 92.0, false),
	('iv_patients', 'discharges', 8, 92.0, 66.0, false),
	('ae_reports', 'discharges', 6, 0.6, 3.2, false),
	('abx_pretx_pathogen', 'abx_tx_patients', 10, 42.0, 72.0, false),
	('critical_values_handled', 'critical_values', 6, 88.0, 98.0, false)
) AS chosen (numerator, denominator, weight, floor, benchmark, safety);

INSERT INTO zhiheng.grade_scheme (programme_id, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, account_id, saved_at)
SELECT
	programme.id,
	edition.note,
	85.0, 70.0, 55.0, -1.96, -3.09, 2,
	account.id,
	edition.saved_at
FROM zhiheng.programme AS programme
JOIN (VALUES
	(2024, '第一版：四项安全指标，六项过程指标。', '2024-03-15 10:00+08'::timestamptz),
	(2025, '沿用上一年度的指标和权重，起评值和满分值不变。', '2025-03-10 10:00+08'),
	(2025, '草案：提高静脉血栓栓塞症规范预防率的权重，手术并发症的要求更严。', '2025-06-20 10:00+08')
) AS edition (year, note, saved_at) ON edition.year = programme.year
JOIN zhiheng.account AS account ON account.login = 'city.admin' AND account.commission_id = programme.commission_id
ORDER BY edition.saved_at;

INSERT INTO zhiheng.grade_scheme_row (scheme_id, indicator_code, weight, floor, benchmark, safety, source)
SELECT DISTINCT ON (scheme.id, chosen.numerator)
	scheme.id,
	asked.indicator_code,
	CASE WHEN draft.yes AND chosen.numerator = 'vte_prevented' THEN 24 ELSE chosen.weight END,
	CASE WHEN draft.yes AND chosen.numerator = 'elective_surg_compl' THEN 2.0 ELSE chosen.floor END,
	chosen.benchmark,
	chosen.safety,
	'示例市卫生健康委员会参照全市近两年的分布自定'
FROM zhiheng.grade_scheme AS scheme
CROSS JOIN demo_grade AS chosen
CROSS JOIN LATERAL (SELECT scheme.note LIKE '草案%' AS yes) AS draft
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = scheme.programme_id
	AND asked.numerator = chosen.numerator AND asked.denominator = chosen.denominator AND asked.required
ORDER BY scheme.id, chosen.numerator, asked.target_code NOT LIKE 'NIT-%', asked.indicator_code;

INSERT INTO zhiheng.grade_enactment (scheme_id, programme_id, version, account_id, enacted_at)
SELECT scheme.id, scheme.programme_id, 1, scheme.account_id, scheme.saved_at + interval '5 days'
FROM zhiheng.grade_scheme AS scheme
WHERE scheme.note NOT LIKE '草案%'
ORDER BY scheme.id;

INSERT INTO zhiheng.grade_veto (programme_id, institution_id, period, cap, document, event, account_id, recorded_at)
SELECT programme.id, institution.id, veto.period, veto.cap, veto.document, veto.event, account.id, veto.recorded_at
FROM (VALUES
	('示例市第五人民医院', '2025Q2', 'C', '示卫医函〔2025〕18 号', '手术部位错误，经市级医疗事故技术鉴定确认。', '2025-07-15 15:00+08'::timestamptz),
	('示例市示西区人民医院', '2025Q1', 'C', '示卫医函〔2025〕9 号', '用药差错造成严重后果，初步认定。', '2025-04-22 15:00+08')
) AS veto (name, period, cap, document, event, recorded_at)
JOIN zhiheng.institution AS institution ON institution.name = veto.name
JOIN zhiheng.programme AS programme ON programme.year::text = left(veto.period, 4)
JOIN zhiheng.account AS account ON account.login = 'city.admin' AND account.commission_id = programme.commission_id
ORDER BY veto.recorded_at;

INSERT INTO zhiheng.grade_veto_withdrawal (veto_id, document, reason, account_id, withdrawn_at)
SELECT veto.id, '示卫医函〔2025〕14 号', '复核认定差错不构成重大事件。', veto.account_id, veto.recorded_at + interval '40 days'
FROM zhiheng.grade_veto AS veto
WHERE veto.document = '示卫医函〔2025〕9 号';

ANALYZE zhiheng.grade_scheme, zhiheng.grade_scheme_row, zhiheng.grade_enactment;

DO $$
BEGIN
	ASSERT (SELECT min(items) = 10 AND max(items) = 10 FROM (
		SELECT count(*) AS items FROM zhiheng.grade_item GROUP BY scheme_id) AS scheme), 'ten indicators in every scheme';
END
$$;
