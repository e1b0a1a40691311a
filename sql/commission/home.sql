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
FROM zhiheng.institution AS institution
JOIN zhiheng.return AS head ON head.institution_id = institution.id
-- By the returns: there is ever more between others.
CROSS JOIN LATERAL (
	SELECT item.reason, item.at
	FROM zhiheng.correction AS item
	WHERE item.return_id = head.id
		-- What its leader has not signed is a hospital's own affair.
		AND (SELECT signed.turn FROM zhiheng.submission AS signed WHERE signed.correction_id = item.id) = (SELECT zhiheng.level_own())
	OFFSET 0
) AS correction
WHERE institution.id = ANY ((SELECT commission.institutions_seen())::bigint[]) AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
UNION ALL
SELECT
	last.return_id,
	institution.name,
	zhiheng.period_label(head.period),
	'message',
	last.text,
	zhiheng.time_label(last.at)
FROM zhiheng.institution AS institution
JOIN zhiheng.return AS head ON head.institution_id = institution.id
CROSS JOIN LATERAL (
	SELECT
		message.return_id,
		message.side,
		message.text,
		message.at
	FROM zhiheng.return_message AS message
	WHERE message.return_id = head.id
	ORDER BY message.id DESC
	LIMIT 1
) AS last
WHERE institution.id = ANY ((SELECT commission.institutions_seen())::bigint[]) AND last.side = 'institution' AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
UNION ALL
SELECT
	head.id,
	institution.name,
	zhiheng.period_label(head.period),
	'bound',
	zhiheng.bound_text(head.id),
	NULL
FROM (SELECT DISTINCT item.return_id FROM zhiheng.bound_conflict AS item) AS found
JOIN zhiheng.return AS head ON head.id = found.return_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE institution.id = ANY ((SELECT commission.institutions_seen())::bigint[]) AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL;
COMMENT ON VIEW commission.filing_item IS 'What institutions wait for: corrections to be decided, words to be answered; and accepted half-years and years that no longer fit their shorter periods (at: null); nothing for a QC centre';

CREATE VIEW commission.definition_told AS
SELECT
	lower_one.id AS programme_id,
	lower_one.name AS programme_name,
	leader.name AS leader_name,
	count(*) AS elements,
	min(meant.name) AS element_name,
	left(zhiheng.time_label(max(told.at)), 10) AS told_on
FROM zhiheng.element_precedence AS told
JOIN zhiheng.programme AS leader ON leader.id = told.programme_id
JOIN zhiheng.catalogue_element AS meant ON meant.code = told.element_code AND meant.version = told.version
JOIN zhiheng.programme AS lower_one ON lower_one.id = ANY (told.programmes)
	AND lower_one.commission_id = (SELECT commission_id FROM zhiheng.identity())
WHERE told.at > now() - interval '30 days'
GROUP BY lower_one.id, lower_one.name, leader.id, leader.name;
COMMENT ON VIEW commission.definition_told IS 'Definitions of the own programmes that higher ones changed within the last 30 days, for periods not yet opened';

CREATE FUNCTION commission.home_area() RETURNS TABLE (programme_id bigint, year integer, owed bigint, waiting bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF (SELECT who.qc_centre_id FROM zhiheng.identity() AS who) IS NOT NULL THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT own.programme_id, own.year, own.owed, theirs.waiting
	FROM (
		SELECT count(*) AS waiting
		FROM commission.area_item AS item
		WHERE item.newest AND item.state = 'waiting' AND commission.area_fault(item.region_code, item.account_id) IS NULL
	) AS theirs
	LEFT JOIN (
		SELECT area.programme_id, area.year, count(*) FILTER (WHERE area.state IN ('missing', 'returned')) AS owed
		FROM commission.area AS area
		GROUP BY area.programme_id, area.year
		ORDER BY area.year DESC, area.programme_id
		LIMIT 1
	) AS own ON true;
END
$$;
COMMENT ON FUNCTION commission.home_area IS 'Baselines and goals of regions: how many the own one has still to propose (required ones, and those sent back) for the newest programme that covers it, and how many proposals who asks may decide';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
