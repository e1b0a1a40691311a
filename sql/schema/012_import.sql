-- Files that were uploaded and not yet confirmed; programs of hospitals that save returns by themselves.

SET ROLE zhiheng_owner;

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
COMMENT ON COLUMN zhiheng.return_upload.lines IS 'Its cells as the importer wrote them (cgi/importer/importer.h)';
COMMENT ON COLUMN zhiheng.return_upload.saved_revision IS 'Revision of the return that it became; null: not confirmed';

CALL zhiheng.protect('zhiheng.return_upload', 'EXISTS (SELECT FROM zhiheng.return AS visible WHERE visible.id = return_id)');

RESET ROLE;
