-- Schema worker, continued: the values, totals and results of a whole region.

SET ROLE zhiheng_owner;

-- == which there are, and which are out of date ==

CREATE FUNCTION worker.compute_ask(p_programmes bigint[], p_periods text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.job (kind, commission_id, argument)
	SELECT 'compute', programme.commission_id, jsonb_build_object('programme_id', programme.id, 'period', list.period)
	FROM unnest(p_programmes, p_periods) AS list (programme, period)
	JOIN zhiheng.programme AS programme ON programme.id = list.programme
	-- The newest is looked at first.
	ORDER BY left(list.period, 4) DESC, list.period DESC, programme.id
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION worker.compute_ask IS 'Queues the computation of these programmes and periods, each once; gives how many were not queued already';

-- A period is made of its quarters, and says what those before it were like.
CREATE FUNCTION worker.compute_changed(p_commissions bigint[], p_periods text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	programmes bigint[];
	periods text[];
BEGIN
	SELECT array_agg(stale.programme_id), array_agg(stale.period) INTO programmes, periods
	FROM (
		SELECT DISTINCT span.programme_id, span.period
		FROM unnest(p_commissions, p_periods) AS change (commission_id, period)
		JOIN zhiheng.programme AS programme ON coalesce(change.commission_id = programme.commission_id, true)
		JOIN zhiheng.period_quarter AS span ON span.programme_id = programme.id AND span.state <> 'planned'
			AND coalesce(zhiheng.period_end(span.period) >= zhiheng.period_end(change.period), true)
		LEFT JOIN zhiheng.computed AS head ON head.programme_id = span.programme_id AND head.period = span.period
		-- What happens to returns changes nothing before they are accepted.
		WHERE CASE WHEN change.period IS NULL THEN head.programme_id IS NOT NULL
			ELSE EXISTS (SELECT FROM zhiheng.return AS arrived WHERE arrived.period = change.period
				AND arrived.accepted_at > coalesce(head.computed_at, '-infinity')) END
	) AS stale;
	RETURN worker.compute_ask(programmes, periods);
END
$$;
COMMENT ON FUNCTION worker.compute_changed IS 'Queues what stands computed of the programmes of these commissions (null: of all) from these quarters on (null: any)';

CREATE FUNCTION worker.compute_sweep() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	programmes bigint[];
	periods text[];
BEGIN
	SELECT array_agg(stale.programme_id), array_agg(stale.period) INTO programmes, periods
	FROM (
		SELECT DISTINCT span.programme_id, span.period
		FROM zhiheng.period_quarter AS span
		LEFT JOIN zhiheng.computed AS head ON head.programme_id = span.programme_id AND head.period = span.period
		WHERE span.state <> 'planned' AND EXISTS (SELECT FROM zhiheng.asked_return AS arrived
			WHERE arrived.programme_id = span.programme_id AND arrived.period = span.quarter
				AND arrived.accepted_at > coalesce(head.computed_at, '-infinity'))
	) AS stale;
	RETURN worker.compute_ask(programmes, periods);
END
$$;
COMMENT ON FUNCTION worker.compute_sweep IS 'Queues the programmes and periods with returns that were accepted and are in no computation';

-- Days come to which something was recorded before.
CREATE FUNCTION worker.register_sweep() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	changed CONSTANT bigint := zhiheng.register_project(ARRAY(
		SELECT item.id FROM zhiheng.register AS item WHERE item.first_day > '-infinity' AND item.first_day <= zhiheng.today()
		UNION
		SELECT item.institution_id FROM zhiheng.institution_status AS item WHERE item.from_day > '-infinity' AND item.from_day <= zhiheng.today()));
BEGIN
	IF changed > 0 THEN
		PERFORM zhiheng.return_make(NULL, NULL);
	END IF;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION worker.register_sweep IS 'Shows in zhiheng.institution what the register says of today, and asks whoever is asked by that; gives how many were something else until now';

-- == what a job asks for ==

CREATE VIEW worker.compute_job AS
SELECT
	job.id AS job_id,
	programme.id AS programme_id,
	job.argument ->> 'period' AS period,
	-- What the worker does by itself it does as it was asked for the last time.
	coalesce((job.argument ->> 'rank_intervals')::boolean, made.rank_intervals, false) AS rank_intervals,
	job.account_id IS NOT NULL OR made.job_id IS NOT NULL AS ranked,
	(SELECT coalesce(max(line.id), 0) FROM zhiheng.audit AS line) AS audit_id
FROM zhiheng.job AS job
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
	AND programme.commission_id = job.commission_id
LEFT JOIN zhiheng.computation AS made ON made.programme_id = programme.id AND made.period = job.argument ->> 'period'
WHERE job.kind = 'compute';
COMMENT ON VIEW worker.compute_job IS 'What a job asks for, only a programme of the commission itself; ranked: results of peer groups, too, once somebody asked for them; audit_id: the newest line of the audit that whoever reads this sees';

CREATE FUNCTION worker.compute_figures(p_job bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asked worker.compute_job := (SELECT wanted FROM worker.compute_job AS wanted WHERE wanted.job_id = p_job);
BEGIN
	-- Those that nobody asked for and that made nothing which stands are worth nothing any more.
	DELETE FROM zhiheng.job AS old
	WHERE old.kind = 'compute' AND old.state IN ('done', 'failed') AND old.account_id IS NULL
		AND old.argument ->> 'programme_id' = asked.programme_id::text AND old.argument ->> 'period' = asked.period
		AND NOT EXISTS (SELECT FROM zhiheng.computation AS made WHERE made.job_id = old.id);
	RETURN zhiheng.computed_make(asked.programme_id, asked.period);
END
$$;
COMMENT ON FUNCTION worker.compute_figures IS 'Computes the values and totals that pages show anew; gives the number of indicators';

CREATE FUNCTION worker.compute_institutions(p_programme bigint, p_period text) RETURNS TABLE (institution_id bigint, peer_group text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT card.id, card.peer_group
	FROM zhiheng.card_of(p_period) AS card
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
		value.deviation, value.earlier
	FROM zhiheng.computed_values(p_programme, p_period, p_indicator, p_institutions, NULL) AS value
	JOIN unnest(p_institutions, p_groups) WITH ORDINALITY AS seen (id, peer_group, place) ON seen.id = value.institution_id
	ORDER BY seen.place
$$;
COMMENT ON FUNCTION worker.compute_values IS 'The values of one indicator as worker.compute_figures stored them, in the order of the arrays';

CREATE FUNCTION worker.compute_begin(p_job bigint, p_method text, p_institutions integer, p_indicators integer, p_audit bigint,
	p_moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asked worker.compute_job;
BEGIN
	SELECT wanted.job_id, wanted.programme_id, wanted.period, wanted.rank_intervals, wanted.ranked, wanted.audit_id INTO STRICT asked
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
