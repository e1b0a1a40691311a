-- Forms that were received, so that one sent twice is acted upon once.
--
-- State: posted, forgotten after a week.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.posted (
	account_id bigint NOT NULL,
	key bytea NOT NULL CHECK (octet_length(key) = 16),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	answer text CHECK (char_length(answer) BETWEEN 1 AND 2000),
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT posted_key PRIMARY KEY (account_id, key, digest)
);
CREATE INDEX posted_at ON zhiheng.posted USING brin (at);
COMMENT ON TABLE zhiheng.posted IS 'Forms that were received and acted upon, written in the transaction of the act: a double click, a retry or a way back sends the same again; forgotten after a week';
COMMENT ON COLUMN zhiheng.posted.account_id IS 'Who sent it: of the session, so it needs no reference, which would be checked at every act';
COMMENT ON COLUMN zhiheng.posted.key IS 'Random key that the page gave its forms, anew each time it was shown';
COMMENT ON COLUMN zhiheng.posted.digest IS 'SHA-256 of address, fields and files: with other content the same key is another act';
COMMENT ON COLUMN zhiheng.posted.answer IS 'Where it was answered to look on, a path; "=" and a word of the page that knows it itself; null: a page was shown';
COMMENT ON COLUMN zhiheng.posted.at IS 'When';

-- Whoever asks reaches it by the functions of zhiheng alone, which go by the session.
CALL zhiheng.protect('zhiheng.posted', $$(SELECT zhiheng.audience()) IN ('account', 'institution', 'commission', 'operator')$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.posted'::regclass);
	ASSERT NOT EXISTS (SELECT FROM information_schema.role_table_grants
		WHERE table_schema = 'zhiheng' AND table_name = 'posted' AND grantee <> 'zhiheng_owner');
END
$$;
