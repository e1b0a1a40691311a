-- Submissions (批次): what a leader signs together, with the numbers as they were signed, and what is decided about it.
--
-- Record: submission_sheet, submission_step.
-- State: submission (rungs, turn, turn_at and reached only).

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.submission (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	seq integer NOT NULL CHECK (seq > 0),
	kind text NOT NULL CHECK (kind IN ('regular', 'supplement', 'answer', 'correction', 'backfill')),
	closes_on date NOT NULL,
	answers bigint REFERENCES zhiheng.submission,
	correction_id bigint UNIQUE REFERENCES zhiheng.correction,
	signed_by bigint NOT NULL REFERENCES zhiheng.account,
	confirmation_id bigint UNIQUE REFERENCES zhiheng.session_confirmation,
	at timestamptz NOT NULL DEFAULT now(),
	rungs smallint[] NOT NULL CHECK (cardinality(rungs) > 0),
	turn smallint CHECK (turn BETWEEN 1 AND 4),
	turn_at timestamptz NOT NULL DEFAULT now(),
	reached smallint NOT NULL CHECK (reached BETWEEN 0 AND 4),
	CONSTRAINT submission_seq UNIQUE (institution_id, seq),
	CONSTRAINT submission_answers CHECK ((answers IS NOT NULL) = (kind = 'answer')),
	CONSTRAINT submission_correction CHECK ((correction_id IS NOT NULL) = (kind = 'correction'))
);
CREATE INDEX submission_turn ON zhiheng.submission (turn, institution_id) WHERE turn IS NOT NULL;
COMMENT ON TABLE zhiheng.submission IS 'Submissions (批次): what one leader signed at once, usually the returns that end on one day';
COMMENT ON COLUMN zhiheng.submission.id IS 'Id';
COMMENT ON COLUMN zhiheng.submission.institution_id IS 'Whose';
COMMENT ON COLUMN zhiheng.submission.seq IS 'From 1 for each institution, without gaps: its number on receipts';
COMMENT ON COLUMN zhiheng.submission.kind IS 'regular: the first of its day; supplement: what was asked or left for later; answer: of what was sent back; correction: of what was accepted, its numbers are not in the return before it is approved; backfill: of years before';
COMMENT ON COLUMN zhiheng.submission.closes_on IS 'Last day of its periods';
COMMENT ON COLUMN zhiheng.submission.answers IS 'The submission of which something was sent back';
COMMENT ON COLUMN zhiheng.submission.correction_id IS 'The correction that it asks for';
COMMENT ON COLUMN zhiheng.submission.signed_by IS 'The leader';
COMMENT ON COLUMN zhiheng.submission.confirmation_id IS 'The password that was given for it; each signs once; null: loaded, not signed here';
COMMENT ON COLUMN zhiheng.submission.at IS 'When';
COMMENT ON COLUMN zhiheng.submission.turn IS 'Level whose turn it is: 4 county, 3 city, 2 province, 1 nation; null: decided or withdrawn';
COMMENT ON COLUMN zhiheng.submission.rungs IS 'Its ladder, zhiheng.rungs of the day it was signed, from the first level that decides upward; a level that was late and whose turn another took is gone from it';
COMMENT ON COLUMN zhiheng.submission.turn_at IS 'Since when it is that level''s turn, or nobody''s';
COMMENT ON COLUMN zhiheng.submission.reached IS 'Highest level whose turn it ever was; 0: all decided. Those above read nothing of it';

