-- Schema commission: a return under review: events, notes, samples, corrections, messages, opening it once more.

SET ROLE zhiheng_owner;

CREATE VIEW commission.return_filing AS
SELECT
	head.id AS return_id,
	zhiheng.time_label(opening.at) AS opened_at,
	opener.name AS opened_by,
	(SELECT count(*) FROM zhiheng.return_message AS message WHERE message.return_id = head.id) AS messages
FROM zhiheng.return AS head
-- A key that is computed first: what a policy guards is sought by it, not read through for it.
LEFT JOIN LATERAL (
	SELECT max(event.id) AS id
	FROM zhiheng.return_event AS event
	WHERE event.return_id = head.id AND event.to_state = 'submitted'
) AS submission ON true
LEFT JOIN zhiheng.return_opening AS opening ON opening.event_id = submission.id
LEFT JOIN zhiheng.account AS opener ON opener.id = opening.account_id;
COMMENT ON VIEW commission.return_filing IS 'Whether the review of a return''s last submission was begun, and by whom; how much was said';

CREATE FUNCTION commission.return_months(p_return bigint)
RETURNS TABLE (period text, month_label text, due_on date, passed_at text, days_late integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	quarter zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return);
	months text[] := CASE zhiheng.cadence(quarter.period) WHEN 'quarter' THEN zhiheng.period_parts(quarter.period, 'month') END;
BEGIN
	IF months IS NULL THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		month.period::text,
		zhiheng.period_label(month.period),
		calendar.due_on,
		zhiheng.time_label(pass.at),
		greatest((pass.at AT TIME ZONE 'Asia/Shanghai')::date - calendar.due_on, 0)
	FROM zhiheng.return AS month
	JOIN LATERAL (
		SELECT item.due_on
		FROM commission.return_asker AS asker
		JOIN zhiheng.reporting_period AS item ON item.programme_id = asker.programme_id AND item.period = month.period
		WHERE asker.return_id = month.id
		ORDER BY asker.place
		LIMIT 1
	) AS calendar ON true
	-- A month is in time when the verifier passed it, as institution.return has it.
	LEFT JOIN LATERAL (
		SELECT min(event.at) AS at
		FROM zhiheng.return_event AS event
		WHERE event.return_id = month.id AND event.to_state = 'verified'
	) AS pass ON true
	WHERE month.institution_id = quarter.institution_id AND month.period = ANY (months)
	ORDER BY month.period;
END
$$;
COMMENT ON FUNCTION commission.return_months IS 'The months that a quarter''s return is put together from, in order: when each first passed its hospital''s check, and how many days after its closing day in the programme that is read; no row where there are none';

