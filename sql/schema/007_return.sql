-- Returns: the numbers themselves as they were saved, events and remarks; and the accepted numbers by
-- element: what pages add up, so that what they read does not grow with what was ever entered.
--
-- Record: return_transition, return_save, return_event, return_remark.
-- State: return.
-- Derived: accepted_number (accepted_rebuild); `zhiheng rebuild` calls it, after return_rebuild of the file of sheets.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.return (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'verified', 'submitted', 'returned', 'accepted', 'published')),
	revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
	reopened boolean NOT NULL DEFAULT false,
	opened smallint[],
	opened_until date,
	first_submitted_at timestamptz,
	parted boolean NOT NULL DEFAULT false,
	accepted_revision integer,
	backfilled boolean NOT NULL DEFAULT false,
	accepted_at timestamptz,
	accepted smallint[],
	counted integer[] NOT NULL DEFAULT '{NULL,NULL,NULL,NULL}' CHECK (cardinality(counted) = 4),
	exempt text CHECK (exempt IN ('excused', 'closed', 'suspended', 'before')),
	final boolean NOT NULL DEFAULT false,
	CONSTRAINT return_unique UNIQUE (period, institution_id)
);
CREATE INDEX return_institution ON zhiheng.return (institution_id, period);
CREATE INDEX return_accepted ON zhiheng.return (period, accepted_at) WHERE accepted_at IS NOT NULL;
COMMENT ON TABLE zhiheng.return IS 'Returns (报表): the numbers of one institution and period, whoever asks for them; made when the first programme opens the period';
COMMENT ON COLUMN zhiheng.return.id IS 'Id';
COMMENT ON COLUMN zhiheng.return.period IS 'Month, quarter, half-year or year; a month is verified only and goes up with its quarter';
COMMENT ON COLUMN zhiheng.return.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.return.state IS 'Where it stands with the first rung of the ladder that acted, which locks and opens its form; changed by zhiheng.return_move only, the record being return_event. submitted: a submission waits there; accepted: that rung took all of it, whatever waits above; returned: some level sent something back. What each level took say submission_step and accepted_number';
COMMENT ON COLUMN zhiheng.return.revision IS 'Number of the last save; 0: nothing saved yet';
COMMENT ON COLUMN zhiheng.return.reopened IS 'Sent back by the commission: what it opened may be edited after the period closed';
COMMENT ON COLUMN zhiheng.return.opened IS 'Elements that the last sending back opened, by zhiheng.element_number; null: all; none once the answer was accepted';
COMMENT ON COLUMN zhiheng.return.opened_until IS 'Last day on which what was opened may be edited; null: no such day was set';
COMMENT ON COLUMN zhiheng.return.accepted IS 'Elements that were decided in some accepted submission, also those left empty in it: locked until they are opened. Null: what was asked when it was accepted';
COMMENT ON COLUMN zhiheng.return.first_submitted_at IS 'First submission that was not withdrawn; whether it was in time each demand says for its programme';
COMMENT ON COLUMN zhiheng.return.accepted_revision IS 'Revision of the copy of the first rung that acted, counted[4]; null: nothing was ever accepted. Kept by the trigger return_take';
COMMENT ON COLUMN zhiheng.return.counted IS 'For programmes of the nation, a province, a city, a county (in this order) the revision of the copy in force, which counts in sums, ranks and editions until their level decides on a newer one, whatever becomes of the return meanwhile; null: none. Made with accepted_number by zhiheng.accepted_make';
COMMENT ON COLUMN zhiheng.return.backfilled IS 'Filled in afterwards (补录): its period had never been opened when it was past; said wherever it is shown';
COMMENT ON COLUMN zhiheng.return.accepted_at IS 'When one of these copies last became another: what was computed before does not hold it';
COMMENT ON COLUMN zhiheng.return.exempt IS 'Why it is not owed, by the register: excused, or the institution has no open day in the period; null: it is. Derived, as is final (zhiheng.return_standing)';
COMMENT ON COLUMN zhiheng.return.final IS 'The institution closes within the period: a final return (终止报表), counted in sums and not ranked';
COMMENT ON COLUMN zhiheng.return.parted IS 'Some value of it was filled in by parts: saves have to look at return_part';

