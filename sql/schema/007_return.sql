-- Returns: the numbers themselves, their newest state, events and remarks; and the accepted numbers by
-- element: what pages add up, so that what they read does not grow with what was ever entered.
--
-- Record: return_transition, return_save, return_event, return_remark.
-- State: return.
-- Derived: return_cell (return_rebuild), accepted_cell (accepted_rebuild); `zhiheng rebuild` calls both.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.return (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'verified', 'submitted', 'returned', 'accepted', 'published')),
	revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
	reopened boolean NOT NULL DEFAULT false,
	first_submitted_at timestamptz,
	parted boolean NOT NULL DEFAULT false,
	CONSTRAINT return_unique UNIQUE (period, institution_id)
);
CREATE INDEX return_institution ON zhiheng.return (institution_id, period);
COMMENT ON TABLE zhiheng.return IS 'Returns (报表): the numbers of one institution and period, whoever asks for them; made when the first programme opens the period';
COMMENT ON COLUMN zhiheng.return.id IS 'Id';
COMMENT ON COLUMN zhiheng.return.period IS 'Month, quarter, half-year or year; a month is verified only and goes up with its quarter';
COMMENT ON COLUMN zhiheng.return.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.return.state IS 'Where it is; changed by zhiheng.return_move only; the record is return_event';
COMMENT ON COLUMN zhiheng.return.revision IS 'Number of the last save; 0: nothing saved yet';
COMMENT ON COLUMN zhiheng.return.reopened IS 'Sent back by the commission: may be edited after the period closed';
COMMENT ON COLUMN zhiheng.return.first_submitted_at IS 'First submission that was not withdrawn; whether it was in time each demand says for its programme';
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
	('accepted', 'returned', 'commission', '{reviewer,administrator}', true),
	('published', 'returned', 'commission', '{reviewer,administrator}', true),
	('accepted', 'published', 'worker', '{}', false);
CALL zhiheng.make_append_only('zhiheng.return_transition');

