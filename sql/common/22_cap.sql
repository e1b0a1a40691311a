-- What several audiences share, continued: candidate caps of a preview and decisions on them.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.cap_standing AS
SELECT DISTINCT ON (decision.programme_id, decision.period, decision.institution_id, decision.indicator_code)
	decision.id,
	decision.programme_id,
	decision.period::text AS period,
	decision.institution_id,
	decision.indicator_code,
	decision.act AS decision,
	decision.reason AS decision_reason,
	to_char(decision.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS decided_on,
	decision.account_id,
	trim_scale(decision.numerator) AS numerator,
	trim_scale(decision.denominator) AS denominator,
	decision.cap
FROM zhiheng.cap_decision AS decision
ORDER BY decision.programme_id, decision.period, decision.institution_id, decision.indicator_code, decision.id DESC;
COMMENT ON VIEW zhiheng.cap_standing IS 'The newest decision on each cap, with the numbers it is about: it holds for no others';

CREATE OR REPLACE VIEW zhiheng.cap_candidate AS
SELECT
	candidate.id,
	candidate.preview_id,
	candidate.programme_id,
	candidate.period,
	candidate.institution_id,
	candidate.indicator_code,
	candidate.numerator,
	candidate.denominator,
	candidate.theta,
	candidate.z,
	candidate.exact,
	candidate.cap,
	CASE WHEN candidate.same THEN candidate.standing_id END AS decision_id,
	CASE WHEN candidate.same THEN candidate.decision END AS decision,
	CASE WHEN candidate.same THEN candidate.decision_reason END AS decision_reason,
	CASE WHEN candidate.same THEN candidate.decided_on END AS decided_on,
	CASE WHEN candidate.same THEN candidate.account_id END AS account_id,
	CASE WHEN NOT candidate.same THEN format('%s曾%s，当时为 %s/%s、封顶 %s 级：%s', candidate.decided_on,
		CASE candidate.decision WHEN 'keep' THEN '维持' ELSE '定为不适用' END, candidate.decided_numerator, candidate.decided_denominator,
		candidate.decided_cap, candidate.decision_reason) END AS earlier
FROM (
	SELECT
		row_number() OVER (PARTITION BY point.preview_id ORDER BY point.institution_id, point.indicator_code) AS id,
		point.preview_id,
		preview.programme_id,
		preview.period::text AS period,
		point.institution_id,
		point.indicator_code,
		trim_scale(result.numerator) AS numerator,
		trim_scale(result.denominator) AS denominator,
		point.theta,
		point.z,
		point.exact,
		point.cap,
		standing.id AS standing_id,
		standing.decision,
		standing.decision_reason,
		standing.decided_on,
		standing.account_id,
		standing.numerator AS decided_numerator,
		standing.denominator AS decided_denominator,
		standing.cap AS decided_cap,
		(standing.numerator, standing.denominator, standing.cap) = (result.numerator, result.denominator, point.cap) AS same
	FROM zhiheng.preview_grade_point AS point
	JOIN zhiheng.preview AS preview ON preview.id = point.preview_id
	JOIN zhiheng.preview_result AS result ON result.preview_id = point.preview_id AND result.institution_id = point.institution_id
		AND result.indicator_code = point.indicator_code
	LEFT JOIN zhiheng.cap_standing AS standing ON standing.programme_id = preview.programme_id AND standing.period = preview.period
		AND standing.institution_id = point.institution_id AND standing.indicator_code = point.indicator_code
	WHERE point.cap IS NOT NULL
) AS candidate;
COMMENT ON VIEW zhiheng.cap_candidate IS 'Caps of a preview, numbered within it for who sees all of it, with the decision in force; earlier: in words one that was about other numbers';

RESET ROLE;
