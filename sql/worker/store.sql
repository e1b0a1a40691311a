-- Schema worker, continued: writing an edition or a preview, and its release.

SET ROLE zhiheng_owner;

CREATE FUNCTION worker.store_results(p_edition bigint, p_indicators text[], p_institutions bigint[], p_coverages text[], p_hidden boolean[],
	p_numerators numeric[], p_denominators numeric[], p_earlier text[], p_statuses text[], p_values double precision[], p_lowers double precision[],
	p_uppers double precision[], p_ranks integer[], p_ranked integer[], p_tied boolean[], p_rank_lowers integer[], p_rank_uppers integer[], p_rank_alikes text[],
	p_baselines double precision[], p_goals double precision[], p_goals_met boolean[], p_thresholds_met boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_result (edition_id, indicator_code, institution_id, coverage, hidden, numerator, denominator, earlier, status, value, lower,
		upper, rank, ranked, tied, rank_lower, rank_upper, rank_alike, baseline, goal, goal_met, threshold_met)
	SELECT p_edition, item.*
	FROM unnest(p_indicators, p_institutions, p_coverages, p_hidden, p_numerators, p_denominators, p_earlier, p_statuses, p_values, p_lowers, p_uppers,
		p_ranks, p_ranked, p_tied, p_rank_lowers, p_rank_uppers, p_rank_alikes, p_baselines, p_goals, p_goals_met, p_thresholds_met) AS item
$$;
COMMENT ON FUNCTION worker.store_results IS 'Results of an edition, arrays of equal length in the order of the columns of results.csv';

CREATE FUNCTION worker.store_preview_results(p_preview bigint, p_indicators text[], p_institutions bigint[], p_coverages text[], p_hidden boolean[],
	p_numerators numeric[], p_denominators numeric[], p_earlier text[], p_statuses text[], p_values double precision[], p_lowers double precision[],
	p_uppers double precision[], p_ranks integer[], p_ranked integer[], p_tied boolean[], p_rank_lowers integer[], p_rank_uppers integer[], p_rank_alikes text[],
	p_baselines double precision[], p_goals double precision[], p_goals_met boolean[], p_thresholds_met boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.preview_result (preview_id, indicator_code, institution_id, coverage, hidden, numerator, denominator, earlier, status, value, lower,
		upper, rank, ranked, tied, rank_lower, rank_upper, rank_alike, baseline, goal, goal_met, threshold_met)
	SELECT p_preview, item.*
	FROM unnest(p_indicators, p_institutions, p_coverages, p_hidden, p_numerators, p_denominators, p_earlier, p_statuses, p_values, p_lowers, p_uppers,
		p_ranks, p_ranked, p_tied, p_rank_lowers, p_rank_uppers, p_rank_alikes, p_baselines, p_goals, p_goals_met, p_thresholds_met) AS item
$$;
COMMENT ON FUNCTION worker.store_preview_results IS 'The same of a preview';

CREATE FUNCTION worker.store_groups(p_edition bigint, p_indicators text[], p_dimensions text[], p_keys text[], p_labels text[], p_expected integer[],
	p_institutions integer[], p_hidden boolean[], p_numerators numeric[], p_denominators numeric[], p_statuses text[],
	p_values double precision[], p_lowers double precision[], p_uppers double precision[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_group (edition_id, indicator_code, dimension, key, label, expected, institutions, hidden, numerator, denominator,
		status, value, lower, upper)
	SELECT p_edition, item.*
	FROM unnest(p_indicators, p_dimensions, p_keys, p_labels, p_expected, p_institutions, p_hidden, p_numerators, p_denominators, p_statuses,
		p_values, p_lowers, p_uppers) AS item
$$;
COMMENT ON FUNCTION worker.store_groups IS 'Sums of an edition, arrays of equal length in the order of the columns of groups.csv';

CREATE FUNCTION worker.store_inputs(p_edition bigint, p_period text, p_indicators text[], p_institutions bigint[], p_coverages text[],
	p_numerators numeric[], p_denominators numeric[], p_baselines double precision[], p_goals double precision[], p_goals_met boolean[],
	p_thresholds_met boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_input (edition_id, period, indicator_code, institution_id, coverage, numerator, denominator, baseline, goal,
		goal_met, threshold_met)
	SELECT p_edition, p_period, item.*
	FROM unnest(p_indicators, p_institutions, p_coverages, p_numerators, p_denominators, p_baselines, p_goals, p_goals_met, p_thresholds_met) AS item
$$;
COMMENT ON FUNCTION worker.store_inputs IS 'Frozen inputs of a period or of one of its quarters, arrays of equal length in the order of publish_values';

CREATE FUNCTION worker.store_preview(p_job bigint, p_digest bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.preview (programme_id, region_code, period, reason, small_below, grade_scheme_id, prepared_by, closes_at, digest)
	SELECT programme_id, region_code, period, CASE WHEN number > 1 THEN reason END, small_below, grade_scheme_id, account_id,
		CASE preview_days WHEN 0 THEN now() ELSE (date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') + make_interval(days => preview_days + 1))
			AT TIME ZONE 'Asia/Shanghai' END, p_digest
	FROM worker.publish_job
	WHERE job_id = p_job
	RETURNING id INTO STRICT made;
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	SELECT account_id, 'edition.prepare', made, jsonb_build_object('region', region_code, 'period', period, 'number', number, 'reason', reason)
	FROM worker.publish_job
	WHERE job_id = p_job;
	RETURN made;
END
$$;
COMMENT ON FUNCTION worker.store_preview IS 'The head of a preview; its window ends with the last of its days';

CREATE FUNCTION worker.store_edition(p_job bigint, p_edition bigint, p_method text, p_digest bytea, p_draws integer, p_seed bigint, p_pooled bigint[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	job record;
BEGIN
	SELECT programme_id, period, region_code, number, reason, account_id, programme_name, commission_name, small_below, preview_id, prepared_by
	INTO STRICT job
	FROM worker.publish_job
	WHERE job_id = p_job;
	INSERT INTO zhiheng.edition_return (edition_id, return_id, institution_id, period, revision, digest, commitment)
	SELECT p_edition, return_id, institution_id, quarter, revision, digest, commitment
	FROM worker.publish_returns(job.programme_id, job.period);
	INSERT INTO zhiheng.edition_institution (edition_id, institution_id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type,
		ownership, peer_group, included)
	SELECT p_edition, institution_id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type, ownership, peer_group, included
	FROM worker.publish_institution
	WHERE programme_id = job.programme_id AND period = job.period;
	INSERT INTO zhiheng.edition_indicator (edition_id, indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit,
		factor, direction, numerator, numerator_name, denominator, denominator_name, minimum_denominator, required, threshold_op, threshold_value,
		basis, own_trend, confirmed_on, confirmed_by, confirmed_source)
	SELECT p_edition, indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit,
		factor, direction, numerator, coalesce(worker.element_name(numerator, job.period), numerator_name), denominator,
		coalesce(worker.element_name(denominator, job.period), denominator_name), minimum_denominator, required, threshold_op, threshold_value,
		basis, own_trend, confirmed_on, confirmed_by, confirmed_source
	FROM worker.publish_indicator
	WHERE programme_id = job.programme_id;
	INSERT INTO zhiheng.edition_remark (edition_id, institution_id, indicator_code, text)
	SELECT p_edition, institution_id, indicator_code, text
	FROM worker.publish_remark
	WHERE preview_id = job.preview_id;
	INSERT INTO zhiheng.edition (id, region_code, period, number, programme_id, programme_name, commission_name, correction, method_version, rank_draws,
		rank_seed, pooled_ids, expected, included, demo, small_below, job_id, prepared_by, account_id, digest)
	OVERRIDING SYSTEM VALUE
	SELECT p_edition, job.region_code, job.period, job.number, job.programme_id, job.programme_name, job.commission_name,
		CASE WHEN job.number > 1 THEN job.reason END, p_method, p_draws, p_seed, p_pooled, count(*), count(*) FILTER (WHERE accepted), zhiheng.is_demo(),
		job.small_below, p_job, job.prepared_by, job.account_id, p_digest
	FROM worker.publish_return
	WHERE programme_id = job.programme_id AND period = job.period;
	-- All of the edition stands now, and its notice wants the period compared with.
	SET CONSTRAINTS zhiheng.look_back, zhiheng.match_past IMMEDIATE;
END
$$;
COMMENT ON FUNCTION worker.store_edition IS 'Freezes inputs and descriptions, writes the head of the edition; nobody sees it before its release';

CREATE FUNCTION worker.store_file(p_edition bigint, p_name text, p_position integer, p_title text, p_media_type text, p_bytes bigint, p_digest bytea)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_file (edition_id, name, position, title, media_type, bytes, digest)
	VALUES (p_edition, p_name, p_position, p_title, p_media_type, p_bytes, p_digest)
$$;
COMMENT ON FUNCTION worker.store_file IS 'A file of an edition';

CREATE VIEW worker.seal AS
SELECT
	seal.edition_id,
	edition.region_code::text AS region_code,
	concat_ws('/', edition.region_code, edition.period, edition.number) AS name,
	encode(seal.manifest_digest, 'hex') AS digest
FROM zhiheng.edition_seal AS seal
JOIN zhiheng.edition AS edition ON edition.id = seal.edition_id;
COMMENT ON VIEW worker.seal IS 'Editions in their chain';

CREATE FUNCTION worker.store_seal(p_edition bigint, p_previous bigint, p_digest bytea, p_key text, p_signature text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_seal (edition_id, previous_id, manifest_digest, public_key, signature)
	VALUES (p_edition, p_previous, p_digest, p_key, p_signature)
$$;
COMMENT ON FUNCTION worker.store_seal IS 'The signed manifest of an edition; an edition has one follower at most';

CREATE VIEW worker.release_waiting AS
SELECT
	edition.id AS edition_id,
	edition.region_code::text AS region_code,
	edition.period::text AS period,
	edition.number
FROM zhiheng.edition AS edition
WHERE NOT EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = edition.id);
COMMENT ON VIEW worker.release_waiting IS 'Editions that are written, but whose files are perhaps not yet in their place';

CREATE FUNCTION worker.release(p_edition bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	edition record;
BEGIN
	SELECT head.id, head.region_code, head.period, head.number, head.prepared_by, head.account_id, head.correction, head.digest, head.job_id
	INTO STRICT edition
	FROM zhiheng.edition AS head
	WHERE head.id = p_edition;
	INSERT INTO zhiheng.edition_release (edition_id) VALUES (p_edition) ON CONFLICT DO NOTHING;
	PERFORM zhiheng.return_move(head.id, 'published', NULL)
	FROM zhiheng.edition_return AS frozen
	JOIN zhiheng.return AS head ON head.id = frozen.return_id
	WHERE frozen.edition_id = p_edition AND head.state = 'accepted' AND head.revision = frozen.revision;
	INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
	VALUES (edition.account_id, 'edition.publish', p_edition, jsonb_build_object('region', edition.region_code, 'period', edition.period,
		'number', edition.number, 'prepared_by', edition.prepared_by, 'correction', edition.correction, 'digest', encode(edition.digest, 'hex')));
	PERFORM worker.job_finish(edition.job_id, 'done', format('已公开第 %s 版', edition.number));
END
$$;
COMMENT ON FUNCTION worker.release IS 'The edition can be seen from now on: its files are in their place. Moves the returns, ends the job';

GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
