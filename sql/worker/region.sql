-- Schema worker, continued: the results of a whole region.

SET ROLE zhiheng_owner;

CREATE VIEW worker.compute_job AS
SELECT
	job.id AS job_id,
	programme.id AS programme_id,
	job.argument ->> 'period' AS period,
	(job.argument ->> 'rank_intervals')::boolean AS rank_intervals,
	(SELECT coalesce(max(line.id), 0) FROM zhiheng.audit AS line) AS audit_id
FROM zhiheng.job AS job
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
	AND programme.commission_id = job.commission_id
WHERE job.kind = 'compute';
COMMENT ON VIEW worker.compute_job IS 'What a job asks for, only a programme of the commission itself; audit_id: the newest line of the audit that whoever reads this sees';

CREATE FUNCTION worker.compute_institutions(p_programme bigint, p_period text) RETURNS TABLE (institution_id bigint, peer_group text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT card.id, card.peer_group
	FROM zhiheng.institution_card AS card
	WHERE card.id IN (SELECT head.institution_id FROM zhiheng.asked_return AS head
		WHERE head.programme_id = p_programme AND head.period = ANY (zhiheng.period_sources(p_period)))
	ORDER BY card.level_position, card.peer_group_label, card.peer_group, card.name, card.id
$$;
COMMENT ON FUNCTION worker.compute_institutions IS 'Institutions with a return of the period, peers together, in the order in which the commission''s pages read them';

CREATE FUNCTION worker.compute_values(p_programme bigint, p_period text, p_indicator text, p_institutions bigint[], p_groups text[])
RETURNS TABLE (institution_id bigint, peer_group text, coverage text, numerator numeric, denominator numeric, deviation numeric, earlier text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT value.institution_id, seen.peer_group, value.coverage, trim_scale(value.numerator), trim_scale(value.denominator),
		value.deviation, before.earlier
	FROM zhiheng.count_values(p_programme, p_period, p_indicator, p_institutions, NULL) AS value
	JOIN unnest(p_institutions, p_groups) WITH ORDINALITY AS seen (id, peer_group, place) ON seen.id = value.institution_id
	LEFT JOIN zhiheng.count_earlier(p_programme, p_period, p_indicator, p_institutions) AS before ON before.institution_id = value.institution_id
	ORDER BY seen.place
$$;
COMMENT ON FUNCTION worker.compute_values IS 'zhiheng.count_values and count_earlier of one indicator, in the order of the arrays';

CREATE FUNCTION worker.compute_begin(p_job bigint, p_method text, p_institutions integer, p_indicators integer, p_audit bigint,
	p_moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asked worker.compute_job;
BEGIN
	SELECT wanted.job_id, wanted.programme_id, wanted.period, wanted.rank_intervals, wanted.audit_id INTO STRICT asked
	FROM worker.compute_job AS wanted
	WHERE wanted.job_id = p_job;
	DELETE FROM zhiheng.computation_group AS old WHERE old.programme_id = asked.programme_id AND old.period = asked.period;
	DELETE FROM zhiheng.computation AS old WHERE old.programme_id = asked.programme_id AND old.period = asked.period;
	INSERT INTO zhiheng.computation (programme_id, period, method_version, rank_intervals, institutions, indicators, computed_at, audit_id,
		job_id)
	VALUES (asked.programme_id, asked.period, p_method, asked.rank_intervals, p_institutions, p_indicators, p_moment, p_audit, p_job);
END
$$;
COMMENT ON FUNCTION worker.compute_begin IS 'Takes away what was computed of the job''s programme and period before; the transaction then stores it anew';

-- plpgsql keeps the plan: thousands of groups are stored in one transaction.
CREATE FUNCTION worker.compute_store(p_programme bigint, p_period text, p_indicator text, p_group text, p_ranked integer, p_valued integer,
	p_better integer, p_worse integer, p_phi double precision, p_tau2 double precision, p_draws integer, p_seed bigint, p_institutions bigint[],
	p_statuses text[], p_numerators numeric[], p_denominators numeric[], p_values double precision[], p_lowers double precision[],
	p_uppers double precision[], p_ranks integer[], p_tied boolean[], p_rank_lowers integer[], p_rank_uppers integer[], p_places text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.computation_group (programme_id, period, indicator_code, peer_group, ranked, valued, better, worse, phi, tau2, rank_draws,
		rank_seed, institution_ids, statuses, numerators, denominators, "values", lowers, uppers, ranks, tied, rank_lowers, rank_uppers, places)
	VALUES (p_programme, p_period, p_indicator, p_group, p_ranked, p_valued, p_better, p_worse, p_phi, p_tau2, p_draws, p_seed, p_institutions,
		p_statuses, p_numerators, p_denominators, p_values, p_lowers, p_uppers, p_ranks, p_tied, p_rank_lowers, p_rank_uppers, p_places);
END
$$;
COMMENT ON FUNCTION worker.compute_store IS 'One peer group of one indicator, arrays in the order of display';

GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
