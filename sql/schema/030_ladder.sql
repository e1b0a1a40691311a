-- The ladder (初审、复审、接受): which levels decide what an institution submits, one after the other, and what each took.
-- A copy in force is nowhere but in the record: it is what a level's first decision on each submission let pass, the newest
-- submission before the older; zhiheng.accepted_make makes accepted_number of it.
--
-- Record: commission_rung.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.commission_rung (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	from_day date NOT NULL,
	decides boolean NOT NULL,
	days integer NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT commission_rung_days CHECK (days BETWEEN 1 AND 60)
);
CREATE INDEX commission_rung_commission ON zhiheng.commission_rung (commission_id, from_day, id);
COMMENT ON TABLE zhiheng.commission_rung IS 'Whether a commission decides what is submitted to it or takes note (知悉), and how long it may take; append-only, of a day the newest whose from_day has come counts. Without any a county and a city decide, a province and the nation take note';
COMMENT ON COLUMN zhiheng.commission_rung.id IS 'Order';
COMMENT ON COLUMN zhiheng.commission_rung.commission_id IS 'Commission';
COMMENT ON COLUMN zhiheng.commission_rung.from_day IS 'First day; what was signed before keeps its ladder';
COMMENT ON COLUMN zhiheng.commission_rung.decides IS 'No: it takes note of what the levels below accepted';
COMMENT ON COLUMN zhiheng.commission_rung.days IS 'Working days after which the next level may take over (逾期接办)';
COMMENT ON COLUMN zhiheng.commission_rung.account_id IS 'Who set it; null: loaded';
COMMENT ON COLUMN zhiheng.commission_rung.at IS 'When';
CALL zhiheng.make_append_only('zhiheng.commission_rung');

CREATE FUNCTION zhiheng.rung_setting(p_commission bigint, p_day date, OUT decides boolean, OUT days integer)
LANGUAGE sql STABLE
RETURN (SELECT ROW(coalesce(newest.decides, zhiheng.region_rung(commission.region_code) >= 3), coalesce(newest.days, 5))
	FROM zhiheng.commission AS commission
	LEFT JOIN LATERAL (
		SELECT rung.decides, rung.days
		FROM zhiheng.commission_rung AS rung
		WHERE rung.commission_id = commission.id AND rung.from_day <= p_day
		ORDER BY rung.from_day DESC, rung.id DESC
		LIMIT 1
	) AS newest ON true
	WHERE commission.id = p_commission);
COMMENT ON FUNCTION zhiheng.rung_setting IS 'What commission_rung says of a commission on a day';

CREATE FUNCTION zhiheng.rung_commission(p_institution bigint, p_level smallint) RETURNS bigint
LANGUAGE sql STABLE
RETURN (SELECT commission.id
	FROM zhiheng.institution AS own
	JOIN zhiheng.commission AS commission
		ON commission.region_code IN (own.region_code, left(own.region_code, 4) || '00', left(own.region_code, 2) || '0000', '000000')
	WHERE own.id = p_institution AND zhiheng.region_rung(commission.region_code) = p_level);
COMMENT ON FUNCTION zhiheng.rung_commission IS 'The commission of a level above an institution as it lies today: acts follow the day of the act';

CREATE FUNCTION zhiheng.rungs(p_institution bigint, p_day date) RETURNS smallint[]
LANGUAGE sql STABLE
RETURN (SELECT coalesce(
		array_agg(chain.level ORDER BY chain.level DESC) FILTER (WHERE chain.decides),
		-- Where all above take note only, the nearest decides.
		ARRAY[max(chain.level)],
		ARRAY[zhiheng.region_rung(max(own.affiliation_code))])
	FROM zhiheng.institution AS own
	LEFT JOIN LATERAL (
		SELECT level::smallint, (zhiheng.rung_setting(commission.id, p_day)).decides
		FROM generate_series(1, zhiheng.region_rung(own.affiliation_code)) AS level
		CROSS JOIN LATERAL (SELECT zhiheng.rung_commission(own.id, level::smallint) AS id) AS commission
		WHERE commission.id IS NOT NULL
	) AS chain ON true
	WHERE own.id = p_institution);
COMMENT ON FUNCTION zhiheng.rungs IS 'The ladder of an institution on a day: the levels that decide, from that of its affiliation (隶属) upward';

