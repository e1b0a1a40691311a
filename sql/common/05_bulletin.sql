-- What several audiences share, continued: what a notice is filled in with.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.bulletin_head AS
SELECT
	edition.id AS edition_id,
	edition.region_code::text AS region_code,
	region.name AS region_name,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	edition.commission_name,
	edition.correction,
	edition.method_version,
	edition.expected,
	edition.included,
	edition.demo,
	to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS published_at,
	encode(edition.digest, 'hex') AS digest,
	graded.graded_count,
	graded.a_count,
	graded.b_count,
	graded.c_count,
	graded.d_count,
	graded.ungraded_count
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code
CROSS JOIN LATERAL (
	SELECT
		count(grade.grade) AS graded_count,
		count(*) FILTER (WHERE grade.grade = 'A') AS a_count,
		count(*) FILTER (WHERE grade.grade = 'B') AS b_count,
		count(*) FILTER (WHERE grade.grade = 'C') AS c_count,
		count(*) FILTER (WHERE grade.grade = 'D') AS d_count,
		count(*) - count(grade.grade) AS ungraded_count
	FROM zhiheng.edition_grade AS grade
	WHERE grade.edition_id = edition.id
) AS graded;
COMMENT ON VIEW zhiheng.bulletin_head IS 'Editions as their notices name them, and how many institutions have which grade; zeros: it has no grades';

CREATE OR REPLACE VIEW zhiheng.edition_compared AS
SELECT
	matched.edition_id,
	matched.indicator_code,
	zhiheng.period_label(past.period) AS before_period,
	matched.year_before,
	matched.comparable,
	earlier.institutions AS before_institutions,
	trim_scale(earlier.numerator)::text AS before_numerator,
	trim_scale(earlier.denominator)::text AS before_denominator,
	matched.institutions AS matched_institutions,
	cardinality(matched.only_before) AS only_before,
	cardinality(matched.only_now) AS only_now,
	matched.hidden AS matched_hidden,
	trim_scale(matched.before_numerator)::text AS matched_before_numerator,
	trim_scale(matched.before_denominator)::text AS matched_before_denominator,
	trim_scale(matched.numerator)::text AS matched_numerator,
	trim_scale(matched.denominator)::text AS matched_denominator
FROM zhiheng.edition_matched AS matched
JOIN zhiheng.edition AS past ON past.id = matched.past_id
LEFT JOIN zhiheng.edition_group AS earlier ON earlier.edition_id = matched.past_id
	AND earlier.indicator_code = matched.past_code AND earlier.dimension = 'region';
COMMENT ON VIEW zhiheng.edition_compared IS 'Indicators of an edition beside the period that they are compared with: the region''s value then, and both over the matched panel';

CREATE OR REPLACE VIEW zhiheng.bulletin_indicator AS
SELECT
	indicator.edition_id,
	indicator.position,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	trim_scale(indicator.threshold_value)::text AS threshold_value,
	trim_scale(part.numerator)::text AS numerator,
	trim_scale(part.denominator)::text AS denominator,
	part.institutions,
	part.status,
	part.value,
	part.lower,
	part.upper,
	compared.before_period,
	compared.year_before,
	compared.comparable,
	compared.before_institutions,
	compared.before_numerator,
	compared.before_denominator,
	compared.matched_institutions,
	compared.only_before,
	compared.only_now,
	compared.matched_hidden,
	compared.matched_before_numerator,
	compared.matched_before_denominator,
	compared.matched_numerator,
	compared.matched_denominator
FROM zhiheng.edition_indicator AS indicator
JOIN zhiheng.edition_group AS part ON part.edition_id = indicator.edition_id
	AND part.indicator_code = indicator.indicator_code AND part.dimension = 'region'
LEFT JOIN zhiheng.edition_compared AS compared ON compared.edition_id = indicator.edition_id
	AND compared.indicator_code = indicator.indicator_code;
COMMENT ON VIEW zhiheng.bulletin_indicator IS 'Their indicators with the region''s value and the period that it is compared with';

RESET ROLE;
