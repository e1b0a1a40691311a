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

CREATE FUNCTION commission.register_state(p_institution bigint, p_day date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (SELECT span.state FROM zhiheng.status_span AS span
	WHERE span.institution_id = p_institution AND span.first_day <= p_day AND span.next_day > p_day);
COMMENT ON FUNCTION commission.register_state IS 'Whether an institution is open on a day: zhiheng.institution_status';

CREATE PROCEDURE commission.register_open(p_institution bigint, p_state text, p_day date, p_reason text, p_account bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	before CONSTANT text := commission.register_state(p_institution, p_day);
	late text;
BEGIN
	IF before = p_state OR (before = 'closed' AND p_state = 'suspended') THEN
		RAISE EXCEPTION 'institution % is % on %', p_institution, before, p_day USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_state_same';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.institution_status AS item WHERE item.institution_id = p_institution AND item.from_day > p_day) THEN
		RAISE EXCEPTION 'institution % has a state of a later day', p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_state_later';
	END IF;
	INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id)
	VALUES (p_institution, p_day, p_state, p_reason, p_account);
	late := (SELECT min(head.period) FROM zhiheng.return AS head
		WHERE head.institution_id = p_institution AND head.exempt IS NOT NULL AND head.exempt <> 'excused' AND head.first_submitted_at IS NOT NULL);
	IF late IS NOT NULL THEN
		RAISE EXCEPTION 'institution % has submitted %', p_institution, late USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_reported_later';
	END IF;
END
$$;
COMMENT ON PROCEDURE commission.register_open IS 'A state from a day on. ZH409: it is so already, another state is recorded of a later day, or a return of a period without an open day was submitted';

CREATE PROCEDURE commission.register_merge(p_institution bigint, p_into text, p_day date, p_reason text, p_account bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	successor bigint;
BEGIN
	-- Two that are merged into each other at the same moment must see each other.
	PERFORM pg_advisory_xact_lock(hashtextextended('succession', 0));
	successor := (SELECT item.id FROM zhiheng.institution AS item WHERE item.credit_code = p_into);
	IF successor IS NULL THEN
		RAISE EXCEPTION 'no institution % in the subtree', p_into USING ERRCODE = 'ZH400', CONSTRAINT = 'succession_successor';
	END IF;
	IF successor = p_institution THEN
		RAISE EXCEPTION 'institution % into itself', p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_self';
	END IF;
	IF EXISTS (
		WITH RECURSIVE heir AS (
			SELECT successor AS id
			UNION
			SELECT item.successor_id
			FROM heir
			JOIN zhiheng.succession AS item ON item.predecessor_id = heir.id AND item.way = 'merged'
		)
		SELECT FROM heir WHERE heir.id = p_institution
	) THEN
		RAISE EXCEPTION 'institution % was merged into % before', successor, p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_circle';
	END IF;
	IF commission.register_state(successor, p_day) <> 'open' THEN
		RAISE EXCEPTION 'institution % is not open on %', successor, p_day USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_closed';
	END IF;
	CALL commission.register_open(p_institution, 'closed', p_day, p_reason, p_account);
	INSERT INTO zhiheng.succession (predecessor_id, successor_id, way, on_day, reason, account_id)
	VALUES (p_institution, successor, 'merged', p_day, p_reason, p_account);
END
$$;
COMMENT ON PROCEDURE commission.register_merge IS 'Closes an institution on a day and names the one, by its credit code, that goes on. ZH409: into itself, in a circle, into one that is not open';

CREATE PROCEDURE commission.register_excuse(p_institution bigint, p_period text, p_excused boolean, p_reason text, p_account bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.reporting_period AS calendar
	    WHERE calendar.period = p_period AND calendar.programme_id IN (SELECT zhiheng.programme_visible())) THEN
		RAISE EXCEPTION 'period % is in no calendar', p_period USING ERRCODE = 'ZH400', CONSTRAINT = 'excuse_period';
	END IF;
	-- Who is signing at this moment is waited for.
	PERFORM FROM zhiheng.return AS head WHERE head.institution_id = p_institution AND head.period = p_period FOR UPDATE;
	IF p_excused AND EXISTS (SELECT FROM zhiheng.return AS head
	    WHERE head.institution_id = p_institution AND head.period = p_period AND head.first_submitted_at IS NOT NULL) THEN
		RAISE EXCEPTION 'return of % was signed', p_period USING ERRCODE = 'ZH409', CONSTRAINT = 'excuse_signed';
	END IF;
	IF coalesce((SELECT item.excused FROM zhiheng.excuse AS item WHERE item.institution_id = p_institution AND item.period = p_period
	    ORDER BY item.id DESC LIMIT 1), false) = p_excused THEN
		RAISE EXCEPTION 'it is so already' USING ERRCODE = 'ZH409', CONSTRAINT = 'excuse_same';
	END IF;
	INSERT INTO zhiheng.excuse (institution_id, period, excused, reason, account_id)
	VALUES (p_institution, p_period, p_excused, p_reason, p_account);
END
$$;
COMMENT ON PROCEDURE commission.register_excuse IS 'Excuses an institution from a period, or takes that back. ZH409: signed already, or so already';

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
			IF commission.register_state(p_institution, p_day) = 'closed' THEN
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
		WHEN 'close' THEN CALL commission.register_open(p_institution, 'closed', p_day, reason, account);
		WHEN 'suspend' THEN CALL commission.register_open(p_institution, 'suspended', p_day, reason, account);
		WHEN 'reopen' THEN CALL commission.register_open(p_institution, 'open', p_day, reason, account);
		WHEN 'merge' THEN CALL commission.register_merge(p_institution, p_detail ->> 'into', p_day, reason, account);
		WHEN 'excuse' THEN CALL commission.register_excuse(p_institution, p_detail ->> 'period', true, reason, account);
		WHEN 'unexcuse' THEN CALL commission.register_excuse(p_institution, p_detail ->> 'period', false, reason, account);
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
