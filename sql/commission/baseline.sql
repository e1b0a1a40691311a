-- Schema commission: baselines of hospitals, those that are not registered included, and what is decided on them.

SET ROLE zhiheng_owner;

CREATE VIEW commission.baseline_deadline AS
SELECT
	programme.id AS programme_id,
	programme.name AS programme_name,
	programme.year,
	programme.commission_id = (SELECT commission_id FROM zhiheng.identity()) AS own,
	deadline.due_on,
	deadline.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AS overdue,
	(now() AT TIME ZONE 'Asia/Shanghai')::date - deadline.due_on AS days_late
FROM zhiheng.programme AS programme
LEFT JOIN LATERAL (
	SELECT item.due_on FROM zhiheng.baseline_deadline AS item WHERE item.programme_id = programme.id ORDER BY item.id DESC LIMIT 1
) AS deadline ON true
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.baseline_deadline IS 'Programmes and the day by which their baselines are to be registered, if one was set';

CREATE FUNCTION commission.baseline_deadline_set(p_programme bigint, p_due date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
BEGIN
	PERFORM FROM zhiheng.programme AS programme
	WHERE programme.id = p_programme AND programme.commission_id = (SELECT commission_id FROM zhiheng.identity());
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.baseline_deadline (programme_id, due_on, account_id) VALUES (p_programme, p_due, account);
	CALL zhiheng.write_audit('baseline.deadline', p_programme, jsonb_build_object('due_on', p_due));
END
$$;
COMMENT ON FUNCTION commission.baseline_deadline_set IS 'Sets the day by which the baselines of an own programme are to be registered';

-- Who owes which pair comes from the programmes; what is registered without being owed (auxiliary indicators) is there, too.
-- Rows that nobody has registered have ids beyond those of registrations, so that a list can name them.
CREATE FUNCTION commission.baseline_duties(p_programme bigint)
RETURNS TABLE (id bigint, institution_id bigint, year integer, numerator_code text, denominator_code text, state text, due_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.institutions_seen();
	programmes bigint[] := ARRAY(SELECT visible.id FROM zhiheng.programme_visible() AS visible (id) WHERE p_programme IS NULL OR visible.id = p_programme);
	-- A QC centre's: those of its specialties; null: all.
	chosen text[] := (SELECT CASE WHEN who.qc_centre_id IS NOT NULL THEN zhiheng.specialty_indicators() END FROM zhiheng.identity() AS who);
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT
			programme.year,
			commission.region_code::text AS region_first,
			zhiheng.region_last(commission.region_code) AS region_last,
			item.numerator,
			coalesce(item.denominator, '') AS denominator,
			item.levels,
			item.kinds,
			item.required,
			(SELECT deadline.due_on FROM zhiheng.baseline_deadline AS deadline WHERE deadline.programme_id = programme.id
				ORDER BY deadline.id DESC LIMIT 1) AS due_on
		FROM zhiheng.programme_indicator AS item
		JOIN zhiheng.programme AS programme ON programme.id = item.programme_id
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
		WHERE item.programme_id = ANY (programmes) AND (chosen IS NULL OR item.indicator_code = ANY (chosen))
	), seen_institution AS MATERIALIZED (
		SELECT item.id, item.region_code::text AS region_code, item.level, item.kind, item.specialist_type
		FROM zhiheng.institution AS item
		WHERE item.id = ANY (seen) AND item.active
	), within AS MATERIALIZED (
		-- Who is asked is the same for most of a programme's indicators.
		SELECT scope.region_first, scope.levels, scope.kinds, item.id AS institution_id
		FROM (SELECT DISTINCT asked.region_first, asked.region_last, asked.levels, asked.kinds FROM asked WHERE asked.required) AS scope
		JOIN seen_institution AS item ON item.region_code >= scope.region_first AND item.region_code <= scope.region_last
			AND zhiheng.applies(scope.levels, scope.kinds, item.level, item.kind, item.specialist_type)
	), current AS MATERIALIZED (
		SELECT newest.id, newest.institution_id, newest.year, newest.years, newest.numerator_code,
			coalesce(newest.denominator_code, '') AS denominator_code, newest.state
		FROM commission.baseline_newest() AS newest
	), owed AS MATERIALIZED (
		SELECT within.institution_id, asked.year, asked.numerator, asked.denominator, min(asked.due_on) AS due_on
		FROM asked
		JOIN within ON within.region_first = asked.region_first AND within.levels = asked.levels AND within.kinds = asked.kinds
		WHERE asked.required
		GROUP BY within.institution_id, asked.year, asked.numerator, asked.denominator
	)
	SELECT current.id, current.institution_id, current.year, current.numerator_code, nullif(current.denominator_code, ''), current.state,
		owed.due_on
	FROM current
	LEFT JOIN owed ON owed.institution_id = current.institution_id AND owed.numerator = current.numerator_code
		AND owed.denominator = current.denominator_code AND owed.year = current.year
	WHERE EXISTS (
		SELECT
		FROM asked
		WHERE asked.numerator = current.numerator_code AND asked.denominator = current.denominator_code
			AND asked.year BETWEEN current.year AND current.year + current.years - 1)
	UNION ALL
	SELECT
		100000000000000000 + owed.institution_id * 10000
			+ row_number() OVER (PARTITION BY owed.institution_id ORDER BY owed.year, owed.numerator, owed.denominator),
		owed.institution_id, owed.year, owed.numerator, nullif(owed.denominator, ''), 'missing', owed.due_on
	FROM owed
	LEFT JOIN current ON current.institution_id = owed.institution_id AND current.numerator_code = owed.numerator
		AND current.denominator_code = owed.denominator AND owed.year BETWEEN current.year AND current.year + current.years - 1
	WHERE current.id IS NULL;
END
$$;
COMMENT ON FUNCTION commission.baseline_duties IS 'Who has to register what for the programmes (or one of them) that the session has to do with, with what is registered: state missing, waiting, approved, returned; to a QC centre those of its specialties';

CREATE FUNCTION commission.baseline_found(p_programme bigint, p_name text, p_indicator text, p_sort text)
RETURNS TABLE (id bigint, institution_id bigint, year integer, numerator_code text, denominator_code text, state text, due_on date, key text)
LANGUAGE sql STABLE ROWS 5000 SET search_path = ''
AS $$
	SELECT
		duty.id,
		duty.institution_id,
		duty.year,
		duty.numerator_code,
		duty.denominator_code,
		duty.state,
		duty.due_on,
		CASE p_sort
			WHEN 'institution_name' THEN (SELECT card.name FROM commission.institution_card AS card WHERE card.id = duty.institution_id)
			WHEN 'indicator_name' THEN duty.numerator_code || ' ' || coalesce(duty.denominator_code, '')
			WHEN 'registered_on' THEN lpad(duty.id::text, 18, '0')
			WHEN 'state_label' THEN duty.state
		END
	FROM commission.baseline_duties(p_programme) AS duty
	WHERE (p_name IS NULL OR duty.institution_id IN (
			SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, p_name) > 0))
		AND (p_indicator IS NULL OR (duty.numerator_code, coalesce(duty.denominator_code, '')) IN (
			SELECT asked.numerator, coalesce(asked.denominator, '') FROM commission.indicator AS asked
			WHERE asked.indicator_code = p_indicator OR strpos(asked.name, p_indicator) > 0))