CREATE TABLE zhiheng.submission_sheet (
	submission_id bigint REFERENCES zhiheng.submission,
	return_id bigint REFERENCES zhiheng.return,
	event_id bigint UNIQUE REFERENCES zhiheng.return_event,
	revision integer NOT NULL CHECK (revision >= 0),
	elements smallint[] NOT NULL,
	numbers bigint[] NOT NULL,
	not_applicable smallint[] NOT NULL DEFAULT '{}',
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	PRIMARY KEY (submission_id, return_id),
	CONSTRAINT submission_sheet_elements CHECK (zhiheng.is_save(elements, numbers, not_applicable))
);
CREATE INDEX submission_sheet_return ON zhiheng.submission_sheet (return_id, submission_id);
COMMENT ON TABLE zhiheng.submission_sheet IS 'The cells of a submission, with the numbers that were signed: those that were never in an accepted one, or changed since; append-only';
COMMENT ON COLUMN zhiheng.submission_sheet.submission_id IS 'Submission';
COMMENT ON COLUMN zhiheng.submission_sheet.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.submission_sheet.event_id IS 'Its transition to submitted, to which receipt and commitment belong; null: a correction';
COMMENT ON COLUMN zhiheng.submission_sheet.revision IS 'Revision of the return that was signed; of a correction, the one that it was asked on';
COMMENT ON COLUMN zhiheng.submission_sheet.elements IS 'Cells, by zhiheng.element_number, in order; also those that were asked and left empty';
COMMENT ON COLUMN zhiheng.submission_sheet.numbers IS 'As in return_save.numbers; null: not_applicable or empty';
COMMENT ON COLUMN zhiheng.submission_sheet.not_applicable IS 'Those that are not applicable';
COMMENT ON COLUMN zhiheng.submission_sheet.digest IS 'zhiheng.submission_digest of its cells';

CREATE TABLE zhiheng.submission_step (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	submission_id bigint NOT NULL,
	return_id bigint NOT NULL,
	level smallint CHECK (level BETWEEN 1 AND 4),
	commission_id bigint REFERENCES zhiheng.commission,
	act text NOT NULL CHECK (act IN ('accepted', 'returned', 'refused', 'withdrawn', 'reopened', 'taken_over')),
	excepted smallint[] NOT NULL DEFAULT '{}',
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	reason text,
	FOREIGN KEY (submission_id, return_id) REFERENCES zhiheng.submission_sheet (submission_id, return_id),
	CONSTRAINT submission_step_level CHECK ((level IS NULL) = (act = 'withdrawn'))
);
CREATE INDEX submission_step_submission ON zhiheng.submission_step (submission_id, return_id, id);
CREATE INDEX submission_step_return ON zhiheng.submission_step (return_id, id);
COMMENT ON TABLE zhiheng.submission_step IS 'What was done about the returns of a submission; append-only';
COMMENT ON COLUMN zhiheng.submission_step.id IS 'Order';
COMMENT ON COLUMN zhiheng.submission_step.submission_id IS 'Submission';
COMMENT ON COLUMN zhiheng.submission_step.return_id IS 'Which of its returns';
COMMENT ON COLUMN zhiheng.submission_step.level IS 'Level that acted, as turn; of taken_over the level that was late; null: the institution itself';
COMMENT ON COLUMN zhiheng.submission_step.commission_id IS 'Commission that acted';
COMMENT ON COLUMN zhiheng.submission_step.act IS 'accepted: all that came to the level passed; returned: without what was excepted, also after it was accepted; reopened: what was returned got a new last day; refused: a correction; taken_over: the next level took the turn of this one, which was late; withdrawn by the institution';
COMMENT ON COLUMN zhiheng.submission_step.excepted IS 'Cells that were sent back and did not pass with the others; without any in returned: all';
COMMENT ON COLUMN zhiheng.submission_step.account_id IS 'Who; null: loaded';
COMMENT ON COLUMN zhiheng.submission_step.at IS 'When';
COMMENT ON COLUMN zhiheng.submission_step.reason IS 'Why';

CALL zhiheng.make_append_only('zhiheng.submission_sheet', 'zhiheng.submission_step');

