-- Schema institution: return, continued: corrections of accepted numbers.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.correction_ask(p_return bigint, p_revision integer, p_reason text, p_codes text[], p_states text[], p_values numeric[])
RETURNS TABLE (outcome text, code text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	judged zhiheng.entry[];
	strange text;
	asked bigint;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF head.state NOT IN ('accepted', 'published') THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition', DETAIL = head.state;
	END IF;
	IF p_revision IS DISTINCT FROM head.revision THEN
		RAISE EXCEPTION 'revision is % now', head.revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.correction AS known WHERE known.return_id = p_return
	    AND NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = known.id)) THEN
		RAISE EXCEPTION 'return % has an open correction', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_open';
	END IF;
	judged := zhiheng.return_judge(head, head.revision, p_codes, p_states, p_values);
	SELECT item.code INTO strange FROM unnest(judged) AS item WHERE item.verdict = 'unknown' LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not asked', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = strange;
	END IF;
	IF EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict NOT IN ('same', 'change')) THEN
		RETURN QUERY SELECT item.verdict, item.code FROM unnest(judged) AS item WHERE item.verdict NOT IN ('same', 'change');
		RETURN;
	END IF;
	IF NOT EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict = 'change') THEN
		RAISE EXCEPTION 'nothing differs' USING ERRCODE = 'ZH400', CONSTRAINT = 'correction_empty';
	END IF;
	INSERT INTO zhiheng.correction (return_id, revision, reason, account_id)
	VALUES (p_return, head.revision, p_reason, account)
	RETURNING id INTO asked;
	INSERT INTO zhiheng.correction_item (correction_id, element_code, state, value)
	SELECT asked, item.code, item.state, item.value FROM unnest(judged) AS item WHERE item.verdict = 'change';
	CALL zhiheng.write_audit('correction.ask', asked, jsonb_build_object('return', p_return, 'revision', head.revision, 'reason', p_reason));
	RETURN QUERY SELECT 'asked', NULL::text;
END
$$;
COMMENT ON FUNCTION institution.correction_ask IS 'Asks to change an accepted or published return: one row asked, or a row for each element that cannot be so. Nothing changes before the commission approves. ZH409 one is open already';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
