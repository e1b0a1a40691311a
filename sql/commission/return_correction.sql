-- Schema commission: return, continued: what a correction would change, and the decision.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.correction_decide(p_return bigint, p_correction bigint, p_decision text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return FOR UPDATE);
	asked zhiheng.correction := (SELECT item FROM zhiheng.correction AS item WHERE item.id = p_correction AND item.return_id = p_return);
	level CONSTANT smallint := zhiheng.level_own();
	signed bigint := (SELECT known.id FROM zhiheng.submission AS known WHERE known.correction_id = p_correction);
	event bigint;
BEGIN
	IF head.id IS NULL OR asked.id IS NULL OR signed IS NULL THEN
		RAISE EXCEPTION 'no such correction' USING ERRCODE = 'ZH404';
	END IF;
	IF (SELECT known.turn FROM zhiheng.submission AS known WHERE known.id = signed) IS NULL THEN
		RAISE EXCEPTION 'correction % is decided', p_correction USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_decided';
	END IF;
	PERFORM zhiheng.turn_check(signed, level);
	IF p_decision = 'refused' AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'correction_decision_reason';
	END IF;
	IF p_decision NOT IN ('approved', 'refused') THEN
		RAISE EXCEPTION 'no decision' USING ERRCODE = 'ZH400', CONSTRAINT = 'correction_decision_act';
	END IF;
	-- The levels above decide whether it comes into their copies; in the return it is by then.
	IF NOT EXISTS (SELECT FROM zhiheng.correction_decision AS known WHERE known.correction_id = p_correction) THEN
		event := commission.correction_first(head, asked, p_decision, p_reason);
	END IF;
	CALL zhiheng.submission_note(signed, p_return, level, CASE p_decision WHEN 'approved' THEN 'accepted' ELSE 'refused' END, '{}', p_reason);
	PERFORM zhiheng.accepted_make(p_return);
	CALL zhiheng.write_audit('correction.' || p_decision, p_correction, jsonb_build_object('return', p_return, 'event', event, 'reason', p_reason, 'level', level));
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.correction_decide IS 'Approves a signed correction at the turn of the own level, in whose copy it is at once, or refuses it with a reason; the first level''s approval puts it into the return';

