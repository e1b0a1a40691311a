-- The returns as the record has them: values, cells, events with digests, remarks.

-- In quarters with months, what these give is a save of its own before what was typed.
CREATE TEMPORARY TABLE demo_saved ON COMMIT DROP AS
SELECT
	fate.period,
	fate.institution_id,
	count(DISTINCT zhiheng.quarter_of(month.period))::integer AS before
FROM demo_return AS fate
LEFT JOIN demo_return AS month ON month.institution_id = fate.institution_id AND zhiheng.quarter_of(month.period) = fate.period
	AND fate.fate <> 'empty'
GROUP BY fate.period, fate.institution_id;

INSERT INTO zhiheng.return (period, institution_id, state, revision, reopened, first_submitted_at)
SELECT
	fate.period,
	fate.institution_id,
	CASE fate WHEN 'empty' THEN 'draft' WHEN 'corrected' THEN 'accepted' ELSE fate END,
	CASE fate WHEN 'empty' THEN 0 WHEN 'corrected' THEN 2 ELSE 1 END + saved.before,
	fate IN ('returned', 'corrected'),
	CASE WHEN fate IN ('submitted', 'returned', 'corrected', 'accepted') THEN entered_at + interval '50 hours' END
FROM demo_return AS fate
JOIN demo_saved AS saved ON saved.period = fate.period AND saved.institution_id = fate.institution_id
ORDER BY zhiheng.cadence(fate.period) <> 'quarter', fate.period, fate.institution_id;

-- Whoever asks for it, a return is one.
INSERT INTO zhiheng.demand (programme_id, period, institution_id, made_at, first_submitted_at)
SELECT calendar.programme_id, calendar.period, head.institution_id, calendar.opens_on::timestamp AT TIME ZONE 'Asia/Shanghai', head.first_submitted_at
FROM zhiheng.return AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
JOIN zhiheng.reporting_period AS calendar ON calendar.period = head.period AND calendar.state <> 'planned'
JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	AND institution.region_code BETWEEN commission.region_code AND zhiheng.region_last(commission.region_code)
WHERE EXISTS (
	SELECT FROM zhiheng.programme_indicator AS asked
	WHERE asked.programme_id = calendar.programme_id AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, calendar.period)
		AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type))
ORDER BY calendar.period, head.institution_id, calendar.programme_id;

ANALYZE zhiheng.return, zhiheng.demand;
ANALYZE demo_return, demo_saved;

-- A corrected return first had two numbers wrong.
SELECT zhiheng.return_put(
	head.id,
	CASE WHEN asked.derived THEN 1 ELSE 1 + saved.before END,
	fate.clerk_id,
	array_agg(asked.code ORDER BY asked.code),
	array_agg(CASE WHEN entry.value IS NULL THEN 'not_applicable' ELSE 'value' END ORDER BY asked.code),
	array_agg(CASE WHEN fate.fate = 'corrected' AND asked.code IN ('vte_prevented', 'iv_volume_ml') THEN round(entry.value::numeric / 2)
		ELSE entry.value::numeric END ORDER BY asked.code),
	CASE WHEN asked.derived THEN 'derived' WHEN pg_temp.uniform('source ' || min(institution.credit_code), 7) < 0.3 THEN 'uploaded' ELSE 'typed' END,
	fate.entered_at)
FROM demo_return AS fate
JOIN demo_saved AS saved ON saved.period = fate.period AND saved.institution_id = fate.institution_id
JOIN zhiheng.return AS head ON head.period = fate.period AND head.institution_id = fate.institution_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
CROSS JOIN LATERAL zhiheng.asked_in(zhiheng.askers(head.period, head.institution_id), head.period, institution.level, institution.kind,
	institution.specialist_type, zhiheng.askers_within(head.period, head.institution_id)) AS asked
