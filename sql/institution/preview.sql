-- Schema institution: previews of an edition, and remarks on them.

SET ROLE zhiheng_owner;

CREATE VIEW institution.preview AS
SELECT
	preview.id,
	preview.programme_id,
	programme.name AS programme_name,
	preview.period::text AS period,
	zhiheng.period_label(preview.period) AS period_label,
	preview.small_below,
	preview.prepared_at,
	preview.closes_at,
	preview.closes_at > now() AS open
FROM zhiheng.preview AS preview
JOIN zhiheng.programme AS programme ON programme.id = preview.programme_id
WHERE NOT EXISTS (SELECT FROM zhiheng.preview AS later WHERE later.programme_id = preview.programme_id AND later.period = preview.period
		AND later.id > preview.id)
	AND NOT EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.region_code = preview.region_code AND edition.period = preview.period
		AND edition.published_at > preview.prepared_at)
	AND EXISTS (SELECT FROM zhiheng.preview_result AS own WHERE own.preview_id = preview.id
		AND own.institution_id = (SELECT institution_id FROM zhiheng.identity()));
COMMENT ON VIEW institution.preview IS 'Previews in force that show something of the own institution; open: it may still say something to it';

CREATE VIEW institution.preview_remark AS
SELECT DISTINCT ON (remark.preview_id, remark.indicator_code, remark.kind)
	remark.preview_id,
	remark.indicator_code,
	remark.kind,
	remark.text,
	account.name AS person,
	CASE answer.outcome WHEN 'upheld' THEN '异议成立' WHEN 'rejected' THEN '异议不成立' END AS outcome_label,
	answer.text AS answer,
	CASE WHEN remark.carried_from IS NULL THEN NULL
		WHEN EXISTS (
			SELECT FROM zhiheng.preview_remark AS origin
			JOIN zhiheng.preview_result AS before ON before.preview_id = origin.preview_id AND before.institution_id = origin.institution_id
				AND before.indicator_code = origin.indicator_code
			JOIN zhiheng.preview_result AS now ON now.preview_id = remark.preview_id AND now.institution_id = origin.institution_id
				AND now.indicator_code = origin.indicator_code
			WHERE origin.id = remark.carried_from
				AND (before.hidden, before.numerator, before.denominator) IS DISTINCT FROM (now.hidden, now.numerator, now.denominator)
		) THEN '沿用上一次预览，结果已有变化，请核对'
		ELSE '沿用上一次预览' END AS carried
FROM zhiheng.preview_remark AS remark
JOIN zhiheng.account AS account ON account.id = remark.account_id
LEFT JOIN zhiheng.preview_answer AS answer ON answer.remark_id = remark.id
WHERE remark.institution_id = (SELECT institution_id FROM zhiheng.identity())
ORDER BY remark.preview_id, remark.indicator_code, remark.kind, remark.id DESC;
COMMENT ON VIEW institution.preview_remark IS 'What the own institution says to its results now; an empty text was taken back; carried: a word on what was said to the preview before, null: said to this one';

CREATE VIEW institution.preview_result AS
SELECT
	result.preview_id,
	asked.position,
	asked.specialty,
	result.indicator_code,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	trim_scale(result.numerator)::text AS numerator,
	trim_scale(result.denominator)::text AS denominator,
	result.status,
	result.lower,
	result.upper,
	result.rank,
	result.ranked,
	result.tied,
	result.rank_lower,
	result.rank_upper,
	remark.text AS remark,
	remark.carried AS remark_carried,
	objection.text AS objection,
	objection.carried AS objection_carried,
	objection.outcome_label,
	objection.answer
FROM zhiheng.preview_result AS result
JOIN institution.preview AS preview ON preview.id = result.preview_id
JOIN institution.asked_indicator AS asked ON asked.programme_id = preview.programme_id AND asked.indicator_code = result.indicator_code
LEFT JOIN institution.preview_remark AS remark ON remark.preview_id = result.preview_id AND remark.indicator_code = result.indicator_code
	AND remark.kind = 'remark' AND remark.text <> ''
LEFT JOIN institution.preview_remark AS objection ON objection.preview_id = result.preview_id AND objection.indicator_code = result.indicator_code
	AND objection.kind = 'objection' AND objection.text <> ''
WHERE result.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.preview_result IS 'Own results as they would be published, with what was said to them';

CREATE VIEW institution.preview_cap AS
SELECT
	candidate.preview_id,
	candidate.indicator_code,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	candidate.numerator::text AS numerator,
	candidate.denominator::text AS denominator,
	candidate.theta,
	candidate.z::text AS z,
	CASE WHEN candidate.exact IN ('low_998', 'high_998') THEN '99.8%' ELSE '95%' END AS limits,
	candidate.cap,
	candidate.decision,
	candidate.decision_reason,
	candidate.decided_on,
	candidate.earlier
FROM zhiheng.cap_candidate AS candidate
JOIN institution.preview AS preview ON preview.id = candidate.preview_id
JOIN institution.asked_indicator AS asked ON asked.programme_id = preview.programme_id AND asked.indicator_code = candidate.indicator_code
WHERE candidate.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.preview_cap IS 'What is to cap the own grade, with the numbers it is made of and what was decided; earlier: that other numbers were decided on before';