CREATE FUNCTION zhiheng.rung_counting(p_rungs smallint[], p_level integer) RETURNS smallint
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_level = ANY (p_rungs) THEN p_level
	ELSE (SELECT coalesce(min(rung) FILTER (WHERE rung > p_level), max(rung)) FROM unnest(p_rungs) AS rung) END::smallint;
COMMENT ON FUNCTION zhiheng.rung_counting IS 'Whose decision a level counts on a ladder: its own; else that of the nearest rung below, which took what it takes note of; else, below the ladder, the first rung''s, which is the competent one''s';

CREATE FUNCTION zhiheng.rung_reached(p_rungs smallint[], p_reached smallint, p_level integer) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_level = ANY (p_rungs) THEN p_reached <= p_level ELSE p_reached < zhiheng.rung_counting(p_rungs, p_level) END;
COMMENT ON FUNCTION zhiheng.rung_reached IS 'Whether a submission has come to a level that may read it: to a rung with its turn, to others when the rung they count has decided; p_reached as in submission.reached';

CREATE FUNCTION zhiheng.rung_word(p_level integer) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (ARRAY['国家', '省级', '市级', '县级'])[p_level];
COMMENT ON FUNCTION zhiheng.rung_word IS 'A level in Chinese';

CREATE FUNCTION zhiheng.level_own() RETURNS smallint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN (SELECT zhiheng.region_rung(who.region_first) FROM zhiheng.identity() AS who WHERE who.region_first IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.level_own IS 'Level of the commission that asks, or of the QC centre''s; null: an institution, or nobody';

-- == what came to a level, and what it let pass ==

CREATE FUNCTION zhiheng.submission_at(p_submission bigint, p_return bigint, p_level integer, p_before bigint DEFAULT 9223372036854775807)
RETURNS smallint[]
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	cells smallint[] := (SELECT sheet.elements FROM zhiheng.submission_sheet AS sheet WHERE sheet.submission_id = p_submission AND sheet.return_id = p_return);
	step record;
BEGIN
	FOR step IN SELECT item.act, item.excepted FROM zhiheng.submission_step AS item
	    WHERE item.submission_id = p_submission AND item.return_id = p_return AND item.id < p_before
		AND (item.act = 'withdrawn' OR item.act IN ('returned', 'refused') AND item.level > p_level) LOOP
		-- Without a list it is all of them.
		cells := CASE WHEN step.excepted = '{}' THEN '{}'
			ELSE ARRAY(SELECT item.element FROM unnest(cells) AS item (element) WHERE item.element <> ALL (step.excepted) ORDER BY 1) END;
	END LOOP;
	RETURN cells;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_at IS 'Cells of a submission''s sheet that come to a level: those that no level below sent back (before the step p_before), none of what was withdrawn';

CREATE FUNCTION zhiheng.submission_passed(p_submission bigint, p_return bigint, p_level integer) RETURNS smallint[]
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	step zhiheng.submission_step := (SELECT item FROM zhiheng.submission_step AS item
		WHERE item.submission_id = p_submission AND item.return_id = p_return AND item.level = p_level AND item.act IN ('accepted', 'returned', 'refused')
		ORDER BY item.id LIMIT 1);
BEGIN
	IF step.id IS NULL THEN
		RETURN NULL;
	END IF;
	IF step.act <> 'accepted' AND step.excepted = '{}' THEN
		RETURN '{}';
	END IF;
	RETURN ARRAY(SELECT item.element FROM unnest(zhiheng.submission_at(p_submission, p_return, p_level, step.id)) AS item (element)
		WHERE item.element <> ALL (step.excepted) ORDER BY 1);
END
$$;
COMMENT ON FUNCTION zhiheng.submission_passed IS 'Cells of a submission''s sheet that a level let pass: by its first decision, which a later sending back does not undo; null: it has not decided';

CREATE FUNCTION zhiheng.accepted_cells(p_return bigint)
RETURNS TABLE (level integer, element smallint, number bigint, not_applicable boolean, submission_id bigint, revision integer)
LANGUAGE plpgsql STABLE ROWS 600 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT DISTINCT ON (cell.level, cell.element) cell.level, cell.element, cell.number, cell.not_applicable, cell.submission_id, cell.revision
	FROM (
		SELECT
			asker.level,
			item.element,
			item.number,
			item.element = ANY (sheet.not_applicable) AS not_applicable,
			sheet.submission_id,
			-- Its numbers came into the return with the approval.
			coalesce((SELECT event.revision FROM zhiheng.correction_decision AS decision JOIN zhiheng.return_event AS event ON event.id = decision.event_id
				WHERE decision.correction_id = head.correction_id), sheet.revision) AS revision
		FROM zhiheng.submission_sheet AS sheet
		JOIN zhiheng.submission AS head ON head.id = sheet.submission_id
		CROSS JOIN generate_series(1, 4) AS asker (level)
		CROSS JOIN LATERAL zhiheng.submission_passed(sheet.submission_id, sheet.return_id, zhiheng.rung_counting(head.rungs, asker.level)) AS passed (cells)
		CROSS JOIN LATERAL unnest(sheet.elements, sheet.numbers) AS item (element, number)
		WHERE sheet.return_id = p_return AND item.element = ANY (passed.cells)
		UNION ALL
		-- What a correction found that was loaded without any submission.
		SELECT asker.level, element.number, zhiheng.ten_thousandths(old.value), old.state = 'not_applicable', 0, asked.revision
		FROM zhiheng.correction AS asked
		JOIN zhiheng.submission AS head ON head.correction_id = asked.id
		JOIN zhiheng.correction_item AS item ON item.correction_id = asked.id
		JOIN zhiheng.element_number AS element ON element.code = item.element_code
		JOIN LATERAL zhiheng.return_values_at(p_return, asked.revision) AS old ON old.element_code = item.element_code
		CROSS JOIN generate_series(1, 4) AS asker (level)
		WHERE asked.return_id = p_return AND NOT EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet
			JOIN zhiheng.submission AS other ON other.id = sheet.submission_id AND other.kind <> 'correction'
			WHERE sheet.return_id = p_return AND element.number = ANY (sheet.elements))
	) AS cell
	ORDER BY cell.level, cell.element, cell.submission_id DESC, cell.revision;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_cells IS 'The copies of a return that programmes of each level count, cell by cell, those left empty too; out of submissions and steps';

