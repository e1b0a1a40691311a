-- Schema institution: what waits on the desk: returns, messages, corrections, the baseline.

SET ROLE zhiheng_owner;

CREATE VIEW institution.home_baseline AS
SELECT
	programme.id AS programme_id,
	programme.name AS programme_name,
	programme.year,
	count(*) AS asked,
	count(*) FILTER (WHERE item.state = 'missing') AS missing,
	count(*) FILTER (WHERE item.state = 'returned') AS returned,
	count(*) FILTER (WHERE item.state = 'waiting') AS waiting,
	count(*) FILTER (WHERE item.state = 'approved') AS approved,
	due.due_on,
	(now() AT TIME ZONE 'Asia/Shanghai')::date - due.due_on AS days_late
FROM zhiheng.programme AS programme
JOIN institution.programme AS due ON due.id = programme.id
JOIN institution.baseline AS item ON item.programme_id = programme.id
WHERE programme.year = (SELECT max(newest.year) FROM zhiheng.programme AS newest WHERE newest.commission_id = programme.commission_id)
GROUP BY programme.id, due.due_on;
COMMENT ON VIEW institution.home_baseline IS 'How far the own baselines and goals of each commission''s newest programme are; what is auxiliary is not missed';

CREATE FUNCTION institution.home_messages()
RETURNS TABLE (return_id bigint, period_label text, element_name text, person text, at text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		head.id,
		zhiheng.period_label(head.period),
		CASE WHEN last.element_code <> '*' THEN coalesce(element.name, last.element_code) END,
		coalesce(commission.name, account.name),
		zhiheng.time_label(last.at),
		last.text
	FROM zhiheng.return AS head
	JOIN LATERAL (
		SELECT
			message.element_code,
			message.side,
			message.account_id,
			message.at,
			message.text
		FROM zhiheng.return_message AS message
		WHERE message.return_id = head.id
		ORDER BY message.id DESC
		LIMIT 1
	) AS last ON last.side = 'commission'
	JOIN zhiheng.account AS account ON account.id = last.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
	LEFT JOIN zhiheng.element AS element ON element.code = last.element_code
	WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity())
	ORDER BY last.at;
END
$$;
COMMENT ON FUNCTION institution.home_messages IS 'Own returns on which the commission had the last word';

CREATE FUNCTION institution.home_returns()
RETURNS TABLE (
	id bigint,
	programme_name text,
	period_label text,
	state text,
	state_label text,
	revision integer,
	open boolean,
	due_on date,
	days_left integer,
	late boolean,
	returned_reason text,
	filled bigint,
	asked bigint,
	supplement boolean,
	opened_until date,
	closes_on date
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		head.id,
		head.programme_name,
		head.period_label,
		head.state,
		head.state_label,
		head.revision,
		head.open,
		head.due_on,
		head.days_left,
		head.late,
		CASE WHEN head.state = 'returned' THEN (SELECT event.reason FROM zhiheng.return_event AS event
			WHERE event.return_id = head.id AND event.to_state = 'returned' ORDER BY event.id DESC LIMIT 1) END,
		(SELECT count(*) FROM zhiheng.return_cells(ARRAY[head.id]) AS cell WHERE cell.state <> 'missing'),
		-- A deviation that is not given is not missed; nor what a half-year or a year has from its quarters.
		(SELECT count(*) FROM institution.asked_elements(head.id) AS asked
			WHERE NOT (asked.derived AND head.cadence IN ('half', 'year')) AND asked.code NOT IN (SELECT item.deviation FROM institution.asked_indicator AS item
					WHERE item.programme_id IN (SELECT asker.programme_id FROM institution.return_asker AS asker WHERE asker.return_id = head.id)
						AND item.deviation IS NOT NULL)
				OR asked.code IN (SELECT cell.element_code FROM zhiheng.return_cells(ARRAY[head.id]) AS cell WHERE cell.state <> 'missing')),
		head.supplement,
		head.opened_until,
		head.closes_on
	FROM institution.return AS head
	-- Late never disappears: closed or not, what was never submitted stays.
	WHERE head.supplement OR head.state NOT IN ('accepted', 'published') AND (head.open OR head.late OR head.state = 'submitted' OR head.opened_until IS NOT NULL)
		-- A month that was verified waits for nobody: it goes up with its quarter.
		AND NOT (head.cadence = 'month' AND head.state = 'verified')
	ORDER BY head.state <> 'returned', NOT head.late, head.due_on, head.id;
END
$$;
COMMENT ON FUNCTION institution.home_returns IS 'Own returns that somebody has to work on, most urgent first: returned, late, due; also those whose last day has passed, which only the commission opens again';

CREATE FUNCTION institution.home_corrections()
RETURNS TABLE (return_id bigint, period_label text, reason text, at text, signed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		correction.return_id,
		zhiheng.period_label(head.period),
		correction.reason,
		zhiheng.time_label(correction.at),
		EXISTS (SELECT FROM zhiheng.submission AS given WHERE given.correction_id = correction.id)
	FROM zhiheng.correction AS correction
	JOIN zhiheng.return AS head ON head.id = correction.return_id
	WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity())
		AND NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = correction.id)
	ORDER BY correction.id;
