-- Schema commission, continued: opening a submission, the internal verification, words to and fro.  Loaded after commission_base.sql.

SET ROLE zhiheng_owner;

CREATE VIEW commission.return_filing AS
SELECT
	head.id AS return_id,
	zhiheng.time_label(opening.at) AS opened_at,
	opener.name AS opened_by,
	(SELECT count(*) FROM zhiheng.return_message AS message WHERE message.return_id = head.id) AS messages
FROM zhiheng.return AS head
LEFT JOIN zhiheng.return_opening AS opening ON opening.event_id = (SELECT max(event.id) FROM zhiheng.return_event AS event
	WHERE event.return_id = head.id AND event.to_state = 'submitted')
LEFT JOIN zhiheng.account AS opener ON opener.id = opening.account_id;
COMMENT ON VIEW commission.return_filing IS 'Whether the review of a return''s last submission was begun, and by whom; how much was said';

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

CREATE FUNCTION commission.return_samples(p_return bigint)
RETURNS TABLE (element_code text, element_name text, sampled integer, agreeing integer, note text, person text, at text, outdated boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT DISTINCT ON (sample.element_code)
		sample.element_code,
		coalesce(element.name, sample.element_code),
		sample.sampled,
		sample.agreeing,
		sample.note,
		account.name,
		zhiheng.time_label(sample.at),
		coalesce(cell.revision, 0) > sample.revision
	FROM zhiheng.return_sample AS sample
	JOIN zhiheng.account AS account ON account.id = sample.account_id
	LEFT JOIN zhiheng.element AS element ON element.code = sample.element_code
	LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = sample.return_id AND cell.element_code = sample.element_code
	WHERE sample.return_id = p_return
	ORDER BY sample.element_code, sample.id DESC;
END
$$;
COMMENT ON FUNCTION commission.return_samples IS 'The newest sample of each element of a return; outdated: the value changed since';

CREATE FUNCTION commission.return_messages(p_return bigint)
RETURNS TABLE (id bigint, element_code text, element_name text, own boolean, person text, organisation text, at text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		message.id,
		message.element_code,
		CASE WHEN message.element_code <> '*' THEN coalesce(element.name, message.element_code) END,
		message.side = 'commission',
		account.name,
		coalesce(institution.name, commission.name, ''),
		zhiheng.time_label(message.at),
		message.text
	FROM zhiheng.return_message AS message
	JOIN zhiheng.account AS account ON account.id = message.account_id
	LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
	LEFT JOIN zhiheng.element AS element ON element.code = message.element_code
	WHERE message.return_id = p_return
	ORDER BY message.id;
END
$$;
COMMENT ON FUNCTION commission.return_messages IS 'What was said about a return, oldest first';

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

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
