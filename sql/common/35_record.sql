-- What several audiences share, continued: the pen of institution.return_save.  Its functions belong to zhiheng_recorder,
-- whom the policies of the tables behind a return do not ask: whose the return is, and whether it may be changed,
-- zhiheng.return_lock asks, once and not for every value.  Nobody but zhiheng_owner's functions may call them.

CALL zhiheng.drop_functions('return_derive', 'return_typed', 'return_record', 'return_judge', 'return_verdicts', 'return_lock');

-- Two people at one return.  A save names the revision its form was made from (the base) and every
-- element of the form.  For each element, with mine = what was sent, base = the value at that
-- revision, now = the newest value:
--   mine = now               nothing to do                                          same
--   mine = base, now differs the other person changed it, I did not: theirs stays   newer
--   base = now, mine differs I changed it, nobody else did                          change
--   all three differ         both changed it: nothing of the save is written        conflict
-- An element that only programmes ask whose period is closed may come as it is, and not otherwise:  closed;
-- so may one that was accepted and is not opened:                                                     accepted.
-- A save that is sent again, in place of one whose answer never came, writes down what is the same, too:
-- else the earlier one, if it is still on its way, would find nothing newer than its base, and win.
-- The form is shown again then, made from the newest revision: a second save decides.
-- In the planner's eyes part of whoever asks it: no SET clause, names bound when it is made.
CREATE FUNCTION zhiheng.return_verdicts(p_head zhiheng.return, p_typed zhiheng.typed, p_base integer, p_codes text[],
	p_states text[], p_values numeric[], p_again boolean)