CREATE FUNCTION commission.return_opened(p_return bigint)
RETURNS TABLE (opened_until date, expired boolean, answerable boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT head.opened_until, coalesce(head.opened_until < zhiheng.today(), false), zhiheng.submission_answered(head.id) IS NOT NULL
	FROM zhiheng.return AS head
	WHERE head.id = p_return AND head.state IN ('draft', 'returned', 'verified') AND head.reopened AND head.opened IS DISTINCT FROM '{}';
END
$$;
COMMENT ON FUNCTION commission.return_opened IS 'Of a return that was sent back: the last day on which it may be edited (null: no such day was set), whether it has passed, and whether it was signed, sent back, and not answered yet; no row of any other';

CREATE FUNCTION commission.return_reopen(p_return bigint, p_reason text) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	head zhiheng.return;
	sent_back bigint;
	level CONSTANT smallint := zhiheng.level_own();
	until CONSTANT date := zhiheng.working_day_after(zhiheng.today(), zhiheng.opening_days());
BEGIN
	PERFORM commission.require_reviewer();
	head := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	sent_back := zhiheng.submission_answered(p_return);
	IF head.state NOT IN ('draft', 'returned', 'verified') OR sent_back IS NULL THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition', DETAIL = head.state;
	END IF;
	IF level <> ALL (SELECT unnest(item.rungs) FROM zhiheng.submission AS item WHERE item.id = sent_back) THEN
		PERFORM zhiheng.turn_check(sent_back, level);
	END IF;
	IF head.opened_until = until THEN
		RAISE EXCEPTION 'return % is open until % already', p_return, until USING ERRCODE = 'ZH409', CONSTRAINT = 'return_reopen_again';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reopen_reason';
	END IF;
	UPDATE zhiheng.return SET opened_until = until WHERE id = p_return;
	CALL zhiheng.submission_note(sent_back, p_return, level, 'reopened', '{}', p_reason);
	CALL zhiheng.write_audit('return.reopen', p_return, jsonb_build_object('until', until, 'reason', btrim(p_reason)));
	RETURN until;
END
$$;
COMMENT ON FUNCTION commission.return_reopen IS 'Gives what was sent back ten more working days from today on, with a reason; what was opened stays the same. ZH409 when nothing is sent back, or it is open for as long already';

CREATE FUNCTION commission.message_add(p_return bigint, p_element text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	added bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.return AS head WHERE head.id = p_return) THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF p_element <> '*' AND p_element NOT IN (SELECT asked.code FROM commission.return_element(p_return) AS asked) THEN
		RAISE EXCEPTION 'element % is not asked', p_element USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_element', DETAIL = p_element;
	END IF;
	INSERT INTO zhiheng.return_message (return_id, element_code, side, text, account_id)
	VALUES (p_return, p_element, 'commission', p_text, account)
	RETURNING id INTO added;
	CALL zhiheng.write_audit('return.message', p_return, jsonb_build_object('message', added, 'element', p_element));
	RETURN added;
END
$$;
COMMENT ON FUNCTION commission.message_add IS 'Says something about a return, in whatever state it is; element * for the whole';

CREATE FUNCTION commission.return_notes(p_return bigint)
RETURNS TABLE (element_code text, source text, rule text, at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT DISTINCT ON (note.element_code)
		note.element_code,
		note.source,
		note.rule,
		zhiheng.time_label(note.at)
	FROM zhiheng.return AS head
	JOIN zhiheng.element_note AS note ON note.institution_id = head.institution_id
	WHERE head.id = p_return
	ORDER BY note.element_code, note.id DESC;
END
$$;
COMMENT ON FUNCTION commission.return_notes IS 'Where the institution of a return takes its elements from, the newest note of each';

CREATE VIEW commission.return_explanation AS
SELECT DISTINCT ON (remark.return_id)
	remark.return_id,
	remark.text,
	remark.revision
FROM zhiheng.return_remark AS remark
WHERE remark.element_code = '*' AND remark.kind = 'explanation'
ORDER BY remark.return_id, remark.id DESC;
COMMENT ON VIEW commission.return_explanation IS 'The institution''s newest words on a return as a whole';

CREATE VIEW commission.return_event AS
SELECT
	event.return_id,
	event.id,
	event.at,
	CASE
		WHEN event.opening THEN '开始审核'
		WHEN event.from_state IN ('accepted', 'published') AND event.to_state = 'draft' THEN '开始补报'
		WHEN event.from_state IN ('accepted', 'published') AND event.to_state = 'accepted' THEN '更正已接受'
		WHEN event.from_state = 'submitted' AND event.to_state = 'draft' THEN '机构撤回'
		ELSE zhiheng.label('return', event.to_state)
	END AS to_label,
	event.to_state,
	event.reason,
	event.revision,
	event.opening,
	coalesce(account.name, '系统') AS person,
	coalesce(institution.name, centre.name, commission.name, '') AS organisation
FROM zhiheng.return_step AS event
LEFT JOIN zhiheng.account AS account ON account.id = event.account_id
LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
LEFT JOIN zhiheng.qc_centre AS centre ON centre.id = account.qc_centre_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id;
COMMENT ON VIEW commission.return_event IS 'What happened to a return, openings of its review too, with persons';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