LEFT JOIN demo_value AS entry ON entry.institution_id = head.institution_id AND entry.period = head.period AND entry.code = asked.code
WHERE fate.fate <> 'empty' AND (NOT asked.derived OR zhiheng.cadence(head.period) = 'quarter')
	-- What need not be filled in is left alone.
	AND (entry.value IS NOT NULL OR asked.code NOT IN (SELECT deviation.code FROM demo_deviation AS deviation))
	-- A draft is not finished: every ninth number or so is not there yet.
	AND (fate.fate <> 'draft' OR asked.code IN ('vte_mid_high', 'vte_bleed_assessed')
		OR pg_temp.uniform(institution.credit_code || asked.code, 8) > 0.11)
GROUP BY head.id, fate.clerk_id, fate.entered_at, asked.derived, saved.before
ORDER BY head.id, asked.derived DESC;

SELECT zhiheng.return_put(head.id, head.revision, fate.clerk_id, array_agg(entry.code ORDER BY entry.code), array_agg('value'::text),
	array_agg(entry.value::numeric ORDER BY entry.code), 'typed', fate.entered_at + interval '96 hours')
FROM demo_return AS fate
JOIN zhiheng.return AS head ON head.period = fate.period AND head.institution_id = fate.institution_id
JOIN demo_value AS entry ON entry.institution_id = head.institution_id AND entry.period = head.period
	AND entry.code IN ('vte_prevented', 'iv_volume_ml')
WHERE fate.fate = 'corrected'
GROUP BY head.id, fate.clerk_id, fate.entered_at;

SELECT zhiheng.accepted_rebuild();
SELECT zhiheng.screen_rebuild();
SELECT zhiheng.bound_rebuild();
ANALYZE zhiheng.return_save, zhiheng.return_sheet, zhiheng.accepted_number, zhiheng.screen_return;

-- The digest of the values as they were at a revision, as zhiheng.return_digest makes it.
CREATE TEMPORARY TABLE demo_digest ON COMMIT DROP AS
SELECT
	newest.return_id,
	newest.revision,
	sha256(convert_to(string_agg(newest.element_code || '=' || newest.state || ':' || coalesce(newest.value::text, '') || E'\n',
		'' ORDER BY newest.element_code), 'UTF8')) AS digest
FROM (
	SELECT DISTINCT ON (entry.return_id, step.revision, entry.element_code)
		entry.return_id,
		step.revision,
		entry.element_code,
		entry.state,
		entry.value
	FROM zhiheng.return_value AS entry
	JOIN zhiheng.return AS head ON head.id = entry.return_id
	CROSS JOIN LATERAL generate_series(1, head.revision) AS step (revision)
	WHERE entry.revision <= step.revision
	ORDER BY entry.return_id, step.revision, entry.element_code, entry.revision DESC
) AS newest
GROUP BY newest.return_id, newest.revision;

INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, at, reason, revision, digest)
SELECT
	head.id,
	step.from_state,
	step.to_state,
	CASE step.who WHEN 'clerk' THEN fate.clerk_id WHEN 'verifier' THEN fate.verifier_id WHEN 'leader' THEN fate.leader_id
		ELSE reviewer.id END,
	fate.entered_at + step.after,
	step.reason,
	digest.revision,
	digest.digest
FROM demo_return AS fate
JOIN demo_saved AS saved ON saved.period = fate.period AND saved.institution_id = fate.institution_id
JOIN zhiheng.return AS head ON head.period = fate.period AND head.institution_id = fate.institution_id
JOIN (VALUES
	('{verified,submitted,accepted,returned,corrected}'::text[], 'draft', 'verified', 'verifier', interval '26 hours', 1, NULL),
	('{submitted,accepted,returned,corrected}', 'verified', 'submitted', 'leader', interval '50 hours', 1, NULL),
	('{accepted}', 'submitted', 'accepted', 'reviewer', interval '74 hours', 1, NULL),
	('{returned,corrected}', 'submitted', 'returned', 'reviewer', interval '74 hours', 1, '部分数据项与上季度相比变化过大，请逐项核实后重新提交。'),
	('{corrected}', 'returned', 'draft', 'clerk', interval '95 hours', 1, NULL),
	('{corrected}', 'draft', 'verified', 'verifier', interval '98 hours', 2, NULL),
	('{corrected}', 'verified', 'submitted', 'leader', interval '99 hours', 2, NULL),
	('{corrected}', 'submitted', 'accepted', 'reviewer', interval '122 hours', 2, NULL)
) AS step (fates, from_state, to_state, who, after, revision, reason) ON fate.fate = ANY (step.fates)
JOIN demo_digest AS digest ON digest.return_id = head.id AND digest.revision = step.revision + saved.before
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
JOIN zhiheng.account AS reviewer
	ON reviewer.login = CASE left(institution.region_code, 4) WHEN '9901' THEN 'city.reviewer' ELSE 'city2.reviewer' END
