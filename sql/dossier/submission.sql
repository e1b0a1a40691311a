-- What institutions and commissions see alike of submissions (批次), once for the schema of each (:audience).  Whose they see is
-- said by the policies of the tables; a QC centre sees no sheet, and so no submission.

SET ROLE zhiheng_owner;

CREATE VIEW :audience.submission AS
SELECT
	head.id,
	head.institution_id,
	institution.name AS institution_name,
	head.seq,
	head.kind,
	zhiheng.label('submission', head.kind) AS kind_label,
	head.closes_on,
	head.turn,
	signer.name AS signed_by,
	head.at,
	zhiheng.time_label(head.at) AS signed_at,
	head.answers AS answers_id,
	answered.seq AS answers_seq,
	sheets.periods,
	sheets.returns,
	sheets.cells,
	standing.state,
	CASE standing.act WHEN 'waiting' THEN '待' || zhiheng.rung_word(head.turn) || '审核' WHEN 'partly' THEN '部分退回' WHEN 'withdrawn' THEN '已撤回'
		ELSE zhiheng.label('submission_act', standing.act) END AS state_label
FROM zhiheng.submission AS head
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
JOIN zhiheng.account AS signer ON signer.id = head.signed_by
LEFT JOIN zhiheng.submission AS answered ON answered.id = head.answers
CROSS JOIN LATERAL (
	SELECT
		string_agg(zhiheng.return_label(item.period, item.backfilled), '、' ORDER BY item.period) AS periods,
		count(*) AS returns,
		sum(cardinality(sheet.elements)) AS cells,
		-- The newest step about each.
		CASE WHEN head.turn IS NOT NULL THEN 'waiting' WHEN count(DISTINCT newest.act) > 1 THEN 'partly' ELSE min(newest.act) END AS act
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.return AS item ON item.id = sheet.return_id
	LEFT JOIN LATERAL (
		SELECT step.act
		FROM zhiheng.submission_step AS step
		WHERE step.submission_id = sheet.submission_id AND step.return_id = sheet.return_id
		ORDER BY step.id DESC
		LIMIT 1
	) AS newest ON true
	WHERE sheet.submission_id = head.id
	HAVING count(*) > 0
) AS sheets
CROSS JOIN LATERAL (
	SELECT sheets.act, CASE sheets.act WHEN 'withdrawn' THEN 'refused' WHEN 'partly' THEN 'returned' WHEN 'reopened' THEN 'returned' ELSE sheets.act END AS state
) AS standing;
COMMENT ON VIEW :audience.submission IS 'Submissions that the session sees: periods, returns (how many) and cells of their sheets; state as pages colour it, state_label where it stands: waits, decided (of several returns not alike: 部分退回), withdrawn';

