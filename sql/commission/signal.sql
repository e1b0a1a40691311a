-- Schema commission: the lists of signals as the worker computed them, and what is said of them.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.signal_institutions(p_period text)
RETURNS TABLE (id bigint, name text, region_code text, region_name text, level text, level_position integer, kind text, ownership text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 500 SET search_path = ''
AS $$
	SELECT card.id, card.name, card.region_code, card.region_name, card.level, card.level_position, card.kind, card.ownership
	FROM zhiheng.card_of(p_period) AS card
	WHERE card.id = ANY ((SELECT zhiheng.institutions_seen(p_period))::bigint[])
$$;
COMMENT ON FUNCTION commission.signal_institutions IS 'Institutions that the subtree had in a period with what they can be filtered by';

CREATE VIEW commission.signal_list AS
SELECT
	made.programme_id,
	made.period::text AS period,
	made.institutions,
	made.judged,
	made.listed,
	made.expected,
	made.trends,
	made.trends_listed,
	made.trends_expected,
	made.computed_at,
	account.name AS person,
	(
		-- By its index: those accepted since are few, whoever else there is.
		SELECT count(*)
		FROM zhiheng.return AS head
		WHERE head.period = made.period AND head.accepted_at > made.computed_at
			AND (SELECT true FROM zhiheng.demand AS asking WHERE asking.programme_id = made.programme_id AND asking.period = head.period
				AND asking.institution_id = head.institution_id)
	) AS accepted_since
FROM zhiheng.signal_list AS made
JOIN zhiheng.job AS job ON job.id = made.job_id
LEFT JOIN zhiheng.account AS account ON account.id = job.account_id;
COMMENT ON VIEW commission.signal_list IS 'The own commission''s lists as the worker computed them last; person: who asked, null: nobody; accepted_since: returns of the quarter accepted since';

CREATE VIEW commission.signal_job AS
SELECT DISTINCT ON (job.argument ->> 'programme_id', job.argument ->> 'period')
	(job.argument ->> 'programme_id')::bigint AS programme_id,
	job.argument ->> 'period' AS period,
	job.state IN ('queued', 'running') AS under_way,
	CASE job.state WHEN 'failed' THEN job.message END AS fault
FROM zhiheng.job AS job
WHERE job.kind = 'signal' AND job.commission_id = (SELECT commission_id FROM zhiheng.identity())
ORDER BY job.argument ->> 'programme_id', job.argument ->> 'period', job.id DESC;
COMMENT ON VIEW commission.signal_job IS 'The newest computation of each list: whether it waits or runs, or what it failed for';

-- The words of an institution once, not for each of its rows.
CREATE VIEW commission.signal_row AS
WITH institution AS MATERIALIZED (
	SELECT card.id, card.first_day, card.next_day, card.name, card.region_code, card.region_name, card.level, card.kind, card.ownership,
		card.peer_group_label
	FROM zhiheng.register_card AS card
	WHERE card.id = ANY (ARRAY(SELECT DISTINCT listed.institution_id FROM zhiheng.signal_row AS listed))
)
SELECT
	item.programme_id,
	item.period::text AS period,
	item.place,
	item.kind,
	item.severity,
	item.label,
	item.institution_id,
	institution.name AS institution_name,
	institution.region_code,
	institution.region_name,
	institution.level,
	institution.kind AS institution_kind,
	institution.ownership,
	institution.peer_group_label,
	item.indicator_code,
	item.members,
	item.return_id,
	coalesce(item.return_period, item.period)::text AS of_period,
	item.reason,
	item.others,
	item.evidence,
	item.q,
	item.cases,
	item.to_go,
	item.parts
FROM zhiheng.signal_row AS item
JOIN institution ON institution.id = item.institution_id AND institution.first_day <= zhiheng.period_end(item.period)
	AND institution.next_day > zhiheng.period_end(item.period);
COMMENT ON VIEW commission.signal_row IS 'Rows of these lists: of a QC centre its own';

CREATE FUNCTION commission.signal_common(p_programme bigint, p_period text, p_region text, p_level text, p_kind text, p_ownership text, p_rows integer)
RETURNS TABLE (indicator_code text, missed bigint, judged bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
	WITH shown AS MATERIALIZED (
		SELECT item.id
		FROM zhiheng.register_of(p_period) AS item
		WHERE (item.region_code = p_region OR p_region IS NULL) AND (item.level = p_level OR p_level IS NULL)
			AND (item.kind = p_kind OR p_kind IS NULL) AND (item.ownership = p_ownership OR p_ownership IS NULL)
	), verdict AS (
		SELECT
			common.indicator_code,
			CASE WHEN num_nonnulls(p_region, p_level, p_kind, p_ownership) = 0 THEN cardinality(common.missed)
				ELSE (SELECT count(*) FROM unnest(common.missed) AS one (id) WHERE one.id IN (SELECT shown.id FROM shown)) END AS missed,
			CASE WHEN num_nonnulls(p_region, p_level, p_kind, p_ownership) = 0 THEN cardinality(common.judged)
				ELSE (SELECT count(*) FROM unnest(common.judged) AS one (id) WHERE one.id IN (SELECT shown.id FROM shown)) END AS judged
		FROM zhiheng.signal_common AS common
		WHERE common.programme_id = p_programme AND common.period = p_period
	)
	SELECT verdict.indicator_code, verdict.missed, verdict.judged
	FROM verdict
	JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = verdict.indicator_code
	-- Fewer are no many.
	WHERE verdict.judged >= 5 AND 2 * verdict.missed >= verdict.judged
	ORDER BY verdict.missed::double precision / verdict.judged DESC, verdict.missed DESC, asked.position
	LIMIT p_rows
$$;
COMMENT ON FUNCTION commission.signal_common IS 'Indicators of which at least half of at least five judged institutions (of those that the filter leaves) miss goal or threshold, the largest share first';

CREATE FUNCTION commission.signal_request(p_programme bigint, p_period text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	own bigint := (SELECT commission_id FROM zhiheng.identity());
	job bigint;
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.reporting_period AS calendar
	    WHERE calendar.programme_id = p_programme AND calendar.period = p_period AND calendar.state <> 'planned'
		AND zhiheng.cadence(calendar.period) = 'quarter') THEN
		RAISE EXCEPTION 'period % is not one of the programme', p_period USING ERRCODE = 'ZH400', CONSTRAINT = 'signal_period';
	END IF;
	-- One that waits already, whoever asked, is what is asked for.
	INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
	VALUES ('signal', own, jsonb_build_object('programme_id', p_programme, 'period', p_period), account)
	ON CONFLICT (commission_id, (argument ->> 'programme_id'), (argument ->> 'period')) WHERE kind = 'signal' AND state = 'queued'
	DO UPDATE SET account_id = EXCLUDED.account_id
	RETURNING id INTO job;
	CALL zhiheng.write_audit('signal.compute', job, jsonb_build_object('programme', p_programme, 'period', p_period), account);
	RETURN job;
END
$$;
COMMENT ON FUNCTION commission.signal_request IS 'Asks the worker to compute a list anew, before what nobody has asked for; gives the job';

CREATE VIEW commission.signal_word AS
SELECT DISTINCT ON (word.programme_id, word.period, word.institution_id, word.source, word.indicator_code)
	word.programme_id,
	word.period::text AS period,
	word.institution_id,
	word.source,
	word.indicator_code,
	word.act,
	word.q,
	word.cases,
	word.reason,
	account.name AS account_name,
	zhiheng.time_label(word.at) AS at
FROM zhiheng.signal_word AS word
JOIN zhiheng.account AS account ON account.id = word.account_id
ORDER BY word.programme_id, word.period, word.institution_id, word.source, word.indicator_code, word.id DESC;
COMMENT ON VIEW commission.signal_word IS 'The newest word of the commission on each signal';

CREATE FUNCTION commission.signal_say(p_programme bigint, p_period text, p_institution bigint, p_source text, p_indicator text, p_act text,
	p_q double precision, p_cases double precision, p_figures text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	made bigint;
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible())
		OR NOT EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = p_institution) THEN
		RAISE EXCEPTION 'no such programme or institution' USING ERRCODE = 'ZH404';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) NOT BETWEEN 2 AND 500 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'signal_reason';
	END IF;
	INSERT INTO zhiheng.signal_word (commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases, figures, reason,
		account_id)
	SELECT asking.commission_id, p_programme, p_period, p_institution, p_source, p_indicator, p_act, p_q, p_cases, p_figures, btrim(p_reason),
		account
	FROM zhiheng.identity() AS asking
	RETURNING id INTO made;
	CALL zhiheng.write_audit('signal.' || p_act, made, jsonb_build_object('programme', p_programme, 'period', p_period,
		'institution', p_institution, 'source', p_source, 'indicator', p_indicator, 'q', p_q, 'cases', p_cases, 'reason', btrim(p_reason)),
		account);
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.signal_say IS 'dismiss a signal, or restore it, with the reason and the evidence of this moment';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
