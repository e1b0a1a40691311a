-- Schema institution, continued: the grade scheme in force and the own vetoes.

SET ROLE zhiheng_owner;

CREATE VIEW institution.grade_version AS
SELECT
	scheme_id,
	programme_id,
	version,
	band_a,
	band_b,
	band_c,
	cap_b,
	cap_c,
	coverage_of_3,
	(SELECT institution_id FROM zhiheng.identity()) AS institution_id
FROM zhiheng.grade_version
WHERE state = 'in_force';
COMMENT ON VIEW institution.grade_version IS 'Grade schemes in force of the programmes that ask the institution, whose id stands beside';

CREATE VIEW institution.grade_item AS
SELECT
	item.programme_id,
	item.position,
	item.indicator_code,
	item.minimum_denominator,
	item.required,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.weight,
	item.floor,
	item.benchmark,
	item.safety
FROM zhiheng.grade_item AS item
JOIN zhiheng.grade_version AS version ON version.scheme_id = item.scheme_id AND version.state = 'in_force';
COMMENT ON VIEW institution.grade_item IS 'Indicators of the grade schemes in force';

CREATE VIEW institution.grade_veto AS
SELECT
	institution_id,
	programme_id,
	counts_in,
	cap,
	document
FROM zhiheng.grade_veto_standing;
COMMENT ON VIEW institution.grade_veto IS 'Vetoes on the own institution, a row for each period they count in';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
