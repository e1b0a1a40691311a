-- Schema commission: previews, publishing, withdrawal, disclosure rules, and how two editions differ.

SET ROLE zhiheng_owner;

CREATE VIEW commission.edition AS
SELECT
	edition.id,
	edition.region_code::text AS region_code,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	edition.programme_id,
	edition.programme_name,
	edition.correction,
	edition.expected,
	edition.included,
	edition.published_at,
	encode(edition.digest, 'hex') AS digest,
	account.name AS person,
	preparer.name AS preparer,
	withdrawal.reason AS withdrawn,
	edition.number = max(edition.number) OVER (PARTITION BY edition.region_code, edition.period) AS newest
FROM zhiheng.edition AS edition
JOIN zhiheng.commission AS commission ON commission.region_code = edition.region_code
JOIN zhiheng.account AS account ON account.id = edition.account_id
JOIN zhiheng.account AS preparer ON preparer.id = edition.prepared_by
LEFT JOIN zhiheng.edition_withdrawal AS withdrawal ON withdrawal.edition_id = edition.id
WHERE commission.id = (SELECT commission_id FROM zhiheng.identity());
COMMENT ON VIEW commission.edition IS 'What the own commission has published';

CREATE FUNCTION commission.edition_difference(p_programme bigint, p_period text)
RETURNS TABLE (institution_name text, period text, difference text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH last AS MATERIALIZED (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		JOIN zhiheng.identity() AS who ON who.region_first = edition.region_code
		WHERE edition.period = p_period
		ORDER BY edition.number DESC
		LIMIT 1
	), before AS (
		SELECT
			frozen.return_id,
			frozen.institution_id,
			frozen.period::text AS period,
			frozen.digest
		FROM last
		JOIN zhiheng.edition_return AS frozen ON frozen.edition_id = last.id
	), head AS MATERIALIZED (
		SELECT
			head.id AS return_id,
			head.institution_id,
			head.period::text AS period
		FROM zhiheng.period_quarter AS span
		JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
			AND head.accepted_revision IS NOT NULL
		WHERE span.programme_id = p_programme
			AND span.period = p_period
			AND EXISTS (SELECT FROM last)
	), present AS (
		SELECT head.return_id, head.institution_id, head.period, made.digest
		FROM zhiheng.return_digests(ARRAY(SELECT head.return_id FROM head), zhiheng.programme_rung(p_programme)) AS made
		JOIN head ON head.return_id = made.return_id
	)
	SELECT
		institution.name,
		coalesce(present.period, before.period),
		CASE
			WHEN before.return_id IS NULL THEN '新纳入'
			WHEN present.return_id IS NULL THEN '不再纳入'
			ELSE '数据已更正'
		END
	FROM present
	FULL JOIN before ON before.return_id = present.return_id
	JOIN zhiheng.institution AS institution ON institution.id = coalesce(present.institution_id, before.institution_id)
	WHERE present.digest IS DISTINCT FROM before.digest
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION commission.edition_difference IS 'Returns that came, went or changed since the newest edition of the own region and period';

CREATE VIEW commission.preview AS
SELECT DISTINCT ON (preview.programme_id, preview.period)
	preview.id,
	preview.programme_id,
	preview.period::text AS period,
	preview.reason,
	preview.prepared_at,
	preview.closes_at,
	preview.closes_at <= now() AS closed,
	account.name AS person,
	preview.prepared_by = (SELECT account_id FROM zhiheng.identity()) AS own,
	EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.region_code = preview.region_code AND edition.period = preview.period
		AND edition.published_at > preview.prepared_at) AS used,
	EXISTS (
		SELECT FROM zhiheng.period_quarter AS span
		JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
		JOIN zhiheng.return_event AS event ON event.return_id = head.id AND event.at > preview.prepared_at
			AND event.to_state = 'accepted'
		WHERE span.programme_id = preview.programme_id AND span.period = preview.period
	) OR EXISTS (
		-- A level above decided.
		SELECT FROM zhiheng.period_quarter AS span
		JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
		WHERE span.programme_id = preview.programme_id AND span.period = preview.period AND head.accepted_at > preview.prepared_at
	) OR preview.small_below <> coalesce(rule.small_below, 5)
	OR preview.grade_scheme_id IS DISTINCT FROM CASE WHEN coalesce(rule.grades, true) THEN (SELECT scheme.scheme_id FROM zhiheng.grade_version AS scheme
		WHERE scheme.programme_id = preview.programme_id AND scheme.state = 'in_force') END
	OR (preview.grade_scheme_id IS NOT NULL AND EXISTS (
		SELECT FROM zhiheng.grade_veto AS veto
		LEFT JOIN zhiheng.grade_veto_withdrawal AS withdrawal ON withdrawal.veto_id = veto.id
		WHERE veto.programme_id = preview.programme_id
			AND zhiheng.period_quarters(veto.period) && zhiheng.period_quarters(preview.period)
			AND (veto.recorded_at > preview.prepared_at OR withdrawal.withdrawn_at > preview.prepared_at)
	)) AS outdated
