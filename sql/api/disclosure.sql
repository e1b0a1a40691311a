-- What the disclosure program may read and do: views and functions of schema disclosure.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS disclosure CASCADE;
CREATE SCHEMA disclosure AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

CREATE VIEW disclosure.site AS
SELECT
	zhiheng.is_demo() AS demo,
	max(setting.value) FILTER (WHERE setting.name = 'site.name') AS name,
	max(setting.value) FILTER (WHERE setting.name = 'site.domain') AS domain,
	max(setting.value) FILTER (WHERE setting.name = 'site.code') AS code,
	max(setting.value) FILTER (WHERE setting.name = 'site.sponsor') AS sponsor,
	max(setting.value) FILTER (WHERE setting.name = 'site.undertaker') AS undertaker,
	max(setting.value) FILTER (WHERE setting.name = 'site.icp') AS icp,
	max(setting.value) FILTER (WHERE setting.name = 'site.police') AS police,
	max(setting.value) FILTER (WHERE setting.name = 'site.contact') AS contact
FROM zhiheng.setting AS setting;
COMMENT ON VIEW disclosure.site IS 'Whether pages must say 演示数据; what the operator set about the site, null if not';

-- == catalogue ==

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
	(SELECT count(*) FROM zhiheng.indicator AS indicator WHERE indicator.target_code = target.code) AS indicators
FROM zhiheng.target AS target
JOIN zhiheng.list AS list ON list.code = target.list_code;
COMMENT ON VIEW disclosure.target IS 'Targets with their list';

CREATE VIEW disclosure.indicator AS
SELECT
	indicator.code,
	indicator.target_code,
	indicator.name,
	kind.label AS kind,
	indicator.unit,
	indicator.factor,
	zhiheng.label('direction', indicator.direction) AS direction,
	indicator.numerator,
	numerator.name AS numerator_name,
	numerator.definition AS numerator_definition,
	numerator.unit AS numerator_unit,
	indicator.denominator,
	denominator.name AS denominator_name,
	denominator.definition AS denominator_definition,
	denominator.unit AS denominator_unit,
	zhiheng.label('frequency', indicator.frequency) AS frequency,
	indicator.by_department,
	indicator.is_primary,
	zhiheng.scope_label(indicator.applies_to) AS applies_to,
	CASE indicator.basis WHEN 'seed' THEN '文件原文给出公式' WHEN 'standard' THEN '国家或专业质控指标' ELSE '由目标名称推导' END AS basis,
	indicator.note,
	indicator.version,
	target.name AS target_name,
	target.list_code,
	target.seed_file,
	target.seed_line,
	list.title AS list_title
FROM zhiheng.indicator AS indicator
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
JOIN zhiheng.target AS target ON target.code = indicator.target_code
JOIN zhiheng.list AS list ON list.code = target.list_code
JOIN zhiheng.element AS numerator ON numerator.code = indicator.numerator
LEFT JOIN zhiheng.element AS denominator ON denominator.code = indicator.denominator;
COMMENT ON VIEW disclosure.indicator IS 'Indicators with the definitions of their elements';

CREATE VIEW disclosure.element AS
SELECT
	element.code,
	element.name,
	element.definition,
	element.unit,
	CASE element.type WHEN 'integer' THEN '整数' WHEN 'decimal' THEN '可有小数' ELSE '是或否' END AS type,
	CASE element.accumulation WHEN 'sum' THEN '各季度相加' WHEN 'end' THEN '取期末数' ELSE '须重新统计，不相加' END AS accumulation,
	element.version
FROM zhiheng.element AS element;
COMMENT ON VIEW disclosure.element IS 'Data elements';

CREATE VIEW disclosure.element_use AS
SELECT
	indicator.numerator AS element_code,
	'分子' AS part,
	indicator.code,
	indicator.name,
	indicator.target_code
FROM zhiheng.indicator AS indicator
UNION ALL
SELECT
	indicator.denominator,
	'分母',
	indicator.code,
	indicator.name,
	indicator.target_code
FROM zhiheng.indicator AS indicator
WHERE indicator.denominator IS NOT NULL;
COMMENT ON VIEW disclosure.element_use IS 'Which indicators an element feeds';

