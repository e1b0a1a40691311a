-- What several audiences share, continued: grade schemes and vetoes.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.grade_version AS
SELECT
	scheme.id AS scheme_id,
	scheme.programme_id,
	enactment.version,
	CASE
		WHEN enactment.version = newest.version THEN 'in_force'
		WHEN enactment.version IS NOT NULL THEN 'former'
		WHEN scheme.id = newest.saved AND scheme.id > coalesce(newest.scheme_id, 0) THEN 'draft'
		ELSE 'replaced'
	END AS state,
	scheme.note,
	scheme.band_a,
	scheme.band_b,
	scheme.band_c,
	scheme.cap_b,
	scheme.cap_c,
	scheme.coverage_of_3,
	scheme.account_id,
	scheme.saved_at,
	enactment.account_id AS enacted_by,
	enactment.enacted_at
FROM zhiheng.grade_scheme AS scheme
LEFT JOIN zhiheng.grade_enactment AS enactment ON enactment.scheme_id = scheme.id
LEFT JOIN LATERAL (
	SELECT
		max(last.version) AS version,
		max(last.scheme_id) AS scheme_id,
		(SELECT max(saved.id) FROM zhiheng.grade_scheme AS saved WHERE saved.programme_id = scheme.programme_id) AS saved
	FROM zhiheng.grade_enactment AS last
	WHERE last.programme_id = scheme.programme_id
) AS newest ON true;
COMMENT ON VIEW zhiheng.grade_version IS 'Schemes with their state: in_force, former (another version came), draft (the newest save, not in force), replaced (saved again)';

CREATE OR REPLACE VIEW zhiheng.grade_item AS
SELECT
	line.scheme_id,
	asked.programme_id,
	line.indicator_code,
	row_number() OVER (PARTITION BY line.scheme_id ORDER BY asked.specialty <> '综合', asked.target_code, asked.indicator_code) AS position,
	asked.specialty,
	asked.minimum_denominator,
	asked.required,
	definition.name,
	definition.kind,
	definition.unit,
	definition.factor,
	definition.direction,
	line.weight,
	line.floor,
	line.benchmark,
	line.safety,
	line.source,
	zhiheng.definition_bar(definition.basis, definition.own_trend, confirmed.confirmed_on IS NOT NULL) AS bar
FROM zhiheng.grade_scheme_row AS line
JOIN zhiheng.grade_scheme AS scheme ON scheme.id = line.scheme_id
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = scheme.programme_id AND asked.indicator_code = line.indicator_code
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
LEFT JOIN zhiheng.definition_confirmed AS confirmed ON confirmed.programme_id = asked.programme_id
	AND confirmed.indicator_code = asked.indicator_code AND confirmed.indicator_version = asked.indicator_version;
COMMENT ON VIEW zhiheng.grade_item IS 'The indicators of a scheme with their definitions, in the order of pages: what cgi/figure/grade.c reads';

CREATE OR REPLACE VIEW zhiheng.grade_veto_standing AS
SELECT
	veto.id,
	veto.programme_id,
	veto.institution_id,
	veto.period::text AS period,
	span.period AS counts_in,
	veto.cap,
	veto.document,
	veto.event
FROM zhiheng.grade_veto AS veto
CROSS JOIN LATERAL (
	SELECT DISTINCT part.period
	FROM unnest(zhiheng.period_quarters(veto.period)) AS quarter
	CROSS JOIN LATERAL (VALUES
		(quarter),
		(left(quarter, 4) || CASE WHEN right(quarter, 1) <= '2' THEN 'H1' ELSE 'H2' END),
		(left(quarter, 4))
	) AS part (period)
) AS span
WHERE NOT EXISTS (SELECT FROM zhiheng.grade_veto_withdrawal AS withdrawal WHERE withdrawal.veto_id = veto.id);
COMMENT ON VIEW zhiheng.grade_veto_standing IS 'Vetoes that were not withdrawn, a row for each period (counts_in) they count in: every one that shares a quarter with theirs';

RESET ROLE;