FROM zhiheng.preview AS preview
JOIN zhiheng.programme AS programme ON programme.id = preview.programme_id
JOIN zhiheng.account AS account ON account.id = preview.prepared_by
LEFT JOIN LATERAL (
	SELECT newest.small_below, newest.grades
	FROM zhiheng.programme_disclosure AS newest
	WHERE newest.programme_id = preview.programme_id
	ORDER BY newest.id DESC
	LIMIT 1
) AS rule ON true
WHERE programme.commission_id = (SELECT commission_id FROM zhiheng.identity())
ORDER BY preview.programme_id, preview.period, preview.id DESC;
COMMENT ON VIEW commission.preview IS 'The newest preview of each programme and period; used: published since; outdated: a return was accepted since, or the rule, the grade scheme or a veto of the period changed';

CREATE VIEW commission.preview_remark AS
SELECT DISTINCT ON (remark.preview_id, remark.institution_id, remark.indicator_code, remark.kind)
	remark.id,
	remark.preview_id,
	remark.institution_id,
	institution.name AS institution_name,
	remark.indicator_code,
	definition.name AS indicator_name,
	remark.kind,
	remark.text,
	remark.carried_from IS NOT NULL AS carried,
	account.name AS person,
	remark.at,
	answer.outcome,
	CASE answer.outcome WHEN 'upheld' THEN '异议成立' WHEN 'rejected' THEN '异议不成立' END AS outcome_label,
	answer.text AS answer
FROM zhiheng.preview_remark AS remark
JOIN zhiheng.preview AS preview ON preview.id = remark.preview_id
JOIN zhiheng.institution AS institution ON institution.id = remark.institution_id
JOIN zhiheng.asked_definition AS definition ON definition.programme_id = preview.programme_id AND definition.indicator_code = remark.indicator_code
JOIN zhiheng.account AS account ON account.id = remark.account_id
LEFT JOIN zhiheng.preview_answer AS answer ON answer.remark_id = remark.id
ORDER BY remark.preview_id, remark.institution_id, remark.indicator_code, remark.kind, remark.id DESC;
COMMENT ON VIEW commission.preview_remark IS 'Remarks and objections as they stand now; an empty text was taken back; carried: over from the preview before';

CREATE FUNCTION commission.edition_require(p_roles text[]) RETURNS zhiheng.identity
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity;
BEGIN
	who := (SELECT known FROM zhiheng.identity() AS known);
	IF who.account_id IS NULL OR who.qc_centre_id IS NOT NULL OR NOT (who.role = ANY (p_roles)) THEN
		RAISE EXCEPTION 'may not publish' USING ERRCODE = 'ZH403', CONSTRAINT = 'edition_role';
	END IF;
	RETURN who;
END
$$;
COMMENT ON FUNCTION commission.edition_require IS 'Who asks, if of the commission itself and in one of these roles';

