-- Schema institution: the own improvement items: their steps and what is written on them.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.ledger_open(p_source text, p_content text, p_aim text, p_post text, p_due_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM institution.require('{clerk,verifier,leader}');
	IF p_source NOT IN ('self_check', 'inspection', 'case_evaluation', 'adverse_event') THEN
		RAISE EXCEPTION 'source %', p_source USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_source';
	END IF;
	RETURN zhiheng.ledger_open((SELECT institution_id FROM zhiheng.identity()), NULL, p_source, NULL, NULL, NULL, NULL, p_content, p_aim,
		p_post, p_due_on);
END
$$;
COMMENT ON FUNCTION institution.ledger_open IS 'An item that the institution opens itself; the commission above signs it off';

CREATE FUNCTION institution.ledger_write(p_item bigint, p_state text, p_kind text, p_text text, p_numerator numeric, p_denominator numeric)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	item zhiheng.ledger_item := zhiheng.ledger_lock(p_item, p_state);
BEGIN
	IF NOT coalesce(CASE p_kind
		WHEN 'cause' THEN item.state IN ('found', 'analysed')
		WHEN 'effect' THEN item.state = 'carried'
		WHEN 'progress' THEN item.state <> 'closed'
		WHEN 'evidence' THEN item.state <> 'closed'
	END, false) THEN
		RAISE EXCEPTION 'no % while %', p_kind, item.state USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_state', DETAIL = item.state;
	END IF;
	IF char_length(coalesce(btrim(p_text), '')) < 2 THEN
		RAISE EXCEPTION 'words needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_note_text';
	END IF;
	IF p_numerator > p_denominator AND p_denominator > 0 AND EXISTS (SELECT FROM zhiheng.catalogue_indicator AS definition
	    JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
	    WHERE definition.code = item.indicator_code AND kind.part_of_whole) THEN
		RAISE EXCEPTION 'part above whole' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_effect_part';
	END IF;
	INSERT INTO zhiheng.ledger_note (item_id, kind, text, numerator, denominator, account_id)
	VALUES (p_item, p_kind, btrim(p_text), p_numerator, p_denominator, account);
	CALL zhiheng.write_audit('ledger.' || p_kind, p_item);
	IF p_kind = 'cause' AND item.state = 'found' THEN
		PERFORM zhiheng.ledger_move(p_item, 'found', 'analysed', NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION institution.ledger_write IS 'Words of the institution on an own item: cause (moves a found item on), progress, evidence, effect with its numbers';

CREATE FUNCTION institution.ledger_plan(p_item bigint, p_state text, p_text text, p_post text, p_due_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	item zhiheng.ledger_item := zhiheng.ledger_lock(p_item, p_state);
	made bigint;
BEGIN
	IF item.state = 'found' THEN
		RAISE EXCEPTION 'cause first' USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_cause_first';
	END IF;
	IF item.state NOT IN ('analysed', 'working') THEN
		RAISE EXCEPTION 'no measure while %', item.state USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_state', DETAIL = item.state;
	END IF;
	IF p_due_on < zhiheng.today() THEN
		RAISE EXCEPTION 'deadline has passed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_due';
	END IF;
	-- The same form sent twice is one measure.
	made := (SELECT min(measure.id) FROM zhiheng.ledger_measure AS measure
		LEFT JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id
		WHERE measure.item_id = p_item AND done.measure_id IS NULL
			AND (measure.text, measure.post, measure.due_on) = (p_text, p_post, p_due_on));
	IF made IS NOT NULL THEN
		RETURN made;
	END IF;
	INSERT INTO zhiheng.ledger_measure (item_id, text, post, due_on, account_id)
	VALUES (p_item, p_text, p_post, p_due_on, account)
	RETURNING id INTO made;
	CALL zhiheng.write_audit('ledger.measure', p_item, jsonb_build_object('measure', made));
	RETURN made;
END
$$;
COMMENT ON FUNCTION institution.ledger_plan IS 'A measure with post and date; the key cause must be entered before';

CREATE FUNCTION institution.ledger_end(p_item bigint, p_measure bigint, p_outcome text, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	item zhiheng.ledger_item;
BEGIN
	item := (SELECT own FROM zhiheng.ledger_item AS own
		JOIN zhiheng.ledger_measure AS measure ON measure.item_id = own.id
		WHERE own.id = p_item AND measure.id = p_measure FOR UPDATE OF own);
	IF item.id IS NULL THEN
		RAISE EXCEPTION 'no such measure' USING ERRCODE = 'ZH404';
	END IF;
	IF NOT (item.state = 'working' OR (item.state = 'analysed' AND p_outcome = 'dropped')) THEN
		RAISE EXCEPTION 'not while %', item.state USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_state', DETAIL = item.state;
	END IF;
	INSERT INTO zhiheng.ledger_measure_end (measure_id, outcome, text, account_id)
	VALUES (p_measure, p_outcome, btrim(p_text), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'measure % has ended', p_measure USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_measure_ended';
	END IF;
	CALL zhiheng.write_audit('ledger.measure_' || p_outcome, p_item, jsonb_build_object('measure', p_measure));
END
$$;
COMMENT ON FUNCTION institution.ledger_end IS 'What became of a measure, once: done while the item is worked on, dropped also before the plan is handed in';

CREATE FUNCTION institution.ledger_move(p_item bigint, p_state text, p_to text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM institution.require('{clerk,verifier,leader}');
	RETURN zhiheng.ledger_move(p_item, p_state, p_to, p_reason);
END
$$;
COMMENT ON FUNCTION institution.ledger_move IS 'zhiheng.ledger_move for the own institution';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
