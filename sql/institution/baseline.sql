-- Schema institution: the own baselines and their versions, beside the own accepted numbers; registering them.

SET ROLE zhiheng_owner;

CREATE VIEW institution.programme AS
SELECT
	programme.id,
	programme.name,
	programme.year,
	commission.name AS commission_name,
	deadline.due_on,
	deadline.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AS overdue
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
LEFT JOIN LATERAL (
	SELECT item.due_on FROM zhiheng.baseline_deadline AS item WHERE item.programme_id = programme.id ORDER BY item.id DESC LIMIT 1
) AS deadline ON true
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW institution.programme IS 'Programmes that ask the own institution, and by when baselines are to be registered';

CREATE VIEW institution.baseline AS
SELECT
	pair.institution_id,
	pair.programme_id,
	pair.year,
	pair.indicator_code,
	pair.target_code,
	pair.specialty,
	pair.name,
	pair.kind,
	pair.unit,
	pair.factor,
	pair.direction,
	pair.minimum_denominator,
	pair.needed AS required,
	pair.threshold_op,
	pair.threshold_value,
	pair.threshold_source,
	pair.numerator AS numerator_code,
	pair.denominator AS denominator_code,
	pair.position,
	registered.id,
	CASE WHEN registered.year = pair.year THEN registered.version ELSE 0 END AS version,
	registered.year AS registered_year,
	registered.period,
	zhiheng.period_label(registered.period) AS period_label,
	trim_scale(registered.numerator) AS numerator,
	trim_scale(registered.denominator) AS denominator,
	registered.goals[pair.year - registered.year + 1:] AS goals,
	trim_scale(registered.goals[pair.year - registered.year + 1]) AS goal,
	trim_scale(registered.goals[pair.year - registered.year + 2]) AS goal_1,
	trim_scale(registered.goals[pair.year - registered.year + 3]) AS goal_2,
	registered.reason,
	coalesce(registered.state, CASE WHEN pair.needed THEN 'missing' ELSE 'none' END) AS state,
	coalesce(zhiheng.label('baseline', registered.state), CASE WHEN pair.needed THEN '待登记' ELSE '选登' END) AS state_label,
	registered.decision_reason
FROM (
	SELECT DISTINCT ON (asked.programme_id, asked.numerator, asked.denominator)
		asked.institution_id,
		asked.programme_id,
		programme.year,
		asked.indicator_code,
		asked.target_code,
		asked.specialty,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		bool_or(asked.required) OVER (PARTITION BY asked.programme_id, asked.numerator, asked.denominator) AS needed,
		asked.threshold_op,
		asked.threshold_value,
		asked.threshold_source,
		asked.numerator,
		asked.denominator,
		asked.position
	FROM institution.asked_indicator AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
	-- A required one stands for the pair, one with a threshold before others.
	ORDER BY asked.programme_id, asked.numerator, asked.denominator, NOT asked.required, asked.threshold_op IS NULL, asked.position
) AS pair
-- The newest version by its key; zhiheng.baseline_current would sort those of all institutions.
LEFT JOIN LATERAL (
	SELECT
		item.id,
		item.year,
		item.version,
		item.period,
		item.numerator,
		item.denominator,
		item.goals,
		item.reason,
		coalesce(decision.decision, 'waiting') AS state,
		decision.reason AS decision_reason
	FROM zhiheng.baseline AS item
	LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = item.id
	WHERE item.institution_id = pair.institution_id AND item.numerator_code = pair.numerator
		AND item.denominator_code IS NOT DISTINCT FROM pair.denominator
		AND item.year BETWEEN pair.year - 4 AND pair.year
	ORDER BY item.year DESC, item.version DESC
	LIMIT 1
) AS registered ON registered.goals[pair.year - registered.year + 1] IS NOT NULL;
COMMENT ON VIEW institution.baseline IS 'Every pair of elements that a programme asks of the own institution, with its newest baseline and goals, if any; one of an earlier year counts as far as its goals reach';