CREATE TABLE zhiheng.return_transition (
	from_state text NOT NULL,
	to_state text NOT NULL,
	audience text NOT NULL,
	roles text[] NOT NULL,
	reason_needed boolean NOT NULL,
	PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE zhiheng.return_transition IS 'The state machine of returns: who may move one from where to where';
COMMENT ON COLUMN zhiheng.return_transition.from_state IS 'State before';
COMMENT ON COLUMN zhiheng.return_transition.to_state IS 'State after';
COMMENT ON COLUMN zhiheng.return_transition.audience IS 'Program';
COMMENT ON COLUMN zhiheng.return_transition.roles IS 'Account roles; empty: the worker';
COMMENT ON COLUMN zhiheng.return_transition.reason_needed IS 'Whether a reason must be given';
INSERT INTO zhiheng.return_transition (from_state, to_state, audience, roles, reason_needed) VALUES
	('draft', 'verified', 'institution', '{verifier,leader}', false),
	('verified', 'draft', 'institution', '{clerk,verifier,leader}', true),
	('verified', 'submitted', 'institution', '{leader}', false),
	('returned', 'draft', 'institution', '{clerk,verifier,leader,machine}', false),
	('submitted', 'draft', 'institution', '{leader}', true),
	('submitted', 'accepted', 'commission', '{reviewer,administrator}', false),
	('submitted', 'returned', 'commission', '{reviewer,administrator}', true),
	-- The first save of a supplement: only what is not in the copy in force may be filled in, and that copy stands.
	('accepted', 'draft', 'institution', '{clerk,machine}', false),
	('published', 'draft', 'institution', '{clerk,machine}', false),
	('accepted', 'returned', 'commission', '{reviewer,administrator}', true),
	('published', 'returned', 'commission', '{reviewer,administrator}', true),
	('accepted', 'published', 'worker', '{}', false),
	-- A level above sends something back while the hospital is at work on something else.
	('draft', 'returned', 'commission', '{reviewer,administrator}', true),
	('verified', 'returned', 'commission', '{reviewer,administrator}', true),
	('returned', 'returned', 'commission', '{reviewer,administrator}', true),
	-- An approved correction: the portal makes the save, nothing is typed again.
	('accepted', 'accepted', 'commission', '{reviewer,administrator}', false),
	('published', 'accepted', 'commission', '{reviewer,administrator}', false);
CALL zhiheng.make_append_only('zhiheng.return_transition');

CREATE FUNCTION zhiheng.is_save(elements smallint[], numbers bigint[], not_applicable smallint[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function would be planned anew by every save.
	-- A null would pass the CHECK: nothing has no dimensions.
	RETURN coalesce(array_ndims(elements) = 1 AND array_lower(elements, 1) = 1
		AND array_ndims(numbers) = 1 AND array_lower(numbers, 1) = 1
		AND cardinality(elements) = cardinality(numbers)
		AND array_position(elements, NULL) IS NULL
		AND (0 <= ALL (numbers)) IS NOT FALSE AND (1e16::bigint > ALL (numbers)) IS NOT FALSE
		AND (not_applicable = '{}' OR NOT EXISTS (
			SELECT FROM unnest(not_applicable) WITH ORDINALITY AS item (element, place)
			WHERE array_position(elements, item.element) IS NULL OR numbers[array_position(elements, item.element)] IS NOT NULL
				OR not_applicable[item.place - 1] >= item.element)
			AND array_ndims(not_applicable) = 1 AND array_lower(not_applicable, 1) = 1), false);
END
$$;
COMMENT ON FUNCTION zhiheng.is_save IS 'Whether arrays are the elements of one save: as many quantities as elements, none below 0 nor above what zhiheng.quantity holds; and those without a quantity that are not applicable. That the elements are in order, none twice, return_keep sees to';

-- One row for a save, not one for each value: 150 rows cost ten times as much as one of 150 values, and
-- what was saved together stays together.
CREATE TABLE zhiheng.return_save (
	return_id bigint NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	source text COLLATE "C" NOT NULL CHECK (source IN ('typed', 'pasted', 'uploaded', 'machine', 'derived', 'backfill', 'correction')),
	elements smallint[] NOT NULL,
	numbers bigint[] NOT NULL,
	not_applicable smallint[] NOT NULL DEFAULT '{}',
	PRIMARY KEY (return_id, revision),
	CONSTRAINT return_save_elements CHECK (zhiheng.is_save(elements, numbers, not_applicable))
);
COMMENT ON TABLE zhiheng.return_save IS 'Every value ever saved, a row for each save; append-only. return_id, account_id and the elements are checked by institution.return_save and return_keep, not by foreign keys. zhiheng.return_value shows it a row for each value';
COMMENT ON COLUMN zhiheng.return_save.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_save.revision IS 'Number of the save, from 1, without gaps';
COMMENT ON COLUMN zhiheng.return_save.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_save.entered_at IS 'When';
COMMENT ON COLUMN zhiheng.return_save.source IS 'How it came: typed, pasted, uploaded, machine; derived: put together from the months; backfill: out of a file of which backfill_source says where its numbers are from; correction: one that was approved';
COMMENT ON COLUMN zhiheng.return_save.elements IS 'Elements that the save changed, by zhiheng.element_number, in order';
COMMENT ON COLUMN zhiheng.return_save.numbers IS 'Of each element, in ten-thousandths of its unit; 0 is a value; null: not_applicable or emptied again';
COMMENT ON COLUMN zhiheng.return_save.not_applicable IS 'Those of the elements of which the hospital has no such service';

CREATE TYPE zhiheng.entry AS (
	code text,
	state text,
	value zhiheng.quantity,
	verdict text,
	revision integer
);
COMMENT ON TYPE zhiheng.entry IS 'One element of a save and what becomes of it: revision of the newest value before, verdict of zhiheng.return_judge';

CREATE VIEW zhiheng.return_value AS
SELECT
	save.return_id,
	element.code AS element_code,
	save.revision,
	CASE
		WHEN item.number IS NOT NULL THEN 'value'
		WHEN item.element = ANY (save.not_applicable) THEN 'not_applicable'
		ELSE 'missing'
	END AS state,
	(0.0001 * item.number)::zhiheng.quantity AS value,
	save.source,
	save.account_id,
	save.entered_at
FROM zhiheng.return_save AS save
CROSS JOIN LATERAL unnest(save.elements, save.numbers) AS item (element, number)
JOIN zhiheng.element_number AS element ON element.number = item.element;
COMMENT ON VIEW zhiheng.return_value IS 'zhiheng.return_save with a row for each value; state: value; not_applicable: the hospital has no such service; missing: emptied again';

CREATE TABLE zhiheng.return_event (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	from_state text NOT NULL,
	to_state text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	reason text,
	revision integer NOT NULL,
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	FOREIGN KEY (from_state, to_state) REFERENCES zhiheng.return_transition
);
CREATE INDEX return_event_return ON zhiheng.return_event (return_id, id);
COMMENT ON TABLE zhiheng.return_event IS 'Every transition of a return; append-only';
COMMENT ON COLUMN zhiheng.return_event.id IS 'Order; also the number on the receipt';
COMMENT ON COLUMN zhiheng.return_event.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_event.from_state IS 'State before';
COMMENT ON COLUMN zhiheng.return_event.to_state IS 'State after';
COMMENT ON COLUMN zhiheng.return_event.account_id IS 'Who; null: the worker';
COMMENT ON COLUMN zhiheng.return_event.at IS 'When';
COMMENT ON COLUMN zhiheng.return_event.reason IS 'Why';
COMMENT ON COLUMN zhiheng.return_event.revision IS 'Revision of the values as they were';
COMMENT ON COLUMN zhiheng.return_event.digest IS 'zhiheng.return_digest of the values as they were';

CREATE TABLE zhiheng.return_remark (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	element_code text COLLATE "C" NOT NULL,
	kind text NOT NULL CHECK (kind IN ('explanation', 'reason')),
	text text NOT NULL,
	revision integer NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT return_remark_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
CREATE INDEX return_remark_return ON zhiheng.return_remark (return_id, element_code);
COMMENT ON TABLE zhiheng.return_remark IS 'Words beside an element; append-only, the newest of a kind counts';
COMMENT ON COLUMN zhiheng.return_remark.id IS 'Order';
COMMENT ON COLUMN zhiheng.return_remark.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_remark.element_code IS 'Element; * for the return as a whole';
COMMENT ON COLUMN zhiheng.return_remark.kind IS 'explanation: the institution on a warning; reason: the commission on why it returned';
COMMENT ON COLUMN zhiheng.return_remark.text IS 'Words';
COMMENT ON COLUMN zhiheng.return_remark.revision IS 'Revision of the return it was written on';
COMMENT ON COLUMN zhiheng.return_remark.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_remark.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.return_save', 'zhiheng.return_event', 'zhiheng.return_remark');

CREATE FUNCTION zhiheng.return_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.period, NEW.institution_id, NEW.backfilled) IS DISTINCT FROM (OLD.id, OLD.period, OLD.institution_id, OLD.backfilled)
	    OR NEW.revision NOT IN (OLD.revision, OLD.revision + 1)
	    OR (OLD.reopened AND NOT NEW.reopened)
	    OR (OLD.first_submitted_at IS NOT NULL AND NEW.first_submitted_at IS DISTINCT FROM OLD.first_submitted_at
		AND NOT (NEW.first_submitted_at IS NULL AND OLD.state = 'submitted' AND NEW.state = 'draft')) THEN
		RAISE EXCEPTION 'return % cannot be changed so', OLD.id USING ERRCODE = 'ZH403', CONSTRAINT = 'return_guard';
	END IF;
	IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM zhiheng.return_transition
	    WHERE from_state = OLD.state AND to_state = NEW.state) THEN
		RAISE EXCEPTION 'return % cannot go from % to %', OLD.id, OLD.state, NEW.state
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_transition';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.return_guard IS 'Trigger: identity never changes, revisions count up by one, states follow return_transition';
CREATE TRIGGER return_guard BEFORE UPDATE ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.return_guard();
CREATE FUNCTION zhiheng.return_take() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	-- What was loaded without any submission counts as it is, for every level.
	IF NEW.state IN ('accepted', 'published') AND (OLD.state IN ('accepted', 'published') AND NEW.revision = OLD.revision) IS NOT TRUE THEN
		-- Apart: who saves may not read submissions.
		IF NOT EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet WHERE sheet.return_id = NEW.id) THEN
			NEW.counted := array_fill(NEW.revision, ARRAY[4]);
			NEW.accepted_at := clock_timestamp();
		END IF;
	END IF;
	NEW.accepted_revision := NEW.counted[4];
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.return_take IS 'Trigger: accepted_revision is counted[4] and nothing else, and what counts of a return without submissions is that of the last acceptance';
CREATE TRIGGER return_take BEFORE INSERT OR UPDATE ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.return_take();
CREATE TRIGGER return_stay BEFORE DELETE ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER return_stay_truncate BEFORE TRUNCATE ON zhiheng.return
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

CREATE FUNCTION zhiheng.return_move(p_return bigint, p_to text, p_reason text, p_submission bigint DEFAULT NULL) RETURNS bigint
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
	IF rule.audience = 'institution' AND head.exempt IS NOT NULL THEN
		RAISE EXCEPTION 'return % is not owed', p_return USING ERRCODE = 'ZH409', CONSTRAINT = 'return_exempt', DETAIL = head.exempt;
	END IF;
	-- 填报与审核须为不同的人: who entered any value now in the return may not verify it.
	IF p_to = 'verified' AND EXISTS (SELECT FROM zhiheng.return_sheet AS sheet
	    JOIN zhiheng.return_save AS entry ON entry.return_id = sheet.return_id AND entry.revision = ANY (sheet.revisions)
	    WHERE sheet.return_id = p_return AND entry.account_id = who.account_id) THEN
		RAISE EXCEPTION 'clerk and verifier are the same' USING ERRCODE = 'ZH403', CONSTRAINT = 'return_second_person';
	END IF;
	-- Nor who shifted something between departments and left the sum as it was.
	IF p_to = 'verified' AND head.parted AND EXISTS (SELECT FROM zhiheng.return_parts_at(p_return, head.revision) AS part
	    WHERE part.account_id = who.account_id) THEN
		RAISE EXCEPTION 'clerk and verifier are the same' USING ERRCODE = 'ZH403', CONSTRAINT = 'return_second_person';
	END IF;
	-- Of the file of entry.
	CALL zhiheng.return_months_check(head, p_to);
	IF rule.audience = 'institution' AND NOT zhiheng.return_is_open(head) THEN
		IF head.reopened AND head.opened IS DISTINCT FROM '{}' THEN
			RAISE EXCEPTION 'return % was opened until %', p_return, head.opened_until
				USING ERRCODE = 'ZH409', CONSTRAINT = 'return_opening_expired', DETAIL = head.opened_until::text;
		END IF;
		RAISE EXCEPTION 'period % is not open', head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_period_closed';
	END IF;
	INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, reason, revision, digest)
	VALUES (p_return, head.state, p_to, who.account_id, nullif(btrim(p_reason), ''), head.revision, zhiheng.return_digest(p_return))
	RETURNING id INTO event;
	-- Of the file of filing, with the tables it asks.
	CALL zhiheng.return_settle(p_return, head.state, p_to, event, p_submission, p_reason);
	-- Withdrawn before anybody had looked at it: as if it had not been there.
	IF head.state = 'submitted' AND p_to = 'draft' THEN
		UPDATE zhiheng.demand SET first_submitted_at = NULL
		WHERE period = head.period AND institution_id = head.institution_id AND (NOT head.reopened AND head.accepted_revision IS NULL
			OR first_submitted_at = (SELECT withdrawn.at FROM zhiheng.return_event AS withdrawn WHERE withdrawn.id = zhiheng.return_submission(p_return)));
	END IF;
	UPDATE zhiheng.return SET
		state = p_to,
		reopened = reopened OR p_to = 'returned',
		first_submitted_at = CASE
			WHEN head.state = 'submitted' AND p_to = 'draft' AND NOT head.reopened AND head.accepted_revision IS NULL THEN NULL
			ELSE coalesce(first_submitted_at, CASE WHEN p_to = 'submitted' THEN now() END)
		END
	WHERE id = p_return;
	IF p_to = 'submitted' THEN
		UPDATE zhiheng.demand SET first_submitted_at = now()
		WHERE period = head.period AND institution_id = head.institution_id AND first_submitted_at IS NULL;
	END IF;
	CALL zhiheng.write_audit('return.' || p_to, p_return, jsonb_build_object('from', head.state, 'revision', head.revision,
		'event', event, 'reason', p_reason));
	RETURN event;
