-- Schema institution: tokens for programs of the hospital.

SET ROLE zhiheng_owner;

CREATE VIEW institution.machine AS
SELECT
	token.account_id AS id,
	account.name,
	(SELECT string_agg(zhiheng.period_label(period), '、' ORDER BY period) FROM unnest(token.periods) AS period) AS periods,
	token.expires_on,
	zhiheng.time_label(token.made_at) AS made_at,
	maker.name AS made_by,
	(SELECT zhiheng.time_label(max(act.at)) FROM zhiheng.audit AS act WHERE act.account_id = token.account_id AND act.act = 'return.save') AS used_at,
	account.active,
	CASE WHEN NOT account.active THEN 'closed' WHEN token.expires_on < zhiheng.today() THEN 'late' ELSE 'active' END AS state,
	CASE WHEN NOT account.active THEN '已停用' WHEN token.expires_on < zhiheng.today() THEN '已过期' ELSE '正常' END AS state_label
FROM zhiheng.machine_token AS token
JOIN zhiheng.account AS account ON account.id = token.account_id
JOIN zhiheng.account AS maker ON maker.id = token.made_by
WHERE account.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.machine IS 'Tokens of the own institution, without anything to guess them by';

CREATE FUNCTION institution.machine_make(p_name text, p_digest bytea, p_periods text[], p_expires_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	maker bigint := institution.require('{leader}');
	made bigint;
BEGIN
	IF p_expires_on NOT BETWEEN zhiheng.today() AND zhiheng.today() + 366 THEN
		RAISE EXCEPTION 'expires %', p_expires_on USING ERRCODE = 'ZH400', CONSTRAINT = 'machine_expires';
	END IF;
	IF cardinality(p_periods) = 0 OR EXISTS (SELECT FROM unnest(p_periods) AS wanted (period)
	    WHERE NOT EXISTS (SELECT FROM zhiheng.return AS head WHERE head.period = wanted.period
			AND head.institution_id = (SELECT institution_id FROM zhiheng.identity()))) THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH400', CONSTRAINT = 'machine_scope';
	END IF;
	INSERT INTO zhiheng.account (login, name, role, institution_id)
	VALUES ('machine.' || substr(encode(p_digest, 'hex'), 1, 24), p_name, 'machine', (SELECT institution_id FROM zhiheng.identity()))
	RETURNING id INTO made;
	INSERT INTO zhiheng.machine_token (account_id, digest, periods, expires_on, made_by)
	VALUES (made, p_digest, p_periods, p_expires_on, maker);
	CALL zhiheng.write_audit('machine.make', made, jsonb_build_object('name', p_name, 'periods', p_periods, 'expires', p_expires_on));
	RETURN made;
END
$$;
COMMENT ON FUNCTION institution.machine_make IS 'A token for a program, by a leader, for own returns of some periods; at most a year. ZH400 machine_expires, machine_scope';

CREATE FUNCTION institution.machine_revoke(p_machine bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM institution.require('{leader}');
	IF NOT EXISTS (SELECT FROM institution.machine AS own WHERE own.id = p_machine) THEN
		RAISE EXCEPTION 'no such token' USING ERRCODE = 'ZH404';
	END IF;
	UPDATE zhiheng.account SET active = false WHERE id = p_machine AND active;
	IF FOUND THEN
		CALL zhiheng.write_audit('machine.revoke', p_machine);
	END IF;
END
$$;
COMMENT ON FUNCTION institution.machine_revoke IS 'Ends a token at once, for good';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
