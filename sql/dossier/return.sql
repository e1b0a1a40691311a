-- What institutions and commissions see alike of a return, once for the schema of each (:audience).  Whose they see is said
-- by the policies of the tables.  To an institution the commission speaks under its own name, not its people's.

SET ROLE zhiheng_owner;

CREATE FUNCTION :audience.return_samples(p_return bigint)
RETURNS TABLE (element_code text, element_name text, sampled integer, agreeing integer, note text, person text, at text, outdated boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT DISTINCT ON (sample.element_code)
		sample.element_code,
		coalesce(element.name, sample.element_code),
		sample.sampled,
		sample.agreeing,
		sample.note,
		account.name,
		zhiheng.time_label(sample.at),
		coalesce(cell.revision, 0) > sample.revision
	FROM zhiheng.return_sample AS sample
	JOIN zhiheng.account AS account ON account.id = sample.account_id
	LEFT JOIN zhiheng.element AS element ON element.code = sample.element_code
	LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = sample.return_id AND cell.element_code = sample.element_code
	WHERE sample.return_id = p_return
	ORDER BY sample.element_code, sample.id DESC;
END
$$;
COMMENT ON FUNCTION :audience.return_samples IS 'The newest sample of each element of a return; outdated: the value changed since';

CREATE FUNCTION :audience.return_messages(p_return bigint)
RETURNS TABLE (id bigint, element_code text, element_name text, own boolean, person text, organisation text, at text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		message.id,
		message.element_code,
		CASE WHEN message.element_code <> '*' THEN coalesce(element.name, message.element_code) END,
		message.side = ':audience',
		CASE WHEN ':audience' = 'institution' AND message.side = 'commission' THEN coalesce(commission.name, account.name) ELSE account.name END,
		CASE WHEN ':audience' = 'commission' THEN coalesce(institution.name, commission.name, '') END,
		zhiheng.time_label(message.at),
		message.text
	FROM zhiheng.return_message AS message
	JOIN zhiheng.account AS account ON account.id = message.account_id
	LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
	LEFT JOIN zhiheng.element AS element ON element.code = message.element_code
	WHERE message.return_id = p_return
	ORDER BY message.id;
END
$$;
COMMENT ON FUNCTION :audience.return_messages IS 'What was said about a return, oldest first; organisation: for the commission only';

CREATE FUNCTION :audience.return_pairs(p_returns bigint[])
RETURNS TABLE (child text, parent text, strict boolean, subset boolean, parts integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS indicator
		CROSS JOIN LATERAL (VALUES (indicator.numerator), (indicator.denominator)) AS part (code)
		WHERE indicator.programme_id IN (SELECT head.programme_id FROM zhiheng.asked_return AS head WHERE head.id = ANY (p_returns))
	)
	SELECT pair.child, pair.parent, pair.strict, pair.subset, pair.parts
	FROM zhiheng.part_pair AS pair
	WHERE pair.child IN (SELECT asked.code FROM asked) AND pair.parent IN (SELECT asked.code FROM asked);
END
$$;
COMMENT ON FUNCTION :audience.return_pairs IS 'Which of the elements that the programmes of these returns ask is part of which other';

CREATE VIEW :audience.evidence AS
SELECT
	file.id,
	file.return_id,
	file.element_code,
	CASE WHEN file.element_code <> '*' THEN coalesce(element.name, file.element_code) END AS element_name,
	file.name,
	file.media_type,
	file.size,
	encode(file.digest, 'hex') AS digest,
	file.stored_as,
	account.name AS person,
	zhiheng.time_label(file.at) AS at,
	withdrawal.reason AS withdrawn_reason,
	zhiheng.time_label(withdrawal.at) AS withdrawn_at
FROM zhiheng.evidence AS file
JOIN zhiheng.account AS account ON account.id = file.account_id
LEFT JOIN zhiheng.element AS element ON element.code = file.element_code
LEFT JOIN zhiheng.evidence_withdrawal AS withdrawal ON withdrawal.evidence_id = file.id;
COMMENT ON VIEW :audience.evidence IS 'Files of the returns that the session sees, for a QC centre those of its specialty; withdrawn ones too';

CREATE VIEW :audience.backfill_source AS
SELECT
	save.return_id,
	source.id,
	source.collected_by,
	source.origin,
	source.note,
	source.name AS file_name,
	encode(source.digest, 'hex') AS digest,
	file.id AS evidence_id,
	account.name AS person,
	zhiheng.time_label(source.at) AS at
FROM zhiheng.backfill_save AS save
JOIN zhiheng.backfill_source AS source ON source.id = save.source_id
JOIN zhiheng.account AS account ON account.id = source.account_id
-- A QC centre does not see files for a return as a whole.
LEFT JOIN zhiheng.evidence AS file ON file.return_id = save.return_id AND file.stored_as = source.stored_as;
COMMENT ON VIEW :audience.backfill_source IS 'Where the numbers of returns that were filled in afterwards are from: the files, who sent them, what they say of their source';

CREATE FUNCTION :audience.return_correction(p_return bigint)
RETURNS TABLE (id bigint, reason text, person text, at text, state text, state_label text, decision_reason text, decided_at text, decided_by text,
	signed_by text, signed_at text, seq integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		correction.id,
		correction.reason,
		account.name,
		zhiheng.time_label(correction.at),
		CASE standing.state WHEN 'unsigned' THEN 'waiting' WHEN 'withdrawn' THEN 'refused' WHEN 'elsewhere' THEN 'submitted' ELSE standing.state END,
		CASE standing.state WHEN 'unsigned' THEN '待负责人签字' WHEN 'waiting' THEN '待审批'
			WHEN 'elsewhere' THEN '待' || zhiheng.rung_word(signed.turn) || '审批' WHEN 'approved' THEN '已批准'
			WHEN 'withdrawn' THEN '已撤回' ELSE coalesce(zhiheng.rung_word(refusing.level), '') || '未批准' END,
		decision.reason,
		zhiheng.time_label(decision.at),
		CASE WHEN ':audience' = 'institution' THEN coalesce(commission.name, decider.name) ELSE decider.name END,
		signer.name,
		zhiheng.time_label(signed.at),
		signed.seq
	FROM zhiheng.correction AS correction
	JOIN zhiheng.account AS account ON account.id = correction.account_id
	LEFT JOIN zhiheng.submission AS signed ON signed.correction_id = correction.id
	LEFT JOIN zhiheng.account AS signer ON signer.id = signed.signed_by
	LEFT JOIN zhiheng.correction_decision AS decision ON decision.correction_id = correction.id
	LEFT JOIN zhiheng.account AS decider ON decider.id = decision.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = decider.commission_id
	LEFT JOIN LATERAL (
		SELECT step.level FROM zhiheng.submission_step AS step WHERE step.submission_id = signed.id AND step.act = 'refused' AND step.level <> signed.rungs[1]
		LIMIT 1
	) AS refusing ON true
	-- With each level in its turn; a level above may refuse what the first has approved.
	CROSS JOIN LATERAL (SELECT CASE
		WHEN decision.decision IN ('withdrawn', 'refused') THEN decision.decision
		WHEN signed.id IS NULL THEN 'unsigned'
		WHEN signed.turn = coalesce(zhiheng.level_own(), CASE WHEN decision.decision IS NULL THEN signed.turn END) THEN 'waiting'
		WHEN signed.turn IS NOT NULL THEN 'elsewhere'
		WHEN refusing.level IS NOT NULL THEN 'refused'
		ELSE coalesce(decision.decision, 'waiting')
	END AS state) AS standing
	WHERE correction.return_id = p_return AND (':audience' = 'institution' OR zhiheng.rung_reached(signed.rungs, signed.reached, zhiheng.level_own()))
	ORDER BY correction.id DESC;
END
$$;
COMMENT ON FUNCTION :audience.return_correction IS 'Corrections that were asked for on a return, newest first; to a commission those that have come to its level';

CREATE FUNCTION :audience.correction_items(p_return bigint)
RETURNS TABLE (correction_id bigint, code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT item.correction_id, item.code, item.name, item.unit, item.old_state, item.old_value, item.new_state, item.new_value
	FROM zhiheng.correction_items(p_return) AS item
	WHERE ':audience' = 'institution' OR EXISTS (SELECT FROM zhiheng.submission AS signed WHERE signed.correction_id = item.correction_id
		AND zhiheng.rung_reached(signed.rungs, signed.reached, zhiheng.level_own()))
$$;
COMMENT ON FUNCTION :audience.correction_items IS 'zhiheng.correction_items of a return that the session sees';

CREATE FUNCTION :audience.return_changes(p_return bigint)
RETURNS TABLE (code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT change.code, change.name, change.unit, change.old_state, change.old_value, change.new_state, change.new_value
	FROM zhiheng.return_changes(p_return) AS change
$$;
COMMENT ON FUNCTION :audience.return_changes IS 'zhiheng.return_changes of a return that the session sees';

GRANT SELECT ON ALL TABLES IN SCHEMA :audience TO zhiheng_:audience;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