CREATE VIEW disclosure.threshold AS
SELECT
	threshold.indicator_code,
	indicator.target_code,
	indicator.name AS indicator_name,
	zhiheng.scope_label(threshold.scope) AS scope,
	threshold.period,
	zhiheng.label('op', threshold.op) AS op,
	trim_scale(threshold.value)::text AS value,
	threshold.unit,
	CASE threshold.nature WHEN 'required' THEN '要求' WHEN 'aim' THEN '力争' WHEN 'average' THEN '平均水平（参考）' ELSE '方向' END AS nature,
	threshold.seed_file,
	threshold.seed_line,
	threshold.note
FROM zhiheng.threshold AS threshold
JOIN zhiheng.indicator AS indicator ON indicator.code = threshold.indicator_code;
COMMENT ON VIEW disclosure.threshold IS 'What the documents demand';

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

CREATE VIEW disclosure.lineage AS
SELECT
	link.code,
	link.side,
	other.code AS other_code,
	other.name AS other_name,
	list.title AS other_list,
	CASE link.relation WHEN 'same' THEN '相同' WHEN 'renamed' THEN '更名' WHEN 'redefined' THEN '口径改变' WHEN 'widened' THEN '范围扩大'
		WHEN 'narrowed' THEN '范围缩小' WHEN 'merged' THEN '合并' WHEN 'split' THEN '拆分' END AS relation,
	CASE link.comparable WHEN 'yes' THEN '可比' WHEN 'partly' THEN '部分可比' ELSE '不可比' END AS comparable,
	link.reason
FROM (
	SELECT from_target AS code, '后续' AS side, to_target AS other_code, relation, comparable, reason
	FROM zhiheng.lineage
	UNION ALL
	SELECT to_target, '来源', from_target, relation, comparable, reason
	FROM zhiheng.lineage
) AS link
JOIN zhiheng.target AS other ON other.code = link.other_code
JOIN zhiheng.list AS list ON list.code = other.list_code;
COMMENT ON VIEW disclosure.lineage IS 'Lineage seen from either end';

