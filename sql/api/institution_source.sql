-- Schema institution, continued: where the own numbers come from; corrections of what was accepted.  Loaded after institution.sql.

SET ROLE zhiheng_owner;

-- == note ==

CREATE VIEW institution.element_note AS
SELECT DISTINCT ON (note.element_code)
	note.element_code,
	note.source,
	note.rule,
	account.name AS person,
	zhiheng.time_label(note.at) AS at
FROM zhiheng.element_note AS note
JOIN zhiheng.account AS account ON account.id = note.account_id
WHERE note.institution_id = (SELECT institution_id FROM zhiheng.identity())
ORDER BY note.element_code, note.id DESC;
COMMENT ON VIEW institution.element_note IS 'The own notes on sources, the newest of each element: it holds for every period since';

CREATE FUNCTION institution.note_elements()
RETURNS TABLE (code text, specialty text, name text, unit text, definition text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		item.code,
		item.specialty,
		item.name,
		item.unit,
		item.definition
	FROM (
		SELECT
			asked.code,
			(array_agg(asked.specialty ORDER BY asked.programme DESC))[1] AS specialty,
			coalesce(min(element.name), asked.code) AS name,
			coalesce(min(element.unit), '') AS unit,
			coalesce(min(element.definition), '') AS definition,
			row_number() OVER (ORDER BY max(asked.programme) DESC, (array_agg(asked.place ORDER BY asked.programme DESC))[1]) AS place
		FROM (
			SELECT
				programme.id AS programme,
				part.code,
				part.specialty,
				part.place
			FROM zhiheng.programme_visible() AS programme (id)
			CROSS JOIN LATERAL institution.asked_elements(programme.id) AS part
		) AS asked
		LEFT JOIN zhiheng.element AS element ON element.code = asked.code
		GROUP BY asked.code
	) AS item
	ORDER BY min(item.place) OVER (PARTITION BY item.specialty), item.place;
END
$$;
COMMENT ON FUNCTION institution.note_elements IS 'Every element that is asked of the own institution by any programme, a specialty''s together, the newest programme''s first, in the order of its form';

CREATE FUNCTION institution.note_history(p_code text)
RETURNS TABLE (source text, rule text, person text, at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		note.source,
		note.rule,
		account.name,
		zhiheng.time_label(note.at)
	FROM zhiheng.element_note AS note
	JOIN zhiheng.account AS account ON account.id = note.account_id
	WHERE note.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND note.element_code = p_code
	ORDER BY note.id DESC;
END
$$;
COMMENT ON FUNCTION institution.note_history IS 'All own notes on an element, newest first';

CREATE FUNCTION institution.note_add(p_code text, p_source text, p_rule text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier}');
	own bigint := (SELECT institution_id FROM zhiheng.identity());
BEGIN
	IF p_code NOT IN (SELECT asked.code FROM institution.note_elements() AS asked) THEN
		RAISE EXCEPTION 'element % is not asked', p_code USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM institution.element_note AS known
	    WHERE known.element_code = p_code AND (known.source, known.rule) IS NOT DISTINCT FROM (p_source, p_rule)) THEN
		RETURN false;
	END IF;
	INSERT INTO zhiheng.element_note (institution_id, element_code, source, rule, account_id)
	VALUES (own, p_code, p_source, p_rule, account);
	CALL zhiheng.write_audit('element.note', own, jsonb_build_object('element', p_code, 'source', p_source, 'rule', p_rule));
	RETURN true;
END
$$;
COMMENT ON FUNCTION institution.note_add IS 'Notes the source and rule of an element; false: it says that already';

-- == correction ==

CREATE FUNCTION institution.return_correction(p_return bigint)
RETURNS TABLE (id bigint, reason text, person text, at text, state text, state_label text, decision_reason text, decided_at text, decided_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		correction.id,
		correction.reason,
		account.name,
		zhiheng.time_label(correction.at),
		coalesce(decision.decision, 'waiting'),
		CASE coalesce(decision.decision, 'waiting') WHEN 'waiting' THEN '待审批' WHEN 'approved' THEN '已批准' ELSE '未批准' END,
		decision.reason,
		zhiheng.time_label(decision.at),
		coalesce(commission.name, decider.name)
	FROM zhiheng.correction AS correction
	JOIN zhiheng.account AS account ON account.id = correction.account_id
	LEFT JOIN zhiheng.correction_decision AS decision ON decision.correction_id = correction.id
	LEFT JOIN zhiheng.account AS decider ON decider.id = decision.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = decider.commission_id
	WHERE correction.return_id = p_return
	ORDER BY correction.id DESC;
END
$$;
COMMENT ON FUNCTION institution.return_correction IS 'Corrections that were asked for on an own return, newest first';

CREATE FUNCTION institution.correction_items(p_return bigint)
RETURNS TABLE (correction_id bigint, code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT item.correction_id, item.code, item.name, item.unit, item.old_state, item.old_value, item.new_state, item.new_value
	FROM zhiheng.correction_items(p_return) AS item
$$;
COMMENT ON FUNCTION institution.correction_items IS 'zhiheng.correction_items of an own return';

CREATE FUNCTION institution.return_changes(p_return bigint)
RETURNS TABLE (code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT change.code, change.name, change.unit, change.old_state, change.old_value, change.new_state, change.new_value
	FROM zhiheng.return_changes(p_return) AS change
$$;
COMMENT ON FUNCTION institution.return_changes IS 'zhiheng.return_changes of an own return';

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

CREATE FUNCTION institution.home_corrections()
RETURNS TABLE (return_id bigint, period_label text, reason text, at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		correction.return_id,
		zhiheng.period_label(head.period),
		correction.reason,
		zhiheng.time_label(correction.at)
	FROM zhiheng.correction AS correction
	JOIN zhiheng.return AS head ON head.id = correction.return_id
	WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity())
		AND NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = correction.id)
	ORDER BY correction.id;
END
$$;
COMMENT ON FUNCTION institution.home_corrections IS 'Own corrections that wait for the commission';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
