-- The dated register: what an institution was from which day on, when it was open, whom it was merged into, when it was excused.
--
-- Figures of a period follow the particulars of its last day, or of the institution's last open day in it, and never change
-- because those of today do; acts follow those of the day of the act, which zhiheng.institution shows.
--
-- Record: particulars, institution_status, succession, excuse.
-- Derived: register (register_rebuild); `zhiheng rebuild` calls it, before all that is computed by it.
--
-- Two tables of other files show what follows from these: zhiheng.institution what institutions are today (register_project,
-- whenever something is recorded, and every day), zhiheng.return what is not owed and what is final (return_standing).

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.particulars (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	from_day date NOT NULL,
	name text NOT NULL,
	region_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	affiliation_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	level text NOT NULL,
	grade text,
	kind text NOT NULL,
	specialist_type text,
	ownership text NOT NULL,
	beds integer NOT NULL,
	reason text,
	account_id bigint REFERENCES zhiheng.account,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT institution_name CHECK (char_length(name) BETWEEN 2 AND 100),
	CONSTRAINT institution_level CHECK (level IN ('tertiary', 'secondary', 'primary', 'ungraded')),
	CONSTRAINT institution_grade CHECK (grade IS NULL OR (grade IN ('A', 'B', 'C') AND level <> 'ungraded')),
	CONSTRAINT institution_kind CHECK (kind IN ('general', 'tcm', 'maternal_child', 'specialist',
		'blood_station', 'exam_centre', 'opo', 'ems', 'other')),
	CONSTRAINT institution_specialist_type CHECK ((specialist_type IS NOT NULL) = (kind = 'specialist')),
	CONSTRAINT institution_ownership CHECK (ownership IN ('public', 'private')),
	CONSTRAINT institution_beds CHECK (beds BETWEEN 0 AND 20000),
	CONSTRAINT institution_affiliation CHECK (region_code >= affiliation_code AND region_code <= zhiheng.region_last(affiliation_code))
);
CREATE INDEX particulars_institution ON zhiheng.particulars (institution_id, from_day, id);
COMMENT ON TABLE zhiheng.particulars IS 'What an institution is from a day on, whole; of one day the row recorded last holds. A row of a day that was past when it was recorded is a correction of the past';
COMMENT ON COLUMN zhiheng.particulars.id IS 'Order of recording';
COMMENT ON COLUMN zhiheng.particulars.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.particulars.from_day IS 'First day; -infinity: what it was registered with, until another day is known';
COMMENT ON COLUMN zhiheng.particulars.name IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.region_code IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.affiliation_code IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.level IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.grade IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.kind IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.specialist_type IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.ownership IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.beds IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.particulars.reason IS 'Why, with the document; null: the registration';
COMMENT ON COLUMN zhiheng.particulars.account_id IS 'Who recorded it; null: loaded';
COMMENT ON COLUMN zhiheng.particulars.recorded_at IS 'When';

CREATE TABLE zhiheng.institution_status (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	from_day date NOT NULL,
	state text NOT NULL CHECK (state IN ('before', 'open', 'suspended', 'closed')),
	reason text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT institution_reason CHECK (char_length(reason) >= 2)
);
CREATE INDEX institution_status_institution ON zhiheng.institution_status (institution_id, from_day, id);
COMMENT ON TABLE zhiheng.institution_status IS 'From which day on an institution is open, suspended or closed; of one day the row recorded last holds; the first is of -infinity';
COMMENT ON COLUMN zhiheng.institution_status.id IS 'Order of recording';
COMMENT ON COLUMN zhiheng.institution_status.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.institution_status.from_day IS 'First day of the state';
COMMENT ON COLUMN zhiheng.institution_status.state IS '尚未报送 before, 开业 open, 停业 suspended (asked for nothing meanwhile), 关闭 closed';
COMMENT ON COLUMN zhiheng.institution_status.reason IS 'Why';
COMMENT ON COLUMN zhiheng.institution_status.account_id IS 'Who recorded it; null: loaded';
COMMENT ON COLUMN zhiheng.institution_status.recorded_at IS 'When';

