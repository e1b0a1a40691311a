-- Decisions on caps.  That a safety indicator caps a grade is a candidate by arithmetic, which finds a few
-- per cent of hospitals that are not worse than others; an institution is heard in the preview, then
-- somebody keeps or lifts the cap, and says why.
--
-- Record: cap_decision.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.cap_decision (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	indicator_code text COLLATE "C" NOT NULL,
	act text NOT NULL CHECK (act IN ('keep', 'lift')),
	reason text NOT NULL,
	preview_id bigint REFERENCES zhiheng.preview,
	numerator zhiheng.quantity NOT NULL,
	denominator zhiheng.quantity NOT NULL,
	z numeric NOT NULL,
	exact text NOT NULL CHECK (exact IN ('low_998', 'low_95', 'high_95', 'high_998')),
	cap text NOT NULL CHECK (cap IN ('B', 'C')),
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT cap_decision_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
CREATE INDEX cap_decision_newest ON zhiheng.cap_decision (programme_id, period, institution_id, indicator_code, id);
COMMENT ON TABLE zhiheng.cap_decision IS 'Caps of grades kept or lifted with a reason; the newest of an institution, indicator and period counts, as long as numerator, denominator and cap are those it was about; append-only';
COMMENT ON COLUMN zhiheng.cap_decision.id IS 'Order';
COMMENT ON COLUMN zhiheng.cap_decision.programme_id IS 'Programme by whose scheme the grade is computed';
COMMENT ON COLUMN zhiheng.cap_decision.period IS 'Period of the grade';
COMMENT ON COLUMN zhiheng.cap_decision.institution_id IS 'Whose grade';
COMMENT ON COLUMN zhiheng.cap_decision.indicator_code IS 'Safety indicator that caps it';
COMMENT ON COLUMN zhiheng.cap_decision.act IS 'keep: the cap counts; lift: it has no part in the grade';
COMMENT ON COLUMN zhiheng.cap_decision.reason IS 'Why; printed beside the grade';
COMMENT ON COLUMN zhiheng.cap_decision.preview_id IS 'Preview that was looked at; null: invented data';
COMMENT ON COLUMN zhiheng.cap_decision.numerator IS 'The evidence: numerator';
COMMENT ON COLUMN zhiheng.cap_decision.denominator IS 'The evidence: denominator';
COMMENT ON COLUMN zhiheng.cap_decision.z IS 'The evidence: z against the others, as printed';
COMMENT ON COLUMN zhiheng.cap_decision.exact IS 'The evidence: exact class, as in edition_grade_point';
COMMENT ON COLUMN zhiheng.cap_decision.cap IS 'The cap that was decided on';
COMMENT ON COLUMN zhiheng.cap_decision.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.cap_decision.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.cap_decision');
CALL zhiheng.protect('zhiheng.cap_decision', '(SELECT zhiheng.audience()) IN (''worker'', ''operator'') OR '
	|| zhiheng.by_key('institution', 'institution_id'));

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname = 'cap_decision' AND t.tgname LIKE 'append_only%') = 2;
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.cap_decision'::regclass);
END
$$;