END
$$;
COMMENT ON FUNCTION zhiheng.return_move IS 'The only way to change a return''s state; gives the event''s number. ZH404 not yours, ZH409 wrong state or closed, ZH403 wrong role, same person or not signed, ZH400 reason missing';

-- In this order a page finds all institutions' values of an element and quarter in one place, without looking at
-- the returns.  It knows of no programme and no indicator: whatever a programme makes of elements, and whatever it
-- changes about that, is looked up when it is read.
CREATE TABLE zhiheng.accepted_number (
	institution_id bigint NOT NULL,
	element smallint NOT NULL,
	period text COLLATE "C" NOT NULL,
	value zhiheng.quantity,
	levels smallint NOT NULL DEFAULT 30 CHECK (levels BETWEEN 2 AND 30),
	PRIMARY KEY (period, element, institution_id, levels) INCLUDE (value)
);
COMMENT ON TABLE zhiheng.accepted_number IS 'Values of the copies in force, save those that say missing: what programmes of each level count. One row while all count the same, another where a level has not decided on a newer value yet. Derived from submissions and their steps by zhiheng.accepted_make, from return_sheet where there are none; rebuilt by zhiheng.accepted_rebuild';
COMMENT ON COLUMN zhiheng.accepted_number.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.accepted_number.element IS 'Element, by zhiheng.element_number';
COMMENT ON COLUMN zhiheng.accepted_number.period IS 'As of the return';
COMMENT ON COLUMN zhiheng.accepted_number.value IS 'In the element''s unit; null: not_applicable';
COMMENT ON COLUMN zhiheng.accepted_number.levels IS 'Levels whose programmes count it, a sum of zhiheng.level_bit';

