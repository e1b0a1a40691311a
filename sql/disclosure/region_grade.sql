-- Schema disclosure: region, continued: published grades.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.edition_grade_scheme AS
SELECT
	scheme.edition_id,
	scheme.version,
	scheme.note,
	trim_scale(scheme.band_a)::text AS band_a,
	trim_scale(scheme.band_b)::text AS band_b,
	trim_scale(scheme.band_c)::text AS band_c,
	trim_scale(scheme.cap_b)::text AS cap_b,
	trim_scale(scheme.cap_c)::text AS cap_c,
	scheme.coverage_of_3,
	to_char(scheme.enacted_on, 'YYYY-MM-DD') AS enacted_on
FROM zhiheng.edition_grade_scheme AS scheme;
COMMENT ON VIEW disclosure.edition_grade_scheme IS 'The grade scheme of an edition; no row: it has no grades';

CREATE VIEW disclosure.edition_grade_rule AS
SELECT
	rule.edition_id,
	rule.indicator_code,
	trim_scale(rule.weight)::text AS weight,
	trim_scale(rule.floor)::text AS floor,
	trim_scale(rule.benchmark)::text AS benchmark,
	rule.safety,
	rule.source
FROM zhiheng.edition_grade_rule AS rule;
COMMENT ON VIEW disclosure.edition_grade_rule IS 'Its indicators';

CREATE VIEW disclosure.edition_grade_point AS
SELECT
	point.edition_id,
	point.indicator_code,
	point.institution_id,
	point.status,
	point.points::text AS points,
	point.points_error,
	point.compared,
	point.theta,
	point.z::text AS z,
	point.cap,
	point.decision,
	point.decision_reason,
	to_char(point.decided_on, 'YYYY-MM-DD') AS decided_on
FROM zhiheng.edition_grade_point AS point;
COMMENT ON VIEW disclosure.edition_grade_point IS 'What they give each institution';

CREATE FUNCTION disclosure.grade_alike(p_edition bigint, p_alike text) RETURNS TABLE (names text, ranks text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT
		string_agg(peer.name, '、' ORDER BY grade.rank, peer.name),
		string_agg(grade.rank || CASE WHEN grade.tied THEN '=' ELSE '' END, '、' ORDER BY grade.rank, peer.name)
	FROM unnest(string_to_array(p_alike, ' ')) AS other (id)
	JOIN zhiheng.edition_institution AS peer ON peer.edition_id = p_edition AND peer.institution_id = other.id::bigint
	JOIN zhiheng.edition_grade AS grade ON grade.edition_id = p_edition AND grade.institution_id = peer.institution_id
$$;
COMMENT ON FUNCTION disclosure.grade_alike IS 'The institutions of alike by name and by rank, one row; null: none';

CREATE VIEW disclosure.edition_grade_change AS
SELECT
	edition.id AS edition_id,
	last.number AS number_before,
	coalesce(now.institution_id, before.institution_id) AS institution_id,
	coalesce(described.name, described_before.name) AS name,
	before.grade AS grade_before,
	now.grade AS grade_now,
	before.composite::text AS composite_before,
	now.composite::text AS composite_now,
	before.rank AS rank_before,
	now.rank AS rank_now,
	before.grade IS DISTINCT FROM now.grade AS regraded
FROM zhiheng.edition AS edition
JOIN zhiheng.edition AS last ON last.region_code = edition.region_code AND last.period = edition.period AND last.number = edition.number - 1
CROSS JOIN LATERAL (
	SELECT own.institution_id FROM zhiheng.edition_grade AS own WHERE own.edition_id = edition.id
	UNION
	SELECT own.institution_id FROM zhiheng.edition_grade AS own WHERE own.edition_id = last.id
) AS described_in
LEFT JOIN zhiheng.edition_grade AS now ON now.edition_id = edition.id AND now.institution_id = described_in.institution_id
LEFT JOIN zhiheng.edition_grade AS before ON before.edition_id = last.id AND before.institution_id = described_in.institution_id
LEFT JOIN zhiheng.edition_institution AS described ON described.edition_id = edition.id
	AND described.institution_id = described_in.institution_id
LEFT JOIN zhiheng.edition_institution AS described_before ON described_before.edition_id = last.id
	AND described_before.institution_id = described_in.institution_id
WHERE EXISTS (SELECT FROM zhiheng.edition_grade_scheme AS scheme WHERE scheme.edition_id = edition.id)
	AND EXISTS (SELECT FROM zhiheng.edition_grade_scheme AS scheme WHERE scheme.edition_id = last.id)
	AND (before.grade, before.composite, before.rank) IS DISTINCT FROM (now.grade, now.composite, now.rank);
COMMENT ON VIEW disclosure.edition_grade_change IS 'Institutions whose grade, composite or rank a correction changed against the edition before; regraded: the grade itself. Nothing where one of the two has no grades';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