CREATE FUNCTION institution.baseline_shared(p_programme bigint)
RETURNS TABLE (numerator_code text, denominator_code text, indicators text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT asked.numerator, asked.denominator, array_agg(DISTINCT asked.indicator_code || ' ' || asked.name)
	FROM institution.asked_indicator AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
	WHERE programme.year = (SELECT own.year FROM zhiheng.programme AS own WHERE own.id = p_programme)
	GROUP BY asked.numerator, asked.denominator
$$;
COMMENT ON FUNCTION institution.baseline_shared IS 'Indicators that the programmes of the same year ask of the own institution, by pair: they share its baseline';

CREATE FUNCTION institution.baseline_known(p_programme bigint, p_period text)
RETURNS TABLE (indicator_code text, period text, numerator numeric, denominator numeric, quarters text, complete boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	own bigint := (SELECT institution_id FROM zhiheng.identity());
	codes text[];
	uppers text[];
	lowers text[];
	periods text[];
BEGIN
	-- Without a word from anybody that part of the year before that is accepted as a whole, the longest and then the latest.
	SELECT array_agg(item.indicator_code), array_agg(item.numerator_code), array_agg(item.denominator_code), array_agg(candidate.period)
	INTO codes, uppers, lowers, periods
	FROM institution.baseline AS item
	CROSS JOIN LATERAL unnest(CASE
		WHEN item.period IS NOT NULL THEN ARRAY[item.period::text]
		WHEN p_period IS NOT NULL THEN ARRAY[p_period]
		ELSE ARRAY(SELECT (item.year - 1)::text || part FROM unnest('{"",H2,Q4,H1,Q3,Q2,Q1}'::text[]) AS part)
	END) WITH ORDINALITY AS candidate (period, rank)
	WHERE item.programme_id = p_programme;
	RETURN QUERY
	SELECT DISTINCT ON (codes[found.place])
		codes[found.place],
		periods[found.place],
		trim_scale(found.numerator),
		trim_scale(found.denominator),
		(SELECT string_agg(zhiheng.period_label(part), '、' ORDER BY part) FROM unnest(found.quarters) AS part),
		found.complete
	FROM zhiheng.baseline_accepted(ARRAY[own], uppers, lowers, periods) AS found
	ORDER BY codes[found.place], found.complete DESC, found.place;
END
$$;
COMMENT ON FUNCTION institution.baseline_known IS 'Own accepted numbers of each pair of a programme in the period registered, or in p_period, or else in the best part of the year before: complete ones first';

CREATE VIEW institution.baseline_version AS
SELECT
	registered.id,
	registered.year,
	registered.numerator_code,
	registered.denominator_code,
	registered.version,
	zhiheng.period_label(registered.period) AS period_label,
	trim_scale(registered.numerator) AS numerator,
	trim_scale(registered.denominator) AS denominator,
	trim_scale(registered.accepted_numerator) AS accepted_numerator,
	trim_scale(registered.accepted_denominator) AS accepted_denominator,
	registered.goals,
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

-- Numbers that are not the accepted ones, a goal that is behind the baseline, against the direction or short of a threshold are
-- allowed, but want a reason; so does changing what has been approved.
CREATE FUNCTION institution.baseline_judge(p_asked institution.baseline, p_numerator numeric, p_denominator numeric, p_goals numeric[],
	p_accepted numeric[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	start numeric := CASE WHEN p_asked.denominator_code IS NULL THEN p_numerator ELSE p_asked.factor * p_numerator / p_denominator END;
BEGIN
	RETURN CASE
		WHEN p_asked.state = 'approved' THEN 'baseline_change_reason'
		WHEN zhiheng.baseline_differs(p_numerator, p_denominator, p_accepted) THEN 'baseline_deviation'
		WHEN EXISTS (SELECT FROM unnest(p_goals) AS goal
			WHERE (p_asked.direction = 'increase' AND goal < start) OR (p_asked.direction = 'decrease' AND goal > start)) THEN 'baseline_goal_behind'
		-- Of whatever list or level: the pair has one goal.
		WHEN EXISTS (
			SELECT
			FROM institution.asked_indicator AS asked
			JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id AND programme.year = p_asked.year
			WHERE asked.numerator = p_asked.numerator_code AND asked.denominator IS NOT DISTINCT FROM p_asked.denominator_code
				AND CASE asked.threshold_op
					WHEN '>=' THEN p_goals[1] < asked.threshold_value
					WHEN '<=' THEN p_goals[1] > asked.threshold_value
					WHEN '>' THEN p_goals[1] <= asked.threshold_value
					WHEN '<' THEN p_goals[1] >= asked.threshold_value
					WHEN '=' THEN p_goals[1] <> asked.threshold_value
					WHEN 'up' THEN p_goals[1] <= start
					WHEN 'down' THEN p_goals[1] >= start
				END
		) THEN 'baseline_goal_threshold'
	END;
END
$$;
COMMENT ON FUNCTION institution.baseline_judge IS 'Which rule makes a registration want a reason, or null; p_accepted: the own accepted numbers of the period, null if not all of it was accepted';

CREATE FUNCTION institution.baseline_refusal(p_asked institution.baseline, p_period text, p_numerator numeric, p_denominator numeric, p_goals numeric[],
	p_reason text, p_accepted numeric[]) RETURNS text
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT coalesce(zhiheng.baseline_breach(p_asked.year, p_asked.kind, p_asked.unit, p_asked.factor, p_asked.denominator_code IS NOT NULL,
			p_period, p_numerator, p_denominator, p_goals),
		CASE WHEN char_length(coalesce(p_reason, '')) < 2
			THEN institution.baseline_judge(p_asked, p_numerator, p_denominator, p_goals, p_accepted) END)
$$;
COMMENT ON FUNCTION institution.baseline_refusal IS 'Which rule a registration breaks, or null';

CREATE FUNCTION institution.baseline_own_accepted(p_numerators text[], p_denominators text[], p_periods text[])
RETURNS TABLE (place integer, accepted numeric[])
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT found.place, ARRAY[found.numerator, found.denominator]
	FROM zhiheng.baseline_accepted(ARRAY(SELECT institution_id FROM zhiheng.identity()), p_numerators, p_denominators, p_periods) AS found
	WHERE found.complete
$$;
COMMENT ON FUNCTION institution.baseline_own_accepted IS 'The own accepted numbers of these pairs, of periods that are accepted as a whole';

CREATE FUNCTION institution.baseline_write(p_asked institution.baseline, p_period text, p_numerator numeric, p_denominator numeric, p_goals numeric[],
	p_reason text, p_accepted numeric[], p_account bigint) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	registered bigint;
BEGIN
	INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals,
		reason, accepted_numerator, accepted_denominator, account_id)
	VALUES (p_asked.institution_id, p_asked.year, p_asked.numerator_code, p_asked.denominator_code, p_asked.version + 1, p_period, p_numerator,
		p_denominator, p_goals, p_reason, p_accepted[1], p_accepted[2], p_account)
	RETURNING id INTO registered;
	CALL zhiheng.write_audit('baseline.register', registered, jsonb_build_object('indicator', p_asked.indicator_code, 'version', p_asked.version + 1,
		'numerator', p_numerator, 'denominator', p_denominator, 'goals', p_goals, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION institution.baseline_write IS 'Writes down a version that was judged, with its line of the audit';

CREATE FUNCTION institution.baseline_register(p_programme bigint, p_indicator text, p_version integer, p_period text, p_numerator numeric,
	p_denominator numeric, p_goals numeric[], p_reason text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
	asked institution.baseline := (SELECT item FROM institution.baseline AS item
		JOIN institution.asked_indicator AS named ON named.programme_id = item.programme_id AND named.numerator = item.numerator_code
			AND named.denominator IS NOT DISTINCT FROM item.denominator_code
		WHERE item.programme_id = p_programme AND named.indicator_code = p_indicator);
	accepted numeric[];
	broken text;
BEGIN
	IF asked.indicator_code IS NULL THEN
		RAISE EXCEPTION 'indicator is not asked' USING ERRCODE = 'ZH404';
	END IF;
	-- The same form sent twice is one registration.
	IF (asked.period, asked.numerator, asked.denominator, asked.goals, asked.version - 1)
	    IS NOT DISTINCT FROM (p_period, p_numerator, p_denominator, p_goals, p_version) AND asked.state = 'waiting' THEN
		RETURN asked.version;
	END IF;
	IF asked.version <> p_version THEN
		RAISE EXCEPTION 'version is % now', asked.version USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_stale';
	END IF;
	accepted := (SELECT own.accepted FROM institution.baseline_own_accepted(ARRAY[asked.numerator_code], ARRAY[asked.denominator_code],
		ARRAY[p_period]) AS own);
	broken := institution.baseline_refusal(asked, p_period, p_numerator, p_denominator, p_goals, p_reason, accepted);
	IF broken IS NOT NULL THEN
		RAISE EXCEPTION 'registration breaks %', broken USING ERRCODE = 'ZH400', CONSTRAINT = broken;
	END IF;
	PERFORM institution.baseline_write(asked, p_period, p_numerator, p_denominator, p_goals, p_reason, accepted, account);
	RETURN asked.version + 1;
END
$$;
COMMENT ON FUNCTION institution.baseline_register IS 'A new version of an own baseline and its goals, made from the version that was shown; waits for the commission. Gives its number';

CREATE FUNCTION institution.baseline_save(p_programme bigint, p_indicators text[], p_versions integer[], p_periods text[], p_numerators numeric[],
	p_denominators numeric[], p_goals text[], p_reasons text[], p_keep boolean DEFAULT true) RETURNS TABLE (indicator_code text, rule text)
LANGUAGE plpgsql SECURITY DEFINER ROWS 50 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	account bigint := institution.require('{clerk,leader}');
	asked institution.baseline[];
	accepted jsonb;
	own numeric[];
	refused boolean := false;
BEGIN
	SELECT array_agg(item ORDER BY given.place) INTO asked
	FROM unnest(p_indicators) WITH ORDINALITY AS given (code, place)
	JOIN institution.baseline AS item ON item.programme_id = p_programme AND item.indicator_code = given.code;
	IF coalesce(cardinality(asked), 0) <> cardinality(p_indicators) THEN
		RAISE EXCEPTION 'indicator is not asked' USING ERRCODE = 'ZH404';
	END IF;
	accepted := (SELECT jsonb_object_agg(found.place, found.accepted) FROM institution.baseline_own_accepted(
		ARRAY(SELECT item.numerator_code FROM unnest(asked) AS item), ARRAY(SELECT item.denominator_code FROM unnest(asked) AS item), p_periods) AS found);
	-- All or none: first whether there is anything to refuse.
	FOR pass IN 1..2 LOOP
		FOR i IN 1..cardinality(p_indicators) LOOP
			own := CASE WHEN accepted ? i::text THEN ARRAY[(accepted -> i::text ->> 0)::numeric, (accepted -> i::text ->> 1)::numeric] END;
			IF pass = 2 THEN
				PERFORM institution.baseline_write(asked[i], p_periods[i], p_numerators[i], p_denominators[i], p_goals[i]::numeric(16, 4)[],
					p_reasons[i], own, account);
				CONTINUE;
			END IF;
			indicator_code := p_indicators[i];
			rule := CASE WHEN asked[i].version <> p_versions[i] THEN 'baseline_stale' ELSE institution.baseline_refusal(asked[i], p_periods[i],
				p_numerators[i], p_denominators[i], p_goals[i]::numeric(16, 4)[], p_reasons[i], own) END;
			IF rule IS NOT NULL THEN
				refused := true;
				RETURN NEXT;
			END IF;
		END LOOP;
		EXIT WHEN refused OR NOT p_keep;
	END LOOP;
END
$$;
COMMENT ON FUNCTION institution.baseline_save IS 'baseline_register of many rows of the grid, all or none: nothing is written if any is refused, nor without p_keep; gives those and the rule each breaks';

CREATE FUNCTION institution.baseline_published(p_programme bigint, p_indicator text)
RETURNS TABLE (region_code text, period text, period_label text, number integer, indicator_code text, goal double precision, goal_met boolean,
	by_baseline boolean, threshold_met boolean, graded boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT found.region_code, found.period, found.period_label, found.number, found.indicator_code, found.goal, found.goal_met, found.by_baseline,
		found.threshold_met, found.graded
	FROM institution.asked_indicator AS asked
	JOIN institution.baseline AS item ON item.programme_id = asked.programme_id AND item.numerator_code = asked.numerator
		AND item.denominator_code IS NOT DISTINCT FROM asked.denominator
	CROSS JOIN LATERAL zhiheng.baseline_published(item.institution_id, item.year, item.year + cardinality(item.goals) - 1, item.numerator_code,
		item.denominator_code) AS found
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator AND item.id IS NOT NULL;
END
$$;
COMMENT ON FUNCTION institution.baseline_published IS 'zhiheng.baseline_published of an own registration: what a change of it touches';

CREATE FUNCTION institution.baseline_file_add(p_baseline bigint, p_name text, p_media_type text, p_size integer, p_digest text, p_stored_as text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
	file bigint;
BEGIN
	PERFORM FROM zhiheng.baseline AS registered
	WHERE registered.id = p_baseline AND registered.institution_id = (SELECT institution_id FROM zhiheng.identity());
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such baseline' USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = p_baseline) THEN
		RAISE EXCEPTION 'baseline % is decided', p_baseline USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_file_decided';
	END IF;
	IF (SELECT count(*) FROM zhiheng.baseline_file AS item WHERE item.baseline_id = p_baseline) >= 10 THEN
		RAISE EXCEPTION 'too many files' USING ERRCODE = 'ZH400', CONSTRAINT = 'baseline_file_many';
	END IF;
	INSERT INTO zhiheng.baseline_file (baseline_id, name, media_type, size, digest, stored_as, account_id)
	VALUES (p_baseline, p_name, p_media_type, p_size, decode(p_digest, 'hex'), p_stored_as, account)
	RETURNING id INTO file;
	CALL zhiheng.write_audit('baseline.file', p_baseline, jsonb_build_object('file', file, 'name', p_name, 'digest', p_digest));
END
$$;
COMMENT ON FUNCTION institution.baseline_file_add IS 'Puts a file on record beside an own registration that is not decided on yet';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
