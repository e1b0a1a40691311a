-- What several audiences share, continued: how every target of the catalogue comes to its numbers.

CALL zhiheng.drop_functions('area_facts');
SET ROLE zhiheng_owner;

DROP VIEW IF EXISTS zhiheng.indicator_way, zhiheng.target_way CASCADE;

CREATE VIEW zhiheng.indicator_way AS
SELECT
	indicator.code,
	indicator.target_code,
	indicator.reporter,
	reporting.judged_for,
	reporting.level,
	records.codes AS records,
	records.labels,
	CASE
		WHEN reporting.typed_field <> 'no' THEN 'typed'
		WHEN records.kept THEN 'computed'
		WHEN reporting.code IS NOT NULL THEN 'waiting'
	END AS way
FROM zhiheng.indicator AS indicator
LEFT JOIN zhiheng.reporting AS reporting ON reporting.indicator_code = indicator.code AND reporting.role = 'primary'
LEFT JOIN LATERAL (
	SELECT
		array_agg(part.code ORDER BY part.place) AS codes,
		string_agg(record.label, '、' ORDER BY part.place) AS labels,
		bool_and(record.kept IS TRUE) AS kept
	FROM string_to_table(reporting.computed_from, ';') WITH ORDINALITY AS part (code, place)
	LEFT JOIN zhiheng.record_kind AS record ON record.code = part.code
) AS records ON true;
COMMENT ON VIEW zhiheng.indicator_way IS 'How the numbers of an indicator come about: typed by its reporter; computed from records that the portal keeps; waiting for a record that it does not keep yet, and typed by nobody; null: no way, which a test refuses';

CREATE VIEW zhiheng.target_way AS
SELECT
	target.code,
	target.list_code,
	coalesce(other.code, target.code) AS original,
	max(own.reporter) FILTER (WHERE own.way = 'typed') AS reporter,
	string_agg(DISTINCT own.labels, '、') FILTER (WHERE own.way <> 'typed') AS labels,
	CASE
		WHEN bool_or(own.way IS NULL) THEN NULL
		WHEN bool_or(own.way = 'typed') THEN 'typed'
		WHEN bool_or(own.way = 'computed') THEN 'computed'
		ELSE min(own.way)
	END AS way
FROM zhiheng.target AS target
LEFT JOIN zhiheng.target AS other ON other.code = target.same_as
LEFT JOIN zhiheng.indicator_way AS own ON own.target_code = coalesce(other.code, target.code)
GROUP BY target.code, target.list_code, other.code;
COMMENT ON VIEW zhiheng.target_way IS 'The best way of a target''s indicators, or of those of the target that it is: typed, computed, waiting; null: an indicator of it has no way; reporter: who types; labels: what answers the others';

CREATE OR REPLACE FUNCTION zhiheng.way_words(p_way text, p_reporter text, p_records text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_way
	WHEN 'typed' THEN '由' || CASE p_reporter WHEN 'institution' THEN '医疗机构' WHEN 'commission' THEN '卫健委' WHEN 'qc_centre' THEN '质控中心'
		ELSE zhiheng.label('kind', p_reporter) END || '填报'
	WHEN 'computed' THEN '由系统按' || p_records || '计算，不填报'
	WHEN 'waiting' THEN '由登记计算，尚未启用（' || p_records || '）'
END;
COMMENT ON FUNCTION zhiheng.way_words IS 'A way of zhiheng.indicator_way in words';

-- One number for an area and a year, whoever could have told it.
CREATE FUNCTION zhiheng.area_facts(p_region text, p_year integer)
RETURNS TABLE (indicator_code text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	WITH published AS (
		SELECT
			count(DISTINCT edition.period) AS periods,
			count(DISTINCT edition.period) FILTER (WHERE edition.period ~ 'Q') AS quarters
		FROM zhiheng.edition AS edition
		WHERE edition.region_code = p_region AND left(edition.period, 4) = p_year::text
			AND NOT EXISTS (SELECT FROM zhiheng.edition_withdrawal AS withdrawal WHERE withdrawal.edition_id = edition.id)
	), fact AS (
		SELECT 'quality_disclosure_done' AS element_code, (published.periods > 0)::integer::numeric AS value FROM published
		UNION ALL
		SELECT 'quality_disclosures', published.periods FROM published
		UNION ALL
		SELECT 'disclosure_quarters_done', published.quarters FROM published
		UNION ALL
		SELECT 'disclosure_quarters_due', 4
	)
	SELECT reported.code, upper_fact.value, lower_fact.value
	FROM zhiheng.indicator_way AS reported
	JOIN zhiheng.indicator AS indicator ON indicator.code = reported.code
	JOIN fact AS upper_fact ON upper_fact.element_code = indicator.numerator
	LEFT JOIN fact AS lower_fact ON lower_fact.element_code = indicator.denominator
	WHERE reported.way = 'computed'
$$;
COMMENT ON FUNCTION zhiheng.area_facts IS 'What records say of a region in a year, by the rules of zhiheng.formula: no institution''s number, added to none and ranked with none';

GRANT EXECUTE ON FUNCTION zhiheng.way_words(text, text, text) TO zhiheng_commission, zhiheng_disclosure;
RESET ROLE;
