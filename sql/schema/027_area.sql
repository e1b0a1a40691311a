-- Baselines and yearly goals of regions: made of accepted sums, proposed by the region's commission, decided on one level up.
--
-- They are beside the figures of a region, never in a sum: nothing here belongs to an institution, and none is judged by it.
--
-- Record: area_baseline, area_decision.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.area_baseline (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	region_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
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
	complete integer NOT NULL CHECK (complete >= 0),
	asked integer NOT NULL CHECK (asked >= complete),
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	registered_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT area_version_unique UNIQUE NULLS NOT DISTINCT (region_code, year, numerator_code, denominator_code, version),
	CONSTRAINT area_numerator CHECK (numerator >= 0),
	CONSTRAINT area_denominator CHECK (denominator > 0),
	CONSTRAINT area_pair CHECK ((denominator IS NULL) = (denominator_code IS NULL)),
	CONSTRAINT area_goal CHECK (cardinality(goals) BETWEEN 1 AND 5 AND array_position(goals, NULL) IS NULL AND 0 <= ALL (goals)),
	CONSTRAINT area_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.area_baseline IS 'Baseline (基线值) and goals (目标值) of a pair of elements as the commission of a region proposed them for it; append-only, the highest version of the newest year counts once it is approved';
COMMENT ON COLUMN zhiheng.area_baseline.id IS 'Id';
COMMENT ON COLUMN zhiheng.area_baseline.region_code IS 'Region: a province, a city or a county that has a commission';
COMMENT ON COLUMN zhiheng.area_baseline.year IS 'Year of the first goal';
COMMENT ON COLUMN zhiheng.area_baseline.numerator_code IS 'Element counted above; the value itself where there is no denominator';
COMMENT ON COLUMN zhiheng.area_baseline.denominator_code IS 'Element counted below; null: none';
COMMENT ON COLUMN zhiheng.area_baseline.version IS 'From 1; each proposal makes the next';
COMMENT ON COLUMN zhiheng.area_baseline.period IS 'Period the baseline was counted in';
COMMENT ON COLUMN zhiheng.area_baseline.numerator IS 'Baseline numerator';
COMMENT ON COLUMN zhiheng.area_baseline.denominator IS 'Baseline denominator; null where the pair has none';
COMMENT ON COLUMN zhiheng.area_baseline.goals IS 'Goals of year and the years after it, one after the other, in the unit of the pair''s indicators';
COMMENT ON COLUMN zhiheng.area_baseline.reason IS 'Why the numbers are not the accepted sums, or what was approved is changed';
COMMENT ON COLUMN zhiheng.area_baseline.accepted_numerator IS 'Sum of the accepted numbers of the region in the period when it was proposed; null: there was none';
COMMENT ON COLUMN zhiheng.area_baseline.accepted_denominator IS 'Likewise';
COMMENT ON COLUMN zhiheng.area_baseline.complete IS 'Institutions whose numbers of the whole period were in that sum';
COMMENT ON COLUMN zhiheng.area_baseline.asked IS 'Institutions that were to have them';
COMMENT ON COLUMN zhiheng.area_baseline.account_id IS 'Who proposed it';
COMMENT ON COLUMN zhiheng.area_baseline.registered_at IS 'When';

CREATE TABLE zhiheng.area_decision (
	area_baseline_id bigint PRIMARY KEY REFERENCES zhiheng.area_baseline,
	decision text NOT NULL CHECK (decision IN ('approved', 'returned')),
	reason text,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	decided_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT area_decision_reason CHECK (decision = 'approved' OR char_length(reason) >= 2)
);
COMMENT ON TABLE zhiheng.area_decision IS 'The word of the next higher commission on one proposed version, or of a second administrator where there is no higher one; append-only';
COMMENT ON COLUMN zhiheng.area_decision.area_baseline_id IS 'Version decided on';
COMMENT ON COLUMN zhiheng.area_decision.decision IS 'approved: in force; returned: to be proposed anew';
COMMENT ON COLUMN zhiheng.area_decision.reason IS 'Needed when returned';
COMMENT ON COLUMN zhiheng.area_decision.commission_id IS 'Commission that decided: the region''s own only where there is none above it';
COMMENT ON COLUMN zhiheng.area_decision.account_id IS 'Who decided; never who proposed it';
COMMENT ON COLUMN zhiheng.area_decision.decided_at IS 'When';

CALL zhiheng.make_append_only('zhiheng.area_baseline', 'zhiheng.area_decision');

CREATE FUNCTION zhiheng.area_decider(p_region text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (
	SELECT commission.id
	FROM zhiheng.commission AS commission
	WHERE commission.region_code IN (left(p_region, 4) || '00', left(p_region, 2) || '0000', p_region)
	-- Of the regions above the nearest with a commission; its own comes last.
	ORDER BY commission.region_code = p_region, commission.region_code DESC
	LIMIT 1
);
COMMENT ON FUNCTION zhiheng.area_decider IS 'The commission that decides on what a region proposes: the nearest above it, or the region''s own if there is none';

CREATE FUNCTION zhiheng.area_decision_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	proposed zhiheng.area_baseline := (SELECT item FROM zhiheng.area_baseline AS item WHERE item.id = NEW.area_baseline_id);
BEGIN
	IF proposed.account_id = NEW.account_id THEN
		RAISE EXCEPTION 'own proposal' USING ERRCODE = 'ZH403', CONSTRAINT = 'area_own_proposal';
	END IF;
	IF NEW.commission_id IS DISTINCT FROM zhiheng.area_decider(proposed.region_code) THEN
		RAISE EXCEPTION 'another level decides' USING ERRCODE = 'ZH403', CONSTRAINT = 'area_other_level';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.area_decision_guard IS 'Trigger: nobody decides on an own proposal, and no level but the one above';
CREATE TRIGGER area_decision_guard BEFORE INSERT ON zhiheng.area_decision
	FOR EACH ROW EXECUTE FUNCTION zhiheng.area_decision_guard();

-- Institutions see none of it: they are not judged by a region's goal.
CALL zhiheng.protect('zhiheng.area_baseline', $p$(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR ((SELECT zhiheng.audience()) = 'commission' AND region_code >= (SELECT region_first FROM zhiheng.identity())
		AND region_code <= (SELECT region_last FROM zhiheng.identity()))$p$);
CALL zhiheng.protect('zhiheng.area_decision', zhiheng.by_key('area_baseline', 'area_baseline_id'));

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid::regclass::text ~ '^zhiheng\.area_' AND tgname LIKE 'append_only%') = 4;
	ASSERT (SELECT count(*) FROM pg_class WHERE relnamespace = 'zhiheng'::regnamespace AND relname ~ '^area_' AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 2;
END
$$;
