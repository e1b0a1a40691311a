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
	CASE standing.act WHEN 'waiting' THEN '待审核' WHEN 'partly' THEN '部分退回' WHEN 'withdrawn' THEN '已撤回'
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
		coalesce(newest.act, 'waiting'),
		coalesce(zhiheng.label('submission_act', newest.act), '待审核')
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.return AS head ON head.id = sheet.return_id
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
	JOIN zhiheng.return AS head ON head.id = sheet.return_id
	CROSS JOIN LATERAL unnest(sheet.elements, sheet.numbers) AS item (element, number)
	JOIN zhiheng.element_number AS element ON element.number = item.element
	LEFT JOIN LATERAL zhiheng.element_then(element.code, head.period) AS meant ON true
	WHERE sheet.submission_id = p_submission
	ORDER BY head.period, element.code;
END
$$;
COMMENT ON FUNCTION :audience.submission_cells IS 'What was signed, cell by cell, in the order in which the digest takes them';

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
		zhiheng.label('submission_act', step.act),
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

GRANT SELECT ON ALL TABLES IN SCHEMA :audience TO zhiheng_:audience;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
