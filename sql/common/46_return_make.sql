-- What several audiences share, continued: who is asked in the periods that are open.

CALL zhiheng.drop_functions('return_make');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.return_make(p_programme bigint, p_period text) RETURNS integer
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	made integer;
	programmes bigint[];
	periods text[];
	institutions bigint[];
	quarter bigint;
BEGIN
	SELECT array_agg(calendar.programme_id), array_agg(calendar.period), array_agg(institution.id) INTO programmes, periods, institutions
	FROM zhiheng.reporting_period AS calendar
	JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	JOIN zhiheng.register AS institution ON institution.first_day <= zhiheng.period_end(calendar.period)
		AND institution.next_day > zhiheng.period_end(calendar.period)
		AND institution.region_code >= owner.region_code
		AND institution.region_code <= zhiheng.region_last(owner.region_code)
		AND zhiheng.return_exempt(institution.id, calendar.period) IS NULL
	-- Whose commission is this one today, too.
	JOIN zhiheng.institution AS today ON today.id = institution.id
	WHERE calendar.state = 'open'
		AND (p_programme IS NULL OR calendar.programme_id = p_programme)
		AND (p_period IS NULL OR calendar.period = p_period)
		AND EXISTS (
			SELECT
			FROM zhiheng.programme_indicator AS asked
			WHERE asked.programme_id = calendar.programme_id
				AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, calendar.period)
				AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type));
	-- Another programme may have asked before: then the return is there, and is asked for once more.
	INSERT INTO zhiheng.return (period, institution_id, backfilled)
	SELECT item.period, item.institution, bool_or(opening.at IS NOT NULL)
	FROM unnest(programmes, periods, institutions) AS item (programme, period, institution)
	LEFT JOIN zhiheng.backfill AS opening ON opening.programme_id = item.programme AND opening.period = item.period
	GROUP BY item.period, item.institution
	ORDER BY 1, 2
	ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.demand (programme_id, period, institution_id)
	SELECT item.programme, item.period, item.institution
	FROM unnest(programmes, periods, institutions) AS item (programme, period, institution)
	JOIN zhiheng.return AS head ON head.period = item.period AND head.institution_id = item.institution
	ORDER BY 1, 2, 3
	-- One that is being signed or withdrawn at this moment: the day of its first submission is read when that is done.
	FOR SHARE OF head
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS made = ROW_COUNT;
	-- Months that were filled in before their quarter was opened.
	FOR quarter IN
		SELECT DISTINCT whole.id
		FROM zhiheng.return AS month
		JOIN zhiheng.return AS whole ON whole.institution_id = month.institution_id
			AND whole.period = zhiheng.quarter_of(month.period) AND whole.revision = 0 AND whole.state = 'draft'
		WHERE month.institution_id = ANY (institutions) AND whole.period = ANY (periods) AND month.revision > 0
	LOOP
		PERFORM zhiheng.return_derive(quarter, NULL);
	END LOOP;
	-- Where everything was signed before it was asked once more, that was the first submission; what is lacking is a supplement.
	UPDATE zhiheng.demand AS asking SET first_submitted_at = head.first_submitted_at
	FROM unnest(programmes, periods, institutions) AS item (programme, period, institution)
	JOIN zhiheng.return AS head ON head.period = item.period AND head.institution_id = item.institution AND head.first_submitted_at IS NOT NULL
	WHERE (asking.programme_id, asking.period, asking.institution_id) = (item.programme, item.period, item.institution)
		AND asking.first_submitted_at IS NULL AND NOT zhiheng.submission_lacks(head.id, item.programme);
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.return_make IS 'The demands still missing in open periods (null: of all programmes, all periods) for the institutions that the session sees and that are asked for anything, and the returns of those of whom nobody asked before; gives the number of demands';

RESET ROLE;
