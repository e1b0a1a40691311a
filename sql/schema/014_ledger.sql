-- Ledger (台账): problems to rectify.  Words, measures and transitions are the record; where an item is
-- follows from them.
--
-- Record: ledger_transition, ledger_term, ledger_note, ledger_measure, ledger_measure_end, ledger_event.
-- State: ledger_item.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.ledger_item (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	commission_id bigint REFERENCES zhiheng.commission,
	source text NOT NULL CHECK (source IN ('self_check', 'inspection', 'case_evaluation', 'threshold', 'goal', 'outlier', 'worsening',
		'screen', 'late', 'adverse_event')),
	programme_id bigint REFERENCES zhiheng.programme,
	period zhiheng.period,
	indicator_code text COLLATE "C",
	specialty text,
	figures text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	state text NOT NULL DEFAULT 'found'
		CHECK (state IN ('found', 'analysed', 'planned', 'working', 'carried', 'reported', 'closed')),
	term integer NOT NULL DEFAULT 1 CHECK (term > 0),
	due_on date NOT NULL,
	reported_at timestamptz,
	CONSTRAINT ledger_item_evidence CHECK ((programme_id IS NULL) = (period IS NULL) AND (indicator_code IS NULL OR programme_id IS NOT NULL)),
	CONSTRAINT ledger_item_reported CHECK ((reported_at IS NOT NULL) = (state IN ('reported', 'closed')))
);
CREATE INDEX ledger_item_institution ON zhiheng.ledger_item (institution_id, state);
COMMENT ON TABLE zhiheng.ledger_item IS 'Ledger items (台账条目): a problem of an institution to be rectified, where it was seen, and where it is now';
COMMENT ON COLUMN zhiheng.ledger_item.id IS 'Id';
COMMENT ON COLUMN zhiheng.ledger_item.institution_id IS 'Who has to rectify it';
COMMENT ON COLUMN zhiheng.ledger_item.commission_id IS 'Commission that opened it; null: the institution itself did';
COMMENT ON COLUMN zhiheng.ledger_item.source IS 'How it was found: self-check, inspection, case evaluation, threshold or goal missed, outlier among peers, worsening, screen of the data, late return, adverse event';
COMMENT ON COLUMN zhiheng.ledger_item.programme_id IS 'Programme of the numbers it was seen in; null: not seen in numbers';
COMMENT ON COLUMN zhiheng.ledger_item.period IS 'Period of these';
COMMENT ON COLUMN zhiheng.ledger_item.indicator_code IS 'Indicator of these; null: the return as a whole';
COMMENT ON COLUMN zhiheng.ledger_item.specialty IS 'Group of the indicator in that programme';
COMMENT ON COLUMN zhiheng.ledger_item.figures IS 'The numbers in words as they were when it was opened';
COMMENT ON COLUMN zhiheng.ledger_item.account_id IS 'Who opened it';
COMMENT ON COLUMN zhiheng.ledger_item.opened_at IS 'When';
COMMENT ON COLUMN zhiheng.ledger_item.state IS 'Where it is; changed by zhiheng.ledger_move only; the record is ledger_event';
COMMENT ON COLUMN zhiheng.ledger_item.term IS 'Version of ledger_term in force';
COMMENT ON COLUMN zhiheng.ledger_item.due_on IS 'Deadline of that version';
COMMENT ON COLUMN zhiheng.ledger_item.reported_at IS 'When it was last reported done, if that stands: decides whether it was in time';