CREATE VIEW institution.preview_grade AS
SELECT
	grade.preview_id,
	scheme.version,
	trim_scale(scheme.band_a)::text AS band_a,
	trim_scale(scheme.band_b)::text AS band_b,
	trim_scale(scheme.band_c)::text AS band_c,
	grade.status,
	grade.coverage,
	grade.composite::text AS composite,
	grade.error,
	grade.band,
	CASE WHEN caps.words IS NULL THEN grade.cap_text
		ELSE concat_ws('；', caps.words, '重大事件（' || grade.veto_document || '），封顶 ' || grade.veto || ' 级') END AS cap_text,
	CASE WHEN grade.status = 'graded' THEN greatest(grade.band, grade.veto, caps.cap) END AS grade,
	CASE WHEN NOT caps.lifted THEN grade.rank END AS rank,
	grade.ranked,
	grade.tied,
	caps.lifted,
	array_length(string_to_array(grade.alike, ' '), 1) || ' 家同组机构' AS alike_names
FROM zhiheng.preview_grade AS grade
JOIN institution.preview AS preview ON preview.id = grade.preview_id
JOIN zhiheng.preview AS head ON head.id = grade.preview_id
JOIN zhiheng.grade_version AS scheme ON scheme.scheme_id = head.grade_scheme_id
CROSS JOIN LATERAL (
	SELECT
		max(candidate.cap) FILTER (WHERE candidate.decision IS DISTINCT FROM 'lift') AS cap,
		coalesce(bool_or(candidate.decision = 'lift'), false) AS lifted,
		string_agg(format('安全指标“%s”z = %s，在精确 %s 限外，拟封顶 %s 级，%s', candidate.name, candidate.z, candidate.limits, candidate.cap,
			CASE candidate.decision WHEN 'keep' THEN '经审议维持：' || candidate.decision_reason
				WHEN 'lift' THEN '经审议不适用：' || candidate.decision_reason ELSE '待审议' END), '；' ORDER BY candidate.indicator_code) AS words
	FROM institution.preview_cap AS candidate
	WHERE candidate.preview_id = grade.preview_id
) AS caps
WHERE grade.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.preview_grade IS 'The own grade as it would be published, by the decisions on its caps so far; lifted: one of them does not apply, so that the rank of the preview is not its own any more; alike_names: how many peers it cannot be told from, not who they are';

CREATE VIEW institution.preview_grade_item AS
SELECT
	head.id AS preview_id,
	item.position,
	item.indicator_code,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	trim_scale(item.weight)::text AS weight,
	trim_scale(item.floor)::text AS floor,
	trim_scale(item.benchmark)::text AS benchmark,
	item.safety,
	trim_scale(result.numerator)::text AS numerator,
	trim_scale(result.denominator)::text AS denominator,
	point.status,
	point.points::text AS points,
	point.points_error,
	point.compared,
	point.theta,
	point.z::text AS z,
	point.cap,
	candidate.decision,
	candidate.decision_reason
FROM institution.preview AS preview
JOIN zhiheng.preview AS head ON head.id = preview.id
JOIN zhiheng.grade_item AS item ON item.scheme_id = head.grade_scheme_id
LEFT JOIN zhiheng.preview_grade_point AS point ON point.preview_id = head.id AND point.indicator_code = item.indicator_code
	AND point.institution_id = (SELECT institution_id FROM zhiheng.identity())
LEFT JOIN zhiheng.preview_result AS result ON result.preview_id = head.id AND result.indicator_code = item.indicator_code
	AND result.institution_id = (SELECT institution_id FROM zhiheng.identity())
LEFT JOIN institution.preview_cap AS candidate ON candidate.preview_id = head.id AND candidate.indicator_code = item.indicator_code;
COMMENT ON VIEW institution.preview_grade_item IS 'The scheme''s indicators with what they give the own institution';

CREATE FUNCTION institution.preview_say(p_preview bigint, p_indicator text, p_remark text, p_objection text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint;
	own bigint;
	said record;
BEGIN
	SELECT who.account_id, who.institution_id INTO account, own
	FROM zhiheng.identity() AS who
	WHERE who.role IN ('verifier', 'leader');
	IF NOT FOUND THEN
		RAISE EXCEPTION 'may not speak for the institution' USING ERRCODE = 'ZH403', CONSTRAINT = 'preview_role';
	END IF;
	IF NOT EXISTS (SELECT FROM institution.preview_result AS shown WHERE shown.preview_id = p_preview AND shown.indicator_code = p_indicator) THEN
		RAISE EXCEPTION 'no such result' USING ERRCODE = 'ZH404', CONSTRAINT = 'preview_result';
	END IF;
	IF NOT EXISTS (SELECT FROM institution.preview AS shown WHERE shown.id = p_preview AND shown.open) THEN
		RAISE EXCEPTION 'the window is closed' USING ERRCODE = 'ZH409', CONSTRAINT = 'preview_closed';
	END IF;
	FOR said IN
		SELECT item.kind, coalesce(btrim(item.text), '') AS text
		FROM (VALUES ('remark', p_remark), ('objection', p_objection)) AS item (kind, text)
		LEFT JOIN institution.preview_remark AS now ON now.preview_id = p_preview AND now.indicator_code = p_indicator AND now.kind = item.kind
		WHERE coalesce(now.text, '') <> coalesce(btrim(item.text), '')
	LOOP
		INSERT INTO zhiheng.preview_remark (preview_id, institution_id, indicator_code, kind, text, account_id)
		VALUES (p_preview, own, p_indicator, said.kind, said.text, account);
		CALL zhiheng.write_audit('preview.' || said.kind, p_preview, jsonb_build_object('indicator', p_indicator, 'text', said.text));
	END LOOP;
END
$$;
COMMENT ON FUNCTION institution.preview_say IS 'Remark and objection to one result, while the window is open; what is empty is taken back. Verifiers and leaders';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
