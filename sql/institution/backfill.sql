-- Schema institution: past periods that are filled in afterwards, out of one file.

SET ROLE zhiheng_owner;

CREATE VIEW institution.backfill_period AS
SELECT
	opening.programme_id,
	programme.name AS programme_name,
	owner.name AS commission_name,
	head.id AS return_id,
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	head.state,
	zhiheng.label('return', head.state) AS state_label,
	head.revision,
	head.accepted_revision,
	head.reopened OR calendar.state = 'open' AS open,
	calendar.due_on,
	asking.first_submitted_at IS NULL AND calendar.due_on < zhiheng.today() AS late,
	opening.note
FROM zhiheng.return AS head
JOIN zhiheng.demand AS asking ON asking.institution_id = head.institution_id AND asking.period = head.period
JOIN zhiheng.backfill AS opening ON opening.programme_id = asking.programme_id AND opening.period = asking.period
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = opening.programme_id AND calendar.period = opening.period
JOIN zhiheng.programme AS programme ON programme.id = opening.programme_id
JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND head.backfilled;
COMMENT ON VIEW institution.backfill_period IS 'Periods that a programme has the own institution fill in afterwards, with the return of each';

CREATE FUNCTION institution.backfill_cells(p_programme bigint)
RETURNS TABLE (code text, specialty text, name text, definition text, unit text, type text, minimum numeric, period text, return_id bigint,
	state text, value numeric, bar text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT head.period, head.return_id, head.state AS return_state, head.open, head.accepted_revision, item.code, item.place, item.specialty
		FROM institution.backfill_period AS head
		CROSS JOIN LATERAL institution.asked_elements(head.return_id) AS item
		WHERE head.programme_id = p_programme AND p_programme = ANY (item.programmes) AND NOT item.derived
	)
	SELECT
		asked.code,
		asked.specialty,
		coalesce(element.name, asked.code),
		coalesce(element.definition, ''),
		coalesce(element.unit, ''),
		coalesce(element.type, 'decimal'),
		trim_scale(element.minimum),
		asked.period,
		asked.return_id,
		coalesce(cell.state, 'missing'),
		trim_scale(cell.value),
		CASE
			WHEN asked.accepted_revision IS NOT NULL THEN 'accepted'
			WHEN asked.return_state NOT IN ('draft', 'returned') THEN 'under_way'
			WHEN NOT asked.open THEN 'closed'
		END
	FROM asked
	LEFT JOIN LATERAL zhiheng.element_then(asked.code, asked.period) AS element ON true
	LEFT JOIN zhiheng.return_cells(ARRAY(SELECT DISTINCT item.return_id FROM asked AS item)) AS cell
		ON cell.return_id = asked.return_id AND cell.element_code = asked.code
	ORDER BY min(asked.place) OVER (PARTITION BY asked.code), asked.code, asked.period;
END
$$;
COMMENT ON FUNCTION institution.backfill_cells IS 'What a programme has the own institution fill in afterwards, element by element and period by period, with what is there, and what bars a change: accepted (a correction is the way), under_way, closed; null: nothing';

CREATE FUNCTION institution.backfill_keep(p_programme bigint, p_collected_by text, p_origin text, p_note text, p_name text, p_media text,
	p_size integer, p_digest text, p_stored_as text, p_lines text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := institution.identify('{clerk}');
	kept bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM institution.backfill_period AS item WHERE item.programme_id = p_programme) THEN
		RAISE EXCEPTION 'no back-fill' USING ERRCODE = 'ZH404';
	END IF;
	IF NOT EXISTS (SELECT FROM institution.backfill_period AS item WHERE item.programme_id = p_programme AND item.open) THEN
		RAISE EXCEPTION 'no period is open' USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_closed';
	END IF;
	DELETE FROM zhiheng.backfill_upload AS old WHERE old.expires_at <= now();
	INSERT INTO zhiheng.backfill_source (institution_id, programme_id, collected_by, origin, note, name, media_type, size, digest, stored_as, account_id)
	VALUES (who.institution_id, p_programme, btrim(p_collected_by), btrim(p_origin), nullif(btrim(p_note), ''), p_name, p_media, p_size,
		decode(p_digest, 'hex'), p_stored_as, who.account_id)
	RETURNING id INTO kept;
	INSERT INTO zhiheng.backfill_upload (source_id, lines) VALUES (kept, p_lines);
	CALL zhiheng.write_audit('backfill.upload', kept, jsonb_build_object('programme', p_programme, 'file', p_name, 'digest', p_digest));
	RETURN kept;
END
$$;
COMMENT ON FUNCTION institution.backfill_keep IS 'Keeps a file for back-fill with where its numbers are from, until it is confirmed or its cells expire; the file itself stays on record';

