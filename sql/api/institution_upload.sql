-- Schema institution, continued: templates and uploaded files.  Loaded after institution.sql.

SET ROLE zhiheng_owner;

-- == upload ==

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
	CROSS JOIN LATERAL institution.asked_elements(head.programme_id) AS asked
	JOIN zhiheng.element AS element ON element.code = asked.code
	WHERE head.id = p_return;
END
$$;
COMMENT ON FUNCTION institution.return_rules IS 'Smallest values of the elements of an own return';

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

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
