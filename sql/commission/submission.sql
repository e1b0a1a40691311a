-- Schema commission: submissions that wait to be decided, of all periods and programmes.

SET ROLE zhiheng_owner;

CREATE VIEW commission.submission_waiting AS
SELECT
	sheet.return_id,
	head.revision,
	institution.name AS institution_name,
	institution.region_code,
	institution.region_name,
	zhiheng.return_label(head.period, head.backfilled) AS period_label,
	signed.id AS submission_id,
	signed.seq,
	signed.kind,
	zhiheng.label('submission', signed.kind) AS kind_label,
	cardinality(sheet.elements) AS cells,
	signed.at,
	zhiheng.time_label(signed.at) AS signed_at,
	zhiheng.today() - (signed.at AT TIME ZONE 'Asia/Shanghai')::date AS days
FROM zhiheng.submission AS signed
JOIN commission.institution_card AS institution ON institution.id = signed.institution_id
JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = signed.id
JOIN zhiheng.return AS head ON head.id = sheet.return_id AND head.state = 'submitted'
WHERE signed.turn IS NOT NULL AND signed.kind <> 'correction'
	AND NOT EXISTS (SELECT FROM zhiheng.submission_step AS step WHERE step.submission_id = signed.id AND step.return_id = sheet.return_id);
COMMENT ON VIEW commission.submission_waiting IS 'Returns of which a submission waits for its decision; days: since it was signed. A correction is decided alone, on its own page';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
