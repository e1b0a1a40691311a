-- Schema commission: programme, continued: saving and enacting grade schemes, recording vetoes.

SET ROLE zhiheng_owner;

-- What the whole of a year's opened quarters says of every institution, for the proposal of floors and
-- benchmarks: the same indicator is that of the same numerator and denominator.
CREATE FUNCTION commission.grade_year_before(p_programme bigint)
RETURNS TABLE (indicator_code text, minimum_denominator integer, year integer, institution_id bigint, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH before AS MATERIALIZED (
		SELECT earlier.id, earlier.year
		FROM zhiheng.programme AS origin
		JOIN zhiheng.programme AS earlier ON earlier.commission_id = origin.commission_id AND earlier.year = origin.year - 1
		WHERE origin.id = p_programme AND origin.id IN (SELECT zhiheng.programme_visible())
	), same AS MATERIALIZED (
		SELECT DISTINCT ON (asked.indicator_code)
			asked.indicator_code,
			asked.minimum_denominator,
			before.id AS programme_id,
			before.year,
			was.indicator_code AS was_code
		FROM before
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = p_programme
		JOIN zhiheng.programme_indicator AS was ON was.programme_id = before.id AND was.numerator = asked.numerator
			AND was.denominator = asked.denominator
		ORDER BY asked.indicator_code, was.indicator_code <> asked.indicator_code, was.indicator_code
	), opened AS (
		SELECT count(*) AS quarters
		FROM before
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = before.id AND calendar.state <> 'planned'
	)
	SELECT
		same.indicator_code,
		same.minimum_denominator,
		same.year,
		value.institution_id,
		value.numerator,
		value.denominator
	FROM before
	CROSS JOIN opened
	CROSS JOIN LATERAL zhiheng.indicator_values(before.id, before.year::text, NULL) AS value
	JOIN same ON same.was_code = value.indicator_code
	WHERE value.received = opened.quarters AND value.numerator IS NOT NULL AND value.denominator > 0;
END
$$;
COMMENT ON FUNCTION commission.grade_year_before IS 'Sums of the year before over all its opened quarters, of institutions that have them all, by this programme''s indicators';

CREATE FUNCTION commission.grade_save(p_programme bigint, p_seen bigint, p_note text, p_bands numeric[], p_caps numeric[], p_coverage integer,
	p_indicators text[], p_weights numeric[], p_floors numeric[], p_benchmarks numeric[], p_safeties boolean[], p_sources text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
	wrong text;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF p_seen <> (SELECT coalesce(max(id), 0) FROM zhiheng.grade_scheme WHERE programme_id = p_programme) THEN
		RAISE EXCEPTION 'the scheme was saved meanwhile' USING ERRCODE = 'ZH409', CONSTRAINT = 'grade_scheme_changed';
	END IF;
	IF cardinality(p_indicators) = 0 THEN
		RAISE EXCEPTION 'no indicator' USING ERRCODE = 'ZH400', CONSTRAINT = 'grade_scheme_empty';
	END IF;
	-- Only what can be scored: a quotient of the programme with a direction.
	SELECT min(line.code) INTO wrong
	FROM unnest(p_indicators, p_floors, p_benchmarks) AS line (code, floor, benchmark)
	LEFT JOIN zhiheng.asked_definition AS asked ON asked.programme_id = p_programme AND asked.indicator_code = line.code
		AND asked.denominator IS NOT NULL
	WHERE (CASE asked.direction WHEN 'increase' THEN line.benchmark > line.floor WHEN 'decrease' THEN line.benchmark < line.floor END) IS NOT TRUE;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION '% cannot be scored so', wrong USING ERRCODE = 'ZH400', CONSTRAINT = 'grade_scheme_direction', DETAIL = wrong;
	END IF;
	INSERT INTO zhiheng.grade_scheme (programme_id, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, account_id)
	VALUES (p_programme, p_note, p_bands[1], p_bands[2], p_bands[3], p_caps[1], p_caps[2], p_coverage,
		(SELECT account_id FROM zhiheng.identity()))
	RETURNING id INTO made;
	INSERT INTO zhiheng.grade_scheme_row (scheme_id, indicator_code, weight, floor, benchmark, safety, source)
	SELECT made, line.code, line.weight, line.floor, line.benchmark, line.safety, line.source
	FROM unnest(p_indicators, p_weights, p_floors, p_benchmarks, p_safeties, p_sources) AS line (code, weight, floor, benchmark, safety, source);
	CALL zhiheng.write_audit('grade.save', p_programme, jsonb_build_object('scheme', made, 'note', p_note));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.grade_save IS 'Saves a draft, arrays of equal length for the indicators, p_bands from A to C, p_caps B and C; p_seen: the newest scheme''s id (0: none)';

CREATE FUNCTION commission.grade_enact(p_programme bigint, p_scheme bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	number integer;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF NOT EXISTS (SELECT FROM zhiheng.grade_version AS draft
	    WHERE draft.scheme_id = p_scheme AND draft.programme_id = p_programme AND draft.state = 'draft') THEN
		RAISE EXCEPTION 'scheme % is not the draft', p_scheme USING ERRCODE = 'ZH409', CONSTRAINT = 'grade_scheme_changed';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.grade_scheme_row WHERE scheme_id = p_scheme AND safety) THEN
		RAISE EXCEPTION 'no safety indicator' USING ERRCODE = 'ZH409', CONSTRAINT = 'grade_scheme_safety';
	END IF;
	IF (SELECT count(*) FROM zhiheng.grade_scheme_row WHERE scheme_id = p_scheme)
	    <> (SELECT count(*) FROM zhiheng.grade_item WHERE scheme_id = p_scheme) THEN
		RAISE EXCEPTION 'an indicator is not asked any more' USING ERRCODE = 'ZH409', CONSTRAINT = 'grade_scheme_dropped';
	END IF;
	SELECT coalesce(max(version), 0) + 1 INTO number FROM zhiheng.grade_enactment WHERE programme_id = p_programme;
	INSERT INTO zhiheng.grade_enactment (scheme_id, programme_id, version, account_id)
	VALUES (p_scheme, p_programme, number, (SELECT account_id FROM zhiheng.identity()));
	CALL zhiheng.write_audit('grade.enact', p_programme, jsonb_build_object('scheme', p_scheme, 'version', number));
	RETURN number;
END
$$;
COMMENT ON FUNCTION commission.grade_enact IS 'Puts the draft into force as the next version; ZH409 when it is not the draft any more, has no safety indicator, or one of its indicators was dropped';

CREATE VIEW commission.grade_veto AS
SELECT
	veto.id,
	veto.programme_id,
	veto.institution_id,
	institution.name AS institution_name,
	veto.period::text AS period,
	zhiheng.period_label(veto.period) AS period_label,
	veto.cap,
	veto.document,
	veto.event,
	author.name AS author_name,
	zhiheng.time_label(veto.recorded_at) AS recorded_at,
	withdrawal.veto_id IS NOT NULL AS withdrawn,
	withdrawal.document AS withdrawal_document,
	withdrawal.reason AS withdrawal_reason,
	withdrawer.name AS withdrawer_name,
	zhiheng.time_label(withdrawal.withdrawn_at) AS withdrawn_at
FROM zhiheng.grade_veto AS veto
JOIN zhiheng.institution AS institution ON institution.id = veto.institution_id
JOIN zhiheng.account AS author ON author.id = veto.account_id
LEFT JOIN zhiheng.grade_veto_withdrawal AS withdrawal ON withdrawal.veto_id = veto.id
LEFT JOIN zhiheng.account AS withdrawer ON withdrawer.id = withdrawal.account_id;
COMMENT ON VIEW commission.grade_veto IS 'Vetoes on institutions of the subtree, also those withdrawn';

CREATE FUNCTION commission.veto_record(p_programme bigint, p_institution bigint, p_period text, p_cap text, p_document text, p_event text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF NOT EXISTS (SELECT FROM zhiheng.institution WHERE id = p_institution) THEN
		RAISE EXCEPTION 'no such institution' USING ERRCODE = 'ZH400', CONSTRAINT = 'grade_veto_institution';
	END IF;
	IF NOT EXISTS (SELECT FROM zhiheng.period_quarter WHERE programme_id = p_programme AND period = p_period) THEN
		RAISE EXCEPTION 'no such period' USING ERRCODE = 'ZH400', CONSTRAINT = 'grade_veto_period';
	END IF;
	INSERT INTO zhiheng.grade_veto (programme_id, institution_id, period, cap, document, event, account_id)
	VALUES (p_programme, p_institution, p_period, p_cap, p_document, p_event, (SELECT account_id FROM zhiheng.identity()))
	RETURNING id INTO made;
	CALL zhiheng.write_audit('veto.record', made, jsonb_build_object('programme', p_programme, 'institution', p_institution, 'period', p_period,
		'cap', p_cap, 'document', p_document));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.veto_record IS 'Records a veto on an institution of the subtree in a period of the own programme';

CREATE FUNCTION commission.veto_withdraw(p_programme bigint, p_veto bigint, p_document text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM commission.programme_lock(p_programme);
	IF NOT EXISTS (SELECT FROM zhiheng.grade_veto WHERE id = p_veto AND programme_id = p_programme) THEN
		RAISE EXCEPTION 'no such veto' USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM zhiheng.grade_veto_withdrawal WHERE veto_id = p_veto) THEN
		RAISE EXCEPTION 'veto % was withdrawn already', p_veto USING ERRCODE = 'ZH409', CONSTRAINT = 'grade_veto_withdrawn';
	END IF;
	INSERT INTO zhiheng.grade_veto_withdrawal (veto_id, document, reason, account_id)
	VALUES (p_veto, p_document, p_reason, (SELECT account_id FROM zhiheng.identity()));
	CALL zhiheng.write_audit('veto.withdraw', p_veto, jsonb_build_object('document', p_document, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.veto_withdraw IS 'Takes a veto back, once, with document and reason';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
