-- Schema commission: baselines and goals of regions: proposing the own ones, what the regions owe, deciding one level up.

SET ROLE zhiheng_owner;

CREATE VIEW commission.area AS
SELECT
	pair.region_code,
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
	pair.numerator_name,
	pair.denominator_name,
	pair.position,
	registered.id,
	CASE WHEN registered.year = pair.year THEN registered.version ELSE 0 END AS version,
	registered.year AS registered_year,
	registered.period::text AS period,
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
		who.region_first AS region_code,
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
		asked.numerator_name,
		asked.denominator_name,
		asked.position
	FROM zhiheng.asked_indicator AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	-- The own region's programmes and those of the levels above it.
	JOIN zhiheng.identity() AS who ON owner.region_code <= who.region_first AND zhiheng.region_last(owner.region_code) >= who.region_last
	-- Without a direction no goal is better or worse.
	WHERE asked.direction <> 'none'
	ORDER BY asked.programme_id, asked.numerator, asked.denominator, NOT asked.required, asked.threshold_op IS NULL, asked.position
) AS pair
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
	FROM zhiheng.area_baseline AS item
	LEFT JOIN zhiheng.area_decision AS decision ON decision.area_baseline_id = item.id
	WHERE item.region_code = pair.region_code AND item.numerator_code = pair.numerator
		AND item.denominator_code IS NOT DISTINCT FROM pair.denominator
		AND item.year BETWEEN pair.year - 4 AND pair.year
	ORDER BY item.year DESC, item.version DESC
	LIMIT 1
) AS registered ON registered.goals[pair.year - registered.year + 1] IS NOT NULL;
COMMENT ON VIEW commission.area IS 'Every pair of elements with a direction that a programme asks within the own region, with the region''s newest baseline and goals, if any; one of an earlier year counts as far as its goals reach';

