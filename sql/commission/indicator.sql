-- Schema commission: the matrix, and the computations of a whole region.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.matrix(p_programme bigint, p_period text, p_specialty text)
RETURNS TABLE (
	indicator_code text,
	column_position bigint,
	institution_id bigint,
	institution_name text,
	region_code text,
	region_name text,
	level text,
	kind text,
	ownership text,
	level_position integer,
	peer_group text,
	peer_group_label text,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	earlier text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT
			item.id,
			item.name,
			item.region_code,
			item.region_name,
			item.level,
			item.kind,
			item.ownership,
			item.level_position,
			item.peer_group,
			item.peer_group_label
		FROM zhiheng.card_of(p_period) AS item
		-- By their keys: all institutions of the country would be asked whether they are seen.
		WHERE item.id = ANY ((SELECT zhiheng.institutions_seen(p_period))::bigint[])
	), indicator AS MATERIALIZED (
		SELECT asked.indicator_code, asked.position AS column_position
		FROM zhiheng.asked_indicator AS asked
		WHERE asked.programme_id = p_programme AND (p_specialty IS NULL OR asked.specialty = p_specialty)
	)
	SELECT
		value.indicator_code,
		indicator.column_position,
		card.id,
		card.name,
		card.region_code,
		card.region_name,
		card.level,
		card.kind,
		card.ownership,
		card.level_position,
		card.peer_group,
		card.peer_group_label,
		value.coverage,
		value.numerator,
		value.denominator,
		value.deviation,
		value.earlier
	FROM zhiheng.values_shown(p_programme, p_period, NULL, ARRAY(SELECT card.id FROM card), zhiheng.elements_seen(), true) AS value
	JOIN indicator ON indicator.indicator_code = value.indicator_code
	JOIN card ON card.id = value.institution_id
	WHERE p_programme IN (SELECT zhiheng.programme_visible());
END
$$;
COMMENT ON FUNCTION commission.matrix IS 'Every value of a period for the institutions of the subtree, of one specialty or (null) of all: zhiheng.results without baselines, goals and thresholds, as the worker computed them';

CREATE VIEW commission.computation_job AS
SELECT DISTINCT ON (programme.id, job.argument ->> 'period')
	job.id,
	programme.id AS programme_id,
	job.argument ->> 'period' AS period,
	job.state,
	CASE job.state WHEN 'queued' THEN '排队中' WHEN 'running' THEN '正在计算' WHEN 'done' THEN '已完成' WHEN 'failed' THEN '未成功' END AS state_label,
	job.progress,
	job.step,
	job.message,
	account.name AS person,
	job.queued_at
FROM zhiheng.job AS job
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
	AND programme.commission_id = job.commission_id
JOIN zhiheng.account AS account ON account.id = job.account_id
WHERE job.kind = 'compute'
ORDER BY programme.id, job.argument ->> 'period', job.id DESC;
COMMENT ON VIEW commission.computation_job IS 'The newest computation asked for of each programme and period, and how far it is';

CREATE VIEW commission.computation AS
SELECT
	made.programme_id,
	made.period::text AS period,
	made.method_version,
	made.rank_intervals,
	made.institutions,
	made.indicators,
	made.computed_at,
	account.name AS person,
	EXISTS (
		SELECT FROM zhiheng.audit AS line
		WHERE line.id > made.audit_id
			AND (line.act LIKE 'institution.%'
				OR (line.act ~ '^(programme|period)\.' AND line.object_id = made.programme_id)
				OR (line.act IN ('return.accepted', 'submission.accept', 'submission.return') AND EXISTS (
					SELECT FROM zhiheng.asked_return AS head
					WHERE head.id = line.object_id AND head.programme_id = made.programme_id
						AND head.period = ANY (zhiheng.period_sources(made.period)))))
	) AS outdated
FROM zhiheng.computation AS made
JOIN zhiheng.job AS job ON job.id = made.job_id
LEFT JOIN zhiheng.account AS account ON account.id = job.account_id;
COMMENT ON VIEW commission.computation IS 'What the worker computed of the own programmes; person: who asked, null: nobody; outdated: returns of the period were accepted since, or institutions or the programme changed';