CREATE FUNCTION zhiheng.submission_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF to_jsonb(NEW) - '{rungs,turn,turn_at,reached}'::text[] <> to_jsonb(OLD) - '{rungs,turn,turn_at,reached}'::text[]
	    OR (OLD.turn IS NULL AND NEW.turn IS NOT NULL) OR NEW.turn > OLD.turn OR NEW.reached > OLD.reached OR NOT NEW.rungs <@ OLD.rungs THEN
		RAISE EXCEPTION 'submission % cannot be changed so', OLD.id USING ERRCODE = 'ZH403', CONSTRAINT = 'submission_guard';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_guard IS 'Trigger: what was signed stays; only whose turn it is changes, up the ladder until it is nobody''s';
CREATE TRIGGER submission_guard BEFORE UPDATE ON zhiheng.submission
	FOR EACH ROW EXECUTE FUNCTION zhiheng.submission_guard();
CREATE TRIGGER submission_stay BEFORE DELETE ON zhiheng.submission
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER submission_stay_truncate BEFORE TRUNCATE ON zhiheng.submission
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

-- A QC centre sees numbers of its specialties only: of a sheet it sees none.
CALL zhiheng.protect('zhiheng.submission', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.submission_sheet', zhiheng.by_key('submission', 'submission_id')
	|| ' AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL');
CALL zhiheng.protect('zhiheng.submission_step', zhiheng.by_key('submission', 'submission_id'));

-- == who is asked ==

CREATE FUNCTION zhiheng.working_day_after(p_day date, p_days integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT p_day + day.number
	FROM generate_series(1, 2 * p_days + 4) AS day (number)
	WHERE extract(isodow FROM p_day + day.number) < 6
	ORDER BY day.number
	OFFSET p_days - 1 LIMIT 1);
COMMENT ON FUNCTION zhiheng.working_day_after IS 'The so-manieth day from Monday to Friday after a day; public holidays are not known';

CREATE FUNCTION zhiheng.opening_days() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 10;
COMMENT ON FUNCTION zhiheng.opening_days IS 'Working days for which what was sent back may be edited';

-- == what is open ==

CREATE FUNCTION zhiheng.return_opened(p_head zhiheng.return) RETURNS boolean
LANGUAGE sql STABLE
RETURN (p_head).reopened AND coalesce((p_head).opened_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date, true)
	AND (p_head).opened IS DISTINCT FROM '{}'::smallint[];
COMMENT ON FUNCTION zhiheng.return_opened IS 'Whether a return was sent back and something that was opened by that may still be edited';

CREATE FUNCTION zhiheng.element_opened(p_head zhiheng.return, p_element smallint, p_asked boolean) RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(p_asked AND ((p_head).accepted_revision IS NULL OR p_element <> ALL ((p_head).accepted)), false)
	OR (zhiheng.return_opened(p_head) AND coalesce(p_element = ANY ((p_head).opened), true));
COMMENT ON FUNCTION zhiheng.element_opened IS 'Whether an element of a return may be edited: p_asked, somebody whose period is open asks it, and it is in no accepted submission; or it was opened by sending back';

CREATE FUNCTION zhiheng.element_accepted(p_head zhiheng.return, p_element smallint) RETURNS boolean
LANGUAGE sql STABLE
RETURN (p_head).accepted_revision IS NOT NULL AND coalesce(p_element = ANY ((p_head).accepted), true);
COMMENT ON FUNCTION zhiheng.element_accepted IS 'Whether an element of a return was decided in some accepted submission';

-- == signature ==

CREATE FUNCTION zhiheng.confirmation_current() RETURNS SETOF zhiheng.session_confirmation
LANGUAGE sql STABLE ROWS 1
AS $$
	SELECT confirmation
	FROM zhiheng.session_confirmation AS confirmation
	JOIN zhiheng.identity() AS who ON who.account_id = confirmation.account_id
	WHERE confirmation.digest = decode(coalesce(current_setting('zhiheng.session', true), ''), 'hex')
		AND confirmation.at > now() - zhiheng.confirmation_span()
		AND NOT EXISTS (SELECT FROM zhiheng.submission AS spent WHERE spent.confirmation_id = confirmation.id)
	ORDER BY confirmation.id DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION zhiheng.confirmation_current IS 'The confirmation of the session that asks which is fresh and has signed nothing yet';

