-- Returns: the numbers themselves (append-only), their newest state (derived), events and remarks.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.return (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'verified', 'submitted', 'returned', 'accepted', 'published')),
	revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
	reopened boolean NOT NULL DEFAULT false,
	first_submitted_at timestamptz,
	CONSTRAINT return_unique UNIQUE (programme_id, period, institution_id),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.reporting_period
);
CREATE INDEX return_institution ON zhiheng.return (institution_id, period);
COMMENT ON TABLE zhiheng.return IS 'Returns (报表): one institution, programme and quarter; made when the period opens';
COMMENT ON COLUMN zhiheng.return.id IS 'Id';
COMMENT ON COLUMN zhiheng.return.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.return.period IS 'Quarter';
COMMENT ON COLUMN zhiheng.return.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.return.state IS 'Where it is; changed by zhiheng.return_move only; the record is return_event';
COMMENT ON COLUMN zhiheng.return.revision IS 'Number of the last save; 0: nothing saved yet';
COMMENT ON COLUMN zhiheng.return.reopened IS 'Sent back by the commission: may be edited after the period closed';
COMMENT ON COLUMN zhiheng.return.first_submitted_at IS 'First submission that was not withdrawn: decides whether it was in time';

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
	('returned', 'draft', 'institution', '{clerk,verifier,leader}', false),
	('submitted', 'accepted', 'commission', '{reviewer,administrator}', false),
	('submitted', 'returned', 'commission', '{reviewer,administrator}', true),
	('accepted', 'returned', 'commission', '{reviewer,administrator}', true),
	('published', 'returned', 'commission', '{reviewer,administrator}', true),
	('accepted', 'published', 'worker', '{}', false);
CALL zhiheng.make_append_only('zhiheng.return_transition');

CREATE TABLE zhiheng.return_value (
	return_id bigint NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	state text NOT NULL,
	value zhiheng.quantity,
	source text NOT NULL CHECK (source IN ('typed', 'pasted', 'uploaded', 'machine')),
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (return_id, element_code, revision),
	CONSTRAINT return_value_state CHECK (state IN ('value', 'not_applicable', 'missing')),
	CONSTRAINT return_value_value CHECK ((value IS NOT NULL) = (state = 'value')),
	CONSTRAINT return_value_minimum CHECK (value >= 0)
);
COMMENT ON TABLE zhiheng.return_value IS 'Every value ever saved; append-only. return_id and element_code are checked by institution.return_save, not by foreign keys: one key per row would cost half the speed of a save';
COMMENT ON COLUMN zhiheng.return_value.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_value.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.return_value.revision IS 'The save that brought it';
COMMENT ON COLUMN zhiheng.return_value.state IS 'value; not_applicable: the hospital has no such service; missing: emptied again';
COMMENT ON COLUMN zhiheng.return_value.value IS 'In the element''s unit; null unless state is value; 0 is a value';
COMMENT ON COLUMN zhiheng.return_value.source IS 'How it came';
COMMENT ON COLUMN zhiheng.return_value.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_value.entered_at IS 'When';

CREATE TABLE zhiheng.return_cell (
	return_id bigint NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	revision integer NOT NULL,
	state text NOT NULL,
	value zhiheng.quantity,
	PRIMARY KEY (return_id, element_code)
);
COMMENT ON TABLE zhiheng.return_cell IS 'Newest value of every element of a return; derived from return_value, rebuilt by zhiheng.return_rebuild';
COMMENT ON COLUMN zhiheng.return_cell.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_cell.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.return_cell.revision IS 'Save that brought it';
COMMENT ON COLUMN zhiheng.return_cell.state IS 'As in return_value';
COMMENT ON COLUMN zhiheng.return_cell.value IS 'As in return_value';

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

CALL zhiheng.make_append_only('zhiheng.return_value', 'zhiheng.return_event', 'zhiheng.return_remark');

CREATE FUNCTION zhiheng.return_digest(p_return bigint) RETURNS bytea
LANGUAGE sql STABLE
RETURN (SELECT sha256(convert_to(coalesce(string_agg(cell.element_code || '=' || cell.state || ':' || coalesce(cell.value::text, '') || E'\n',
		'' ORDER BY cell.element_code), ''), 'UTF8'))
	FROM zhiheng.return_cell AS cell WHERE cell.return_id = p_return);
COMMENT ON FUNCTION zhiheng.return_digest IS 'SHA-256 of lines code=state:value in order of code';

CREATE FUNCTION zhiheng.return_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.return_cell;
	INSERT INTO zhiheng.return_cell (return_id, element_code, revision, state, value)
	SELECT DISTINCT ON (return_id, element_code)
		return_id,
		element_code,
		revision,
		state,
		value
	FROM zhiheng.return_value
	ORDER BY return_id, element_code, revision DESC;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.return_rebuild IS 'Makes return_cell anew from return_value; returns the number of cells';

CREATE FUNCTION zhiheng.return_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.programme_id, NEW.period, NEW.institution_id)
	    IS DISTINCT FROM (OLD.id, OLD.programme_id, OLD.period, OLD.institution_id)
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
CREATE TRIGGER return_keep BEFORE DELETE ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER return_keep_truncate BEFORE TRUNCATE ON zhiheng.return
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

RESET ROLE;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM zhiheng.return_transition) = 9;
END
$$;