CREATE TABLE zhiheng.succession (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	predecessor_id bigint NOT NULL REFERENCES zhiheng.institution,
	successor_id bigint NOT NULL REFERENCES zhiheng.institution,
	way text NOT NULL CHECK (way IN ('merged', 'split', 'reopened')),
	on_day date NOT NULL,
	reason text NOT NULL CHECK (char_length(reason) >= 2),
	account_id bigint REFERENCES zhiheng.account,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT succession_self CHECK (predecessor_id <> successor_id),
	CONSTRAINT succession_once UNIQUE (predecessor_id, successor_id, way, on_day)
);
CREATE INDEX succession_successor ON zhiheng.succession (successor_id);
COMMENT ON TABLE zhiheng.succession IS 'Which institution continues another from a day on';
COMMENT ON COLUMN zhiheng.succession.id IS 'Order of recording';
COMMENT ON COLUMN zhiheng.succession.predecessor_id IS 'The one before';
COMMENT ON COLUMN zhiheng.succession.successor_id IS 'The one after';
COMMENT ON COLUMN zhiheng.succession.way IS '并入 merged (the one before is closed on that day), 分立 split (it goes on), 重新开业 reopened as another';
COMMENT ON COLUMN zhiheng.succession.on_day IS 'First day of the one after as such';
COMMENT ON COLUMN zhiheng.succession.reason IS 'Why, with the document';
COMMENT ON COLUMN zhiheng.succession.account_id IS 'Who recorded it; null: loaded';
COMMENT ON COLUMN zhiheng.succession.recorded_at IS 'When';

CREATE TABLE zhiheng.excuse (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	period zhiheng.period NOT NULL,
	excused boolean NOT NULL,
	reason text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT institution_reason CHECK (char_length(reason) >= 2)
);
CREATE INDEX excuse_institution ON zhiheng.excuse (institution_id, period, id);
COMMENT ON TABLE zhiheng.excuse IS 'Institutions that need not report for a period (豁免); the row recorded last holds';
COMMENT ON COLUMN zhiheng.excuse.id IS 'Order of recording';
COMMENT ON COLUMN zhiheng.excuse.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.excuse.period IS 'Period';
COMMENT ON COLUMN zhiheng.excuse.excused IS 'No: it is taken back';
COMMENT ON COLUMN zhiheng.excuse.reason IS 'Why';
COMMENT ON COLUMN zhiheng.excuse.account_id IS 'Who recorded it; null: loaded';
COMMENT ON COLUMN zhiheng.excuse.recorded_at IS 'When';

CALL zhiheng.make_append_only('zhiheng.particulars', 'zhiheng.institution_status', 'zhiheng.succession', 'zhiheng.excuse');

-- A row for each span, so that a period finds its own by two comparisons: nearly always there is one row.
CREATE TABLE zhiheng.register (
	id bigint NOT NULL REFERENCES zhiheng.institution,
	first_day date NOT NULL,
	next_day date NOT NULL CHECK (next_day > first_day),
	name text NOT NULL,
	region_code zhiheng.region_code NOT NULL,
	affiliation_code zhiheng.region_code NOT NULL,
	level text NOT NULL,
	grade text,
	kind text NOT NULL,
	specialist_type text,
	ownership text NOT NULL,
	beds integer NOT NULL,
	PRIMARY KEY (id, first_day)
);
CREATE INDEX register_region ON zhiheng.register (region_code);
COMMENT ON TABLE zhiheng.register IS 'Particulars in force, span by span without gaps, of all days that there are: what is recorded of a day on which the institution is closed holds from its reopening';
COMMENT ON COLUMN zhiheng.register.id IS 'Institution';
COMMENT ON COLUMN zhiheng.register.first_day IS 'First day; of the oldest -infinity';
COMMENT ON COLUMN zhiheng.register.next_day IS 'First day of the next span; of the newest infinity';
COMMENT ON COLUMN zhiheng.register.name IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.region_code IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.affiliation_code IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.level IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.grade IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.kind IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.specialist_type IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.ownership IS 'As of zhiheng.institution';
COMMENT ON COLUMN zhiheng.register.beds IS 'As of zhiheng.institution';

CREATE VIEW zhiheng.status_span WITH (security_invoker = true) AS
SELECT
	held.institution_id,
	held.state,
	held.from_day AS first_day,
	coalesce(lead(held.from_day) OVER (PARTITION BY held.institution_id ORDER BY held.from_day), 'infinity') AS next_day
