-- Signals: what a commission says of them (that one needs nothing done, and why), and the lists of them as the
-- worker computed them last.
--
-- Record: signal_word.
-- State: signal_change, what has changed and is still to be looked into.
-- Derived: signal_list, signal_row, signal_common; the record is in the returns, and the worker makes them anew
--     when that changes, and whenever it is asked to.

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

-- == the lists as computed ==

-- A list is of one commission and quarter, however many programmes of other commissions reach into its region.
CREATE TABLE zhiheng.signal_list (
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	period zhiheng.period NOT NULL,
	method_version text NOT NULL,
	institutions integer NOT NULL CHECK (institutions >= 0),
	judged integer NOT NULL CHECK (judged >= 0),
	listed integer NOT NULL CHECK (listed BETWEEN 0 AND judged),
	expected double precision NOT NULL CHECK (expected BETWEEN 0 AND judged),
	trends integer NOT NULL CHECK (trends >= 0),
	trends_listed integer NOT NULL CHECK (trends_listed BETWEEN 0 AND trends),
	trends_expected double precision NOT NULL CHECK (trends_expected BETWEEN 0 AND trends),
	computed_at timestamptz NOT NULL,
	audit_id bigint NOT NULL,
	job_id bigint NOT NULL REFERENCES zhiheng.job,
	PRIMARY KEY (commission_id, programme_id, period)
);
COMMENT ON TABLE zhiheng.signal_list IS 'The signals of a quarter as the worker computed them last for a commission (a job of kind signal); derived, replaced as a whole in one transaction';
COMMENT ON COLUMN zhiheng.signal_list.commission_id IS 'Whose list: the institutions of its subtree are compared with each other';
COMMENT ON COLUMN zhiheng.signal_list.programme_id IS 'Programme, its own or another''s that asks its institutions';
COMMENT ON COLUMN zhiheng.signal_list.period IS 'Quarter';
COMMENT ON COLUMN zhiheng.signal_list.method_version IS 'Version of the arithmetic, as in edition';
COMMENT ON COLUMN zhiheng.signal_list.institutions IS 'Institutions of the subtree';
COMMENT ON COLUMN zhiheng.signal_list.judged IS 'N: results that were judged beside their peers, one family of tests';
COMMENT ON COLUMN zhiheng.signal_list.listed IS 'Of these those that are named';
COMMENT ON COLUMN zhiheng.signal_list.expected IS 'As many would be named if nothing were off';
COMMENT ON COLUMN zhiheng.signal_list.trends IS 'Trends over the quarters that were judged, a family of their own';
COMMENT ON COLUMN zhiheng.signal_list.trends_listed IS 'Of these those that are named: worse';
COMMENT ON COLUMN zhiheng.signal_list.trends_expected IS 'As many would be named if nothing rose or fell';
COMMENT ON COLUMN zhiheng.signal_list.computed_at IS 'The moment that all of it is of';
COMMENT ON COLUMN zhiheng.signal_list.audit_id IS 'Newest line of the audit that it knew: what was accepted since is told by the lines after it';
COMMENT ON COLUMN zhiheng.signal_list.job_id IS 'The job that made it, and with it who asked';

