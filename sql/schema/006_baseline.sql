-- Baselines and yearly goals of institutions, and what the commission decided on them.
--
-- Record: baseline, baseline_decision.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.baseline (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	indicator_code text COLLATE "C" NOT NULL,
	version integer NOT NULL CHECK (version > 0),
	period zhiheng.period NOT NULL,
	numerator zhiheng.quantity NOT NULL,
	denominator zhiheng.quantity,
	goal numeric(16, 4) NOT NULL,
	reason text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	registered_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT baseline_version_unique UNIQUE (programme_id, institution_id, indicator_code, version),
	FOREIGN KEY (programme_id, indicator_code) REFERENCES zhiheng.programme_indicator,
	CONSTRAINT baseline_numerator CHECK (numerator >= 0),
	CONSTRAINT baseline_denominator CHECK (denominator > 0),
	CONSTRAINT baseline_goal CHECK (goal >= 0)
);
CREATE INDEX baseline_indicator ON zhiheng.baseline (programme_id, indicator_code);
COMMENT ON TABLE zhiheng.baseline IS 'Baseline (基线值) and goal (目标值) as an institution registered them; append-only, the highest version counts';
COMMENT ON COLUMN zhiheng.baseline.id IS 'Id';
COMMENT ON COLUMN zhiheng.baseline.programme_id IS 'Programme: the goal is for its year';
COMMENT ON COLUMN zhiheng.baseline.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.baseline.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.baseline.version IS 'From 1; each registration makes the next';
COMMENT ON COLUMN zhiheng.baseline.period IS 'Period the baseline was counted in';
COMMENT ON COLUMN zhiheng.baseline.numerator IS 'Baseline numerator; the value itself where the indicator has no denominator';
COMMENT ON COLUMN zhiheng.baseline.denominator IS 'Baseline denominator; null where the indicator has none';
COMMENT ON COLUMN zhiheng.baseline.goal IS 'Goal for the programme''s year, in the indicator''s unit';
COMMENT ON COLUMN zhiheng.baseline.reason IS 'Why the goal goes against the direction or behind the baseline';
COMMENT ON COLUMN zhiheng.baseline.account_id IS 'Who registered it';
COMMENT ON COLUMN zhiheng.baseline.registered_at IS 'When';

CREATE TABLE zhiheng.baseline_decision (
	baseline_id bigint PRIMARY KEY REFERENCES zhiheng.baseline,
	decision text NOT NULL CHECK (decision IN ('approved', 'returned')),
	reason text,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	decided_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT baseline_decision_reason CHECK (decision = 'approved' OR char_length(reason) >= 2)
);
COMMENT ON TABLE zhiheng.baseline_decision IS 'The commission''s word on one registered version; append-only';
COMMENT ON COLUMN zhiheng.baseline_decision.baseline_id IS 'Version decided on';
COMMENT ON COLUMN zhiheng.baseline_decision.decision IS 'approved: locked; returned: to be registered anew';
COMMENT ON COLUMN zhiheng.baseline_decision.reason IS 'Needed when returned';
COMMENT ON COLUMN zhiheng.baseline_decision.account_id IS 'Who decided';
COMMENT ON COLUMN zhiheng.baseline_decision.decided_at IS 'When';

CALL zhiheng.make_append_only('zhiheng.baseline', 'zhiheng.baseline_decision');

CREATE VIEW zhiheng.baseline_current AS
SELECT DISTINCT ON (baseline.programme_id, baseline.institution_id, baseline.indicator_code)
	baseline.*,
	coalesce(decision.decision, 'waiting') AS state,
	decision.reason AS decision_reason,
	decision.decided_at
FROM zhiheng.baseline AS baseline
LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id
ORDER BY baseline.programme_id, baseline.institution_id, baseline.indicator_code, baseline.version DESC;
COMMENT ON VIEW zhiheng.baseline_current IS 'Newest version with its state: waiting, approved, returned; for who sees all. Pages ask zhiheng.baselines_current';

CALL zhiheng.protect('zhiheng.baseline', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.baseline_decision', zhiheng.by_key('baseline', 'baseline_id'));

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('zhiheng.baseline'::regclass, 'zhiheng.baseline_decision'::regclass)
		AND tgname LIKE 'append_only%') = 4;
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.baseline'::regclass, 'zhiheng.baseline_decision'::regclass));
END
$$;