CREATE TABLE zhiheng.ledger_transition (
	from_state text NOT NULL,
	to_state text NOT NULL,
	audience text NOT NULL,
	roles text[] NOT NULL,
	own_roles text[] NOT NULL,
	reason_needed boolean NOT NULL,
	PRIMARY KEY (from_state, to_state)
);
COMMENT ON TABLE zhiheng.ledger_transition IS 'The state machine of ledger items: found, analysed, planned, working (plan accepted), carried (measures carried out), reported (effect checked, asked to be closed), closed; and the ways back';
COMMENT ON COLUMN zhiheng.ledger_transition.from_state IS 'State before';
COMMENT ON COLUMN zhiheng.ledger_transition.to_state IS 'State after';
COMMENT ON COLUMN zhiheng.ledger_transition.audience IS 'Program';
COMMENT ON COLUMN zhiheng.ledger_transition.roles IS 'Account roles';
COMMENT ON COLUMN zhiheng.ledger_transition.own_roles IS 'Roles of the institution that may do it, too, with an item that the institution opened';
COMMENT ON COLUMN zhiheng.ledger_transition.reason_needed IS 'Whether words must be given: a reason, or those of the sign-off';
INSERT INTO zhiheng.ledger_transition (from_state, to_state, audience, roles, own_roles, reason_needed) VALUES
	('found', 'analysed', 'institution', '{clerk,verifier,leader}', '{}', false),
	('analysed', 'planned', 'institution', '{clerk,verifier,leader}', '{}', false),
	('planned', 'analysed', 'commission', '{reviewer,administrator}', '{leader}', true),
	('planned', 'working', 'commission', '{reviewer,administrator}', '{leader}', false),
	('working', 'carried', 'institution', '{clerk,verifier,leader}', '{}', false),
	('carried', 'working', 'institution', '{clerk,verifier,leader}', '{}', true),
	('carried', 'reported', 'institution', '{leader}', '{}', false),
	('reported', 'working', 'commission', '{reviewer,administrator}', '{}', true),
	('reported', 'closed', 'commission', '{reviewer,administrator}', '{}', true),
	('closed', 'found', 'commission', '{reviewer,administrator}', '{}', true);
CALL zhiheng.make_append_only('zhiheng.ledger_transition');

CREATE TABLE zhiheng.ledger_term (
	item_id bigint NOT NULL REFERENCES zhiheng.ledger_item,
	version integer NOT NULL CHECK (version > 0),
	content text NOT NULL,
	aim text NOT NULL,
	post text NOT NULL,
	due_on date NOT NULL,
	reason text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (item_id, version),
	CONSTRAINT ledger_content CHECK (char_length(content) BETWEEN 2 AND 1000),
	CONSTRAINT ledger_aim CHECK (char_length(aim) BETWEEN 2 AND 500),
	CONSTRAINT ledger_post CHECK (char_length(post) BETWEEN 2 AND 100),
	CONSTRAINT ledger_term_reason CHECK (version = 1 OR char_length(reason) >= 2)
);
COMMENT ON TABLE zhiheng.ledger_term IS 'What is demanded, the four fields of 台账式管理; append-only, a change is a new version with its reason';
COMMENT ON COLUMN zhiheng.ledger_term.item_id IS 'Item';
COMMENT ON COLUMN zhiheng.ledger_term.version IS '1, 2, … per item';
COMMENT ON COLUMN zhiheng.ledger_term.content IS 'The problem';
COMMENT ON COLUMN zhiheng.ledger_term.aim IS 'Overall aim';
COMMENT ON COLUMN zhiheng.ledger_term.post IS 'Person responsible, by post';
COMMENT ON COLUMN zhiheng.ledger_term.due_on IS 'Deadline';
COMMENT ON COLUMN zhiheng.ledger_term.reason IS 'Why it was changed; null for the first';
COMMENT ON COLUMN zhiheng.ledger_term.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.ledger_term.at IS 'When';

CREATE TABLE zhiheng.ledger_note (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	item_id bigint NOT NULL REFERENCES zhiheng.ledger_item,
	kind text NOT NULL CHECK (kind IN ('cause', 'progress', 'evidence', 'effect', 'visit', 'remark')),
	text text NOT NULL,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT ledger_note_text CHECK (char_length(text) BETWEEN 2 AND 2000),
	CONSTRAINT ledger_effect_numerator CHECK (CASE kind WHEN 'effect' THEN numerator IS NOT NULL AND numerator >= 0
		ELSE numerator IS NULL AND denominator IS NULL END),
	CONSTRAINT ledger_effect_denominator CHECK (denominator > 0)
);
CREATE INDEX ledger_note_item ON zhiheng.ledger_note (item_id, id);
COMMENT ON TABLE zhiheng.ledger_note IS 'Words on an item; append-only';
COMMENT ON COLUMN zhiheng.ledger_note.id IS 'Order';
COMMENT ON COLUMN zhiheng.ledger_note.item_id IS 'Item';
COMMENT ON COLUMN zhiheng.ledger_note.kind IS 'The institution: cause (key cause, the newest counts), progress, evidence (what proves it and where it is kept), effect (with numbers). The commission: visit (found on site), remark';
COMMENT ON COLUMN zhiheng.ledger_note.text IS 'Words';
COMMENT ON COLUMN zhiheng.ledger_note.numerator IS 'Of an effect: the number reached, in the indicator''s terms if there is one';
COMMENT ON COLUMN zhiheng.ledger_note.denominator IS 'Of an effect: out of how many; null: the number stands alone';
COMMENT ON COLUMN zhiheng.ledger_note.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.ledger_note.at IS 'When, by the clock: before or after a transition decides what still has to be entered';