CREATE FUNCTION :audience.submission_sheets(p_submission bigint)
RETURNS TABLE (return_id bigint, period_label text, revision integer, cells integer, digest text, act text, act_label text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		sheet.return_id,
		zhiheng.return_label(head.period, head.backfilled),
		sheet.revision,
		cardinality(sheet.elements),
		encode(sheet.digest, 'hex'),
		CASE WHEN waits.here THEN 'waiting' ELSE newest.act END,
		CASE WHEN waits.here THEN '待' || zhiheng.rung_word(signed.turn) || '审核' ELSE zhiheng.label('submission_act', newest.act) END
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.submission AS signed ON signed.id = sheet.submission_id
	JOIN zhiheng.return AS head ON head.id = sheet.return_id
	CROSS JOIN LATERAL (SELECT signed.turn IS NOT NULL AND zhiheng.submission_passed(signed.id, head.id, signed.turn) IS NULL
		AND zhiheng.submission_at(signed.id, head.id, signed.turn) <> '{}' AS here) AS waits
	LEFT JOIN LATERAL (
		SELECT step.act
		FROM zhiheng.submission_step AS step
		WHERE step.submission_id = sheet.submission_id AND step.return_id = sheet.return_id
		ORDER BY step.id DESC
		LIMIT 1
	) AS newest ON true
	WHERE sheet.submission_id = p_submission
	ORDER BY head.period;
END
$$;
COMMENT ON FUNCTION :audience.submission_sheets IS 'The returns of a submission with the digest of what was signed of each (zhiheng.submission_digest) and what became of it';

CREATE FUNCTION :audience.submission_cells(p_submission bigint)
RETURNS TABLE (return_id bigint, code text, name text, unit text, state text, value numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	level CONSTANT smallint := zhiheng.level_own();
BEGIN
	RETURN QUERY
	SELECT
		sheet.return_id,
		element.code,
		coalesce(meant.name, element.code),
		coalesce(meant.unit, ''),
		CASE WHEN item.number IS NOT NULL THEN 'value' WHEN item.element = ANY (sheet.not_applicable) THEN 'not_applicable' ELSE 'missing' END,
		trim_scale(0.0001 * item.number)
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.submission AS signed ON signed.id = sheet.submission_id
	JOIN zhiheng.return AS head ON head.id = sheet.return_id
	CROSS JOIN LATERAL unnest(sheet.elements, sheet.numbers) AS item (element, number)
	JOIN zhiheng.element_number AS element ON element.number = item.element
	LEFT JOIN LATERAL zhiheng.element_then(element.code, head.period) AS meant ON true
	WHERE sheet.submission_id = p_submission
		-- A level reads what has come to it.
		AND (level IS NULL OR zhiheng.rung_reached(signed.rungs, signed.reached, level) AND item.element = ANY (CASE
			WHEN level = ANY (signed.rungs) THEN zhiheng.submission_at(signed.id, head.id, level)
			ELSE zhiheng.submission_passed(signed.id, head.id, zhiheng.rung_counting(signed.rungs, level)) END))
	ORDER BY head.period, element.code;
END
$$;
COMMENT ON FUNCTION :audience.submission_cells IS 'What was signed, cell by cell, in the order in which the digest takes them; to a commission what has come to its level';

CREATE FUNCTION :audience.submission_steps(p_submission bigint)
RETURNS TABLE (at text, period_label text, act_label text, person text, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		zhiheng.time_label(step.at),
		zhiheng.return_label(head.period, head.backfilled),
		coalesce(zhiheng.rung_word(step.level), '') || zhiheng.label('submission_act', step.act)
			|| CASE WHEN step.excepted <> '{}' THEN ' ' || cardinality(step.excepted) || ' 项' ELSE '' END,
		coalesce(CASE WHEN ':audience' = 'institution' THEN commission.name END, account.name, '系统'),
		step.reason
	FROM zhiheng.submission_step AS step
	JOIN zhiheng.return AS head ON head.id = step.return_id
	LEFT JOIN zhiheng.account AS account ON account.id = step.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = step.commission_id
	WHERE step.submission_id = p_submission
	ORDER BY step.id DESC;
END
$$;
COMMENT ON FUNCTION :audience.submission_steps IS 'What was done about the returns of a submission, newest first; to an institution the commission acts under its own name';

CREATE FUNCTION :audience.submissions_of(p_return bigint)
RETURNS TABLE (id bigint, seq integer, kind_label text, signed_by text, signed_at text, cells integer, returns bigint, state text, state_label text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT item.id, item.seq, item.kind_label, item.signed_by, item.signed_at, cardinality(sheet.elements), item.returns, item.state, item.state_label
	FROM zhiheng.submission_sheet AS sheet
	JOIN :audience.submission AS item ON item.id = sheet.submission_id
	WHERE sheet.return_id = p_return
	ORDER BY item.id DESC;
END
$$;
COMMENT ON FUNCTION :audience.submissions_of IS 'The submissions of a return, newest first; cells: of this return, returns: how many were signed together';

CREATE FUNCTION :audience.return_ladder(p_return bigint)
RETURNS TABLE (level smallint, level_label text, commission_name text, state text, words text, late boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 4 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	newest zhiheng.submission := (SELECT item FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.submission AS item ON item.id = sheet.submission_id
		WHERE sheet.return_id = p_return ORDER BY item.turn IS NULL, item.id DESC LIMIT 1);
	ladder CONSTANT smallint[] := coalesce(newest.rungs, zhiheng.rungs(head.institution_id, zhiheng.today()));
	signed CONSTANT bigint := (SELECT count(DISTINCT cell.element) FROM zhiheng.submission_sheet AS sheet CROSS JOIN LATERAL unnest(sheet.elements) AS cell (element)
		WHERE sheet.return_id = p_return);
BEGIN
	RETURN QUERY
	SELECT
		rung.level,
		zhiheng.rung_word(rung.level),
		commission.name,
		CASE WHEN waiting.cells > 0 THEN 'submitted' WHEN copy.cells > 0 THEN 'accepted' ELSE 'draft' END,
		concat_ws('，',
			CASE WHEN copy.cells > 0 THEN format('%s %s/%s 项', CASE WHEN rung.level = ANY (ladder) THEN '已接受' ELSE '知悉' END, copy.cells, signed) END,
			CASE WHEN waiting.cells > 0 THEN format('待审 %s 项，已等待 %s 天，%s前办理', waiting.cells,
				zhiheng.today() - (waiting.since AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.rung_due(head.institution_id, rung.level, waiting.since)) END,
			CASE WHEN over.level IS NOT NULL THEN '逾期，已由上一级接办' END,
			CASE WHEN coalesce(copy.cells, 0) + coalesce(waiting.cells, 0) = 0 AND over.level IS NULL
				THEN CASE WHEN rung.level = ANY (ladder) THEN '尚未送达' ELSE '只知悉，不审核' END END),
		waiting.cells > 0 AND zhiheng.rung_due(head.institution_id, rung.level, waiting.since) < zhiheng.today()
	FROM (SELECT item::smallint AS level FROM generate_series(1, 4) AS item) AS rung
	JOIN zhiheng.commission AS commission ON commission.id = zhiheng.rung_commission(head.institution_id, rung.level)
	LEFT JOIN LATERAL (
		SELECT count(*) AS cells FROM zhiheng.accepted_cells(p_return) AS cell WHERE cell.level = rung.level
	) AS copy ON true
	LEFT JOIN LATERAL (
		SELECT sum(cardinality(item.elements)) AS cells, min(known.turn_at) AS since
		FROM zhiheng.submission_waiting(p_return) AS item
		JOIN zhiheng.submission AS known ON known.id = item.submission_id
		WHERE item.turn = rung.level AND NOT item.decided
	) AS waiting ON true
	LEFT JOIN LATERAL (
		SELECT step.level FROM zhiheng.submission_step AS step
		WHERE step.submission_id = newest.id AND step.return_id = p_return AND step.act = 'taken_over' AND step.level = rung.level
		LIMIT 1
	) AS over ON true
	-- Below the ladder nobody has a part in it.
	WHERE rung.level <= ladder[1] OR over.level IS NOT NULL
	ORDER BY rung.level DESC;
END
$$;
COMMENT ON FUNCTION :audience.return_ladder IS 'Where a return stands on each level above its institution, from the first: how many cells it accepted of those ever signed, what waits there and since when';

GRANT SELECT ON ALL TABLES IN SCHEMA :audience TO zhiheng_:audience;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