CREATE FUNCTION commission.correction_first(p_head zhiheng.return, p_asked zhiheng.correction, p_decision text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	event bigint;
BEGIN
	IF p_decision = 'approved' THEN
		IF p_head.state NOT IN ('accepted', 'published') THEN
			RAISE EXCEPTION 'return % is %', p_head.id, p_head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_supplement', DETAIL = p_head.state;
		END IF;
		IF EXISTS (SELECT FROM zhiheng.correction_items(p_head.id) AS item
		    LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = p_head.id AND cell.element_code = item.code
		    WHERE item.correction_id = p_asked.id AND (coalesce(cell.state, 'missing'), cell.value) IS DISTINCT FROM (item.old_state, item.old_value)) THEN
			RAISE EXCEPTION 'the accepted number changed since' USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_stale';
		END IF;
		event := commission.correction_take(p_head, p_asked);
		IF commission.correction_breaks(p_head.id, p_asked.id) THEN
			RAISE EXCEPTION 'parts and wholes do not agree any more' USING ERRCODE = 'ZH409', CONSTRAINT = 'correction_breaks';
		END IF;
	END IF;
	INSERT INTO zhiheng.correction_decision (correction_id, decision, reason, event_id, account_id)
	SELECT p_asked.id, p_decision, nullif(btrim(p_reason), ''), event, who.account_id FROM zhiheng.identity() AS who;
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.correction_first IS 'The first level''s decision on a correction, once: approved it is put into the return; gives the event of that';

CREATE FUNCTION commission.correction_breaks(p_return bigint, p_correction bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	touched CONSTANT text[] := ARRAY(SELECT item.element_code FROM zhiheng.correction_item AS item WHERE item.correction_id = p_correction);
BEGIN
	RETURN EXISTS (
		SELECT
		FROM (
			SELECT pair.child, pair.parent FROM commission.return_pairs(ARRAY[p_return]) AS pair WHERE pair.strict
			UNION
			SELECT item.numerator, item.denominator
			FROM zhiheng.asked_return AS head
			JOIN zhiheng.asked_indicator AS item ON item.programme_id = head.programme_id
			JOIN zhiheng.measure_kind AS kind ON kind.code = item.kind AND kind.part_of_whole
			WHERE head.id = p_return
		) AS pair
		JOIN zhiheng.return_cell AS part ON part.return_id = p_return AND part.element_code = pair.child AND part.value > 0
		JOIN zhiheng.return_cell AS whole ON whole.return_id = p_return AND whole.element_code = pair.parent
			AND (whole.value < part.value OR whole.state = 'not_applicable')
		WHERE pair.child = ANY (touched) OR pair.parent = ANY (touched)
	) OR EXISTS (
		SELECT
		FROM commission.return_pairs(ARRAY[p_return]) AS pair
		JOIN zhiheng.return_cell AS part ON part.return_id = p_return AND part.element_code = pair.child AND part.state <> 'missing'
		JOIN zhiheng.return_cell AS whole ON whole.return_id = p_return AND whole.element_code = pair.parent AND whole.value IS NOT NULL
		WHERE pair.parts IS NOT NULL
		GROUP BY pair.parent, pair.parts, whole.value
		HAVING (pair.parent = ANY (touched) OR bool_or(pair.child = ANY (touched)))
			AND (sum(coalesce(part.value, 0)) > whole.value OR (count(*) = pair.parts AND sum(coalesce(part.value, 0)) < whole.value))
	);
END
$$;
COMMENT ON FUNCTION commission.correction_breaks IS 'Whether a correction that was put into its return leaves a part greater than its whole, or parts that do not make it up: when it was asked it did not, but another one was approved since';

CREATE FUNCTION commission.correction_take(p_head zhiheng.return, p_asked zhiheng.correction) RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	event bigint;
BEGIN
	-- Its numbers are the hospital's: of who asked, and signed by its leader.
	PERFORM zhiheng.return_put(p_head.id, p_head.revision + 1, p_asked.account_id, array_agg(item.element_code), array_agg(item.state), array_agg(item.value),
		'correction')
	FROM zhiheng.correction_item AS item
	WHERE item.correction_id = p_asked.id;
	UPDATE zhiheng.return SET state = 'accepted', revision = p_head.revision + 1 WHERE id = p_head.id;
	INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, reason, revision, digest)
	VALUES (p_head.id, p_head.state, 'accepted', (SELECT account_id FROM zhiheng.identity()), '更正：' || p_asked.reason, p_head.revision + 1,
		zhiheng.return_digest(p_head.id))
	RETURNING id INTO event;
	CALL zhiheng.return_commit(event);
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.correction_take IS 'Puts an approved correction into the return, as a save of source correction, and into the copy in force; gives the acceptance';

CREATE FUNCTION commission.correction_effect(p_return bigint, p_correction bigint)
RETURNS TABLE (
	indicator_code text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	bar text,
	after boolean,
	own boolean,
	peer_group text,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	region_name text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	reading bigint := (SELECT asker.programme_id FROM commission.return_asker AS asker WHERE asker.return_id = p_return ORDER BY asker.place LIMIT 1);
	area text := (SELECT region.name FROM zhiheng.identity() AS who JOIN zhiheng.region AS region ON region.code = who.region_first);
BEGIN
	RETURN QUERY
	WITH item AS MATERIALIZED (
		SELECT fresh.element_code, fresh.state, fresh.value FROM zhiheng.correction_item AS fresh
		JOIN zhiheng.correction AS asked ON asked.id = fresh.correction_id AND asked.return_id = p_return
		WHERE fresh.correction_id = p_correction
	), touched AS MATERIALIZED (
		SELECT indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction,
			indicator.minimum_denominator, indicator.required, indicator.bar, indicator.position, indicator.numerator, indicator.denominator
		FROM commission.indicator AS indicator
		WHERE indicator.programme_id = reading AND (indicator.numerator IN (SELECT item.element_code FROM item)
			OR indicator.denominator IN (SELECT item.element_code FROM item))
	)
	SELECT
		touched.indicator_code,
		touched.name,
		touched.kind,
		touched.unit,
		touched.factor,
		touched.direction,
		touched.minimum_denominator,
		touched.required,
		touched.bar,
		side.after,
		result.institution_id = head.institution_id,
		result.peer_group,
		CASE
			WHEN NOT side.after OR result.institution_id <> head.institution_id THEN result.coverage
			WHEN EXISTS (SELECT FROM item WHERE item.element_code IN (touched.numerator, touched.denominator) AND item.state = 'not_applicable') THEN 'not_applicable'
			WHEN result.coverage = 'not_applicable' AND side.after AND EXISTS (SELECT FROM item WHERE item.element_code = touched.numerator) THEN 'complete'
			ELSE result.coverage
		END,
		CASE WHEN side.after AND result.institution_id = head.institution_id AND touched.numerator IN (SELECT item.element_code FROM item)
			THEN (SELECT item.value FROM item WHERE item.element_code = touched.numerator) ELSE result.numerator END,
		CASE WHEN side.after AND result.institution_id = head.institution_id AND touched.denominator IN (SELECT item.element_code FROM item)
			THEN (SELECT item.value FROM item WHERE item.element_code = touched.denominator) ELSE result.denominator END,
		result.deviation,
		area
	FROM touched
	CROSS JOIN LATERAL commission.results(reading, head.period, touched.indicator_code) AS result
	CROSS JOIN (VALUES (false), (true)) AS side (after)
	ORDER BY touched.position, touched.indicator_code, side.after, result.institution_id;
END
$$;
COMMENT ON FUNCTION commission.correction_effect IS 'What the indicators of the reading programme that a correction touches come to, of every institution of the subtree, before it (after false) and after it; own: the institution that asks';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
