-- Schema disclosure: region, continued: earlier editions and differences.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.edition_past AS
SELECT
	past.edition_id,
	past.indicator_code,
	past.position,
	past.past_id,
	past.past_code,
	past.comparable,
	past.reason,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number
FROM zhiheng.edition_past AS past
JOIN zhiheng.edition AS edition ON edition.id = past.past_id;
COMMENT ON VIEW disclosure.edition_past IS 'Indicators of an edition in the at most twelve periods that end with it';

CREATE VIEW disclosure.edition_source AS
SELECT
	source.edition_id,
	source.institution_id,
	source.period::text AS period,
	zhiheng.period_label(source.period) AS period_label,
	source.revision,
	encode(source.commitment, 'hex') AS commitment,
	to_char(moved.submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	to_char(moved.accepted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS accepted_at
FROM zhiheng.edition_return AS source
LEFT JOIN zhiheng.edition_return_time AS moved ON moved.edition_id = source.edition_id AND moved.return_id = source.return_id;
COMMENT ON VIEW disclosure.edition_source IS 'The frozen inputs of an edition: revision and commitment of each return, when it was submitted and accepted; no person, and no digest that could be tried';

CREATE VIEW disclosure.edition_difference AS
SELECT
	edition.id AS edition_id,
	coalesce(now.institution_id, before.institution_id) AS institution_id,
	coalesce(now_described.name, before_described.name) AS name,
	zhiheng.period_label(coalesce(now.period, before.period)) AS period_label,
	CASE WHEN before.return_id IS NULL THEN '新纳入' WHEN now.return_id IS NULL THEN '不再纳入' ELSE '数据已更正' END AS difference,
	before.revision AS revision_before,
	now.revision AS revision_now
FROM zhiheng.edition AS edition
JOIN zhiheng.edition AS last ON last.region_code = edition.region_code AND last.period = edition.period AND last.number = edition.number - 1
CROSS JOIN LATERAL (
	SELECT
		coalesce(a.return_id, b.return_id) AS return_id
	FROM (SELECT return_id, digest FROM zhiheng.edition_return WHERE edition_return.edition_id = edition.id) AS a
	FULL JOIN (SELECT return_id, digest FROM zhiheng.edition_return WHERE edition_return.edition_id = last.id) AS b ON b.return_id = a.return_id
	WHERE a.digest IS DISTINCT FROM b.digest
) AS changed
LEFT JOIN zhiheng.edition_return AS now ON now.edition_id = edition.id AND now.return_id = changed.return_id
LEFT JOIN zhiheng.edition_return AS before ON before.edition_id = last.id AND before.return_id = changed.return_id
LEFT JOIN zhiheng.edition_institution AS now_described ON now_described.edition_id = edition.id
	AND now_described.institution_id = now.institution_id
LEFT JOIN zhiheng.edition_institution AS before_described ON before_described.edition_id = last.id
	AND before_described.institution_id = before.institution_id;
COMMENT ON VIEW disclosure.edition_difference IS 'Returns that came, went or were corrected since the edition before of the same period';

CREATE VIEW disclosure.edition_compared AS
SELECT
	compared.edition_id,
	compared.indicator_code,
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
FROM zhiheng.edition_compared AS compared;
COMMENT ON VIEW disclosure.edition_compared IS 'Indicators of an edition beside the period that they are compared with, over the institutions valid in both';

CREATE VIEW disclosure.edition_missing AS
SELECT
	matched.edition_id,
	matched.indicator_code,
	gone.side,
	institution.name
FROM zhiheng.edition_matched AS matched
CROSS JOIN LATERAL (VALUES
	('before', matched.past_id, matched.only_before),
	('now', matched.edition_id, matched.only_now)) AS gone (side, described_id, institutions)
CROSS JOIN LATERAL unnest(gone.institutions) AS missing (id)
JOIN zhiheng.edition_institution AS institution ON institution.edition_id = gone.described_id AND institution.institution_id = missing.id;
COMMENT ON VIEW disclosure.edition_missing IS 'Institutions that are in one of the two periods compared only: before or now';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
