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

CREATE FUNCTION commission.return_decide(p_return bigint, p_act text, p_state text, p_revision integer, p_reason text,
	p_elements text[], p_texts text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	present_state text;
	present_revision integer;
	event bigint;
	faulty text;
BEGIN
	SELECT state, revision INTO present_state, present_revision FROM zhiheng.return WHERE id = p_return FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF present_state <> p_state OR present_revision <> p_revision THEN
		RAISE EXCEPTION 'return % is % revision %, the page showed % revision %',
			p_return, present_state, present_revision, p_state, p_revision
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	IF p_act NOT IN ('accept', 'return') OR (p_act = 'accept' AND cardinality(p_elements) > 0)
	    OR cardinality(p_elements) <> cardinality(p_texts) THEN
		RAISE EXCEPTION 'act % with % reasons', p_act, cardinality(p_elements) USING ERRCODE = 'ZH400', CONSTRAINT = 'return_act';
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
	-- Who decides has looked.
	IF present_state = 'submitted' THEN
		PERFORM commission.return_open(p_return, p_revision);
	END IF;
	event := zhiheng.return_move(p_return, CASE p_act WHEN 'accept' THEN 'accepted' ELSE 'returned' END, p_reason);
	INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
	SELECT p_return, given.code, 'reason', btrim(given.words), present_revision, account
	FROM unnest(p_elements, p_texts) AS given (code, words);
	-- What was named is what may be edited; nothing named: all of it.
	IF p_act = 'return' AND cardinality(p_elements) > 0 THEN
		UPDATE zhiheng.return SET opened = ARRAY(SELECT element.number FROM zhiheng.element_number AS element
			WHERE element.code = ANY (p_elements) ORDER BY element.number)
		WHERE id = p_return;
	END IF;
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.return_decide IS 'Accepts a return, or gives it back (from submitted, accepted or published) with a reason and a reason for single elements; ZH409 return_stale when it changed since the page was made';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
