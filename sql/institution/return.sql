-- Schema institution: a return's messages, samples and how far it is filed.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.return_filing(p_return bigint)
RETURNS TABLE (
	opened_at text,
	withdrawn_at text,
	confirmed_until text,
	samples bigint,
	sampled bigint,
	agreeing bigint,
	messages bigint,
	evidence bigint,
	unanswered boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		(SELECT zhiheng.time_label(opening.at) FROM zhiheng.return_opening AS opening
			WHERE opening.event_id = zhiheng.return_submission(head.id)),
		(SELECT zhiheng.time_label(event.at) FROM zhiheng.return_event AS event
			WHERE event.return_id = head.id AND event.from_state = 'submitted' AND event.to_state = 'draft'
				AND event.id > zhiheng.return_submission(head.id)),
		institution.confirmed_until(),
		sample.samples,
		sample.sampled,
		sample.agreeing,
		(SELECT count(*) FROM zhiheng.return_message AS message WHERE message.return_id = head.id),
		(SELECT count(*) FROM zhiheng.evidence AS file WHERE file.return_id = head.id
			AND NOT EXISTS (SELECT FROM zhiheng.evidence_withdrawal AS withdrawal WHERE withdrawal.evidence_id = file.id)),
		coalesce((SELECT message.side = 'commission' FROM zhiheng.return_message AS message
			WHERE message.return_id = head.id ORDER BY message.id DESC LIMIT 1), false)
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL (
		SELECT
			count(*) AS samples,
			coalesce(sum(newest.sampled), 0)::bigint AS sampled,
			coalesce(sum(newest.agreeing), 0)::bigint AS agreeing
		FROM (
			SELECT DISTINCT ON (entry.element_code)
				entry.sampled,
				entry.agreeing
			FROM zhiheng.return_sample AS entry
			WHERE entry.return_id = head.id
			ORDER BY entry.element_code, entry.id DESC
		) AS newest
	) AS sample
	WHERE head.id = p_return;
END
$$;
COMMENT ON FUNCTION institution.return_filing IS 'How far the filing of an own return is: opened_at by a reviewer, withdrawn_at since its last submission, confirmed_until when the session may sign, records sampled, words exchanged, files of evidence, and whether the last ones wait for an answer';

CREATE FUNCTION institution.sample_add(p_return bigint, p_revision integer, p_codes text[], p_sampled integer[], p_agreeing integer[],
	p_notes text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{verifier,leader}');
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	strange text;
	added integer;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF head.state NOT IN ('draft', 'returned', 'verified') THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition', DETAIL = head.state;
	END IF;
	IF p_revision IS DISTINCT FROM head.revision OR head.revision = 0 THEN
		RAISE EXCEPTION 'revision is % now', head.revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	SELECT item.code INTO strange FROM unnest(p_codes) AS item (code)
	WHERE item.code NOT IN (SELECT asked.code FROM institution.asked_elements(head.id) AS asked)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not asked', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = strange;
	END IF;
	IF EXISTS (SELECT FROM zhiheng.return_cell AS cell
	    JOIN zhiheng.return_value AS entry USING (return_id, element_code, revision)
	    WHERE cell.return_id = p_return AND cell.element_code = ANY (p_codes) AND entry.account_id = account) THEN
		RAISE EXCEPTION 'clerk and verifier are the same' USING ERRCODE = 'ZH403', CONSTRAINT = 'return_second_person';
	END IF;
	INSERT INTO zhiheng.return_sample (return_id, element_code, revision, sampled, agreeing, note, account_id)
	SELECT p_return, item.code, head.revision, item.sampled, item.agreeing, item.note, account
	FROM unnest(p_codes, p_sampled, p_agreeing, p_notes) AS item (code, sampled, agreeing, note)
	WHERE NOT EXISTS (SELECT FROM institution.return_samples(p_return) AS known
		WHERE known.element_code = item.code AND NOT known.outdated
			AND (known.sampled, known.agreeing, known.note) IS NOT DISTINCT FROM (item.sampled, item.agreeing, item.note));
	GET DIAGNOSTICS added = ROW_COUNT;
	IF added > 0 THEN
		CALL zhiheng.write_audit('return.sample', p_return, jsonb_build_object('revision', head.revision, 'elements', added));
	END IF;
	RETURN added;
END
$$;
COMMENT ON FUNCTION institution.sample_add IS 'Notes what the records said, for elements on the revision that was shown; by somebody who did not type these values. Gives how many are new';

CREATE FUNCTION institution.message_add(p_return bigint, p_element text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	added bigint;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF p_element <> '*' AND p_element NOT IN (SELECT asked.code FROM institution.asked_elements(head.id) AS asked) THEN
		RAISE EXCEPTION 'element % is not asked', p_element USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = p_element;
	END IF;
	INSERT INTO zhiheng.return_message (return_id, element_code, side, text, account_id)
	VALUES (p_return, p_element, 'institution', p_text, account)
	RETURNING id INTO added;
	CALL zhiheng.write_audit('return.message', p_return, jsonb_build_object('message', added, 'element', p_element));
	RETURN added;
END
$$;
COMMENT ON FUNCTION institution.message_add IS 'Says something about an own return, in whatever state it is; element * for the whole';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
