-- What several functions share: the register of a period, and recording in it.

CALL zhiheng.drop_functions('register_of', 'particulars_record');
SET ROLE zhiheng_owner;

-- Not STRICT and without settings, so that it becomes part of what asks.
CREATE FUNCTION zhiheng.register_of(p_period text) RETURNS SETOF zhiheng.register
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
AS $$
	SELECT item.id, item.first_day, item.next_day, item.name, item.region_code, item.affiliation_code, item.level, item.grade, item.kind,
		item.specialist_type, item.ownership, item.beds
	FROM zhiheng.register AS item
	WHERE item.first_day <= coalesce(zhiheng.period_end(p_period), zhiheng.today())
		AND item.next_day > coalesce(zhiheng.period_end(p_period), zhiheng.today())
$$;
COMMENT ON FUNCTION zhiheng.register_of IS 'What institutions were in a period: on its last day, or on their last open day in it; null: today. In place of zhiheng.institution in everything that makes a figure';

CREATE FUNCTION zhiheng.particulars_record(p_institution bigint, p_from_day date, p_changes jsonb, p_reason text) RETURNS integer
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	who CONSTANT bigint := (SELECT known.account_id FROM zhiheng.identity() AS known);
	base jsonb;
	made integer;
BEGIN
	SELECT to_jsonb(held) INTO base
	FROM zhiheng.particulars_held AS held
	WHERE held.institution_id = p_institution AND held.from_day <= p_from_day
	ORDER BY held.from_day DESC
	LIMIT 1;
	-- What was recorded of later days has the change, too, where it said the same as before.
	INSERT INTO zhiheng.particulars (institution_id, from_day, name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership, beds,
		reason, account_id)
	SELECT p_institution, point.day, item.name, item.region_code, item.affiliation_code, item.level, item.grade, item.kind, item.specialist_type,
		item.ownership, item.beds, p_reason, who
	FROM (
		SELECT p_from_day AS day, base AS present
		UNION ALL
		SELECT held.from_day, to_jsonb(held)
		FROM zhiheng.particulars_held AS held
		WHERE held.institution_id = p_institution AND held.from_day > p_from_day
	) AS point
	CROSS JOIN LATERAL (
		SELECT coalesce(jsonb_object_agg(change.key, change.value), '{}') AS own
		FROM jsonb_each(p_changes) AS change
		WHERE point.present -> change.key = base -> change.key AND change.value <> point.present -> change.key
	) AS changed
	CROSS JOIN LATERAL jsonb_populate_record(NULL::zhiheng.particulars, point.present || changed.own) AS item
	WHERE changed.own <> '{}'
	ORDER BY point.day;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.particulars_record IS 'Records particulars that change on a day, by their columns; gives how many rows that took: none if nothing changes';

CREATE OR REPLACE FUNCTION zhiheng.register_begin(p_institutions bigint[], p_day date) RETURNS void
LANGUAGE sql SET search_path = ''
AS $$
	INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id)
	SELECT item.id, state.from_day, state.state, '登记', who.account_id
	FROM unnest(p_institutions) AS item (id)
	CROSS JOIN (VALUES ('-infinity'::date, 'before'), (p_day, 'open')) AS state (from_day, state)
	LEFT JOIN zhiheng.identity() AS who ON true
	WHERE p_day IS NOT NULL
	ORDER BY item.id, state.from_day
$$;
COMMENT ON FUNCTION zhiheng.register_begin IS 'Institutions just registered report from a day on (null: ever since)';

-- == acts, whose callers have asked who may ==

CREATE OR REPLACE FUNCTION zhiheng.register_state(p_institution bigint, p_day date) RETURNS text
LANGUAGE sql STABLE SET search_path = ''
RETURN (SELECT span.state FROM zhiheng.status_span AS span
	WHERE span.institution_id = p_institution AND span.first_day <= p_day AND span.next_day > p_day);
COMMENT ON FUNCTION zhiheng.register_state IS 'Whether an institution is open on a day: zhiheng.institution_status';

CREATE OR REPLACE PROCEDURE zhiheng.register_open(p_institution bigint, p_state text, p_day date, p_reason text, p_account bigint)
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	before CONSTANT text := zhiheng.register_state(p_institution, p_day);
	late text;
BEGIN
	IF before = p_state OR (before = 'closed' AND p_state = 'suspended') THEN
		RAISE EXCEPTION 'institution % is % on %', p_institution, before, p_day USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_state_same';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.institution_status AS item WHERE item.institution_id = p_institution AND item.from_day > p_day) THEN
		RAISE EXCEPTION 'institution % has a state of a later day', p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_state_later';
	END IF;
	INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id)
	VALUES (p_institution, p_day, p_state, p_reason, p_account);
	late := (SELECT min(head.period) FROM zhiheng.return AS head
		WHERE head.institution_id = p_institution AND head.exempt IS NOT NULL AND head.exempt <> 'excused' AND head.first_submitted_at IS NOT NULL);
	IF late IS NOT NULL THEN
		RAISE EXCEPTION 'institution % has submitted %', p_institution, late USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_reported_later';
	END IF;
