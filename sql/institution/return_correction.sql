-- Schema institution: return, continued: corrections of accepted numbers: asked for, signed, withdrawn.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.correction_head(p_return bigint) RETURNS zhiheng.return
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF head.state NOT IN ('accepted', 'published') THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_state', DETAIL = head.state;
	END IF;
	RETURN head;
END
$$;
COMMENT ON FUNCTION institution.correction_head IS 'Locks an own return of which something may be corrected: it is accepted, and nothing of it is being worked on';

CREATE FUNCTION institution.correction_longer(p_head zhiheng.return, p_judged zhiheng.entry[])
RETURNS TABLE (outcome text, code text, value numeric)
LANGUAGE plpgsql STABLE ROWS 5 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT side.outcome, item.code, trim_scale(min(kept.value))
	FROM zhiheng.return AS longer
	CROSS JOIN LATERAL institution.return_bounds(longer.id) AS bound
	JOIN unnest(p_judged) AS item ON item.code = bound.code AND item.verdict = 'change' AND item.value IS NOT NULL
	JOIN zhiheng.accepted_cell AS kept ON kept.institution_id = longer.institution_id AND kept.period = longer.period AND kept.element_code = item.code
		AND kept.value IS NOT NULL AND kept.levels & zhiheng.level_bit(4) <> 0
	LEFT JOIN zhiheng.return_cell AS now ON now.return_id = p_head.id AND now.element_code = item.code
	CROSS JOIN LATERAL (SELECT CASE
		WHEN item.value > kept.value THEN 'above_longer'
		WHEN bound.highest_label ~ CASE zhiheng.cadence(p_head.period) WHEN 'quarter' THEN '季之和$' ELSE '半年之和$' END
			AND bound.highest + item.value - coalesce(now.value, 0) < kept.value THEN 'below_longer'
	END AS outcome) AS side
	WHERE longer.institution_id = p_head.institution_id AND longer.accepted_revision IS NOT NULL
		AND p_head.period = ANY (zhiheng.period_parts(longer.period, zhiheng.cadence(p_head.period))) AND side.outcome IS NOT NULL
	GROUP BY side.outcome, item.code;
END
$$;
COMMENT ON FUNCTION institution.correction_longer IS 'What of a correction would leave an accepted number of a longer period, typed there, outside what its shorter periods allow; value: that number, to be corrected before';

CREATE FUNCTION institution.correction_ask(p_return bigint, p_revision integer, p_reason text, p_codes text[], p_states text[], p_values numeric[])
RETURNS TABLE (outcome text, code text, value numeric)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	account bigint := institution.require('{clerk,verifier}');
	head zhiheng.return := institution.correction_head(p_return);
	judged zhiheng.entry[];
	strange text;
	asked bigint;
BEGIN
	IF p_revision IS DISTINCT FROM head.revision THEN
		RAISE EXCEPTION 'revision is % now', head.revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	-- Judged as a save into all of it would be.
	head.reopened := true;
	head.opened := NULL;
	head.opened_until := NULL;
	judged := institution.return_hold_parts(p_return, zhiheng.return_judge(head, head.revision, p_codes, p_states, p_values));
	SELECT item.code INTO strange FROM unnest(judged) AS item WHERE item.verdict = 'unknown' LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not asked', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = strange;
	END IF;
	RETURN QUERY
	SELECT CASE WHEN item.verdict NOT IN ('same', 'change') THEN item.verdict WHEN open.code IS NOT NULL THEN 'asked_before' ELSE 'not_accepted' END, item.code,
		trim_scale(total.value)
	FROM unnest(judged) AS item
	JOIN zhiheng.element_number AS element ON element.code = item.code
	LEFT JOIN institution.correction_open(p_return) AS open ON open.code = item.code
	LEFT JOIN institution.return_totals(p_return) AS total ON total.code = item.code AND total.parts > 0
	WHERE item.verdict NOT IN ('same', 'change') OR (item.verdict = 'change' AND (open.code IS NOT NULL OR NOT zhiheng.element_accepted(head, element.number)))
	UNION ALL
	SELECT longer.outcome, longer.code, longer.value FROM institution.correction_longer(head, judged) AS longer;
	IF FOUND THEN
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
	RETURN QUERY SELECT 'asked', NULL::text, NULL::numeric;
END
$$;
COMMENT ON FUNCTION institution.correction_ask IS 'Asks to change accepted numbers: one row asked, or a row for each element that cannot be so (as return_save; asked_before: another correction of it is open; not_accepted; not_sum with the sum of its parts as value; above_longer and below_longer of institution.correction_longer). Nothing changes before a leader signed and the commission approved';

