-- Schema commission: accounts of the region: list, card, events; made, activated, given a new code.

SET ROLE zhiheng_owner;

CREATE VIEW commission.account_event AS
SELECT
	audit.object_id,
	audit.id,
	zhiheng.time_label(audit.at) AS at,
	coalesce(account.name, '系统') AS account_name,
	CASE audit.act WHEN 'account.create' THEN '开通' WHEN 'account.code' THEN '重新发放激活码' WHEN 'account.activate' THEN '激活'
		WHEN 'account.password' THEN '修改密码' WHEN 'account.deactivate' THEN '停用' WHEN 'account.reactivate' THEN '恢复' END AS act,
	audit.detail ->> 'reason' AS reason
FROM zhiheng.audit AS audit
JOIN commission.account_entry AS entry ON entry.id = audit.object_id
LEFT JOIN zhiheng.account AS account ON account.id = audit.account_id
WHERE audit.act IN ('account.create', 'account.code', 'account.activate', 'account.password', 'account.deactivate', 'account.reactivate');
COMMENT ON VIEW commission.account_event IS 'What was done to accounts of the subtree, without sign-ins';

CREATE FUNCTION commission.account_create(p_kind text, p_organisation bigint, p_login text, p_name text, p_role text,
	p_code_digest bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM commission.administrator();
	IF NOT EXISTS (SELECT FROM commission.organisation AS organisation
	    WHERE organisation.kind = p_kind AND organisation.id = p_organisation) THEN
		RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.account (login, name, role, institution_id, commission_id, qc_centre_id, activation_digest, activation_expires_at)
	VALUES (
		lower(p_login),
		p_name,
		p_role,
		CASE p_kind WHEN 'institution' THEN p_organisation END,
		CASE p_kind WHEN 'commission' THEN p_organisation END,
		CASE p_kind WHEN 'qc_centre' THEN p_organisation END,
		p_code_digest,
		now() + interval '7 days')
	RETURNING id INTO made;
	CALL zhiheng.write_audit('account.create', made, jsonb_build_object('login', lower(p_login), 'name', p_name, 'role', p_role,
		'organisation_kind', p_kind, 'organisation', p_organisation));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.account_create IS 'An account for an organisation of the subtree; a password is set with the code within seven days';

CREATE FUNCTION commission.account_lock(p_account bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	present boolean;
BEGIN
	PERFORM FROM commission.account_entry AS entry WHERE entry.id = p_account;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such account' USING ERRCODE = 'ZH404';
	END IF;
	-- An administrator who shut himself out could not come back; his password he changes himself.
	IF p_account = who.account_id THEN
		RAISE EXCEPTION 'own account' USING ERRCODE = 'ZH403', CONSTRAINT = 'account_own';
	END IF;
	SELECT account.active INTO present FROM zhiheng.account AS account WHERE account.id = p_account FOR UPDATE;
	RETURN present;
END
$$;
COMMENT ON FUNCTION commission.account_lock IS 'Whether the account is active; it may be changed then. ZH404 not of the subtree, ZH403 the own one';

CREATE FUNCTION commission.account_code(p_account bigint, p_code_digest bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NOT commission.account_lock(p_account) THEN
		RAISE EXCEPTION 'account % is not active', p_account USING ERRCODE = 'ZH409', CONSTRAINT = 'account_inactive';
	END IF;
	-- Whoever knows the old password must not go in with it any more.
	UPDATE zhiheng.account SET
		password_hash = NULL,
		activation_digest = p_code_digest,
		activation_expires_at = now() + interval '7 days',
		failures = 0,
		locked_until = NULL
	WHERE id = p_account;
	UPDATE zhiheng.session SET ended_at = now() WHERE account_id = p_account AND ended_at IS NULL;
	CALL zhiheng.write_audit('account.code', p_account);
END
$$;
COMMENT ON FUNCTION commission.account_code IS 'A new one-time code in place of the password and of an earlier code; the sessions end';

CREATE FUNCTION commission.account_activate(p_account bigint, p_active boolean, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF commission.account_lock(p_account) = p_active THEN
		RAISE EXCEPTION 'account % is so already', p_account USING ERRCODE = 'ZH409', CONSTRAINT = 'account_changed';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'account_reason';
	END IF;
	UPDATE zhiheng.account SET active = p_active WHERE id = p_account;
	UPDATE zhiheng.session SET ended_at = now() WHERE account_id = p_account AND ended_at IS NULL;
	CALL zhiheng.write_audit(CASE WHEN p_active THEN 'account.reactivate' ELSE 'account.deactivate' END, p_account,
		jsonb_build_object('reason', btrim(p_reason)));
END
$$;
COMMENT ON FUNCTION commission.account_activate IS 'Shuts an account out at once, or lets it in again, with the reason';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