CREATE FUNCTION zhiheng.accepted_make(p_return bigint, p_anew boolean DEFAULT false) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	made bigint;
BEGIN
	DELETE FROM zhiheng.accepted_number AS kept
	USING (SELECT DISTINCT item.element FROM zhiheng.submission_sheet AS sheet CROSS JOIN LATERAL unnest(sheet.elements) AS item (element)
		WHERE sheet.return_id = p_return) AS own
	WHERE kept.period = head.period AND kept.element = own.element AND kept.institution_id = head.institution_id;
	INSERT INTO zhiheng.accepted_number (institution_id, element, period, value, levels)
	SELECT head.institution_id, cell.element, head.period, 0.0001 * cell.number, sum(zhiheng.level_bit(cell.level))
	FROM zhiheng.accepted_cells(p_return) AS cell
	WHERE cell.number IS NOT NULL OR cell.not_applicable
	GROUP BY cell.element, cell.number;
	GET DIAGNOSTICS made = ROW_COUNT;
	-- The state is named so that what follows it looks (bound_keep, screen_keep).
	UPDATE zhiheng.return SET
		state = state,
		counted = ARRAY(SELECT greatest(counted[asker.level], (SELECT max(cell.revision) FROM zhiheng.accepted_cells(p_return) AS cell WHERE cell.level = asker.level))
			FROM generate_series(1, 4) AS asker (level) ORDER BY asker.level),
		accepted_at = CASE WHEN p_anew THEN accepted_at ELSE clock_timestamp() END
	WHERE id = p_return AND EXISTS (SELECT FROM zhiheng.accepted_cells(p_return));
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_make IS 'Makes the accepted numbers of a return with submissions, and what counts of it, after a level has decided (p_anew: once more, nothing was); returns the number of rows';

