-- Schema institution: submissions: which returns may be signed together, and signing them.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.submissions_ready(p_closes_on date)
RETURNS TABLE (
	id bigint,
	period text,
	period_label text,
	programme_name text,
	revision integer,
	due_on date,
	answers_id bigint,
	answers_seq integer,
	passed_at text,
	passed_by text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		head.id,
		head.period::text,
		head.period_label,
		head.programme_name,
		head.revision,
		head.due_on,
		answered.id,
		answered.seq,
		passed.at,
		passed.person
	FROM institution.return AS head
	LEFT JOIN zhiheng.submission AS answered ON answered.id = zhiheng.submission_answered(head.id)
	CROSS JOIN LATERAL (
		SELECT zhiheng.time_label(event.at) AS at, account.name AS person
		FROM zhiheng.return_event AS event
		JOIN zhiheng.account AS account ON account.id = event.account_id
		WHERE event.return_id = head.id AND event.to_state = 'verified'
		ORDER BY event.id DESC
		LIMIT 1
	) AS passed
	WHERE head.state = 'verified' AND head.open AND head.cadence <> 'month' AND head.closes_on = p_closes_on;
END
$$;
COMMENT ON FUNCTION institution.submissions_ready IS 'Own returns of one last day that were verified and wait for the leader; those of one answers_id (the submission that was sent back; null: none) may be signed together; a month goes up with its quarter';

CREATE FUNCTION institution.submission_sign(p_returns bigint[], p_revisions integer[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	sheet record;
	event bigint;
	made bigint;
BEGIN
	PERFORM institution.require('{leader}');
	IF coalesce(cardinality(p_returns), 0) = 0 OR cardinality(p_returns) <> cardinality(p_revisions) THEN
		RAISE EXCEPTION 'nothing is signed' USING ERRCODE = 'ZH400', CONSTRAINT = 'submission_empty';
	END IF;
	IF (SELECT count(DISTINCT (zhiheng.period_end(head.period), coalesce(zhiheng.submission_answered(head.id), 0)))
	    FROM zhiheng.return AS head WHERE head.id = ANY (p_returns)) > 1 THEN
		RAISE EXCEPTION 'returns % are of several submissions', p_returns USING ERRCODE = 'ZH409', CONSTRAINT = 'submission_together';
	END IF;
	-- In one order, so that two leaders wait for each other and no more.
	FOR sheet IN SELECT item.id, item.revision FROM unnest(p_returns, p_revisions) AS item (id, revision) ORDER BY item.id LOOP
		event := institution.return_move(sheet.id, sheet.revision, 'submitted', NULL, made);
		made := coalesce(made, (SELECT known.submission_id FROM zhiheng.submission_sheet AS known WHERE known.event_id = event));
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION institution.submission_sign IS 'A leader signs verified returns that end on one day with one password: all or none, each as it was shown (return_stale); gives the submission. The program runs the checks in the same transaction, before';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
