-- Schema institution: an own return, continued: values by department or month and their sums.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.asked_parts(p_return bigint)
RETURNS TABLE (code text, way text, open boolean, whole_open boolean)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return);
BEGIN
	RETURN QUERY
	SELECT
		asked.code,
		how.way,
		asked.open OR institution.parts_lacking(own, asked.code, asked.programmes, how.way),
		asked.open
	FROM institution.asked_elements(p_return) AS asked
	CROSS JOIN LATERAL zhiheng.element_then(asked.code, own.period) AS element
	CROSS JOIN LATERAL (SELECT institution.part_way(asked.departments, asked.months, element.type, element.accumulation) AS way) AS how
	WHERE how.way IS NOT NULL;
END
$$;
COMMENT ON FUNCTION institution.asked_parts IS 'Elements that an own return asks by parts, each with its institution.part_way; open: its parts may be filled in; whole_open: so may its total, which else stands as it was accepted';

CREATE FUNCTION institution.return_parts(p_return bigint)
RETURNS TABLE (code text, part text, value numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT cell.code, cell.part, trim_scale(cell.number)
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
	WHERE head.id = p_return AND head.parted AND cell.number IS NOT NULL
	ORDER BY cell.code, cell.part;
END
$$;
COMMENT ON FUNCTION institution.return_parts IS 'The newest parts of an own return: department''s id or month 2025-07';

CREATE TYPE institution.part_total AS (
	code text,
	way text,
	parts bigint,
	value numeric
);
COMMENT ON TYPE institution.part_total IS 'What the parts of an element make: a row of return_totals';

CREATE FUNCTION institution.return_totals(p_return bigint)
RETURNS SETOF institution.part_total
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT
		asked.code,
		asked.way,
		count(cell.number),
		CASE
			WHEN asked.way = 'department' THEN sum(cell.number)
			WHEN count(cell.number) < 3 THEN NULL
			WHEN asked.way = 'end' THEN (array_agg(cell.number ORDER BY cell.part DESC))[1]
			ELSE sum(cell.number)
		END
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
	JOIN LATERAL institution.asked_parts(head.id) AS asked ON asked.code = cell.code
		AND (asked.way = 'department') = (cell.part !~ '-')
	WHERE head.id = p_return
	GROUP BY asked.code, asked.way
$$;
COMMENT ON FUNCTION institution.return_totals IS 'What the parts of a return make: departments are added up (an empty one has no such cases), months once all three are there; value null: not yet known. parts 0: emptied, the total is typed again';

CREATE FUNCTION institution.return_hold_parts(p_return bigint, p_judged zhiheng.entry[]) RETURNS zhiheng.entry[]
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT array_agg(ROW(
		item.code,
		item.state,
		item.value,
		CASE
			WHEN total.parts IS NULL OR (item.state = 'value' AND item.value = total.value)
				OR (item.state = 'missing' AND total.value IS NULL) THEN item.verdict
			WHEN item.state = 'missing' THEN 'same'
			ELSE 'not_sum'
		END,
		item.revision)::zhiheng.entry)
	FROM unnest(p_judged) AS item
	LEFT JOIN institution.return_totals(p_return) AS total ON total.code = item.code AND total.parts > 0
$$;
COMMENT ON FUNCTION institution.return_hold_parts IS 'A save however it came leaves totals to their parts: an empty one is passed over, another number or 不适用 is not_sum; only return_save calls it';

CREATE TYPE institution.part_entry AS (
	code text,
	part text,
	number zhiheng.quantity,
	verdict text,
	revision integer
);
COMMENT ON TYPE institution.part_entry IS 'One part of a save and what becomes of it, as institution.entry';

CREATE FUNCTION institution.return_judge_parts(p_head zhiheng.return, p_base integer, p_codes text[], p_parts text[], p_numbers numeric[],
	p_again boolean)
RETURNS institution.part_entry[]
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN (SELECT array_agg(ROW(
		mine.code,
		mine.part,
		mine.number,
		CASE
			WHEN asked.code IS NULL OR NOT CASE asked.way
				WHEN 'department' THEN department.id IS NOT NULL
				ELSE mine.part = ANY (zhiheng.period_parts(p_head.period, 'month'))
			END THEN 'unknown'
			WHEN mine.number IS NOT DISTINCT FROM now.number THEN CASE WHEN p_again AND asked.open THEN 'change' ELSE 'same' END
			WHEN now.revision > p_base AND mine.number IS NOT DISTINCT FROM base.number THEN 'newer'
			WHEN NOT asked.open THEN 'closed'
			WHEN element.type <> 'decimal' AND mine.number <> trunc(mine.number) THEN 'not_whole'
			WHEN mine.number < 0 THEN 'too_small'
			WHEN now.revision > p_base THEN 'conflict'
			ELSE 'change'
		END,
		now.revision)::institution.part_entry)
	FROM unnest(p_codes, p_parts, p_numbers) AS mine (code, part, number)
	LEFT JOIN institution.asked_parts(p_head.id) AS asked ON asked.code = mine.code
	LEFT JOIN zhiheng.department AS department ON department.id::text = mine.part
	LEFT JOIN zhiheng.return_parts_at(p_head.id, p_head.revision) AS now ON now.code = mine.code AND now.part = mine.part
	LEFT JOIN zhiheng.return_parts_at(p_head.id, p_base) AS base ON base.code = mine.code AND base.part = mine.part
	LEFT JOIN LATERAL zhiheng.element_then(mine.code, p_head.period) AS element ON true);
END
$$;
COMMENT ON FUNCTION institution.return_judge_parts IS 'What becomes of every part of a save; only return_enter calls it';

CREATE FUNCTION institution.return_keep_parts(p_head zhiheng.return, p_judged institution.part_entry[], p_source text, p_account bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	changes bigint := (SELECT count(*) FROM unnest(p_judged) AS item WHERE item.verdict = 'change');
BEGIN
	IF changes = 0 THEN
		RETURN false;
	END IF;
	IF p_head.state <> 'draft' THEN
		PERFORM zhiheng.return_move(p_head.id, 'draft', NULL);
	END IF;
	INSERT INTO zhiheng.return_part (return_id, revision, account_id, codes, parts, numbers, sources)
	SELECT p_head.id, p_head.revision + 1, p_account, array_agg(item.code), array_agg(item.part), array_agg(item.number), array_agg(p_source)
	FROM unnest(p_judged) AS item
	WHERE item.verdict = 'change';
	UPDATE zhiheng.return SET revision = p_head.revision + 1, parted = true WHERE id = p_head.id;
	CALL zhiheng.write_audit('return.save', p_head.id,
		jsonb_build_object('revision', p_head.revision + 1, 'parts', changes, 'source', p_source));
	RETURN true;
END
$$;
COMMENT ON FUNCTION institution.return_keep_parts IS 'Writes the changed parts of a save as the next revision; only return_enter calls it. False: there were none';

CREATE FUNCTION institution.return_enter(p_return bigint, p_base integer, p_codes text[], p_states text[], p_values numeric[],
	p_part_codes text[], p_parts text[], p_part_values numeric[], p_source text, p_again boolean DEFAULT false)
RETURNS SETOF institution.obstacle
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require(CASE p_source WHEN 'machine' THEN '{machine}' ELSE '{clerk}' END::text[]);
	head zhiheng.return := institution.return_lock(p_return);
	judged institution.part_entry[];
	obstacles institution.obstacle[];
	saved boolean;
BEGIN
	-- Most forms send the parts that may be filled in empty, and have none: then it is a plain save.
	IF NOT head.parted AND NOT p_again AND NOT EXISTS (SELECT FROM unnest(p_part_values) AS item (number) WHERE item.number IS NOT NULL) THEN
		RETURN QUERY
		SELECT item.outcome, item.code, NULL::text, item.state, item.value, item.account_name, item.entered_at
		FROM institution.return_save(p_return, p_base, p_codes, p_states, p_values, p_source) AS item;
		RETURN;
	END IF;
	IF p_source = 'machine' AND institution.machine_return(head.period) IS DISTINCT FROM p_return THEN
		RAISE EXCEPTION 'return % is not in the scope of the token', p_return USING ERRCODE = 'ZH404';
	END IF;
	IF p_base IS NULL OR p_base NOT BETWEEN 0 AND head.revision THEN
		RAISE EXCEPTION 'no revision %', p_base USING ERRCODE = 'ZH400', CONSTRAINT = 'return_base_revision';
	END IF;
	judged := institution.return_judge_parts(head, p_base, p_part_codes, p_parts, p_part_values, p_again);
	IF EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict = 'unknown') THEN
		RAISE EXCEPTION 'a part is not asked' USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element',
			DETAIL = (SELECT item.code || '.' || item.part FROM unnest(judged) AS item WHERE item.verdict = 'unknown' LIMIT 1);
	END IF;
	IF EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict NOT IN ('same', 'newer', 'change')) THEN
		RETURN QUERY
		SELECT item.verdict, item.code, item.part, CASE WHEN now.number IS NULL THEN 'missing' ELSE 'value' END,
			trim_scale(now.number), writer.name, zhiheng.time_label(now.entered_at)
		FROM unnest(judged) AS item
		LEFT JOIN zhiheng.return_parts_at(p_return, head.revision) AS now ON now.code = item.code AND now.part = item.part
		LEFT JOIN zhiheng.account AS writer ON writer.id = now.account_id
		WHERE item.verdict NOT IN ('same', 'change');
		RETURN;
	END IF;
	-- All or nothing: an obstacle among the values takes the parts back as well.
	BEGIN
		saved := institution.return_keep_parts(head, judged, p_source, account);
		obstacles := institution.return_enter_values(p_return, p_base, p_codes, p_states, p_values,
			(SELECT array_agg(DISTINCT item.code) FROM unnest(judged) AS item WHERE item.verdict = 'change'), p_source, p_again);
		IF obstacles[1].outcome NOT IN ('saved', 'unchanged') THEN
			RAISE EXCEPTION 'obstacles' USING ERRCODE = 'ZH001';
		END IF;
		IF saved THEN
			obstacles[1].outcome := 'saved';
		END IF;
	EXCEPTION WHEN SQLSTATE 'ZH001' THEN
		NULL;
	END;
	RETURN QUERY SELECT item.outcome, item.code, item.part, item.state, item.value, item.account_name, item.entered_at
	FROM unnest(obstacles) AS item;
