-- What the worker program may read and do: views and functions of schema worker.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS worker CASCADE;
CREATE SCHEMA worker AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

-- == job ==

CREATE FUNCTION worker.job_requeue() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	found_again integer;
BEGIN
	UPDATE zhiheng.job SET state = 'queued', progress = 0 WHERE state = 'running';
	GET DIAGNOSTICS found_again = ROW_COUNT;
	RETURN found_again;
END
$$;
COMMENT ON FUNCTION worker.job_requeue IS 'At start: jobs that a killed worker left are done anew; nothing of them was written';

CREATE FUNCTION worker.job_claim() RETURNS TABLE (id bigint, kind text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	UPDATE zhiheng.job AS job SET state = 'running'
	WHERE job.id = (SELECT waiting.id FROM zhiheng.job AS waiting WHERE waiting.state = 'queued'
		ORDER BY waiting.id LIMIT 1 FOR UPDATE SKIP LOCKED)
	RETURNING job.id, job.kind;
END
$$;
COMMENT ON FUNCTION worker.job_claim IS 'The oldest waiting job, now running, or no row';

CREATE FUNCTION worker.job_finish(p_job bigint, p_state text, p_message text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	UPDATE zhiheng.job SET state = p_state, progress = CASE p_state WHEN 'done' THEN 100 ELSE progress END, message = p_message, finished_at = now()
	WHERE id = p_job
$$;
COMMENT ON FUNCTION worker.job_finish IS 'done or failed, with the sentence the commission reads';

-- == publish ==

CREATE VIEW worker.publish_job AS
SELECT
	job.id AS job_id,
	programme.id AS programme_id,
	job.argument ->> 'period' AS period,
	commission.region_code::text AS region_code,
	(SELECT coalesce(max(edition.number), 0) + 1
		FROM zhiheng.edition AS edition
		WHERE edition.region_code = commission.region_code AND edition.period::text = job.argument ->> 'period') AS number,
	nullif(btrim(job.argument ->> 'reason'), '') AS reason,
	job.account_id,
	programme.name AS programme_name,
	commission.name AS commission_name
FROM zhiheng.job AS job
JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
	AND programme.commission_id = job.commission_id
WHERE job.kind = 'publish';
COMMENT ON VIEW worker.publish_job IS 'What a publish job asks for, with the number its edition will have; only a programme of the commission itself';

CREATE FUNCTION worker.publish_open(p_job bigint)
RETURNS TABLE (programme_id bigint, period text, region_code text, number integer, reason text, edition_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	SELECT programme_id, period, region_code, number, reason, nextval(pg_get_serial_sequence('zhiheng.edition', 'id'))
	FROM worker.publish_job
	WHERE job_id = p_job
$$;
COMMENT ON FUNCTION worker.publish_open IS 'What to publish, and the id its edition will have';

CREATE VIEW worker.publish_return AS
SELECT
	span.programme_id,
	span.period,
	head.id AS return_id,
	head.institution_id,
	span.quarter,
	head.revision,
	head.state,
	head.state IN ('accepted', 'published') AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.return AS head ON head.programme_id = span.programme_id AND head.period::text = span.quarter
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE institution.active OR head.first_submitted_at IS NOT NULL;
COMMENT ON VIEW worker.publish_return IS 'Returns expected for a period';

CREATE FUNCTION worker.publish_returns(p_programme bigint, p_period text)
RETURNS TABLE (return_id bigint, institution_id bigint, quarter text, revision integer, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT return_id, institution_id, quarter, revision, zhiheng.return_digest(return_id)
	FROM worker.publish_return
	WHERE programme_id = p_programme AND period = p_period AND accepted
$$;
COMMENT ON FUNCTION worker.publish_returns IS 'Accepted returns of a period with the digests of their values: the inputs of an edition';

CREATE VIEW worker.publish_indicator AS
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.indicator_version,
	asked.position::integer AS position,
	asked.target_code,
	(SELECT target.name FROM zhiheng.catalogue_target AS target WHERE target.code = asked.target_code ORDER BY target.version DESC LIMIT 1) AS target_name,
	asked.specialty,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.numerator_name,
	asked.denominator_name,
	asked.minimum_denominator,
	asked.required,
	asked.threshold_op,
	asked.threshold_value
FROM zhiheng.asked_indicator AS asked;
COMMENT ON VIEW worker.publish_indicator IS 'Indicators of a programme in the order of pages';

CREATE FUNCTION worker.publish_values(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	institution_id bigint,
	peer_group text,
	region_code text,
	region_name text,
	level text,
	level_label text,
	kind text,
	kind_label text,
	coverage text,
	numerator numeric,
	denominator numeric,
	baseline double precision,
	goal double precision,
	goal_met boolean,
	threshold_met boolean
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = ''
AS $$
	SELECT
		value.institution_id,
		zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type),
		region.code::text,
		region.name,
		institution.level,
		zhiheng.label('level', institution.level),
		institution.kind,
		zhiheng.label('kind', institution.kind),
		value.coverage,
		value.numerator,
		value.denominator,
		(indicator.factor * baseline.numerator / coalesce(baseline.denominator, 1))::double precision,
		baseline.goal::double precision,
		zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, value.numerator, value.denominator, NULL, NULL),
		zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, value.numerator, value.denominator,
			baseline.numerator, baseline.denominator)
	FROM zhiheng.indicator_values(p_programme, p_period, p_indicator) AS value
	JOIN worker.publish_indicator AS indicator ON indicator.programme_id = p_programme AND indicator.indicator_code = p_indicator
	JOIN zhiheng.institution AS institution ON institution.id = value.institution_id
	JOIN zhiheng.region AS region ON region.code = institution.region_code
	LEFT JOIN zhiheng.baseline_approved AS baseline ON baseline.programme_id = p_programme
		AND baseline.institution_id = value.institution_id
		AND baseline.indicator_code = p_indicator
	ORDER BY value.institution_id
$$;
COMMENT ON FUNCTION worker.publish_values IS 'One indicator in a period: a row for every institution asked, in order of id';

CREATE FUNCTION worker.publish_results(p_edition bigint, p_indicator text, p_institutions bigint[], p_numerators numeric[], p_denominators numeric[],
	p_statuses text[], p_values double precision[], p_lowers double precision[], p_uppers double precision[], p_ranks integer[], p_ranked integer[],
	p_tied boolean[], p_rank_lowers integer[], p_rank_uppers integer[], p_rank_alikes text[], p_baselines double precision[], p_goals double precision[], p_goals_met boolean[], p_thresholds_met boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, numerator, denominator, status, value, lower, upper, rank, ranked,
		tied, rank_lower, rank_upper, rank_alike, baseline, goal, goal_met, threshold_met)
	SELECT p_edition, p_indicator, item.*
	FROM unnest(p_institutions, p_numerators, p_denominators, p_statuses, p_values, p_lowers, p_uppers, p_ranks, p_ranked, p_tied, p_rank_lowers, p_rank_uppers,
		p_rank_alikes, p_baselines, p_goals, p_goals_met, p_thresholds_met) AS item
$$;
COMMENT ON FUNCTION worker.publish_results IS 'Results of one indicator, arrays of equal length';

CREATE FUNCTION worker.publish_groups(p_edition bigint, p_indicator text, p_dimensions text[], p_keys text[], p_labels text[], p_institutions integer[],
	p_numerators numeric[], p_denominators numeric[], p_statuses text[], p_values double precision[], p_lowers double precision[],
	p_uppers double precision[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_group (edition_id, indicator_code, dimension, key, label, institutions, numerator, denominator, status, value, lower, upper)
	SELECT p_edition, p_indicator, item.*
	FROM unnest(p_dimensions, p_keys, p_labels, p_institutions, p_numerators, p_denominators, p_statuses, p_values, p_lowers, p_uppers) AS item
$$;
COMMENT ON FUNCTION worker.publish_groups IS 'Group sums of one indicator, arrays of equal length';

CREATE FUNCTION worker.publish_close(p_job bigint, p_edition bigint, p_method text, p_digest bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	job record;
BEGIN
	SELECT programme_id, period, region_code, number, reason, account_id, programme_name, commission_name
	INTO STRICT job
	FROM worker.publish_job
	WHERE job_id = p_job;
	INSERT INTO zhiheng.edition_return (edition_id, return_id, institution_id, period, revision, digest)
	SELECT p_edition, return_id, institution_id, quarter, revision, digest
	FROM worker.publish_returns(job.programme_id, job.period);
	INSERT INTO zhiheng.edition_institution (edition_id, institution_id, credit_code, name, region_code, region_name, level, grade, kind,
		specialist_type, ownership, peer_group, included)
	SELECT p_edition, institution.id, institution.credit_code, institution.name, region.code, region.name, institution.level, institution.grade, institution.kind,
		institution.specialist_type, institution.ownership,
		zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type), asked.included
	FROM (
		SELECT institution_id, bool_and(accepted) AS included
		FROM worker.publish_return
		WHERE programme_id = job.programme_id AND period = job.period
		GROUP BY institution_id
	) AS asked
	JOIN zhiheng.institution AS institution ON institution.id = asked.institution_id
	JOIN zhiheng.region AS region ON region.code = institution.region_code;
	INSERT INTO zhiheng.edition_indicator (edition_id, indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit,
		factor, direction, numerator_name, denominator_name, minimum_denominator, required, threshold_op, threshold_value)
	SELECT p_edition, indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit,
		factor, direction, numerator_name, denominator_name, minimum_denominator, required, threshold_op, threshold_value
	FROM worker.publish_indicator
	WHERE programme_id = job.programme_id;
	INSERT INTO zhiheng.edition (id, region_code, period, number, programme_id, programme_name, commission_name, correction, method_version, expected,
		included, demo, account_id, digest)
	OVERRIDING SYSTEM VALUE
	SELECT p_edition, job.region_code, job.period, job.number, job.programme_id, job.programme_name, job.commission_name,
		CASE WHEN job.number > 1 THEN job.reason END, p_method, count(*), count(*) FILTER (WHERE accepted), zhiheng.is_demo(), job.account_id, p_digest
	FROM worker.publish_return
	WHERE programme_id = job.programme_id AND period = job.period;
	PERFORM zhiheng.return_move(return_id, 'published', NULL)
	FROM worker.publish_return
	WHERE programme_id = job.programme_id AND period = job.period AND state = 'accepted';
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	VALUES (job.account_id, 'edition.publish', p_edition, jsonb_build_object('region', job.region_code, 'period', job.period, 'number', job.number,
		'correction', job.reason, 'digest', encode(p_digest, 'hex')));
	PERFORM worker.job_finish(p_job, 'done', format('已公开第 %s 版', job.number));
END
$$;
COMMENT ON FUNCTION worker.publish_close IS 'Freezes inputs and descriptions, writes the head of the edition, moves the returns, ends the job';

GRANT USAGE ON SCHEMA worker TO zhiheng_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
