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
-- An element that only programmes ask whose period is closed may come as it is, and not otherwise:  closed.
-- A save that is sent again, in place of one whose answer never came, writes down what is the same, too:
-- else the earlier one, if it is still on its way, would find nothing newer than its base, and win.
-- The form is shown again then, made from the newest revision: a second save decides.
-- In the planner's eyes part of whoever asks it: no SET clause, names bound when it is made.
CREATE FUNCTION zhiheng.return_verdicts(p_head zhiheng.return, p_typed zhiheng.typed, p_base integer, p_codes text[],
	p_states text[], p_values numeric[], p_again boolean)
RETURNS TABLE (code text, state text, value numeric, verdict text, revision integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT
		mine.code,
		mine.state,
		mine.value,
		CASE
			WHEN mine.code <> ALL ((p_typed).codes) THEN 'unknown'
			WHEN mine.state = coalesce(cell.state, 'missing') AND mine.value IS NOT DISTINCT FROM cell.value
				THEN CASE WHEN p_again AND mine.code = ANY ((p_typed).open) THEN 'change' ELSE 'same' END
			WHEN cell.revision > p_base AND mine.state = coalesce(base.state, 'missing') AND mine.value IS NOT DISTINCT FROM base.value THEN 'newer'
			WHEN mine.code <> ALL ((p_typed).open) THEN 'closed'
			WHEN element.type <> 'decimal' AND mine.value <> trunc(mine.value) THEN 'not_whole'
			WHEN element.type = 'boolean' AND mine.value > 1 THEN 'not_boolean'
			WHEN mine.value < element.minimum THEN 'too_small'
			WHEN cell.revision > p_base THEN 'conflict'
			ELSE 'change'
		END,
		cell.revision
	FROM unnest(p_codes, p_states, p_values) AS mine (code, state, value)
	LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = (p_head).id AND cell.element_code = mine.code
	LEFT JOIN LATERAL (
		SELECT
			version.type,
			version.minimum
		FROM zhiheng.catalogue_element AS version
		WHERE version.code = mine.code AND NOT version.withdrawn AND mine.state = 'value'
		ORDER BY version.version DESC
		LIMIT 1
	) AS element ON true
	LEFT JOIN (
		SELECT DISTINCT ON (older.code)
			older.code,
			older.state,
			older.value
		FROM (
			SELECT
				save.revision,
				item.code,
				item.state,
				item.number AS value
			FROM zhiheng.return_save AS save
			CROSS JOIN LATERAL unnest(save.codes, save.states, save.numbers) AS item (code, state, number)
			WHERE p_base < (p_head).revision AND save.return_id = (p_head).id AND save.revision <= p_base
		) AS older
		ORDER BY older.code, older.revision DESC
	) AS base ON base.code = mine.code
	-- A fence: the verdict is not computed anew by everything that asks for it.
	OFFSET 0;
END;
COMMENT ON FUNCTION zhiheng.return_verdicts IS 'What becomes of every element of a save, and the revision of its newest value; for the two functions below';

-- What all programmes ask together; open while one that asks it is.
CREATE FUNCTION zhiheng.return_typed(p_head zhiheng.return) RETURNS zhiheng.typed
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	own zhiheng.institution := (SELECT item FROM zhiheng.institution AS item WHERE item.id = p_head.institution_id);
	askers bigint[] := zhiheng.askers(p_head.period, p_head.institution_id);
	open_ones bigint[] := askers;
	made zhiheng.typed;
BEGIN
	made.codes := ARRAY(SELECT part.code FROM zhiheng.asked_in(askers, p_head.period, own.level, own.kind, own.specialist_type) AS part
		WHERE NOT part.derived);
	IF NOT p_head.reopened AND (zhiheng.return_quarter(p_head)).reopened IS NOT TRUE THEN
		open_ones := ARRAY(SELECT calendar.programme_id FROM zhiheng.reporting_period AS calendar
			WHERE calendar.programme_id = ANY (askers) AND calendar.period = p_head.period AND calendar.state = 'open');
	END IF;
	made.open := CASE cardinality(open_ones) WHEN cardinality(askers) THEN made.codes
		ELSE ARRAY(SELECT part.code FROM zhiheng.asked_in(open_ones, p_head.period, own.level, own.kind, own.specialist_type) AS part) END;
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
AS $$
DECLARE
	typed zhiheng.typed := zhiheng.return_typed(p_head);
	changes integer;
	entry record;
BEGIN
	SELECT
		array_agg(item.code) FILTER (WHERE item.verdict = 'change') AS codes,
		array_agg(item.state) FILTER (WHERE item.verdict = 'change') AS states,
		array_agg(item.value) FILTER (WHERE item.verdict = 'change') AS numbers,
		count(*) FILTER (WHERE item.verdict NOT IN ('same', 'newer', 'change')) AS in_the_way
	INTO entry
	FROM zhiheng.return_verdicts(p_head, typed, p_base, p_codes, p_states, p_values, p_again) AS item;
	IF entry.in_the_way > 0 THEN
		RETURN NULL;
	END IF;
	changes := coalesce(cardinality(entry.codes), 0);
	IF changes > 0 THEN
		INSERT INTO zhiheng.return_save (return_id, revision, account_id, codes, states, numbers, sources)
		VALUES (p_head.id, p_head.revision + 1, p_account, entry.codes, entry.states, entry.numbers, array_fill(p_source, ARRAY[changes]));
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
			part.code,
			CASE WHEN count(cell.state) FILTER (WHERE cell.state <> 'missing') < cardinality(months) THEN 'missing'
				WHEN bool_and(cell.state = 'not_applicable') THEN 'not_applicable' ELSE 'value' END AS state,
			CASE
				WHEN count(cell.state) FILTER (WHERE cell.state <> 'missing') < cardinality(months) THEN NULL
				WHEN zhiheng.accumulation(part.code) = 'end' THEN (array_agg(cell.value ORDER BY month.period DESC))[1]
				WHEN zhiheng.accumulation(part.code) = 'max' THEN max(cell.value)
				ELSE sum(cell.value)
			END AS value,
			max(entry.account_id) AS account_id
		FROM zhiheng.institution AS own
		CROSS JOIN LATERAL zhiheng.asked_in(zhiheng.askers(head.period, head.institution_id), head.period, own.level, own.kind, own.specialist_type) AS part
		JOIN zhiheng.return AS month ON month.institution_id = head.institution_id
			AND month.period = ANY (months)
		LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = month.id AND cell.element_code = part.code
		LEFT JOIN zhiheng.return_save AS entry ON entry.return_id = month.id AND entry.revision = cell.revision
		WHERE own.id = head.institution_id AND part.derived
		GROUP BY part.code
	) AS item
	LEFT JOIN zhiheng.return_cell AS now ON now.return_id = head.id AND now.element_code = item.code
	WHERE (item.state, item.value) IS DISTINCT FROM (coalesce(now.state, 'missing'), now.value);
	IF made.changes = 0 OR coalesce(p_account, made.account_id) IS NULL THEN
		RETURN 0;
	END IF;
	INSERT INTO zhiheng.return_save (return_id, revision, account_id, codes, states, numbers, sources)
	VALUES (head.id, head.revision + 1, coalesce(p_account, made.account_id), made.codes, made.states, made.numbers,
		array_fill('derived'::text, ARRAY[made.changes::integer]));
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
	IF head.state NOT IN ('draft', 'returned') THEN
		RAISE EXCEPTION 'return % is %', p_return, head.state USING ERRCODE = 'ZH409', CONSTRAINT = 'return_not_editable', DETAIL = head.state;
	END IF;
	IF NOT zhiheng.return_is_open(head) THEN
		RAISE EXCEPTION 'period % is not open', head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_period_closed';
	END IF;
	CALL zhiheng.return_months_check(head, 'draft');
	RETURN head;
