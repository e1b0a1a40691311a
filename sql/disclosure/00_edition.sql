-- Schema disclosure: what several words read of editions.

SET ROLE zhiheng_owner;

CREATE FUNCTION disclosure.edition_find(p_region text, p_period text, p_number text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	-- plpgsql keeps the plan; an SQL function would be planned anew by every statement that asks.
	RETURN (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		WHERE edition.region_code::text = p_region AND edition.period::text = p_period
			AND (p_number IS NULL OR edition.number::text = p_number)
		ORDER BY edition.number DESC
		LIMIT 1);
END
$$;
COMMENT ON FUNCTION disclosure.edition_find IS 'Edition of a region and period, the newest when no number is given; null: none';

CREATE VIEW disclosure.edition_institution AS
SELECT
	institution.edition_id,
	institution.institution_id,
	institution.credit_code,
	institution.name,
	institution.region_code,
	institution.region_name,
	zhiheng.label('level', institution.level) || coalesce(zhiheng.label('grade', institution.grade), '') AS level,
	coalesce(institution.specialist_type || '专科医院', zhiheng.label('kind', institution.kind)) AS kind,
	zhiheng.label('ownership', institution.ownership) AS ownership,
	zhiheng.peer_group_label(institution.level, institution.kind, institution.specialist_type) AS peer_group,
	array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], institution.level) AS level_position,
	array_position(ARRAY['general', 'tcm', 'maternal_child', 'specialist'], institution.kind) AS kind_position,
	institution.included
FROM zhiheng.edition_institution AS institution;
COMMENT ON VIEW disclosure.edition_institution IS 'Institutions as described at publication, in words';

CREATE VIEW disclosure.edition_indicator AS
SELECT
	indicator.edition_id,
	indicator.indicator_code,
	indicator.indicator_version,
	indicator.position,
	indicator.target_code,
	indicator.target_name,
	indicator.specialty,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	zhiheng.label('direction', indicator.direction) AS direction_label,
	indicator.numerator_name,
	indicator.denominator_name,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	trim_scale(indicator.threshold_value)::text AS threshold_value,
	zhiheng.label('op', indicator.threshold_op) || coalesce(' ' || trim_scale(indicator.threshold_value)::text || ' ' || indicator.unit, '') AS threshold,
	kind.part_of_whole,
	zhiheng.basis_label(indicator.basis) AS basis_label,
	indicator.confirmed_on,
	indicator.confirmed_by,
	indicator.confirmed_source,
	zhiheng.definition_bar(indicator.basis, indicator.own_trend, indicator.confirmed_on IS NOT NULL) AS bar,
	format(CASE WHEN kind.dichotomous AND indicator.unit = '是/否' THEN '是否做到“%2$s”。' ELSE kind.meaning END, indicator.factor,
		indicator.numerator_name, indicator.denominator_name, indicator.unit, CASE indicator.factor WHEN 100 THEN '例（次）' ELSE '例' END) AS meaning
FROM zhiheng.edition_indicator AS indicator
LEFT JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind;
COMMENT ON VIEW disclosure.edition_indicator IS 'Indicators as defined at publication';

CREATE VIEW disclosure.edition_result AS
SELECT
	result.edition_id,
	result.indicator_code,
	result.institution_id,
	result.hidden,
	trim_scale(result.numerator)::text AS numerator,
	trim_scale(result.denominator)::text AS denominator,
	result.earlier,
	result.status,
	result.value,
	result.lower,
	result.upper,
	result.rank,
	result.ranked,
	result.tied,
	result.rank_lower,
	result.rank_upper,
	result.rank_alike,
	CASE WHEN result.status IN ('not_applicable', 'not_in', 'unavailable', 'partial') THEN result.status ELSE 'complete' END AS coverage,
	result.baseline,
	result.goal,
	result.goal_met,
	result.threshold_met,
	remark.text AS remark
