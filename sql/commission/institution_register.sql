-- Schema commission: what becomes of an institution from a day on: other particulars, closed, suspended, open again, merged, excused.
--
-- All acts are one function's, and what an act would change is found by doing it and taking it back.  (A state that ends in 000 would
-- stand for all refusals.)

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.register_standing(p_institution bigint) RETURNS TABLE (period text, words text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	SELECT
		calendar.period,
		concat_ws('，',
			region.name,
			zhiheng.peer_group_label(own.level, own.kind, own.specialist_type),
			CASE coalesce(head.exempt, zhiheng.return_exempt(p_institution, calendar.period))
				WHEN 'excused' THEN '免报'
				WHEN 'closed' THEN '已关闭，不须报送'
				WHEN 'suspended' THEN '停业，不须报送'
				WHEN 'before' THEN '尚未开始报送'
				ELSE CASE
					WHEN head.id IS NULL THEN '没有报表'
					WHEN head.final THEN '须报送终止报表，不参加排名'
					ELSE '须报送'
				END
			END)
	FROM (SELECT DISTINCT item.period::text AS period FROM zhiheng.reporting_period AS item
		WHERE item.state <> 'planned' AND item.programme_id IN (SELECT zhiheng.programme_visible())) AS calendar
	JOIN zhiheng.register AS own ON own.id = p_institution AND own.first_day <= zhiheng.period_end(calendar.period)
		AND own.next_day > zhiheng.period_end(calendar.period)
	JOIN zhiheng.region AS region ON region.code = own.region_code
	LEFT JOIN zhiheng.return AS head ON head.institution_id = p_institution AND head.period = calendar.period
$$;
COMMENT ON FUNCTION commission.register_standing IS 'Where and among whom an institution counts in each period that was opened, and whether it owes a return, in words';

CREATE FUNCTION commission.register_act(p_institution bigint, p_seen text, p_act text, p_day date, p_detail jsonb, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	present jsonb := commission.institution_lock(p_institution, p_seen);
	account bigint := (SELECT who.account_id FROM zhiheng.identity() AS who);
	base jsonb;
	changes jsonb := '{}';
	reason text := btrim(coalesce(p_reason, ''));
BEGIN
	IF char_length(reason) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_reason';
	END IF;
	CASE p_act
		WHEN 'change' THEN
			IF zhiheng.register_state(p_institution, p_day) = 'closed' THEN
				RAISE EXCEPTION 'institution % is closed on %', p_institution, p_day USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_closed';
			END IF;
			base := (SELECT to_jsonb(item) FROM zhiheng.register AS item
				WHERE item.id = p_institution AND item.first_day <= p_day AND item.next_day > p_day);
			-- It lay elsewhere then: the commission of that place sees it.
			base := coalesce(base, present);
			changes := commission.difference(base || jsonb_build_object('credit_code', present -> 'credit_code'), p_detail);
			UPDATE zhiheng.institution SET credit_code = p_detail ->> 'credit_code'
			WHERE id = p_institution AND credit_code <> p_detail ->> 'credit_code';
			PERFORM zhiheng.particulars_record(p_institution, p_day, p_detail - 'credit_code', reason);
		WHEN 'close' THEN CALL zhiheng.register_open(p_institution, 'closed', p_day, reason, account);
		WHEN 'suspend' THEN CALL zhiheng.register_open(p_institution, 'suspended', p_day, reason, account);
		WHEN 'reopen' THEN CALL zhiheng.register_open(p_institution, 'open', p_day, reason, account);
		WHEN 'merge' THEN CALL zhiheng.register_merge(p_institution, p_detail ->> 'into', p_day, reason, account);
		WHEN 'excuse' THEN CALL zhiheng.register_excuse(p_institution, p_detail ->> 'period', true, reason, account);
		WHEN 'unexcuse' THEN CALL zhiheng.register_excuse(p_institution, p_detail ->> 'period', false, reason, account);
	END CASE;
	IF p_act <> 'change' OR changes <> '{}' THEN
		CALL zhiheng.write_audit('institution.' || p_act, p_institution, jsonb_strip_nulls(jsonb_build_object('day', p_day, 'reason', reason,
			'into', p_detail -> 'into', 'period', p_detail -> 'period')) || CASE changes WHEN '{}' THEN '{}'
			ELSE jsonb_build_object('changes', changes) END, account);
		PERFORM commission.return_make(NULL, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.register_act IS 'Records from a day on: change (particulars in p_detail), close, suspend, reopen, merge (p_detail: into), excuse and unexcuse (p_detail: period)';

CREATE FUNCTION commission.register_preview(p_institution bigint, p_seen text, p_act text, p_day date, p_detail jsonb, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	before jsonb;
	effects jsonb;
BEGIN
	before := (SELECT jsonb_object_agg(item.period, item.words) FROM commission.register_standing(p_institution) AS item);
	BEGIN
		PERFORM commission.register_act(p_institution, p_seen, p_act, p_day, p_detail, p_reason);
		effects := (SELECT jsonb_agg(jsonb_build_object('period', change.period, 'period_label', zhiheng.period_label(change.period),
				'before', change.before, 'after', change.after, 'past', zhiheng.period_end(change.period) < zhiheng.today()) ORDER BY change.period)
			FROM (
				SELECT coalesce(item.key, after.period) AS period, coalesce(item.value, '其他地区') AS before, coalesce(after.words, '其他地区') AS after
				FROM jsonb_each_text(before) AS item
				FULL JOIN commission.register_standing(p_institution) AS after ON after.period = item.key
				WHERE item.value IS DISTINCT FROM after.words
			) AS change);
		RAISE EXCEPTION 'undo' USING ERRCODE = 'ZH999';
	EXCEPTION WHEN SQLSTATE 'ZH999' THEN
		NULL;
	END;
	RETURN coalesce(effects, '[]');
END
$$;
COMMENT ON FUNCTION commission.register_preview IS 'What commission.register_act would change, without doing it: the periods in which the institution counts or owes otherwise';

-- == what is on record ==

CREATE VIEW commission.register_history AS
SELECT
	line.institution_id,
	line.day,
	CASE WHEN line.day = '-infinity' THEN '登记起' ELSE to_char(line.day, 'YYYY-MM-DD') END AS from_day,
	line.day > '-infinity' AND line.day < (line.recorded_at AT TIME ZONE 'Asia/Shanghai')::date AS back_dated,
	line.kind,
	line.words,
	line.reason,
	coalesce(account.name, '系统') AS person,
	zhiheng.time_label(line.recorded_at) AS recorded_at
FROM (
	SELECT
		item.institution_id,
		item.from_day AS day,
		item.recorded_at,
		'登记信息' AS kind,
		concat_ws('，', item.name, region.name, zhiheng.label('affiliation', competent.level),
			zhiheng.label('level', item.level) || coalesce(zhiheng.label('grade', item.grade), ''),
			coalesce(item.specialist_type || '专科医院', zhiheng.label('kind', item.kind)), zhiheng.label('ownership', item.ownership),
			item.beds || ' 张床') AS words,
		item.reason,
		item.account_id
	FROM zhiheng.particulars AS item
	JOIN zhiheng.region AS region ON region.code = item.region_code
	JOIN zhiheng.region AS competent ON competent.code = item.affiliation_code
	UNION ALL
	SELECT item.institution_id, item.from_day, item.recorded_at, '状态',
		CASE item.state WHEN 'open' THEN '开业' WHEN 'suspended' THEN '停业' WHEN 'closed' THEN '关闭' ELSE '尚未开始报送' END, item.reason,
		item.account_id
	FROM zhiheng.institution_status AS item
	WHERE item.from_day > '-infinity'
	UNION ALL
	SELECT side.id, item.on_day, item.recorded_at, '并入', CASE WHEN side.id = item.predecessor_id THEN '并入' || after.name
		ELSE before.name || '并入' END, item.reason, item.account_id
	FROM zhiheng.succession AS item
	JOIN zhiheng.institution AS before ON before.id = item.predecessor_id
	JOIN zhiheng.institution AS after ON after.id = item.successor_id
	CROSS JOIN LATERAL (VALUES (item.predecessor_id), (item.successor_id)) AS side (id)
	UNION ALL
	SELECT item.institution_id, zhiheng.period_start(item.period), item.recorded_at, '免报',
		zhiheng.period_label(item.period) || CASE WHEN item.excused THEN '免报' ELSE '取消免报' END, item.reason, item.account_id
	FROM zhiheng.excuse AS item
) AS line
LEFT JOIN zhiheng.account AS account ON account.id = line.account_id;
COMMENT ON VIEW commission.register_history IS 'All that is on record of institutions of the subtree, as it was recorded; back_dated: of a day that was past then, a correction of the past';

CREATE VIEW commission.register_period AS
SELECT DISTINCT calendar.period::text AS value, zhiheng.period_label(calendar.period) AS label
FROM zhiheng.reporting_period AS calendar
WHERE calendar.programme_id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.register_period IS 'Periods of the calendars that the session sees';

CREATE FUNCTION commission.today() RETURNS date
LANGUAGE sql STABLE SET search_path = ''
RETURN zhiheng.today();
COMMENT ON FUNCTION commission.today IS 'zhiheng.today';

CREATE FUNCTION commission.institution_change(p_institution bigint, p_seen text, p_credit_code text, p_name text, p_region text,
	p_affiliation text, p_level text, p_grade text, p_kind text, p_specialist_type text, p_ownership text, p_beds integer, p_day date, p_reason text,
	p_preview boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	present jsonb := commission.institution_lock(p_institution, p_seen);
	detail jsonb;
BEGIN
	PERFORM commission.institution_check_region(p_region);
	detail := jsonb_build_object('credit_code', p_credit_code, 'name', p_name, 'region_code', p_region,
		'affiliation_code', commission.institution_affiliation(p_region, p_affiliation, present ->> 'affiliation_code'), 'level', p_level,
		'grade', p_grade, 'kind', p_kind, 'specialist_type', p_specialist_type, 'ownership', p_ownership, 'beds', p_beds);
	IF p_preview THEN
		RETURN commission.register_preview(p_institution, p_seen, 'change', p_day, detail, p_reason);
	END IF;
	PERFORM commission.register_act(p_institution, p_seen, 'change', p_day, detail, p_reason);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION commission.institution_change IS 'commission.register_act of other particulars, or what it would change';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
