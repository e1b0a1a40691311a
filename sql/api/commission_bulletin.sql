-- Schema commission, continued: the words of the notices.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.bulletin_words()
RETURNS TABLE (template_id bigint, issuer text, number text, title text, addressee text, body text, copies text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT
		words.template_id,
		words.issuer,
		words.number,
		words.title,
		words.addressee,
		words.body,
		words.copies
	FROM zhiheng.identity() AS who
	CROSS JOIN LATERAL zhiheng.bulletin_words(who.commission_id) AS words
$$;
COMMENT ON FUNCTION commission.bulletin_words IS 'The words of the own commission''s notices as they hold now';

CREATE VIEW commission.bulletin_version AS
SELECT
	template.id,
	template.title,
	account.name AS person,
	template.at
FROM zhiheng.bulletin_template AS template
LEFT JOIN zhiheng.account AS account ON account.id = template.account_id
WHERE template.commission_id = (SELECT commission_id FROM zhiheng.identity());
COMMENT ON VIEW commission.bulletin_version IS 'Versions of these words';

CREATE VIEW commission.bulletin_edition AS
SELECT
	edition.id AS edition_id,
	edition.region_code::text AS region_code,
	region.name AS region_name,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	edition.commission_name,
	edition.correction,
	edition.expected,
	edition.included,
	to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS published_at
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code
JOIN zhiheng.identity() AS who ON who.region_first = edition.region_code
WHERE edition.id = (SELECT max(other.id) FROM zhiheng.edition AS other WHERE other.region_code = who.region_first);
COMMENT ON VIEW commission.bulletin_edition IS 'The newest edition of the own region, whose numbers a preview shows; no row: none';

CREATE VIEW commission.bulletin_indicator AS
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
	part.status,
	part.value,
	part.lower,
	part.upper,
	zhiheng.period_label(past.period) AS before_period,
	before.comparable,
	trim_scale(earlier.numerator)::text AS before_numerator,
	trim_scale(earlier.denominator)::text AS before_denominator
FROM zhiheng.edition_indicator AS indicator
JOIN zhiheng.edition_group AS part ON part.edition_id = indicator.edition_id
	AND part.indicator_code = indicator.indicator_code AND part.dimension = 'region'
LEFT JOIN zhiheng.edition_past AS before ON before.edition_id = indicator.edition_id
	AND before.indicator_code = indicator.indicator_code AND before.position = 2
LEFT JOIN zhiheng.edition AS past ON past.id = before.past_id
LEFT JOIN zhiheng.edition_group AS earlier ON earlier.edition_id = before.past_id
	AND earlier.indicator_code = before.past_code AND earlier.dimension = 'region'
WHERE indicator.edition_id = (SELECT edition_id FROM commission.bulletin_edition);
COMMENT ON VIEW commission.bulletin_indicator IS 'The indicators of that edition, as the notice counts them';

CREATE FUNCTION commission.bulletin_save(p_issuer text, p_number text, p_title text, p_addressee text, p_body text, p_copies text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	made bigint;
BEGIN
	INSERT INTO zhiheng.bulletin_template (commission_id, issuer, number, title, addressee, body, copies, account_id)
	VALUES (who.commission_id, p_issuer, p_number, p_title, p_addressee, p_body, coalesce(p_copies, ''), who.account_id)
	RETURNING id INTO made;
	CALL zhiheng.write_audit('bulletin.save', made, jsonb_build_object('title', p_title));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.bulletin_save IS 'A new version of the words; editions keep those that they were published with';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
