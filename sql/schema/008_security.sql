-- Who the session is, what it may see, and the functions that every audience shares.

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
	region_last text,
	specialty text
);
COMMENT ON TYPE zhiheng.identity IS 'Who is asking: account, role, organisation, subtree of regions, specialty of a QC centre (null: all)';

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
		zhiheng.region_last(commission.region_code),
		qc_centre.specialty
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
	-- A hospital's program has a token instead (015_machine.sql).
	IF NOT FOUND AND zhiheng.audience() = 'institution' THEN
		RETURN QUERY
		SELECT
			account.id,
			account.role,
			account.institution_id,
			NULL::bigint,
			NULL::bigint,
			NULL::text,
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

-- Sub-selects without reference to the row are computed once per statement.  zhiheng_peer cannot log in: only the
-- function that it owns is run as it (sql/api/common_result_peer.sql), and that function gives no names away.
CALL zhiheng.protect('zhiheng.institution', $$
	CASE (SELECT zhiheng.audience())
		WHEN 'institution' THEN id = (SELECT institution_id FROM zhiheng.identity()) OR (SELECT current_user = 'zhiheng_peer')
		WHEN 'commission' THEN region_code >= (SELECT region_first FROM zhiheng.identity())
			AND region_code <= (SELECT region_last FROM zhiheng.identity())
		ELSE (SELECT zhiheng.audience()) IN ('account', 'worker', 'operator')
	END
$$);

-- An institution sees the programmes of the commissions above it; a commission its own, those above
-- it (they ask its institutions) and those below it.
CREATE FUNCTION zhiheng.programme_visible() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT programme.id
	FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	CROSS JOIN zhiheng.identity() AS who
	LEFT JOIN zhiheng.institution AS own ON own.id = who.institution_id
	WHERE (own.region_code >= commission.region_code AND own.region_code <= zhiheng.region_last(commission.region_code))
		OR (who.region_first <= zhiheng.region_last(commission.region_code) AND who.region_last >= commission.region_code);
END
$$;
COMMENT ON FUNCTION zhiheng.programme_visible IS 'Programmes the session has to do with';

-- EXISTS lets the planner ask for single rows by their key.  IN has all visible rows of the other table
-- collected first, in every statement again: with 25,000 returns a save took four times as long.
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['programme_target', 'programme_indicator', 'programme_threshold', 'reporting_period'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);
	END LOOP;
	FOREACH relation IN ARRAY ARRAY['baseline', 'return'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			'EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)');
	END LOOP;
	CALL zhiheng.protect('zhiheng.baseline_decision',
		'EXISTS (SELECT FROM zhiheng.baseline AS visible WHERE visible.id = baseline_id)');
	FOREACH relation IN ARRAY ARRAY['return_event', 'return_remark'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, 'EXISTS (SELECT FROM zhiheng.return AS visible WHERE visible.id = return_id)');
	END LOOP;
	-- Saves are written and sought one return at a time; the newest values are read for all returns at once,
	-- where IN takes half of EXISTS' time.  A QC centre sees the numbers of its specialty only, and no
	-- saves: one may hold several specialties.
	CALL zhiheng.protect('zhiheng.return_save', $p$
		EXISTS (SELECT FROM zhiheng.return AS visible WHERE visible.id = return_id)
		AND (SELECT specialty FROM zhiheng.identity()) IS NULL
	$p$);
	CALL zhiheng.protect('zhiheng.return_cell', $p$
		return_id IN (SELECT id FROM zhiheng.return)
		AND ((SELECT specialty FROM zhiheng.identity()) IS NULL OR element_code IN (
			SELECT unnest(ARRAY[indicator.numerator, indicator.denominator])
			FROM zhiheng.programme_indicator AS indicator
			WHERE indicator.specialty = (SELECT specialty FROM zhiheng.identity())))
	$p$);
	-- These have asked before, once: sql/api/common_record.sql.
	FOREACH relation IN ARRAY ARRAY['institution', 'programme_indicator', 'reporting_period', 'return', 'return_save',
	    'return_cell'] LOOP
		EXECUTE format('CREATE POLICY record ON zhiheng.%I TO zhiheng_recorder USING (true)', relation);
	END LOOP;
	CALL zhiheng.protect('zhiheng.job', $p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR commission_id = (SELECT commission_id FROM zhiheng.identity())
	$p$);
