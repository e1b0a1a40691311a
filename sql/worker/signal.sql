-- Schema worker, continued: the lists of signals.  What is read is of the institutions of one commission's subtree,
-- which stand in arrays: the worker itself sees all.

SET ROLE zhiheng_owner;

-- == which lists there are, and which are out of date ==

CREATE VIEW worker.signal_scope AS
SELECT
	commission.id AS commission_id,
	programme.id AS programme_id,
	calendar.period::text AS period,
	programme.commission_id AS owner_id,
	commission.region_code::text AS region_first,
	zhiheng.region_last(commission.region_code) AS region_last,
	EXISTS (SELECT FROM zhiheng.asked_return AS head WHERE head.programme_id = calendar.programme_id AND head.period = calendar.period
		AND (head.first_submitted_at IS NOT NULL OR calendar.due_on < zhiheng.today())) AS begun,
	-- All of a list is in memory at once; a nation's would be gigabytes.
	(SELECT count(*) FROM zhiheng.institution AS item
		WHERE item.region_code BETWEEN commission.region_code AND zhiheng.region_last(commission.region_code)) <= 5000 AS possible
FROM zhiheng.reporting_period AS calendar
JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
JOIN zhiheng.commission AS commission ON commission.region_code <= zhiheng.region_last(owner.region_code)
	AND zhiheng.region_last(commission.region_code) >= owner.region_code
WHERE calendar.state <> 'planned' AND zhiheng.cadence(calendar.period) = 'quarter'
	-- Where nobody looks nothing need be computed.
	AND EXISTS (SELECT FROM zhiheng.account AS account WHERE account.active AND (account.commission_id = commission.id
		OR account.qc_centre_id IN (SELECT centre.id FROM zhiheng.qc_centre AS centre WHERE centre.commission_id = commission.id)));
COMMENT ON VIEW worker.signal_scope IS 'Lists that there can be: every quarter that was opened, for every commission that sees its programme and in which somebody has an account; begun: returns have come, or are late; possible: there are not too many institutions';

