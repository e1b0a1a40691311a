-- Schema commission: return, continued: opinions of QC centres on what waits at their level, and their answers.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.opinion_due(p_return bigint) RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN (SELECT zhiheng.working_day_after((min(known.turn_at) AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.opinion_days())
		FROM zhiheng.return AS head
		CROSS JOIN LATERAL zhiheng.waiting_at(head.id, zhiheng.level_own()) AS known
		WHERE head.id = p_return);
END
$$;
COMMENT ON FUNCTION commission.opinion_due IS 'Last day for opinions of the own QC centres on a return; null: it is not the turn of the own level';

CREATE VIEW commission.return_opinion AS
SELECT
	opinion.id,
	opinion.return_id,
	centre.name AS centre_name,
	coalesce(element.name, opinion.element_code) AS element_name,
	opinion.text,
	account.name AS person,
	zhiheng.time_label(opinion.at) AS at,
	answer.text AS answer,
	answerer.name AS answered_by,
	zhiheng.time_label(answer.at) AS answered_at
FROM zhiheng.return_opinion AS opinion
JOIN zhiheng.qc_centre AS centre ON centre.id = opinion.qc_centre_id AND centre.commission_id = (SELECT commission_id FROM zhiheng.identity())
JOIN zhiheng.account AS account ON account.id = opinion.account_id
LEFT JOIN zhiheng.element AS element ON element.code = opinion.element_code
LEFT JOIN zhiheng.return_opinion_answer AS answer ON answer.opinion_id = opinion.id
LEFT JOIN zhiheng.account AS answerer ON answerer.id = answer.account_id;
COMMENT ON VIEW commission.return_opinion IS 'Opinions of the own QC centres on returns, to a centre those of its specialties, with the answers';

CREATE FUNCTION commission.opinion_add(p_return bigint, p_element text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
	submission bigint;
	added bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM zhiheng.return AS head WHERE head.id = p_return) THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF who.qc_centre_id IS NULL THEN
		RAISE EXCEPTION '% is of no QC centre', who.account_id USING ERRCODE = 'ZH403', CONSTRAINT = 'opinion_centre';
	END IF;
	submission := (SELECT max(item.submission_id) FROM zhiheng.waiting_at(p_return, zhiheng.level_own()) AS item
		WHERE item.element_code = p_element AND p_element = ANY (zhiheng.specialty_elements()));
	IF submission IS NULL THEN
		RAISE EXCEPTION 'element % does not wait here', p_element USING ERRCODE = 'ZH409', CONSTRAINT = 'opinion_element', DETAIL = p_element;
	END IF;
	IF commission.opinion_due(p_return) < zhiheng.today() THEN
		RAISE EXCEPTION 'opinions were due on %', commission.opinion_due(p_return) USING ERRCODE = 'ZH409', CONSTRAINT = 'opinion_late';
	END IF;
	INSERT INTO zhiheng.return_opinion (submission_id, return_id, qc_centre_id, element_code, text, account_id)
	VALUES (submission, p_return, who.qc_centre_id, p_element, btrim(p_text), who.account_id)
	RETURNING id INTO added;
	CALL zhiheng.write_audit('return.opinion', p_return, jsonb_build_object('opinion', added, 'element', p_element));
	RETURN added;
END
$$;
COMMENT ON FUNCTION commission.opinion_add IS 'A QC centre''s opinion on a cell of its specialties that waits at its level: ZH409 when none does, or after the last day';

CREATE FUNCTION commission.opinion_answer(p_return bigint, p_opinion bigint, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
BEGIN
	IF NOT EXISTS (SELECT FROM commission.return_opinion AS known WHERE known.id = p_opinion AND known.return_id = p_return) THEN
		RAISE EXCEPTION 'no such opinion' USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.return_opinion_answer (opinion_id, text, account_id) VALUES (p_opinion, btrim(p_text), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'opinion % is answered', p_opinion USING ERRCODE = 'ZH409', CONSTRAINT = 'opinion_answered';
	END IF;
	CALL zhiheng.write_audit('return.opinion_answer', p_return, jsonb_build_object('opinion', p_opinion));
END
$$;
COMMENT ON FUNCTION commission.opinion_answer IS 'Answers an opinion of an own QC centre, once: before the own level decides each is answered';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
