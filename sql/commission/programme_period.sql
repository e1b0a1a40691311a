-- Schema commission: programme, continued: its calendar and moving deadlines.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.programme_cadences(p_programme bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT array_agg(way.cadence ORDER BY zhiheng.cadence_rank(way.cadence))
	FROM (VALUES ('month', '2000-01'), ('quarter', '2000Q1'), ('half', '2000H1'), ('year', '2000')) AS way (cadence, example)
	-- One that asks for nothing yet will ask by quarter.
	WHERE EXISTS (SELECT FROM zhiheng.programme_indicator AS asked
			WHERE asked.programme_id = p_programme AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, way.example))
		OR way.cadence = 'quarter' AND NOT EXISTS (SELECT FROM zhiheng.programme_indicator AS asked WHERE asked.programme_id = p_programme)
$$;
COMMENT ON FUNCTION commission.programme_cadences IS 'Cadences that the indicators of a programme need returns for';

CREATE VIEW commission.calendar AS
SELECT
	programme.id AS programme_id,
	line.period,
	zhiheng.cadence(line.period) AS cadence,
	zhiheng.cadence_rank(zhiheng.cadence(line.period)) AS cadence_rank,
	zhiheng.period_end(line.period) AS ends_on,
	zhiheng.period_label(line.period) AS period_label,
	coalesce(calendar.opens_on, zhiheng.period_end(line.period) + 1) AS opens_on,
	coalesce(calendar.due_on, zhiheng.period_end(line.period) + CASE WHEN zhiheng.cadence(line.period) = 'month' THEN 10 ELSE 20 END) AS due_on,
	calendar.opens_on IS NOT NULL AS planned,
	coalesce(calendar.state, 'planned') AS state,
	zhiheng.label('period', coalesce(calendar.state, 'planned')) AS state_label,
	zhiheng.today() > calendar.due_on AS overdue,
	(SELECT count(*) FROM zhiheng.asked_return AS head
		WHERE head.programme_id = programme.id AND head.period = line.period) AS returns,
	(SELECT count(*) FROM zhiheng.asked_return AS head
		WHERE head.programme_id = programme.id AND head.period = line.period AND head.first_submitted_at IS NOT NULL) AS submitted
FROM zhiheng.programme AS programme
CROSS JOIN LATERAL (
	SELECT zhiheng.period_of(programme.year, way.cadence, number) AS period
	FROM unnest(commission.programme_cadences(programme.id)) AS way (cadence)
	CROSS JOIN LATERAL generate_series(1, (ARRAY[12, 4, 2, 1])[zhiheng.cadence_rank(way.cadence)]) AS number
	UNION
	SELECT known.period::text
	FROM zhiheng.reporting_period AS known
	WHERE known.programme_id = programme.id
) AS line
LEFT JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = programme.id AND calendar.period = line.period
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.calendar IS 'The periods that a programme has returns for, as its indicators are asked; dates are a proposal until planned, of months the 10th; returns as far as the session sees them';

