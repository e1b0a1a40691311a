-- Who the session is, and how a table is put under the policies that ask so.  No tables: what each
-- policy allows stands beside its table.

SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.audience() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE session_user
	WHEN 'zhiheng_account' THEN 'account'
	WHEN 'zhiheng_institution' THEN 'institution'
	WHEN 'zhiheng_commission' THEN 'commission'
	WHEN 'zhiheng_disclosure' THEN 'disclosure'
	WHEN 'zhiheng_worker' THEN 'worker'
	ELSE CASE WHEN pg_has_role(session_user, 'zhiheng_owner', 'MEMBER') THEN 'operator' ELSE 'nobody' END
END;
COMMENT ON FUNCTION zhiheng.audience IS 'Which program is connected; session_user cannot be changed by SECURITY DEFINER';

CREATE TYPE zhiheng.identity AS (
	account_id bigint,
	role text,
	institution_id bigint,
	commission_id bigint,
	qc_centre_id bigint,
	region_first text,
	region_last text
);
COMMENT ON TYPE zhiheng.identity IS 'Who is asking: account, role, organisation, subtree of regions';

CREATE FUNCTION zhiheng.identity() RETURNS SETOF zhiheng.identity
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function would be planned anew by every statement that asks.
	RETURN QUERY
	SELECT
		account.id,
		account.role,
		account.institution_id,
		coalesce(account.commission_id, qc_centre.commission_id),
		account.qc_centre_id,
		commission.region_code::text,
		zhiheng.region_last(commission.region_code)
	FROM zhiheng.session AS session
	JOIN zhiheng.account AS account ON account.id = session.account_id
	LEFT JOIN zhiheng.qc_centre AS qc_centre ON qc_centre.id = account.qc_centre_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = coalesce(account.commission_id, qc_centre.commission_id)
	WHERE session.digest = decode(coalesce(current_setting('zhiheng.session', true), ''), 'hex')
		AND session.ended_at IS NULL
		AND session.expires_at > now()
		AND account.active
		AND (NOT account.demo OR EXISTS (SELECT FROM zhiheng.setting WHERE name = 'demo' AND value = 'yes'))
		AND CASE zhiheng.audience()
			WHEN 'institution' THEN account.institution_id IS NOT NULL
			WHEN 'commission' THEN account.institution_id IS NULL
			WHEN 'account' THEN true
			ELSE false
		END;
	-- A hospital's program has a token instead.
	IF NOT FOUND AND zhiheng.audience() = 'institution' THEN
		RETURN QUERY
		SELECT
			account.id,
			account.role,
			account.institution_id,
			NULL::bigint,
			NULL::bigint,
			NULL::text,
			NULL::text
		FROM zhiheng.machine_token AS token
		JOIN zhiheng.account AS account ON account.id = token.account_id
		WHERE token.digest = decode(coalesce(current_setting('zhiheng.session', true), ''), 'hex')
			AND token.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date
			AND account.active;
	END IF;
END
$$;
COMMENT ON FUNCTION zhiheng.identity IS 'Identity of the open session (or the program''s token) whose digest the transaction carries; no row for none. Setting an id by hand gains nothing';

CREATE PROCEDURE zhiheng.write_audit(p_act text, p_object bigint, p_detail jsonb DEFAULT '{}', p_account bigint DEFAULT NULL)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	VALUES (coalesce(p_account, (SELECT account_id FROM zhiheng.identity())), p_act, p_object, p_detail);
END
$$;
COMMENT ON PROCEDURE zhiheng.write_audit IS 'One line of the audit, in the transaction of the act; p_account only where the identity has been asked already';

CREATE PROCEDURE zhiheng.protect(relation regclass, policy text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
	EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
	EXECUTE format('CREATE POLICY scope ON %s USING (%s)', relation, policy);
END
$$;
COMMENT ON PROCEDURE zhiheng.protect IS 'Puts a table under row-level security with one policy for reading and writing';

-- A scalar sub-select can be answered in one way only: a row of the other table, by its key, for each row that the statement
-- itself sought.  EXISTS and IN may become a hash of all rows of the other table that the session sees, in every statement
-- again, and the planner thinks that cheap until the table has grown.
CREATE FUNCTION zhiheng.by_key(p_relation text, p_column text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('((SELECT visible.id FROM zhiheng.%I AS visible WHERE visible.id = %I) IS NOT NULL)', p_relation, p_column);
COMMENT ON FUNCTION zhiheng.by_key IS 'For a policy: that the row of p_relation whose id stands in p_column is seen';

CREATE FUNCTION zhiheng.by_specialty() RETURNS text
LANGUAGE sql IMMUTABLE
RETURN '((SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR element_code = ANY ((SELECT zhiheng.specialty_elements())::text[]))';
COMMENT ON FUNCTION zhiheng.by_specialty IS 'For a policy: that element_code belongs to the specialties of a QC centre; always so for others';

CREATE FUNCTION zhiheng.by_specialty_indicator() RETURNS text
LANGUAGE sql IMMUTABLE
RETURN '((SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]))';
COMMENT ON FUNCTION zhiheng.by_specialty_indicator IS 'For a policy: the same of indicator_code; no row without one is a QC centre''s';

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	-- Whoever loads the schema is the operator, and no program.
	ASSERT zhiheng.audience() = 'operator';
	ASSERT (SELECT prosecdef FROM pg_proc WHERE oid = 'zhiheng.identity'::regproc), 'identity must see what its caller may not';
	ASSERT (SELECT prosecdef FROM pg_proc WHERE oid = 'zhiheng.write_audit'::regproc), 'write_audit must write what its caller may not';
END
$$;
