-- Operating data (运行数据): what the service centre's systems count of institutions.  It stands beside the record: nobody's
-- return, in no sum, in no rank; where it differs from what the institution reports, both are asked.
--
-- Record: operating_file, operating_value.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.operating_file (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	file_name text NOT NULL CHECK (char_length(file_name) BETWEEN 1 AND 200),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	source text NOT NULL,
	imported_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT operating_file_once UNIQUE (commission_id, digest),
	CONSTRAINT operating_file_source CHECK (char_length(source) BETWEEN 2 AND 100)
);
COMMENT ON TABLE zhiheng.operating_file IS 'Files of operating data that a commission imported; append-only';
COMMENT ON COLUMN zhiheng.operating_file.id IS 'Order: of two files that say something of the same the later one holds';
COMMENT ON COLUMN zhiheng.operating_file.commission_id IS 'Whose file';
COMMENT ON COLUMN zhiheng.operating_file.account_id IS 'Who imported it';
COMMENT ON COLUMN zhiheng.operating_file.file_name IS 'As the browser named it';
COMMENT ON COLUMN zhiheng.operating_file.digest IS 'SHA-256 of its bytes: a file is imported once';
COMMENT ON COLUMN zhiheng.operating_file.source IS 'System and service centre that the numbers are from, as the importer says';
COMMENT ON COLUMN zhiheng.operating_file.imported_at IS 'When';

CREATE TABLE zhiheng.operating_value (
	file_id bigint NOT NULL REFERENCES zhiheng.operating_file,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	period zhiheng.period NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	line integer NOT NULL CHECK (line > 0),
	value zhiheng.quantity NOT NULL,
	PRIMARY KEY (institution_id, period, element_code, file_id)
);
CREATE INDEX operating_value_file ON zhiheng.operating_value (file_id);
COMMENT ON TABLE zhiheng.operating_value IS 'What a file says of an institution, period and element: no number of the record, never summed with it; append-only';
COMMENT ON COLUMN zhiheng.operating_value.file_id IS 'File';
COMMENT ON COLUMN zhiheng.operating_value.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.operating_value.period IS 'Period';
COMMENT ON COLUMN zhiheng.operating_value.element_code IS 'Element of the catalogue that the number is compared with';
COMMENT ON COLUMN zhiheng.operating_value.line IS 'Line of the file';
COMMENT ON COLUMN zhiheng.operating_value.value IS 'Number, in the unit of the element';

CALL zhiheng.make_append_only('zhiheng.operating_file', 'zhiheng.operating_value');
CALL zhiheng.protect('zhiheng.operating_value', '(SELECT zhiheng.audience()) = ''operator'' OR ' || zhiheng.by_key('institution', 'institution_id'));
-- That a file was imported is no secret of an institution's; what it says of others, it cannot read.
CALL zhiheng.protect('zhiheng.operating_file', $$(SELECT zhiheng.audience()) IN ('institution', 'commission', 'operator')$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname IN ('operating_file', 'operating_value') AND t.tgname LIKE 'append_only%') = 4;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname IN ('operating_file', 'operating_value') AND relrowsecurity AND relforcerowsecurity) = 2;
END
$$;