CREATE TABLE zhiheng.ledger_measure (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	item_id bigint NOT NULL REFERENCES zhiheng.ledger_item,
	text text NOT NULL,
	post text NOT NULL,
	due_on date NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT ledger_measure_text CHECK (char_length(text) BETWEEN 2 AND 1000),
	CONSTRAINT ledger_measure_post CHECK (char_length(post) BETWEEN 2 AND 100)
);
CREATE INDEX ledger_measure_item ON zhiheng.ledger_measure (item_id, id);
COMMENT ON TABLE zhiheng.ledger_measure IS 'Measures against the cause; append-only';
COMMENT ON COLUMN zhiheng.ledger_measure.id IS 'Order';
COMMENT ON COLUMN zhiheng.ledger_measure.item_id IS 'Item';
COMMENT ON COLUMN zhiheng.ledger_measure.text IS 'What is to be done';
COMMENT ON COLUMN zhiheng.ledger_measure.post IS 'By whom';
COMMENT ON COLUMN zhiheng.ledger_measure.due_on IS 'Until when';
COMMENT ON COLUMN zhiheng.ledger_measure.account_id IS 'Who entered it';
COMMENT ON COLUMN zhiheng.ledger_measure.at IS 'When';

CREATE TABLE zhiheng.ledger_measure_end (
	measure_id bigint PRIMARY KEY REFERENCES zhiheng.ledger_measure,
	outcome text NOT NULL CHECK (outcome IN ('done', 'dropped')),
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT ledger_measure_end_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
COMMENT ON TABLE zhiheng.ledger_measure_end IS 'What became of a measure; append-only, once';
COMMENT ON COLUMN zhiheng.ledger_measure_end.measure_id IS 'Measure';
COMMENT ON COLUMN zhiheng.ledger_measure_end.outcome IS 'done: carried out; dropped: given up for the reason in the words';
COMMENT ON COLUMN zhiheng.ledger_measure_end.text IS 'How it was done, or why not';
COMMENT ON COLUMN zhiheng.ledger_measure_end.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.ledger_measure_end.at IS 'When';

CREATE TABLE zhiheng.ledger_event (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	item_id bigint NOT NULL REFERENCES zhiheng.ledger_item,
	from_state text NOT NULL,
	to_state text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	reason text,
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	FOREIGN KEY (from_state, to_state) REFERENCES zhiheng.ledger_transition
);
CREATE INDEX ledger_event_item ON zhiheng.ledger_event (item_id, id);
COMMENT ON TABLE zhiheng.ledger_event IS 'Every transition of an item; append-only';
COMMENT ON COLUMN zhiheng.ledger_event.id IS 'Order';
COMMENT ON COLUMN zhiheng.ledger_event.item_id IS 'Item';
COMMENT ON COLUMN zhiheng.ledger_event.from_state IS 'State before';
COMMENT ON COLUMN zhiheng.ledger_event.to_state IS 'State after';
COMMENT ON COLUMN zhiheng.ledger_event.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.ledger_event.at IS 'When';
COMMENT ON COLUMN zhiheng.ledger_event.reason IS 'Why; of a closing: the sign-off';
COMMENT ON COLUMN zhiheng.ledger_event.digest IS 'zhiheng.ledger_digest of the words as they were';

CALL zhiheng.make_append_only('zhiheng.ledger_term', 'zhiheng.ledger_note', 'zhiheng.ledger_measure', 'zhiheng.ledger_measure_end',
	'zhiheng.ledger_event');

CREATE FUNCTION zhiheng.ledger_digest(p_item bigint) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(convert_to(
	coalesce((SELECT string_agg(concat_ws('|', 'term', term.version, term.content, term.aim, term.post, term.due_on) || E'\n', '' ORDER BY term.version)
		FROM zhiheng.ledger_term AS term WHERE term.item_id = p_item), '')
	|| coalesce((SELECT string_agg(concat_ws('|', note.kind, note.id, note.text, note.numerator, note.denominator) || E'\n', '' ORDER BY note.id)
		FROM zhiheng.ledger_note AS note WHERE note.item_id = p_item), '')
	|| coalesce((SELECT string_agg(concat_ws('|', 'measure', measure.id, measure.text, measure.post, measure.due_on, done.outcome, done.text)
			|| E'\n', '' ORDER BY measure.id)
		FROM zhiheng.ledger_measure AS measure
		LEFT JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id
		WHERE measure.item_id = p_item), ''), 'UTF8'));
COMMENT ON FUNCTION zhiheng.ledger_digest IS 'SHA-256 of terms, words and measures of an item, a line each';

CREATE FUNCTION zhiheng.ledger_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.id, NEW.institution_id, NEW.commission_id, NEW.source, NEW.programme_id, NEW.period, NEW.indicator_code, NEW.specialty,
	    NEW.figures, NEW.account_id, NEW.opened_at)
	    IS DISTINCT FROM (OLD.id, OLD.institution_id, OLD.commission_id, OLD.source, OLD.programme_id, OLD.period, OLD.indicator_code,
	    OLD.specialty, OLD.figures, OLD.account_id, OLD.opened_at)
	    OR NEW.term NOT IN (OLD.term, OLD.term + 1)
	    OR (NEW.term = OLD.term AND NEW.due_on <> OLD.due_on) THEN
		RAISE EXCEPTION 'ledger item % cannot be changed so', OLD.id USING ERRCODE = 'ZH403', CONSTRAINT = 'ledger_guard';
	END IF;
	IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM zhiheng.ledger_transition
	    WHERE from_state = OLD.state AND to_state = NEW.state) THEN
		RAISE EXCEPTION 'ledger item % cannot go from % to %', OLD.id, OLD.state, NEW.state
			USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_transition';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.ledger_guard IS 'Trigger: where an item came from never changes, terms count up by one, states follow ledger_transition';