CREATE FUNCTION zhiheng.submission_digest(p_elements smallint[], p_numbers bigint[], p_not_applicable smallint[]) RETURNS bytea
LANGUAGE sql STABLE
RETURN (SELECT sha256(convert_to(coalesce(string_agg(element.code || '=' || CASE WHEN item.number IS NOT NULL THEN 'value'
		WHEN item.element = ANY (p_not_applicable) THEN 'not_applicable' ELSE 'missing' END || ':'
		|| coalesce((0.0001 * item.number)::zhiheng.quantity::text, '') || E'\n', '' ORDER BY element.code), ''), 'UTF8'))
	FROM unnest(p_elements, p_numbers) AS item (element, number)
	JOIN zhiheng.element_number AS element ON element.number = item.element);
COMMENT ON FUNCTION zhiheng.submission_digest IS 'SHA-256 of lines code=state:value in order of code, as zhiheng.return_digest';

CREATE FUNCTION zhiheng.submission_waiting(p_return bigint)
RETURNS TABLE (submission_id bigint, kind text, turn smallint, rungs smallint[], elements smallint[], decided boolean)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT head.id, head.kind, head.turn, head.rungs, cells.elements, cells.decided
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.submission AS head ON head.id = sheet.submission_id AND head.turn IS NOT NULL
	CROSS JOIN LATERAL (SELECT zhiheng.submission_passed(head.id, p_return, head.turn) AS passed) AS done
	CROSS JOIN LATERAL (SELECT coalesce(done.passed, zhiheng.submission_at(head.id, p_return, head.turn)) AS elements, done.passed IS NOT NULL AS decided) AS cells
	WHERE sheet.return_id = p_return AND cells.elements <> '{}'
	ORDER BY head.id;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_waiting IS 'Cells of a return that are on their way up in some submission, each once; decided: the level whose turn it is has let them pass, and other returns of the submission wait';

CREATE FUNCTION zhiheng.submission_answered(p_return bigint) RETURNS bigint
LANGUAGE sql STABLE
RETURN (SELECT step.submission_id
	FROM zhiheng.return AS head
	JOIN zhiheng.submission_step AS step ON step.return_id = head.id AND step.act = 'returned'
	-- What was opened is closed by its answer.
	WHERE head.id = p_return AND head.reopened AND head.opened IS DISTINCT FROM '{}'::smallint[] AND head.state NOT IN ('submitted', 'accepted', 'published')
	ORDER BY step.id DESC
	LIMIT 1);
COMMENT ON FUNCTION zhiheng.submission_answered IS 'The submission of which something was sent back last and not answered yet; null: none';

CREATE FUNCTION zhiheng.submission_cells(p_head zhiheng.return, p_kind text) RETURNS smallint[]
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	sheet zhiheng.return_sheet := (SELECT item FROM zhiheng.return_sheet AS item WHERE item.return_id = p_head.id);
	whole smallint[] := ARRAY(
		SELECT element.number
		FROM zhiheng.return_asked(p_head.id) AS asked
		JOIN zhiheng.element_number AS element ON element.code = asked.code
		-- What a half-year or a year has from its quarters was signed with these.
		WHERE NOT (asked.derived AND zhiheng.cadence(p_head.period) IN ('half', 'year'))
		UNION
		SELECT place::smallint FROM unnest(sheet.revisions) WITH ORDINALITY AS item (revision, place) WHERE item.revision IS NOT NULL
		ORDER BY 1);
	cells smallint[];