RETURNS TABLE (code text, state text, value numeric, verdict text, revision integer, element smallint, number bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT
		mine.code,
		mine.state,
		mine.value,
		CASE
			WHEN asked.element IS NULL OR mine.state <> CASE WHEN mine.value IS NOT NULL THEN 'value' WHEN mine.state = 'not_applicable' THEN mine.state ELSE 'missing' END
				THEN 'unknown'
			WHEN mine.state = coalesce(now.state, 'missing') AND mine.number IS NOT DISTINCT FROM now.number
				THEN CASE WHEN p_again AND zhiheng.element_opened(p_head, mine.element, asked.open) THEN 'change' ELSE 'same' END
			WHEN now.revision > p_base AND mine.state = coalesce(base.state, 'missing') AND mine.number IS NOT DISTINCT FROM base.number THEN 'newer'
			WHEN NOT zhiheng.element_opened(p_head, mine.element, asked.open)
				THEN CASE WHEN zhiheng.element_accepted(p_head, mine.element) THEN 'accepted' ELSE 'closed' END
			WHEN mine.type <> 'decimal' AND mine.value <> trunc(mine.value) THEN 'not_whole'
			WHEN mine.type = 'boolean' AND mine.value > 1 THEN 'not_boolean'
			WHEN mine.value < mine.minimum THEN 'too_small'
			WHEN now.revision > p_base THEN 'conflict'
			ELSE 'change'
		END,
		now.revision,
		mine.element,
		mine.number
	FROM (
		-- Whoever asks an element in a period that is open has fixed what it means: zhiheng.definition_fix.
		SELECT sent.code, sent.state, sent.value, meant.number AS element, zhiheng.ten_thousandths(sent.value) AS number, meant.type, meant.minimum
		FROM unnest(p_codes, p_states, p_values) AS sent (code, state, value)
		LEFT JOIN zhiheng.element_period AS meant ON meant.period = (p_head).period AND meant.element_code = sent.code
		-- Converted once, not wherever it is named.
		OFFSET 0
	) AS mine
	LEFT JOIN unnest((p_typed).elements, (p_typed).open) AS asked (element, open) ON asked.element = mine.element
	LEFT JOIN (
		SELECT
			item.element,
			item.revision,
			item.number,
			CASE
				WHEN item.number IS NOT NULL THEN 'value'
				WHEN item.element = ANY (sheet.not_applicable) THEN 'not_applicable'
				ELSE 'missing'
			END AS state
		FROM zhiheng.return_sheet AS sheet
		CROSS JOIN LATERAL unnest(sheet.numbers, sheet.revisions) WITH ORDINALITY AS item (number, revision, element)
		WHERE sheet.return_id = (p_head).id AND item.revision IS NOT NULL
	) AS now ON now.element = mine.element
	LEFT JOIN (
		SELECT DISTINCT ON (older.element)
			older.element,
			older.state,
			older.number
		FROM (
			SELECT
				save.revision,
				item.element,
				item.number,
				CASE
					WHEN item.number IS NOT NULL THEN 'value'
					WHEN item.element = ANY (save.not_applicable) THEN 'not_applicable'
					ELSE 'missing'
				END AS state
			FROM zhiheng.return_save AS save
			CROSS JOIN LATERAL unnest(save.elements, save.numbers) AS item (element, number)
			WHERE p_base < (p_head).revision AND save.return_id = (p_head).id AND save.revision <= p_base
		) AS older
		ORDER BY older.element, older.revision DESC
	) AS base ON base.element = mine.element
	-- A fence: the verdict is not computed anew by everything that asks for it.
	OFFSET 0;
END;
COMMENT ON FUNCTION zhiheng.return_verdicts IS 'What becomes of every element of a save, and the revision of its newest value; for the two functions below';

-- What all programmes ask together; open while one that asks it is.  The count of their changes tells whether what was computed
-- for an earlier save still holds.
CREATE FUNCTION zhiheng.return_typed(p_head zhiheng.return) RETURNS zhiheng.typed
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	own zhiheng.register := (SELECT item FROM zhiheng.register_of(p_head.period) AS item WHERE item.id = p_head.institution_id);
	rank CONSTANT integer := zhiheng.cadence_rank(zhiheng.cadence(p_head.period));
	askers bigint[];
	within bigint[];
	open_ones bigint[];
	made zhiheng.typed;
BEGIN
	SELECT
		array_agg(asking.programme_id) FILTER (WHERE asking.period = p_head.period),
		array_agg(DISTINCT asking.programme_id) FILTER (WHERE asking.period <> p_head.period),
		concat_ws(' ', own.level, own.kind, own.specialist_type, string_agg(asking.period || ':' || programme.id || ':' || programme.changes, ' '
			ORDER BY asking.period, programme.id))
	INTO askers, within, made.stamp
	FROM zhiheng.demand AS asking
	JOIN zhiheng.programme AS programme ON programme.id = asking.programme_id
	WHERE asking.institution_id = p_head.institution_id AND left(asking.period, 4) = left(p_head.period, 4)
		AND (asking.period = p_head.period OR zhiheng.cadence_rank(zhiheng.cadence(asking.period)) < rank);
	SELECT true, form.elements, form.open INTO made.kept, made.elements, made.open
	FROM zhiheng.return_form AS form
	WHERE form.return_id = p_head.id AND form.stamp = made.stamp;
	IF made.kept THEN
		RETURN made;
	END IF;
	open_ones := ARRAY(SELECT calendar.programme_id FROM zhiheng.reporting_period AS calendar
		WHERE calendar.programme_id = ANY (askers) AND calendar.period = p_head.period AND calendar.state = 'open');
	-- What sending back opens, element by element, zhiheng.element_opened says.
	SELECT coalesce(array_agg(given.number), '{}'), coalesce(array_agg(opened.code IS NOT NULL), '{}') INTO made.elements, made.open
	FROM zhiheng.asked_in(askers, p_head.period, own.level, own.kind, own.specialist_type, coalesce(within, '{}')) AS part
	JOIN zhiheng.element_number AS given ON given.code = part.code
	LEFT JOIN zhiheng.asked_in(open_ones, p_head.period, own.level, own.kind, own.specialist_type) AS opened ON opened.code = part.code
	WHERE NOT part.derived;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.return_typed IS 'Elements that are typed in a return: asked by somebody, and not derived from shorter periods';

CREATE FUNCTION zhiheng.return_judge(p_head zhiheng.return, p_base integer, p_codes text[], p_states text[], p_values numeric[],
	p_again boolean DEFAULT false)
RETURNS zhiheng.entry[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	typed zhiheng.typed := zhiheng.return_typed(p_head);
BEGIN
	RETURN (SELECT array_agg(ROW(item.code, item.state, item.value, item.verdict, item.revision)::zhiheng.entry)
		FROM zhiheng.return_verdicts(p_head, typed, p_base, p_codes, p_states, p_values, p_again) AS item);
END
$$;
COMMENT ON FUNCTION zhiheng.return_judge IS 'zhiheng.return_verdicts as an array, for whom the return was locked by';

-- Without nested loops what is known of a return comes by one range of an index, not each cell by a search.
CREATE FUNCTION zhiheng.return_record(p_head zhiheng.return, p_account bigint, p_base integer, p_codes text[], p_states text[],
	p_values numeric[], p_source text, p_again boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan SET enable_nestloop = off
SET enable_mergejoin = off
AS $$
DECLARE
	typed zhiheng.typed := zhiheng.return_typed(p_head);
	changes integer;
	entry record;
BEGIN
	SELECT
		array_agg(item.element) FILTER (WHERE item.verdict = 'change') AS elements,
		array_agg(item.number) FILTER (WHERE item.verdict = 'change') AS numbers,
		array_agg(item.element) FILTER (WHERE item.verdict = 'change' AND item.state = 'not_applicable') AS not_applicable,
		count(*) FILTER (WHERE item.verdict NOT IN ('same', 'newer', 'change')) AS in_the_way
	INTO entry
	FROM (
		SELECT judged.element, judged.number, judged.state, judged.verdict
		FROM zhiheng.return_verdicts(p_head, typed, p_base, p_codes, p_states, p_values, p_again) AS judged
		ORDER BY judged.element
	) AS item;
	IF entry.in_the_way > 0 THEN
		RETURN NULL;
	END IF;
	changes := coalesce(cardinality(entry.elements), 0);
	IF changes > 0 THEN
		IF typed.kept IS NOT TRUE THEN
			INSERT INTO zhiheng.return_form (return_id, stamp, elements, open) VALUES (p_head.id, typed.stamp, typed.elements, typed.open)
			ON CONFLICT (return_id) DO UPDATE SET stamp = excluded.stamp, elements = excluded.elements, open = excluded.open;
		END IF;
		INSERT INTO zhiheng.return_save (return_id, revision, account_id, source, elements, numbers, not_applicable)
		VALUES (p_head.id, p_head.revision + 1, p_account, p_source, entry.elements, entry.numbers, coalesce(entry.not_applicable, '{}'));
		UPDATE zhiheng.return SET revision = p_head.revision + 1 WHERE id = p_head.id;
	END IF;
	RETURN changes;
END
$$;
COMMENT ON FUNCTION zhiheng.return_record IS 'Writes down what a save changes, as one save; gives their number, 0 writes nothing; null: something stands in the way, return_judge tells what';

CREATE FUNCTION zhiheng.return_derive(p_quarter bigint, p_account bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_quarter FOR UPDATE);
	months text[] := zhiheng.period_parts(head.period, 'month');
	made record;
BEGIN
	-- Months in which there was nothing of the kind add nothing; a quarter is there once all three are.
	SELECT
		array_agg(item.code) AS codes,
		array_agg(item.state) AS states,
		array_agg(item.value) AS numbers,
		count(*) AS changes,
		max(item.account_id) AS account_id
	INTO made
	FROM (
		SELECT
			given.code,
			CASE WHEN NOT given.whole THEN 'missing' WHEN given.value IS NULL THEN 'not_applicable' ELSE 'value' END AS state,
			CASE WHEN given.whole THEN given.value END AS value,
			given.account_id
		FROM (
			SELECT
				part.code,
				count(cell.state) FILTER (WHERE cell.state <> 'missing') = cardinality(months) AS whole,
				CASE zhiheng.accumulation(part.code, head.period)
					WHEN 'end' THEN (array_agg(cell.value ORDER BY month.period DESC))[1]
					WHEN 'max' THEN max(cell.value)
					ELSE sum(cell.value)
				END AS value,
				max(entry.account_id) AS account_id
			FROM zhiheng.register_of(head.period) AS own
			CROSS JOIN LATERAL zhiheng.asked_in(zhiheng.askers(head.period, head.institution_id), head.period, own.level, own.kind,
				own.specialist_type, zhiheng.askers_within(head.period, head.institution_id)) AS part
			JOIN zhiheng.return AS month ON month.institution_id = head.institution_id
				AND month.period = ANY (months)
			LEFT JOIN zhiheng.sheet_list AS cell ON cell.return_id = month.id AND cell.element_code = part.code
			LEFT JOIN zhiheng.return_save AS entry ON entry.return_id = month.id AND entry.revision = cell.revision
			WHERE own.id = head.institution_id AND part.derived
			GROUP BY part.code
		) AS given
	) AS item
	LEFT JOIN zhiheng.sheet_list AS now ON now.return_id = head.id AND now.element_code = item.code
	WHERE (item.state, item.value) IS DISTINCT FROM (coalesce(now.state, 'missing'), now.value);
	IF made.changes = 0 OR coalesce(p_account, made.account_id) IS NULL THEN
		RETURN 0;
	END IF;
	PERFORM zhiheng.return_put(head.id, head.revision + 1, coalesce(p_account, made.account_id), made.codes, made.states, made.numbers, 'derived');
	UPDATE zhiheng.return SET revision = head.revision + 1 WHERE id = head.id;
	RETURN made.changes;
END
$$;
COMMENT ON FUNCTION zhiheng.return_derive IS 'Puts the numbers of a quarter together from its months, as a save of p_account (null: of who saved a month); gives how many changed';

CREATE FUNCTION zhiheng.return_lock(p_return bigint, p_institution bigint) RETURNS zhiheng.return
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	head zhiheng.return;
BEGIN
	head := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return AND item.institution_id = p_institution FOR UPDATE);
	IF head.id IS NULL THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF head.exempt IS NOT NULL THEN
		RAISE EXCEPTION 'return % is not owed', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'return_exempt', DETAIL = head.exempt;
	END IF;
	-- What was accepted takes in what is asked later.
	IF head.state NOT IN ('draft', 'returned') AND (head.state NOT IN ('accepted', 'published') OR head.accepted IS NULL OR NOT EXISTS (
	    SELECT FROM zhiheng.demand AS asking
	    JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = asking.programme_id AND calendar.period = asking.period
	    WHERE asking.institution_id = head.institution_id AND asking.period = head.period AND calendar.state = 'open'
		AND asking.first_submitted_at IS NULL)) THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'return_not_editable', DETAIL = head.state;
	END IF;
	IF NOT zhiheng.return_is_open(head) THEN
		IF head.reopened AND head.opened IS DISTINCT FROM '{}' THEN
			RAISE EXCEPTION 'return % was opened until %', p_return, head.opened_until
				USING ERRCODE = 'ZH409', CONSTRAINT = 'return_opening_expired', DETAIL = head.opened_until::text;
		END IF;
		RAISE EXCEPTION 'period % is not open', head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_period_closed';
	END IF;
	CALL zhiheng.return_months_check(head, 'draft');
	RETURN zhiheng.return_locked_as(head);
END
$$;
COMMENT ON FUNCTION zhiheng.return_lock IS 'Locks a return of p_institution for a change of its values or words: it must be draft or returned, or accepted and asked for more since, and its period open or it opened by sending back (ZH404, ZH409); gives it as zhiheng.return_locked_as';

ALTER FUNCTION zhiheng.return_lock OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_verdicts OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_derive OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_typed OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_judge OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_record OWNER TO zhiheng_recorder;
REVOKE EXECUTE ON FUNCTION zhiheng.return_lock, zhiheng.return_verdicts, zhiheng.return_derive, zhiheng.return_typed, zhiheng.return_judge,
	zhiheng.return_record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.return_lock, zhiheng.return_derive, zhiheng.return_typed, zhiheng.return_judge, zhiheng.return_record TO zhiheng_owner;
GRANT SELECT ON zhiheng.sheet_list TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.applies, zhiheng.return_opened, zhiheng.element_opened, zhiheng.element_accepted, zhiheng.return_put, zhiheng.asked_in, zhiheng.wants, zhiheng.accumulation, zhiheng.cadence, zhiheng.cadence_rank,
	zhiheng.return_is_open(zhiheng.return), zhiheng.askers, zhiheng.return_quarter, zhiheng.return_locked_as, zhiheng.quarter_of, zhiheng.period_parts, zhiheng.period_of, zhiheng.period_end, zhiheng.period_first_month TO zhiheng_recorder;
GRANT EXECUTE ON PROCEDURE zhiheng.return_months_check TO zhiheng_recorder;
