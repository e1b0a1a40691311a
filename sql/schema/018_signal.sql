-- What a commission says of signals: that one needs nothing done, and why.  The signals themselves are
-- computed whenever they are looked at.
--
-- Record: signal_word.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.signal_word (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	source text NOT NULL CHECK (source IN ('outlier', 'better', 'worsening', 'screen', 'late')),
	indicator_code text COLLATE "C",
	act text NOT NULL CHECK (act IN ('dismiss', 'restore')),
	q double precision NOT NULL,
	cases double precision NOT NULL,
	figures text NOT NULL,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT signal_indicator CHECK ((indicator_code IS NULL) = (source IN ('screen', 'late'))),
	CONSTRAINT signal_evidence CHECK (q BETWEEN 0 AND 1 AND cases BETWEEN 0 AND 1e300),
	CONSTRAINT signal_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
CREATE INDEX signal_word_period ON zhiheng.signal_word (commission_id, programme_id, period);
COMMENT ON TABLE zhiheng.signal_word IS 'Signals dismissed with a reason, or taken up again; the newest word of an institution, source and indicator counts, as long as the evidence has not grown; append-only';
COMMENT ON COLUMN zhiheng.signal_word.id IS 'Order';
COMMENT ON COLUMN zhiheng.signal_word.commission_id IS 'Whose list';
COMMENT ON COLUMN zhiheng.signal_word.programme_id IS 'Programme of the list';
COMMENT ON COLUMN zhiheng.signal_word.period IS 'Quarter of the list: in the next one nothing is dismissed';
COMMENT ON COLUMN zhiheng.signal_word.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.signal_word.source IS 'What kind of signal: worse or better than peers, worse than before, screens of the data, late returns';
COMMENT ON COLUMN zhiheng.signal_word.indicator_code IS 'Its indicator, the strongest of the cause; null: screens and late returns are of the institution as a whole';
COMMENT ON COLUMN zhiheng.signal_word.act IS 'dismiss, restore';
COMMENT ON COLUMN zhiheng.signal_word.q IS 'The evidence at that time: the share of false ones among those at least as strong; 1 where there is none';
COMMENT ON COLUMN zhiheng.signal_word.cases IS 'The evidence at that time: cases too many or too few; of screens and late returns how many they are';
COMMENT ON COLUMN zhiheng.signal_word.figures IS 'The numbers in words at that time';
COMMENT ON COLUMN zhiheng.signal_word.reason IS 'Why';
COMMENT ON COLUMN zhiheng.signal_word.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.signal_word.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.signal_word');
CALL zhiheng.protect('zhiheng.signal_word', $$
	(SELECT zhiheng.audience()) = 'operator'
	OR (commission_id = (SELECT commission_id FROM zhiheng.identity()) AND (
		SELECT visible.id FROM zhiheng.institution AS visible WHERE visible.id = institution_id) IS NOT NULL)
$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname = 'signal_word' AND t.tgname LIKE 'append_only%') = 2;
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.signal_word'::regclass);
END
$$;