BEGIN
	IF p_head.accepted_revision IS NULL THEN
		RETURN whole;
	END IF;
	cells := ARRAY(
		SELECT item.element
		FROM unnest(whole) AS item (element)
		WHERE item.element <> ALL (coalesce(p_head.accepted, whole))
			OR sheet.revisions[item.element] > p_head.accepted_revision
			OR (p_kind = 'answer' AND item.element = ANY (p_head.opened))
		UNION
		-- Parts that were asked of what was accepted as a whole.
		SELECT element.number
		FROM zhiheng.return_part AS part
		CROSS JOIN LATERAL unnest(part.codes) AS changed (code)
		JOIN zhiheng.element_number AS element ON element.code = changed.code
		WHERE part.return_id = p_head.id AND part.revision > p_head.accepted_revision
		ORDER BY 1);
	-- Who was asked and changed nothing stands by all of it.
	RETURN CASE WHEN cells = '{}' THEN whole ELSE cells END;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_cells IS 'The cells that a signature of a return is about: all that were never accepted, those that changed since, and those that were opened';

CREATE FUNCTION zhiheng.submission_begin(p_institution bigint, p_kind text, p_closes_on date, p_answers bigint, p_correction bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	made bigint;
	ladder CONSTANT smallint[] := zhiheng.rungs(p_institution, (now() AT TIME ZONE 'Asia/Shanghai')::date);
	confirmation zhiheng.session_confirmation;
BEGIN
	-- Two leaders of a hospital may sign at once: one number after the other.
	PERFORM pg_advisory_xact_lock(hashtextextended('submission ' || p_institution, 0));
	SELECT given.* INTO confirmation FROM zhiheng.confirmation_current() AS given;
	INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, answers, correction_id, signed_by, confirmation_id, rungs, turn, reached)
	SELECT p_institution, coalesce(max(known.seq), 0) + 1, p_kind, p_closes_on, p_answers, p_correction, confirmation.account_id,
		confirmation.id, ladder, ladder[1], ladder[1]
	FROM zhiheng.submission AS known
	WHERE known.institution_id = p_institution
	HAVING confirmation.id IS NOT NULL
	-- What is being signed at this moment may have spent it.
	ON CONFLICT (confirmation_id) DO NOTHING
	RETURNING id INTO made;
	IF made IS NULL THEN
		RAISE EXCEPTION 'the signature needs the password' USING ERRCODE = 'ZH403', CONSTRAINT = 'return_signature_needed';
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_begin IS 'A new submission, signed with the fresh confirmation of who asks (ZH403 without), its sheets to follow in the same transaction';

