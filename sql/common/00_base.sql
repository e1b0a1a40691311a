-- What several audiences' views and functions share.  Replaced at every migrate; holds no data.
--
-- What the audiences' schemas have goes first, so that nothing below is held by a view of theirs; their own files make
-- them anew, in the same transaction.

DROP SCHEMA IF EXISTS account, commission, console, disclosure, institution, worker CASCADE;

CREATE OR REPLACE PROCEDURE zhiheng.drop_functions(VARIADIC names text[])
LANGUAGE plpgsql AS $$
DECLARE
	signature regprocedure;
BEGIN
	FOR signature IN SELECT item.oid FROM pg_proc AS item
	    WHERE item.pronamespace = 'zhiheng'::regnamespace AND item.proname = ANY (names) LOOP
		EXECUTE format('DROP FUNCTION %s', signature);
	END LOOP;
END
$$;
COMMENT ON PROCEDURE zhiheng.drop_functions IS 'Takes functions of this schema away whatever their arguments were in an earlier release: CREATE OR REPLACE would leave these beside the new ones';
REVOKE EXECUTE ON PROCEDURE zhiheng.drop_functions FROM PUBLIC;

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.label(kind text, code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE kind
	WHEN 'level' THEN CASE code WHEN 'tertiary' THEN '三级' WHEN 'secondary' THEN '二级' WHEN 'primary' THEN '一级' WHEN 'ungraded' THEN '未定级' END
	WHEN 'grade' THEN CASE code WHEN 'A' THEN '甲等' WHEN 'B' THEN '乙等' WHEN 'C' THEN '丙等' END
	WHEN 'kind' THEN CASE code WHEN 'general' THEN '综合医院' WHEN 'tcm' THEN '中医医院' WHEN 'maternal_child' THEN '妇幼保健院' WHEN 'specialist' THEN '专科医院'
		WHEN 'blood_station' THEN '血站' WHEN 'exam_centre' THEN '健康体检机构' WHEN 'opo' THEN '人体器官获取组织' WHEN 'ems' THEN '院前急救机构' WHEN 'other' THEN '其他机构' END
	WHEN 'ownership' THEN CASE code WHEN 'public' THEN '公立' WHEN 'private' THEN '民营' END
	WHEN 'affiliation' THEN CASE code WHEN 'county' THEN '县（区）属' WHEN 'city' THEN '市属' WHEN 'province' THEN '省属' WHEN 'nation' THEN '委属' END
	WHEN 'role' THEN CASE code WHEN 'clerk' THEN '填报员' WHEN 'verifier' THEN '审核员' WHEN 'leader' THEN '负责人' WHEN 'machine' THEN '数据接口'
		WHEN 'viewer' THEN '查看员' WHEN 'reviewer' THEN '审核员' WHEN 'administrator' THEN '管理员' END
	WHEN 'return' THEN CASE code WHEN 'draft' THEN '填报中' WHEN 'verified' THEN '已审核待提交' WHEN 'submitted' THEN '已提交待审' WHEN 'returned' THEN '已退回'
		WHEN 'accepted' THEN '已接受' WHEN 'published' THEN '已公开' END
	WHEN 'submission' THEN CASE code WHEN 'regular' THEN '首次报送' WHEN 'supplement' THEN '补报' WHEN 'answer' THEN '退回后重报' WHEN 'correction' THEN '更正'
		WHEN 'backfill' THEN '补录' END
	WHEN 'submission_act' THEN CASE code WHEN 'accepted' THEN '已接受' WHEN 'returned' THEN '已退回' WHEN 'refused' THEN '未批准' WHEN 'withdrawn' THEN '已撤回'
		WHEN 'reopened' THEN '重新开放' WHEN 'taken_over' THEN '逾期，由上一级接办' END
	WHEN 'baseline' THEN CASE code WHEN 'waiting' THEN '待审批' WHEN 'approved' THEN '已批准' WHEN 'returned' THEN '已退回' END
	WHEN 'ledger' THEN CASE code WHEN 'found' THEN '待分析原因' WHEN 'analysed' THEN '待制定措施' WHEN 'planned' THEN '措施待认可' WHEN 'working' THEN '整改中'
		WHEN 'carried' THEN '待核查效果' WHEN 'reported' THEN '待销号' WHEN 'closed' THEN '已销号' END
	WHEN 'ledger_source' THEN CASE code WHEN 'self_check' THEN '自查' WHEN 'inspection' THEN '检查' WHEN 'case_evaluation' THEN '病例评价'
		WHEN 'threshold' THEN '未达要求' WHEN 'goal' THEN '未达目标' WHEN 'outlier' THEN '明显偏离同组' WHEN 'worsening' THEN '持续变差'
		WHEN 'screen' THEN '数据疑点' WHEN 'late' THEN '逾期未报' WHEN 'adverse_event' THEN '不良事件' END
	WHEN 'ledger_note' THEN CASE code WHEN 'cause' THEN '关键原因' WHEN 'progress' THEN '进展' WHEN 'evidence' THEN '佐证材料' WHEN 'effect' THEN '效果核查'
		WHEN 'visit' THEN '现场核查' WHEN 'remark' THEN '督导意见' END
	WHEN 'ledger_measure' THEN CASE code WHEN 'open' THEN '未完成' WHEN 'done' THEN '已完成' WHEN 'dropped' THEN '已取消' END
	WHEN 'period' THEN CASE code WHEN 'planned' THEN '未开放' WHEN 'open' THEN '填报中' WHEN 'closed' THEN '已关闭' END
	WHEN 'direction' THEN CASE code WHEN 'increase' THEN '越高越好' WHEN 'decrease' THEN '越低越好' WHEN 'reach' THEN '达到要求' WHEN 'none' THEN '仅监测' END
	WHEN 'frequency' THEN CASE code WHEN 'month' THEN '按月' WHEN 'quarter' THEN '按季度' WHEN 'half-year' THEN '每半年' WHEN 'year' THEN '每年' WHEN 'none' THEN '未规定' END
	WHEN 'op' THEN CASE code WHEN '>=' THEN '不低于' WHEN '<=' THEN '不高于' WHEN '=' THEN '等于' WHEN '>' THEN '高于' WHEN '<' THEN '低于' WHEN 'range' THEN '范围' WHEN 'up' THEN '较基线升高' WHEN 'down' THEN '较基线降低' END
END;
COMMENT ON FUNCTION zhiheng.label IS 'Chinese word for a code of the vocabulary; null for an unknown one';

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

CREATE OR REPLACE FUNCTION zhiheng.return_label(p_period text, p_backfilled boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN zhiheng.period_label(p_period) || CASE WHEN p_backfilled THEN '（补录）' ELSE '' END;
COMMENT ON FUNCTION zhiheng.return_label IS 'A return by its period, and that it was filled in afterwards';

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
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function with this many labels takes a millisecond to plan, in every statement that asks.
	RETURN (SELECT string_agg(CASE
			WHEN part = 'all' THEN '各类医疗机构'
			WHEN part LIKE 'region:%' THEN substr(part, 8)
			WHEN part LIKE 'service:%' THEN '开展' || substr(part, 9) || '的机构'
			WHEN part LIKE 'specialist:%' THEN substr(part, 12) || '专科医院'
			WHEN part LIKE 'level:%' THEN zhiheng.label('level', substr(part, 7)) || '医疗机构'
			WHEN part LIKE 'kind:%' THEN zhiheng.label('kind', substr(part, 6))
			WHEN part LIKE 'ownership:%' THEN zhiheng.label('ownership', substr(part, 11)) || '医疗机构'
			WHEN part = 'reporter:commission' THEN '卫健委'
			WHEN part = 'reporter:institution' THEN '医疗机构'
			WHEN part = 'reporter:qc_centre' THEN '质控中心'
			WHEN part LIKE 'reporter:%' THEN zhiheng.label('kind', substr(part, 10))
			ELSE coalesce(zhiheng.label('kind', part), zhiheng.label('level', part) || '医疗机构', part)
		END, '；' ORDER BY place)
		FROM regexp_split_to_table(scope, ';') WITH ORDINALITY AS split (part, place));
END
$$;
COMMENT ON FUNCTION zhiheng.scope_label IS 'applies_to or scope of the catalogue in words; parts it does not know stay as they are';

CREATE OR REPLACE FUNCTION zhiheng.alike(one text, other text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(max(length), 0)::integer
	FROM generate_series(1, 20) AS length
	WHERE length <= least(char_length(one), char_length(other)) AND lower(left(one, length)) = lower(left(other, length)));
COMMENT ON FUNCTION zhiheng.alike IS 'With how many characters, up to 20, two codes begin alike, in capitals or not';

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
	zhiheng.is_demo() AS demo
FROM (VALUES (true)) AS visitor (here)
LEFT JOIN zhiheng.identity() AS who ON visitor.here
LEFT JOIN zhiheng.account AS account ON account.id = who.account_id
LEFT JOIN zhiheng.institution AS institution ON institution.id = who.institution_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = who.commission_id
LEFT JOIN zhiheng.qc_centre AS centre ON centre.id = who.qc_centre_id;
COMMENT ON VIEW zhiheng.session_card IS 'One row about whoever is asking, loaded by every page: all of it NULL but demo when nobody is signed in';

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

-- Taken into the statements that ask it: they ask for millions of rows.
CREATE OR REPLACE FUNCTION zhiheng.can_stand(has_denominator boolean, part_of_whole boolean, numerator numeric, denominator numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN numerator IS NOT NULL AND (NOT has_denominator OR (denominator IS NOT NULL AND (denominator > 0 OR numerator = 0)
	AND (NOT part_of_whole OR numerator <= denominator)));
COMMENT ON FUNCTION zhiheng.can_stand IS 'Whether the counts of one institution may go into a sum: they are there, nothing is out of no cases, and no part is greater than its whole; 0 of 0 is a count. The first two are columns of zhiheng.measure_kind';

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
	zhiheng.return_label(text, boolean),
	zhiheng.scope_label(text),
	zhiheng.specialty_elements(),
	zhiheng.specialty_indicators(),
	zhiheng.period_before(text),
	zhiheng.cadence(text),
	zhiheng.quarter_of(text),
	zhiheng.cadence_rank(text),
	zhiheng.period_of(integer, text, integer),
	zhiheng.period_first_month(text),
	zhiheng.period_end(text),
	zhiheng.period_start(text),
	zhiheng.accumulation(text, text),
	zhiheng.wants(text, text, text, text),
	zhiheng.period_quarters(text),
	zhiheng.period_parts(text, text),
	zhiheng.period_sources(text),
	zhiheng.quarter_before(text, integer),
	zhiheng.region_last(text),
	zhiheng.peer_group(text, text, text),
	zhiheng.peer_group_label(text, text, text),
	zhiheng.applies(text[], text[], text, text, text),
	zhiheng.return_class(text, timestamptz, date),
	zhiheng.return_opened(zhiheng.return),
	zhiheng.return_class_label(text),
	zhiheng.meets(text, numeric, integer, numeric, numeric, numeric, numeric),
	zhiheng.goal_op(text)
TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;

RESET ROLE;