CREATE VIEW commission.computation_indicator AS
SELECT
	part.programme_id,
	part.period::text AS period,
	part.indicator_code,
	count(*) AS groups,
	sum(cardinality(part.institution_ids)) AS asked,
	sum(part.valued) AS valued,
	sum(part.ranked) AS ranked,
	sum(part.better) AS better,
	sum(part.worse) AS worse,
	max(part.ranked) AS largest,
	bool_or(part.rank_lowers[1] IS NOT NULL) AS rank_intervals,
	max(part.rank_draws) AS rank_draws,
	min(part.rank_seed) AS rank_seed
FROM zhiheng.computation_group AS part
GROUP BY part.programme_id, part.period, part.indicator_code;
COMMENT ON VIEW commission.computation_indicator IS 'What was computed of an indicator, counted over its peer groups; largest: ranked ones of the largest group; rank_intervals: there are some';

CREATE FUNCTION commission.computation_results(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	peer_group_label text,
	institution_name text,
	region_name text,
	status text,
	numerator numeric,
	denominator numeric,
	value double precision,
	lower double precision,
	upper double precision,
	rank integer,
	ranked integer,
	tied boolean,
	rank_lower integer,
	rank_upper integer,
	place text,
	phi double precision
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT
		card.peer_group_label,
		card.name,
		card.region_name,
		item.status,
		item.numerator,
		item.denominator,
		item.value,
		item.lower,
		item.upper,
		item.rank,
		CASE WHEN item.rank IS NOT NULL THEN part.ranked END,
		item.tied,
		item.rank_lower,
		item.rank_upper,
		item.place,
		part.phi
	FROM zhiheng.computation_group AS part
	CROSS JOIN LATERAL unnest(part.institution_ids, part.statuses, part.numerators, part.denominators, part."values", part.lowers, part.uppers,
		part.ranks, part.tied, part.rank_lowers, part.rank_uppers, part.places) WITH ORDINALITY
		AS item (institution_id, status, numerator, denominator, value, lower, upper, rank, tied, rank_lower, rank_upper, place, position)
	JOIN zhiheng.card_of(p_period) AS card ON card.id = item.institution_id
	WHERE part.programme_id = p_programme AND part.period = p_period AND part.indicator_code = p_indicator
	ORDER BY card.level_position, card.peer_group_label, card.peer_group, item.position
$$;
COMMENT ON FUNCTION commission.computation_results IS 'What was computed of an indicator: peers together, ranked ones first, best first';

CREATE FUNCTION commission.computation_request(p_programme bigint, p_period text, p_rank_intervals boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
	job bigint;
BEGIN
	IF who.account_id IS NULL OR who.qc_centre_id IS NOT NULL OR who.role NOT IN ('reviewer', 'administrator') THEN
		RAISE EXCEPTION 'may not ask for a computation' USING ERRCODE = 'ZH403', CONSTRAINT = 'computation_role';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.programme AS programme
	    WHERE programme.id = p_programme AND programme.commission_id = who.commission_id) THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404', CONSTRAINT = 'computation_programme';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.period_quarter AS span
	    WHERE span.programme_id = p_programme AND span.period = p_period AND span.state <> 'planned') THEN
		RAISE EXCEPTION 'period % is not one of the programme', p_period USING ERRCODE = 'ZH400', CONSTRAINT = 'computation_period';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('compute ' || p_programme || ' ' || p_period, 0));
	IF EXISTS (SELECT FROM zhiheng.job AS other WHERE other.state IN ('queued', 'running') AND other.kind = 'compute'
	    AND other.account_id IS NOT NULL AND other.commission_id = who.commission_id AND other.argument ->> 'programme_id' = p_programme::text
	    AND other.argument ->> 'period' = p_period) THEN
		RAISE EXCEPTION 'a computation is under way' USING ERRCODE = 'ZH409', CONSTRAINT = 'computation_open';
	END IF;
	INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
	VALUES ('compute', who.commission_id, jsonb_build_object('programme_id', p_programme, 'period', p_period,
		'rank_intervals', p_rank_intervals), who.account_id)
	RETURNING id INTO job;
	CALL zhiheng.write_audit('computation.request', job, jsonb_build_object('programme', p_programme, 'period', p_period,
		'rank_intervals', p_rank_intervals));
	RETURN job;
END
$$;
COMMENT ON FUNCTION commission.computation_request IS 'Asks the worker to compute a period of an own programme anew; gives the job. One of a period at a time';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