END
$$;

CREATE FUNCTION zhiheng.return_move(p_return bigint, p_to text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	head zhiheng.return;
	who zhiheng.identity;
	rule zhiheng.return_transition;
	event bigint;
BEGIN
	SELECT * INTO head FROM zhiheng.return WHERE id = p_return FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	SELECT * INTO who FROM zhiheng.identity();
	SELECT * INTO rule FROM zhiheng.return_transition WHERE from_state = head.state AND to_state = p_to;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'return % is %, cannot become %', p_return, head.state, p_to
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition', DETAIL = head.state;
	END IF;
	IF rule.audience <> zhiheng.audience() OR (cardinality(rule.roles) > 0 AND NOT coalesce(who.role = ANY (rule.roles), false))
	    OR who.qc_centre_id IS NOT NULL THEN
		RAISE EXCEPTION '% may not move a return from % to %', who.role, head.state, p_to
			USING ERRCODE = 'ZH403', CONSTRAINT = 'return_transition_role';
	END IF;
	IF rule.reason_needed AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason';
	END IF;
	-- 填报与审核须为不同的人: who entered any value now in the return may not verify it.
	IF p_to = 'verified' AND EXISTS (SELECT FROM zhiheng.return_cell AS cell
	    JOIN zhiheng.return_save AS entry USING (return_id, revision)
	    WHERE cell.return_id = p_return AND entry.account_id = who.account_id) THEN
		RAISE EXCEPTION 'clerk and verifier are the same' USING ERRCODE = 'ZH403', CONSTRAINT = 'return_second_person';
	END IF;
	IF rule.audience = 'institution' AND NOT head.reopened AND NOT EXISTS (SELECT FROM zhiheng.reporting_period AS period
	    WHERE period.programme_id = head.programme_id AND period.period = head.period AND period.state = 'open') THEN
		RAISE EXCEPTION 'period % is not open', head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_period_closed';
	END IF;
	INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, reason, revision, digest)
	VALUES (p_return, head.state, p_to, who.account_id, nullif(btrim(p_reason), ''), head.revision, zhiheng.return_digest(p_return))
	RETURNING id INTO event;
	-- Of the file of filing, with the tables it asks.
	CALL zhiheng.return_settle(p_return, head.state, p_to, event);
	UPDATE zhiheng.return SET
		state = p_to,
		reopened = reopened OR p_to = 'returned',
		-- Withdrawn before anybody had looked at it: as if it had not been there.
		first_submitted_at = CASE
			WHEN head.state = 'submitted' AND p_to = 'draft' AND NOT head.reopened THEN NULL
			ELSE coalesce(first_submitted_at, CASE WHEN p_to = 'submitted' THEN now() END)
		END
	WHERE id = p_return;
	CALL zhiheng.write_audit('return.' || p_to, p_return, jsonb_build_object('from', head.state, 'revision', head.revision,
		'event', event, 'reason', p_reason));
	RETURN event;
END
$$;
COMMENT ON FUNCTION zhiheng.return_move IS 'The only way to change a return''s state; gives the event''s number. ZH404 not yours, ZH409 wrong state or closed, ZH403 wrong role, same person or not signed, ZH400 reason missing';

RESET ROLE;

DO $$
DECLARE
	bare text;
BEGIN
	ASSERT NOT EXISTS (SELECT FROM zhiheng.identity());
	-- Every table of the schema is commented, with every column.
	SELECT string_agg(c.relname || coalesce('.' || a.attname, ''), ', ') INTO bare
	FROM pg_class AS c
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'zhiheng'::regnamespace AND c.relkind = 'r'
		AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL);
	ASSERT bare IS NULL, 'without comment: ' || bare;
	-- Login roles have no right on any table.
	ASSERT NOT EXISTS (SELECT FROM information_schema.role_table_grants
		WHERE table_schema = 'zhiheng' AND grantee NOT IN ('zhiheng_owner', 'zhiheng_recorder'));
END
$$;