FROM zhiheng.edition_result AS result
LEFT JOIN zhiheng.edition_remark AS remark ON remark.edition_id = result.edition_id AND remark.institution_id = result.institution_id
	AND remark.indicator_code = result.indicator_code;
COMMENT ON VIEW disclosure.edition_result IS 'Results of institutions';

CREATE VIEW disclosure.edition_group AS
SELECT
	part.edition_id,
	part.indicator_code,
	part.dimension,
	part.key,
	part.label,
	part.expected,
	part.institutions,
	part.hidden,
	trim_scale(part.numerator)::text AS numerator,
	trim_scale(part.denominator)::text AS denominator,
	part.status,
	part.value,
	part.lower,
	part.upper
FROM zhiheng.edition_group AS part;
COMMENT ON VIEW disclosure.edition_group IS 'Sums over sums of groups of institutions';

CREATE FUNCTION disclosure.edition_nearest(p_region text, p_period text)
RETURNS TABLE (region_code text, region_name text, period text, period_label text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 6 SET search_path = ''
AS $$
	WITH place AS MATERIALIZED (
		-- The region itself, or its neighbours by code that have published, which share most of its digits.
		(SELECT edition.region_code FROM zhiheng.edition AS edition WHERE edition.region_code <= p_region
			ORDER BY edition.region_code DESC LIMIT 1)
		UNION
		(SELECT edition.region_code FROM zhiheng.edition AS edition WHERE edition.region_code >= p_region
			ORDER BY edition.region_code LIMIT 1)
	), near AS (
		SELECT
			place.region_code,
			found.period
		FROM place
		CROSS JOIN LATERAL (
			(SELECT edition.period FROM zhiheng.edition AS edition
			WHERE edition.region_code = place.region_code AND edition.period <= p_period
			ORDER BY edition.period DESC LIMIT 4)
			UNION
			(SELECT edition.period FROM zhiheng.edition AS edition
			WHERE edition.region_code = place.region_code AND edition.period >= p_period
			ORDER BY edition.period LIMIT 4)
		) AS found
	)
	SELECT near.region_code, region.name, near.period, zhiheng.period_label(near.period)
	FROM near
	JOIN zhiheng.region AS region ON region.code = near.region_code
	ORDER BY near.region_code = p_region DESC, near.period = p_period DESC, near.period DESC
	LIMIT 6
$$;
COMMENT ON FUNCTION disclosure.edition_nearest IS 'Editions whose address is near to one that does not exist; a handful of steps in an index, however much was published';

CREATE FUNCTION disclosure.indicator_nearest(p_edition bigint, p_code text) RETURNS TABLE (indicator_code text, name text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT asked.indicator_code, asked.name
	FROM zhiheng.edition_indicator AS asked
	WHERE asked.edition_id = p_edition
	ORDER BY EXISTS (SELECT FROM zhiheng.target_past(asked.target_code) AS past
			JOIN zhiheng.indicator AS other ON other.target_code = past.target_code WHERE other.code = p_code) DESC,
		zhiheng.alike(asked.indicator_code, p_code) DESC, asked.position
	LIMIT 5
$$;
COMMENT ON FUNCTION disclosure.indicator_nearest IS 'Indicators of an edition that may have been meant: what the one asked for became, then codes that begin alike';

CREATE VIEW disclosure.edition_grade AS
SELECT
	grade.edition_id,
	grade.institution_id,
	grade.veto,
	grade.veto_document,
	grade.status,
	trim_scale(grade.eligible_weight)::text AS eligible_weight,
	trim_scale(grade.weight)::text AS weight,
	grade.coverage,
	trim_scale(grade.weighted_points)::text AS weighted_points,
	grade.composite::text AS composite,
	grade.error,
	grade.band,
	grade.safety_cap,
	grade.cap_text,
	grade.grade,
	grade.rank,
	grade.ranked,
	grade.tied,
	grade.alike
FROM zhiheng.edition_grade AS grade;
COMMENT ON VIEW disclosure.edition_grade IS 'Grades of institutions';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
