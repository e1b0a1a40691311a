-- What the worker program may read and do: views and functions of schema worker.  Made anew at every
-- migrate, in one transaction; holds no data.

CREATE SCHEMA worker AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

-- == job ==

CREATE FUNCTION worker.job_requeue() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	found_again integer;
BEGIN
	-- A list that is waiting anyhow waits once.
	DELETE FROM zhiheng.job AS job
	WHERE job.state = 'running' AND EXISTS (SELECT FROM zhiheng.job AS other WHERE other.kind = job.kind AND other.state = 'queued'
		AND other.commission_id = job.commission_id AND other.argument = job.argument
		AND (job.kind = 'signal' OR (job.kind = 'compute' AND job.account_id IS NULL AND other.account_id IS NULL)));
	UPDATE zhiheng.job AS job SET state = 'queued', progress = 0, step = ''
	WHERE job.state = 'running' AND NOT EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.job_id = job.id);
	GET DIAGNOSTICS found_again = ROW_COUNT;
	RETURN found_again;
END
$$;
COMMENT ON FUNCTION worker.job_requeue IS 'At start: jobs that a killed worker left are done anew, but for those whose edition is written and only waits for its release';

CREATE FUNCTION worker.job_claim() RETURNS TABLE (id bigint, kind text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	UPDATE zhiheng.job AS job SET state = 'running'
	WHERE job.id = (SELECT waiting.id FROM zhiheng.job AS waiting WHERE waiting.state = 'queued'
		ORDER BY waiting.account_id IS NULL, waiting.kind = 'signal', waiting.id LIMIT 1 FOR UPDATE SKIP LOCKED)
	RETURNING job.id, job.kind;
END
$$;
COMMENT ON FUNCTION worker.job_claim IS 'The oldest waiting job, now running, or no row; what somebody asked for goes first, lists of signals last: they take longest';

CREATE FUNCTION worker.job_progress(p_job bigint, p_progress integer, p_step text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	UPDATE zhiheng.job SET progress = p_progress, step = p_step WHERE id = p_job AND state = 'running'
$$;
COMMENT ON FUNCTION worker.job_progress IS 'How far a job is; by a connection of its own, so that others see it at once';

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
	commission.name AS commission_name,
	(job.argument ->> 'preview_id')::bigint AS preview_id,
	(job.argument ->> 'prepared_by')::bigint AS prepared_by,
	region.name AS region_name,
	coalesce((SELECT rule.small_below FROM zhiheng.programme_disclosure AS rule WHERE rule.programme_id = programme.id
		ORDER BY rule.id DESC LIMIT 1), 5) AS small_below,
	coalesce((job.argument ->> 'preview_days')::integer, (SELECT rule.preview_days FROM zhiheng.programme_disclosure AS rule WHERE rule.programme_id = programme.id
		ORDER BY rule.id DESC LIMIT 1), 14) AS preview_days,
	CASE WHEN coalesce((SELECT rule.grades FROM zhiheng.programme_disclosure AS rule WHERE rule.programme_id = programme.id
		ORDER BY rule.id DESC LIMIT 1), true) THEN (SELECT scheme.scheme_id FROM zhiheng.grade_version AS scheme
		WHERE scheme.programme_id = programme.id AND scheme.state = 'in_force') END AS grade_scheme_id
FROM zhiheng.job AS job
JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
	AND programme.commission_id = job.commission_id
JOIN zhiheng.region AS region ON region.code = commission.region_code;
COMMENT ON VIEW worker.publish_job IS 'What a job asks for, with the number its edition will have; only a programme of the commission itself';

CREATE FUNCTION worker.publish_open(p_job bigint)
RETURNS TABLE (programme_id bigint, period text, region_code text, region_name text, number integer, reason text, programme_name text,
	commission_name text, small_below integer, demo boolean, published_at text, quarters text[], edition_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	SELECT programme_id, period, region_code, region_name, number, CASE WHEN number > 1 THEN reason END, programme_name, commission_name, small_below,
		zhiheng.is_demo(), to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"'), zhiheng.period_quarters(period),
		nextval(pg_get_serial_sequence('zhiheng.edition', 'id'))
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
	coalesce(head.accepted_revision, head.revision) AS revision,
	head.state,
	head.accepted_revision IS NOT NULL AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period::text = span.quarter
WHERE head.exempt IS NULL;
COMMENT ON VIEW worker.publish_return IS 'Returns expected for a period';

CREATE FUNCTION worker.publish_returns(p_programme bigint, p_period text)
RETURNS TABLE (return_id bigint, institution_id bigint, quarter text, revision integer, digest bytea, commitment bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT return_id, institution_id, quarter, revision, zhiheng.accepted_digest(return_id, zhiheng.programme_rung(p_programme)), zhiheng.return_commitment_of(return_id, revision)
	FROM worker.publish_return
	WHERE programme_id = p_programme AND period = p_period AND accepted
$$;
COMMENT ON FUNCTION worker.publish_returns IS 'Accepted returns of a period with digest and commitment of their values: the inputs of an edition';

CREATE FUNCTION worker.element_name(p_code text, p_period text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (SELECT version.name
	FROM zhiheng.catalogue_element AS version
	LEFT JOIN zhiheng.element_period AS fixed ON fixed.period = ANY (zhiheng.period_sources(p_period)) AND fixed.element_code = version.code
		AND fixed.version = version.version
	WHERE version.code = p_code
	ORDER BY fixed.period = p_period DESC NULLS LAST, fixed.period DESC NULLS LAST, version.version DESC
	LIMIT 1);
COMMENT ON FUNCTION worker.element_name IS 'Name of an element as it was meant in a period; what is only put together there, as in its last shorter one';

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
	asked.numerator,
	asked.numerator_name,
	asked.denominator,
	asked.denominator_name,
	asked.minimum_denominator,
	asked.required,
	CASE WHEN demanded.alike THEN asked.threshold_op END AS threshold_op,
	CASE WHEN demanded.alike THEN asked.threshold_value END AS threshold_value,
	asked.basis,
	asked.own_trend,
	asked.confirmed_on,
	asked.confirmed_by,
	asked.confirmed_source
FROM zhiheng.asked_indicator AS asked
-- An edition holds one threshold against all whom it names; what differs between them, or is demanded of some only, it cannot say.
CROSS JOIN LATERAL (
	SELECT NOT asked.threshold_scoped OR NOT EXISTS (
		SELECT
		FROM zhiheng.programme AS programme
		JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
		-- Whoever there was in its year.
		JOIN zhiheng.register AS institution ON institution.first_day < make_date(programme.year + 1, 1, 1)
			AND institution.next_day > make_date(programme.year, 1, 1) AND institution.region_code >= owner.region_code
			AND institution.region_code <= zhiheng.region_last(owner.region_code)
			AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
		LEFT JOIN LATERAL (
			SELECT item.op, item.value, item.source
			FROM zhiheng.programme_threshold AS item
			WHERE item.programme_id = asked.programme_id AND item.indicator_code = asked.indicator_code AND item.nature IN ('required', 'direction')
				AND zhiheng.threshold_covers(item.levels, item.kinds, item.ownerships, institution.level, institution.kind, institution.specialist_type, institution.ownership)
			ORDER BY item.position
			LIMIT 1
		) AS own ON true
		WHERE programme.id = asked.programme_id AND (own.op, own.value) IS DISTINCT FROM (asked.threshold_op, asked.threshold_value)) AS alike
) AS demanded;
COMMENT ON VIEW worker.publish_indicator IS 'Indicators of a programme in the order of pages, with the threshold that is demanded of all who are asked';

CREATE VIEW worker.publish_institution AS
SELECT
	asked.programme_id,
	asked.period,
	institution.id AS institution_id,
	own.credit_code,
	institution.name,
	region.code::text AS region_code,
	region.name AS region_name,
	institution.level,
	institution.grade,
	institution.kind,
	institution.specialist_type,
	institution.ownership,
	zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	zhiheng.label('level', institution.level) AS level_label,
	zhiheng.label('kind', institution.kind) AS kind_label,
	asked.included
FROM (
	SELECT programme_id, period, institution_id, bool_and(accepted) AS included
	FROM worker.publish_return
	GROUP BY programme_id, period, institution_id
) AS asked
JOIN zhiheng.institution AS own ON own.id = asked.institution_id
JOIN zhiheng.register AS institution ON institution.id = asked.institution_id AND institution.first_day <= zhiheng.period_end(asked.period)
	AND institution.next_day > zhiheng.period_end(asked.period)
JOIN zhiheng.region AS region ON region.code = institution.region_code;
COMMENT ON VIEW worker.publish_institution IS 'Institutions asked in a period, as an edition describes them';

CREATE FUNCTION worker.publish_values(p_programme bigint, p_period text, p_small integer)
RETURNS TABLE (
	indicator_code text,
	institution_id bigint,
	coverage text,
	numerator numeric,
	denominator numeric,
	baseline double precision,
	goal double precision,
	goal_met boolean,
	threshold_met boolean
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000 SET search_path = ''
AS $$
	SELECT
		value.indicator_code,
		value.institution_id,
		-- What editions call so since the first.
		CASE WHEN value.coverage IN ('by_half', 'by_year', 'not_due') THEN 'unavailable' ELSE value.coverage END,
		trim_scale(value.numerator),
		trim_scale(value.denominator),
		-- A rate out of a handful of cases gives them away.
		CASE WHEN indicator.denominator IS NULL OR NOT ((baseline.numerator > 0 AND baseline.numerator < p_small)
			OR (baseline.denominator > baseline.numerator AND baseline.denominator - baseline.numerator < p_small) OR baseline.denominator < p_small)
			THEN (indicator.factor * baseline.numerator / coalesce(baseline.denominator, 1))::double precision END,
		baseline.goal::double precision,
		-- As the pages of the commission have them; an edition computes its own (cgi/edition/meet).
		zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, value.numerator, value.denominator, NULL, NULL),
		zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, value.numerator, value.denominator,
			baseline.numerator, baseline.denominator)
	FROM zhiheng.indicator_values(p_programme, p_period, NULL) AS value
	JOIN worker.publish_indicator AS indicator ON indicator.programme_id = p_programme AND indicator.indicator_code = value.indicator_code
	LEFT JOIN zhiheng.baselines_approved(p_programme, NULL) AS baseline ON baseline.institution_id = value.institution_id
		AND baseline.indicator_code = value.indicator_code
	ORDER BY indicator.position, value.institution_id
$$;
COMMENT ON FUNCTION worker.publish_values IS 'All indicators in a period: a row for every institution asked, in the order of results.csv; baselines out of counts from 1 to below p_small are left out';

CREATE FUNCTION worker.publish_earlier(p_programme bigint, p_period text)
RETURNS TABLE (
	edition_id bigint,
	indicator_code text,
	institution_id bigint,
	quarter text,
	numerator_element text,
	denominator_element text,
	numerator numeric,
	denominator numeric,
	hidden boolean,
	single boolean,
	region_key text,
	county_key text,
	level_key text,
	kind_key text
)
-- Fresh tables have no statistics: one row expected of each makes loops over loops.
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20000 SET search_path = '' SET enable_nestloop = off
AS $$
	WITH edition AS MATERIALIZED (
		SELECT edition.id, edition.period::text AS period
		FROM zhiheng.edition AS edition
		WHERE left(edition.period, 4) = left(p_period, 4)
	), asked AS MATERIALIZED (
		SELECT institution_id FROM worker.publish_institution WHERE programme_id = p_programme AND period = p_period
	), shown AS MATERIALIZED (
		SELECT part.edition_id, part.indicator_code, part.dimension, part.key
		FROM edition
		JOIN zhiheng.edition_group AS part ON part.edition_id = edition.id AND NOT part.hidden AND part.numerator IS NOT NULL
	)
	SELECT
		edition.id,
		result.indicator_code,
		result.institution_id,
		span.quarter,
		indicator.numerator,
		indicator.denominator,
		trim_scale(input.numerator),
		trim_scale(input.denominator),
		result.hidden,
		span.quarter = edition.period,
		region.key,
		county.key,
		level.key,
		kind.key
	FROM edition
	CROSS JOIN LATERAL unnest(zhiheng.period_quarters(edition.period)) AS span (quarter)
	JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id
	JOIN asked ON asked.institution_id = result.institution_id
	JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = edition.id AND indicator.indicator_code = result.indicator_code
	JOIN zhiheng.edition_institution AS institution ON institution.edition_id = edition.id AND institution.institution_id = result.institution_id
	JOIN zhiheng.edition_input AS input ON input.edition_id = edition.id AND input.indicator_code = result.indicator_code
		AND input.period = span.quarter AND input.institution_id = result.institution_id AND input.numerator IS NOT NULL
	LEFT JOIN shown AS region ON region.edition_id = edition.id AND region.indicator_code = result.indicator_code AND region.dimension = 'region'
	LEFT JOIN shown AS county ON county.edition_id = edition.id AND county.indicator_code = result.indicator_code AND county.dimension = 'county'
		AND county.key = institution.region_code
	LEFT JOIN shown AS level ON level.edition_id = edition.id AND level.indicator_code = result.indicator_code AND level.dimension = 'level'
		AND level.key = institution.level
	LEFT JOIN shown AS kind ON kind.edition_id = edition.id AND kind.indicator_code = result.indicator_code AND kind.dimension = 'kind'
		AND kind.key = institution.kind
	WHERE result.hidden OR result.numerator IS NOT NULL
$$;
COMMENT ON FUNCTION worker.publish_earlier IS 'What earlier editions of the year, of any region, say about the institutions of this one: numbers as they were, quarter by quarter, whether shown, and in which shown sums';

CREATE FUNCTION worker.publish_pooled(p_job bigint) RETURNS TABLE (pooled_ids bigint[], pooled_editions text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT pooled.ids, zhiheng.pooled_editions(pooled.ids)
	FROM worker.publish_job AS job
	CROSS JOIN LATERAL zhiheng.pooled_newest(job.region_code, job.period) AS pooled (ids)
	WHERE job.job_id = p_job
$$;
COMMENT ON FUNCTION worker.publish_pooled IS 'The public editions of the three periods before that of a job: ids, and as edition.csv names them';

CREATE FUNCTION worker.publish_before(p_programme bigint, p_editions bigint[]) RETURNS TABLE (indicator_code text, institution_id bigint, earlier text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000 SET search_path = ''
AS $$
	SELECT indicator.indicator_code, before.institution_id, before.earlier
	FROM worker.publish_indicator AS indicator
	JOIN zhiheng.pooled_values(p_editions) AS before ON before.numerator = indicator.numerator AND before.denominator = indicator.denominator
	WHERE indicator.programme_id = p_programme
	ORDER BY indicator.position, before.institution_id
$$;
COMMENT ON FUNCTION worker.publish_before IS 'What these editions show of a programme''s indicators, in the order of results.csv';

CREATE VIEW worker.publish_remark AS
SELECT
	newest.preview_id,
	newest.institution_id,
	newest.indicator_code,
	newest.text
FROM (
	SELECT DISTINCT ON (remark.preview_id, remark.institution_id, remark.indicator_code)
		remark.preview_id,
		remark.institution_id,
		remark.indicator_code,
		remark.text
	FROM zhiheng.preview_remark AS remark
	WHERE remark.kind = 'remark'
	ORDER BY remark.preview_id, remark.institution_id, remark.indicator_code, remark.id DESC
) AS newest
WHERE newest.text <> '';
COMMENT ON VIEW worker.publish_remark IS 'Remarks in force, to be published beside the results';

GRANT USAGE ON SCHEMA worker TO zhiheng_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
