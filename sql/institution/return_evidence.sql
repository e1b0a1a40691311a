-- Schema institution: return, continued: files of evidence.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.evidence_add(p_return bigint, p_element text, p_name text, p_media text, p_size integer, p_digest text,
	p_stored_as text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	added bigint;
BEGIN
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF p_element <> '*' AND p_element NOT IN (SELECT asked.code FROM institution.asked_elements(head.id) AS asked) THEN
		RAISE EXCEPTION 'element % is not asked', p_element USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = p_element;
	END IF;
	-- Withdrawn files take room as well.
	IF (SELECT count(*) >= 100 OR coalesce(sum(file.size), 0) + p_size > 209715200
	    FROM zhiheng.evidence AS file WHERE file.return_id = p_return) THEN
		RAISE EXCEPTION 'return % has too many files', p_return USING ERRCODE = 'ZH400', CONSTRAINT = 'evidence_limit';
	END IF;
	INSERT INTO zhiheng.evidence (return_id, element_code, name, media_type, size, digest, stored_as, account_id)
	VALUES (p_return, p_element, p_name, p_media, p_size, decode(p_digest, 'hex'), p_stored_as, account)
	RETURNING id INTO added;
	CALL zhiheng.write_audit('evidence.add', added, jsonb_build_object('return', p_return, 'element', p_element, 'name', p_name, 'digest', p_digest));
	RETURN added;
END
$$;
COMMENT ON FUNCTION institution.evidence_add IS 'Puts a stored file on record for an element (* for the whole) of an own return, in whatever state it is; at most 100 files and 200 MB a return';

CREATE FUNCTION institution.evidence_withdraw(p_return bigint, p_evidence bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.evidence AS file WHERE file.id = p_evidence AND file.return_id = p_return) THEN
		RAISE EXCEPTION 'no such file' USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.evidence_withdrawal (evidence_id, reason, account_id)
	VALUES (p_evidence, coalesce(p_reason, ''), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'file % is withdrawn', p_evidence USING ERRCODE = 'ZH409', CONSTRAINT = 'evidence_withdrawn';
	END IF;
	CALL zhiheng.write_audit('evidence.withdraw', p_evidence, jsonb_build_object('return', p_return, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION institution.evidence_withdraw IS 'Says that a file does not count any more, once; it is kept';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
