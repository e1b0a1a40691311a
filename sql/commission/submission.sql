-- Schema commission: submissions that wait to be decided, of all periods and programmes.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.submission_queue(p_turn text)
RETURNS TABLE (return_id bigint, revision integer, institution_name text, region_code text, region_name text, period_label text, submission_id bigint,
	seq integer, kind text, kind_label text, cells integer, at timestamptz, signed_at text, days integer, fault text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	own CONSTANT smallint := zhiheng.level_own();
BEGIN
	RETURN QUERY
	SELECT DISTINCT ON (sheet.return_id)
		sheet.return_id,
		sheet.revision,
		institution.name,
		institution.region_code::text,
		institution.region_name,
		zhiheng.return_label(head.period, head.backfilled),
		signed.id,
		signed.seq,
		signed.kind,
		zhiheng.label('submission', signed.kind),
		cardinality(came.cells),
		signed.turn_at,
		zhiheng.time_label(signed.at),
		zhiheng.today() - (signed.turn_at AT TIME ZONE 'Asia/Shanghai')::date,
		CASE WHEN signed.turn <> own THEN zhiheng.rung_wait(signed.turn, due.day) END
	FROM zhiheng.submission AS signed
	JOIN commission.institution_card AS institution ON institution.id = signed.institution_id
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = signed.id
	JOIN zhiheng.return AS head ON head.id = sheet.return_id
	CROSS JOIN LATERAL (SELECT zhiheng.submission_at(signed.id, sheet.return_id, signed.turn) AS cells) AS came
	CROSS JOIN LATERAL (SELECT zhiheng.rung_due(signed.institution_id, signed.turn, signed.turn_at) AS day) AS due
	WHERE signed.turn IS NOT NULL AND signed.kind <> 'correction' AND came.cells <> '{}'
		AND zhiheng.submission_passed(signed.id, sheet.return_id, signed.turn) IS NULL
		AND CASE coalesce(p_turn, 'own')
			WHEN 'own' THEN signed.turn = own
			WHEN 'below' THEN signed.turn > own AND own = ANY (signed.rungs)
			ELSE due.day < zhiheng.today() AND own = (SELECT max(rung) FROM unnest(signed.rungs) AS rung WHERE rung < signed.turn)
		END
	ORDER BY sheet.return_id, signed.id;
END
$$;
COMMENT ON FUNCTION commission.submission_queue IS 'Returns of which a submission waits: for the own level (p_turn null or own), with levels below (below), or there for longer than their days so that the own level may take over (late); days: since it is their turn, fault: why it is not the own one. A correction is decided alone, on its own page';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
