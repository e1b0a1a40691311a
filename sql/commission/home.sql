-- Schema commission: what waits on the desk.

SET ROLE zhiheng_owner;

CREATE VIEW commission.filing_item AS
SELECT
	head.id AS return_id,
	institution.name AS institution_name,
	zhiheng.period_label(head.period) AS period_label,
	'correction' AS kind,
	correction.reason AS text,
	zhiheng.time_label(correction.at) AS at
FROM zhiheng.correction AS correction
JOIN zhiheng.return AS head ON head.id = correction.return_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = correction.id)
UNION ALL
SELECT
	last.return_id,
	institution.name,
	zhiheng.period_label(head.period),
	'message',
	last.text,
	zhiheng.time_label(last.at)
FROM (
	SELECT DISTINCT ON (message.return_id)
		message.return_id,
		message.side,
		message.text,
		message.at
	FROM zhiheng.return_message AS message
	ORDER BY message.return_id, message.id DESC
) AS last
JOIN zhiheng.return AS head ON head.id = last.return_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE last.side = 'institution';
COMMENT ON VIEW commission.filing_item IS 'What institutions wait for: corrections to be decided, words to be answered';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