CREATE FUNCTION zhiheng.return_signed(p_returns bigint[], p_level integer)
RETURNS TABLE (return_id bigint, element_code text, revision integer, state text, value zhiheng.quantity)
LANGUAGE plpgsql STABLE ROWS 300 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		cell.return_id,
		element.code,
		cell.revision,
		CASE WHEN cell.number IS NOT NULL THEN 'value' ELSE 'not_applicable' END,
		(0.0001 * cell.number)::zhiheng.quantity
	FROM (
		SELECT DISTINCT ON (item.return_id, item.element) item.*
		FROM (SELECT
			sheet.return_id,
			item.element,
			item.number,
			item.element = ANY (sheet.not_applicable) AS not_applicable,
			sheet.revision,
			sheet.submission_id
		FROM zhiheng.submission_sheet AS sheet
		JOIN zhiheng.submission AS head ON head.id = sheet.submission_id AND zhiheng.rung_reached(head.rungs, head.reached, p_level)
		CROSS JOIN LATERAL (SELECT zhiheng.rung_counting(head.rungs, p_level) AS level) AS counting
		-- A correction stands beside the copy until it is decided.
		CROSS JOIN LATERAL (SELECT CASE WHEN head.kind = 'correction' OR counting.level <> p_level
			THEN zhiheng.submission_passed(sheet.submission_id, sheet.return_id, counting.level)
			ELSE zhiheng.submission_at(sheet.submission_id, sheet.return_id, p_level) END AS cells) AS seen
		CROSS JOIN LATERAL unnest(sheet.elements, sheet.numbers) AS item (element, number)
		WHERE sheet.return_id = ANY (p_returns) AND item.element = ANY (seen.cells)
		UNION ALL
		-- What was loaded without any submission.
		SELECT head.id, kept.number, zhiheng.ten_thousandths(kept.value), kept.value IS NULL, head.accepted_revision, 0
		FROM zhiheng.return AS head
		JOIN zhiheng.accepted_cell AS kept ON kept.period = head.period AND kept.institution_id = head.institution_id
			AND kept.levels & zhiheng.level_bit(p_level) <> 0
		WHERE head.id = ANY (p_returns) AND NOT EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet
			JOIN zhiheng.submission AS other ON other.id = sheet.submission_id AND other.kind <> 'correction' WHERE sheet.return_id = head.id)
		) AS item
		ORDER BY item.return_id, item.element, item.submission_id DESC
	) AS cell
	JOIN zhiheng.element_number AS element ON element.number = cell.element
	WHERE cell.number IS NOT NULL OR cell.not_applicable;
END
$$;
COMMENT ON FUNCTION zhiheng.return_signed IS 'What a level may read of returns: of each cell the number of the newest submission that has come to it, no draft, and no correction that is not decided';

-- == deciding ==

CREATE PROCEDURE zhiheng.submission_go(p_submission bigint)
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	head zhiheng.submission := (SELECT item FROM zhiheng.submission AS item WHERE item.id = p_submission);
	above smallint := (SELECT max(rung) FROM unnest(head.rungs) AS rung WHERE rung < head.turn);
	waits boolean;
	passed boolean;
BEGIN
	SELECT
		bool_or(item.passed IS NULL AND zhiheng.submission_at(p_submission, item.return_id, head.turn) <> '{}'),
		bool_or(item.passed <> '{}')
	INTO waits, passed
	FROM (
		SELECT sheet.return_id, zhiheng.submission_passed(p_submission, sheet.return_id, head.turn) AS passed
		FROM zhiheng.submission_sheet AS sheet
		WHERE sheet.submission_id = p_submission
	) AS item;
	IF head.turn IS NULL OR waits THEN
		RETURN;
	END IF;
	UPDATE zhiheng.submission SET
		turn = CASE WHEN passed THEN above END,
		turn_at = now(),
		reached = CASE WHEN passed THEN coalesce(above, 0) ELSE reached END
	WHERE id = p_submission;
END
$$;
COMMENT ON PROCEDURE zhiheng.submission_go IS 'Once nothing of a submission is left to decide at its level, what that let pass goes to the next; at the top, or when nothing passed, it is nobody''s turn';

CREATE PROCEDURE zhiheng.submission_note(p_submission bigint, p_return bigint, p_level integer, p_act text, p_excepted smallint[], p_reason text)
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.submission_step (submission_id, return_id, level, commission_id, act, excepted, account_id, reason)
	SELECT p_submission, p_return, p_level, who.commission_id, p_act, p_excepted, who.account_id, nullif(btrim(p_reason), '')
	FROM zhiheng.identity() AS who;
	CALL zhiheng.submission_go(p_submission);
END
$$;
COMMENT ON PROCEDURE zhiheng.submission_note IS 'What was done about one return of a submission, by who asks';

CREATE FUNCTION zhiheng.rung_due(p_institution bigint, p_level smallint, p_since timestamptz) RETURNS date
LANGUAGE sql STABLE
RETURN zhiheng.working_day_after((p_since AT TIME ZONE 'Asia/Shanghai')::date,
	coalesce((zhiheng.rung_setting(zhiheng.rung_commission(p_institution, p_level), (p_since AT TIME ZONE 'Asia/Shanghai')::date)).days, 5));