CREATE FUNCTION zhiheng.level_bit(p_level integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 << p_level;
COMMENT ON FUNCTION zhiheng.level_bit IS 'A level in accepted_number.levels: nation 2, province 4, city 8, county 16. A county''s programmes count the copy of the first rung, whose ever it is: so do those who ask for no programme';

CREATE VIEW zhiheng.accepted_cell WITH (security_invoker = true) AS
SELECT
	kept.period,
	element.code AS element_code,
	kept.institution_id,
	CASE WHEN kept.value IS NULL THEN 'not_applicable' ELSE 'value' END AS state,
	kept.value,
	kept.element AS number,
	kept.levels
FROM zhiheng.accepted_number AS kept
JOIN zhiheng.element_number AS element ON element.number = kept.element;
COMMENT ON VIEW zhiheng.accepted_cell IS 'zhiheng.accepted_number by the codes of elements; state as in return_cell. What reads many of them names their numbers (zhiheng.element_numbers) beside: by codes alone all of a period is read';

CREATE FUNCTION zhiheng.accepted_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.accepted_number;
	INSERT INTO zhiheng.accepted_number (institution_id, element, period, value)
	SELECT head.institution_id, element.number, head.period, copy.value
	FROM zhiheng.return AS head
	JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id
	JOIN zhiheng.element_number AS element ON element.code = cell.element_code
	-- What was saved since does not count yet.
	CROSS JOIN LATERAL (
		SELECT cell.state, cell.value WHERE cell.revision <= head.accepted_revision
		UNION ALL
		(SELECT entry.state, entry.value
		FROM zhiheng.return_value AS entry
		WHERE cell.revision > head.accepted_revision AND entry.return_id = head.id AND entry.element_code = cell.element_code
			AND entry.revision <= head.accepted_revision
		ORDER BY entry.revision DESC LIMIT 1)
	) AS copy
	WHERE copy.state <> 'missing' AND NOT EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet WHERE sheet.return_id = head.id)
	ORDER BY head.period, element.number, head.institution_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made + (SELECT coalesce(sum(zhiheng.accepted_make(item.return_id, true)), 0)
		FROM (SELECT DISTINCT sheet.return_id FROM zhiheng.submission_sheet AS sheet ORDER BY sheet.return_id) AS item);
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_rebuild IS 'Makes accepted_number and return.counted anew; returns the number of rows';

