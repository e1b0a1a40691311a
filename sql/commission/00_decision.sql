-- Schema commission: deciding a return: one on its page, many of a list.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.return_open(p_return bigint, p_revision integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	submission bigint := (SELECT max(event.id) FROM zhiheng.return_event AS event
		WHERE event.return_id = p_return AND event.to_state = 'submitted');
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF head.state <> 'submitted' OR head.revision IS DISTINCT FROM p_revision THEN
		RAISE EXCEPTION 'return % is % revision %', p_return, head.state, head.revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	IF (SELECT item.own FROM commission.return_turn(p_return) AS item) IS FALSE THEN
		PERFORM zhiheng.turn_check((SELECT max(item.submission_id) FROM zhiheng.submission_waiting(p_return) AS item WHERE item.kind <> 'correction'),
			zhiheng.level_own());
	END IF;
	INSERT INTO zhiheng.return_opening (event_id, account_id)
	SELECT submission, account WHERE submission IS NOT NULL
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		CALL zhiheng.write_audit('return.open', p_return, jsonb_build_object('event', submission));
		RETURN true;
	END IF;
	RETURN false;
END
$$;
COMMENT ON FUNCTION commission.return_open IS 'Begins the review of a submission: the institution cannot withdraw it any more. False: somebody had begun it before. ZH409 when it is not the submission that was shown';

CREATE FUNCTION commission.return_turn(p_return bigint)
RETURNS TABLE (turn smallint, own boolean, revision integer, cells integer, wait text, lapsed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	mine CONSTANT smallint := zhiheng.level_own();
BEGIN
	RETURN QUERY
	SELECT
		item.turn,
		item.turn = mine,
		max(sheet.revision),
		sum(cardinality(item.elements))::integer,
		zhiheng.rung_wait(item.turn, min(due.day)),
		min(due.day) < zhiheng.today() AND bool_or(mine = (SELECT max(rung) FROM unnest(item.rungs) AS rung WHERE rung < item.turn))
	FROM zhiheng.submission_waiting(p_return) AS item
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = item.submission_id AND sheet.return_id = p_return
	JOIN zhiheng.submission AS known ON known.id = item.submission_id
	CROSS JOIN LATERAL (SELECT zhiheng.rung_due(known.institution_id, item.turn, known.turn_at) AS day) AS due
	WHERE item.kind <> 'correction' AND NOT item.decided
	GROUP BY item.turn
	ORDER BY item.turn = mine DESC, item.turn DESC
	LIMIT 1;
END
$$;
COMMENT ON FUNCTION commission.return_turn IS 'Whose turn it is with what waits of a return: that of who asks first; own: it is, and revision is the newest that was signed of it; wait: how long that level has yet; lapsed: it has none left, and who asks is the next';

CREATE FUNCTION commission.return_excepted(p_return bigint, p_elements text[], p_texts text[]) RETURNS smallint[]
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	faulty text;
BEGIN
	IF cardinality(p_elements) <> cardinality(p_texts) THEN
		RAISE EXCEPTION '% reasons for % elements', cardinality(p_texts), cardinality(p_elements) USING ERRCODE = 'ZH400', CONSTRAINT = 'return_act';
	END IF;
	SELECT code INTO faulty FROM unnest(p_elements) AS code
	WHERE code NOT IN (SELECT element.code FROM commission.return_element(p_return) AS element) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not in the return', faulty USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_element', DETAIL = faulty;
	END IF;
	SELECT code INTO faulty FROM unnest(p_elements, p_texts) AS given (code, words)
	WHERE char_length(btrim(words)) NOT BETWEEN 2 AND 1000 LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'reason of % too short or long', faulty USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_text', DETAIL = faulty;
	END IF;
	RETURN ARRAY(SELECT element.number FROM zhiheng.element_number AS element WHERE element.code = ANY (p_elements) ORDER BY element.number);
END
$$;
COMMENT ON FUNCTION commission.return_excepted IS 'The elements that a reviewer names, by number, each with a reason; ZH400 else';

CREATE FUNCTION commission.return_pass(p_return bigint, p_level smallint, p_excepted smallint[], p_whole boolean, p_reason text) RETURNS text
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	waiting record;
	back smallint[];
	beside smallint[];
	taken smallint[] := '{}';
	answered smallint[] := '{}';
	gone smallint[] := '{}';
	left_open smallint[];
	first boolean := false;
BEGIN
	-- What is found wrong beside it goes back out of the copy.
	beside := ARRAY(SELECT item.element FROM unnest(p_excepted) AS item (element)
		WHERE NOT EXISTS (SELECT FROM zhiheng.submission_waiting(p_return) AS other WHERE other.kind <> 'correction' AND item.element = ANY (other.elements))
			AND EXISTS (SELECT FROM zhiheng.accepted_cells(p_return) AS cell WHERE cell.level = p_level AND cell.element = item.element) ORDER BY 1);
	FOR waiting IN SELECT item.submission_id, item.turn, item.rungs, item.elements FROM zhiheng.submission_waiting(p_return) AS item
	    WHERE item.kind <> 'correction' AND item.turn = p_level AND NOT item.decided LOOP
		back := CASE WHEN p_whole THEN waiting.elements
			ELSE ARRAY(SELECT item.element FROM unnest(waiting.elements || beside) AS item (element) WHERE item.element = ANY (p_excepted) ORDER BY 1) END;
		gone := gone || back;
		IF waiting.turn = waiting.rungs[1] THEN
			first := true;
			answered := answered || waiting.elements;
			taken := taken || ARRAY(SELECT item.element FROM unnest(waiting.elements) AS item (element) WHERE item.element <> ALL (back));
		END IF;
		CALL zhiheng.submission_note(waiting.submission_id, p_return, p_level, CASE back WHEN '{}' THEN 'accepted' ELSE 'returned' END, back, p_reason);
	END LOOP;
	IF p_excepted <> '{}' AND NOT gone @> p_excepted THEN
		RAISE EXCEPTION 'an element did not come to level %', p_level USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_cell',
			DETAIL = (SELECT element.code FROM zhiheng.element_number AS element WHERE element.number = ANY (p_excepted) AND element.number <> ALL (gone)
				ORDER BY element.code LIMIT 1);
	END IF;
	PERFORM zhiheng.accepted_make(p_return);
	-- What another level sent back meanwhile stays open.
	left_open := CASE WHEN head.reopened THEN ARRAY(SELECT item.element FROM unnest(head.opened) AS item (element) WHERE item.element <> ALL (answered)) ELSE '{}' END;
	UPDATE zhiheng.return AS item SET
		-- Without a list all of it was accepted when the data were loaded.
		accepted = CASE WHEN first AND (head.accepted_revision IS NULL OR head.accepted IS NOT NULL) AND (head.accepted IS NOT NULL OR taken <> '{}')
			THEN ARRAY(SELECT unnest(head.accepted) UNION SELECT unnest(taken) ORDER BY 1) ELSE item.accepted END,
		opened = CASE WHEN first AND taken = '{}' AND head.accepted_revision IS NULL THEN NULL
			ELSE ARRAY(SELECT unnest(left_open) UNION SELECT unnest(gone) ORDER BY 1) END,
		opened_until = CASE WHEN gone <> '{}' THEN zhiheng.working_day_after(zhiheng.today(), zhiheng.opening_days()) ELSE item.opened_until END
	WHERE item.id = p_return AND (first OR gone <> '{}');
	RETURN CASE
		WHEN gone <> '{}' AND (first OR head.state <> 'submitted') OR first AND left_open <> '{}' THEN 'returned'
		WHEN first THEN 'accepted'
	END;
END
$$;
COMMENT ON FUNCTION commission.return_pass IS 'One step of the ladder: of all that waits of a return at a level the excepted cells (p_whole: all) go back, all others pass into its copy and go on; gives the state that the return moves to, null: it stays as it is';

CREATE FUNCTION commission.return_back(p_return bigint, p_level smallint, p_excepted smallint[], p_reason text) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	newest zhiheng.submission := (SELECT item FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.submission AS item ON item.id = sheet.submission_id
		WHERE sheet.return_id = p_return AND item.kind <> 'correction' AND zhiheng.submission_passed(item.id, p_return, zhiheng.rung_counting(item.rungs, p_level)) <> '{}'
		ORDER BY item.id DESC LIMIT 1);
	cells smallint[] := ARRAY(SELECT DISTINCT cell.element FROM zhiheng.accepted_cells(p_return) AS cell WHERE cell.level = p_level ORDER BY 1);
	above record;
BEGIN
	IF newest.id IS NOT NULL AND p_level <> ALL (newest.rungs) THEN
		PERFORM zhiheng.turn_check(newest.id, p_level);
	END IF;
	IF cells = '{}' AND newest.id IS NULL AND p_level <> ALL (zhiheng.rungs((SELECT item.institution_id FROM zhiheng.return AS item WHERE item.id = p_return), zhiheng.today())) THEN
		RAISE EXCEPTION 'level % takes note only', p_level USING ERRCODE = 'ZH403', CONSTRAINT = 'submission_reads';
	END IF;
	IF p_excepted <> '{}' AND cells <> '{}' THEN
		IF NOT cells @> p_excepted THEN
			RAISE EXCEPTION 'an element is not in the copy of level %', p_level USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_cell',
				DETAIL = (SELECT element.code FROM zhiheng.element_number AS element WHERE element.number = ANY (p_excepted) AND element.number <> ALL (cells)
					ORDER BY element.code LIMIT 1);
		END IF;
		cells := p_excepted;
	END IF;
	-- What goes back does not go on: levels above that wait for it do so no longer.
	FOR above IN SELECT item.submission_id FROM zhiheng.submission_waiting(p_return) AS item
	    WHERE item.kind <> 'correction' AND (item.turn < p_level OR item.decided AND item.turn = p_level) AND item.elements && cells LOOP
		CALL zhiheng.submission_note(above.submission_id, p_return, p_level, 'returned', cells, p_reason);
	END LOOP;
	IF NOT FOUND AND newest.id IS NOT NULL THEN
		CALL zhiheng.submission_note(newest.id, p_return, p_level, 'returned', cells, p_reason);
	END IF;
	UPDATE zhiheng.return AS item SET
		opened = CASE WHEN p_excepted <> '{}' THEN p_excepted END,
		opened_until = zhiheng.working_day_after(zhiheng.today(), zhiheng.opening_days())
	WHERE item.id = p_return;
END
$$;
COMMENT ON FUNCTION commission.return_back IS 'Sends back cells of a level''s copy (none named: all), which stands until the answer is accepted there; who is not on the ladder is refused';

CREATE FUNCTION commission.return_decide(p_return bigint, p_act text, p_state text, p_revision integer, p_reason text,
	p_elements text[], p_texts text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	level CONSTANT smallint := zhiheng.level_own();
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	mine record;
	excepted smallint[];
	moves text := 'returned';
	event bigint;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	SELECT known.turn, known.own, known.revision INTO mine FROM commission.return_turn(p_return) AS known;
	IF p_state = 'submitted' AND mine.own IS FALSE THEN
		PERFORM zhiheng.turn_check((SELECT max(item.submission_id) FROM zhiheng.submission_waiting(p_return) AS item
			WHERE item.kind <> 'correction' AND item.turn = mine.turn), level);
	END IF;
	-- At its turn a level sees what was signed, whatever the hospital is at work on since.
	IF (CASE WHEN mine.own THEN 'submitted' ELSE head.state END, CASE WHEN mine.own THEN mine.revision ELSE head.revision END) IS DISTINCT FROM (p_state, p_revision) THEN
		RAISE EXCEPTION 'return % is % revision %, the page showed % revision %', p_return, head.state, head.revision, p_state, p_revision
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	IF p_act NOT IN ('accept', 'return') OR (p_act = 'accept' AND cardinality(p_elements) > 0) THEN
		RAISE EXCEPTION 'act % with % reasons', p_act, cardinality(p_elements) USING ERRCODE = 'ZH400', CONSTRAINT = 'return_act';
	END IF;
	IF p_act = 'return' AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason';
	END IF;
	excepted := commission.return_excepted(p_return, p_elements, p_texts);
	IF mine.own AND EXISTS (SELECT FROM zhiheng.return_opinion AS opinion
	    JOIN zhiheng.submission AS known ON known.id = opinion.submission_id AND known.turn = level
	    JOIN zhiheng.qc_centre AS centre ON centre.id = opinion.qc_centre_id AND centre.commission_id = (SELECT who.commission_id FROM zhiheng.identity() AS who)
	    WHERE opinion.return_id = p_return AND NOT EXISTS (SELECT FROM zhiheng.return_opinion_answer AS answer WHERE answer.opinion_id = opinion.id)) THEN
		RAISE EXCEPTION 'an opinion is not answered' USING ERRCODE = 'ZH409', CONSTRAINT = 'opinion_unanswered';
	END IF;
	IF mine.own THEN
		-- Who decides has looked.
		IF mine.turn = (SELECT item.rungs[1] FROM zhiheng.submission_waiting(p_return) AS item WHERE item.turn = mine.turn ORDER BY item.submission_id DESC LIMIT 1)
		    AND head.state = 'submitted' THEN
			PERFORM commission.return_open(p_return, p_revision);
		END IF;
		moves := commission.return_pass(p_return, level, excepted, p_act = 'return' AND excepted = '{}', p_reason);
	ELSIF p_act = 'return' AND head.state IN ('accepted', 'published') THEN
		PERFORM commission.return_back(p_return, level, excepted, p_reason);
	ELSE
		moves := CASE p_act WHEN 'accept' THEN 'accepted' ELSE 'returned' END;
		RAISE EXCEPTION 'return % is %, cannot become %', p_return, head.state, moves
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition', DETAIL = head.state;
	END IF;
	event := CASE WHEN moves IS NOT NULL THEN zhiheng.return_move(p_return, moves, coalesce(p_reason, CASE moves WHEN 'returned' THEN '上级退回的数据项尚待重报' END))
		ELSE (SELECT max(step.id) FROM zhiheng.submission_step AS step WHERE step.return_id = p_return) END;
	INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
	SELECT p_return, given.code, 'reason', btrim(given.words), p_revision, account
	FROM unnest(p_elements, p_texts) AS given (code, words);
	IF moves IS NOT NULL THEN
		RETURN event;
	END IF;
	-- Where the state of the return moves, that is in the audit.
	CALL zhiheng.write_audit('submission.' || p_act, p_return, jsonb_build_object('level', level, 'revision', p_revision, 'excepted', p_elements, 'reason', p_reason));
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.return_decide IS 'At the turn of the own level: accepts what waits of a return, or sends back the elements named (none named: all) with a reason for each and one for the whole, the others being accepted. Else sends back from what was accepted or published. ZH409 return_stale when it changed since the page was made, ZH403 and ZH409 out of turn (zhiheng.turn_check)';

CREATE FUNCTION commission.return_take_over(p_return bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	level CONSTANT smallint := zhiheng.level_own();
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	late zhiheng.submission := (SELECT item FROM zhiheng.submission_waiting(p_return) AS waiting JOIN zhiheng.submission AS item ON item.id = waiting.submission_id
		WHERE item.turn > level ORDER BY item.id LIMIT 1);
	sheet record;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF late.id IS NULL OR level <> ALL (late.rungs) THEN
		PERFORM zhiheng.turn_check(coalesce(late.id, (SELECT max(item.submission_id) FROM zhiheng.submission_sheet AS item WHERE item.return_id = p_return)), level);
		RAISE EXCEPTION 'nothing is late' USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_decided';
	END IF;
	IF level <> (SELECT max(rung) FROM unnest(late.rungs) AS rung WHERE rung < late.turn)
	    OR zhiheng.rung_due(late.institution_id, late.turn, late.turn_at) >= zhiheng.today() THEN
		PERFORM zhiheng.turn_check(late.id, level);
	END IF;
	-- Returns of one submission in one order.
	FOR sheet IN SELECT item.return_id FROM zhiheng.submission_sheet AS item WHERE item.submission_id = late.id
	    AND zhiheng.submission_passed(late.id, item.return_id, late.turn) IS NULL ORDER BY item.return_id LOOP
		INSERT INTO zhiheng.submission_step (submission_id, return_id, level, commission_id, act, account_id)
		SELECT late.id, sheet.return_id, late.turn, who.commission_id, 'taken_over', account FROM zhiheng.identity() AS who;
	END LOOP;
	UPDATE zhiheng.submission SET rungs = array_remove(rungs, late.turn), turn = level, turn_at = now(), reached = least(reached, level) WHERE id = late.id;
	CALL zhiheng.write_audit('submission.take_over', late.id, jsonb_build_object('return', p_return, 'late', late.turn, 'since', late.turn_at));
END
$$;
COMMENT ON FUNCTION commission.return_take_over IS 'Takes the turn of the level below, whose days have lapsed (逾期接办): it is the own one then, and the step names who was late; ZH409 before';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