CREATE FUNCTION institution.correction_open(p_return bigint) RETURNS TABLE (code text)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT item.element_code
	FROM zhiheng.correction AS known
	JOIN zhiheng.correction_item AS item ON item.correction_id = known.id
	WHERE known.return_id = p_return AND NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = known.id)
$$;
COMMENT ON FUNCTION institution.correction_open IS 'Elements of which a correction is asked for and not decided';

CREATE FUNCTION institution.correction_undecided(p_return bigint, p_correction bigint) RETURNS zhiheng.correction
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	asked zhiheng.correction := (SELECT item FROM zhiheng.correction AS item WHERE item.id = p_correction AND item.return_id = p_return);
BEGIN
	IF asked.id IS NULL THEN
		RAISE EXCEPTION 'no such correction' USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.correction_decision AS known WHERE known.correction_id = p_correction) THEN
		RAISE EXCEPTION 'correction % is decided', p_correction USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_decided';
	END IF;
	RETURN asked;
END
$$;
COMMENT ON FUNCTION institution.correction_undecided IS 'An own correction that waits for its signature or decision; ZH404, ZH409';

CREATE FUNCTION institution.correction_sign(p_return bigint, p_correction bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{leader}');
	head zhiheng.return := institution.correction_head(p_return);
	asked zhiheng.correction := institution.correction_undecided(p_return, p_correction);
	cells smallint[];
	counts bigint[];
	absent smallint[];
	made bigint;
BEGIN
	IF asked.account_id = account THEN
		RAISE EXCEPTION 'who asked does not sign' USING ERRCODE = 'ZH403', CONSTRAINT = 'correction_second_person';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.submission AS known WHERE known.correction_id = p_correction) THEN
		RAISE EXCEPTION 'correction % is signed', p_correction USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_signed';
	END IF;
	SELECT
		array_agg(element.number ORDER BY element.number),
		array_agg(zhiheng.ten_thousandths(item.value) ORDER BY element.number),
		coalesce(array_agg(element.number ORDER BY element.number) FILTER (WHERE item.state = 'not_applicable'), '{}')
	INTO cells, counts, absent
	FROM zhiheng.correction_item AS item
	JOIN zhiheng.element_number AS element ON element.code = item.element_code
	WHERE item.correction_id = p_correction;
	IF EXISTS (SELECT FROM zhiheng.submission_waiting(p_return) AS waiting WHERE waiting.elements && cells) THEN
		RAISE EXCEPTION 'a cell waits already' USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_cell_waiting';
	END IF;
	made := zhiheng.submission_begin(head.institution_id, 'correction', zhiheng.period_end(head.period), NULL, p_correction);
	INSERT INTO zhiheng.submission_sheet (submission_id, return_id, revision, elements, numbers, not_applicable, digest)
	VALUES (made, p_return, asked.revision, cells, counts, absent, zhiheng.submission_digest(cells, counts, absent));
	CALL zhiheng.write_audit('correction.sign', p_correction, jsonb_build_object('return', p_return, 'submission', made));
	RETURN made;
END
$$;
COMMENT ON FUNCTION institution.correction_sign IS 'A leader who did not ask signs a correction with the password: it is with the commission then';

CREATE FUNCTION institution.correction_withdraw(p_return bigint, p_correction bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	locked bigint := (SELECT head.id FROM zhiheng.return AS head WHERE head.id = p_return FOR UPDATE);
	asked zhiheng.correction := institution.correction_undecided(locked, p_correction);
	signed bigint := (SELECT known.id FROM zhiheng.submission AS known WHERE known.correction_id = p_correction);
BEGIN
	IF account <> asked.account_id AND NOT EXISTS (SELECT FROM zhiheng.identity() AS who WHERE who.role = 'leader') THEN
		RAISE EXCEPTION 'another one asked' USING ERRCODE = 'ZH403', CONSTRAINT = 'correction_withdraw_role';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'correction_withdraw_reason';
	END IF;
	INSERT INTO zhiheng.correction_decision (correction_id, decision, reason, account_id) VALUES (p_correction, 'withdrawn', btrim(p_reason), account);
	IF signed IS NOT NULL THEN
		CALL zhiheng.submission_note(signed, p_return, NULL, 'withdrawn', '{}', p_reason);
	END IF;
	CALL zhiheng.write_audit('correction.withdraw', p_correction, jsonb_build_object('return', p_return, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION institution.correction_withdraw IS 'Who asked, or a leader, takes back a correction that is not decided, signed or not';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