CREATE FUNCTION zhiheng.accepted_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet WHERE sheet.return_id = NEW.id) THEN
		RETURN NULL;
	END IF;
	DELETE FROM zhiheng.accepted_number AS kept
	USING zhiheng.return_sheet AS sheet, unnest(sheet.revisions) WITH ORDINALITY AS item (revision, element)
	WHERE sheet.return_id = NEW.id AND item.revision IS NOT NULL AND kept.period = NEW.period
		AND kept.element = item.element AND kept.institution_id = NEW.institution_id;
	INSERT INTO zhiheng.accepted_number (institution_id, element, period, value)
	SELECT NEW.institution_id, item.element, NEW.period, 0.0001 * item.number
	FROM zhiheng.return_sheet AS sheet
	CROSS JOIN LATERAL unnest(sheet.numbers) WITH ORDINALITY AS item (number, element)
	WHERE sheet.return_id = NEW.id AND (item.number IS NOT NULL OR item.element = ANY (sheet.not_applicable));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_keep IS 'Trigger: the numbers of a return that was loaded without any submission are accepted when it is, and at no other time';
CREATE TRIGGER accepted_keep AFTER UPDATE OF state ON zhiheng.return
	FOR EACH ROW
	WHEN (NEW.state IN ('accepted', 'published') AND (OLD.state NOT IN ('accepted', 'published') OR NEW.revision <> OLD.revision))
	EXECUTE FUNCTION zhiheng.accepted_keep();

