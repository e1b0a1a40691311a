-- Schema institution: uploaded tables and what machines post.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.machine_return(p_period text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asking bigint := institution.require('{machine}');
BEGIN
	RETURN (SELECT head.id
		FROM zhiheng.machine_token AS token
		JOIN zhiheng.return AS head ON head.institution_id = (SELECT institution_id FROM zhiheng.identity())
		WHERE token.account_id = asking AND head.period = p_period AND p_period = ANY (token.periods));
END
$$;
COMMENT ON FUNCTION institution.machine_return IS 'The return that the token is for, of a period in its scope; null: none';

CREATE FUNCTION institution.machine_json(p_body text)
RETURNS TABLE (place text, name text, kind text, value text, element text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	-- json keeps what jsonb would not: repeated names, numbers as they were written.
	IF json_typeof(p_body::json) <> 'object' THEN
		RAISE EXCEPTION 'not an object' USING ERRCODE = 'ZH400', CONSTRAINT = 'machine_json', DETAIL = 'object expected';
	END IF;
	RETURN QUERY
	SELECT 'member', member.key, json_typeof(member.value), CASE WHEN json_typeof(member.value) NOT IN ('object', 'array') THEN member.value #>> '{}' END, NULL::text
	FROM json_each(p_body::json) AS member;
	RETURN QUERY
	SELECT 'value', item.key, json_typeof(item.value), CASE WHEN json_typeof(item.value) NOT IN ('object', 'array') THEN item.value #>> '{}' END, NULL::text
	FROM json_each(p_body::json) AS member
	CROSS JOIN LATERAL json_each(member.value) AS item
	WHERE member.key = 'values' AND json_typeof(member.value) = 'object';
	RETURN QUERY
	SELECT 'part', cell.key, coalesce(json_typeof(cell.value), json_typeof(item.value)),
		CASE WHEN json_typeof(cell.value) NOT IN ('object', 'array') THEN cell.value #>> '{}' END, item.key
	FROM json_each(p_body::json) AS member
	CROSS JOIN LATERAL json_each(member.value) AS item
	LEFT JOIN LATERAL json_each(CASE json_typeof(item.value) WHEN 'object' THEN item.value END) AS cell ON true
	WHERE member.key = 'parts' AND json_typeof(member.value) = 'object';
EXCEPTION
	WHEN data_exception OR statement_too_complex THEN
		RAISE EXCEPTION 'no JSON' USING ERRCODE = 'ZH400', CONSTRAINT = 'machine_json', DETAIL = SQLERRM;
END
$$;
COMMENT ON FUNCTION institution.machine_json IS 'Members of a JSON object, of its member values, and of its member parts (element, then its parts; name null: no parts there), in their order, repeated ones too. ZH400 machine_json';

CREATE VIEW institution.machine_answer AS
SELECT
	request.key,
	encode(request.digest, 'hex') AS digest,
	request.answer
FROM zhiheng.machine_request AS request
WHERE request.account_id = (SELECT account_id FROM zhiheng.identity());
COMMENT ON VIEW institution.machine_answer IS 'What the asking program was answered to requests with a key';

CREATE FUNCTION institution.machine_keep(p_key text, p_digest bytea, p_answer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.machine_request (account_id, key, digest, answer)
	VALUES (institution.require('{machine}'), p_key, p_digest, p_answer);
EXCEPTION
	WHEN unique_violation THEN
		RAISE EXCEPTION 'key in use' USING ERRCODE = 'ZH409', CONSTRAINT = 'machine_request_key';
END
$$;
COMMENT ON FUNCTION institution.machine_keep IS 'Keeps the answer to a save that carried a key, in its transaction; ZH409 machine_request_key: another one with this key was quicker';

CREATE FUNCTION institution.upload_keep(p_return bigint, p_file_name text, p_lines text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk}');
	head zhiheng.return := institution.return_lock(p_return);
	kept bigint;
BEGIN
	DELETE FROM zhiheng.return_upload AS old WHERE old.expires_at <= now();
	INSERT INTO zhiheng.return_upload (return_id, account_id, file_name, lines)
	VALUES (head.id, account, left(p_file_name, 200), p_lines)
	RETURNING id INTO kept;
	CALL zhiheng.write_audit('return.upload', head.id, jsonb_build_object('upload', kept, 'file', left(p_file_name, 200)));
	RETURN kept;
END
$$;
COMMENT ON FUNCTION institution.upload_keep IS 'Keeps an uploaded table until it is confirmed or expires; expired ones of the institution go';

CREATE VIEW institution.upload AS
SELECT
	upload.id,
	upload.return_id,
	upload.file_name,
	upload.lines,
	upload.saved_revision,
	zhiheng.time_label(upload.uploaded_at) AS uploaded_at,
	zhiheng.time_label(upload.expires_at) AS expires_at,
	account.name AS account_name
FROM zhiheng.return_upload AS upload
JOIN zhiheng.account AS account ON account.id = upload.account_id
WHERE upload.expires_at > now();
COMMENT ON VIEW institution.upload IS 'Uploaded tables of own returns that have not expired';

CREATE FUNCTION institution.upload_done(p_upload bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM institution.require('{clerk}');
	UPDATE zhiheng.return_upload AS upload SET saved_revision = head.revision
	FROM zhiheng.return AS head
	WHERE upload.id = p_upload AND head.id = upload.return_id;
END
$$;
COMMENT ON FUNCTION institution.upload_done IS 'Marks a table as saved, after institution.return_save in the same transaction';

CREATE FUNCTION institution.return_rules(p_return bigint)
RETURNS TABLE (code text, minimum numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		asked.code,
		trim_scale(element.minimum)
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL institution.asked_elements(head.id) AS asked
	JOIN LATERAL zhiheng.element_then(asked.code, head.period) AS element ON true
	WHERE head.id = p_return;
END
$$;
COMMENT ON FUNCTION institution.return_rules IS 'Smallest values of the elements of an own return';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