END
$$;
COMMENT ON FUNCTION institution.home_corrections IS 'Own corrections that wait for the leader''s signature or, signed, for the commission';

CREATE FUNCTION institution.home_bounds()
RETURNS TABLE (return_id bigint, period_label text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT head.id, zhiheng.period_label(head.period), zhiheng.bound_text(head.id)
	FROM zhiheng.return AS head
	WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity())
		AND head.id IN (SELECT item.return_id FROM zhiheng.bound_conflict AS item)
	ORDER BY head.period;
END
$$;
COMMENT ON FUNCTION institution.home_bounds IS 'Own accepted half-years and years that no longer fit their shorter periods, with both numbers';

CREATE VIEW institution.home_cap AS
SELECT
	preview.id AS preview_id,
	zhiheng.period_label(preview.period) AS period_label,
	to_char((preview.closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS last_day,
	((preview.closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date - (now() AT TIME ZONE 'Asia/Shanghai')::date AS days_left,
	string_agg(format('“%s”拟封顶 %s 级', definition.name, candidate.cap), '；' ORDER BY candidate.indicator_code) AS caps
FROM zhiheng.preview AS preview
JOIN zhiheng.cap_candidate AS candidate ON candidate.preview_id = preview.id AND candidate.decision IS NULL
	AND candidate.institution_id = (SELECT institution_id FROM zhiheng.identity())
JOIN zhiheng.asked_definition AS definition ON definition.programme_id = candidate.programme_id AND definition.indicator_code = candidate.indicator_code
WHERE preview.closes_at > now()
	AND NOT EXISTS (SELECT FROM zhiheng.preview AS later WHERE later.programme_id = preview.programme_id AND later.period = preview.period
		AND later.id > preview.id)
GROUP BY preview.id, preview.period, preview.closes_at;
COMMENT ON VIEW institution.home_cap IS 'Newest previews that would cap the own grade, as long as nothing is decided and something can still be said to it';

CREATE FUNCTION institution.home_analyses()
RETURNS TABLE (period text, period_label text, missing bigint, wanted bigint, names text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		newest.period,
		newest.period_label,
		count(*) FILTER (WHERE item.text IS NULL),
		count(*),
		array_to_string((array_agg(item.name) FILTER (WHERE item.text IS NULL))[:3], '、')
	FROM (
		SELECT quarter.period, quarter.period_label
		FROM institution.analysis_period AS quarter
		WHERE quarter.closed
		ORDER BY quarter.period DESC
		LIMIT 1
	) AS newest
	CROSS JOIN LATERAL institution.analysis_list(newest.period) AS item
	WHERE item.wanted = 'yes'
	GROUP BY newest.period, newest.period_label
	HAVING count(*) FILTER (WHERE item.text IS NULL) > 0;
END
$$;
COMMENT ON FUNCTION institution.home_analyses IS 'The newest closed quarter, if documents want analyses of it that were not written: how many, and the first three by name';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
