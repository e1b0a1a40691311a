-- Schema worker, continued: grades of editions and previews, and what is carried over to a new preview.

SET ROLE zhiheng_owner;

CREATE VIEW worker.publish_grade_scheme AS
SELECT
	job.job_id,
	scheme.version,
	scheme.note,
	trim_scale(scheme.band_a) AS band_a,
	trim_scale(scheme.band_b) AS band_b,
	trim_scale(scheme.band_c) AS band_c,
	trim_scale(scheme.cap_b) AS cap_b,
	trim_scale(scheme.cap_c) AS cap_c,
	scheme.coverage_of_3,
	to_char(scheme.enacted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS enacted_on
FROM worker.publish_job AS job
JOIN zhiheng.grade_version AS scheme ON scheme.scheme_id = job.grade_scheme_id;
COMMENT ON VIEW worker.publish_grade_scheme IS 'The scheme by which a job computes grades; no row: it computes none';

CREATE VIEW worker.publish_grade_rule AS
SELECT
	job.job_id,
	asked.position,
	item.indicator_code,
	trim_scale(item.weight) AS weight,
	trim_scale(item.floor) AS floor,
	trim_scale(item.benchmark) AS benchmark,
	item.safety,
	item.source
FROM worker.publish_job AS job
JOIN zhiheng.grade_item AS item ON item.scheme_id = job.grade_scheme_id
JOIN worker.publish_indicator AS asked ON asked.programme_id = item.programme_id AND asked.indicator_code = item.indicator_code;
COMMENT ON VIEW worker.publish_grade_rule IS 'The indicators of that scheme, in the order of pages';

CREATE VIEW worker.publish_grade_veto AS
SELECT DISTINCT ON (job.job_id, veto.institution_id)
	job.job_id,
	veto.institution_id,
	veto.cap AS veto,
	veto.document AS veto_document
FROM worker.publish_job AS job
JOIN zhiheng.grade_veto_standing AS veto ON veto.programme_id = job.programme_id AND veto.counts_in = job.period
WHERE job.grade_scheme_id IS NOT NULL
ORDER BY job.job_id, veto.institution_id, veto.cap DESC, veto.id;
COMMENT ON VIEW worker.publish_grade_veto IS 'The veto that weighs most on each institution in the job''s period';

CREATE VIEW worker.publish_decision AS
SELECT
	job.job_id,
	standing.indicator_code,
	standing.institution_id,
	standing.cap,
	standing.decision,
	standing.decision_reason,
	standing.decided_on,
	standing.numerator,
	standing.denominator
FROM worker.publish_job AS job
JOIN zhiheng.cap_standing AS standing ON standing.programme_id = job.programme_id AND standing.period = job.period;
COMMENT ON VIEW worker.publish_decision IS 'The newest decisions on caps of the job''s period, each with the numbers it is about';

CREATE FUNCTION worker.store_grade_scheme(p_edition bigint, p_versions integer[], p_notes text[], p_bands_a numeric[], p_bands_b numeric[],
	p_bands_c numeric[], p_caps_b numeric[], p_caps_c numeric[], p_coverages integer[], p_days date[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_grade_scheme (edition_id, version, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, enacted_on)
	SELECT p_edition, item.*
	FROM unnest(p_versions, p_notes, p_bands_a, p_bands_b, p_bands_c, p_caps_b, p_caps_c, p_coverages, p_days) AS item
$$;
COMMENT ON FUNCTION worker.store_grade_scheme IS 'The scheme of an edition, arrays of at most one item in the order of the columns of grade_scheme.csv';

CREATE FUNCTION worker.store_grade_rules(p_edition bigint, p_indicators text[], p_weights numeric[], p_floors numeric[], p_benchmarks numeric[],
	p_safety boolean[], p_sources text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_grade_rule (edition_id, indicator_code, weight, floor, benchmark, safety, source)
	SELECT p_edition, item.*
	FROM unnest(p_indicators, p_weights, p_floors, p_benchmarks, p_safety, p_sources) AS item
$$;
COMMENT ON FUNCTION worker.store_grade_rules IS 'Its indicators, arrays in the order of the columns of grade_rules.csv';

CREATE FUNCTION worker.store_grade_points(p_edition bigint, p_indicators text[], p_institutions bigint[], p_statuses text[], p_points numeric[],
	p_errors double precision[], p_compared text[], p_thetas double precision[], p_taus double precision[], p_dfs double precision[], p_periods integer[],
	p_exacts text[], p_zs numeric[], p_caps text[], p_decisions text[], p_reasons text[], p_days date[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_grade_point (edition_id, indicator_code, institution_id, status, points, points_error, compared, theta, tau, df,
		periods_used, exact, z, cap, decision, decision_reason, decided_on)
	SELECT p_edition, item.*
	FROM unnest(p_indicators, p_institutions, p_statuses, p_points, p_errors, p_compared, p_thetas, p_taus, p_dfs, p_periods, p_exacts, p_zs, p_caps,
		p_decisions, p_reasons, p_days) AS item
$$;
COMMENT ON FUNCTION worker.store_grade_points IS 'Points of an edition, arrays in the order of the columns of grade_points.csv';

CREATE FUNCTION worker.store_grades(p_edition bigint, p_institutions bigint[], p_vetoes text[], p_documents text[], p_statuses text[],
	p_eligible numeric[], p_weights numeric[], p_coverages double precision[], p_points numeric[], p_composites numeric[], p_errors double precision[],
	p_bands text[], p_caps text[], p_cap_texts text[], p_grades text[], p_ranks integer[], p_ranked integer[], p_tied boolean[], p_alike text[])
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.edition_grade (edition_id, institution_id, veto, veto_document, status, eligible_weight, weight, coverage, weighted_points,
		composite, error, band, safety_cap, cap_text, grade, rank, ranked, tied, alike)
	SELECT p_edition, item.*
	FROM unnest(p_institutions, p_vetoes, p_documents, p_statuses, p_eligible, p_weights, p_coverages, p_points, p_composites, p_errors, p_bands,
		p_caps, p_cap_texts, p_grades, p_ranks, p_ranked, p_tied, p_alike) AS item
$$;
COMMENT ON FUNCTION worker.store_grades IS 'Grades of an edition, arrays in the order of the columns of grades.csv';

CREATE FUNCTION worker.store_preview_points(p_preview bigint, p_indicators text[], p_institutions bigint[], p_statuses text[], p_points numeric[],
	p_errors double precision[], p_compared text[], p_thetas double precision[], p_taus double precision[], p_dfs double precision[], p_periods integer[],
	p_exacts text[], p_zs numeric[], p_caps text[], p_decisions text[], p_reasons text[], p_days date[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.preview_grade_point (preview_id, indicator_code, institution_id, status, points, points_error, compared, theta, tau, df,
		periods_used, exact, z, cap)
	SELECT p_preview, item.*
	FROM unnest(p_indicators, p_institutions, p_statuses, p_points, p_errors, p_compared, p_thetas, p_taus, p_dfs, p_periods, p_exacts, p_zs, p_caps) AS item
$$;
COMMENT ON FUNCTION worker.store_preview_points IS 'Points of a preview, arrays as of an edition; decisions are taken upon it, none comes with it';

CREATE FUNCTION worker.store_preview_grades(p_preview bigint, p_institutions bigint[], p_vetoes text[], p_documents text[], p_statuses text[],
	p_eligible numeric[], p_weights numeric[], p_coverages double precision[], p_points numeric[], p_composites numeric[], p_errors double precision[],
	p_bands text[], p_caps text[], p_cap_texts text[], p_grades text[], p_ranks integer[], p_ranked integer[], p_tied boolean[], p_alike text[])
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.preview_grade (preview_id, institution_id, veto, veto_document, status, eligible_weight, weight, coverage, weighted_points,
		composite, error, band, safety_cap, cap_text, grade, rank, ranked, tied, alike)
	SELECT p_preview, item.*
	FROM unnest(p_institutions, p_vetoes, p_documents, p_statuses, p_eligible, p_weights, p_coverages, p_points, p_composites, p_errors, p_bands,
		p_caps, p_cap_texts, p_grades, p_ranks, p_ranked, p_tied, p_alike) AS item
$$;
COMMENT ON FUNCTION worker.store_preview_grades IS 'Grades of a preview';

CREATE FUNCTION worker.store_preview_carry(p_preview bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	earlier record;
	said record;
	made bigint;
	carried integer := 0;
BEGIN
	SELECT before.id, EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.region_code = before.region_code
			AND edition.period = before.period AND edition.published_at > before.prepared_at) AS used
	INTO earlier
	FROM zhiheng.preview AS own
	JOIN zhiheng.preview AS before ON before.programme_id = own.programme_id AND before.period = own.period AND before.id < own.id
	WHERE own.id = p_preview
	ORDER BY before.id DESC
	LIMIT 1;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	FOR said IN
		SELECT newest.id, newest.institution_id, newest.indicator_code, newest.kind, newest.text, newest.account_id, newest.at
		FROM (
			SELECT DISTINCT ON (remark.institution_id, remark.indicator_code, remark.kind)
				remark.id,
				remark.institution_id,
				remark.indicator_code,
				remark.kind,
				remark.text,
				remark.account_id,
				remark.at
			FROM zhiheng.preview_remark AS remark
			WHERE remark.preview_id = earlier.id
			ORDER BY remark.institution_id, remark.indicator_code, remark.kind, remark.id DESC
		) AS newest
		JOIN zhiheng.preview_result AS shown ON shown.preview_id = p_preview AND shown.institution_id = newest.institution_id
			AND shown.indicator_code = newest.indicator_code
		-- What was published settled its objections.
		WHERE newest.text <> '' AND (newest.kind = 'remark' OR NOT earlier.used)
		ORDER BY newest.id
	LOOP
		INSERT INTO zhiheng.preview_remark (preview_id, institution_id, indicator_code, kind, text, carried_from, account_id, at)
		VALUES (p_preview, said.institution_id, said.indicator_code, said.kind, said.text, said.id, said.account_id, said.at)
		RETURNING id INTO made;
		INSERT INTO zhiheng.preview_answer (remark_id, outcome, text, account_id, at)
		SELECT made, answer.outcome, answer.text, answer.account_id, answer.at
		FROM zhiheng.preview_answer AS answer
		WHERE answer.remark_id = said.id;
		carried := carried + 1;
	END LOOP;
	IF carried > 0 THEN
		INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
		SELECT own.prepared_by, 'preview.carry', p_preview, jsonb_build_object('from', earlier.id, 'carried', carried)
		FROM zhiheng.preview AS own
		WHERE own.id = p_preview;
	END IF;
	RETURN carried;
END
$$;
COMMENT ON FUNCTION worker.store_preview_carry IS 'Remarks of the preview before stand in the new one too, and, unless that was published, objections with their answers; institutions may still change or take them back';

GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
