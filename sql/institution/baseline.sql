-- Schema institution: the own baselines and their versions; registering one.

SET ROLE zhiheng_owner;

CREATE VIEW institution.programme AS
SELECT
	programme.id,
	programme.name,
	programme.year,
	commission.name AS commission_name
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW institution.programme IS 'Programmes that ask the own institution';

CREATE VIEW institution.baseline AS
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.target_code,
	asked.specialty,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	asked.threshold_op,
	asked.threshold_value,
	asked.threshold_source,
	asked.numerator AS numerator_code,
	asked.denominator AS denominator_code,
	asked.position,
	coalesce(registered.version, 0) AS version,
	registered.period,
	zhiheng.period_label(registered.period) AS period_label,
	trim_scale(registered.numerator) AS numerator,
	trim_scale(registered.denominator) AS denominator,
	trim_scale(registered.goal) AS goal,
	coalesce(registered.state, CASE WHEN asked.required THEN 'missing' ELSE 'none' END) AS state,
	coalesce(zhiheng.label('baseline', registered.state), CASE WHEN asked.required THEN '待登记' ELSE '选登' END) AS state_label,
	registered.decision_reason
FROM institution.asked_indicator AS asked
-- The newest version by its key; zhiheng.baseline_current would sort those of all institutions.
LEFT JOIN LATERAL (
	SELECT
		item.version,
		item.period,
		item.numerator,
		item.denominator,
		item.goal,
		coalesce(decision.decision, 'waiting') AS state,
		decision.reason AS decision_reason
	FROM zhiheng.baseline AS item
	LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = item.id
	WHERE item.programme_id = asked.programme_id AND item.institution_id = asked.institution_id
		AND item.indicator_code = asked.indicator_code
	ORDER BY item.version DESC
	LIMIT 1
) AS registered ON true;
COMMENT ON VIEW institution.baseline IS 'Every indicator asked of the own institution with its newest baseline and goal, if any';

CREATE VIEW institution.baseline_version AS
SELECT
	registered.programme_id,
	registered.indicator_code,
	registered.version,
	zhiheng.period_label(registered.period) AS period_label,
	trim_scale(registered.numerator) AS numerator,
	trim_scale(registered.denominator) AS denominator,
	trim_scale(registered.goal) AS goal,
	registered.reason,
	account.name AS registered_by,
	zhiheng.time_label(registered.registered_at) AS registered_at,
	coalesce(decision.decision, 'waiting') AS state,
	zhiheng.label('baseline', coalesce(decision.decision, 'waiting')) AS state_label,
	decision.reason AS decision_reason,
	zhiheng.time_label(decision.decided_at) AS decided_at
FROM zhiheng.baseline AS registered
JOIN zhiheng.account AS account ON account.id = registered.account_id
LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = registered.id
WHERE registered.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.baseline_version IS 'All versions of own baselines with what was decided on them';

CREATE FUNCTION institution.element_name(p_code text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (SELECT element.name || '（' || element.unit || '）' FROM zhiheng.element AS element WHERE element.code = p_code);
COMMENT ON FUNCTION institution.element_name IS 'Name and unit of an element, for a label';

-- A goal that is behind the baseline, against the direction or short of the threshold is allowed,
-- but wants a reason; so does changing what has been approved.
CREATE FUNCTION institution.baseline_judge(p_asked institution.baseline, p_numerator numeric, p_denominator numeric, p_goal numeric)
RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = ''
AS $$
DECLARE
	start numeric := CASE WHEN p_asked.denominator_code IS NULL THEN p_numerator ELSE p_asked.factor * p_numerator / p_denominator END;
	bound numeric := p_asked.threshold_value;
BEGIN
	RETURN CASE
		WHEN p_asked.state = 'approved' THEN 'baseline_change_reason'
		WHEN (p_asked.direction = 'increase' AND p_goal < start) OR (p_asked.direction = 'decrease' AND p_goal > start) THEN 'baseline_goal_behind'
		WHEN CASE p_asked.threshold_op
			WHEN '>=' THEN p_goal < bound
			WHEN '<=' THEN p_goal > bound
			WHEN '>' THEN p_goal <= bound
			WHEN '<' THEN p_goal >= bound
			WHEN '=' THEN p_goal <> bound
			WHEN 'up' THEN p_goal <= start
			WHEN 'down' THEN p_goal >= start
		END THEN 'baseline_goal_threshold'
	END;
END
$$;
COMMENT ON FUNCTION institution.baseline_judge IS 'Which rule makes a registration want a reason, or null';

CREATE FUNCTION institution.baseline_register(p_programme bigint, p_indicator text, p_version integer, p_period text, p_numerator numeric,
	p_denominator numeric, p_goal numeric, p_reason text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
	own bigint := (SELECT institution_id FROM zhiheng.identity());
	asked institution.baseline := (SELECT item FROM institution.baseline AS item
		WHERE item.programme_id = p_programme AND item.indicator_code = p_indicator);
	part_of_whole boolean := (SELECT kind.part_of_whole FROM zhiheng.measure_kind AS kind WHERE kind.code = asked.kind);
	broken text;
	registered bigint;
BEGIN
	IF asked.indicator_code IS NULL THEN
		RAISE EXCEPTION 'indicator is not asked' USING ERRCODE = 'ZH404';
	END IF;
	-- The same form sent twice is one registration.
	IF (asked.period, asked.numerator, asked.denominator, asked.goal, asked.version - 1)
	    IS NOT DISTINCT FROM (p_period, p_numerator, p_denominator, p_goal, p_version) AND asked.state = 'waiting' THEN
		RETURN asked.version;
	END IF;
	IF asked.version <> p_version THEN
		RAISE EXCEPTION 'version is % now', asked.version USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_stale';
	END IF;
	broken := CASE
		WHEN p_period IS NULL OR left(p_period, 4)::integer > (SELECT year FROM zhiheng.programme WHERE id = p_programme) THEN 'baseline_period'
		WHEN (p_denominator IS NULL) <> (asked.denominator_code IS NULL) OR p_denominator <= 0 THEN 'baseline_denominator'
		WHEN part_of_whole AND p_numerator > p_denominator THEN 'baseline_part'
		WHEN part_of_whole AND p_goal > asked.factor THEN 'baseline_goal_range'
		WHEN asked.unit = '是/否' AND (p_numerator NOT IN (0, 1)) THEN 'baseline_truth'
		WHEN asked.unit = '是/否' AND (p_goal NOT IN (0, 1)) THEN 'baseline_goal_truth'
		WHEN char_length(coalesce(p_reason, '')) < 2 THEN institution.baseline_judge(asked, p_numerator, p_denominator, p_goal)
	END;
	IF broken IS NOT NULL THEN
		RAISE EXCEPTION 'registration breaks %', broken USING ERRCODE = 'ZH400', CONSTRAINT = broken;
	END IF;
	INSERT INTO zhiheng.baseline (programme_id, institution_id, indicator_code, version, period, numerator, denominator, goal, reason, account_id)
	VALUES (p_programme, own, p_indicator, asked.version + 1, p_period, p_numerator, p_denominator, p_goal, p_reason, account)
	RETURNING id INTO registered;
	CALL zhiheng.write_audit('baseline.register', registered, jsonb_build_object('indicator', p_indicator, 'version', asked.version + 1,
		'numerator', p_numerator, 'denominator', p_denominator, 'goal', p_goal, 'reason', p_reason));
	RETURN asked.version + 1;
END
$$;
COMMENT ON FUNCTION institution.baseline_register IS 'A new version of an own baseline and goal, made from the version that was shown; waits for the commission. Gives its number';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
