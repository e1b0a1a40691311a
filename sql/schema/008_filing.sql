-- Filing: who opened, what the public may hold a hospital to, samples of the internal verification, words to and fro, evidence,
-- corrections, and the hospital's own notes on where its numbers come from.
--
-- Record: return_opening, return_commitment, return_key, return_sample, return_message, evidence, evidence_withdrawal,
--     correction, correction_item, correction_decision, element_note, indicator_analysis.

SET ROLE zhiheng_owner;

-- == opening ==

CREATE TABLE zhiheng.return_opening (
	event_id bigint PRIMARY KEY REFERENCES zhiheng.return_event,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE zhiheng.return_opening IS 'Submissions whose review was begun: from then on they cannot be withdrawn; append-only';
COMMENT ON COLUMN zhiheng.return_opening.event_id IS 'The submission';
COMMENT ON COLUMN zhiheng.return_opening.account_id IS 'The reviewer';
COMMENT ON COLUMN zhiheng.return_opening.at IS 'When';

CREATE FUNCTION zhiheng.confirmation_span() RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN interval '5 minutes';
COMMENT ON FUNCTION zhiheng.confirmation_span IS 'How long a password given once more is good for a signature';

CREATE FUNCTION zhiheng.return_submission(p_return bigint) RETURNS bigint
LANGUAGE sql STABLE
RETURN (SELECT max(event.id) FROM zhiheng.return_event AS event WHERE event.return_id = p_return AND event.to_state = 'submitted');
COMMENT ON FUNCTION zhiheng.return_submission IS 'Event of the last submission of a return';

-- == commitment ==

CREATE TABLE zhiheng.return_commitment (
	event_id bigint PRIMARY KEY REFERENCES zhiheng.return_event,
	commitment bytea NOT NULL CHECK (octet_length(commitment) = 32)
);
COMMENT ON TABLE zhiheng.return_commitment IS 'What an edition prints of a submission: a bare digest would let anybody try the few small numbers that are hidden until it fits; append-only';
COMMENT ON COLUMN zhiheng.return_commitment.event_id IS 'The submission';
COMMENT ON COLUMN zhiheng.return_commitment.commitment IS 'HMAC-SHA-256 of zhiheng.return_text of its revision under the key of zhiheng.return_key';

CREATE TABLE zhiheng.return_key (
	event_id bigint PRIMARY KEY REFERENCES zhiheng.return_commitment,
	key bytea NOT NULL CHECK (octet_length(key) = 32)
);
COMMENT ON TABLE zhiheng.return_key IS 'What opens a commitment, another for each submission: on the hospital''s receipt and nowhere else; append-only';
COMMENT ON COLUMN zhiheng.return_key.event_id IS 'The submission';
COMMENT ON COLUMN zhiheng.return_key.key IS 'Random';

CREATE FUNCTION zhiheng.hmac_sha256(p_key bytea, p_message bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
	short bytea := CASE WHEN octet_length(p_key) > 64 THEN sha256(p_key) ELSE p_key END;
	inner_pad bytea := short || decode(repeat('00', 64 - octet_length(short)), 'hex');
	outer_pad bytea := inner_pad;
BEGIN
	FOR i IN 0..63 LOOP
		inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # 54);
		outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # 92);
	END LOOP;
	RETURN sha256(outer_pad || sha256(inner_pad || p_message));
END
$$;
COMMENT ON FUNCTION zhiheng.hmac_sha256 IS 'RFC 2104 with SHA-256: PostgreSQL has it only in an extension';

CREATE FUNCTION zhiheng.return_text(p_return bigint, p_revision integer) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT coalesce(string_agg(newest.element_code || '=' || newest.state || ':' || coalesce(newest.value::text, '') || E'\n',
		'' ORDER BY newest.element_code), '')
	FROM (
		SELECT DISTINCT ON (entry.element_code) entry.element_code, entry.state, entry.value
		FROM zhiheng.return_value AS entry
		WHERE entry.return_id = p_return AND entry.revision <= p_revision
		ORDER BY entry.element_code, entry.revision DESC
	) AS newest);
COMMENT ON FUNCTION zhiheng.return_text IS 'The values of a return as they were at a revision, in the lines that zhiheng.return_digest hashes';

CREATE PROCEDURE zhiheng.return_commit(p_event bigint)
LANGUAGE plpgsql AS $$
DECLARE
	-- The two numbers have 244 random bits between them.
	fresh CONSTANT bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
BEGIN
	INSERT INTO zhiheng.return_commitment (event_id, commitment)
	SELECT event.id, zhiheng.hmac_sha256(fresh, convert_to(zhiheng.return_text(event.return_id, event.revision), 'UTF8'))
	FROM zhiheng.return_event AS event
	WHERE event.id = p_event AND event.to_state IN ('submitted', 'accepted');
	INSERT INTO zhiheng.return_key (event_id, key) VALUES (p_event, fresh);
END
$$;
COMMENT ON PROCEDURE zhiheng.return_commit IS 'Draws the key of a submission, or of an approved correction, and commits to the values';

CREATE FUNCTION zhiheng.return_commitment_of(p_return bigint, p_revision integer) RETURNS bytea
LANGUAGE sql STABLE
RETURN (SELECT sealed.commitment
	FROM zhiheng.return_event AS event
	JOIN zhiheng.return_commitment AS sealed ON sealed.event_id = event.id
	WHERE event.return_id = p_return AND event.revision = p_revision
	ORDER BY event.id DESC LIMIT 1);
COMMENT ON FUNCTION zhiheng.return_commitment_of IS 'Commitment of the last submission or approved correction of a revision; null: it was never submitted';

-- == internal verification ==

CREATE TABLE zhiheng.return_sample (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	element_code text COLLATE "C" NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	sampled integer NOT NULL,
	agreeing integer NOT NULL,
	note text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT return_sample_sampled CHECK (sampled BETWEEN 1 AND 100000),
	CONSTRAINT return_sample_agreeing CHECK (agreeing BETWEEN 0 AND sampled),
	CONSTRAINT return_sample_note CHECK (char_length(note) BETWEEN 2 AND 1000),
	CONSTRAINT return_sample_finding CHECK (agreeing = sampled OR note IS NOT NULL)
);
CREATE INDEX return_sample_return ON zhiheng.return_sample (return_id, element_code, id);
COMMENT ON TABLE zhiheng.return_sample IS 'Internal verification (内部验证): records that the verifier looked up for an element, and what they said; append-only, the newest of an element counts';
COMMENT ON COLUMN zhiheng.return_sample.id IS 'Order';
COMMENT ON COLUMN zhiheng.return_sample.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_sample.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.return_sample.revision IS 'Revision of the return it was made on';
COMMENT ON COLUMN zhiheng.return_sample.sampled IS 'Records looked up';
COMMENT ON COLUMN zhiheng.return_sample.agreeing IS 'Of these, records that agree with what was reported';
COMMENT ON COLUMN zhiheng.return_sample.note IS 'What was found; needed when not all agree';
COMMENT ON COLUMN zhiheng.return_sample.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_sample.at IS 'When';

-- == words ==

CREATE TABLE zhiheng.return_message (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	element_code text COLLATE "C" NOT NULL,
	side text NOT NULL CHECK (side IN ('institution', 'commission')),
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT return_message_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
CREATE INDEX return_message_return ON zhiheng.return_message (return_id, id);
COMMENT ON TABLE zhiheng.return_message IS 'What institution and commission say to each other about a return; append-only';
COMMENT ON COLUMN zhiheng.return_message.id IS 'Order';
COMMENT ON COLUMN zhiheng.return_message.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_message.element_code IS 'Element; * for the return as a whole';
COMMENT ON COLUMN zhiheng.return_message.side IS 'Who speaks; the other side is to answer';
COMMENT ON COLUMN zhiheng.return_message.text IS 'Words';
COMMENT ON COLUMN zhiheng.return_message.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_message.at IS 'When';

-- == evidence ==

CREATE TABLE zhiheng.evidence (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	element_code text COLLATE "C" NOT NULL,
	name text NOT NULL,
	media_type text NOT NULL,
	size integer NOT NULL,
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	stored_as text COLLATE "C" NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	-- A file may be the evidence of several returns.
	CONSTRAINT evidence_stored_once UNIQUE (stored_as, return_id),
	CONSTRAINT evidence_name CHECK (char_length(name) BETWEEN 1 AND 200),
	CONSTRAINT evidence_size CHECK (size BETWEEN 1 AND 10485760),
	CONSTRAINT evidence_stored_as CHECK (stored_as ~ '^[0-9a-f]{64}$')
);
CREATE INDEX evidence_return ON zhiheng.evidence (return_id, element_code);
COMMENT ON TABLE zhiheng.evidence IS 'Files that prove a value; the bytes lie in the directory ZHIHENG_EVIDENCE; append-only';
COMMENT ON COLUMN zhiheng.evidence.id IS 'Id';
COMMENT ON COLUMN zhiheng.evidence.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.evidence.element_code IS 'Element; * for the return as a whole';
COMMENT ON COLUMN zhiheng.evidence.name IS 'Name as the person had it; only for showing';
COMMENT ON COLUMN zhiheng.evidence.media_type IS 'What its content is, found by libmagic';
COMMENT ON COLUMN zhiheng.evidence.size IS 'Bytes';
COMMENT ON COLUMN zhiheng.evidence.digest IS 'SHA-256 of the bytes';
COMMENT ON COLUMN zhiheng.evidence.stored_as IS 'Random name in the directory; says nothing about the file';
COMMENT ON COLUMN zhiheng.evidence.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.evidence.at IS 'When';

CREATE TABLE zhiheng.evidence_withdrawal (
	evidence_id bigint PRIMARY KEY REFERENCES zhiheng.evidence,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT evidence_withdrawal_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.evidence_withdrawal IS 'Files that do not count any more; the bytes are kept; append-only';
COMMENT ON COLUMN zhiheng.evidence_withdrawal.evidence_id IS 'File';
COMMENT ON COLUMN zhiheng.evidence_withdrawal.reason IS 'Why';
COMMENT ON COLUMN zhiheng.evidence_withdrawal.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.evidence_withdrawal.at IS 'When';

-- == correction ==

CREATE TABLE zhiheng.correction (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	revision integer NOT NULL,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT correction_reason CHECK (char_length(reason) BETWEEN 2 AND 1000)
);
CREATE INDEX correction_return ON zhiheng.correction (return_id, id);
COMMENT ON TABLE zhiheng.correction IS 'An institution asks to change what was accepted or published; append-only';
COMMENT ON COLUMN zhiheng.correction.id IS 'Order';
COMMENT ON COLUMN zhiheng.correction.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.correction.revision IS 'Revision that was accepted: the old values';
COMMENT ON COLUMN zhiheng.correction.reason IS 'Why';
COMMENT ON COLUMN zhiheng.correction.account_id IS 'Who asks';
COMMENT ON COLUMN zhiheng.correction.at IS 'When';

CREATE TABLE zhiheng.correction_item (
	correction_id bigint NOT NULL REFERENCES zhiheng.correction,
	element_code text COLLATE "C" NOT NULL,
	state text NOT NULL,
	value zhiheng.quantity,
	PRIMARY KEY (correction_id, element_code),
	CONSTRAINT correction_item_state CHECK (state IN ('value', 'not_applicable')),
	CONSTRAINT correction_item_value CHECK ((value IS NOT NULL) = (state = 'value')),
	CONSTRAINT correction_item_minimum CHECK (value >= 0)
);
COMMENT ON TABLE zhiheng.correction_item IS 'The new values a correction asks for; append-only. A leader signs them, and once they are approved the portal puts them into the return';
COMMENT ON COLUMN zhiheng.correction_item.correction_id IS 'Correction';
COMMENT ON COLUMN zhiheng.correction_item.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.correction_item.state IS 'As in return_value';
COMMENT ON COLUMN zhiheng.correction_item.value IS 'As in return_value';

CREATE TABLE zhiheng.correction_decision (
	correction_id bigint PRIMARY KEY REFERENCES zhiheng.correction,
	decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn')),
	reason text,
	event_id bigint REFERENCES zhiheng.return_event,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT correction_decision_event CHECK ((event_id IS NOT NULL) = (decision = 'approved')),
	CONSTRAINT correction_decision_reason CHECK (decision = 'approved' OR char_length(reason) BETWEEN 2 AND 1000)
);
COMMENT ON TABLE zhiheng.correction_decision IS 'What became of a correction, once; append-only';
COMMENT ON COLUMN zhiheng.correction_decision.correction_id IS 'Correction';
COMMENT ON COLUMN zhiheng.correction_decision.decision IS 'approved: it is in the copy in force; refused, both by the commission; withdrawn by the institution';
COMMENT ON COLUMN zhiheng.correction_decision.reason IS 'Why; needed to refuse and to withdraw';
COMMENT ON COLUMN zhiheng.correction_decision.event_id IS 'The acceptance that an approval made';
COMMENT ON COLUMN zhiheng.correction_decision.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.correction_decision.at IS 'When';

-- == sources ==

CREATE TABLE zhiheng.element_note (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	element_code text COLLATE "C" NOT NULL,
	source text NOT NULL,
	rule text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT element_note_source CHECK (char_length(source) BETWEEN 2 AND 200),
	CONSTRAINT element_note_rule CHECK (char_length(rule) BETWEEN 2 AND 1000)
);
CREATE INDEX element_note_institution ON zhiheng.element_note (institution_id, element_code, id);
COMMENT ON TABLE zhiheng.element_note IS 'Where an institution takes an element from and by what rule; append-only, the newest holds for every period from then on';
COMMENT ON COLUMN zhiheng.element_note.id IS 'Order';
COMMENT ON COLUMN zhiheng.element_note.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.element_note.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.element_note.source IS 'System or register it is taken from';
COMMENT ON COLUMN zhiheng.element_note.rule IS 'How it is counted there';
COMMENT ON COLUMN zhiheng.element_note.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.element_note.at IS 'When';

-- == analyses ==

CREATE TABLE zhiheng.indicator_analysis (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	indicator_code text COLLATE "C" NOT NULL,
	period zhiheng.period NOT NULL,
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT indicator_analysis_text CHECK (char_length(text) BETWEEN 10 AND 2000)
);
CREATE INDEX indicator_analysis_institution ON zhiheng.indicator_analysis (institution_id, period, indicator_code, id);
COMMENT ON TABLE zhiheng.indicator_analysis IS 'What an institution says of an indicator''s figures of a period, as documents ask for it (zhiheng.indicator_cadence); append-only, the newest counts';
COMMENT ON COLUMN zhiheng.indicator_analysis.id IS 'Order';
COMMENT ON COLUMN zhiheng.indicator_analysis.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.indicator_analysis.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.indicator_analysis.period IS 'Period that the figures are of';
COMMENT ON COLUMN zhiheng.indicator_analysis.text IS 'The words';
COMMENT ON COLUMN zhiheng.indicator_analysis.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.indicator_analysis.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.return_opening', 'zhiheng.return_commitment', 'zhiheng.return_key',
	'zhiheng.return_sample', 'zhiheng.return_message', 'zhiheng.evidence', 'zhiheng.evidence_withdrawal', 'zhiheng.correction',
	'zhiheng.correction_item', 'zhiheng.correction_decision', 'zhiheng.element_note', 'zhiheng.indicator_analysis');

DO $$
DECLARE
	relation text;
	-- As for the values themselves: a QC centre sees what belongs to its specialties.
	own_specialty CONSTANT text := ' AND ' || zhiheng.by_specialty();
BEGIN
	FOREACH relation IN ARRAY ARRAY['return_opening', 'return_commitment'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			zhiheng.by_key('return_event', 'event_id'));
	END LOOP;
	CALL zhiheng.protect('zhiheng.return_key', $p$(SELECT zhiheng.audience()) IN ('institution', 'operator') AND $p$
		|| zhiheng.by_key('return_event', 'event_id'));
	-- Of a correction that it approves a commission draws one, and does not read it.
	EXECUTE 'CREATE POLICY correction ON zhiheng.return_key FOR INSERT WITH CHECK ((SELECT zhiheng.audience()) = ''commission'' AND '
		|| zhiheng.by_key('return_event', 'event_id') || ')';
	FOREACH relation IN ARRAY ARRAY['return_message', 'correction'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, zhiheng.by_key('return', 'return_id'));
	END LOOP;
	FOREACH relation IN ARRAY ARRAY['return_sample', 'evidence'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			zhiheng.by_key('return', 'return_id') || own_specialty);
	END LOOP;
	CALL zhiheng.protect('zhiheng.evidence_withdrawal', zhiheng.by_key('evidence', 'evidence_id'));
	CALL zhiheng.protect('zhiheng.correction_item',
		zhiheng.by_key('correction', 'correction_id') || own_specialty);
	CALL zhiheng.protect('zhiheng.correction_decision', zhiheng.by_key('correction', 'correction_id'));
	CALL zhiheng.protect('zhiheng.element_note',
		zhiheng.by_key('institution', 'institution_id') || own_specialty);
	-- Which indicators are of a QC centre's specialty hangs on the programme: what reads for it says so.
	CALL zhiheng.protect('zhiheng.indicator_analysis', zhiheng.by_key('institution', 'institution_id'));
END
$$;

RESET ROLE;

DO $$
DECLARE
	bare text;
BEGIN
	CALL zhiheng.check_comments();
	SELECT string_agg(relation.relname, ', ') INTO bare
	FROM pg_class AS relation
	WHERE relation.oid = ANY (ARRAY['zhiheng.return_opening', 'zhiheng.return_commitment', 'zhiheng.return_key',
			'zhiheng.return_sample', 'zhiheng.return_message', 'zhiheng.evidence', 'zhiheng.evidence_withdrawal', 'zhiheng.correction',
			'zhiheng.correction_item', 'zhiheng.correction_decision', 'zhiheng.element_note',
			'zhiheng.indicator_analysis']::regclass[])
		AND NOT (relation.relrowsecurity AND relation.relforcerowsecurity
			AND EXISTS (SELECT FROM pg_trigger AS guard WHERE guard.tgrelid = relation.oid AND guard.tgname = 'append_only'));
	ASSERT bare IS NULL, 'not protected: ' || bare;
	-- What return_settle looks after.
	ASSERT EXISTS (SELECT FROM zhiheng.return_transition WHERE from_state = 'submitted' AND to_state = 'draft' AND roles = '{leader}');
END
$$;
