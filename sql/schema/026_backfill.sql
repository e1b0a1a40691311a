-- Back-fill (补录): numbers of past periods that exist only in the hospitals' own tables.  A commission opens such a period of
-- its programme; what comes out of a file says who collected it and from what source; then each return goes the ordinary way.
--
-- Record: backfill, backfill_source, backfill_save.
-- State: backfill_upload (rows go when they expire).

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.backfill (
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	note text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (programme_id, period),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.reporting_period,
	CONSTRAINT backfill_note CHECK (char_length(note) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.backfill IS 'Past periods that a programme opened for back-fill; append-only';
COMMENT ON COLUMN zhiheng.backfill.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.backfill.period IS 'Period';
COMMENT ON COLUMN zhiheng.backfill.note IS 'Why, for the hospitals';
COMMENT ON COLUMN zhiheng.backfill.account_id IS 'Who; null: the operator';
COMMENT ON COLUMN zhiheng.backfill.at IS 'When';

CREATE TABLE zhiheng.backfill_source (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	collected_by text NOT NULL,
	origin text NOT NULL,
	note text,
	name text NOT NULL,
	media_type text NOT NULL,
	size integer NOT NULL CHECK (size BETWEEN 1 AND 10485760),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	stored_as text COLLATE "C" NOT NULL UNIQUE CHECK (stored_as ~ '^[0-9a-f]{64}$'),
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT backfill_source_name CHECK (char_length(name) BETWEEN 1 AND 200),
	CONSTRAINT backfill_collected_by CHECK (char_length(collected_by) BETWEEN 2 AND 100),
	CONSTRAINT backfill_origin CHECK (char_length(origin) BETWEEN 2 AND 200),
	CONSTRAINT backfill_source_note CHECK (char_length(note) BETWEEN 2 AND 1000)
);
CREATE INDEX backfill_source_institution ON zhiheng.backfill_source (institution_id, programme_id, id);
COMMENT ON TABLE zhiheng.backfill_source IS 'Files that were sent for back-fill and where their numbers are from, saved or not; the bytes lie with the evidence; append-only';
COMMENT ON COLUMN zhiheng.backfill_source.id IS 'Id, in the address of the preview';
COMMENT ON COLUMN zhiheng.backfill_source.institution_id IS 'Whose numbers';
COMMENT ON COLUMN zhiheng.backfill_source.programme_id IS 'Programme whose workbook it is';
COMMENT ON COLUMN zhiheng.backfill_source.collected_by IS 'Who collected the numbers: a department or an office';
COMMENT ON COLUMN zhiheng.backfill_source.origin IS 'System, register or report that they are from';
COMMENT ON COLUMN zhiheng.backfill_source.note IS 'How they were counted, what is to be known of them; null: nothing more';
COMMENT ON COLUMN zhiheng.backfill_source.name IS 'Name as the person had it; only for showing';
COMMENT ON COLUMN zhiheng.backfill_source.media_type IS 'What its content is';
COMMENT ON COLUMN zhiheng.backfill_source.size IS 'Bytes';
COMMENT ON COLUMN zhiheng.backfill_source.digest IS 'SHA-256 of the bytes';
COMMENT ON COLUMN zhiheng.backfill_source.stored_as IS 'Random name in the directory; says nothing about the file';
COMMENT ON COLUMN zhiheng.backfill_source.account_id IS 'Who sent it';
COMMENT ON COLUMN zhiheng.backfill_source.at IS 'When';

CREATE TABLE zhiheng.backfill_save (
	return_id bigint NOT NULL,
	revision integer NOT NULL,
	source_id bigint NOT NULL REFERENCES zhiheng.backfill_source,
	PRIMARY KEY (return_id, revision),
	FOREIGN KEY (return_id, revision) REFERENCES zhiheng.return_save
);
CREATE INDEX backfill_save_source ON zhiheng.backfill_save (source_id);
COMMENT ON TABLE zhiheng.backfill_save IS 'Saves of returns out of such files; append-only';
COMMENT ON COLUMN zhiheng.backfill_save.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.backfill_save.revision IS 'Number of the save';
COMMENT ON COLUMN zhiheng.backfill_save.source_id IS 'The file and where its numbers are from';

CREATE TABLE zhiheng.backfill_upload (
	source_id bigint PRIMARY KEY REFERENCES zhiheng.backfill_source,
	expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
	lines text NOT NULL CHECK (octet_length(lines) <= 16777216),
	saved_at timestamptz
);
CREATE INDEX backfill_upload_expires ON zhiheng.backfill_upload (expires_at);
COMMENT ON TABLE zhiheng.backfill_upload IS 'Cells of such files between preview and confirmation; no record: the record are the file and the saves';
COMMENT ON COLUMN zhiheng.backfill_upload.source_id IS 'File';
COMMENT ON COLUMN zhiheng.backfill_upload.expires_at IS 'Gone after that';
COMMENT ON COLUMN zhiheng.backfill_upload.lines IS 'Its cells as the importer wrote them';
COMMENT ON COLUMN zhiheng.backfill_upload.saved_at IS 'When it was confirmed; null: not yet';

CALL zhiheng.make_append_only('zhiheng.backfill', 'zhiheng.backfill_source', 'zhiheng.backfill_save');

CREATE INDEX return_backfilled ON zhiheng.return (institution_id, period) WHERE backfilled;

CREATE FUNCTION zhiheng.backfill_verify() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.backfill_save AS save WHERE save.return_id = NEW.id) THEN
		RAISE EXCEPTION 'nobody has said where the numbers of return % are from', NEW.id
			USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_no_source';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.backfill_verify IS 'Trigger: what was filled in afterwards is not passed before its file says where it is from';
CREATE TRIGGER return_backfill_verify BEFORE UPDATE OF state ON zhiheng.return
	FOR EACH ROW WHEN (NEW.backfilled AND NEW.state = 'verified' AND OLD.state <> 'verified')
	EXECUTE FUNCTION zhiheng.backfill_verify();

-- That a period is filled in afterwards, and why, is for those whom the programme has to do with.
CALL zhiheng.protect('zhiheng.backfill',
	$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);
CALL zhiheng.protect('zhiheng.backfill_source', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.backfill_save', zhiheng.by_key('return', 'return_id'));
CALL zhiheng.protect('zhiheng.backfill_upload', $p$(SELECT zhiheng.audience()) IN ('institution', 'operator') AND $p$
	|| zhiheng.by_key('backfill_source', 'source_id'));

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_class WHERE relnamespace = 'zhiheng'::regnamespace AND relname ~ '^backfill' AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 4;
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname LIKE 'backfill%' AND t.tgname LIKE 'append_only%') = 6;
END
$$;