END
$$;
COMMENT ON PROCEDURE zhiheng.register_open IS 'A state from a day on. ZH409: it is so already, another state is recorded of a later day, or a return of a period without an open day was submitted';

CREATE OR REPLACE PROCEDURE zhiheng.register_merge(p_institution bigint, p_into text, p_day date, p_reason text, p_account bigint)
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	successor bigint;
BEGIN
	-- Two that are merged into each other at the same moment must see each other.
	PERFORM pg_advisory_xact_lock(hashtextextended('succession', 0));
	successor := (SELECT item.id FROM zhiheng.institution AS item WHERE item.credit_code = p_into);
	IF successor IS NULL THEN
		RAISE EXCEPTION 'no institution % in the subtree', p_into USING ERRCODE = 'ZH400', CONSTRAINT = 'succession_successor';
	END IF;
	IF successor = p_institution THEN
		RAISE EXCEPTION 'institution % into itself', p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_self';
	END IF;
	IF EXISTS (
		WITH RECURSIVE heir AS (
			SELECT successor AS id
			UNION
			SELECT item.successor_id
			FROM heir
			JOIN zhiheng.succession AS item ON item.predecessor_id = heir.id AND item.way = 'merged'
		)
		SELECT FROM heir WHERE heir.id = p_institution
	) THEN
		RAISE EXCEPTION 'institution % was merged into % before', successor, p_institution USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_circle';
	END IF;
	IF zhiheng.register_state(successor, p_day) <> 'open' THEN
		RAISE EXCEPTION 'institution % is not open on %', successor, p_day USING ERRCODE = 'ZH409', CONSTRAINT = 'succession_closed';
	END IF;
	CALL zhiheng.register_open(p_institution, 'closed', p_day, p_reason, p_account);
	INSERT INTO zhiheng.succession (predecessor_id, successor_id, way, on_day, reason, account_id)
	VALUES (p_institution, successor, 'merged', p_day, p_reason, p_account);
END
$$;
COMMENT ON PROCEDURE zhiheng.register_merge IS 'Closes an institution on a day and names the one, by its credit code, that goes on. ZH409: into itself, in a circle, into one that is not open';

CREATE OR REPLACE PROCEDURE zhiheng.register_excuse(p_institution bigint, p_period text, p_excused boolean, p_reason text, p_account bigint)
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.reporting_period AS calendar
	    WHERE calendar.period = p_period AND calendar.programme_id IN (SELECT zhiheng.programme_visible())) THEN
		RAISE EXCEPTION 'period % is in no calendar', p_period USING ERRCODE = 'ZH400', CONSTRAINT = 'excuse_period';
	END IF;
	-- Who is signing at this moment is waited for.
	PERFORM FROM zhiheng.return AS head WHERE head.institution_id = p_institution AND head.period = p_period FOR UPDATE;
	IF p_excused AND EXISTS (SELECT FROM zhiheng.return AS head
	    WHERE head.institution_id = p_institution AND head.period = p_period AND head.first_submitted_at IS NOT NULL) THEN
		RAISE EXCEPTION 'return of % was signed', p_period USING ERRCODE = 'ZH409', CONSTRAINT = 'excuse_signed';
	END IF;
	IF coalesce((SELECT item.excused FROM zhiheng.excuse AS item WHERE item.institution_id = p_institution AND item.period = p_period
	    ORDER BY item.id DESC LIMIT 1), false) = p_excused THEN
		RAISE EXCEPTION 'it is so already' USING ERRCODE = 'ZH409', CONSTRAINT = 'excuse_same';
	END IF;
	INSERT INTO zhiheng.excuse (institution_id, period, excused, reason, account_id)
	VALUES (p_institution, p_period, p_excused, p_reason, p_account);
END
$$;
COMMENT ON PROCEDURE zhiheng.register_excuse IS 'Excuses an institution from a period, or takes that back. ZH409: signed already, or so already';

GRANT EXECUTE ON FUNCTION zhiheng.today(), zhiheng.register_of(text), zhiheng.period_first_month(text), zhiheng.cadence(text),
	zhiheng.cadence_rank(text) TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.today(), zhiheng.register_of(text), zhiheng.period_end(text), zhiheng.period_start(text) TO zhiheng_counter;

RESET ROLE;
