-- The ways in beside typing a value: parts that add up to it, by department (分科室) and month (按月);
-- files that were uploaded and not yet confirmed; programs of hospitals that save returns by themselves.
-- Parts are for the institution alone: no other audience sees a row, and totals are saved as values like
-- any other.
--
-- Record: department, department_version, department_word, return_part, machine_token, machine_request.
-- State: return_upload (rows go when they expire).
-- Derived: return_form (return_record, whenever what it was made of has changed).

SET ROLE zhiheng_owner;

-- == parts ==

CREATE TABLE zhiheng.department (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX department_institution ON zhiheng.department (institution_id, id);
COMMENT ON TABLE zhiheng.department IS 'Departments (科室) of institutions; what one is called is in department_version';
COMMENT ON COLUMN zhiheng.department.id IS 'Id; order of the list';
COMMENT ON COLUMN zhiheng.department.institution_id IS 'Whose';
COMMENT ON COLUMN zhiheng.department.created_at IS 'When';

CREATE TABLE zhiheng.department_version (
	department_id bigint REFERENCES zhiheng.department,
	version integer CHECK (version > 0),
	name text NOT NULL,
	retired boolean NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (department_id, version),
	CONSTRAINT department_name CHECK (char_length(name) BETWEEN 1 AND 40 AND name = btrim(name) AND name !~ '[[:cntrl:]]')
);
COMMENT ON TABLE zhiheng.department_version IS 'Names of departments and whether they still exist; append-only, the newest counts';
COMMENT ON COLUMN zhiheng.department_version.department_id IS 'Department';
COMMENT ON COLUMN zhiheng.department_version.version IS 'From 1; a new name, retiring or taking up again makes the next';
COMMENT ON COLUMN zhiheng.department_version.name IS 'Name in the institution''s own words';
COMMENT ON COLUMN zhiheng.department_version.retired IS 'No longer asked for; earlier numbers stay';
COMMENT ON COLUMN zhiheng.department_version.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.department_version.at IS 'When';

CREATE TABLE zhiheng.department_word (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	department_id bigint NOT NULL REFERENCES zhiheng.department,
	period zhiheng.period NOT NULL,
	kind text NOT NULL CHECK (kind IN ('question', 'answer')),
	indicator_code text COLLATE "C",
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT department_word_period CHECK (period ~ 'Q'),
	CONSTRAINT department_word_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
CREATE INDEX department_word_department ON zhiheng.department_word (department_id, period, id);
COMMENT ON TABLE zhiheng.department_word IS 'What the quality office asks a department about its figures of a quarter, and what its head answered on the signed sheet; append-only';
COMMENT ON COLUMN zhiheng.department_word.id IS 'Order';
COMMENT ON COLUMN zhiheng.department_word.department_id IS 'Department';
COMMENT ON COLUMN zhiheng.department_word.period IS 'Quarter that the figures are of';
COMMENT ON COLUMN zhiheng.department_word.kind IS 'question: asked on the sheet; answer: the head''s, written down by the quality office';
COMMENT ON COLUMN zhiheng.department_word.indicator_code IS 'Indicator that it is about; null: the sheet as a whole';
COMMENT ON COLUMN zhiheng.department_word.text IS 'The words';
COMMENT ON COLUMN zhiheng.department_word.account_id IS 'Who wrote it down: a head of department has no account';
COMMENT ON COLUMN zhiheng.department_word.at IS 'When';

CREATE FUNCTION zhiheng.is_part_save(codes text[], parts text[], numbers zhiheng.quantity[], sources text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN cardinality(codes) > 0
	AND cardinality(codes) = cardinality(parts)
	AND cardinality(codes) = cardinality(numbers)
	AND cardinality(codes) = cardinality(sources)
	AND sources <@ ARRAY['typed', 'pasted', 'uploaded', 'machine']
	AND (SELECT count(DISTINCT (item.code, item.part)) = count(*)
			AND bool_and(item.part ~ '^([0-9]{1,18}|20[0-9]{2}-[01][0-9])$' AND coalesce(item.number >= 0, true))
		FROM unnest(codes, parts, numbers) AS item (code, part, number));
COMMENT ON FUNCTION zhiheng.is_part_save IS 'Whether arrays are the parts of one save: of one length, each cell once, none below 0';

-- Newest parts are few: they are looked for in the saves, no table of cells follows these.
CREATE TABLE zhiheng.return_part (
	return_id bigint NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	codes text[] COLLATE "C" NOT NULL,
	parts text[] COLLATE "C" NOT NULL,
	numbers zhiheng.quantity[] NOT NULL,
	sources text[] COLLATE "C" NOT NULL,
	PRIMARY KEY (return_id, revision),
	CONSTRAINT return_part_cells CHECK (zhiheng.is_part_save(codes, parts, numbers, sources))
);
COMMENT ON TABLE zhiheng.return_part IS 'Every part of a value ever saved, a row for each save; append-only. institution.return_enter checks what foreign keys would';
COMMENT ON COLUMN zhiheng.return_part.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_part.revision IS 'Number of the save, counted together with those of zhiheng.return_save';
COMMENT ON COLUMN zhiheng.return_part.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_part.entered_at IS 'When';
COMMENT ON COLUMN zhiheng.return_part.codes IS 'Elements of the parts that the save changed; the other arrays follow their order';
COMMENT ON COLUMN zhiheng.return_part.parts IS 'Department''s id, or month 2025-07';
COMMENT ON COLUMN zhiheng.return_part.numbers IS 'In the element''s unit; null: emptied again; 0 is a number';
COMMENT ON COLUMN zhiheng.return_part.sources IS 'How each came: typed, pasted, uploaded, machine';

CALL zhiheng.make_append_only('zhiheng.department', 'zhiheng.department_version', 'zhiheng.department_word', 'zhiheng.return_part');

-- The institution itself and the operator; not the commission, not the worker that publishes.
CALL zhiheng.protect('zhiheng.department', $$
	CASE (SELECT zhiheng.audience())
		WHEN 'institution' THEN institution_id = (SELECT institution_id FROM zhiheng.identity())
		ELSE (SELECT zhiheng.audience()) = 'operator'
	END
$$);
CALL zhiheng.protect('zhiheng.department_version',
	zhiheng.by_key('department', 'department_id'));
CALL zhiheng.protect('zhiheng.department_word',
	zhiheng.by_key('department', 'department_id'));
CALL zhiheng.protect('zhiheng.return_part', $$(SELECT zhiheng.audience()) IN ('institution', 'operator') AND $$
	|| zhiheng.by_key('return', 'return_id'));

CREATE FUNCTION zhiheng.return_parts_at(p_return bigint, p_revision integer)
RETURNS TABLE (code text, part text, revision integer, number zhiheng.quantity, account_id bigint, entered_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT DISTINCT ON (item.code, item.part)
		item.code,
		item.part,
		save.revision,
		item.number,
		save.account_id,
		save.entered_at
	FROM zhiheng.return_part AS save
	CROSS JOIN LATERAL unnest(save.codes, save.parts, save.numbers) AS item (code, part, number)
	WHERE save.return_id = p_return AND save.revision <= p_revision
	ORDER BY item.code, item.part, save.revision DESC;
END;
COMMENT ON FUNCTION zhiheng.return_parts_at IS 'The parts of a return as they were at a revision; emptied ones with a null number';

-- == uploads ==

CREATE TABLE zhiheng.return_upload (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	uploaded_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
	file_name text NOT NULL CHECK (char_length(file_name) <= 200),
	lines text NOT NULL CHECK (octet_length(lines) <= 16777216),
	saved_revision integer
);
CREATE INDEX return_upload_return ON zhiheng.return_upload (return_id);
CREATE INDEX return_upload_expires ON zhiheng.return_upload (expires_at);
COMMENT ON TABLE zhiheng.return_upload IS 'Uploaded tables between preview and confirmation; no record: the record is the save. Rows go when they expire';
COMMENT ON COLUMN zhiheng.return_upload.id IS 'Id, in the address of the preview';
COMMENT ON COLUMN zhiheng.return_upload.return_id IS 'The return it was uploaded for';
COMMENT ON COLUMN zhiheng.return_upload.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_upload.uploaded_at IS 'When';
COMMENT ON COLUMN zhiheng.return_upload.expires_at IS 'Gone after that';
COMMENT ON COLUMN zhiheng.return_upload.file_name IS 'As the browser named it';
COMMENT ON COLUMN zhiheng.return_upload.lines IS 'Its cells as the importer wrote them';
COMMENT ON COLUMN zhiheng.return_upload.saved_revision IS 'Revision of the return that it became; null: not confirmed';

CALL zhiheng.protect('zhiheng.return_upload', zhiheng.by_key('return', 'return_id'));

-- == programs ==

CREATE TABLE zhiheng.machine_token (
	account_id bigint PRIMARY KEY REFERENCES zhiheng.account,
	digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
	periods text[] NOT NULL CHECK (cardinality(periods) > 0),
	expires_on date NOT NULL,
	made_by bigint NOT NULL REFERENCES zhiheng.account,
	made_at timestamptz NOT NULL DEFAULT now()
);
CALL zhiheng.make_append_only('zhiheng.machine_token');
COMMENT ON TABLE zhiheng.machine_token IS 'Tokens by which a hospital''s program acts as an account of role machine; append-only, revoked by making the account inactive';
COMMENT ON COLUMN zhiheng.machine_token.account_id IS 'The account it acts as: no person, no password';
COMMENT ON COLUMN zhiheng.machine_token.digest IS 'SHA-256 of the token''s text; the token itself was shown once';
COMMENT ON COLUMN zhiheng.machine_token.periods IS 'The periods it may save';
COMMENT ON COLUMN zhiheng.machine_token.expires_on IS 'Last day, Asia/Shanghai';
COMMENT ON COLUMN zhiheng.machine_token.made_by IS 'The leader who made it';
COMMENT ON COLUMN zhiheng.machine_token.made_at IS 'When';

CREATE TABLE zhiheng.machine_request (
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	key text COLLATE "C" NOT NULL CHECK (key ~ '^[!-~]{1,200}$'),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	answer text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT machine_request_key PRIMARY KEY (account_id, key)
);
CALL zhiheng.make_append_only('zhiheng.machine_request');
COMMENT ON TABLE zhiheng.machine_request IS 'Saves that carried an Idempotency-Key: the same request is given the same answer; append-only';
COMMENT ON COLUMN zhiheng.machine_request.account_id IS 'The token''s account';
COMMENT ON COLUMN zhiheng.machine_request.key IS 'As the program chose it';
COMMENT ON COLUMN zhiheng.machine_request.digest IS 'SHA-256 of period and body';
COMMENT ON COLUMN zhiheng.machine_request.answer IS 'JSON as it was sent';
COMMENT ON COLUMN zhiheng.machine_request.at IS 'When';

-- What is typed follows from all the programmes that ask, and a save asks it again and again.
CREATE TABLE zhiheng.return_form (
	return_id bigint PRIMARY KEY,
	stamp text NOT NULL,
	elements smallint[] NOT NULL,
	open boolean[] NOT NULL,
	CHECK (cardinality(elements) = cardinality(open))
);
COMMENT ON TABLE zhiheng.return_form IS 'What zhiheng.return_typed last computed for a save; derived: of another stamp it counts for nothing';
COMMENT ON COLUMN zhiheng.return_form.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_form.stamp IS 'Of what it was computed: the institution as registered, and programme.changes of all that ask for it or for a shorter return of the year';
COMMENT ON COLUMN zhiheng.return_form.elements IS 'By zhiheng.element_number';
COMMENT ON COLUMN zhiheng.return_form.open IS 'Of each whether somebody asks it whose period is open';

CALL zhiheng.protect('zhiheng.return_form', zhiheng.by_key('return', 'return_id'));
CREATE POLICY record ON zhiheng.return_form TO zhiheng_recorder USING (true);
GRANT SELECT, INSERT, UPDATE ON zhiheng.return_form TO zhiheng_recorder;
-- zhiheng.identity() finds a token before anybody is known; what pages show of tokens is their views' affair.
CALL zhiheng.protect('zhiheng.machine_token', $$(SELECT zhiheng.audience()) IN ('institution', 'operator')$$);
CALL zhiheng.protect('zhiheng.machine_request', $$
	account_id = (SELECT account_id FROM zhiheng.identity()) OR (SELECT zhiheng.audience()) = 'operator'
$$);

-- == months ==

CREATE TYPE zhiheng.typed AS (
	stamp text,
	kept boolean,
	elements smallint[],
	open boolean[]
);
COMMENT ON TYPE zhiheng.typed IS 'Elements that are typed in a return, and of each whether it may be changed now; kept: as return_form has it, stamp: of what it was computed';

CREATE FUNCTION zhiheng.return_quarter(p_head zhiheng.return) RETURNS zhiheng.return
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	IF zhiheng.cadence(p_head.period) <> 'month' THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT whole
		FROM zhiheng.return AS whole
		WHERE whole.institution_id = p_head.institution_id
			AND whole.period = zhiheng.quarter_of(p_head.period));
END
$$;
COMMENT ON FUNCTION zhiheng.return_quarter IS 'The return of the quarter that a month goes up with; null: none yet, or no month';

CREATE FUNCTION zhiheng.return_locked_as(p_head zhiheng.return) RETURNS zhiheng.return
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	whole zhiheng.return;
BEGIN
	IF zhiheng.cadence(p_head.period) = 'month' THEN
		whole := zhiheng.return_quarter(p_head);
		p_head.accepted_revision := whole.accepted_revision;
		p_head.accepted := whole.accepted;
		p_head.reopened := whole.reopened;
		p_head.opened := whole.opened;
		p_head.opened_until := whole.opened_until;
	END IF;
	RETURN p_head;
END
$$;
COMMENT ON FUNCTION zhiheng.return_locked_as IS 'A return with what says which of its elements may be edited: a month goes up with its quarter, so it is locked and opened as that is';

CREATE FUNCTION zhiheng.return_is_open(p_head zhiheng.return) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	-- A quarter that was sent back opens its months.
	RETURN zhiheng.return_opened(p_head)
		OR zhiheng.return_is_open(p_head.period, p_head.institution_id)
		OR zhiheng.return_opened(zhiheng.return_quarter(p_head)) IS TRUE;
END
$$;
COMMENT ON FUNCTION zhiheng.return_is_open(zhiheng.return) IS 'Whether the institution may change a return, as far as the calendar goes';

CREATE PROCEDURE zhiheng.return_months_check(p_head zhiheng.return, p_to text)
LANGUAGE plpgsql AS $$
DECLARE
	whole zhiheng.return := zhiheng.return_quarter(p_head);
	absent text;
BEGIN
	IF zhiheng.cadence(p_head.period) = 'month' THEN
		IF p_to NOT IN ('verified', 'draft') THEN
			RAISE EXCEPTION 'month % goes up with its quarter', p_head.period USING ERRCODE = 'ZH409', CONSTRAINT = 'return_month_alone';
		END IF;
		-- Again, under its lock: it may be signed this moment.
		SELECT item.* INTO whole FROM zhiheng.return AS item WHERE item.id = whole.id FOR UPDATE;
		IF whole.state NOT IN ('draft', 'returned') THEN
			RAISE EXCEPTION 'quarter % is %', whole.period, whole.state
				USING ERRCODE = 'ZH409', CONSTRAINT = 'return_quarter_signed', DETAIL = whole.period;
		END IF;
	ELSIF p_to = 'submitted' AND zhiheng.cadence(p_head.period) = 'quarter' THEN
		absent := (
			SELECT min(month.period)
			FROM unnest(zhiheng.period_parts(p_head.period, 'month')) AS month (period)
			JOIN zhiheng.register_of(p_head.period) AS own ON own.id = p_head.institution_id
			WHERE EXISTS (SELECT FROM zhiheng.asked_in(zhiheng.askers(p_head.period, p_head.institution_id), p_head.period,
						own.level, own.kind, own.specialist_type, zhiheng.askers_within(p_head.period, p_head.institution_id)) AS part
					WHERE part.derived)
				AND NOT EXISTS (SELECT FROM zhiheng.return AS item
					WHERE item.institution_id = p_head.institution_id AND item.period = month.period AND item.state = 'verified'));
		IF absent IS NOT NULL THEN
			RAISE EXCEPTION 'month % is not verified', absent USING ERRCODE = 'ZH409', CONSTRAINT = 'return_month_missing', DETAIL = absent;
		END IF;
	END IF;
END
$$;
COMMENT ON PROCEDURE zhiheng.return_months_check IS 'A month is not submitted alone, nor changed once its quarter was passed on; a quarter that is put together from months is not signed before each was verified';

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT zhiheng.is_part_save('{a,a}', '{12,2025-07}', '{0,NULL}', '{typed,pasted}');
	ASSERT NOT zhiheng.is_part_save('{a,a}', '{12,12}', '{0,NULL}', '{typed,pasted}');
	ASSERT NOT zhiheng.is_part_save('{a}', '{12}', '{-1}', '{typed}');
	ASSERT (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity
		AND oid IN ('zhiheng.department'::regclass, 'zhiheng.department_version'::regclass, 'zhiheng.department_word'::regclass,
		'zhiheng.return_part'::regclass, 'zhiheng.return_upload'::regclass, 'zhiheng.machine_token'::regclass,
		'zhiheng.machine_request'::regclass)) = 7;
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'append_only%'
		AND tgrelid IN ('zhiheng.department'::regclass, 'zhiheng.department_version'::regclass, 'zhiheng.department_word'::regclass,
		'zhiheng.return_part'::regclass, 'zhiheng.machine_token'::regclass, 'zhiheng.machine_request'::regclass)) = 12;
END
$$;