FROM (
	SELECT DISTINCT ON (item.institution_id, item.from_day) item.institution_id, item.from_day, item.state
	FROM zhiheng.institution_status AS item
	ORDER BY item.institution_id, item.from_day, item.id DESC
) AS held;
COMMENT ON VIEW zhiheng.status_span IS 'The spans of zhiheng.institution_status';

CREATE VIEW zhiheng.particulars_held WITH (security_invoker = true) AS
SELECT DISTINCT ON (item.institution_id, item.from_day)
	item.id,
	item.institution_id,
	item.from_day,
	item.name,
	item.region_code,
	item.affiliation_code,
	item.level,
	item.grade,
	item.kind,
	item.specialist_type,
	item.ownership,
	item.beds
FROM zhiheng.particulars AS item
ORDER BY item.institution_id, item.from_day, item.id DESC;
COMMENT ON VIEW zhiheng.particulars_held IS 'Of each day the particulars recorded last';

-- == what is derived ==

CREATE FUNCTION zhiheng.register_make(p_institutions bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.register AS old WHERE old.id = ANY (p_institutions);
	INSERT INTO zhiheng.register (id, first_day, next_day, name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership,
		beds)
	SELECT
		item.institution_id,
		CASE WHEN lag(item.day) OVER days IS NULL THEN '-infinity' ELSE item.day END,
		coalesce(lead(item.day) OVER days, 'infinity'),
		item.name,
		item.region_code,
		item.affiliation_code,
		item.level,
		item.grade,
		item.kind,
		item.specialist_type,
		item.ownership,
		item.beds
	FROM (
		SELECT DISTINCT ON (held.institution_id, span.day)
			held.institution_id, span.day, held.name, held.region_code, held.affiliation_code, held.level, held.grade, held.kind,
			held.specialist_type, held.ownership, held.beds
		FROM zhiheng.particulars_held AS held
		LEFT JOIN zhiheng.status_span AS closed ON closed.institution_id = held.institution_id AND closed.state = 'closed'
			AND held.from_day >= closed.first_day AND held.from_day < closed.next_day
		CROSS JOIN LATERAL (SELECT coalesce(closed.next_day, held.from_day) AS day) AS span
		WHERE held.institution_id = ANY (p_institutions) AND span.day < 'infinity'
		ORDER BY held.institution_id, span.day, held.from_day DESC
	) AS item
	WINDOW days AS (PARTITION BY item.institution_id ORDER BY item.day);
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.register_make IS 'Makes the register of these institutions anew; gives the number of its rows';

CREATE FUNCTION zhiheng.register_project(p_institutions bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	today CONSTANT date := zhiheng.today();
	changed bigint;
BEGIN
	UPDATE zhiheng.institution AS institution SET
		name = now.name,
		region_code = now.region_code,
		affiliation_code = now.affiliation_code,
		level = now.level,
		grade = now.grade,
		kind = now.kind,
		specialist_type = now.specialist_type,
		ownership = now.ownership,
		beds = now.beds,
		active = now.active
	FROM (
		SELECT item.id, item.name, item.region_code, item.affiliation_code, item.level, item.grade, item.kind, item.specialist_type, item.ownership,
			item.beds, span.state = 'open' AS active
		FROM zhiheng.register AS item
		JOIN zhiheng.status_span AS span ON span.institution_id = item.id AND span.first_day <= today AND span.next_day > today
		WHERE item.id = ANY (p_institutions) AND item.first_day <= today AND item.next_day > today
	) AS now
	WHERE institution.id = now.id
		AND (institution.name, institution.region_code, institution.affiliation_code, institution.level, institution.grade, institution.kind,
			institution.specialist_type, institution.ownership, institution.beds, institution.active)
		IS DISTINCT FROM (now.name, now.region_code, now.affiliation_code, now.level, now.grade, now.kind, now.specialist_type, now.ownership,
			now.beds, now.active);
	GET DIAGNOSTICS changed = ROW_COUNT;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION zhiheng.register_project IS 'Shows in zhiheng.institution what these are today; gives how many were something else';

CREATE FUNCTION zhiheng.register_rebuild() RETURNS bigint
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	every CONSTANT bigint[] := ARRAY(SELECT item.id FROM zhiheng.institution AS item);
	made CONSTANT bigint := zhiheng.register_make(every);
BEGIN
	PERFORM zhiheng.register_project(every);
	PERFORM zhiheng.return_standing(every);
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.register_rebuild IS 'Makes the register anew, and what follows from it; gives the number of its rows';

-- Whoever asks, an institution owes the periods in which it has an open day.
CREATE FUNCTION zhiheng.return_exempt(p_institution bigint, p_period text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	first CONSTANT date := zhiheng.period_start(p_period);
	last CONSTANT date := zhiheng.period_end(p_period);
BEGIN
	IF (SELECT item.excused FROM zhiheng.excuse AS item WHERE item.institution_id = p_institution AND item.period = p_period
	    ORDER BY item.id DESC LIMIT 1) THEN
		RETURN 'excused';
	END IF;
	RETURN (
		SELECT CASE WHEN bool_or(span.state = 'open') THEN NULL ELSE (array_agg(span.state ORDER BY span.first_day DESC))[1] END
		FROM zhiheng.status_span AS span
		WHERE span.institution_id = p_institution AND span.first_day <= last AND span.next_day > first);
END
$$;
COMMENT ON FUNCTION zhiheng.return_exempt IS 'Why an institution owes nothing for a period: excused, closed, suspended, before (not yet reporting); null: it does';

CREATE FUNCTION zhiheng.return_final(p_institution bigint, p_period text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN coalesce((SELECT item.state = 'closed'
		FROM zhiheng.status_span AS item
		WHERE item.institution_id = p_institution AND item.first_day <= zhiheng.period_end(p_period) AND item.next_day > zhiheng.period_end(p_period)),
		false);
END
$$;
COMMENT ON FUNCTION zhiheng.return_final IS 'Whether an institution closes within a period, so that its return is a final one (终止报表): counted in sums, not ranked';

CREATE FUNCTION zhiheng.return_standing(p_institutions bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	changed bigint;
BEGIN
	UPDATE zhiheng.return AS head SET exempt = now.exempt, final = now.final
	FROM (
		SELECT item.id, zhiheng.return_exempt(item.institution_id, item.period) AS exempt,
			zhiheng.return_final(item.institution_id, item.period) AS final
		FROM zhiheng.return AS item
		WHERE item.institution_id = ANY (p_institutions)
	) AS now
	WHERE head.id = now.id AND (head.exempt, head.final) IS DISTINCT FROM (now.exempt, now.final);
	GET DIAGNOSTICS changed = ROW_COUNT;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION zhiheng.return_standing IS 'Writes exempt and final of the returns of these institutions; gives how many changed';

-- == triggers ==

CREATE FUNCTION zhiheng.institution_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id, recorded_at)
	SELECT made.id, '-infinity', 'open', '登记', (SELECT who.account_id FROM zhiheng.identity() AS who), made.registered_at
	FROM made
	ORDER BY made.id;
	INSERT INTO zhiheng.particulars (institution_id, from_day, name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership,
		beds, account_id, recorded_at)
	SELECT made.id, '-infinity', made.name, made.region_code, made.affiliation_code, made.level, made.grade, made.kind, made.specialist_type, made.ownership,
		made.beds, (SELECT who.account_id FROM zhiheng.identity() AS who), made.registered_at
	FROM made
	ORDER BY made.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.institution_recorded IS 'Trigger: what an institution is registered with are its first particulars, and it is open';
CREATE TRIGGER institution_recorded AFTER INSERT ON zhiheng.institution REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.institution_recorded();

CREATE FUNCTION zhiheng.institution_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF current_user <> 'zhiheng_recorder' THEN
		RAISE EXCEPTION 'institution % follows the register', OLD.id USING ERRCODE = 'ZH403', CONSTRAINT = 'institution_guard';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.institution_guard IS 'Trigger: particulars are recorded from a day on, never changed in place';
CREATE TRIGGER institution_guard
	BEFORE UPDATE OF name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership, beds, active
	ON zhiheng.institution
	FOR EACH ROW EXECUTE FUNCTION zhiheng.institution_guard();

CREATE FUNCTION zhiheng.register_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	touched bigint[] := ARRAY(SELECT DISTINCT added.institution_id FROM added);
BEGIN
	PERFORM zhiheng.register_make(touched);
	PERFORM zhiheng.register_project(touched);
	IF TG_TABLE_NAME = 'institution_status' THEN
		PERFORM zhiheng.return_standing(touched);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.register_follow IS 'Trigger: the register follows what is recorded';
CREATE TRIGGER register_follow AFTER INSERT ON zhiheng.particulars REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.register_follow();
CREATE TRIGGER register_follow AFTER INSERT ON zhiheng.institution_status REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.register_follow();

CREATE FUNCTION zhiheng.excuse_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM zhiheng.return_standing(ARRAY(SELECT DISTINCT added.institution_id FROM added));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.excuse_follow IS 'Trigger: returns follow what is excused';
CREATE TRIGGER excuse_follow AFTER INSERT ON zhiheng.excuse REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.excuse_follow();

CREATE FUNCTION zhiheng.return_stand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	NEW.exempt := zhiheng.return_exempt(NEW.institution_id, NEW.period);
	NEW.final := zhiheng.return_final(NEW.institution_id, NEW.period);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.return_stand IS 'Trigger: a return is born with its exempt and final';
CREATE TRIGGER return_stand BEFORE INSERT ON zhiheng.return
	FOR EACH ROW EXECUTE FUNCTION zhiheng.return_stand();

-- == who sees and writes it ==

-- Where an institution lay: of a span those see it who were competent then.
CALL zhiheng.protect('zhiheng.register', zhiheng.by_territory());
CALL zhiheng.protect('zhiheng.particulars', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.institution_status', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.excuse', zhiheng.by_key('institution', 'institution_id'));
CALL zhiheng.protect('zhiheng.succession', zhiheng.by_key('institution', 'predecessor_id') || ' OR ' || zhiheng.by_key('institution', 'successor_id'));
CREATE POLICY record ON zhiheng.register TO zhiheng_recorder USING (true);
CREATE POLICY record ON zhiheng.particulars TO zhiheng_recorder USING (true);
CREATE POLICY record ON zhiheng.institution_status TO zhiheng_recorder USING (true);
CREATE POLICY record ON zhiheng.excuse FOR SELECT TO zhiheng_recorder USING (true);
CREATE POLICY count ON zhiheng.register FOR SELECT TO zhiheng_counter USING (true);
CREATE POLICY count ON zhiheng.institution_status FOR SELECT TO zhiheng_counter USING (true);
CREATE POLICY count ON zhiheng.excuse FOR SELECT TO zhiheng_counter USING (true);
GRANT SELECT, INSERT, DELETE ON zhiheng.register TO zhiheng_recorder;
GRANT SELECT, INSERT ON zhiheng.particulars, zhiheng.institution_status TO zhiheng_recorder;
GRANT SELECT ON zhiheng.excuse, zhiheng.region, zhiheng.status_span, zhiheng.particulars_held TO zhiheng_recorder;
GRANT UPDATE (name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership, beds, active)
	ON zhiheng.institution TO zhiheng_recorder;
GRANT UPDATE (exempt, final) ON zhiheng.return TO zhiheng_recorder;
GRANT SELECT ON zhiheng.register, zhiheng.institution_status, zhiheng.status_span, zhiheng.excuse TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.register_make, zhiheng.register_project, zhiheng.return_standing, zhiheng.return_exempt, zhiheng.return_final,
	zhiheng.period_start, zhiheng.period_end, zhiheng.region_last, zhiheng.is_credit_code, zhiheng.identity() TO zhiheng_recorder;

RESET ROLE;
ALTER FUNCTION zhiheng.register_make OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.register_project OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_standing OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.institution_recorded OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.register_follow OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.excuse_follow OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_stand OWNER TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.register_make, zhiheng.register_project, zhiheng.return_standing TO zhiheng_owner;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class WHERE oid = ANY (ARRAY['zhiheng.particulars',
		'zhiheng.institution_status', 'zhiheng.succession', 'zhiheng.excuse', 'zhiheng.register']::regclass[]));
	ASSERT zhiheng.period_start('2025Q3') = '2025-07-01' AND zhiheng.period_start('2025H2') = '2025-07-01'
		AND zhiheng.period_start('2025') = '2025-01-01' AND zhiheng.period_start('2025-02') = '2025-02-01';
END
$$;