CREATE FUNCTION zhiheng.is_save(codes text[], states text[], numbers zhiheng.quantity[], sources text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function would be planned anew by every save.
	RETURN cardinality(codes) > 0
		AND cardinality(codes) = cardinality(states)
		AND cardinality(codes) = cardinality(numbers)
		AND cardinality(codes) = cardinality(sources)
		AND sources <@ ARRAY['typed', 'pasted', 'uploaded', 'machine', 'derived'];
END
$$;
COMMENT ON FUNCTION zhiheng.is_save IS 'Whether arrays are the elements of one save: of one length, from known sources. What each element may be, return_cell says; that none comes twice, return_keep';

-- One row for a save, not one for each value: 150 rows cost ten times as much as one of 150 values, and
-- what was saved together stays together.
CREATE TABLE zhiheng.return_save (
	return_id bigint NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	codes text[] COLLATE "C" NOT NULL,
	states text[] COLLATE "C" NOT NULL,
	numbers zhiheng.quantity[] NOT NULL,
	sources text[] COLLATE "C" NOT NULL,
	PRIMARY KEY (return_id, revision),
	CONSTRAINT return_save_elements CHECK (zhiheng.is_save(codes, states, numbers, sources))
);
COMMENT ON TABLE zhiheng.return_save IS 'Every value ever saved, a row for each save; append-only. return_id, account_id and the codes are checked by institution.return_save, not by foreign keys. zhiheng.return_value shows it a row for each value';
COMMENT ON COLUMN zhiheng.return_save.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_save.revision IS 'Number of the save, from 1, without gaps';
COMMENT ON COLUMN zhiheng.return_save.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_save.entered_at IS 'When';
COMMENT ON COLUMN zhiheng.return_save.codes IS 'Elements that the save changed; the other arrays follow their order';
COMMENT ON COLUMN zhiheng.return_save.states IS 'value; not_applicable: the hospital has no such service; missing: emptied again';
COMMENT ON COLUMN zhiheng.return_save.numbers IS 'In the element''s unit; null unless the state is value; 0 is a value';
COMMENT ON COLUMN zhiheng.return_save.sources IS 'How each came: typed, pasted, uploaded, machine; derived: put together from the months';

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
	item.code AS element_code,
	save.revision,
	item.state,
	item.number AS value,
	item.source,
	save.account_id,
	save.entered_at
FROM zhiheng.return_save AS save
CROSS JOIN LATERAL unnest(save.codes, save.states, save.numbers, save.sources) AS item (code, state, number, source);
COMMENT ON VIEW zhiheng.return_value IS 'zhiheng.return_save with a row for each value';

CREATE TABLE zhiheng.return_cell (
	return_id bigint NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	revision integer NOT NULL,
	state text COLLATE "C" NOT NULL CHECK (state IN ('value', 'not_applicable', 'missing')),
	value zhiheng.quantity CHECK (value >= 0),
	PRIMARY KEY (return_id, element_code),
	CONSTRAINT return_cell_number CHECK ((value IS NOT NULL) = (state = 'value'))
);
COMMENT ON TABLE zhiheng.return_cell IS 'Newest value of every element of a return; derived from return_save by its trigger, rebuilt by zhiheng.return_rebuild';
COMMENT ON COLUMN zhiheng.return_cell.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_cell.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.return_cell.revision IS 'Save that brought it';
COMMENT ON COLUMN zhiheng.return_cell.state IS 'As in return_save.states';
COMMENT ON COLUMN zhiheng.return_cell.value IS 'As in return_save.numbers';

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

CREATE FUNCTION zhiheng.return_digest(p_return bigint) RETURNS bytea
LANGUAGE sql STABLE
RETURN (SELECT sha256(convert_to(coalesce(string_agg(cell.element_code || '=' || cell.state || ':' || coalesce(cell.value::text, '') || E'\n',
		'' ORDER BY cell.element_code), ''), 'UTF8'))
	FROM zhiheng.return_cell AS cell WHERE cell.return_id = p_return);
COMMENT ON FUNCTION zhiheng.return_digest IS 'SHA-256 of lines code=state:value in order of code. Never shown to the public: what is hidden could be tried until it fits';

CREATE FUNCTION zhiheng.return_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.return_cell;
	INSERT INTO zhiheng.return_cell (return_id, element_code, revision, state, value)
	SELECT DISTINCT ON (save.return_id, item.code)
		save.return_id,
		item.code,
		save.revision,
		item.state,
		item.number
	FROM zhiheng.return_save AS save
	CROSS JOIN LATERAL unnest(save.codes, save.states, save.numbers) AS item (code, state, number)
	ORDER BY save.return_id, item.code, save.revision DESC;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.return_rebuild IS 'Makes return_cell anew from return_save; returns the number of cells';

-- Without nested loops all cells of the return come by one range of the index, not each by a search.
CREATE FUNCTION zhiheng.return_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET enable_nestloop = off
AS $$
DECLARE
	known integer := 0;
	fresh integer := 0;
BEGIN
	-- Quicker than ON CONFLICT: most saves change what is there.  Who saves holds the lock of the return.
	IF NEW.revision > 1 THEN
		UPDATE zhiheng.return_cell AS cell SET
			revision = NEW.revision,
			state = item.state,
			value = item.number
		FROM unnest(NEW.codes, NEW.states, NEW.numbers) AS item (code, state, number)
		WHERE cell.return_id = NEW.return_id AND cell.element_code = item.code AND cell.revision < NEW.revision;
		GET DIAGNOSTICS known = ROW_COUNT;
	END IF;
	IF known < cardinality(NEW.codes) THEN
		INSERT INTO zhiheng.return_cell (return_id, element_code, revision, state, value)
		SELECT NEW.return_id, item.code, NEW.revision, item.state, item.number
		FROM unnest(NEW.codes, NEW.states, NEW.numbers) AS item (code, state, number)
		ON CONFLICT DO NOTHING;
		GET DIAGNOSTICS fresh = ROW_COUNT;
	END IF;
	IF known + fresh <> cardinality(NEW.codes) THEN
		RAISE EXCEPTION 'an element comes twice, or save % after a later one', NEW.revision
			USING ERRCODE = 'check_violation', CONSTRAINT = 'return_save_elements';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.return_keep IS 'Trigger: return_cell follows return_save; refuses an element that comes twice in a save, and saves out of order';
CREATE TRIGGER return_keep AFTER INSERT ON zhiheng.return_save
	FOR EACH ROW EXECUTE FUNCTION zhiheng.return_keep();

CREATE FUNCTION zhiheng.return_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.period, NEW.institution_id) IS DISTINCT FROM (OLD.id, OLD.period, OLD.institution_id)
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
CREATE TRIGGER return_stay BEFORE DELETE ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER return_stay_truncate BEFORE TRUNCATE ON zhiheng.return
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

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
	-- Of the file of entry.
	CALL zhiheng.return_months_check(head, p_to);
	IF rule.audience = 'institution' AND NOT zhiheng.return_is_open(head) THEN
		RAISE EXCEPTION 'period % is not open', head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_period_closed';
	END IF;
	INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, reason, revision, digest)
	VALUES (p_return, head.state, p_to, who.account_id, nullif(btrim(p_reason), ''), head.revision, zhiheng.return_digest(p_return))
	RETURNING id INTO event;
	-- Of the file of filing, with the tables it asks.
	CALL zhiheng.return_settle(p_return, head.state, p_to, event);
	-- Withdrawn before anybody had looked at it: as if it had not been there.
	IF head.state = 'submitted' AND p_to = 'draft' THEN
		UPDATE zhiheng.demand SET first_submitted_at = NULL
		WHERE period = head.period AND institution_id = head.institution_id AND (NOT head.reopened
			OR first_submitted_at = (SELECT withdrawn.at FROM zhiheng.return_event AS withdrawn WHERE withdrawn.id = zhiheng.return_submission(p_return)));
	END IF;
	UPDATE zhiheng.return SET
		state = p_to,
		reopened = reopened OR p_to = 'returned',
		first_submitted_at = CASE
			WHEN head.state = 'submitted' AND p_to = 'draft' AND NOT head.reopened THEN NULL
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
CREATE TABLE zhiheng.accepted_cell (
	period text COLLATE "C" NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	state text COLLATE "C" NOT NULL,
	value zhiheng.quantity,
	PRIMARY KEY (period, element_code, institution_id) INCLUDE (state, value)
);
COMMENT ON TABLE zhiheng.accepted_cell IS 'Newest values of the returns that are accepted or published, save those that say missing; derived from return_cell when a return''s standing changes, by its trigger; rebuilt by zhiheng.accepted_rebuild';
COMMENT ON COLUMN zhiheng.accepted_cell.period IS 'Quarter';
COMMENT ON COLUMN zhiheng.accepted_cell.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.accepted_cell.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.accepted_cell.state IS 'value or not_applicable, as in return_cell';
COMMENT ON COLUMN zhiheng.accepted_cell.value IS 'As in return_cell';