CREATE FUNCTION worker.signal_ask(p_commissions bigint[], p_programmes bigint[], p_periods text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.job (kind, commission_id, argument)
	SELECT 'signal', list.commission, jsonb_build_object('programme_id', list.programme, 'period', list.period)
	FROM unnest(p_commissions, p_programmes, p_periods) AS list (commission, programme, period)
	-- The newest quarter is looked at first, and who asks for the most.
	ORDER BY list.period DESC, list.commission, list.programme
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION worker.signal_ask IS 'Queues the computation of these lists, each once; gives how many were not queued already';

CREATE FUNCTION worker.signal_queue(p_quiet double precision, p_patience double precision) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	owners bigint[];
	regions text[];
	since text[];
	commissions bigint[];
	programmes bigint[];
	periods text[];
BEGIN
	-- Acts come in swarms: when none has come for a while, or the first has waited long enough.
	IF NOT EXISTS (SELECT FROM zhiheng.signal_change)
		OR (SELECT max(item.at) > clock_timestamp() - make_interval(secs => p_quiet)
			AND min(item.at) > clock_timestamp() - make_interval(secs => p_patience) FROM zhiheng.signal_change AS item) THEN
		RETURN 0;
	END IF;
	WITH taken AS (
		DELETE FROM zhiheng.signal_change AS item
		RETURNING item.programme_id, item.institution_id, item.period
	)
	SELECT array_agg(change.commission_id), array_agg(change.region_code), array_agg(change.period) INTO owners, regions, since
	FROM (
		SELECT DISTINCT programme.commission_id, institution.region_code::text AS region_code, taken.period
		FROM taken
		LEFT JOIN zhiheng.programme AS programme ON programme.id = taken.programme_id
		LEFT JOIN zhiheng.institution AS institution ON institution.id = taken.institution_id
	) AS change;
	SELECT array_agg(list.commission_id), array_agg(list.programme_id), array_agg(list.period) INTO commissions, programmes, periods
	FROM (
		SELECT DISTINCT scope.commission_id, scope.programme_id, scope.period
		FROM worker.signal_scope AS scope
		JOIN unnest(owners, regions, since) AS change (commission_id, region_code, period)
			ON coalesce(change.commission_id = scope.owner_id, true)
			AND coalesce(change.region_code BETWEEN scope.region_first AND scope.region_last, true)
			AND coalesce(scope.period >= change.period, true)
		WHERE scope.begun AND scope.possible
	) AS list;
	-- The values first: many look at them, and they take a moment.
	PERFORM worker.compute_changed(owners, since);
	RETURN worker.signal_ask(commissions, programmes, periods);
END
$$;
COMMENT ON FUNCTION worker.signal_queue IS 'Queues the lists, and the values and totals, that what has changed concerns, once nothing has for p_quiet seconds or something has waited for p_patience';

CREATE FUNCTION worker.signal_sweep() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	commissions bigint[];
	programmes bigint[];
	periods text[];
BEGIN
	SELECT array_agg(scope.commission_id), array_agg(scope.programme_id), array_agg(scope.period) INTO commissions, programmes, periods
	FROM worker.signal_scope AS scope
	LEFT JOIN zhiheng.signal_list AS made ON made.commission_id = scope.commission_id AND made.programme_id = scope.programme_id
		AND made.period = scope.period
	WHERE scope.possible AND CASE WHEN made.job_id IS NULL THEN scope.begun
		-- What is late is a day later every day.
		ELSE (made.computed_at AT TIME ZONE 'Asia/Shanghai')::date < zhiheng.today() AND EXISTS (SELECT FROM zhiheng.asked_return AS head
			WHERE head.programme_id = scope.programme_id AND head.period <= scope.period AND head.first_submitted_at IS NULL) END;
	RETURN worker.signal_ask(commissions, programmes, periods);
END
$$;
COMMENT ON FUNCTION worker.signal_sweep IS 'Queues the lists that nobody has computed yet, and those of yesterday in which late returns stand';

-- == what a list is made from ==

CREATE VIEW worker.signal_job AS
SELECT
	job.id AS job_id,
	scope.commission_id,
	scope.programme_id,
	scope.period,
	scope.region_first,
	scope.region_last,
	scope.possible,
	(SELECT coalesce(max(line.id), 0) FROM zhiheng.audit AS line) AS audit_id
FROM zhiheng.job AS job
JOIN worker.signal_scope AS scope ON scope.commission_id = job.commission_id
	AND scope.programme_id = (job.argument ->> 'programme_id')::bigint AND scope.period = job.argument ->> 'period'
WHERE job.kind = 'signal';
COMMENT ON VIEW worker.signal_job IS 'What a job asks for, only a list that there can be; audit_id: the newest line of the audit that whoever reads this sees';

CREATE FUNCTION worker.signal_results(p_programme bigint, p_period text, p_institutions bigint[])
RETURNS TABLE (indicator_code text, institution_id bigint, peer_group text, coverage text, numerator numeric, denominator numeric, earlier text,
	goal numeric, goal_met boolean, threshold_met boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20000 SET search_path = ''
AS $$
	SELECT
		value.indicator_code,
		value.institution_id,
		zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type),
		value.coverage,
		value.numerator,
		value.denominator,
		before.earlier,
		baseline.goal,
		zhiheng.meets(zhiheng.goal_op(asked.direction), baseline.goal, asked.factor, value.numerator, value.denominator, NULL, NULL),
		CASE WHEN asked.threshold_scoped THEN (
			SELECT zhiheng.meets(own.op, own.value, asked.factor, value.numerator, value.denominator, baseline.numerator, baseline.denominator)
			FROM zhiheng.threshold_of(p_programme, value.indicator_code, institution.level, institution.kind, institution.specialist_type,
				institution.ownership) AS own)
		ELSE zhiheng.meets(asked.threshold_op, asked.threshold_value, asked.factor, value.numerator, value.denominator, baseline.numerator,
			baseline.denominator) END
	FROM zhiheng.count_values(p_programme, p_period, NULL, p_institutions, NULL) AS value
	JOIN zhiheng.register_of(p_period) AS institution ON institution.id = value.institution_id
	JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = value.indicator_code
	LEFT JOIN zhiheng.count_baselines(p_programme, NULL, p_institutions) AS baseline ON baseline.institution_id = value.institution_id
		AND baseline.indicator_code = value.indicator_code
	LEFT JOIN zhiheng.count_earlier(p_programme, p_period, NULL, p_institutions) AS before ON before.institution_id = value.institution_id
		AND before.indicator_code = value.indicator_code
	ORDER BY asked.position, value.institution_id
$$;
COMMENT ON FUNCTION worker.signal_results IS 'All indicators of a quarter for these institutions, as zhiheng.results has them for a commission; an indicator''s together, in the order of pages';

CREATE FUNCTION worker.signal_history(p_programme bigint, p_period text, p_quarters integer, p_indicators text[], p_institutions bigint[])
RETURNS TABLE (
	indicator_code text,
	institution_id bigint,
	period text,
	age integer,
	numerator numeric,
	denominator numeric,
	baseline_first text,
	baseline_last text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT item.indicator_code, item.numerator, item.denominator, array_position(p_indicators, item.indicator_code) AS place
		FROM zhiheng.asked_definition AS item
		WHERE item.programme_id = p_programme AND item.indicator_code = ANY (p_indicators) AND item.direction IN ('increase', 'decrease')
	), frozen AS MATERIALIZED (
		SELECT DISTINCT ON (item.institution_id, item.numerator, item.denominator)
			item.institution_id, item.numerator, item.denominator, item.first_period, item.last_period
		FROM zhiheng.chart_baseline AS item
		WHERE item.institution_id IS NOT NULL
		ORDER BY item.institution_id, item.numerator, item.denominator, item.id DESC
	)
	SELECT asked.indicator_code, quarter.institution_id, quarter.period, quarter.age, quarter.numerator, quarter.denominator,
		frozen.first_period::text, frozen.last_period::text
	FROM zhiheng.count_history(p_programme, p_period, p_quarters, ARRAY(SELECT known.indicator_code FROM asked AS known), p_institutions) AS quarter
	JOIN asked ON asked.indicator_code = quarter.indicator_code
	LEFT JOIN frozen ON frozen.institution_id = quarter.institution_id AND frozen.numerator = asked.numerator
		AND frozen.denominator = asked.denominator
	ORDER BY asked.place, quarter.institution_id, quarter.age DESC;
END
$$;
COMMENT ON FUNCTION worker.signal_history IS 'Counts of those of these indicators that can get worse, in the accepted returns of the quarters up to p_period (age 0), of these institutions whose return of p_period is accepted, with the quarters that each institution''s chart has as baseline (zhiheng.chart_baseline); in the order of the array, an institution''s together, oldest first';

CREATE FUNCTION worker.signal_submitted(p_programme bigint, p_period text, p_institutions bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = ''
AS $$
	SELECT head.id
	FROM zhiheng.asked_return AS head
	WHERE head.programme_id = p_programme AND head.period = p_period AND head.state IN ('submitted', 'accepted', 'published')
		AND head.institution_id = ANY (p_institutions)
	ORDER BY head.institution_id
$$;
COMMENT ON FUNCTION worker.signal_submitted IS 'Returns of a quarter that are in';

CREATE FUNCTION worker.signal_elements(p_returns bigint[])
RETURNS TABLE (
	return_id bigint,
	institution_id bigint,
	code text,
	name text,
	unit text,
	stock boolean,
	state text,
	value numeric,
	last_state text,
	last_value numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH head AS MATERIALIZED (
		SELECT
			this.id,
			this.institution_id,
			this.period::text AS period,
			(SELECT last.id
				FROM zhiheng.return AS last
				WHERE last.institution_id = this.institution_id AND last.period = zhiheng.period_before(this.period)) AS last_id
		FROM zhiheng.return AS this
		WHERE this.id = ANY (p_returns)
	), cell AS MATERIALIZED (
		-- By their returns: there are ever more others.
		SELECT item.return_id, item.element_code, item.state, item.value
		FROM zhiheng.sheet_list AS item
		WHERE item.return_id = ANY (p_returns)
	), last_cell AS MATERIALIZED (
		SELECT item.return_id, item.element_code, item.state, item.value
		FROM zhiheng.sheet_list AS item
		WHERE item.return_id = ANY (ARRAY(SELECT head.last_id FROM head))
	), element AS MATERIALIZED (
		SELECT time.period, item.code, item.name, item.unit, coalesce(item.accumulation = 'end', false) AS stock
		FROM (SELECT DISTINCT head.period FROM head) AS time
		CROSS JOIN zhiheng.element AS known
		CROSS JOIN LATERAL zhiheng.element_then(known.code, time.period) AS item
	)
	SELECT
		head.id,
		head.institution_id,
		cell.element_code,
		element.name,
		element.unit,
		element.stock,
		cell.state,
		trim_scale(cell.value::numeric),
		last_cell.state,
		trim_scale(last_cell.value::numeric)
	FROM head
	JOIN cell ON cell.return_id = head.id
	JOIN element ON element.period = head.period AND element.code = cell.element_code
	LEFT JOIN last_cell ON last_cell.return_id = head.last_id AND last_cell.element_code = cell.element_code
	ORDER BY head.institution_id, cell.element_code;
END
$$;
COMMENT ON FUNCTION worker.signal_elements IS 'Values of these returns beside those of the quarter before; a return''s together';

CREATE FUNCTION worker.signal_pasts(p_programme bigint, p_returns bigint[])
RETURNS TABLE (
	return_id bigint,
	indicator_code text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	pairs integer,
	variance double precision,
	peers integer,
	shift double precision,
	peer_variance double precision
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 2000 SET search_path = ''
AS $$
	SELECT past.return_id, past.indicator_code, past.year_ago_numerator, past.year_ago_denominator, past.pairs, past.variance, past.peers,
		past.shift, past.peer_variance
	FROM zhiheng.screen_evidence(p_returns) AS past
	JOIN zhiheng.return AS head ON head.id = past.return_id
	JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = past.indicator_code
	ORDER BY head.institution_id, asked.position
$$;
COMMENT ON FUNCTION worker.signal_pasts IS 'zhiheng.screen_evidence in the order of signal_elements and then of pages';

CREATE FUNCTION worker.signal_baselines(p_programme bigint, p_institutions bigint[])
RETURNS TABLE (institution_id bigint, element_code text, element_name text, period_label text, indicator_name text, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH registered AS MATERIALIZED (
		SELECT DISTINCT ON (baseline.institution_id, baseline.numerator_code, baseline.denominator_code)
			baseline.institution_id,
			baseline.period,
			baseline.denominator::numeric AS denominator,
			asked.denominator AS element_code,
			asked.name
		FROM zhiheng.programme AS programme
		JOIN zhiheng.asked_definition AS asked ON asked.programme_id = programme.id
		JOIN zhiheng.baseline AS baseline ON baseline.numerator_code = asked.numerator AND baseline.denominator_code = asked.denominator
			AND baseline.year = programme.year
		WHERE programme.id = p_programme AND baseline.institution_id = ANY (p_institutions)
		ORDER BY baseline.institution_id, baseline.numerator_code, baseline.denominator_code, baseline.version DESC, asked.indicator_code
	)
	SELECT
		one.institution_id,
		one.element_code::text,
		element.name,
		zhiheng.period_label(one.period),
		one.name,
		one.denominator
	FROM (
		SELECT
			item.institution_id,
			item.element_code,
			item.period,
			item.name,
			item.denominator,
			min(item.denominator) OVER same AS least,
			max(item.denominator) OVER same AS most
		FROM registered AS item
		WINDOW same AS (PARTITION BY item.institution_id, item.element_code, item.period)
	) AS one
	JOIN zhiheng.element AS element ON element.code = one.element_code
	WHERE one.least < one.most
	ORDER BY one.institution_id, one.element_code, one.period, one.name;
END
$$;
COMMENT ON FUNCTION worker.signal_baselines IS 'Newest baselines that share denominator and period with others and say another number: all of such a group, together';

CREATE FUNCTION worker.signal_returns(p_programme bigint, p_period text, p_institutions bigint[])
RETURNS TABLE (return_id bigint, institution_id bigint, period text, period_label text, due_on date, missing boolean, late_days integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = ''
AS $$
	SELECT
		head.id,
		head.institution_id,
		head.period::text,
		zhiheng.period_label(head.period),
		calendar.due_on,
		head.first_submitted_at IS NULL,
		coalesce((head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.today()) - calendar.due_on
	FROM zhiheng.asked_return AS head
	JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
	WHERE head.programme_id = p_programme AND head.institution_id = ANY (p_institutions)
		AND zhiheng.cadence(head.period) = 'quarter'
		AND (head.period = p_period OR (head.period < p_period AND head.first_submitted_at IS NULL))
		-- As commission.return_item counts them.
		AND head.exempt IS NULL
		AND (zhiheng.return_class(head.standing, head.first_submitted_at, calendar.due_on) = 'late'
			OR (head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date > calendar.due_on)
	ORDER BY head.institution_id, head.period
$$;
COMMENT ON FUNCTION worker.signal_returns IS 'Late returns: those of the quarter, and of quarters before it what never came';

CREATE VIEW worker.signal_part AS
SELECT child_element AS child, parent_element AS parent
FROM zhiheng.part
WHERE relation = 'subset';
COMMENT ON VIEW worker.signal_part IS 'Elements of which one counts some of the cases of the other';

CREATE FUNCTION worker.signal_institutions(p_first text, p_last text, p_period text) RETURNS TABLE (institution_id bigint, shown boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = ''
AS $$
	SELECT card.id, true
	FROM zhiheng.card_of(p_period) AS card
	WHERE card.region_code BETWEEN p_first AND p_last
	ORDER BY card.region_code, card.level_position, card.name, card.id
$$;
COMMENT ON FUNCTION worker.signal_institutions IS 'Institutions that a subtree of regions had in a period, in the order of pages';

CREATE FUNCTION worker.signal_centres(p_commission bigint) RETURNS TABLE (qc_centre_id bigint, indicator_code text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
	SELECT DISTINCT own.qc_centre_id, member.indicator_code
	FROM zhiheng.qc_centre_specialty AS own
	LEFT JOIN zhiheng.specialty_member AS member ON member.specialty_code = own.specialty_code AND member.indicator_code IS NOT NULL
	WHERE own.commission_id = p_commission
	ORDER BY own.qc_centre_id, member.indicator_code
$$;
COMMENT ON FUNCTION worker.signal_centres IS 'A commission''s QC centres, a row for each indicator of their specialties';

-- == storing it ==

CREATE FUNCTION worker.signal_begin(p_job bigint, p_method text, p_institutions integer, p_judged integer, p_listed integer,
	p_expected double precision, p_trends integer, p_trends_listed integer, p_trends_expected double precision, p_audit bigint,
	p_moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asked worker.signal_job;
BEGIN
	SELECT wanted.job_id, wanted.commission_id, wanted.programme_id, wanted.period, wanted.region_first, wanted.region_last,
		wanted.possible, wanted.audit_id
	INTO STRICT asked
	FROM worker.signal_job AS wanted
	WHERE wanted.job_id = p_job;
	DELETE FROM zhiheng.signal_row AS old
	WHERE old.commission_id = asked.commission_id AND old.programme_id = asked.programme_id AND old.period = asked.period;
	DELETE FROM zhiheng.signal_common AS old
	WHERE old.commission_id = asked.commission_id AND old.programme_id = asked.programme_id AND old.period = asked.period;
	DELETE FROM zhiheng.signal_list AS old
	WHERE old.commission_id = asked.commission_id AND old.programme_id = asked.programme_id AND old.period = asked.period;
	INSERT INTO zhiheng.signal_list (commission_id, programme_id, period, method_version, institutions, judged, listed, expected, trends,
		trends_listed, trends_expected, computed_at, audit_id, job_id)
	VALUES (asked.commission_id, asked.programme_id, asked.period, p_method, p_institutions, p_judged, p_listed, p_expected, p_trends,
		p_trends_listed, p_trends_expected, p_moment, p_audit, p_job);
	-- Those that nobody asked for are worth nothing any more.
	DELETE FROM zhiheng.job AS old
	WHERE old.kind = 'signal' AND old.state IN ('done', 'failed') AND old.account_id IS NULL AND old.commission_id = asked.commission_id
		AND old.argument ->> 'programme_id' = asked.programme_id::text AND old.argument ->> 'period' = asked.period;
END
$$;
COMMENT ON FUNCTION worker.signal_begin IS 'Takes away the job''s list as it was, and writes its head anew; the transaction then stores its rows';

CREATE FUNCTION worker.signal_store(p_job bigint, p_centre bigint, p_kinds text[], p_severities integer[], p_labels text[],
	p_institutions bigint[], p_indicators text[], p_members text[], p_returns bigint[], p_periods text[], p_reasons text[], p_others text[],
	p_evidence text[], p_qs double precision[], p_cases double precision[], p_weights double precision[], p_sizes bigint[], p_parts integer[])
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.signal_row (commission_id, programme_id, period, qc_centre_id, place, kind, severity, label, institution_id, indicator_code,
		members, return_id, return_period, reason, others, evidence, q, cases, weight, to_go, parts)
	SELECT list.commission_id, list.programme_id, list.period, p_centre, item.place, item.kind, item.severity, item.label, item.institution,
		item.indicator, coalesce(string_to_array(item.members, ' '), '{}'), item.return, item.period, item.reason, item.others, item.evidence,
		item.q, item.cases, item.weight, item.size, item.parts
	FROM zhiheng.signal_list AS list
	CROSS JOIN unnest(p_kinds, p_severities, p_labels, p_institutions, p_indicators, p_members, p_returns, p_periods, p_reasons, p_others,
		p_evidence, p_qs, p_cases, p_weights, p_sizes, p_parts) WITH ORDINALITY AS item (kind, severity, label, institution, indicator, members,
		return, period, reason, others, evidence, q, cases, weight, size, parts, place)
	WHERE list.job_id = p_job
$$;
COMMENT ON FUNCTION worker.signal_store IS 'The rows of the list of a QC centre, or (0) of the commission, gravest first';

CREATE FUNCTION worker.signal_store_common(p_job bigint, p_indicators text[], p_codes text[], p_institutions bigint[],
	p_missed boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.signal_common (commission_id, programme_id, period, indicator_code, judged, missed)
	SELECT list.commission_id, list.programme_id, list.period, indicator.code, verdict.judged, verdict.missed
	FROM zhiheng.signal_list AS list
	CROSS JOIN unnest(p_indicators) AS indicator (code)
	JOIN (
		SELECT
			item.code,
			array_agg(item.institution) AS judged,
			coalesce(array_agg(item.institution) FILTER (WHERE item.missed), '{}') AS missed
		FROM unnest(p_codes, p_institutions, p_missed) AS item (code, institution, missed)
		GROUP BY item.code
	) AS verdict ON verdict.code = indicator.code
	WHERE list.job_id = p_job
$$;
COMMENT ON FUNCTION worker.signal_store_common IS 'Who was held against goals and thresholds: arrays of indicators, and of verdicts';

GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
