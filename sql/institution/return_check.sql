-- Schema institution: return, continued: explanations, moves from state to state, receipt.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.return_explain(p_return bigint, p_revision integer, p_codes text[], p_texts text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier}');
	head zhiheng.return := institution.return_lock(p_return);
	strange text;
	added integer;
BEGIN
	IF p_revision IS DISTINCT FROM head.revision THEN
		RAISE EXCEPTION 'revision is % now', head.revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	SELECT item.code INTO strange FROM unnest(p_codes) AS item (code)
	WHERE item.code <> '*' AND item.code NOT IN (SELECT asked.code FROM institution.asked_elements(head.id) AS asked)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not asked', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = strange;
	END IF;
	IF head.state = 'returned' THEN
		PERFORM zhiheng.return_move(p_return, 'draft', NULL);
	END IF;
	INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
	SELECT p_return, item.code, 'explanation', item.text, head.revision, account
	FROM unnest(p_codes, p_texts) AS item (code, text)
	WHERE NOT EXISTS (SELECT FROM zhiheng.return_remark AS known
		WHERE known.return_id = p_return AND known.element_code = item.code AND known.kind = 'explanation'
			AND known.text = item.text AND known.revision = head.revision);
	GET DIAGNOSTICS added = ROW_COUNT;
	IF added > 0 THEN
		CALL zhiheng.write_audit('return.explain', p_return, jsonb_build_object('revision', head.revision, 'elements', added));
	END IF;
	RETURN added;
END
$$;
COMMENT ON FUNCTION institution.return_explain IS 'Words on warnings, by element code or * for the return as a whole, on the revision that was shown; gives how many are new';