CREATE FUNCTION zhiheng.submission_sign(p_return bigint, p_event bigint, p_submission bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	day CONSTANT date := zhiheng.period_end(head.period);
	answered CONSTANT bigint := zhiheng.submission_answered(p_return);
	together zhiheng.submission := (SELECT item FROM zhiheng.submission AS item WHERE item.id = p_submission);
	kind text := CASE
		WHEN answered IS NOT NULL THEN 'answer'
		WHEN head.accepted_revision IS NOT NULL THEN 'supplement'
		WHEN head.backfilled THEN 'backfill'
		-- The first of its day, of which something was not withdrawn.
		WHEN EXISTS (SELECT FROM zhiheng.submission AS known
			JOIN zhiheng.submission_sheet AS item ON item.submission_id = known.id
			WHERE known.institution_id = head.institution_id AND known.closes_on = day AND known.kind = 'regular' AND known.id IS DISTINCT FROM p_submission
				AND NOT EXISTS (SELECT FROM zhiheng.submission_step AS step
					WHERE step.submission_id = known.id AND step.return_id = item.return_id AND step.act = 'withdrawn'))
			THEN 'supplement'
		ELSE 'regular'
	END;
	sheet zhiheng.return_sheet := (SELECT item FROM zhiheng.return_sheet AS item WHERE item.return_id = p_return);
	cells CONSTANT smallint[] := zhiheng.submission_cells(head, kind);
	counts CONSTANT bigint[] := ARRAY(SELECT sheet.numbers[item.element] FROM unnest(cells) WITH ORDINALITY AS item (element, place) ORDER BY item.place);
	absent CONSTANT smallint[] := ARRAY(SELECT item.element FROM unnest(cells) AS item (element) WHERE item.element = ANY (sheet.not_applicable) ORDER BY 1);
	clash smallint := (SELECT item.element FROM zhiheng.submission_waiting(p_return) AS waiting CROSS JOIN LATERAL unnest(waiting.elements) AS item (element)
		WHERE item.element = ANY (cells) LIMIT 1);
BEGIN
	IF clash IS NOT NULL THEN
		RAISE EXCEPTION 'element % waits in another submission', clash USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_cell_waiting',
			DETAIL = (SELECT element.code FROM zhiheng.element_number AS element WHERE element.number = clash);
	END IF;
	IF together.id IS NULL THEN
		together.id := zhiheng.submission_begin(head.institution_id, kind, day, answered, NULL);
	ELSIF together.institution_id <> head.institution_id OR together.closes_on <> day OR together.at <> now() THEN
		RAISE EXCEPTION 'return % is not signed with submission %', p_return, p_submission USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_together';
	END IF;
	INSERT INTO zhiheng.submission_sheet (submission_id, return_id, event_id, revision, elements, numbers, not_applicable, digest)
	VALUES (together.id, p_return, p_event, head.revision, cells, counts, absent, zhiheng.submission_digest(cells, counts, absent));
	RETURN together.id;
END
$$;
COMMENT ON FUNCTION zhiheng.submission_sign IS 'Writes down what is signed of a return: as a sheet of p_submission, which the same act began, or of a new one. ZH409 when a cell waits in another one; ZH403 without the password';

CREATE PROCEDURE zhiheng.return_settle(p_return bigint, p_from text, p_to text, p_event bigint, p_submission bigint, p_reason text)
LANGUAGE plpgsql AS $$
DECLARE
	first bigint;
BEGIN
	IF p_to = 'submitted' THEN
		PERFORM zhiheng.submission_sign(p_return, p_event, p_submission);
		CALL zhiheng.return_commit(p_event);
	ELSIF p_from = 'submitted' AND p_to = 'draft' THEN
		IF EXISTS (SELECT FROM zhiheng.return_opening WHERE event_id = zhiheng.return_submission(p_return)) THEN
			RAISE EXCEPTION 'return % is under review', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'return_opened';
		END IF;
		first := (SELECT max(item.submission_id) FROM zhiheng.submission_waiting(p_return) AS item
			WHERE item.kind <> 'correction' AND item.turn = item.rungs[1] AND NOT item.decided);
		CALL zhiheng.submission_note(first, p_return, NULL, 'withdrawn', '{}', p_reason);
	ELSIF p_to = 'returned' AND EXISTS (SELECT FROM zhiheng.submission_waiting(p_return) AS item
	    WHERE item.kind = 'correction' AND item.turn = item.rungs[1]) THEN
		RAISE EXCEPTION 'return % has a correction to decide', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'return_correction_first';
	END IF;
END
$$;
COMMENT ON PROCEDURE zhiheng.return_settle IS 'What zhiheng.return_move asks beyond return_transition: a submission is signed with a fresh confirmation, a withdrawal comes before any reviewer, a sending back after the correction was decided';

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT NOT EXISTS (SELECT FROM zhiheng.confirmation_current());
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.submission'::regclass, 'zhiheng.submission_sheet'::regclass, 'zhiheng.submission_step'::regclass));
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'append_only%'
		AND tgrelid IN ('zhiheng.submission_sheet'::regclass, 'zhiheng.submission_step'::regclass)) = 4;
	-- A Thursday; ten working days are two weeks.
	ASSERT zhiheng.working_day_after('2025-10-23', 1) = '2025-10-24' AND zhiheng.working_day_after('2025-10-24', 1) = '2025-10-27'
		AND zhiheng.working_day_after('2025-10-23', 10) = '2025-11-06' AND zhiheng.working_day_after('2025-10-25', 10) = '2025-11-07';
END
$$;