CREATE FUNCTION zhiheng.accepted_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.accepted_cell;
	INSERT INTO zhiheng.accepted_cell (period, element_code, institution_id, state, value)
	SELECT head.period, cell.element_code, head.institution_id, cell.state, cell.value
	FROM zhiheng.return AS head
	JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id
	WHERE head.state IN ('accepted', 'published') AND cell.state <> 'missing'
	ORDER BY head.period, cell.element_code, head.institution_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_rebuild IS 'Makes accepted_cell anew from return_cell; returns the number of cells';

CREATE FUNCTION zhiheng.accepted_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NEW.state IN ('accepted', 'published') THEN
		INSERT INTO zhiheng.accepted_cell (period, element_code, institution_id, state, value)
		SELECT NEW.period, cell.element_code, NEW.institution_id, cell.state, cell.value
		FROM zhiheng.return_cell AS cell
		WHERE cell.return_id = NEW.id AND cell.state <> 'missing';
	ELSE
		DELETE FROM zhiheng.accepted_cell AS kept
		USING zhiheng.return_cell AS cell
		WHERE cell.return_id = NEW.id AND kept.period = NEW.period
			AND kept.element_code = cell.element_code AND kept.institution_id = NEW.institution_id;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_keep IS 'Trigger: accepted_cell follows the returns into and out of acceptance';
CREATE TRIGGER accepted_keep AFTER UPDATE OF state ON zhiheng.return
	FOR EACH ROW
	WHEN ((NEW.state IN ('accepted', 'published')) <> (OLD.state IN ('accepted', 'published')))
	EXECUTE FUNCTION zhiheng.accepted_keep();

