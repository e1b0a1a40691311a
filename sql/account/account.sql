-- What the account program may read and do: views and functions of schema account.  Made anew at every
-- migrate, in one transaction; holds no data.

CREATE SCHEMA account AUTHORIZATION zhiheng_owner;

SET ROLE zhiheng_owner;

CREATE VIEW account.session AS
SELECT account_id, account_name, login, organisation_name, role, role_name, demo,
	CASE WHEN institution_id IS NULL THEN 'commission' ELSE 'institution' END AS audience
FROM zhiheng.session_card;
COMMENT ON VIEW account.session IS 'Who is signed in';

CREATE FUNCTION account.credential_find(p_login text)
RETURNS TABLE (account_id bigint, password_hash text, state text, locked_until text, audience text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		account.id,
		account.password_hash,
		CASE
			WHEN NOT account.active OR (account.demo AND NOT zhiheng.is_demo()) THEN 'inactive'
			WHEN account.password_hash IS NULL THEN 'not_activated'
			WHEN account.locked_until > now() THEN 'locked'
			ELSE 'ok'
		END,
		to_char(account.locked_until AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'),
		CASE WHEN account.institution_id IS NULL THEN 'commission' ELSE 'institution' END
	FROM zhiheng.account AS account
	WHERE account.login = lower(p_login)
$$;
COMMENT ON FUNCTION account.credential_find IS 'What a sign-in is held against; state ok, inactive, not_activated, locked';

CREATE FUNCTION account.session_open(p_account bigint, p_digest bytea, p_client text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.session (digest, account_id, client) VALUES (p_digest, p_account, p_client);
	UPDATE zhiheng.account SET failures = 0, locked_until = NULL WHERE id = p_account AND failures > 0;
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	VALUES (p_account, 'session.open', p_account, jsonb_build_object('client', p_client));
END
$$;
COMMENT ON FUNCTION account.session_open IS 'Begins a session after the password was found right';

-- Five refusals in a row lock an account for 15 minutes: a guesser gets 20 tries an hour.
CREATE FUNCTION account.session_refuse(p_account bigint, p_login text, p_client text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	UPDATE zhiheng.account SET
		failures = CASE WHEN failures >= 4 THEN 0 ELSE failures + 1 END,
		locked_until = CASE WHEN failures >= 4 THEN now() + interval '15 minutes' ELSE locked_until END
	WHERE id = p_account;
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	VALUES (p_account, 'session.refuse', p_account, jsonb_build_object('login', left(p_login, 60), 'client', p_client));
END
$$;
COMMENT ON FUNCTION account.session_refuse IS 'Counts a refused sign-in; p_account null: the login is unknown';

CREATE FUNCTION account.session_close() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	own bigint;
BEGIN
	UPDATE zhiheng.session SET ended_at = now()
	WHERE digest = decode(current_setting('zhiheng.session', true), 'hex') AND ended_at IS NULL
	RETURNING account_id INTO own;
	-- Two at once end it once.
	IF FOUND THEN
		CALL zhiheng.write_audit('session.close', own, '{}', own);
	END IF;
END
$$;
COMMENT ON FUNCTION account.session_close IS 'Ends the session that asks';

-- A password that is right but was hashed at other costs is hashed anew while it is at hand.
CREATE FUNCTION account.password_rehash(p_account bigint, p_old_hash text, p_new_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	UPDATE zhiheng.account SET password_hash = p_new_hash WHERE id = p_account AND password_hash = p_old_hash;
	IF FOUND THEN
		INSERT INTO zhiheng.audit (account_id, act, object_id) VALUES (p_account, 'account.rehash', p_account);
	END IF;
END
$$;
COMMENT ON FUNCTION account.password_rehash IS 'The same password at present costs; nothing if it was changed meanwhile';

CREATE FUNCTION account.confirm_load() RETURNS TABLE (password_hash text, state text, locked_until text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		account.password_hash,
		CASE WHEN account.locked_until > now() THEN 'locked' ELSE 'ok' END,
		to_char(account.locked_until AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')
	FROM zhiheng.account AS account
	JOIN zhiheng.identity() AS who ON who.account_id = account.id
$$;
COMMENT ON FUNCTION account.confirm_load IS 'What the password of the one who asks is held against before a signature';

CREATE FUNCTION account.session_confirm() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	own bigint := (SELECT account_id FROM zhiheng.identity());
BEGIN
	INSERT INTO zhiheng.session_confirmation (digest, account_id)
	VALUES (decode(current_setting('zhiheng.session', true), 'hex'), own);
	UPDATE zhiheng.account SET failures = 0, locked_until = NULL WHERE id = own AND failures > 0;
	CALL zhiheng.write_audit('session.confirm', own);
END
$$;
COMMENT ON FUNCTION account.session_confirm IS 'Marks the session that asks: its password was found right once more just now, so one act may be signed in it';

CREATE FUNCTION account.activate(p_login text, p_code_digest bytea, p_password_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	found_id bigint;
BEGIN
	UPDATE zhiheng.account SET
		password_hash = p_password_hash,
		activation_digest = NULL,
		activation_expires_at = NULL,
		failures = 0,
		locked_until = NULL
	WHERE login = lower(p_login) AND active AND activation_digest = p_code_digest AND activation_expires_at > now()
	RETURNING id INTO found_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'activation of % refused', p_login USING ERRCODE = 'ZH400', CONSTRAINT = 'account_activation_code';
	END IF;
	UPDATE zhiheng.session SET ended_at = now() WHERE account_id = found_id AND ended_at IS NULL;
	INSERT INTO zhiheng.audit (account_id, act, object_id) VALUES (found_id, 'account.activate', found_id);
END
$$;
COMMENT ON FUNCTION account.activate IS 'Sets the first (or a new) password by the one-time code; the code is spent, open sessions end';

CREATE FUNCTION account.password_load() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT account.password_hash
	FROM zhiheng.account AS account
	JOIN zhiheng.identity() AS who ON who.account_id = account.id
$$;
COMMENT ON FUNCTION account.password_load IS 'Hash of the one who asks, to prove the present password';

CREATE FUNCTION account.password_change(p_password_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	own bigint := (SELECT account_id FROM zhiheng.identity());
BEGIN
	UPDATE zhiheng.account SET password_hash = p_password_hash WHERE id = own;
	UPDATE zhiheng.session SET ended_at = now()
	WHERE account_id = own AND ended_at IS NULL
		AND digest <> decode(current_setting('zhiheng.session', true), 'hex');
	CALL zhiheng.write_audit('account.password', own);
END
$$;
COMMENT ON FUNCTION account.password_change IS 'New password of the one who asks; the other sessions of the account end';

CREATE VIEW account.own_session AS
SELECT
	session.client,
	to_char(session.created_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS created_at,
	to_char(session.expires_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS expires_at,
	encode(session.digest, 'hex') = current_setting('zhiheng.session', true) AS current
FROM zhiheng.session AS session
JOIN zhiheng.identity() AS who ON who.account_id = session.account_id
WHERE session.ended_at IS NULL AND session.expires_at > now();
COMMENT ON VIEW account.own_session IS 'Open sessions of the one who asks';

CREATE FUNCTION account.session_end_others() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	own bigint := (SELECT account_id FROM zhiheng.identity());
BEGIN
	UPDATE zhiheng.session SET ended_at = now()
	WHERE account_id = own AND ended_at IS NULL
		AND digest <> decode(current_setting('zhiheng.session', true), 'hex');
	CALL zhiheng.write_audit('session.end_others', own);
END
$$;
COMMENT ON FUNCTION account.session_end_others IS 'Signs the account out everywhere else';

GRANT USAGE ON SCHEMA account TO zhiheng_account;
GRANT SELECT ON ALL TABLES IN SCHEMA account TO zhiheng_account;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA account TO zhiheng_account;
RESET ROLE;
