-- Who asks for returns: the numbers are one institution's and quarter's, however many programmes ask for them.
--
-- State: demand.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.demand (
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL,
	made_at timestamptz NOT NULL DEFAULT now(),
	first_submitted_at timestamptz,
	level smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
	PRIMARY KEY (programme_id, period, institution_id),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.reporting_period,
	FOREIGN KEY (period, institution_id) REFERENCES zhiheng.return (period, institution_id)
);
CREATE INDEX demand_institution ON zhiheng.demand (institution_id, period);
COMMENT ON TABLE zhiheng.demand IS 'Who asks what of whom: a programme, of an institution, for a quarter; made when the programme opens the quarter, never taken away';
COMMENT ON COLUMN zhiheng.demand.programme_id IS 'The programme that asks';
COMMENT ON COLUMN zhiheng.demand.period IS 'As of the return';
COMMENT ON COLUMN zhiheng.demand.institution_id IS 'Who is asked; with the period the key of the return';
COMMENT ON COLUMN zhiheng.demand.made_at IS 'When';
COMMENT ON COLUMN zhiheng.demand.level IS 'The programme''s: whose copy it counts; set by its trigger';
COMMENT ON COLUMN zhiheng.demand.first_submitted_at IS 'First submission that was not withdrawn and held what this programme asks: decides whether it was in time for its due day';

CREATE FUNCTION zhiheng.demand_take_level() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	NEW.level := (SELECT programme.level FROM zhiheng.programme AS programme WHERE programme.id = NEW.programme_id);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.demand_take_level IS 'Trigger: a demand''s level is its programme''s';
CREATE TRIGGER demand_level BEFORE INSERT ON zhiheng.demand
	FOR EACH ROW EXECUTE FUNCTION zhiheng.demand_take_level();

CREATE VIEW zhiheng.asked_return AS
SELECT
	head.id,
	asking.programme_id,
	head.period,
	head.institution_id,
	head.state,
	head.revision,
	head.reopened,
	asking.first_submitted_at,
	head.parted,
	head.counted[asking.level] AS accepted_revision,
	head.backfilled,
	head.accepted_at,
	head.exempt,
	head.final,
	CASE
		-- Asked after the acceptance, and not there yet.
		WHEN head.accepted IS NOT NULL AND asking.first_submitted_at IS NULL AND head.state IN ('accepted', 'published') THEN 'draft'
		-- The levels below have accepted it, and the programme's has not.
		WHEN head.counted[asking.level] IS NULL AND head.state IN ('accepted', 'published') THEN 'submitted'
		-- A supplement for somebody else: what this one asks is there and counts.
		WHEN head.counted[asking.level] IS NOT NULL AND asking.first_submitted_at IS NOT NULL AND head.state IN ('draft', 'verified')
			AND (NOT head.reopened OR head.opened = '{}') THEN 'accepted'
		ELSE head.state
	END AS standing
FROM zhiheng.demand AS asking
JOIN zhiheng.return AS head ON head.period = asking.period AND head.institution_id = asking.institution_id;
COMMENT ON VIEW zhiheng.asked_return IS 'Returns as programmes ask for them: a row for each programme that asks; first_submitted_at is that programme''s, standing its state as that programme sees it. A row put into it is a demand, and the return if nobody asked for it before';

CREATE FUNCTION zhiheng.asked_return_make() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO zhiheng.return (period, institution_id, state, revision, reopened, first_submitted_at, parted)
	VALUES (NEW.period, NEW.institution_id, coalesce(NEW.state, 'draft'), coalesce(NEW.revision, 0), coalesce(NEW.reopened, false),
		NEW.first_submitted_at, coalesce(NEW.parted, false))
	ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.demand (programme_id, period, institution_id, first_submitted_at)
	VALUES (NEW.programme_id, NEW.period, NEW.institution_id, NEW.first_submitted_at)
	ON CONFLICT DO NOTHING;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.asked_return_make IS 'Trigger: a row for who loads data; what is there stays as it is';
CREATE TRIGGER asked_return_make INSTEAD OF INSERT ON zhiheng.asked_return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.asked_return_make();

CREATE FUNCTION zhiheng.demand_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.programme_id, NEW.period, NEW.institution_id, NEW.made_at)
	    IS DISTINCT FROM (OLD.programme_id, OLD.period, OLD.institution_id, OLD.made_at)
	    OR (OLD.first_submitted_at IS NOT NULL AND NEW.first_submitted_at IS DISTINCT FROM OLD.first_submitted_at
		AND NOT (NEW.first_submitted_at IS NULL AND (SELECT head.state FROM zhiheng.return AS head
			WHERE head.period = OLD.period AND head.institution_id = OLD.institution_id) = 'submitted')) THEN
		RAISE EXCEPTION 'the demand of programme % cannot be changed so', OLD.programme_id USING ERRCODE = 'ZH403', CONSTRAINT = 'demand_guard';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.demand_guard IS 'Trigger: who asks what of whom never changes; a first submission stays unless it is withdrawn';
CREATE TRIGGER demand_guard BEFORE UPDATE ON zhiheng.demand
	FOR EACH ROW EXECUTE FUNCTION zhiheng.demand_guard();
CREATE TRIGGER demand_stay BEFORE DELETE ON zhiheng.demand
	FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change();
CREATE TRIGGER demand_stay_truncate BEFORE TRUNCATE ON zhiheng.demand
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change();

CREATE FUNCTION zhiheng.return_is_open(p_period text, p_institution bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN EXISTS (SELECT
		FROM zhiheng.demand AS asking
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = asking.programme_id AND calendar.period = asking.period
		WHERE asking.institution_id = p_institution AND asking.period = p_period AND calendar.state = 'open');
END
$$;
COMMENT ON FUNCTION zhiheng.return_is_open(text, bigint) IS 'Whether one of the programmes that ask for a return has its period open';

CREATE FUNCTION zhiheng.askers(p_period text, p_institution bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN ARRAY(SELECT asking.programme_id FROM zhiheng.demand AS asking WHERE asking.period = p_period AND asking.institution_id = p_institution);
END
$$;
COMMENT ON FUNCTION zhiheng.askers IS 'The programmes that ask for a return';

CREATE FUNCTION zhiheng.askers_within(p_period text, p_institution bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT asking.programme_id
		FROM zhiheng.demand AS asking
		WHERE asking.institution_id = p_institution AND left(asking.period, 4) = left(p_period, 4)
			AND zhiheng.cadence_rank(zhiheng.cadence(asking.period)) < zhiheng.cadence_rank(zhiheng.cadence(p_period)));
END
$$;
COMMENT ON FUNCTION zhiheng.askers_within IS 'The programmes that ask for a shorter return of the year of this one';

CALL zhiheng.protect('zhiheng.demand', zhiheng.by_key('institution', 'institution_id'));

-- As those of the returns: who writes down a save, and who adds up what a function may see.
CREATE POLICY record ON zhiheng.demand FOR SELECT TO zhiheng_recorder USING (true);
CREATE POLICY count ON zhiheng.demand FOR SELECT TO zhiheng_counter USING (true);
GRANT SELECT ON zhiheng.demand TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.return_is_open(text, bigint), zhiheng.askers, zhiheng.askers_within TO zhiheng_recorder;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.demand'::regclass);
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'zhiheng.demand'::regclass AND tgname LIKE 'demand\_%') = 4;
	-- One return, whoever asks: no table of numbers knows a programme.
	ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attname = 'programme_id' AND NOT attisdropped
		AND attrelid = ANY (ARRAY['zhiheng.return', 'zhiheng.return_save', 'zhiheng.accepted_number']::regclass[]));
END
$$;