END
$$;
COMMENT ON FUNCTION zhiheng.return_lock IS 'Locks a return of p_institution for a change of its values or words: it must be draft or returned and its period open (ZH404, ZH409)';

ALTER FUNCTION zhiheng.return_lock OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_verdicts OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_derive OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_typed OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_judge OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_record OWNER TO zhiheng_recorder;
REVOKE EXECUTE ON FUNCTION zhiheng.return_lock, zhiheng.return_verdicts, zhiheng.return_derive, zhiheng.return_typed, zhiheng.return_judge,
	zhiheng.return_record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.return_lock, zhiheng.return_derive, zhiheng.return_typed, zhiheng.return_judge, zhiheng.return_record TO zhiheng_owner;
GRANT EXECUTE ON FUNCTION zhiheng.applies, zhiheng.asked_in, zhiheng.wants, zhiheng.accumulation, zhiheng.cadence, zhiheng.cadence_rank,
	zhiheng.return_is_open(zhiheng.return), zhiheng.askers, zhiheng.return_quarter, zhiheng.quarter_of, zhiheng.period_parts, zhiheng.period_of, zhiheng.period_end, zhiheng.period_first_month TO zhiheng_recorder;
GRANT EXECUTE ON PROCEDURE zhiheng.return_months_check TO zhiheng_recorder;