CREATE FUNCTION commission.edition_open_job(p_region text, p_commission bigint, p_period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('publish ' || p_region || ' ' || p_period, 0));
	IF EXISTS (SELECT FROM zhiheng.job AS other WHERE other.state IN ('queued', 'running') AND other.kind IN ('preview', 'publish')
	    AND other.commission_id = p_commission AND other.argument ->> 'period' = p_period) THEN
		RAISE EXCEPTION 'a publication is under way' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_job_open';
	END IF;
END
$$;
COMMENT ON FUNCTION commission.edition_open_job IS 'Refuses a second job of a period while one is under way';

CREATE FUNCTION commission.edition_prepare(p_programme bigint, p_period text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{reviewer,administrator}');
	job bigint;
BEGIN
	-- What is published is the programme of one's own.
	IF NOT EXISTS (SELECT FROM zhiheng.programme AS programme
	    WHERE programme.id = p_programme AND programme.commission_id = who.commission_id) THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404', CONSTRAINT = 'edition_programme';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.period_quarter AS span
	    WHERE span.programme_id = p_programme AND span.period = p_period AND span.state <> 'planned') THEN
		RAISE EXCEPTION 'period % is not one of the programme', p_period USING ERRCODE = 'ZH400', CONSTRAINT = 'edition_period';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.period_quarter AS span
	    JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
	    WHERE span.programme_id = p_programme AND span.period = p_period AND head.accepted_revision IS NOT NULL) THEN
		RAISE EXCEPTION 'nothing accepted' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_empty';
	END IF;
	PERFORM commission.edition_open_job(who.region_first, who.commission_id, p_period);
	IF char_length(coalesce(btrim(p_reason), '')) < 2 AND EXISTS (SELECT FROM zhiheng.edition AS edition
	    WHERE edition.region_code = who.region_first AND edition.period = p_period) THEN
		RAISE EXCEPTION 'a correction needs a reason' USING ERRCODE = 'ZH400', CONSTRAINT = 'edition_reason';
	END IF;
	INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
	VALUES ('preview', who.commission_id, jsonb_build_object('programme_id', p_programme, 'period', p_period,
		'reason', nullif(btrim(p_reason), '')), who.account_id)
	RETURNING id INTO job;
	CALL zhiheng.write_audit('preview.request', job, jsonb_build_object('programme', p_programme, 'period', p_period, 'reason', p_reason));
	RETURN job;
END
$$;
COMMENT ON FUNCTION commission.edition_prepare IS 'Asks the worker for a preview; gives the job. A correction needs its reason; one job of a period at a time';

