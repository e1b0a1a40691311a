-- Schema disclosure: what several words read of the catalogue.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.list AS
SELECT
	list.code,
	list.issuer,
	list.issuer_level,
	list.year,
	list.title,
	list.document_no,
	list.issued_on,
	list.seed_file,
	list.note,
	list.version,
	(SELECT count(*) FROM zhiheng.target AS target WHERE target.list_code = list.code) AS targets
FROM zhiheng.list AS list;
COMMENT ON VIEW disclosure.list IS 'Issued documents with the number of their targets';

CREATE VIEW disclosure.target AS
SELECT
	target.code,
	target.list_code,
	target.seq,
	coalesce(target.official_code, target.code) AS official_code,
	target.name,
	target.specialty,
	zhiheng.label('direction', target.direction) AS direction,
	target.same_as,
	EXISTS (SELECT FROM zhiheng.target AS other WHERE other.code = target.same_as) AS same_as_known,
	target.brief,
	target.seed_file,
	target.seed_line,
	target.version,
	list.title AS list_title,
	list.year AS list_year,
	zhiheng.way_words(reported.way, reported.reporter, reported.labels) AS way,
	(SELECT count(*) FROM zhiheng.indicator AS indicator WHERE indicator.target_code = target.code) AS indicators
FROM zhiheng.target AS target
JOIN zhiheng.list AS list ON list.code = target.list_code
JOIN zhiheng.target_way AS reported ON reported.code = target.code;
COMMENT ON VIEW disclosure.target IS 'Targets with their list';

CREATE VIEW disclosure.threshold AS
SELECT
	threshold.indicator_code,
	indicator.target_code,
	indicator.name AS indicator_name,
	threshold.position,
	CASE threshold.op
		WHEN 'up' THEN '升高' || coalesce('（与' || threshold.compare_with || '比）', '')
		WHEN 'down' THEN '降低' || coalesce('（与' || threshold.compare_with || '比）', '')
		ELSE zhiheng.threshold_label(threshold.op, threshold.value, threshold.value_to, threshold.unit, kind.dichotomous)
	END AS label,
	zhiheng.threshold_nature_label(threshold.nature) AS nature,
	replace(threshold.years, ';', '、') || '年' AS years,
	zhiheng.scope_label(concat_ws(';', 'region:' || threshold.region, 'level:' || replace(threshold.level, ';', ';level:'),
		'kind:' || replace(threshold.kind, ';', ';kind:'), 'ownership:' || threshold.ownership,
		'reporter:' || replace(threshold.reporter, ';', ';reporter:'))) AS scope,
	CASE WHEN threshold.service IS NULL THEN NULL WHEN threshold.service LIKE '限%' THEN threshold.service
		ELSE '限开展' || threshold.service || '的机构' END AS service,
	CASE threshold.judged_for WHEN 'area' THEN '按地区合计判断，不逐家判断' END AS judged_for,
	threshold.judged,
	threshold.printed,
	threshold.value_printed OR threshold.value IS NULL AS as_printed,
	threshold.seed_file,
	threshold.seed_line,
	threshold.note
FROM zhiheng.threshold AS threshold
JOIN zhiheng.indicator AS indicator ON indicator.code = threshold.indicator_code
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind;
COMMENT ON VIEW disclosure.threshold IS 'What the documents demand, strive for or name for comparison: for whom, in which years, in which words; as_printed: no number was read into them';

CREATE VIEW disclosure.strategy AS
SELECT
	strategy.target_code,
	strategy.seq,
	CASE strategy.category WHEN 'team' THEN '团队建设' WHEN 'training' THEN '培训' WHEN 'analysis' THEN '分析改进' WHEN 'feedback' THEN '监测反馈'
		WHEN 'process' THEN '流程' WHEN 'policy' THEN '制度' WHEN 'oversight' THEN '监督' WHEN 'data' THEN '数据' WHEN 'incentive' THEN '激励约束'
		WHEN 'referral' THEN '转诊' WHEN 'public' THEN '宣传' WHEN 'equipment' THEN '设备' ELSE strategy.category END AS category,
	strategy.action,
	CASE WHEN strategy.cadence = 'none' THEN NULL ELSE zhiheng.label('frequency', strategy.cadence) END AS cadence
FROM zhiheng.strategy AS strategy;
COMMENT ON VIEW disclosure.strategy IS 'Core strategies of the targets';

CREATE FUNCTION disclosure.catalogue_nearest(p_code text) RETURNS TABLE (code text, name text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT known.code, known.name
	FROM (
		SELECT list.code, list.title AS name FROM zhiheng.list AS list
		UNION ALL
		SELECT target.code, target.name FROM zhiheng.target AS target
		UNION ALL
		SELECT indicator.code, indicator.name FROM zhiheng.indicator AS indicator
		UNION ALL
		SELECT element.code, element.name FROM zhiheng.element AS element
	) AS known
	CROSS JOIN LATERAL zhiheng.alike(known.code, p_code) AS alike
	WHERE alike >= 3
	ORDER BY alike DESC, char_length(known.code), known.code
	LIMIT 5
$$;
COMMENT ON FUNCTION disclosure.catalogue_nearest IS 'Codes of the catalogue that may have been meant: those that begin alike, in capitals or not; none if fewer than three characters are';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
