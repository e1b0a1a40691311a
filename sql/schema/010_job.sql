-- Work for the worker, and what it computes of a whole region: for as many institutions as a page cannot
-- compare while somebody waits.
--
-- State: job.
-- Derived: computation, computation_group; the record is in the returns, and the worker makes them anew
--     at any time.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.job (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('preview', 'publish', 'compute', 'signal')),
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	argument jsonb NOT NULL,
	state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
	progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
	step text NOT NULL DEFAULT '',
	message text NOT NULL DEFAULT '',
	account_id bigint REFERENCES zhiheng.account,
	queued_at timestamptz NOT NULL DEFAULT now(),
	finished_at timestamptz,
	CONSTRAINT job_account CHECK (account_id IS NOT NULL OR kind IN ('signal', 'compute'))
);
CREATE INDEX job_waiting ON zhiheng.job (id) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX job_signal_waiting ON zhiheng.job (commission_id, (argument ->> 'programme_id'), (argument ->> 'period'))
	WHERE kind = 'signal' AND state = 'queued';
CREATE UNIQUE INDEX job_compute_waiting ON zhiheng.job ((argument ->> 'programme_id'), (argument ->> 'period'))
	WHERE kind = 'compute' AND state = 'queued' AND account_id IS NULL;
COMMENT ON TABLE zhiheng.job IS 'Work for the worker, asked for by a commission';
COMMENT ON COLUMN zhiheng.job.id IS 'Order';
COMMENT ON COLUMN zhiheng.job.kind IS 'preview and publish: argument programme_id, period, reason; publish also preview_id and prepared_by; compute: programme_id, period, rank_intervals (absent: as the last time); signal: programme_id, period, one waiting of a list';
COMMENT ON COLUMN zhiheng.job.commission_id IS 'For whom';
COMMENT ON COLUMN zhiheng.job.argument IS 'What exactly';
COMMENT ON COLUMN zhiheng.job.state IS 'Where it is';
COMMENT ON COLUMN zhiheng.job.progress IS 'Percent';
COMMENT ON COLUMN zhiheng.job.step IS 'What it is doing, in Chinese; empty before the first step';
COMMENT ON COLUMN zhiheng.job.message IS 'Result or reason of failure, in Chinese';
COMMENT ON COLUMN zhiheng.job.account_id IS 'Who asked; null: nobody, the worker itself found that a list of signals, or values and totals, are out of date';
COMMENT ON COLUMN zhiheng.job.queued_at IS 'When';
COMMENT ON COLUMN zhiheng.job.finished_at IS 'When it was done or failed';

CALL zhiheng.protect('zhiheng.job', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR commission_id = (SELECT commission_id FROM zhiheng.identity())
$$);

CREATE TABLE zhiheng.computation (
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	period zhiheng.period NOT NULL,
	method_version text NOT NULL,
	rank_intervals boolean NOT NULL,
	institutions integer NOT NULL CHECK (institutions >= 0),
	indicators integer NOT NULL CHECK (indicators >= 0),
	computed_at timestamptz NOT NULL DEFAULT now(),
	audit_id bigint NOT NULL,
	job_id bigint NOT NULL REFERENCES zhiheng.job,
	PRIMARY KEY (programme_id, period)
);
COMMENT ON TABLE zhiheng.computation IS 'What the worker computed last of a programme and period (a job of kind compute); derived, replaced as a whole in one transaction';
COMMENT ON COLUMN zhiheng.computation.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.computation.period IS 'Quarter, half-year or year';
COMMENT ON COLUMN zhiheng.computation.method_version IS 'Version of the arithmetic, as in edition';
COMMENT ON COLUMN zhiheng.computation.rank_intervals IS 'Whether rank intervals were asked for';
COMMENT ON COLUMN zhiheng.computation.institutions IS 'Institutions with a return of the period';
COMMENT ON COLUMN zhiheng.computation.indicators IS 'Indicators of the programme';
COMMENT ON COLUMN zhiheng.computation.computed_at IS 'The moment that all of it is of';
COMMENT ON COLUMN zhiheng.computation.audit_id IS 'Newest line of the audit that it knew: whether anything changed since is told by the lines after it';
COMMENT ON COLUMN zhiheng.computation.job_id IS 'The job that made it, and with it who asked';