$$;
COMMENT ON FUNCTION commission.baseline_found IS 'commission.baseline_duties by part of an institution''s name, by an indicator''s code or part of its name, with what the list is sorted by';

CREATE VIEW commission.baseline_definition AS
SELECT
	programme.id AS programme_id,
	programme.name AS programme_name,
	programme.year,
	commission.region_code::text AS region_first,
	zhiheng.region_last(commission.region_code) AS region_last,
	asked.numerator,
	coalesce(asked.denominator, '') AS denominator,
	asked.indicator_code,
	asked.name AS indicator_name,
	asked.specialty,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	asked.threshold_op,
	asked.threshold_value,
	asked.threshold_source,
	row_number() OVER (PARTITION BY programme.year, asked.numerator, asked.denominator
		ORDER BY programme.commission_id <> (SELECT commission_id FROM zhiheng.identity()), NOT asked.required, asked.threshold_op IS NULL,
		asked.indicator_code, programme.id) AS rank
FROM zhiheng.asked_definition AS asked
JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id;
COMMENT ON VIEW commission.baseline_definition IS 'Indicators that stand for pairs in a year, by rank those of the own programmes first, required ones, those with a threshold; "" without denominator; asked of the institutions from region_first to region_last';

CREATE FUNCTION commission.baseline_beside(p_baselines bigint[])
RETURNS TABLE (id bigint, numerator numeric, denominator numeric, quarters text, complete boolean, peers text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.institutions_seen();
	owners bigint[];
	uppers text[];
	lowers text[];
	periods text[];
BEGIN
	SELECT array_agg(part.numerator_code), array_agg(part.denominator_code), array_agg(part.period::text)
	INTO uppers, lowers, periods
	FROM (
		SELECT DISTINCT item.numerator_code, item.denominator_code, item.period
		FROM zhiheng.baseline AS item
		WHERE item.id = ANY (p_baselines)
	) AS part;
	owners := ARRAY(SELECT DISTINCT item.institution_id FROM zhiheng.baseline AS item WHERE item.id = ANY (p_baselines));
	RETURN QUERY
	SELECT
		item.id,
		trim_scale(accepted.numerator),
		trim_scale(accepted.denominator),
		(SELECT string_agg(zhiheng.period_label(part), '、' ORDER BY part) FROM unnest(accepted.quarters) AS part),
		accepted.complete,
		peer.peers
	FROM zhiheng.baseline AS item
	LEFT JOIN zhiheng.baseline_accepted(owners, uppers, lowers, periods) AS accepted ON accepted.institution_id = item.institution_id
		AND uppers[accepted.place] = item.numerator_code AND lowers[accepted.place] IS NOT DISTINCT FROM item.denominator_code
		AND periods[accepted.place] = item.period
	LEFT JOIN zhiheng.baseline_peers(p_baselines, seen) AS peer ON peer.id = item.id
	WHERE item.id = ANY (p_baselines);
END
$$;
COMMENT ON FUNCTION commission.baseline_beside IS 'What stands beside these registrations: what the institution has accepted of the pair in the period today, out of which quarters, and what its peers within the subtree have registered';

CREATE VIEW commission.baseline_item AS
SELECT
	baseline.id,
	baseline.year,
	baseline.institution_id,
	institution.name AS institution_name,
	institution.region_name,
	institution.peer_group_label,
	baseline.numerator_code,
	baseline.denominator_code,
	baseline.version,
	baseline.period::text AS period,
	zhiheng.period_label(baseline.period) AS period_label,
	baseline.numerator,
	baseline.denominator,
	baseline.goals,
	baseline.goals[1] AS goal,
	baseline.reason,
	account.name AS person,
	baseline.registered_at,
	coalesce(decision.decision, 'waiting') AS state,
	zhiheng.label('baseline', coalesce(decision.decision, 'waiting')) AS state_label,
	decision.reason AS decision_reason,
	decision.decided_at,
	decider.name AS decision_person,
	NOT EXISTS (SELECT FROM zhiheng.baseline AS newer WHERE newer.institution_id = baseline.institution_id AND newer.year = baseline.year
		AND newer.numerator_code = baseline.numerator_code AND newer.denominator_code IS NOT DISTINCT FROM baseline.denominator_code
		AND newer.version > baseline.version) AS newest
FROM zhiheng.baseline AS baseline
JOIN commission.institution_card AS institution ON institution.id = baseline.institution_id
JOIN zhiheng.account AS account ON account.id = baseline.account_id
LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id
LEFT JOIN zhiheng.account AS decider ON decider.id = decision.account_id
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
	OR baseline.numerator_code IN (
		SELECT asked.numerator
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[])
			AND asked.denominator IS NOT DISTINCT FROM baseline.denominator_code);