CREATE FUNCTION zhiheng.specialty_numbers() RETURNS smallint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(SELECT element.number FROM zhiheng.element_number AS element WHERE element.code = ANY (zhiheng.specialty_elements()));
END
$$;
COMMENT ON FUNCTION zhiheng.specialty_numbers IS 'zhiheng.specialty_elements by their numbers';

-- A policy asks by key, so it suits who reads a return or some dozens.  What reads the values of many returns has their keys
-- decided once and goes through a function: zhiheng.return_cells and its neighbours, zhiheng.count_values.
CALL zhiheng.protect('zhiheng.return', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.return_event', zhiheng.by_key('return', 'return_id'));
CALL zhiheng.protect('zhiheng.return_remark', zhiheng.by_key('return', 'return_id'));

-- A QC centre sees the numbers of its specialty only, and no saves: one may hold several specialties.
CALL zhiheng.protect('zhiheng.return_save', zhiheng.by_key('return', 'return_id') || ' AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL');
CALL zhiheng.protect('zhiheng.accepted_number', zhiheng.by_key('institution', 'institution_id')
	|| ' AND ((SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR element = ANY ((SELECT zhiheng.specialty_numbers())::smallint[]))');

-- Who writes down a save, and nothing else; its functions have asked before, once.
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_recorder;
GRANT SELECT ON zhiheng.catalogue_element, zhiheng.institution, zhiheng.programme_indicator, zhiheng.reporting_period, zhiheng.return,
	zhiheng.return_transition, zhiheng.return_save TO zhiheng_recorder;
GRANT INSERT ON zhiheng.return_save TO zhiheng_recorder;
GRANT UPDATE (revision) ON zhiheng.return TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.is_save TO zhiheng_recorder;
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['institution', 'programme_indicator', 'reporting_period', 'return', 'return_save'] LOOP
		EXECUTE format('CREATE POLICY record ON zhiheng.%I TO zhiheng_recorder USING (true)', relation);
	END LOOP;
END
$$;

-- Who adds up what a function may see.
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['accepted_number', 'baseline', 'baseline_decision', 'institution', 'programme_indicator', 'reporting_period',
	    'return'] LOOP
		EXECUTE format('CREATE POLICY count ON zhiheng.%I FOR SELECT TO zhiheng_counter USING (true)', relation);
	END LOOP;
END
$$;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM zhiheng.return_transition) = 17;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname ~ '^(return|accepted)' AND relnamespace = 'zhiheng'::regnamespace AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 5;
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname LIKE 'return\_%' AND t.tgname LIKE 'append_only%') = 8;
END
$$;