-- A row holds the whole of a peer group: the nation is 6 million results, which as rows of their own take longer to
-- write than to compute.
CREATE TABLE zhiheng.computation_group (
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	indicator_code text COLLATE "C" NOT NULL,
	peer_group text COLLATE "C" NOT NULL,
	ranked integer NOT NULL CHECK (ranked BETWEEN 0 AND cardinality(institution_ids)),
	valued integer NOT NULL,
	better integer NOT NULL,
	worse integer NOT NULL,
	phi double precision CHECK (phi BETWEEN 0 AND 1e300),
	tau2 double precision CHECK (tau2 BETWEEN 0 AND 1e300),
	rank_draws integer CHECK (rank_draws > 0),
	rank_seed bigint,
	institution_ids bigint[] NOT NULL,
	statuses text[] NOT NULL,
	numerators numeric[] NOT NULL,
	denominators numeric[] NOT NULL,
	"values" double precision[] NOT NULL,
	lowers double precision[] NOT NULL,
	uppers double precision[] NOT NULL,
	ranks integer[] NOT NULL,
	tied boolean[] NOT NULL,
	rank_lowers integer[] NOT NULL,
	rank_uppers integer[] NOT NULL,
	places text[] NOT NULL,
	PRIMARY KEY (programme_id, period, indicator_code, peer_group),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.computation DEFERRABLE INITIALLY DEFERRED,
	CHECK ((rank_draws IS NULL) = (rank_seed IS NULL)),
	CHECK (cardinality(institution_ids) = ALL (ARRAY[cardinality(statuses), cardinality(numerators), cardinality(denominators),
		cardinality("values"), cardinality(lowers), cardinality(uppers), cardinality(ranks), cardinality(tied), cardinality(rank_lowers),
		cardinality(rank_uppers), cardinality(places)])),
	CHECK (array_position("values" || lowers || uppers, 'NaN') IS NULL)
);
COMMENT ON TABLE zhiheng.computation_group IS 'The results of one indicator in one peer group: arrays of equal length, ranked ones first, best first; a null in an array: there is none';
COMMENT ON COLUMN zhiheng.computation_group.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.computation_group.period IS 'Period';
COMMENT ON COLUMN zhiheng.computation_group.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.computation_group.peer_group IS 'zhiheng.peer_group of all of them';
COMMENT ON COLUMN zhiheng.computation_group.ranked IS 'How many have a rank: the N of “of N”';
COMMENT ON COLUMN zhiheng.computation_group.valued IS 'How many have a value';
COMMENT ON COLUMN zhiheng.computation_group.better IS 'How many lie beyond a funnel limit on the better side';
COMMENT ON COLUMN zhiheng.computation_group.worse IS 'The same on the worse side';
COMMENT ON COLUMN zhiheng.computation_group.phi IS 'Overdispersion of the funnel; null: no funnel';
COMMENT ON COLUMN zhiheng.computation_group.tau2 IS 'Variance between institutions beyond chance, of all of them (Paule-Mandel); null: no funnel';
COMMENT ON COLUMN zhiheng.computation_group.rank_draws IS 'Draws of simulated rank intervals; null: by quadrature, or none';
COMMENT ON COLUMN zhiheng.computation_group.rank_seed IS 'Seed of these draws: with it they come out the same';
COMMENT ON COLUMN zhiheng.computation_group.institution_ids IS 'Institutions';
COMMENT ON COLUMN zhiheng.computation_group.statuses IS 'As edition_result.status';
COMMENT ON COLUMN zhiheng.computation_group.numerators IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computation_group.denominators IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computation_group."values" IS 'factor * numerator / denominator, unrounded';
COMMENT ON COLUMN zhiheng.computation_group.lowers IS '95 % interval';
COMMENT ON COLUMN zhiheng.computation_group.uppers IS '95 % interval';
COMMENT ON COLUMN zhiheng.computation_group.ranks IS 'Competition ranks';
COMMENT ON COLUMN zhiheng.computation_group.tied IS 'Shares its rank; null: has none';
COMMENT ON COLUMN zhiheng.computation_group.rank_lowers IS '95 % interval of the rank';
COMMENT ON COLUMN zhiheng.computation_group.rank_uppers IS '95 % interval of the rank';
COMMENT ON COLUMN zhiheng.computation_group.places IS 'Class in the funnel: low_998, low_95, within, high_95, high_998; null: not in it';

-- Floating point does not get smaller by packing it, it only takes time.
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['institution_ids', 'statuses', 'numerators', 'denominators', 'values', 'lowers', 'uppers', 'ranks', 'tied',
	    'rank_lowers', 'rank_uppers', 'places'] LOOP
		EXECUTE format('ALTER TABLE zhiheng.computation_group ALTER COLUMN %I SET STORAGE EXTERNAL', name);
	END LOOP;
	-- Of whole regions, so for the commission that makes the programme alone; its QC centres see their specialties.
	CALL zhiheng.protect('zhiheng.computation', $p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR (SELECT own.commission_id FROM zhiheng.programme AS own WHERE own.id = programme_id)
			= (SELECT commission_id FROM zhiheng.identity())
	$p$);
	CALL zhiheng.protect('zhiheng.computation_group', format($p$
		(SELECT zhiheng.audience()) IN ('worker', 'operator')
		OR ((SELECT visible.programme_id FROM zhiheng.computation AS visible
				WHERE visible.programme_id = computation_group.programme_id AND visible.period = computation_group.period) IS NOT NULL
			AND %s)
	$p$, zhiheng.by_specialty_indicator()));
END
$$;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.job'::regclass, 'zhiheng.computation'::regclass, 'zhiheng.computation_group'::regclass));
END
$$;