-- Asked once in a statement: of a QC centre, what it sees; others are not asked.
CREATE FUNCTION zhiheng.specialty_indicators() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(
		SELECT DISTINCT member.indicator_code
		FROM zhiheng.qc_centre_specialty AS own
		JOIN zhiheng.specialty_member AS member ON member.specialty_code = own.specialty_code
		WHERE own.qc_centre_id = (SELECT qc_centre_id FROM zhiheng.identity()) AND member.indicator_code IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.specialty_indicators IS 'Indicators of all years and lists that belong to one''s specialties; none for who is no QC centre';

CREATE FUNCTION zhiheng.specialty_elements() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS asked
		CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator, asked.deviation]) AS part (code)
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]) AND part.code IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.specialty_elements IS 'Elements of the indicators of one''s specialties in the programmes that one has to do with; none for who is no QC centre';

CREATE FUNCTION zhiheng.by_specialty() RETURNS text
LANGUAGE sql IMMUTABLE
RETURN '((SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR element_code = ANY ((SELECT zhiheng.specialty_elements())::text[]))';
COMMENT ON FUNCTION zhiheng.by_specialty IS 'For a policy: that element_code belongs to the specialties of a QC centre; always so for others';

CREATE FUNCTION zhiheng.by_specialty_indicator() RETURNS text
LANGUAGE sql IMMUTABLE
RETURN '((SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]))';
COMMENT ON FUNCTION zhiheng.by_specialty_indicator IS 'For a policy: the same of indicator_code; no row without one is a QC centre''s';

-- A policy asks by key, so it suits who reads a return or some dozens.  What reads the values of many returns has their keys
-- decided once and goes through a function: zhiheng.return_cells and its neighbours, zhiheng.count_values.
CALL zhiheng.protect('zhiheng.return', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.return_event', zhiheng.by_key('return', 'return_id'));
CALL zhiheng.protect('zhiheng.return_remark', zhiheng.by_key('return', 'return_id'));

-- A QC centre sees the numbers of its specialties only, and no saves: one may hold those of others.
CALL zhiheng.protect('zhiheng.return_save', zhiheng.by_key('return', 'return_id') || ' AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL');
CALL zhiheng.protect('zhiheng.return_cell', zhiheng.by_key('return', 'return_id') || ' AND ' || zhiheng.by_specialty());
-- As return_cell, from which it is made.
CALL zhiheng.protect('zhiheng.accepted_cell', zhiheng.by_key('institution', 'institution_id') || ' AND ' || zhiheng.by_specialty());

-- Who writes down a save, and nothing else; its functions have asked before, once.
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_recorder;
GRANT SELECT ON zhiheng.catalogue_element, zhiheng.institution, zhiheng.programme_indicator, zhiheng.reporting_period, zhiheng.return,
	zhiheng.return_transition, zhiheng.return_save, zhiheng.return_cell TO zhiheng_recorder;
GRANT INSERT ON zhiheng.return_save, zhiheng.return_cell TO zhiheng_recorder;
GRANT UPDATE ON zhiheng.return_cell TO zhiheng_recorder;
GRANT UPDATE (revision) ON zhiheng.return TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.is_save TO zhiheng_recorder;
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['institution', 'programme_indicator', 'reporting_period', 'return', 'return_save',
	    'return_cell'] LOOP
		EXECUTE format('CREATE POLICY record ON zhiheng.%I TO zhiheng_recorder USING (true)', relation);
	END LOOP;
END
$$;

-- Who adds up what a function may see.
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['accepted_cell', 'baseline', 'baseline_decision', 'institution', 'programme_indicator', 'reporting_period',
	    'return', 'return_cell'] LOOP
		EXECUTE format('CREATE POLICY count ON zhiheng.%I FOR SELECT TO zhiheng_counter USING (true)', relation);
	END LOOP;
END
$$;

RESET ROLE;
ALTER FUNCTION zhiheng.return_keep OWNER TO zhiheng_recorder;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM zhiheng.return_transition) = 10;
	-- Nobody saves into an accepted return, so its cells cannot change while they are in accepted_cell.
	ASSERT NOT EXISTS (SELECT FROM zhiheng.return_transition WHERE from_state IN ('accepted', 'published')
		AND to_state NOT IN ('returned', 'published'));
	ASSERT (SELECT count(*) FROM pg_class WHERE relname ~ '^(return|accepted)' AND relnamespace = 'zhiheng'::regnamespace AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 6;
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname LIKE 'return\_%' AND t.tgname LIKE 'append_only%') = 8;
END
$$;
