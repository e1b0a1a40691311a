-- Schema commission: programme, continued: its calendar and moving deadlines.

SET ROLE zhiheng_owner;

CREATE VIEW commission.calendar AS
SELECT
	programme.id AS programme_id,
	quarter.period,
	zhiheng.period_label(quarter.period) AS period_label,
	coalesce(calendar.opens_on, quarter.after) AS opens_on,
	coalesce(calendar.due_on, quarter.after + 19) AS due_on,
	calendar.opens_on IS NOT NULL AS planned,
	coalesce(calendar.state, 'planned') AS state,
	zhiheng.label('period', coalesce(calendar.state, 'planned')) AS state_label,
	zhiheng.today() > calendar.due_on AS overdue,
	(SELECT count(*) FROM zhiheng.asked_return AS head
		WHERE head.programme_id = programme.id AND head.period = quarter.period) AS returns,
	(SELECT count(*) FROM zhiheng.asked_return AS head
		WHERE head.programme_id = programme.id AND head.period = quarter.period AND head.first_submitted_at IS NOT NULL) AS submitted
FROM zhiheng.programme AS programme
CROSS JOIN LATERAL (
	SELECT
		programme.year || 'Q' || number AS period,
		(make_date(programme.year, 1, 1) + make_interval(months => 3 * number))::date AS after
	FROM generate_series(1, 4) AS number
) AS quarter
LEFT JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = programme.id AND calendar.period = quarter.period
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.calendar IS 'The four quarters of a programme; dates are a proposal until planned; returns as far as the session sees them';

CREATE FUNCTION commission.calendar_seen(p_programme bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT md5(string_agg(period || opens_on || due_on, ',' ORDER BY period))
	FROM commission.calendar
	WHERE programme_id = p_programme
$$;
COMMENT ON FUNCTION commission.calendar_seen IS 'Tells one state of the dates from another';

CREATE FUNCTION commission.calendar_save(p_programme bigint, p_seen text, p_opens_on date[], p_due_on date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	programme_year integer := commission.programme_lock(p_programme);
	old jsonb;
	changes jsonb;
BEGIN
	IF p_seen IS DISTINCT FROM commission.calendar_seen(p_programme) THEN
		RAISE EXCEPTION 'the dates were changed meanwhile' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_calendar_changed';
	END IF;
	SELECT jsonb_object_agg(calendar.period, jsonb_build_array(calendar.opens_on, calendar.due_on)) INTO old
	FROM zhiheng.reporting_period AS calendar
	WHERE calendar.programme_id = p_programme;
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
	SELECT p_programme, programme_year || 'Q' || line.number, line.opens_on, line.due_on
	FROM unnest(p_opens_on, p_due_on) WITH ORDINALITY AS line (opens_on, due_on, number)
	ON CONFLICT (programme_id, period) DO UPDATE SET opens_on = excluded.opens_on, due_on = excluded.due_on;
	SELECT commission.difference(coalesce(old, '{}'), jsonb_object_agg(calendar.period, jsonb_build_array(calendar.opens_on, calendar.due_on)))
	INTO changes
	FROM zhiheng.reporting_period AS calendar
	WHERE calendar.programme_id = p_programme;
	IF changes <> '{}' THEN
		CALL zhiheng.write_audit('programme.calendar', p_programme, changes);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.calendar_save IS 'First and last day of entry of the four quarters';

CREATE FUNCTION commission.period_move(p_programme bigint, p_period text, p_state text, p_follow boolean DEFAULT false) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	present text;
	made integer;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	SELECT calendar.state INTO present
	FROM zhiheng.reporting_period AS calendar
	WHERE calendar.programme_id = p_programme AND calendar.period = p_period;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'period % has no dates', p_period USING ERRCODE = 'ZH409', CONSTRAINT = 'period_no_dates';
	END IF;
	IF NOT (p_state = 'open' AND present IN ('planned', 'closed') OR p_state = 'closed' AND present = 'open') THEN
		RAISE EXCEPTION 'period % is %, cannot become %', p_period, present, p_state USING ERRCODE = 'ZH409', CONSTRAINT = 'period_state';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.programme_indicator AS asked WHERE asked.programme_id = p_programme) THEN
		RAISE EXCEPTION 'programme % asks for nothing', p_programme USING ERRCODE = 'ZH409', CONSTRAINT = 'period_no_indicator';
	END IF;
	PERFORM set_config('zhiheng.follow_definitions', CASE WHEN p_follow THEN 'yes' ELSE '' END, true);
	UPDATE zhiheng.reporting_period SET state = p_state WHERE programme_id = p_programme AND period = p_period;
	made := commission.return_make(p_programme, p_period);
	CALL zhiheng.write_audit('period.' || CASE WHEN p_state = 'open' THEN 'open' ELSE 'close' END, p_programme,
		jsonb_build_object('period', p_period, 'from', present, 'returns', made));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.period_move IS 'Opens, closes or opens again a quarter; opening makes the returns still missing and gives their number; it fixes what elements mean (zhiheng.definition_fix), p_follow: as others have fixed it';

CREATE FUNCTION commission.period_fill(p_programme bigint, p_period text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made integer;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	made := commission.return_make(p_programme, p_period);
	IF made > 0 THEN
		CALL zhiheng.write_audit('period.fill', p_programme, jsonb_build_object('period', p_period, 'returns', made));
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.period_fill IS 'Makes the returns that institutions registered by others meanwhile still lack; may be asked for again';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
