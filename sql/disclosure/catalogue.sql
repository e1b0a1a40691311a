-- Schema disclosure: elements, lineage and the search of the catalogue.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.element AS
SELECT
	element.code,
	element.name,
	element.definition,
	element.unit,
	CASE element.type WHEN 'integer' THEN '整数' WHEN 'decimal' THEN '可有小数' ELSE '是或否' END AS type,
	CASE element.accumulation WHEN 'sum' THEN '各季度相加' WHEN 'end' THEN '取期末数' WHEN 'max' THEN '期内有一次为是即为是'
		ELSE '须重新统计，不相加' END || coalesce('。半年：' || element.half_year_rule || '；全年：' || element.year_rule, '') AS accumulation,
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
WHERE indicator.denominator IS NOT NULL
UNION ALL
SELECT
	indicator.deviation,
	'标准差',
	indicator.code,
	indicator.name,
	indicator.target_code
FROM zhiheng.indicator AS indicator
WHERE indicator.deviation IS NOT NULL;
COMMENT ON VIEW disclosure.element_use IS 'Which indicators an element feeds';

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

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