END
$$;
COMMENT ON FUNCTION institution.return_enter IS 'institution.return_save for a form with parts: these are kept, their totals computed and saved as values. A total sent beside parts must be their sum (outcome not_sum, the sum as value). Rows and refusals as of return_save, with the part where one stands in the way';

CREATE FUNCTION institution.return_enter_values(p_return bigint, p_base integer, p_codes text[], p_states text[], p_values numeric[],
	p_changed text[], p_source text, p_again boolean) RETURNS institution.obstacle[]
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	-- Once: what is typed below changes no part.
	totals institution.part_total[] := ARRAY(SELECT total FROM institution.return_totals(p_return) AS total);
	parted text[] := ARRAY(SELECT total.code FROM unnest(totals) AS total WHERE total.parts > 0);
	typed institution.obstacle[];
	summed institution.obstacle[];
BEGIN
	-- What was accepted as a whole stands: its departments come to it, in the end.
	typed := (SELECT array_agg(ROW('above_accepted', total.code, NULL, kept.state, trim_scale(total.value), trim_scale(kept.value)::text, NULL)::institution.obstacle)
		FROM institution.return_totals(p_return) AS total
		JOIN institution.asked_parts(p_return) AS asked ON asked.code = total.code AND NOT asked.whole_open
		JOIN zhiheng.return_cell AS kept ON kept.return_id = p_return AND kept.element_code = total.code
		WHERE total.parts > 0 AND total.code = ANY (p_changed) AND (total.value > kept.value OR kept.value IS NULL));
	IF typed IS NOT NULL THEN
		RETURN typed;
	END IF;
	-- A total is not typed beside its parts, unless it says the same; nor is it larger than a value can be.
	typed := (SELECT array_agg(ROW(CASE WHEN total.value >= 1e12 THEN 'too_large' ELSE 'not_sum' END, total.code, NULL,
			CASE WHEN total.value IS NULL THEN 'missing' ELSE 'value' END, trim_scale(total.value), NULL, NULL)::institution.obstacle)
		FROM unnest(totals) AS total
		LEFT JOIN unnest(p_codes, p_states, p_values) AS item (code, state, value) ON item.code = total.code
		WHERE total.parts > 0 AND total.code NOT IN (SELECT asked.code FROM institution.asked_parts(p_return) AS asked WHERE NOT asked.whole_open)
			AND (total.value >= 1e12 OR item.state = 'not_applicable'
			OR (item.state = 'value' AND item.value IS DISTINCT FROM total.value)));
	IF typed IS NOT NULL THEN
		RETURN typed;
	END IF;
	typed := (SELECT array_agg(ROW(item.outcome, item.code, NULL, item.state, item.value, item.account_name, item.entered_at)::institution.obstacle)
		FROM (
			SELECT
				coalesce(array_agg(sent.code), '{}') AS codes,
				coalesce(array_agg(sent.state), '{}') AS states,
				coalesce(array_agg(sent.value), '{}') AS numbers
			FROM unnest(p_codes, p_states, p_values) AS sent (code, state, value)
			WHERE sent.code <> ALL (parted)
		) AS plain
		CROSS JOIN LATERAL institution.return_save(p_return, p_base, plain.codes, plain.states, plain.numbers, p_source, p_again) AS item);
	IF typed[1].outcome NOT IN ('saved', 'unchanged') OR p_changed IS NULL THEN
		RETURN typed;
	END IF;
	-- What other people's parts add to these is known: the totals are made from the newest revision.
	summed := (SELECT array_agg(ROW(item.outcome, item.code, NULL, item.state, item.value, item.account_name, item.entered_at)::institution.obstacle)
		FROM (
			SELECT
				coalesce(array_agg(total.code), '{}') AS codes,
				coalesce(array_agg(CASE WHEN total.value IS NULL THEN 'missing' ELSE 'value' END), '{}') AS states,
				coalesce(array_agg(total.value), '{}') AS numbers
			FROM unnest(totals) AS total
			WHERE total.code = ANY (p_changed) AND (total.parts > 0 OR total.code <> ALL (p_codes))
				AND total.code NOT IN (SELECT asked.code FROM institution.asked_parts(p_return) AS asked WHERE NOT asked.whole_open)
		) AS made
		CROSS JOIN LATERAL institution.return_save(p_return, (SELECT head.revision FROM zhiheng.return AS head WHERE head.id = p_return),
			made.codes, made.states, made.numbers, p_source) AS item);
	RETURN CASE WHEN summed[1].outcome = 'unchanged' THEN typed ELSE summed END;
END
$$;
COMMENT ON FUNCTION institution.return_enter_values IS 'The values of a form with parts, after these were kept: what was typed, and the totals of the elements of p_changed; only return_enter calls it';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
