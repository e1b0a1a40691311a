-- Schema commission, continued: institutions, subordinate organisations, accounts.  Loaded after commission.sql.

SET ROLE zhiheng_owner;

-- == what several pages share ==

CREATE FUNCTION commission.administrator() RETURNS zhiheng.identity
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity;
BEGIN
	who := (SELECT identity FROM zhiheng.identity() AS identity);
	IF who.role IS DISTINCT FROM 'administrator' OR who.commission_id IS NULL OR who.qc_centre_id IS NOT NULL THEN
		RAISE EXCEPTION '% may not change what the commission has set up', coalesce(who.role, 'nobody')
			USING ERRCODE = 'ZH403', CONSTRAINT = 'administrator_only';
	END IF;
	RETURN who;
END
$$;
COMMENT ON FUNCTION commission.administrator IS 'Who asks, if an administrator of a commission (not of a QC centre); else ZH403';

CREATE FUNCTION commission.difference(p_old jsonb, p_new jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN (
	SELECT coalesce(jsonb_object_agg(key, jsonb_build_object('old', p_old -> key, 'new', value)), '{}')
	FROM jsonb_each(p_new)
	WHERE value IS DISTINCT FROM p_old -> key
);
COMMENT ON FUNCTION commission.difference IS 'For the audit: what changed, with old and new; empty if nothing did';

CREATE VIEW commission.region AS
SELECT
	region.code::text AS code,
	region.name,
	CASE WHEN region.level = 'county' THEN parent.name || ' ' ELSE '' END || region.name AS label,
	region.level,
	commission.id AS commission_id
FROM zhiheng.region AS region
JOIN zhiheng.identity() AS who ON region.code >= who.region_first AND region.code <= who.region_last
LEFT JOIN zhiheng.region AS parent ON parent.code = region.parent_code
LEFT JOIN zhiheng.commission AS commission ON commission.region_code = region.code;
COMMENT ON VIEW commission.region IS 'Regions of the subtree, with the commission of each that has one';

-- == institution ==

CREATE FUNCTION commission.institution_column(p_column text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN CASE p_column WHEN 'credit_code' THEN '统一社会信用代码' WHEN 'name' THEN '机构名称' WHEN 'region_code' THEN '县区代码'
	WHEN 'level' THEN '级别' WHEN 'grade' THEN '等次' WHEN 'kind' THEN '类别' WHEN 'specialist_type' THEN '专科类型'
	WHEN 'ownership' THEN '所有制' WHEN 'beds' THEN '床位数' ELSE p_column END;
COMMENT ON FUNCTION commission.institution_column IS 'A column of institutions as forms and files call it';

CREATE FUNCTION commission.institution_word(p_column text, p_value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN coalesce(zhiheng.label(p_column, p_value), p_value);
COMMENT ON FUNCTION commission.institution_word IS 'A value of such a column in Chinese where it is a code';

CREATE FUNCTION commission.institution_changes(p_difference jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN (
	SELECT string_agg(commission.institution_column(key) || '：'
		|| coalesce(commission.institution_word(key, value ->> 'old'), '（空）') || ' → '
		|| coalesce(commission.institution_word(key, value ->> 'new'), '（空）'), '；')
	FROM jsonb_each(p_difference)
);
COMMENT ON FUNCTION commission.institution_changes IS 'commission.difference in words';

CREATE FUNCTION commission.return_make(p_programme bigint, p_period text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made integer;
BEGIN
	PERFORM commission.administrator();
	INSERT INTO zhiheng.return (programme_id, period, institution_id)
	SELECT calendar.programme_id, calendar.period, institution.id
	FROM zhiheng.reporting_period AS calendar
	JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	JOIN zhiheng.institution AS institution ON institution.active
		AND institution.region_code >= owner.region_code
		AND institution.region_code <= zhiheng.region_last(owner.region_code)
	WHERE calendar.state = 'open'
		AND (p_programme IS NULL OR calendar.programme_id = p_programme)
		AND (p_period IS NULL OR calendar.period = p_period)
		AND EXISTS (
			SELECT
			FROM zhiheng.programme_indicator AS asked
			WHERE asked.programme_id = calendar.programme_id
				AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type))
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.return_make IS 'The returns still missing in open periods (null: of all programmes, all periods) for the institutions of the subtree that are asked for anything; gives their number';

CREATE VIEW commission.institution_entry AS
SELECT
	institution.id,
	institution.credit_code,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	institution.level,
	institution.grade,
	institution.kind,
	institution.specialist_type,
	institution.ownership,
	institution.beds,
	zhiheng.label('level', institution.level) || coalesce(zhiheng.label('grade', institution.grade), '') AS level_label,
	coalesce(institution.specialist_type || '专科医院', zhiheng.label('kind', institution.kind)) AS kind_label,
	zhiheng.label('ownership', institution.ownership) AS ownership_label,
	institution.active,
	md5(institution::text) AS seen
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code;
COMMENT ON VIEW commission.institution_entry IS 'Institutions of the subtree with all that was registered; seen tells one state of a row from another';

CREATE VIEW commission.specialist_type AS
SELECT substr(part.token, 12) AS value
FROM zhiheng.indicator AS indicator
CROSS JOIN LATERAL string_to_table(indicator.applies_to, ';') AS part (token)
WHERE part.token LIKE 'specialist:%'
UNION
SELECT institution.specialist_type
FROM zhiheng.institution AS institution
WHERE institution.specialist_type IS NOT NULL;
COMMENT ON VIEW commission.specialist_type IS 'Types of specialist hospitals that the catalogue asks or the subtree has';

CREATE FUNCTION commission.institution_check_region(p_region text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM commission.region AS region WHERE region.code = p_region AND region.level <> 'province') THEN
		RAISE EXCEPTION 'region % is none of the subtree', p_region USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_region';
	END IF;
END
$$;
COMMENT ON FUNCTION commission.institution_check_region IS 'An institution lies in a county (or city) of the subtree of the one who asks; else ZH400';

CREATE FUNCTION commission.institution_register(p_credit_code text, p_name text, p_region text, p_level text, p_grade text,
	p_kind text, p_specialist_type text, p_ownership text, p_beds integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made jsonb;
BEGIN
	PERFORM commission.administrator();
	PERFORM commission.institution_check_region(p_region);
	INSERT INTO zhiheng.institution AS institution (credit_code, name, region_code, level, grade, kind, specialist_type, ownership, beds)
	VALUES (p_credit_code, p_name, p_region, p_level, p_grade, p_kind, p_specialist_type, p_ownership, p_beds)
	RETURNING to_jsonb(institution) INTO made;
	CALL zhiheng.write_audit('institution.register', (made ->> 'id')::bigint, made);
	PERFORM commission.return_make(NULL, NULL);
	RETURN made ->> 'id';
END
$$;
COMMENT ON FUNCTION commission.institution_register IS 'One more institution of the subtree; gets its returns of the periods that are open';

CREATE FUNCTION commission.institution_lock(p_institution bigint, p_seen text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	present jsonb;
	state text;
BEGIN
	PERFORM commission.administrator();
	SELECT to_jsonb(institution), md5(institution::text) INTO present, state
	FROM zhiheng.institution AS institution
	WHERE institution.id = p_institution
	FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such institution' USING ERRCODE = 'ZH404';
	END IF;
	IF state IS DISTINCT FROM p_seen THEN
		RAISE EXCEPTION 'institution % was changed meanwhile', p_institution
			USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_changed';
	END IF;
	RETURN present;
END
$$;
COMMENT ON FUNCTION commission.institution_lock IS 'The row, to be changed; ZH404 not yours, ZH409 not as the page showed it';

CREATE FUNCTION commission.institution_change(p_institution bigint, p_seen text, p_credit_code text, p_name text, p_region text,
	p_level text, p_grade text, p_kind text, p_specialist_type text, p_ownership text, p_beds integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	old jsonb := commission.institution_lock(p_institution, p_seen);
	new jsonb;
	changes jsonb;
BEGIN
	PERFORM commission.institution_check_region(p_region);
	UPDATE zhiheng.institution AS institution SET
		credit_code = p_credit_code,
		name = p_name,
		region_code = p_region,
		level = p_level,
		grade = p_grade,
		kind = p_kind,
		specialist_type = p_specialist_type,
		ownership = p_ownership,
		beds = p_beds
	WHERE institution.id = p_institution
	RETURNING to_jsonb(institution) INTO new;
	changes := commission.difference(old, new);
	IF changes <> '{}' THEN
		CALL zhiheng.write_audit('institution.change', p_institution, changes);
		PERFORM commission.return_make(NULL, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.institution_change IS 'New particulars; old and new ones are in the audit';

CREATE FUNCTION commission.institution_activate(p_institution bigint, p_seen text, p_active boolean, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	old jsonb := commission.institution_lock(p_institution, p_seen);
BEGIN
	IF (old ->> 'active')::boolean = p_active THEN
		RAISE EXCEPTION 'institution % is so already', p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_changed';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_reason';
	END IF;
	UPDATE zhiheng.institution SET active = p_active WHERE id = p_institution;
	CALL zhiheng.write_audit(CASE WHEN p_active THEN 'institution.reactivate' ELSE 'institution.deactivate' END,
		p_institution, jsonb_build_object('reason', btrim(p_reason)));
	IF p_active THEN
		PERFORM commission.return_make(NULL, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.institution_activate IS 'Closes an institution (asked for nothing any more) or takes it up again, with the reason';

CREATE VIEW commission.institution_event AS
SELECT
	audit.object_id AS institution_id,
	audit.id,
	zhiheng.time_label(audit.at) AS at,
	coalesce(account.name, '系统') AS account_name,
	CASE audit.act WHEN 'institution.register' THEN '登记' WHEN 'institution.change' THEN '修改'
		WHEN 'institution.deactivate' THEN '停用' WHEN 'institution.reactivate' THEN '恢复' END AS act,
	CASE audit.act
		WHEN 'institution.change' THEN commission.institution_changes(audit.detail)
		ELSE audit.detail ->> 'reason'
	END AS detail
FROM zhiheng.audit AS audit
JOIN zhiheng.institution AS institution ON institution.id = audit.object_id
LEFT JOIN zhiheng.account AS account ON account.id = audit.account_id
WHERE audit.act IN ('institution.register', 'institution.change', 'institution.deactivate', 'institution.reactivate');
COMMENT ON VIEW commission.institution_event IS 'Who changed what in the particulars of institutions of the subtree';

-- == organisation ==

CREATE VIEW commission.organisation_commission AS
SELECT
	commission.id,
	commission.name,
	region.code AS region_code,
	region.name AS region_name,
	(SELECT count(*) FROM zhiheng.institution AS institution
		WHERE institution.active AND institution.region_code >= region.code
			AND institution.region_code <= zhiheng.region_last(region.code)) AS institutions,
	(SELECT count(*) FROM zhiheng.account AS account WHERE account.commission_id = commission.id AND account.active) AS accounts,
	commission.id = (SELECT commission_id FROM zhiheng.identity()) AS own
FROM commission.region AS region
JOIN zhiheng.commission AS commission ON commission.id = region.commission_id;
COMMENT ON VIEW commission.organisation_commission IS 'Commissions of the subtree, the own one among them, with the number of institutions in use and of accounts';

CREATE VIEW commission.organisation_centre AS
SELECT
	centre.id,
	centre.name,
	centre.specialty,
	commission.name AS commission_name,
	commission.region_code,
	commission.region_name,
	(SELECT count(*) FROM zhiheng.account AS account WHERE account.qc_centre_id = centre.id AND account.active) AS accounts
FROM zhiheng.qc_centre AS centre
JOIN commission.organisation_commission AS commission ON commission.id = centre.commission_id;
COMMENT ON VIEW commission.organisation_centre IS 'QC centres attached to commissions of the subtree';

CREATE VIEW commission.specialty AS
SELECT DISTINCT target.specialty
FROM zhiheng.target AS target
WHERE target.specialty IS NOT NULL;
COMMENT ON VIEW commission.specialty IS 'Specialties and chapters of the catalogue''s targets: what a QC centre can be for';

CREATE FUNCTION commission.commission_register(p_region text, p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM commission.administrator();
	IF NOT EXISTS (SELECT FROM commission.region AS region WHERE region.code = p_region) THEN
		RAISE EXCEPTION 'region % is none of the subtree', p_region USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.commission (region_code, name) VALUES (p_region, p_name) RETURNING id INTO made;
	CALL zhiheng.write_audit('commission.register', made, jsonb_build_object('region', p_region, 'name', p_name));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.commission_register IS 'A subordinate commission for a region of the subtree that has none';

CREATE FUNCTION commission.qc_centre_register(p_name text, p_specialty text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM commission.specialty AS known WHERE known.specialty = p_specialty) THEN
		RAISE EXCEPTION 'no target has the specialty %', p_specialty USING ERRCODE = 'ZH400', CONSTRAINT = 'qc_centre_specialty';
	END IF;
	INSERT INTO zhiheng.qc_centre (commission_id, name, specialty)
	VALUES (who.commission_id, p_name, p_specialty)
	RETURNING id INTO made;
	CALL zhiheng.write_audit('qc_centre.register', made, jsonb_build_object('name', p_name, 'specialty', p_specialty));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.qc_centre_register IS 'A QC centre of the own commission, one for a specialty';

-- == account ==

CREATE VIEW commission.organisation AS
SELECT
	'institution' AS kind,
	institution.id,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	'医疗机构' AS kind_label
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
UNION ALL
SELECT 'commission', id, name, region_code, region_name, '卫健委'
FROM commission.organisation_commission
UNION ALL
SELECT 'qc_centre', id, name, region_code, region_name, '质控中心'
FROM commission.organisation_centre;
COMMENT ON VIEW commission.organisation IS 'Organisations of the subtree that accounts may belong to';

CREATE VIEW commission.account_entry AS
SELECT
	account.id,
	account.login,
	account.name,
	account.role,
	zhiheng.label('role', account.role) AS role_label,
	organisation.kind AS organisation_kind,
	organisation.id AS organisation_id,
	organisation.name AS organisation_name,
	organisation.region_code,
	organisation.region_name,
	present.state,
	CASE present.state WHEN 'closed' THEN '已停用' WHEN 'locked' THEN '已锁定' WHEN 'active' THEN '正常'
		WHEN 'invited' THEN '待激活' WHEN 'late' THEN '激活码已过期' END AS state_label,
	account.active,
	account.id = (SELECT account_id FROM zhiheng.identity()) AS own,
	zhiheng.time_label(account.activation_expires_at) AS code_expires_at,
	zhiheng.time_label(account.created_at) AS created_at
FROM zhiheng.account AS account
JOIN commission.organisation AS organisation ON organisation.kind = CASE
		WHEN account.institution_id IS NOT NULL THEN 'institution'
		WHEN account.commission_id IS NOT NULL THEN 'commission'
		ELSE 'qc_centre'
	END
	AND organisation.id = coalesce(account.institution_id, account.commission_id, account.qc_centre_id)
CROSS JOIN LATERAL (
	SELECT CASE
		WHEN NOT account.active THEN 'closed'
		WHEN account.locked_until > now() THEN 'locked'
		WHEN account.password_hash IS NOT NULL THEN 'active'
		WHEN account.activation_expires_at > now() THEN 'invited'
		ELSE 'late'
	END AS state
) AS present
WHERE account.role <> 'machine';
COMMENT ON VIEW commission.account_entry IS 'Accounts of people of the organisations of the subtree; state as _state.html names it';

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