ORDER BY fate.entered_at + step.after, head.id;

-- What the receipts of these submissions hold.
DO $$
DECLARE
	submission bigint;
BEGIN
	FOR submission IN SELECT id FROM zhiheng.return_event WHERE to_state = 'submitted' ORDER BY id LOOP
		CALL zhiheng.return_commit(submission);
	END LOOP;
END
$$;

-- Why it was sent back, element by element; and what institutions said to warnings.
INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id, at)
SELECT head.id, remark.element_code, remark.kind, remark.text, 1,
	CASE remark.kind WHEN 'reason' THEN reviewer.id ELSE fate.clerk_id END,
	fate.entered_at + CASE remark.kind WHEN 'reason' THEN interval '74 hours' ELSE interval '1 hour' END
FROM demo_return AS fate
JOIN zhiheng.return AS head ON head.period = fate.period AND head.institution_id = fate.institution_id
JOIN (VALUES
	('示例市例山县中医医院', '2024Q3', 'vte_prevented', 'reason', '采取VTE预防措施的人次约为上季度的一半，请核实是否漏统计外科病区。'),
	('示例市例山县中医医院', '2024Q3', 'iv_volume_ml', 'reason', '静脉输液总体积约为上季度的一半，请核实计量单位。'),
	('示例市妇幼保健院', '2025Q3', 'or_surgeries', 'reason', '手术室手术例数与手术排程系统的导出数不一致，请核对后修改或说明原因。'),
	('示例市妇幼保健院', '2025Q3', 'unplanned_reops', 'reason', '请按同一次住院期间口径重新统计非计划重返手术室再手术例数。'),
	('示例明德医院', '2025Q3', 'ae_reports', 'reason', '不良事件报告例次与不良事件报告系统导出数不符，请核实。'),
	('示例市第二人民医院', '2025Q3', 'op_visits', 'explanation', '本季度门诊楼局部改造，部分专科门诊暂停，门诊人次有所减少。'),
	('示例市例南县人民医院', '2025Q3', '*', 'explanation', '本季度业务量与上季度基本持平。')
) AS remark (name, period, element_code, kind, text) ON remark.name = fate.name AND remark.period = fate.period
CROSS JOIN (SELECT id FROM zhiheng.account WHERE login = 'city.reviewer') AS reviewer
ORDER BY fate.entered_at, head.id;

-- What is usually not so, and was asked when it was filled in.
INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id, at)
SELECT head.id, child.element_code, 'explanation', '只用物理预防的患者不使用抗凝药物，不做出血风险评估。', head.revision, fate.clerk_id,
	fate.entered_at + interval '1 hour'
FROM demo_return AS fate
JOIN zhiheng.return AS head ON head.period = fate.period AND head.institution_id = fate.institution_id
JOIN zhiheng.return_cell AS child ON child.return_id = head.id AND child.element_code = 'vte_mid_high_prevented'
JOIN zhiheng.return_cell AS parent ON parent.return_id = head.id AND parent.element_code = 'vte_bleed_assessed'
WHERE child.value > parent.value AND fate.fate <> 'draft'
ORDER BY fate.entered_at, head.id;
