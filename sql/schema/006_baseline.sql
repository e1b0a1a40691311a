-- Baselines and yearly goals of institutions, and what the commission decided on them.
--
-- A baseline belongs to a pair of elements, numerator and denominator, and not to an indicator of a programme: what several lists,
-- levels and years make of the same two numbers has one baseline.
--
-- Record: baseline, baseline_decision, baseline_file, baseline_deadline.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.baseline (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	year integer NOT NULL CHECK (year BETWEEN 2020 AND 2099),
	numerator_code text COLLATE "C" NOT NULL,
	denominator_code text COLLATE "C",
	version integer NOT NULL CHECK (version > 0),
	period zhiheng.period NOT NULL,
	numerator zhiheng.quantity NOT NULL,
	denominator zhiheng.quantity,
	goals numeric(16, 4)[] NOT NULL,
	reason text,
	accepted_numerator zhiheng.quantity,
	accepted_denominator zhiheng.quantity,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	registered_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT baseline_version_unique UNIQUE NULLS NOT DISTINCT (institution_id, year, numerator_code, denominator_code, version),
	CONSTRAINT baseline_numerator CHECK (numerator >= 0),
	CONSTRAINT baseline_denominator CHECK (denominator > 0),
	CONSTRAINT baseline_pair CHECK ((denominator IS NULL) = (denominator_code IS NULL)),
	CONSTRAINT baseline_goal CHECK (cardinality(goals) BETWEEN 1 AND 5 AND array_position(goals, NULL) IS NULL AND 0 <= ALL (goals)),
	CONSTRAINT baseline_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
CREATE INDEX baseline_numerator_code ON zhiheng.baseline (numerator_code, year);
COMMENT ON TABLE zhiheng.baseline IS 'Baseline (基线值) and goals (目标值) of a pair of elements as an institution registered them; append-only, the highest version of the newest year counts';
COMMENT ON COLUMN zhiheng.baseline.id IS 'Id';
COMMENT ON COLUMN zhiheng.baseline.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.baseline.year IS 'Year of the first goal: that of the programmes it was registered for';
COMMENT ON COLUMN zhiheng.baseline.numerator_code IS 'Element counted above; the value itself where there is no denominator';
COMMENT ON COLUMN zhiheng.baseline.denominator_code IS 'Element counted below; null: none';
COMMENT ON COLUMN zhiheng.baseline.version IS 'From 1; each registration makes the next';
COMMENT ON COLUMN zhiheng.baseline.period IS 'Period the baseline was counted in';
COMMENT ON COLUMN zhiheng.baseline.numerator IS 'Baseline numerator';
COMMENT ON COLUMN zhiheng.baseline.denominator IS 'Baseline denominator; null where the pair has none';
COMMENT ON COLUMN zhiheng.baseline.goals IS 'Goals of year and the years after it, one after the other, in the unit of the pair''s indicators';
COMMENT ON COLUMN zhiheng.baseline.reason IS 'Why the numbers differ from the accepted ones, the goal goes against the direction or behind the baseline, or what was approved is changed';
COMMENT ON COLUMN zhiheng.baseline.accepted_numerator IS 'The institution''s own accepted number of the period when it was registered; null: not all of it was accepted';
COMMENT ON COLUMN zhiheng.baseline.accepted_denominator IS 'Likewise';
COMMENT ON COLUMN zhiheng.baseline.account_id IS 'Who registered it';
COMMENT ON COLUMN zhiheng.baseline.registered_at IS 'When';

CREATE TABLE zhiheng.baseline_decision (
	baseline_id bigint NOT NULL REFERENCES zhiheng.baseline,
	decision text NOT NULL CHECK (decision IN ('approved', 'returned')),
	reason text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	decided_at timestamptz NOT NULL DEFAULT now(),
	-- Lists ask of thousands of registrations what was decided, and nothing else.
	PRIMARY KEY (baseline_id) INCLUDE (decision),
	CONSTRAINT baseline_decision_reason CHECK (decision = 'approved' OR char_length(reason) >= 2)
);
COMMENT ON TABLE zhiheng.baseline_decision IS 'The commission''s word on one registered version; append-only';
COMMENT ON COLUMN zhiheng.baseline_decision.baseline_id IS 'Version decided on';
COMMENT ON COLUMN zhiheng.baseline_decision.decision IS 'approved: locked; returned: to be registered anew';
COMMENT ON COLUMN zhiheng.baseline_decision.reason IS 'Needed when returned';
COMMENT ON COLUMN zhiheng.baseline_decision.account_id IS 'Who decided';
COMMENT ON COLUMN zhiheng.baseline_decision.decided_at IS 'When';

CREATE TABLE zhiheng.baseline_file (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	baseline_id bigint NOT NULL REFERENCES zhiheng.baseline,
	name text NOT NULL,
	media_type text NOT NULL,
	size integer NOT NULL,
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	stored_as text COLLATE "C" NOT NULL UNIQUE,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT baseline_file_name CHECK (char_length(name) BETWEEN 1 AND 200),
	CONSTRAINT baseline_file_size CHECK (size BETWEEN 1 AND 10485760),
	CONSTRAINT baseline_file_stored_as CHECK (stored_as ~ '^[0-9a-f]{64}$')
);
CREATE INDEX baseline_file_baseline ON zhiheng.baseline_file (baseline_id);
COMMENT ON TABLE zhiheng.baseline_file IS 'Files that bear out the reason of a registration; the bytes lie in the directory ZHIHENG_EVIDENCE; append-only';
COMMENT ON COLUMN zhiheng.baseline_file.id IS 'Id';
COMMENT ON COLUMN zhiheng.baseline_file.baseline_id IS 'Version it belongs to';
COMMENT ON COLUMN zhiheng.baseline_file.name IS 'Name as the person had it; only for showing';
COMMENT ON COLUMN zhiheng.baseline_file.media_type IS 'What its content is, found by libmagic';
COMMENT ON COLUMN zhiheng.baseline_file.size IS 'Bytes';
COMMENT ON COLUMN zhiheng.baseline_file.digest IS 'SHA-256 of the bytes';
COMMENT ON COLUMN zhiheng.baseline_file.stored_as IS 'Random name in the directory; says nothing about the file';
COMMENT ON COLUMN zhiheng.baseline_file.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.baseline_file.at IS 'When';

CREATE TABLE zhiheng.baseline_deadline (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	due_on date NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX baseline_deadline_programme ON zhiheng.baseline_deadline (programme_id, id);
COMMENT ON TABLE zhiheng.baseline_deadline IS 'Day by which the baselines of a programme are to be registered; the newest row holds, without one there is no such day; append-only';
COMMENT ON COLUMN zhiheng.baseline_deadline.id IS 'Order';
COMMENT ON COLUMN zhiheng.baseline_deadline.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.baseline_deadline.due_on IS 'Last day that is in time (Asia/Shanghai)';
COMMENT ON COLUMN zhiheng.baseline_deadline.account_id IS 'Who set it; null: the operator';
COMMENT ON COLUMN zhiheng.baseline_deadline.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.baseline', 'zhiheng.baseline_decision');
CALL zhiheng.make_append_only('zhiheng.baseline_file', 'zhiheng.baseline_deadline');

CREATE VIEW zhiheng.baseline_current AS
SELECT DISTINCT ON (baseline.institution_id, baseline.year, baseline.numerator_code, baseline.denominator_code)
	baseline.*,
	coalesce(decision.decision, 'waiting') AS state,
	decision.reason AS decision_reason,
	decision.decided_at
FROM zhiheng.baseline AS baseline
LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id
ORDER BY baseline.institution_id, baseline.year, baseline.numerator_code, baseline.denominator_code, baseline.version DESC;
COMMENT ON VIEW zhiheng.baseline_current IS 'Newest version of each year with its state: waiting, approved, returned; for who sees all. Pages ask zhiheng.baselines_current';

CALL zhiheng.protect('zhiheng.baseline', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.baseline_decision', zhiheng.by_key('baseline', 'baseline_id'));
CALL zhiheng.protect('zhiheng.baseline_file', zhiheng.by_key('baseline', 'baseline_id'));
CALL zhiheng.protect('zhiheng.baseline_deadline',
	$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid::regclass::text ~ '^zhiheng\.baseline(_decision|_file|_deadline)?$'
		AND tgname LIKE 'append_only%') = 8;
	ASSERT (SELECT count(*) FROM pg_class WHERE relnamespace = 'zhiheng'::regnamespace AND relname ~ '^baseline' AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 4;
END
$$;