CREATE TRIGGER ledger_guard BEFORE UPDATE ON zhiheng.ledger_item
	FOR EACH ROW EXECUTE FUNCTION zhiheng.ledger_guard();
CREATE TRIGGER ledger_keep BEFORE DELETE ON zhiheng.ledger_item
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER ledger_keep_truncate BEFORE TRUNCATE ON zhiheng.ledger_item
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

-- A QC centre sees the items of its specialties only.
CALL zhiheng.protect('zhiheng.ledger_item', zhiheng.by_key('institution', 'institution_id') || ' AND ' || zhiheng.by_specialty_indicator());
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['ledger_term', 'ledger_note', 'ledger_measure', 'ledger_event'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, zhiheng.by_key('ledger_item', 'item_id'));
	END LOOP;
	CALL zhiheng.protect('zhiheng.ledger_measure_end',
		zhiheng.by_key('ledger_measure', 'measure_id'));
END
$$;

CREATE FUNCTION zhiheng.ledger_lock(p_item bigint, p_state text) RETURNS zhiheng.ledger_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	item zhiheng.ledger_item;
BEGIN
	SELECT * INTO item FROM zhiheng.ledger_item WHERE id = p_item FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such ledger item' USING ERRCODE = 'ZH404';
	END IF;
	IF p_state IS DISTINCT FROM item.state THEN
		RAISE EXCEPTION 'ledger item % is %, the page showed %', p_item, item.state, p_state
			USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_stale', DETAIL = item.state;
	END IF;
	RETURN item;
END
$$;
COMMENT ON FUNCTION zhiheng.ledger_lock IS 'Locks an item for a change made on a page that showed it in that state; ZH404 not yours, ZH409 ledger_stale';