CREATE VIEW institution.backfill_upload AS
SELECT
	source.id,
	source.programme_id,
	source.collected_by,
	source.origin,
	source.note,
	source.name AS file_name,
	encode(source.digest, 'hex') AS digest,
	upload.lines,
	zhiheng.time_label(source.at) AS uploaded_at,
	zhiheng.time_label(upload.expires_at) AS expires_at,
	zhiheng.time_label(upload.saved_at) AS saved_at,
	account.name AS account_name
FROM zhiheng.backfill_source AS source
JOIN zhiheng.backfill_upload AS upload ON upload.source_id = source.id
JOIN zhiheng.account AS account ON account.id = source.account_id
WHERE source.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND upload.expires_at > now();
COMMENT ON VIEW institution.backfill_upload IS 'Own files for back-fill whose cells have not expired';

CREATE FUNCTION institution.backfill_confirm(p_upload bigint, p_returns bigint[], p_bases integer[], p_cells bigint[], p_codes text[],
	p_states text[], p_values numeric[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := institution.identify('{clerk}');
	source zhiheng.backfill_source;
	head record;
	answer record;
	changed integer := 0;
BEGIN
	source := (SELECT item
		FROM zhiheng.backfill_source AS item
		JOIN zhiheng.backfill_upload AS upload ON upload.source_id = item.id AND upload.expires_at > now()
		WHERE item.id = p_upload AND item.institution_id = who.institution_id
		FOR UPDATE OF upload);
	IF source.id IS NULL THEN
		RAISE EXCEPTION 'no such upload' USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.backfill_upload AS upload WHERE upload.source_id = p_upload AND upload.saved_at IS NOT NULL) THEN
		RAISE EXCEPTION 'saved before' USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_saved';
	END IF;
	FOR head IN
		SELECT sent.id, sent.base, period.accepted_revision, period.period_label, period.return_id,
			array_agg(cell.code) AS codes, array_agg(cell.state) AS states, array_agg(cell.value) AS numbers
		FROM unnest(p_returns, p_bases) AS sent (id, base)
		JOIN unnest(p_cells, p_codes, p_states, p_values) AS cell (id, code, state, value) ON cell.id = sent.id
		LEFT JOIN institution.backfill_period AS period ON period.return_id = sent.id AND period.programme_id = source.programme_id
		GROUP BY sent.id, sent.base, period.accepted_revision, period.period_label, period.return_id
		ORDER BY sent.id
	LOOP
		IF head.return_id IS NULL THEN
			RAISE EXCEPTION 'return % is not to be filled in afterwards', head.id USING ERRCODE = 'ZH404';
		END IF;
		IF head.accepted_revision IS NOT NULL THEN
			RAISE EXCEPTION 'return % has been accepted', head.id USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_accepted', DETAIL = head.period_label;
		END IF;
		IF EXISTS (SELECT unnest(head.codes) EXCEPT SELECT asked.code FROM institution.asked_elements(head.id) AS asked
		    WHERE source.programme_id = ANY (asked.programmes) AND NOT asked.derived) THEN
			RAISE EXCEPTION 'an element that is not asked' USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = head.period_label;
		END IF;
		SELECT said.outcome, said.code INTO answer
		FROM institution.return_save(head.id, head.base, head.codes, head.states, head.numbers, 'backfill') AS said
		LIMIT 1;
		IF answer.outcome NOT IN ('saved', 'unchanged') THEN
			RAISE EXCEPTION 'element % of return %: %', answer.code, head.id, answer.outcome
				USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_changed', DETAIL = head.period_label;
		END IF;
		IF answer.outcome = 'saved' THEN
			INSERT INTO zhiheng.backfill_save (return_id, revision, source_id)
			SELECT saved.id, saved.revision, p_upload FROM zhiheng.return AS saved WHERE saved.id = head.id;
			PERFORM institution.evidence_add(head.id, '*', source.name, source.media_type, source.size, encode(source.digest, 'hex'), source.stored_as);
			changed := changed + 1;
		END IF;
	END LOOP;
	IF changed = 0 THEN
		RAISE EXCEPTION 'nothing to save' USING ERRCODE = 'ZH409', CONSTRAINT = 'backfill_nothing';
	END IF;
	UPDATE zhiheng.backfill_upload SET saved_at = now() WHERE source_id = p_upload;
	CALL zhiheng.write_audit('backfill.save', p_upload, jsonb_build_object('programme', source.programme_id, 'returns', changed));
	RETURN changed;
END
$$;
COMMENT ON FUNCTION institution.backfill_confirm IS 'Saves the cells of an uploaded file into their returns, all or none, with the file as evidence of each; gives the number of returns changed. ZH409 backfill_saved, backfill_accepted, backfill_changed (by others meanwhile), backfill_nothing, or as institution.return_save refuses';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