CREATE TABLE zhiheng.signal_row (
	commission_id bigint NOT NULL,
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	qc_centre_id bigint NOT NULL CHECK (qc_centre_id >= 0),
	place integer NOT NULL CHECK (place > 0),
	kind text NOT NULL CHECK (kind IN ('outlier', 'better', 'worsening', 'screen', 'late')),
	severity integer NOT NULL CHECK (severity BETWEEN 1 AND 3),
	label text NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	indicator_code text COLLATE "C",
	members text[] COLLATE "C" NOT NULL,
	return_id bigint REFERENCES zhiheng.return,
	return_period zhiheng.period,
	reason text NOT NULL,
	others text,
	evidence text,
	q double precision NOT NULL CHECK (q BETWEEN 0 AND 1),
	cases double precision CHECK (cases BETWEEN 0 AND 1e300),
	weight double precision NOT NULL CHECK (weight BETWEEN 0 AND 1e300),
	to_go bigint CHECK (to_go > 0),
	parts integer NOT NULL CHECK (parts > 0),
	PRIMARY KEY (commission_id, programme_id, period, qc_centre_id, place),
	FOREIGN KEY (commission_id, programme_id, period) REFERENCES zhiheng.signal_list DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE zhiheng.signal_row IS 'The rows of these lists: one of an institution and cause; what a QC centre sees is folded of the signals of its specialties alone, out of the same judgement';
COMMENT ON COLUMN zhiheng.signal_row.commission_id IS 'List';
COMMENT ON COLUMN zhiheng.signal_row.programme_id IS 'List';
COMMENT ON COLUMN zhiheng.signal_row.period IS 'List';
COMMENT ON COLUMN zhiheng.signal_row.qc_centre_id IS 'Of the list of that QC centre; 0: of the commission';
COMMENT ON COLUMN zhiheng.signal_row.place IS 'From the gravest to the slightest';
COMMENT ON COLUMN zhiheng.signal_row.kind IS 'As signal_word.source';
COMMENT ON COLUMN zhiheng.signal_row.severity IS '1 slight, 2, 3 grave';
COMMENT ON COLUMN zhiheng.signal_row.label IS 'Kind in words; of screens the screen''s';
COMMENT ON COLUMN zhiheng.signal_row.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.signal_row.indicator_code IS 'Indicator of the strongest signal of the cause; null: of the return or baseline as a whole';
COMMENT ON COLUMN zhiheng.signal_row.members IS 'Indicators folded into the row, its own first; empty: what is said is of the institution';
COMMENT ON COLUMN zhiheng.signal_row.return_id IS 'The evidence, if it is a return';
COMMENT ON COLUMN zhiheng.signal_row.return_period IS 'Quarter of a late return; null: that of the list';
COMMENT ON COLUMN zhiheng.signal_row.reason IS 'Why, in Chinese';
COMMENT ON COLUMN zhiheng.signal_row.others IS 'The other signals of the cause, in Chinese';
COMMENT ON COLUMN zhiheng.signal_row.evidence IS 'What else was seen of it, in Chinese';
COMMENT ON COLUMN zhiheng.signal_row.q IS 'Share of false ones among those at least as strong; 1: it is not one of those judged together';
COMMENT ON COLUMN zhiheng.signal_row.cases IS 'Too many or too few; null: not known';
COMMENT ON COLUMN zhiheng.signal_row.weight IS 'Probability of being off times cases';
COMMENT ON COLUMN zhiheng.signal_row.to_go IS 'Patients to go to the goal';
COMMENT ON COLUMN zhiheng.signal_row.parts IS 'Signals that it is made of';

CREATE TABLE zhiheng.signal_common (
	commission_id bigint NOT NULL,
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	indicator_code text COLLATE "C" NOT NULL,
	judged bigint[] NOT NULL,
	missed bigint[] NOT NULL CHECK (missed <@ judged),
	PRIMARY KEY (commission_id, programme_id, period, indicator_code),
	FOREIGN KEY (commission_id, programme_id, period) REFERENCES zhiheng.signal_list DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE zhiheng.signal_common IS 'Who misses a goal or threshold, indicator by indicator: what many fall short of is a common problem';
COMMENT ON COLUMN zhiheng.signal_common.commission_id IS 'List';
COMMENT ON COLUMN zhiheng.signal_common.programme_id IS 'List';
COMMENT ON COLUMN zhiheng.signal_common.period IS 'List';
COMMENT ON COLUMN zhiheng.signal_common.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.signal_common.judged IS 'Institutions held against a goal or threshold';
COMMENT ON COLUMN zhiheng.signal_common.missed IS 'Of these, those that miss either';

-- == what has changed ==

-- A row is written in the transaction of the act and taken away when it has been looked into, so none is passed over
-- however long its transaction took: an id of the audit that was passed could still become visible behind.
CREATE TABLE zhiheng.signal_change (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint,
	institution_id bigint,
	period text COLLATE "C",
	at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE zhiheng.signal_change IS 'Acts that may change lists of signals, until the worker has queued their computation';
COMMENT ON COLUMN zhiheng.signal_change.id IS 'Order';
COMMENT ON COLUMN zhiheng.signal_change.programme_id IS 'Lists of this programme and of the commission''s later ones; null: of all';
COMMENT ON COLUMN zhiheng.signal_change.institution_id IS 'Lists with this institution; null: all';
COMMENT ON COLUMN zhiheng.signal_change.period IS 'Lists of this quarter and later ones; null: all';
COMMENT ON COLUMN zhiheng.signal_change.at IS 'When';

CREATE FUNCTION zhiheng.signal_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NEW.act ~ '^(return|submission)\.' OR NEW.act = 'correction.approved' THEN
		INSERT INTO zhiheng.signal_change (programme_id, institution_id, period)
		SELECT head.programme_id, head.institution_id, head.period
		FROM zhiheng.asked_return AS head
		WHERE head.id = CASE WHEN NEW.act = 'correction.approved' THEN (SELECT asked.return_id FROM zhiheng.correction AS asked WHERE asked.id = NEW.object_id)
			ELSE NEW.object_id END;
	ELSIF NEW.act LIKE 'baseline.%' THEN
		-- Of every programme that asks for the pair, in the years that the goals are for.
		INSERT INTO zhiheng.signal_change (programme_id, institution_id)
		SELECT DISTINCT asked.programme_id, item.institution_id
		FROM zhiheng.baseline AS item
		JOIN zhiheng.institution AS institution ON institution.id = item.institution_id
		JOIN zhiheng.programme_indicator AS asked ON asked.numerator = item.numerator_code
			AND asked.denominator IS NOT DISTINCT FROM item.denominator_code
		JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
			AND programme.year BETWEEN item.year AND item.year + cardinality(item.goals) - 1
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
		WHERE item.id = NEW.object_id AND institution.region_code >= commission.region_code
			AND institution.region_code <= zhiheng.region_last(commission.region_code);
	ELSIF NEW.act = 'chart.freeze' THEN
		INSERT INTO zhiheng.signal_change (institution_id) VALUES (NEW.object_id);
	ELSIF NEW.act LIKE 'institution.%' OR NEW.act LIKE 'qc_centre.%' OR NEW.act LIKE 'catalogue.%' THEN
		INSERT INTO zhiheng.signal_change DEFAULT VALUES;
	ELSE
		INSERT INTO zhiheng.signal_change (programme_id) VALUES (NEW.object_id);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.signal_note IS 'Trigger: notes acts after which signals may be others';
CREATE TRIGGER signal_note AFTER INSERT ON zhiheng.audit
	FOR EACH ROW
	WHEN (NEW.act IN ('return.submitted', 'return.accepted', 'return.returned', 'return.draft', 'return.published', 'submission.accept', 'submission.return',
			'correction.approved', 'baseline.register',
			'baseline.approved', 'baseline.returned', 'chart.freeze', 'catalogue.load', 'qc_centre.register')
		OR NEW.act ~ '^(institution|programme|definition|period)\.')
	EXECUTE FUNCTION zhiheng.signal_note();

CALL zhiheng.make_append_only('zhiheng.signal_word');
DO $$
BEGIN
	-- By keys alone: a list is one commission's, a row one of its QC centres' or the commission's own.
	CALL zhiheng.protect('zhiheng.signal_list', $p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR commission_id = (SELECT commission_id FROM zhiheng.identity())
	$p$);
	CALL zhiheng.protect('zhiheng.signal_row', $p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR (commission_id = (SELECT commission_id FROM zhiheng.identity())
			AND qc_centre_id = (SELECT coalesce(identity.qc_centre_id, 0) FROM zhiheng.identity() AS identity))
	$p$);
	CALL zhiheng.protect('zhiheng.signal_common', format($p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR (commission_id = (SELECT commission_id FROM zhiheng.identity())
			AND %s)
	$p$, zhiheng.by_specialty_indicator()));
END
$$;
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
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid = ANY (ARRAY['zhiheng.signal_word', 'zhiheng.signal_list', 'zhiheng.signal_row', 'zhiheng.signal_common']::regclass[]));
END
$$;