COMMENT ON VIEW commission.baseline_item IS 'Registered baselines and goals, all versions; newest: the one that can be decided; to a QC centre those of its specialties';

CREATE FUNCTION commission.baseline_published(p_baseline bigint)
RETURNS TABLE (region_code text, period text, period_label text, number integer, indicator_code text, goal double precision, goal_met boolean,
	by_baseline boolean, threshold_met boolean, graded boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT found.region_code, found.period, found.period_label, found.number, found.indicator_code, found.goal, found.goal_met, found.by_baseline,
		found.threshold_met, found.graded
	FROM commission.baseline_item AS item
	CROSS JOIN LATERAL zhiheng.baseline_published(item.institution_id, item.year, item.year + cardinality(item.goals) - 1, item.numerator_code,
		item.denominator_code) AS found
	WHERE item.id = p_baseline AND item.state = 'waiting'
		-- Only what changes something that was approved before.
		AND EXISTS (SELECT FROM commission.baseline_item AS older WHERE older.institution_id = item.institution_id AND older.year = item.year
			AND older.numerator_code = item.numerator_code AND older.denominator_code IS NOT DISTINCT FROM item.denominator_code
			AND older.state = 'approved');
END
$$;
COMMENT ON FUNCTION commission.baseline_published IS 'zhiheng.baseline_published of a registration that waits and changes an approved one: what its approval touches';

CREATE FUNCTION commission.baseline_decide(p_baseline bigint, p_decision text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	superseded boolean;
BEGIN
	SELECT NOT item.newest INTO superseded FROM commission.baseline_item AS item WHERE item.id = p_baseline;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such baseline' USING ERRCODE = 'ZH404';
	END IF;
	IF superseded THEN
		RAISE EXCEPTION 'baseline % has a newer version', p_baseline USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_superseded';
	END IF;
	IF p_decision = 'returned' AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'baseline_decision_reason';
	END IF;
	INSERT INTO zhiheng.baseline_decision (baseline_id, decision, reason, account_id)
	VALUES (p_baseline, p_decision, nullif(btrim(p_reason), ''), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'baseline % is decided', p_baseline USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_decided';
	END IF;
	CALL zhiheng.write_audit('baseline.' || p_decision, p_baseline, jsonb_build_object('reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.baseline_decide IS 'Approves or returns the newest version of a registration, once; ZH409 when decided or superseded';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
