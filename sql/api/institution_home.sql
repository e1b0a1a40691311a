-- Schema institution, continued: what is to be done.  Loaded after institution.sql.

SET ROLE zhiheng_owner;

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
	asked bigint
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
		(SELECT count(*) FROM institution.asked_elements(head.programme_id))
	FROM institution.return AS head
	-- Late never disappears: closed or not, what was never submitted stays.
	WHERE head.state NOT IN ('accepted', 'published') AND (head.open OR head.late OR head.state = 'submitted')
	ORDER BY head.state <> 'returned', NOT head.late, head.due_on, head.id;
END
$$;
COMMENT ON FUNCTION institution.home_returns IS 'Own returns that somebody has to work on, most urgent first: returned, late, due';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
