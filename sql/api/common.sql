-- What several audiences' views and functions share.  Replaced at every migrate; holds no data.

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.label(kind text, code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE kind
	WHEN 'level' THEN CASE code WHEN 'tertiary' THEN '三级' WHEN 'secondary' THEN '二级' WHEN 'primary' THEN '一级' WHEN 'ungraded' THEN '未定级' END
	WHEN 'grade' THEN CASE code WHEN 'A' THEN '甲等' WHEN 'B' THEN '乙等' WHEN 'C' THEN '丙等' END
	WHEN 'kind' THEN CASE code WHEN 'general' THEN '综合医院' WHEN 'tcm' THEN '中医医院' WHEN 'maternal_child' THEN '妇幼保健院' WHEN 'specialist' THEN '专科医院'
		WHEN 'blood_station' THEN '血站' WHEN 'exam_centre' THEN '健康体检机构' WHEN 'opo' THEN '人体器官获取组织' WHEN 'ems' THEN '院前急救机构' WHEN 'other' THEN '其他机构' END
	WHEN 'ownership' THEN CASE code WHEN 'public' THEN '公立' WHEN 'private' THEN '民营' END
	WHEN 'role' THEN CASE code WHEN 'clerk' THEN '填报员' WHEN 'verifier' THEN '审核员' WHEN 'leader' THEN '负责人'
		WHEN 'viewer' THEN '查看员' WHEN 'reviewer' THEN '审核员' WHEN 'administrator' THEN '管理员' END
	WHEN 'return' THEN CASE code WHEN 'draft' THEN '填报中' WHEN 'verified' THEN '已审核待提交' WHEN 'submitted' THEN '已提交待审' WHEN 'returned' THEN '已退回'
		WHEN 'accepted' THEN '已接受' WHEN 'published' THEN '已公开' END
	WHEN 'baseline' THEN CASE code WHEN 'waiting' THEN '待审批' WHEN 'approved' THEN '已批准' WHEN 'returned' THEN '已退回' END
	WHEN 'period' THEN CASE code WHEN 'planned' THEN '未开放' WHEN 'open' THEN '填报中' WHEN 'closed' THEN '已关闭' END
	WHEN 'direction' THEN CASE code WHEN 'increase' THEN '越高越好' WHEN 'decrease' THEN '越低越好' WHEN 'reach' THEN '达到要求' WHEN 'none' THEN '仅监测' END
	WHEN 'measure' THEN CASE code WHEN 'proportion' THEN '比例' WHEN 'rate' THEN '发生率' WHEN 'mean' THEN '均值' WHEN 'ratio' THEN '比值' WHEN 'count' THEN '计数'
		WHEN 'level' THEN '等级' WHEN 'checklist' THEN '是否完成' END
	WHEN 'frequency' THEN CASE code WHEN 'month' THEN '按月' WHEN 'quarter' THEN '按季度' WHEN 'half-year' THEN '每半年' WHEN 'year' THEN '每年' WHEN 'none' THEN '未规定' END
	WHEN 'op' THEN CASE code WHEN '>=' THEN '不低于' WHEN '<=' THEN '不高于' WHEN '=' THEN '等于' WHEN '>' THEN '高于' WHEN '<' THEN '低于' WHEN 'up' THEN '较基线升高' WHEN 'down' THEN '较基线降低' END
END;
COMMENT ON FUNCTION zhiheng.label IS 'Chinese word for a code of product.md''s vocabulary; null for an unknown one';

CREATE OR REPLACE FUNCTION zhiheng.period_label(p text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(p, 4) || '年' || CASE
	WHEN p ~ 'Q' THEN '第' || (ARRAY['一', '二', '三', '四'])[right(p, 1)::integer] || '季度'
	WHEN p ~ 'H1$' THEN '上半年'
	WHEN p ~ 'H2$' THEN '下半年'
	WHEN p ~ '-' THEN ltrim(right(p, 2), '0') || '月'
	ELSE '度'
END;
COMMENT ON FUNCTION zhiheng.period_label IS '2025Q3 in words: 2025年第三季度';

CREATE OR REPLACE FUNCTION zhiheng.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (now() AT TIME ZONE 'Asia/Shanghai')::date;
COMMENT ON FUNCTION zhiheng.today IS 'The day it is in Asia/Shanghai: due dates are counted by it';

CREATE OR REPLACE FUNCTION zhiheng.time_label(t timestamptz) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN to_char(t AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI');
COMMENT ON FUNCTION zhiheng.time_label IS 'A moment as pages show it: 2025-10-20 09:41, Asia/Shanghai';

CREATE OR REPLACE FUNCTION zhiheng.peer_group_label(level text, kind text, specialist_type text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN zhiheng.label('level', level) || coalesce(specialist_type || '专科医院', zhiheng.label('kind', kind));
COMMENT ON FUNCTION zhiheng.peer_group_label IS 'zhiheng.peer_group in words: 三级综合医院';

CREATE OR REPLACE FUNCTION zhiheng.scope_label(scope text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT string_agg(CASE
		WHEN part = 'all' THEN '各类医疗机构'
		WHEN part LIKE 'region:%' THEN substr(part, 8)
		WHEN part LIKE 'service:%' THEN '开展' || substr(part, 9) || '的机构'
		WHEN part LIKE 'specialist:%' THEN substr(part, 12) || '专科医院'
		WHEN part LIKE 'level:%' THEN zhiheng.label('level', substr(part, 7)) || '医疗机构'
		WHEN part LIKE 'kind:%' THEN zhiheng.label('kind', substr(part, 6))
		WHEN part LIKE 'ownership:%' THEN zhiheng.label('ownership', substr(part, 11)) || '医疗机构'
		WHEN part = 'reporter:commission' THEN '卫生健康委'
		WHEN part = 'reporter:institution' THEN '医疗机构'
		WHEN part = 'reporter:qc_centre' THEN '质控中心'
		ELSE coalesce(zhiheng.label('kind', part), zhiheng.label('level', part) || '医疗机构', part)
	END, '；' ORDER BY place)
	FROM regexp_split_to_table(scope, ';') WITH ORDINALITY AS split (part, place));
COMMENT ON FUNCTION zhiheng.scope_label IS 'applies_to or scope of the catalogue in words; parts it does not know stay as they are';

CREATE OR REPLACE VIEW zhiheng.session_card AS
SELECT
	who.account_id,
	account.name AS account_name,
	account.login,
	coalesce(institution.name, centre.name, commission.name) AS organisation_name,
	account.role,
	zhiheng.label('role', account.role) AS role_name,
	who.institution_id,
	who.commission_id,
	who.qc_centre_id,
	who.region_first AS region_code,
	who.specialty,
	zhiheng.is_demo() AS demo
FROM (VALUES (true)) AS visitor (here)
LEFT JOIN zhiheng.identity() AS who ON visitor.here
LEFT JOIN zhiheng.account AS account ON account.id = who.account_id
LEFT JOIN zhiheng.institution AS institution ON institution.id = who.institution_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = who.commission_id
LEFT JOIN zhiheng.qc_centre AS centre ON centre.id = who.qc_centre_id;
COMMENT ON VIEW zhiheng.session_card IS 'One row about whoever is asking, loaded by every page: all of it NULL but demo when nobody is signed in';

-- ---- from cells to values: the one way from quarters to a period ------------------------------

CREATE OR REPLACE FUNCTION zhiheng.today() RETURNS date
LANGUAGE sql STABLE
RETURN (now() AT TIME ZONE 'Asia/Shanghai')::date;
COMMENT ON FUNCTION zhiheng.today IS 'The day by which due dates are judged';

CREATE OR REPLACE FUNCTION zhiheng.return_class(state text, first_submitted_at timestamptz, due_on date) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
	WHEN state = 'submitted' THEN 'waiting'
	WHEN state IN ('accepted', 'published') THEN state
	WHEN first_submitted_at IS NOT NULL THEN 'returned'
	WHEN zhiheng.today() > due_on THEN 'late'
	ELSE 'missing'
END;
COMMENT ON FUNCTION zhiheng.return_class IS 'A return as the commission counts it: missing (never submitted), late (the same, past the due date), waiting, returned (also while it is reworked), accepted, published';

CREATE OR REPLACE FUNCTION zhiheng.return_class_label(class text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE class WHEN 'missing' THEN '未报' WHEN 'late' THEN '逾期未报' WHEN 'waiting' THEN '待审核' WHEN 'returned' THEN '已退回'
	WHEN 'accepted' THEN '已接受' WHEN 'published' THEN '已公开' END;
COMMENT ON FUNCTION zhiheng.return_class_label IS 'zhiheng.return_class in Chinese';

CREATE OR REPLACE VIEW zhiheng.period_quarter AS
SELECT
	calendar.programme_id,
	span.period,
	calendar.period::text AS quarter,
	calendar.state,
	span.quarters,
	span.quarters = 1 OR right(calendar.period, 1) = CASE WHEN right(span.period, 2) = 'H1' THEN '2' ELSE '4' END AS is_last
FROM zhiheng.reporting_period AS calendar
CROSS JOIN LATERAL (VALUES
	(calendar.period::text, 1),
	(left(calendar.period, 4) || CASE WHEN right(calendar.period, 1) <= '2' THEN 'H1' ELSE 'H2' END, 2),
	(left(calendar.period, 4), 4)
) AS span (period, quarters);
COMMENT ON VIEW zhiheng.period_quarter IS 'Quarters of a programme''s calendar and the quarter, half-year and year each counts towards; quarters: how many make the period';

CREATE OR REPLACE VIEW zhiheng.indicator_cell AS
SELECT
	head.programme_id,
	head.period::text AS period,
	head.institution_id,
	asked.indicator_code,
	head.id AS return_id,
	head.state IN ('accepted', 'published') AS accepted,
	CASE
		WHEN numerator.state = 'not_applicable' OR denominator.state = 'not_applicable' THEN 'not_applicable'
		WHEN numerator.state = 'value' AND (asked.denominator IS NULL OR denominator.state = 'value') THEN 'value'
		ELSE 'missing'
	END AS state,
	numerator.value AS numerator,
	denominator.value AS denominator,
	asked.numerator AS numerator_element,
	asked.denominator AS denominator_element
FROM zhiheng.return AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = head.programme_id
	AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
LEFT JOIN zhiheng.return_cell AS numerator ON numerator.return_id = head.id AND numerator.element_code = asked.numerator
LEFT JOIN zhiheng.return_cell AS denominator ON denominator.return_id = head.id AND denominator.element_code = asked.denominator;
COMMENT ON VIEW zhiheng.indicator_cell IS 'Numerator and denominator of every indicator asked from every return, in whatever state the return is; state: value (both there), not_applicable, missing';

-- x and n come from the same quarters.  A stock is that of the period's last quarter; what cannot be
-- added (distinct persons) has a value in a quarter only.
CREATE OR REPLACE VIEW zhiheng.indicator_value AS
WITH element AS MATERIALIZED (
	SELECT DISTINCT ON (version.code)
		version.code,
		version.accumulation
	FROM zhiheng.catalogue_element AS version
	ORDER BY version.code, version.version DESC
)
SELECT
	total.programme_id,
	total.period,
	total.institution_id,
	total.indicator_code,
	total.expected,
	total.accepted,
	total.received,
	CASE
		WHEN total.accepted = 0 THEN 'not_in'
		WHEN total.received = 0 AND total.not_applicable > 0 THEN 'not_applicable'
		WHEN total.expected > 1 AND 'none' IN (upper_part.accumulation, lower_part.accumulation) THEN 'unavailable'
		WHEN total.received = 0 THEN 'no_data'
		WHEN total.received + total.not_applicable < total.expected THEN 'partial'
		ELSE 'complete'
	END AS coverage,
	CASE
		WHEN total.expected > 1 AND 'none' IN (upper_part.accumulation, lower_part.accumulation) THEN NULL
		WHEN upper_part.accumulation = 'end' THEN total.last_numerator
		ELSE total.numerator
	END AS numerator,
	CASE
		WHEN total.expected > 1 AND 'none' IN (upper_part.accumulation, lower_part.accumulation) THEN NULL
		WHEN lower_part.accumulation = 'end' THEN total.last_denominator
		ELSE total.denominator
	END AS denominator
FROM (
	SELECT
		span.programme_id,
		span.period,
		cell.institution_id,
		cell.indicator_code,
		cell.numerator_element,
		cell.denominator_element,
		span.quarters AS expected,
		count(*) FILTER (WHERE cell.accepted)::integer AS accepted,
		count(*) FILTER (WHERE cell.accepted AND cell.state = 'value')::integer AS received,
		count(*) FILTER (WHERE cell.accepted AND cell.state = 'not_applicable')::integer AS not_applicable,
		sum(cell.numerator) FILTER (WHERE cell.accepted AND cell.state = 'value') AS numerator,
		sum(cell.denominator) FILTER (WHERE cell.accepted AND cell.state = 'value') AS denominator,
		max(cell.numerator) FILTER (WHERE cell.accepted AND cell.state = 'value' AND span.is_last) AS last_numerator,
		max(cell.denominator) FILTER (WHERE cell.accepted AND cell.state = 'value' AND span.is_last) AS last_denominator
	FROM zhiheng.period_quarter AS span
	JOIN zhiheng.indicator_cell AS cell ON cell.programme_id = span.programme_id AND cell.period = span.quarter
	GROUP BY span.programme_id, span.period, span.quarters, cell.institution_id, cell.indicator_code, cell.numerator_element,
		cell.denominator_element
) AS total
JOIN element AS upper_part ON upper_part.code = total.numerator_element
LEFT JOIN element AS lower_part ON lower_part.code = total.denominator_element;
COMMENT ON VIEW zhiheng.indicator_value IS 'Numerator and denominator of a period out of its accepted quarters; expected, accepted, received count quarters; coverage: complete, partial, no_data, not_applicable, not_in (nothing accepted), unavailable (cannot be added)';

-- The planner cannot guess how many groups the view makes; a function says so.  Planning takes longer than
-- the work for one indicator, so the plan is made once.
CREATE OR REPLACE FUNCTION zhiheng.indicator_values(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	institution_id bigint,
	indicator_code text,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF p_indicator IS NULL THEN
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage,
			value.numerator, value.denominator
		FROM zhiheng.indicator_value AS value
		WHERE value.programme_id = p_programme AND value.period = p_period;
	ELSE
		RETURN QUERY
		SELECT value.institution_id, value.indicator_code, value.expected, value.accepted, value.received, value.coverage,
			value.numerator, value.denominator
		FROM zhiheng.indicator_value AS value
		WHERE value.programme_id = p_programme AND value.period = p_period AND value.indicator_code = p_indicator;
	END IF;
END
$$;
COMMENT ON FUNCTION zhiheng.indicator_values IS 'zhiheng.indicator_value of one programme and period, of one indicator or (null) of all';

CREATE OR REPLACE VIEW zhiheng.baseline_approved AS
SELECT DISTINCT ON (baseline.programme_id, baseline.institution_id, baseline.indicator_code)
	baseline.programme_id,
	baseline.institution_id,
	baseline.indicator_code,
	baseline.id,
	baseline.period,
	baseline.numerator,
	baseline.denominator,
	baseline.goal
FROM zhiheng.baseline AS baseline
JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id AND decision.decision = 'approved'
ORDER BY baseline.programme_id, baseline.institution_id, baseline.indicator_code, baseline.version DESC;
COMMENT ON VIEW zhiheng.baseline_approved IS 'Baseline and goal in force: the newest approved version, also while a newer one waits';

CREATE OR REPLACE FUNCTION zhiheng.baselines_approved(p_programme bigint, p_indicator text)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric, goal numeric)
LANGUAGE plpgsql STABLE ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF p_indicator IS NULL THEN
		RETURN QUERY
		SELECT baseline.institution_id, baseline.indicator_code, baseline.numerator::numeric, baseline.denominator::numeric, baseline.goal
		FROM zhiheng.baseline_approved AS baseline
		WHERE baseline.programme_id = p_programme;
	ELSE
		RETURN QUERY
		SELECT baseline.institution_id, baseline.indicator_code, baseline.numerator::numeric, baseline.denominator::numeric, baseline.goal
		FROM zhiheng.baseline_approved AS baseline
		WHERE baseline.programme_id = p_programme AND baseline.indicator_code = p_indicator;
	END IF;
END
$$;
COMMENT ON FUNCTION zhiheng.baselines_approved IS 'zhiheng.baseline_approved of one programme, of one indicator or (null) of all';

CREATE OR REPLACE FUNCTION zhiheng.meets(op text, bound numeric, factor integer, numerator numeric, denominator numeric,
	base_numerator numeric, base_denominator numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN denominator = 0 OR base_denominator = 0 THEN NULL
	WHEN op = '>=' THEN factor * numerator >= bound * coalesce(denominator, 1)
	WHEN op = '<=' THEN factor * numerator <= bound * coalesce(denominator, 1)
	WHEN op = '=' THEN factor * numerator = bound * coalesce(denominator, 1)
	WHEN op = '>' THEN factor * numerator > bound * coalesce(denominator, 1)
	WHEN op = '<' THEN factor * numerator < bound * coalesce(denominator, 1)
	WHEN op = 'up' THEN numerator * coalesce(base_denominator, 1) > base_numerator * coalesce(denominator, 1)
	WHEN op = 'down' THEN numerator * coalesce(base_denominator, 1) < base_numerator * coalesce(denominator, 1)
END;
COMMENT ON FUNCTION zhiheng.meets IS 'Whether factor * numerator / denominator meets a threshold, exactly; up and down compare with the baseline; null: cannot be said';

CREATE OR REPLACE FUNCTION zhiheng.goal_op(direction text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE direction WHEN 'increase' THEN '>=' WHEN 'decrease' THEN '<=' END;
COMMENT ON FUNCTION zhiheng.goal_op IS 'How a goal is met, for zhiheng.meets';

CREATE OR REPLACE VIEW zhiheng.asked_indicator AS
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.indicator_version,
	row_number() OVER (PARTITION BY asked.programme_id ORDER BY asked.specialty <> '综合', asked.specialty_order, asked.target_code,
		asked.indicator_code) AS position,
	asked.target_code,
	asked.specialty,
	asked.numerator,
	asked.denominator,
	asked.levels,
	asked.kinds,
	asked.minimum_denominator,
	asked.required,
	definition.name,
	definition.kind,
	definition.unit,
	definition.factor,
	definition.direction,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.numerator
		ORDER BY version.version DESC LIMIT 1) AS numerator_name,
	(SELECT version.name FROM zhiheng.catalogue_element AS version WHERE version.code = asked.denominator
		ORDER BY version.version DESC LIMIT 1) AS denominator_name,
	threshold.op AS threshold_op,
	threshold.value AS threshold_value,
	threshold.source AS threshold_source
FROM (
	SELECT
		item.programme_id,
		item.indicator_code,
		item.indicator_version,
		item.target_code,
		item.specialty,
		item.numerator,
		item.denominator,
		item.levels,
		item.kinds,
		item.minimum_denominator,
		item.required,
		min(item.target_code) OVER (PARTITION BY item.programme_id, item.specialty) AS specialty_order
	FROM zhiheng.programme_indicator AS item
) AS asked
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
LEFT JOIN zhiheng.programme_threshold AS threshold ON threshold.programme_id = asked.programme_id
	AND threshold.indicator_code = asked.indicator_code
WHERE (SELECT specialty FROM zhiheng.identity()) IS NULL OR asked.specialty = (SELECT specialty FROM zhiheng.identity());
COMMENT ON VIEW zhiheng.asked_indicator IS 'Indicators of programmes in the order of pages; for a QC centre those of its specialty';

CREATE OR REPLACE VIEW zhiheng.institution_card AS
SELECT
	institution.id,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	left(institution.region_code, 4) || '00' AS city_code,
	coalesce(city.name, region.name) AS city_name,
	institution.level,
	institution.kind,
	institution.specialist_type,
	institution.grade,
	institution.ownership,
	zhiheng.label('level', institution.level) AS level_label,
	zhiheng.label('kind', institution.kind) AS kind_label,
	zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	zhiheng.peer_group_label(institution.level, institution.kind, institution.specialist_type) AS peer_group_label,
	array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], institution.level) AS level_position,
	institution.active
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
LEFT JOIN zhiheng.region AS city ON city.code = left(institution.region_code, 4) || '00';
COMMENT ON VIEW zhiheng.institution_card IS 'Institutions with the words that pages and editions use for them';

DROP TYPE IF EXISTS zhiheng.result CASCADE;
CREATE TYPE zhiheng.result AS (
	indicator_code text,
	institution_id bigint,
	institution_name text,
	region_code text,
	region_name text,
	city_code text,
	city_name text,
	level text,
	level_label text,
	kind text,
	kind_label text,
	peer_group text,
	peer_group_label text,
	level_position integer,
	expected integer,
	accepted integer,
	received integer,
	coverage text,
	numerator numeric,
	denominator numeric,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	goal_met boolean,
	threshold_met boolean
);
COMMENT ON TYPE zhiheng.result IS 'What an institution''s accepted returns come to for one indicator and period';

CREATE FUNCTION zhiheng.results(p_programme bigint, p_period text, p_indicator text) RETURNS SETOF zhiheng.result
LANGUAGE plpgsql STABLE ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN QUERY
	SELECT
		value.indicator_code,
		value.institution_id,
		institution.name,
		institution.region_code,
		institution.region_name,
		institution.city_code,
		institution.city_name,
		institution.level,
		institution.level_label,
		institution.kind,
		institution.kind_label,
		institution.peer_group,
		institution.peer_group_label,
		institution.level_position,
		value.expected,
		value.accepted,
		value.received,
		value.coverage,
		value.numerator,
		value.denominator,
		baseline.numerator,
		baseline.denominator,
		baseline.goal,
		zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, value.numerator, value.denominator,
			NULL, NULL),
		zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, value.numerator, value.denominator,
			baseline.numerator, baseline.denominator)
	FROM zhiheng.indicator_values(p_programme, p_period, p_indicator) AS value
	JOIN zhiheng.institution_card AS institution ON institution.id = value.institution_id
	JOIN zhiheng.asked_indicator AS indicator ON indicator.programme_id = p_programme
		AND indicator.indicator_code = value.indicator_code
	LEFT JOIN zhiheng.baselines_approved(p_programme, p_indicator) AS baseline ON baseline.institution_id = value.institution_id
		AND baseline.indicator_code = value.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.results IS 'One row for an institution and indicator (null: all indicators) in a period, out of accepted returns; coverage as in zhiheng.indicator_value';

-- A view's tables are read with its owner's rights, but its functions (and those of the policies)
-- are run with the caller's.  None of these gives away more than the caller is.
GRANT EXECUTE ON FUNCTION
	zhiheng.audience(),
	zhiheng.identity(),
	zhiheng.is_demo(),
	zhiheng.today(),
	zhiheng.time_label(timestamptz),
	zhiheng.programme_visible(),
	zhiheng.label(text, text),
	zhiheng.period_label(text),
	zhiheng.scope_label(text),
	zhiheng.period_before(text),
	zhiheng.period_quarters(text),
	zhiheng.quarter_before(text, integer),
	zhiheng.region_last(text),
	zhiheng.peer_group(text, text, text),
	zhiheng.peer_group_label(text, text, text),
	zhiheng.applies(text[], text[], text, text, text),
	zhiheng.today(),
	zhiheng.return_class(text, timestamptz, date),
	zhiheng.return_class_label(text),
	zhiheng.meets(text, numeric, integer, numeric, numeric, numeric, numeric),
	zhiheng.goal_op(text)
TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;

RESET ROLE;
