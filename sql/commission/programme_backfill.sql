-- Schema commission: programme, continued: past periods that are opened for back-fill.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.backfill_choice(p_programme bigint)
RETURNS TABLE (period text, period_label text, institutions bigint, elements bigint, due_on date, bar text, bar_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.institutions_seen();
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		line.period,
		line.period_label,
		asked.institutions,
		(SELECT count(DISTINCT part.code)
			FROM zhiheng.programme_indicator AS item
			CROSS JOIN LATERAL unnest(ARRAY[item.numerator, item.denominator]) AS part (code)
			WHERE item.programme_id = p_programme AND part.code IS NOT NULL
				AND zhiheng.wants(item.cadence, item.numerator, item.denominator, line.period)),
		line.due_on,
		CASE
			WHEN opening.at IS NOT NULL THEN 'opened'
			WHEN line.state <> 'planned' THEN 'ordinary'
			WHEN line.ends_on >= zhiheng.today() THEN 'future'
			WHEN other.name IS NOT NULL THEN 'other'
			WHEN zhiheng.cadence(line.period) = 'month' AND commission.calendar_late(p_programme, line.period) IS NOT NULL THEN 'late'
			WHEN asked.institutions = 0 THEN 'nobody'
		END,
		other.name
	FROM (
		SELECT
			calendar.period,
			calendar.period_label,
			calendar.state,
			calendar.due_on,
			calendar.ends_on
		FROM commission.calendar AS calendar
		WHERE calendar.programme_id = p_programme
	) AS line
	LEFT JOIN zhiheng.backfill AS opening ON opening.programme_id = p_programme AND opening.period = line.period
	CROSS JOIN LATERAL (SELECT count(*) AS institutions FROM zhiheng.backfill_asked(p_programme, line.period, seen)) AS asked
	LEFT JOIN LATERAL (
		SELECT programme.name
		FROM zhiheng.demand AS asking
		JOIN zhiheng.return AS head ON head.period = asking.period AND head.institution_id = asking.institution_id
		JOIN zhiheng.programme AS programme ON programme.id = asking.programme_id
		WHERE asking.period = line.period AND asking.institution_id = ANY (seen) AND NOT head.backfilled
		ORDER BY programme.id
		LIMIT 1
	) AS other ON true
	ORDER BY line.ends_on, line.period;
END
$$;
COMMENT ON FUNCTION commission.backfill_choice IS 'The periods of a programme: how many institutions a back-fill would ask, for how many elements, and what bars it: opened (for back-fill already), ordinary (opened before), future (not over), other (bar_by asks for it in the ordinary way), late (its quarter was opened without months), nobody (asks nothing of anybody); null: nothing';

CREATE FUNCTION commission.backfill_open(p_programme bigint, p_periods text[], p_due_on date, p_note text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	choice record;
	made integer := 0;
	part integer;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF coalesce(cardinality(p_periods), 0) = 0 THEN
		RAISE EXCEPTION 'no period' USING ERRCODE = 'ZH400', CONSTRAINT = 'backfill_period';
	END IF;
	IF EXISTS (SELECT unnest(p_periods) EXCEPT SELECT item.period FROM commission.backfill_choice(p_programme) AS item) THEN
		RAISE EXCEPTION 'not a period of the programme' USING ERRCODE = 'ZH400', CONSTRAINT = 'backfill_period';
	END IF;
	IF p_due_on < zhiheng.today() THEN
		RAISE EXCEPTION 'due in the past' USING ERRCODE = 'ZH400', CONSTRAINT = 'backfill_due';
	END IF;
	FOR choice IN SELECT item.period, item.period_label, item.bar, item.bar_by FROM commission.backfill_choice(p_programme) AS item
	    WHERE item.period = ANY (p_periods)
	    ORDER BY zhiheng.cadence_rank(zhiheng.cadence(item.period)), item.period LOOP
		IF choice.bar IS NOT NULL THEN
			RAISE EXCEPTION 'period % is %', choice.period, choice.bar
				USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_' || choice.bar, DETAIL = concat_ws('，', choice.period_label, choice.bar_by);
		END IF;
		INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
		VALUES (p_programme, choice.period, zhiheng.today(), p_due_on)
		ON CONFLICT (programme_id, period) DO UPDATE SET opens_on = excluded.opens_on, due_on = excluded.due_on;
		INSERT INTO zhiheng.backfill (programme_id, period, note, account_id)
		VALUES (p_programme, choice.period, btrim(p_note), (SELECT who.account_id FROM zhiheng.identity() AS who));
		UPDATE zhiheng.reporting_period SET state = 'open' WHERE programme_id = p_programme AND period = choice.period;
		part := commission.return_make(p_programme, choice.period);
		made := made + part;
		CALL zhiheng.write_audit('period.backfill', p_programme, jsonb_build_object('period', choice.period, 'due', p_due_on, 'note', btrim(p_note),
			'returns', part));
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.backfill_open IS 'Opens past periods of a programme for back-fill, all or none, and asks as by an ordinary opening; gives the number of returns asked for. ZH409 backfill_<bar>: commission.backfill_choice';

CREATE FUNCTION commission.backfill_gap(p_programme bigint)
RETURNS TABLE (year text, period text, period_label text, expected bigint, missing bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT left(gap.period, 4), gap.period, zhiheng.period_label(gap.period), gap.expected, gap.missing
	FROM zhiheng.backfill_gaps(p_programme, zhiheng.institutions_seen()) AS gap;
END
$$;
COMMENT ON FUNCTION commission.backfill_gap IS 'Periods that a final evaluation by this programme needs, and of how many institutions that the session sees nothing is accepted in them';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