CREATE FUNCTION institution.return_move(p_return bigint, p_revision integer, p_to text, p_reason text, p_submission bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	now_revision integer := (SELECT head.revision FROM zhiheng.return AS head WHERE head.id = p_return FOR UPDATE);
BEGIN
	PERFORM institution.require('{clerk,verifier,leader}');
	IF now_revision IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF p_revision IS DISTINCT FROM now_revision THEN
		RAISE EXCEPTION 'revision is % now', now_revision USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	-- What was accepted becomes a draft by a save only.
	IF p_to = 'draft' AND EXISTS (SELECT FROM zhiheng.return AS head WHERE head.id = p_return AND head.state IN ('accepted', 'published')) THEN
		RAISE EXCEPTION 'return % is accepted', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition';
	END IF;
	IF p_to IN ('verified', 'submitted') AND EXISTS (SELECT FROM institution.return_totals(p_return) AS total
	    JOIN institution.asked_parts(p_return) AS asked ON asked.code = total.code AND NOT asked.whole_open
	    JOIN zhiheng.return_cell AS kept ON kept.return_id = p_return AND kept.element_code = total.code
	    WHERE total.parts > 0 AND total.value IS DISTINCT FROM kept.value AND asked.open) THEN
		RAISE EXCEPTION 'departments do not come to what was accepted' USING ERRCODE = 'ZH409', CONSTRAINT = 'return_parts_whole';
	END IF;
	RETURN zhiheng.return_move(p_return, p_to, p_reason, p_submission);
END
$$;
COMMENT ON FUNCTION institution.return_move IS 'zhiheng.return_move, if the values are still those that were shown (p_revision); ZH409 return_stale otherwise. The program runs the checks in the same transaction, before';

CREATE FUNCTION institution.return_events(p_return bigint)
RETURNS TABLE (id bigint, from_state text, to_state text, to_label text, at text, person text, reason text, revision integer, digest text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		event.id,
		event.from_state,
		event.to_state,
		CASE
			WHEN event.opening THEN '开始审核'
			WHEN event.from_state IN ('accepted', 'published') AND event.to_state = 'draft' THEN '开始补报'
			WHEN event.from_state IN ('accepted', 'published') AND event.to_state = 'accepted' THEN '更正已接受'
			WHEN event.from_state = 'submitted' AND event.to_state = 'draft' THEN '已撤回'
			ELSE zhiheng.label('return', event.to_state)
		END,
		zhiheng.time_label(event.at),
		coalesce(CASE WHEN account.institution_id IS NULL THEN coalesce(commission.name, account.name) ELSE account.name END, '系统'),
		event.reason,
		event.revision,
		encode(event.digest, 'hex')
	FROM zhiheng.return_step AS event
	LEFT JOIN zhiheng.account AS account ON account.id = event.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
	WHERE event.return_id = p_return
	ORDER BY event.id DESC, event.opening DESC;
END
$$;
COMMENT ON FUNCTION institution.return_events IS 'What happened to an own return, openings of its review too, newest first; the commission acts under its own name';

CREATE FUNCTION institution.return_receipt(p_return bigint)
RETURNS TABLE (
	number text,
	submitted_at text,
	submitted_by text,
	verified_at text,
	verified_by text,
	entered_by text,
	revision integer,
	digest text,
	late boolean,
	institution_name text,
	credit_code text,
	commission_name text,
	programme_name text,
	period_label text,
	signed_at text,
	withdrawn_at text,
	samples text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		head.period || '-' || lpad(submitted.id::text, 8, '0'),
		zhiheng.time_label(submitted.at),
		submitter.name,
		zhiheng.time_label(verified.at),
		verifier.name,
		(SELECT string_agg(DISTINCT writer.name, '、')
			FROM zhiheng.return_value AS entry
			JOIN zhiheng.account AS writer ON writer.id = entry.account_id
			WHERE entry.return_id = head.id AND entry.revision <= submitted.revision
				AND NOT EXISTS (SELECT FROM zhiheng.return_value AS newer
					WHERE newer.return_id = entry.return_id AND newer.element_code = entry.element_code
						AND newer.revision > entry.revision AND newer.revision <= submitted.revision)),
		submitted.revision,
		encode(submitted.digest, 'hex'),
		(submitted.at AT TIME ZONE 'Asia/Shanghai')::date > head.due_on,
		named.name,
		own.credit_code,
		head.commission_name,
		head.programme_name,
		head.period_label,
		(SELECT zhiheng.time_label(confirmation.at)
			FROM zhiheng.submission_sheet AS sheet
			JOIN zhiheng.submission AS signature ON signature.id = sheet.submission_id
			JOIN zhiheng.session_confirmation AS confirmation ON confirmation.id = signature.confirmation_id
			WHERE sheet.event_id = submitted.id),
		filing.withdrawn_at,
		CASE WHEN filing.samples > 0
			THEN format('抽查 %s 个数据项、%s 份记录，%s 份相符', filing.samples, filing.sampled, filing.agreeing) END
	FROM institution.return AS head
	CROSS JOIN LATERAL institution.return_filing(head.id) AS filing
	CROSS JOIN institution.own AS own
	-- As it was called then.
	JOIN zhiheng.register AS named ON named.id = own.id AND named.first_day <= zhiheng.period_end(head.period)
		AND named.next_day > zhiheng.period_end(head.period)
	JOIN LATERAL (
		SELECT
			event.id,
			event.at,
			event.account_id,
			event.revision,
			event.digest
		FROM zhiheng.return_event AS event
		WHERE event.return_id = head.id AND event.to_state = 'submitted'
		ORDER BY event.id DESC
		LIMIT 1
	) AS submitted ON true
	JOIN zhiheng.account AS submitter ON submitter.id = submitted.account_id
	LEFT JOIN LATERAL (
		SELECT
			event.at,
			event.account_id
		FROM zhiheng.return_event AS event
		WHERE event.return_id = head.id AND event.to_state = 'verified' AND event.id < submitted.id
		ORDER BY event.id DESC
		LIMIT 1
	) AS verified ON true
	LEFT JOIN zhiheng.account AS verifier ON verifier.id = verified.account_id
	WHERE head.id = p_return;
END
$$;
COMMENT ON FUNCTION institution.return_receipt IS 'The last submission of an own return: its number is the event''s, its digest that of the values as they were; no row before the first';

CREATE FUNCTION institution.return_receipt_values(p_return bigint)
RETURNS TABLE (code text, specialty text, name text, unit text, state text, value numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		asked.code,
		asked.specialty,
		coalesce(element.name, asked.code),
		coalesce(element.unit, ''),
		coalesce(entry.state, 'missing'),
		trim_scale(entry.value)
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL institution.asked_elements(head.id) AS asked
	LEFT JOIN LATERAL zhiheng.element_then(asked.code, head.period) AS element ON true
	LEFT JOIN LATERAL (
		SELECT
			item.state,
			item.value
		FROM zhiheng.return_value AS item
		WHERE item.return_id = head.id AND item.element_code = asked.code
			AND item.revision <= (SELECT event.revision FROM zhiheng.return_event AS event
				WHERE event.return_id = p_return AND event.to_state = 'submitted' ORDER BY event.id DESC LIMIT 1)
		ORDER BY item.revision DESC
		LIMIT 1
	) AS entry ON true
	WHERE head.id = p_return
	ORDER BY asked.place;
END
$$;
COMMENT ON FUNCTION institution.return_receipt_values IS 'The values as they were at the last submission of an own return';

CREATE FUNCTION institution.return_submissions(p_return bigint)
RETURNS TABLE (id bigint, number text, submitted_at text, revision integer, commitment text, key text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		event.id,
		head.period || '-' || lpad(event.id::text, 8, '0'),
		zhiheng.time_label(event.at),
		event.revision,
		encode(sealed.commitment, 'hex'),
		encode(opening.key, 'hex')
	FROM zhiheng.return AS head
	JOIN zhiheng.return_event AS event ON event.return_id = head.id
	JOIN zhiheng.return_commitment AS sealed ON sealed.event_id = event.id
	JOIN zhiheng.return_key AS opening ON opening.event_id = event.id
	WHERE head.id = p_return
	ORDER BY event.id DESC
$$;
COMMENT ON FUNCTION institution.return_submissions IS 'Every submission and approved correction of an own return, newest first: the commitment that editions print and the key that opens it';

CREATE FUNCTION institution.return_submission_text(p_return bigint, p_event bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT zhiheng.return_text(event.return_id, event.revision)
	FROM zhiheng.return_event AS event
	WHERE event.id = p_event AND event.return_id = p_return AND EXISTS (SELECT FROM zhiheng.return_commitment AS sealed WHERE sealed.event_id = p_event)
		AND event.return_id IN (SELECT own.id FROM institution.return AS own)
$$;
COMMENT ON FUNCTION institution.return_submission_text IS 'What a submission of an own return committed to, byte for byte; null: there is none';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