CREATE FUNCTION disclosure.catalogue_find(p_code text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN CASE
	WHEN EXISTS (SELECT FROM zhiheng.list WHERE code = p_code) THEN 'list'
	WHEN EXISTS (SELECT FROM zhiheng.target WHERE code = p_code) THEN 'target'
	WHEN EXISTS (SELECT FROM zhiheng.indicator WHERE code = p_code) THEN 'indicator'
	WHEN EXISTS (SELECT FROM zhiheng.element WHERE code = p_code) THEN 'element'
END;
COMMENT ON FUNCTION disclosure.catalogue_find IS 'What a code of the catalogue names; null: nothing';

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

-- == editions ==

CREATE VIEW disclosure.edition AS
SELECT
	edition.id,
	edition.region_code,
	region.name AS region_name,
	edition.period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	NOT EXISTS (SELECT FROM zhiheng.edition AS later WHERE later.region_code = edition.region_code AND later.period = edition.period
		AND later.number > edition.number) AS newest,
	edition.programme_name,
	edition.commission_name,
	edition.correction,
	edition.method_version,
	edition.small_below,
	edition.expected,
	edition.included,
	edition.demo,
	withdrawal.reason AS withdrawn,
	to_char(withdrawal.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS withdrawn_at,
	(SELECT string_agg(format('第 %s 版（%s）：%s', other.number, to_char(other.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'),
			other.correction), '；' ORDER BY other.number)
		FROM zhiheng.edition AS other
		WHERE other.region_code = edition.region_code AND other.period = edition.period AND other.correction IS NOT NULL) AS errata,
	to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS published_at,
	encode(edition.digest, 'hex') AS digest
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code
LEFT JOIN zhiheng.edition_withdrawal AS withdrawal ON withdrawal.edition_id = edition.id;
COMMENT ON VIEW disclosure.edition IS 'Published editions; newest: the one an address without a number shows';

CREATE VIEW disclosure.edition_identity AS
SELECT
	edition.id,
	edition.region_code,
	edition.period,
	edition.number
FROM zhiheng.edition AS edition;
COMMENT ON VIEW disclosure.edition_identity IS 'Which editions there are';

CREATE FUNCTION disclosure.edition_find(p_region text, p_period text, p_number text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function would be planned anew by every statement that asks.
	RETURN (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		WHERE edition.region_code::text = p_region AND edition.period::text = p_period
			AND (p_number IS NULL OR edition.number::text = p_number)
		ORDER BY edition.number DESC
		LIMIT 1);
END
$$;
COMMENT ON FUNCTION disclosure.edition_find IS 'Edition of a region and period, the newest when no number is given; null: none';

CREATE FUNCTION disclosure.institution_number(p_text text) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_text ~ '^[0-9]{1,18}$' THEN p_text::bigint END;
COMMENT ON FUNCTION disclosure.institution_number IS 'The id in an address; null for what is none';

CREATE VIEW disclosure.edition_institution AS
SELECT
	institution.edition_id,
	institution.institution_id,
	institution.credit_code,
	institution.name,
	institution.region_code,
	institution.region_name,
	zhiheng.label('level', institution.level) || coalesce(zhiheng.label('grade', institution.grade), '') AS level,
	coalesce(institution.specialist_type || '专科医院', zhiheng.label('kind', institution.kind)) AS kind,
	zhiheng.label('ownership', institution.ownership) AS ownership,
	zhiheng.peer_group_label(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], institution.level) AS level_position,
	array_position(ARRAY['general', 'tcm', 'maternal_child', 'specialist'], institution.kind) AS kind_position,
	institution.included
FROM zhiheng.edition_institution AS institution;
COMMENT ON VIEW disclosure.edition_institution IS 'Institutions as described at publication, in words';

CREATE VIEW disclosure.edition_indicator AS
SELECT
	indicator.edition_id,
	indicator.indicator_code,
	indicator.indicator_version,
	indicator.position,
	indicator.target_code,
	indicator.target_name,
	indicator.specialty,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	zhiheng.label('direction', indicator.direction) AS direction_label,
	indicator.numerator_name,
	indicator.denominator_name,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	trim_scale(indicator.threshold_value)::text AS threshold_value,
	zhiheng.label('op', indicator.threshold_op) || coalesce(' ' || trim_scale(indicator.threshold_value)::text || ' ' || indicator.unit, '') AS threshold,
	kind.part_of_whole,
	format(CASE WHEN kind.dichotomous AND indicator.unit = '是/否' THEN '是否做到“%2$s”。' ELSE kind.meaning END, indicator.factor,
		indicator.numerator_name, indicator.denominator_name, indicator.unit, CASE indicator.factor WHEN 100 THEN '例（次）' ELSE '例' END) AS meaning
FROM zhiheng.edition_indicator AS indicator
LEFT JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind;
COMMENT ON VIEW disclosure.edition_indicator IS 'Indicators as defined at publication';

CREATE VIEW disclosure.edition_result AS
SELECT
	result.edition_id,
	result.indicator_code,
	result.institution_id,
	result.hidden,
	trim_scale(result.numerator)::text AS numerator,
	trim_scale(result.denominator)::text AS denominator,
	result.status,
	result.value,
	result.lower,
	result.upper,
	result.rank,
	result.ranked,
	result.tied,
	result.rank_lower,
	result.rank_upper,
	result.rank_alike,
	CASE WHEN result.status IN ('not_applicable', 'not_in', 'unavailable', 'partial') THEN result.status ELSE 'complete' END AS coverage,
	result.baseline,
	result.goal,
	result.goal_met,
	result.threshold_met,
	remark.text AS remark
FROM zhiheng.edition_result AS result
LEFT JOIN zhiheng.edition_remark AS remark ON remark.edition_id = result.edition_id AND remark.institution_id = result.institution_id
	AND remark.indicator_code = result.indicator_code;
COMMENT ON VIEW disclosure.edition_result IS 'Results of institutions';

CREATE VIEW disclosure.edition_group AS
SELECT
	part.edition_id,
	part.indicator_code,
	part.dimension,
	part.key,
	part.label,
	part.expected,
	part.institutions,
	part.hidden,
	trim_scale(part.numerator)::text AS numerator,
	trim_scale(part.denominator)::text AS denominator,
	part.status,
	part.value,
	part.lower,
	part.upper
FROM zhiheng.edition_group AS part;
COMMENT ON VIEW disclosure.edition_group IS 'Sums over sums of groups of institutions';

GRANT USAGE ON SCHEMA disclosure TO zhiheng_disclosure;
GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