CREATE FUNCTION commission.edition_publish(p_preview bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{administrator}');
	preview record;
	job bigint;
BEGIN
	SELECT newest.id, newest.programme_id, newest.period, newest.reason, newest.closed, newest.own, newest.used, newest.outdated INTO preview
	FROM commission.preview AS newest
	WHERE newest.id = p_preview;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such preview, or not the newest' USING ERRCODE = 'ZH404', CONSTRAINT = 'edition_preview';
	END IF;
	PERFORM commission.edition_open_job(who.region_first, who.commission_id, preview.period);
	IF preview.own THEN
		RAISE EXCEPTION 'prepared by the same person' USING ERRCODE = 'ZH403', CONSTRAINT = 'edition_second_person';
	END IF;
	IF NOT preview.closed THEN
		RAISE EXCEPTION 'the preview is still open' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_preview_open';
	END IF;
	IF preview.used OR preview.outdated THEN
		RAISE EXCEPTION 'not what was previewed' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_preview_outdated';
	END IF;
	IF EXISTS (SELECT FROM commission.preview_remark AS remark WHERE remark.preview_id = p_preview AND remark.kind = 'objection'
	    AND remark.text <> '' AND remark.outcome IS NULL) THEN
		RAISE EXCEPTION 'objections without an answer' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_objection';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.cap_candidate AS candidate WHERE candidate.preview_id = p_preview AND candidate.decision IS NULL) THEN
		RAISE EXCEPTION 'caps without a decision' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_cap';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.cap_candidate AS candidate WHERE candidate.preview_id = p_preview AND candidate.account_id = who.account_id) THEN
		RAISE EXCEPTION 'caps decided by the same person' USING ERRCODE = 'ZH403', CONSTRAINT = 'edition_cap_person';
	END IF;
	INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
	SELECT 'publish', who.commission_id, jsonb_build_object('programme_id', preview.programme_id, 'period', preview.period,
		'reason', preview.reason, 'preview_id', p_preview, 'prepared_by', shown.prepared_by), who.account_id
	FROM zhiheng.preview AS shown
	WHERE shown.id = p_preview
	RETURNING id INTO job;
	CALL zhiheng.write_audit('edition.request', job, jsonb_build_object('preview', p_preview, 'programme', preview.programme_id,
		'period', preview.period, 'reason', preview.reason));
	RETURN job;
END
$$;
COMMENT ON FUNCTION commission.edition_publish IS 'Asks the worker for an edition of what was previewed; gives the job. Another person than who prepared it and who decided on its caps, after the window, with all objections answered and all caps decided';

CREATE FUNCTION commission.preview_answer(p_remark bigint, p_outcome text, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{reviewer,administrator}');
BEGIN
	IF NOT EXISTS (SELECT FROM commission.preview_remark AS remark JOIN commission.preview AS preview ON preview.id = remark.preview_id
	    WHERE remark.id = p_remark AND remark.kind = 'objection' AND remark.text <> '') THEN
		RAISE EXCEPTION 'no such objection' USING ERRCODE = 'ZH404', CONSTRAINT = 'preview_remark';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.preview_answer AS answer WHERE answer.remark_id = p_remark) THEN
		RAISE EXCEPTION 'answered already' USING ERRCODE = 'ZH409', CONSTRAINT = 'preview_answered';
	END IF;
	INSERT INTO zhiheng.preview_answer (remark_id, outcome, text, account_id)
	VALUES (p_remark, p_outcome, btrim(p_text), who.account_id);
	CALL zhiheng.write_audit('preview.answer', p_remark, jsonb_build_object('outcome', p_outcome, 'text', p_text));
END
$$;
COMMENT ON FUNCTION commission.preview_answer IS 'Answers an objection, once';

CREATE FUNCTION commission.edition_withdraw(p_period text, p_number integer, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{administrator}');
	one bigint;
BEGIN
	SELECT edition.id INTO one FROM zhiheng.edition AS edition
	WHERE edition.region_code = who.region_first AND edition.period = p_period AND edition.number = p_number;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such edition' USING ERRCODE = 'ZH404', CONSTRAINT = 'edition_missing';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.edition_withdrawal AS withdrawal WHERE withdrawal.edition_id = one) THEN
		RAISE EXCEPTION 'withdrawn already' USING ERRCODE = 'ZH409', CONSTRAINT = 'edition_withdrawn';
	END IF;
	INSERT INTO zhiheng.edition_withdrawal (edition_id, reason, account_id) VALUES (one, btrim(p_reason), who.account_id);
	CALL zhiheng.write_audit('edition.withdraw', one, jsonb_build_object('reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.edition_withdraw IS 'Withdraws an edition: it stays readable, marked, with the reason';

CREATE FUNCTION commission.edition_rule_save(p_programme bigint, p_days integer, p_small integer, p_grades boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.edition_require('{administrator}');
BEGIN
	IF NOT EXISTS (SELECT FROM commission.edition_rule AS rule WHERE rule.programme_id = p_programme) THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404', CONSTRAINT = 'edition_programme';
	END IF;
	INSERT INTO zhiheng.programme_disclosure (programme_id, preview_days, small_below, grades, account_id)
	VALUES (p_programme, p_days, p_small, p_grades, who.account_id);
	CALL zhiheng.write_audit('edition.rule', p_programme, jsonb_build_object('preview_days', p_days, 'small_below', p_small, 'grades', p_grades));
END
$$;
COMMENT ON FUNCTION commission.edition_rule_save IS 'Days of the preview, the threshold of small numbers, whether grades are published; from the next preview on';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