COMMENT ON FUNCTION zhiheng.rung_due IS 'Last day on which a level may let wait what came to it then; after it the next level may take over';

CREATE FUNCTION zhiheng.rung_wait(p_level smallint, p_due date) RETURNS text
LANGUAGE sql STABLE
RETURN zhiheng.rung_word(p_level) || CASE WHEN p_due < (now() AT TIME ZONE 'Asia/Shanghai')::date THEN '已逾期，可以先接办'
	ELSE '尚有' || (SELECT count(*) FROM generate_series((now() AT TIME ZONE 'Asia/Shanghai')::date, p_due, interval '1 day') AS day WHERE extract(isodow FROM day) < 6)
		|| '个工作日' END;
COMMENT ON FUNCTION zhiheng.rung_wait IS 'How long a level has yet, in words: 县级尚有3个工作日';

CREATE FUNCTION zhiheng.turn_check(p_submission bigint, p_level integer) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	head zhiheng.submission := (SELECT item FROM zhiheng.submission AS item WHERE item.id = p_submission);
BEGIN
	IF head.turn = p_level THEN
		RETURN;
	END IF;
	IF p_level > ALL (head.rungs) THEN
		RAISE EXCEPTION 'the ladder begins at level %', head.rungs[1] USING ERRCODE = 'ZH403', CONSTRAINT = 'submission_affiliation',
			DETAIL = format('本院的报送由%s起审核，%s不审核', zhiheng.rung_word(head.rungs[1]), zhiheng.rung_word(p_level));
	END IF;
	IF p_level <> ALL (head.rungs) THEN
		RAISE EXCEPTION 'level % takes note only', p_level USING ERRCODE = 'ZH403', CONSTRAINT = 'submission_reads';
	END IF;
	IF head.turn > p_level THEN
		RAISE EXCEPTION 'it is the turn of level %', head.turn USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_below',
			DETAIL = zhiheng.rung_wait(head.turn, zhiheng.rung_due(head.institution_id, head.turn, head.turn_at));
	END IF;
	RAISE EXCEPTION 'level % has decided', p_level USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_decided';
END
$$;
COMMENT ON FUNCTION zhiheng.turn_check IS 'Refuses who acts on a submission out of turn: ZH403 below the ladder or beside it, ZH409 before the level below has decided or after the own decision';

-- Who reads by keys that were decided once (zhiheng.return_cells).
GRANT SELECT ON zhiheng.correction, zhiheng.correction_decision, zhiheng.correction_item, zhiheng.return_event, zhiheng.submission, zhiheng.submission_sheet,
	zhiheng.submission_step TO zhiheng_counter;
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['correction', 'correction_decision', 'correction_item', 'return_event', 'submission', 'submission_sheet',
	    'submission_step'] LOOP
		EXECUTE format('CREATE POLICY count ON zhiheng.%I FOR SELECT TO zhiheng_counter USING (true)', relation);
	END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION zhiheng.level_bit, zhiheng.rung_counting, zhiheng.rung_reached, zhiheng.submission_at, zhiheng.submission_passed,
	zhiheng.ten_thousandths TO zhiheng_counter;

-- The caller runs what a view calls.
GRANT EXECUTE ON FUNCTION zhiheng.rung_word, zhiheng.level_own TO zhiheng_institution, zhiheng_commission;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT zhiheng.rung_counting('{4,3}', 2) = 3 AND zhiheng.rung_counting('{4,3}', 4) = 4 AND zhiheng.rung_counting('{3}', 4) = 3
		AND zhiheng.rung_counting('{4,3,1}', 2) = 3 AND zhiheng.rung_counting('{2}', 3) = 2;
	ASSERT zhiheng.rung_reached('{4,3}', 4::smallint, 4) AND NOT zhiheng.rung_reached('{4,3}', 4::smallint, 3) AND zhiheng.rung_reached('{4,3}', 3::smallint, 3)
		AND NOT zhiheng.rung_reached('{4,3}', 3::smallint, 2) AND zhiheng.rung_reached('{4,3}', 0::smallint, 2)
		AND NOT zhiheng.rung_reached('{3}', 3::smallint, 4) AND zhiheng.rung_reached('{3}', 0::smallint, 4);
END
$$;
