-- Schema commission: the steps of improvement items and what was written on them.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.ledger_decide(p_item bigint, p_state text, p_act text, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	item zhiheng.ledger_item := zhiheng.ledger_lock(p_item, p_state);
BEGIN
	IF p_act IN ('visit', 'remark') THEN
		IF NOT zhiheng.ledger_supervises(item, (SELECT asking FROM zhiheng.identity() AS asking)) THEN
			RAISE EXCEPTION 'not the supervisor of %', p_item USING ERRCODE = 'ZH403', CONSTRAINT = 'ledger_transition_role';
		END IF;
		IF char_length(coalesce(btrim(p_text), '')) < 2 THEN
			RAISE EXCEPTION 'words needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_reason';
		END IF;
		INSERT INTO zhiheng.ledger_note (item_id, kind, text, account_id) VALUES (p_item, p_act, btrim(p_text), account);
		CALL zhiheng.write_audit('ledger.' || p_act, p_item);
		RETURN;
	END IF;
	PERFORM zhiheng.ledger_move(p_item, p_state, CASE p_act
		WHEN 'accept' THEN 'working'
		WHEN 'close' THEN 'closed'
		WHEN 'reopen' THEN 'found'
		WHEN 'return' THEN CASE p_state WHEN 'planned' THEN 'analysed' ELSE 'working' END
	END, p_text);
END
$$;
COMMENT ON FUNCTION commission.ledger_decide IS 'accept a plan, return a plan or a report, close with sign-off, reopen; or write what was found on site (visit) or a remark; p_state: as the page showed it';

CREATE FUNCTION commission.ledger_change(p_item bigint, p_term integer, p_content text, p_aim text, p_post text, p_due_on date, p_reason text)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	item zhiheng.ledger_item;
BEGIN
	item := (SELECT own FROM zhiheng.ledger_item AS own WHERE own.id = p_item FOR UPDATE);
	IF item.id IS NULL THEN
		RAISE EXCEPTION 'no such ledger item' USING ERRCODE = 'ZH404';
	END IF;
	IF NOT zhiheng.ledger_supervises(item, (SELECT asking FROM zhiheng.identity() AS asking)) THEN
		RAISE EXCEPTION 'not the supervisor of %', p_item USING ERRCODE = 'ZH403', CONSTRAINT = 'ledger_transition_role';
	END IF;
	IF item.term <> p_term OR item.state = 'closed' THEN
		RAISE EXCEPTION 'terms are version %, state is %', item.term, item.state USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_stale';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_term_reason';
	END IF;
	IF p_due_on <> item.due_on AND p_due_on < zhiheng.today() THEN
		RAISE EXCEPTION 'deadline has passed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_due';
	END IF;
	INSERT INTO zhiheng.ledger_term (item_id, version, content, aim, post, due_on, reason, account_id)
	VALUES (p_item, p_term + 1, p_content, p_aim, p_post, p_due_on, btrim(p_reason), account);
	UPDATE zhiheng.ledger_item SET term = p_term + 1, due_on = p_due_on WHERE id = p_item;
	CALL zhiheng.write_audit('ledger.change', p_item, jsonb_build_object('term', p_term + 1, 'due_on', p_due_on, 'was', item.due_on, 'reason', p_reason));
	RETURN p_term + 1;
END
$$;
COMMENT ON FUNCTION commission.ledger_change IS 'A new version of what is demanded, made from the version that was shown, with a reason';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