CREATE FUNCTION zhiheng.ledger_supervises(p_item zhiheng.ledger_item, p_who zhiheng.identity) RETURNS boolean
LANGUAGE sql STABLE
RETURN p_who.qc_centre_id IS NULL AND p_who.role IN ('reviewer', 'administrator') AND (p_item.commission_id IS NULL OR EXISTS (
	SELECT FROM zhiheng.commission AS opener
	WHERE opener.id = p_item.commission_id AND opener.region_code >= p_who.region_first AND opener.region_code <= p_who.region_last));
COMMENT ON FUNCTION zhiheng.ledger_supervises IS 'Whether that account of a commission decides on the item: what a city opened is not closed by a county';

CREATE FUNCTION zhiheng.ledger_lack(p_item zhiheng.ledger_item, p_to text) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
	WHEN p_to = 'analysed' AND p_item.state = 'found' AND NOT EXISTS (SELECT FROM zhiheng.ledger_note AS note
		WHERE note.item_id = p_item.id AND note.kind = 'cause' AND note.at > coalesce((SELECT max(event.at) FROM zhiheng.ledger_event AS event
			WHERE event.item_id = p_item.id AND event.to_state = 'found'), p_item.opened_at)) THEN 'ledger_cause_first'
	WHEN p_to = 'planned' AND NOT EXISTS (SELECT FROM zhiheng.ledger_measure AS measure
		LEFT JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id
		WHERE measure.item_id = p_item.id AND done.measure_id IS NULL) THEN 'ledger_measure_first'
	WHEN p_to = 'carried' AND (EXISTS (SELECT FROM zhiheng.ledger_measure AS measure
		LEFT JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id
		WHERE measure.item_id = p_item.id AND done.measure_id IS NULL)
		OR NOT EXISTS (SELECT FROM zhiheng.ledger_measure AS measure
		JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id AND done.outcome = 'done'
		WHERE measure.item_id = p_item.id)) THEN 'ledger_measure_open'
	WHEN p_to = 'reported' AND NOT EXISTS (SELECT FROM zhiheng.ledger_note AS note
		WHERE note.item_id = p_item.id AND note.kind = 'effect' AND note.at > (SELECT max(event.at) FROM zhiheng.ledger_event AS event
			WHERE event.item_id = p_item.id AND event.to_state = 'carried')) THEN 'ledger_effect_first'
END;
COMMENT ON FUNCTION zhiheng.ledger_lack IS 'The rule that keeps an item from that state because something is not there yet (cause, measures, their end, effect), or null';