-- A month counts only if its quarter is put together from months: not any more once that was opened.
CREATE FUNCTION commission.calendar_late(p_programme bigint, p_period text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT whole.period::text
	FROM zhiheng.reporting_period AS whole
	WHERE whole.programme_id = p_programme AND whole.state <> 'planned'
		AND p_period = ANY (zhiheng.period_parts(whole.period, zhiheng.cadence(p_period)))
	ORDER BY whole.period
	LIMIT 1
$$;
COMMENT ON FUNCTION commission.calendar_late IS 'The opened longer period that a period would come too late for; null: none';

CREATE FUNCTION commission.calendar_propose(p_programme bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
	SELECT line.programme_id, line.period, line.opens_on, line.due_on
	FROM commission.calendar AS line
	WHERE line.programme_id = p_programme AND NOT line.planned
		AND (line.cadence <> 'month' OR commission.calendar_late(p_programme, line.period) IS NULL)
		-- Another cadence than the programme had: what was left out of a known one stays out.
		AND NOT EXISTS (SELECT FROM zhiheng.reporting_period AS known
			WHERE known.programme_id = p_programme AND zhiheng.cadence(known.period) = line.cadence)
	ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION commission.calendar_propose IS 'Plans the periods of cadences that a programme did not have before, with the proposed dates';

CREATE FUNCTION commission.calendar_seen(p_programme bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT md5(string_agg(period || opens_on || due_on, ',' ORDER BY period))
	FROM commission.calendar
	WHERE programme_id = p_programme
$$;
COMMENT ON FUNCTION commission.calendar_seen IS 'Tells one state of the dates from another';

CREATE FUNCTION commission.calendar_save(p_programme bigint, p_seen text, p_periods text[], p_opens_on date[], p_due_on date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	old jsonb;
	changes jsonb;
	late text;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF p_seen IS DISTINCT FROM commission.calendar_seen(p_programme) THEN
		RAISE EXCEPTION 'the dates were changed meanwhile' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_calendar_changed';
	END IF;
	IF EXISTS (SELECT unnest(p_periods) EXCEPT SELECT line.period FROM commission.calendar AS line WHERE line.programme_id = p_programme) THEN
		RAISE EXCEPTION 'a period that the programme does not have' USING ERRCODE = 'ZH400', CONSTRAINT = 'programme_calendar_period';
	END IF;
	SELECT jsonb_object_agg(calendar.period, jsonb_build_array(calendar.opens_on, calendar.due_on)) INTO old
	FROM zhiheng.reporting_period AS calendar
	WHERE calendar.programme_id = p_programme;
	SELECT commission.calendar_late(p_programme, line.period) INTO late
	FROM unnest(p_periods, p_opens_on) AS line (period, opens_on)
	WHERE line.opens_on IS NOT NULL AND zhiheng.cadence(line.period) = 'month' AND commission.calendar_late(p_programme, line.period) IS NOT NULL
		AND NOT EXISTS (SELECT FROM zhiheng.reporting_period AS known WHERE known.programme_id = p_programme AND known.period = line.period);
	IF late IS NOT NULL THEN
		RAISE EXCEPTION 'period % was opened without months', late USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_calendar_late', DETAIL = late;
	END IF;
	-- Left empty: there is no such return.
	IF EXISTS (SELECT FROM unnest(p_periods, p_opens_on) AS line (period, opens_on)
	    JOIN zhiheng.reporting_period AS known ON known.programme_id = p_programme AND known.period = line.period AND known.state <> 'planned'
	    WHERE line.opens_on IS NULL) THEN
		RAISE EXCEPTION 'an opened period' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_calendar_opened';
	END IF;
	DELETE FROM zhiheng.reporting_period AS known
	USING unnest(p_periods, p_opens_on) AS line (period, opens_on)
	WHERE known.programme_id = p_programme AND known.period = line.period AND line.opens_on IS NULL;
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
	SELECT p_programme, line.period, line.opens_on, line.due_on
	FROM unnest(p_periods, p_opens_on, p_due_on) AS line (period, opens_on, due_on)
	WHERE line.opens_on IS NOT NULL
	ON CONFLICT (programme_id, period) DO UPDATE SET opens_on = excluded.opens_on, due_on = excluded.due_on;
	SELECT commission.difference(coalesce(old, '{}'), coalesce(jsonb_object_agg(calendar.period,
		jsonb_build_array(calendar.opens_on, calendar.due_on)), '{}'))
	INTO changes
	FROM zhiheng.reporting_period AS calendar
	WHERE calendar.programme_id = p_programme;
	IF changes <> '{}' THEN
		CALL zhiheng.write_audit('programme.calendar', p_programme, changes);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.calendar_save IS 'First and last day of entry of the periods; null: no such return, as long as it was not opened. A month comes too late for a quarter that was opened (ZH409 programme_calendar_late)';

CREATE FUNCTION commission.period_move(p_programme bigint, p_period text, p_state text) RETURNS integer
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
	UPDATE zhiheng.reporting_period SET state = p_state WHERE programme_id = p_programme AND period = p_period;
	made := commission.return_make(p_programme, p_period);
	CALL zhiheng.write_audit('period.' || CASE WHEN p_state = 'open' THEN 'open' ELSE 'close' END, p_programme,
		jsonb_build_object('period', p_period, 'from', present, 'returns', made));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.period_move IS 'Opens, closes or opens again a period; opening makes the returns still missing and gives their number';

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