CREATE FUNCTION commission.area_known(p_programme bigint, p_period text)
RETURNS TABLE (indicator_code text, period text, numerator numeric, denominator numeric, quarters text, present integer, complete_count integer,
	asked integer, complete boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	institutions bigint[] := zhiheng.area_institutions((SELECT region_first FROM zhiheng.identity()));
	span text := coalesce(p_period, zhiheng.area_period(institutions, (SELECT year - 1 FROM zhiheng.programme WHERE id = p_programme)));
	final text := (zhiheng.period_quarters(span))[cardinality(zhiheng.period_quarters(span))];
	codes text[];
	uppers text[];
	lowers text[];
	periods text[];
BEGIN
	-- What cannot be added is that of the last quarter.
	SELECT array_agg(item.indicator_code), array_agg(item.numerator_code), array_agg(item.denominator_code), array_agg(candidate.period)
	INTO codes, uppers, lowers, periods
	FROM commission.area AS item
	JOIN zhiheng.element AS upper_part ON upper_part.code = item.numerator_code
	LEFT JOIN zhiheng.element AS lower_part ON lower_part.code = item.denominator_code
	CROSS JOIN LATERAL (SELECT CASE
		WHEN item.period IS NOT NULL THEN item.period
		WHEN p_period IS NOT NULL OR 'none' NOT IN (upper_part.accumulation, coalesce(lower_part.accumulation, 'sum')) THEN span
		ELSE final
	END AS period) AS candidate
	WHERE item.programme_id = p_programme;
	RETURN QUERY
	SELECT
		codes[found.place],
		periods[found.place],
		trim_scale(found.numerator),
		trim_scale(found.denominator),
		(SELECT string_agg(zhiheng.period_label(part), '、' ORDER BY part) FROM unnest(found.quarters) AS part),
		found.present,
		found.complete,
		found.asked,
		found.complete > 0
	FROM zhiheng.area_sums(p_programme, (SELECT region_first FROM zhiheng.identity()), institutions, uppers, lowers, periods) AS found
	WHERE found.present > 0;
END
$$;
COMMENT ON FUNCTION commission.area_known IS 'Sums of the accepted numbers of the own region for each pair of a programme in the period proposed, or in p_period, or else in the longest part of the year before that has numbers; complete: some institution has the whole period';

CREATE FUNCTION commission.area_refusal(p_asked commission.area, p_period text, p_numerator numeric, p_denominator numeric, p_goals numeric[],
	p_reason text, p_sums numeric[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
DECLARE
	broken text := zhiheng.baseline_breach(p_asked.year, p_asked.kind, p_asked.unit, p_asked.factor, p_asked.denominator_code IS NOT NULL,
		p_period, p_numerator, p_denominator, p_goals);
	start numeric;
BEGIN
	IF broken IS NOT NULL THEN
		RETURN broken;
	END IF;
	start := CASE WHEN p_asked.denominator_code IS NULL THEN p_numerator ELSE p_asked.factor * p_numerator / p_denominator END;
	RETURN CASE
		WHEN zhiheng.period_end(p_period) >= (now() AT TIME ZONE 'Asia/Shanghai')::date THEN 'area_period_open'
		-- There are numbers of it, of no institution the whole: a quarter lacks everywhere.
		WHEN p_sums[3] > 0 AND p_sums[4] = 0 THEN 'area_period_part'
		WHEN EXISTS (SELECT FROM unnest(p_goals) AS goal
			WHERE (p_asked.direction = 'increase' AND goal < start) OR (p_asked.direction = 'decrease' AND goal > start)) THEN 'area_goal_behind'
		WHEN char_length(coalesce(p_reason, '')) >= 2 THEN NULL
		WHEN p_asked.state = 'approved' THEN 'baseline_change_reason'
		WHEN coalesce(p_sums[3], 0) = 0 THEN 'area_unfounded'
		WHEN zhiheng.baseline_differs(p_numerator, p_denominator, p_sums) THEN 'area_deviation'
	END;
END
$$;
COMMENT ON FUNCTION commission.area_refusal IS 'Which rule a proposal breaks, or null; p_sums: accepted numerator and denominator of the region, institutions in them, those of them with the whole period';

CREATE FUNCTION commission.area_write(p_asked commission.area, p_period text, p_numerator numeric, p_denominator numeric, p_goals numeric[],
	p_reason text, p_sums numeric[], p_account bigint) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	registered bigint;
BEGIN
	INSERT INTO zhiheng.area_baseline (region_code, year, numerator_code, denominator_code, version, period, numerator, denominator, goals,
		reason, accepted_numerator, accepted_denominator, complete, asked, account_id)
	VALUES (p_asked.region_code, p_asked.year, p_asked.numerator_code, p_asked.denominator_code, p_asked.version + 1, p_period, p_numerator,
		p_denominator, p_goals, p_reason, p_sums[1], p_sums[2], coalesce(p_sums[4], 0), coalesce(p_sums[5], 0), p_account)
	RETURNING id INTO registered;
	CALL zhiheng.write_audit('area.propose', registered, jsonb_build_object('region', p_asked.region_code, 'indicator', p_asked.indicator_code,
		'version', p_asked.version + 1, 'numerator', p_numerator, 'denominator', p_denominator, 'goals', p_goals, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.area_write IS 'Writes down a proposal that was judged, with its line of the audit';

CREATE FUNCTION commission.area_save(p_programme bigint, p_indicators text[], p_versions integer[], p_periods text[], p_numerators numeric[],
	p_denominators numeric[], p_goals text[], p_reasons text[]) RETURNS TABLE (indicator_code text, rule text)
LANGUAGE plpgsql SECURITY DEFINER ROWS 50 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	account bigint := commission.require_reviewer();
	asked commission.area[];
	sums jsonb;
	own numeric[];
	refused boolean := false;
BEGIN
	SELECT array_agg(item ORDER BY given.place) INTO asked
	FROM unnest(p_indicators) WITH ORDINALITY AS given (code, place)
	JOIN commission.area AS item ON item.programme_id = p_programme AND item.indicator_code = given.code;
	IF coalesce(cardinality(asked), 0) <> cardinality(p_indicators) THEN
		RAISE EXCEPTION 'indicator is not asked' USING ERRCODE = 'ZH404';
	END IF;
	sums := (SELECT jsonb_object_agg(found.place, ARRAY[found.numerator, found.denominator, found.present, found.complete, found.asked])
		FROM zhiheng.area_sums(p_programme, (SELECT region_first FROM zhiheng.identity()),
			zhiheng.area_institutions((SELECT region_first FROM zhiheng.identity())),
			ARRAY(SELECT item.numerator_code FROM unnest(asked) AS item), ARRAY(SELECT item.denominator_code FROM unnest(asked) AS item),
			p_periods) AS found);
	-- All or none: first whether there is anything to refuse.
	FOR pass IN 1..2 LOOP
		FOR i IN 1..cardinality(p_indicators) LOOP
			own := ARRAY(SELECT part::numeric FROM jsonb_array_elements_text(sums -> i::text) WITH ORDINALITY AS item (part, place) ORDER BY item.place);
			IF pass = 2 THEN
				PERFORM commission.area_write(asked[i], p_periods[i], p_numerators[i], p_denominators[i], p_goals[i]::numeric(16, 4)[],
					p_reasons[i], own, account);
				CONTINUE;
			END IF;
			indicator_code := p_indicators[i];
			rule := CASE WHEN asked[i].version <> p_versions[i] THEN 'area_stale' ELSE commission.area_refusal(asked[i], p_periods[i],
				p_numerators[i], p_denominators[i], p_goals[i]::numeric(16, 4)[], p_reasons[i], own) END;
			IF rule IS NOT NULL THEN
				refused := true;
				RETURN NEXT;
			END IF;
		END LOOP;
		EXIT WHEN refused;
	END LOOP;
END
$$;
COMMENT ON FUNCTION commission.area_save IS 'Proposes baselines and goals of the own region, all rows or none: nothing is written if any is refused; gives those and the rule each breaks';

CREATE VIEW commission.area_item AS
SELECT
	registered.id,
	registered.region_code::text AS region_code,
	region.name AS region_name,
	registered.year,
	registered.numerator_code,
	registered.denominator_code,
	registered.version,
	registered.period::text AS period,
	zhiheng.period_label(registered.period) AS period_label,
	trim_scale(registered.numerator) AS numerator,
	trim_scale(registered.denominator) AS denominator,
	registered.goals,
	(SELECT string_agg(registered.year + place - 1 || ' 年 ' || trim_scale(goal), '，' ORDER BY place)
		FROM unnest(registered.goals) WITH ORDINALITY AS item (goal, place)) AS goals_label,
	registered.reason,
	trim_scale(registered.accepted_numerator) AS accepted_numerator,
	trim_scale(registered.accepted_denominator) AS accepted_denominator,
	zhiheng.baseline_differs(registered.numerator, registered.denominator,
		ARRAY[registered.accepted_numerator, registered.accepted_denominator]) AS differs,
	registered.complete,
	registered.asked,
	registered.account_id,
	account.name AS person,
	to_char(registered.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on,
	coalesce(decision.decision, 'waiting') AS state,
	zhiheng.label('baseline', coalesce(decision.decision, 'waiting')) AS state_label,
	decision.reason AS decision_reason,
	zhiheng.time_label(decision.decided_at) AS decided_at,
	decider.name AS decision_person,
	decided_by.name AS decision_commission,
	NOT EXISTS (SELECT FROM zhiheng.area_baseline AS newer WHERE newer.region_code = registered.region_code AND newer.year = registered.year
		AND newer.numerator_code = registered.numerator_code AND newer.denominator_code IS NOT DISTINCT FROM registered.denominator_code
		AND newer.version > registered.version) AS newest
FROM zhiheng.area_baseline AS registered
JOIN zhiheng.region AS region ON region.code = registered.region_code
JOIN zhiheng.account AS account ON account.id = registered.account_id
LEFT JOIN zhiheng.area_decision AS decision ON decision.area_baseline_id = registered.id
LEFT JOIN zhiheng.account AS decider ON decider.id = decision.account_id
LEFT JOIN zhiheng.commission AS decided_by ON decided_by.id = decision.commission_id
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
	OR registered.numerator_code IN (
		SELECT asked.numerator
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[])
			AND asked.denominator IS NOT DISTINCT FROM registered.denominator_code);
COMMENT ON VIEW commission.area_item IS 'Baselines and goals of the regions of the subtree, all versions; newest: the one that can be decided; to a QC centre those of its specialties';

CREATE FUNCTION commission.area_fault(p_region text, p_account bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT CASE
		WHEN zhiheng.area_decider(p_region) IS DISTINCT FROM who.commission_id THEN 'area_other_level'
		WHEN p_account = who.account_id THEN 'area_own_proposal'
		-- Nobody is above: a second person of the same level, and one who answers for it.
		WHEN p_region = who.region_first AND who.role <> 'administrator' THEN 'area_second_administrator'
	END
	FROM zhiheng.identity() AS who
$$;
COMMENT ON FUNCTION commission.area_fault IS 'Why who asks may not decide on what this account proposed for this region, or null';

CREATE FUNCTION commission.area_decide(p_proposal bigint, p_decision text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	proposed record;
	fault text;
BEGIN
	SELECT item.region_code, item.account_id, item.newest INTO proposed FROM commission.area_item AS item WHERE item.id = p_proposal;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'ZH404';
	END IF;
	fault := commission.area_fault(proposed.region_code, proposed.account_id);
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION 'may not decide' USING ERRCODE = 'ZH403', CONSTRAINT = fault;
	END IF;
	IF NOT proposed.newest THEN
		RAISE EXCEPTION 'proposal % has a newer version', p_proposal USING ERRCODE = 'ZH409', CONSTRAINT = 'area_superseded';
	END IF;
	IF p_decision = 'returned' AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'area_decision_reason';
	END IF;
	INSERT INTO zhiheng.area_decision (area_baseline_id, decision, reason, commission_id, account_id)
	VALUES (p_proposal, p_decision, nullif(btrim(p_reason), ''), (SELECT commission_id FROM zhiheng.identity()), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'proposal % is decided', p_proposal USING ERRCODE = 'ZH409', CONSTRAINT = 'area_decided';
	END IF;
	CALL zhiheng.write_audit('area.' || p_decision, p_proposal, jsonb_build_object('reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.area_decide IS 'Approves or returns the newest version of what a region one level below proposes, or the own one''s if nobody is above, once; ZH409 when decided or superseded';

-- Rows that nobody has proposed have ids beyond those of proposals, so that a list can name them.
CREATE FUNCTION commission.area_duties(p_programme bigint)
RETURNS TABLE (id bigint, region_code text, region_name text, year integer, numerator_code text, denominator_code text, state text,
	programme_id bigint, indicator_code text, name text, kind text, unit text, factor integer, direction text, minimum_denominator integer,
	required boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
BEGIN
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT
			programme.id AS programme_id,
			programme.year,
			owner.region_code::text AS region_first,
			zhiheng.region_last(owner.region_code) AS region_last,
			asked.numerator,
			coalesce(asked.denominator, '') AS denominator,
			asked.indicator_code,
			asked.name,
			asked.kind,
			asked.unit,
			asked.factor,
			asked.direction,
			asked.minimum_denominator,
			asked.required,
			asked.levels,
			asked.kinds
		FROM zhiheng.asked_definition AS asked
		JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
		JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
		WHERE asked.direction <> 'none' AND asked.programme_id IN (SELECT zhiheng.programme_visible())
			AND (p_programme IS NULL OR asked.programme_id = p_programme)
	), place AS MATERIALIZED (
		SELECT commission.id, commission.region_code::text AS region_code, region.name, zhiheng.region_last(commission.region_code) AS region_last
		FROM zhiheng.commission AS commission
		JOIN zhiheng.region AS region ON region.code = commission.region_code
		WHERE commission.region_code >= who.region_first AND commission.region_code <= who.region_last
	), type AS MATERIALIZED (
		-- A region without any such institution owes nothing.
		SELECT DISTINCT place.id, institution.level, institution.kind, institution.specialist_type
		FROM zhiheng.institution AS institution
		JOIN place ON institution.region_code >= place.region_code AND institution.region_code <= place.region_last
		WHERE institution.active AND institution.id = ANY (zhiheng.institutions_seen())
	), candidate AS MATERIALIZED (
		SELECT DISTINCT ON (place.id, pair.year, pair.numerator, pair.denominator)
			place.id AS place_id,
			place.region_code,
			place.name AS region_name,
			pair.programme_id,
			pair.year,
			pair.numerator,
			pair.denominator,
			pair.indicator_code,
			pair.name,
			pair.kind,
			pair.unit,
			pair.factor,
			pair.direction,
			pair.minimum_denominator,
			pair.required
		FROM pair
		JOIN place ON place.region_code >= pair.region_first AND place.region_code <= pair.region_last
		JOIN type ON type.id = place.id AND zhiheng.applies(pair.levels, pair.kinds, type.level, type.kind, type.specialist_type)
		ORDER BY place.id, pair.year, pair.numerator, pair.denominator, NOT pair.required, pair.region_first DESC, pair.indicator_code
	), current AS MATERIALIZED (
		SELECT DISTINCT ON (item.region_code, item.year, item.numerator_code, item.denominator_code)
			item.id,
			item.region_code::text AS region_code,
			item.year,
			cardinality(item.goals) AS years,
			item.numerator_code,
			coalesce(item.denominator_code, '') AS denominator_code,
			coalesce(decision.decision, 'waiting') AS state
		FROM zhiheng.area_baseline AS item
		LEFT JOIN zhiheng.area_decision AS decision ON decision.area_baseline_id = item.id
		ORDER BY item.region_code, item.year, item.numerator_code, item.denominator_code, item.version DESC
	)
	SELECT
		coalesce(current.id, 100000000000000000 + candidate.place_id * 100000
			+ row_number() OVER (PARTITION BY candidate.place_id ORDER BY candidate.year, candidate.numerator, candidate.denominator)),
		candidate.region_code,
		candidate.region_name,
		candidate.year,
		candidate.numerator,
		nullif(candidate.denominator, ''),
		coalesce(current.state, 'missing'),
		candidate.programme_id,
		candidate.indicator_code,
		candidate.name,
		candidate.kind,
		candidate.unit,
		candidate.factor,
		candidate.direction,
		candidate.minimum_denominator,
		candidate.required
	FROM candidate
	LEFT JOIN current ON current.region_code = candidate.region_code AND current.year = candidate.year
		AND current.numerator_code = candidate.numerator AND current.denominator_code = candidate.denominator
	WHERE current.id IS NOT NULL
		OR (candidate.required AND NOT EXISTS (
			-- Goals of several years are no duty of the next one.
			SELECT
			FROM current AS earlier
			WHERE earlier.region_code = candidate.region_code AND earlier.numerator_code = candidate.numerator
				AND earlier.denominator_code = candidate.denominator
				AND candidate.year > earlier.year AND candidate.year < earlier.year + earlier.years));
END
$$;
COMMENT ON FUNCTION commission.area_duties IS 'Which region of the subtree has to propose which pair for the programmes (or one of them) that cover it, with what is proposed: state missing, waiting, approved, returned; to a QC centre those of its specialties';

CREATE FUNCTION commission.area_today(p_proposal bigint)
RETURNS TABLE (numerator numeric, denominator numeric, present integer, complete integer, asked integer, quarters text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	item record;
BEGIN
	SELECT duty.programme_id, duty.numerator_code, duty.denominator_code, registered.period::text AS period, registered.region_code::text AS region_code
	INTO item
	FROM zhiheng.area_baseline AS registered
	JOIN commission.area_duties(NULL) AS duty ON duty.region_code = registered.region_code AND duty.year = registered.year
		AND duty.numerator_code = registered.numerator_code AND duty.denominator_code IS NOT DISTINCT FROM registered.denominator_code
	WHERE registered.id = p_proposal;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT trim_scale(found.numerator), trim_scale(found.denominator), found.present, found.complete, found.asked,
		(SELECT string_agg(zhiheng.period_label(part), '、' ORDER BY part) FROM unnest(found.quarters) AS part)
	FROM zhiheng.area_sums(item.programme_id, item.region_code, zhiheng.area_institutions(item.region_code), ARRAY[item.numerator_code],
		ARRAY[item.denominator_code], ARRAY[item.period]) AS found;
END
$$;
COMMENT ON FUNCTION commission.area_today IS 'What the accepted numbers of the region of a proposal come to today in its period; no row if no programme asks for the pair any more';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