CREATE FUNCTION zhiheng.ledger_move(p_item bigint, p_state text, p_to text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	item zhiheng.ledger_item := zhiheng.ledger_lock(p_item, p_state);
	who zhiheng.identity;
	rule zhiheng.ledger_transition;
	lack text;
	event bigint;
BEGIN
	who := (SELECT asking FROM zhiheng.identity() AS asking);
	rule := (SELECT way FROM zhiheng.ledger_transition AS way WHERE way.from_state = item.state AND way.to_state = p_to);
	IF rule.from_state IS NULL THEN
		RAISE EXCEPTION 'ledger item % is %, cannot become %', p_item, item.state, p_to
			USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_transition', DETAIL = item.state;
	END IF;
	IF NOT coalesce(CASE
		WHEN rule.audience <> zhiheng.audience() THEN zhiheng.audience() = 'institution' AND item.commission_id IS NULL
			AND who.role = ANY (rule.own_roles)
		WHEN rule.audience = 'commission' THEN who.role = ANY (rule.roles) AND zhiheng.ledger_supervises(item, who)
		ELSE who.role = ANY (rule.roles)
	END, false) THEN
		RAISE EXCEPTION '% may not move ledger item % from % to %', who.role, p_item, item.state, p_to
			USING ERRCODE = 'ZH403', CONSTRAINT = 'ledger_transition_role';
	END IF;
	IF rule.reason_needed AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_reason';
	END IF;
	lack := zhiheng.ledger_lack(item, p_to);
	IF lack IS NOT NULL THEN
		RAISE EXCEPTION 'ledger item % lacks what % needs', p_item, p_to USING ERRCODE = 'ZH409', CONSTRAINT = lack;
	END IF;
	INSERT INTO zhiheng.ledger_event (item_id, from_state, to_state, account_id, reason, digest)
	VALUES (p_item, item.state, p_to, who.account_id, nullif(btrim(p_reason), ''), zhiheng.ledger_digest(p_item))
	RETURNING id INTO event;
	UPDATE zhiheng.ledger_item SET
		state = p_to,
		reported_at = CASE p_to WHEN 'reported' THEN now() WHEN 'closed' THEN reported_at END
	WHERE id = p_item;
	CALL zhiheng.write_audit('ledger.' || p_to, p_item, jsonb_build_object('from', item.state, 'event', event, 'reason', p_reason));
	RETURN event;
END
$$;
COMMENT ON FUNCTION zhiheng.ledger_move IS 'The only way to change an item''s state; gives the event''s number. ZH404 not yours, ZH409 stale, wrong state or something not there yet, ZH403 wrong role, ZH400 reason missing';

CREATE FUNCTION zhiheng.ledger_open(p_institution bigint, p_commission bigint, p_source text, p_programme bigint, p_period text,
	p_indicator text, p_figures text, p_content text, p_aim text, p_post text, p_due_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := (SELECT account_id FROM zhiheng.identity());
	its_specialty text := (SELECT asked.specialty FROM zhiheng.programme_indicator AS asked
		WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator);
	same bigint;
	made bigint;
BEGIN
	-- One problem is opened once at a time; of two forms sent the second finds the first's item.
	PERFORM FROM zhiheng.institution AS own WHERE own.id = p_institution FOR UPDATE;
	IF NOT FOUND OR (p_indicator IS NOT NULL AND its_specialty IS NULL) THEN
		RAISE EXCEPTION 'no such institution or indicator' USING ERRCODE = 'ZH404';
	END IF;
	same := (SELECT min(item.id) FROM zhiheng.ledger_item AS item
		JOIN zhiheng.ledger_term AS term ON term.item_id = item.id AND term.version = 1
		WHERE item.institution_id = p_institution AND item.account_id = account AND item.state = 'found'
			AND (item.source, item.programme_id, item.period, item.indicator_code, term.content, term.aim, term.post, term.due_on)
			IS NOT DISTINCT FROM (p_source, p_programme, p_period, p_indicator, p_content, p_aim, p_post, p_due_on));
	IF same IS NOT NULL THEN
		RETURN same;
	END IF;
	same := (SELECT min(item.id) FROM zhiheng.ledger_item AS item
		WHERE item.institution_id = p_institution AND item.state <> 'closed' AND p_programme IS NOT NULL
			AND (item.source, item.programme_id, item.period, item.indicator_code)
			IS NOT DISTINCT FROM (p_source, p_programme, p_period, p_indicator));
	IF same IS NOT NULL THEN
		RAISE EXCEPTION 'ledger item % says the same', same USING ERRCODE = 'ZH409', CONSTRAINT = 'ledger_duplicate', DETAIL = same::text;
	END IF;
	IF p_due_on < zhiheng.today() THEN
		RAISE EXCEPTION 'deadline has passed' USING ERRCODE = 'ZH400', CONSTRAINT = 'ledger_due';
	END IF;
	INSERT INTO zhiheng.ledger_item (institution_id, commission_id, source, programme_id, period, indicator_code, specialty, figures,
		account_id, due_on)
	VALUES (p_institution, p_commission, p_source, p_programme, p_period, p_indicator, its_specialty, p_figures, account, p_due_on)
	RETURNING id INTO made;
	INSERT INTO zhiheng.ledger_term (item_id, version, content, aim, post, due_on, account_id)
	VALUES (made, 1, p_content, p_aim, p_post, p_due_on, account);
	CALL zhiheng.write_audit('ledger.open', made, jsonb_build_object('institution', p_institution, 'source', p_source,
		'programme', p_programme, 'period', p_period, 'indicator', p_indicator, 'due_on', p_due_on));
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.ledger_open IS 'A new item; gives its number, or that of the item the same form made before. ZH404 not yours, ZH409 ledger_duplicate when an open item says the same, ZH400 ledger_due';

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM zhiheng.ledger_transition) = 10;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname LIKE 'ledger\_%' AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity) = 6;
	-- Login roles have no right on any table.
	ASSERT NOT EXISTS (SELECT FROM information_schema.role_table_grants
		WHERE table_schema = 'zhiheng' AND grantee NOT IN ('zhiheng_owner', 'zhiheng_recorder'));
END
$$;
