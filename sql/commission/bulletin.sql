-- Schema commission: the words of a notice and what it is filled in with.

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
	head.edition_id,
	head.region_code,
	head.region_name,
	head.period,
	head.period_label,
	head.number,
	head.commission_name,
	head.correction,
	head.expected,
	head.included,
	head.published_at,
	head.graded_count,
	head.a_count,
	head.b_count,
	head.c_count,
	head.d_count,
	head.ungraded_count
FROM zhiheng.bulletin_head AS head
JOIN zhiheng.identity() AS who ON who.region_first = head.region_code
WHERE head.edition_id = (SELECT max(other.id) FROM zhiheng.edition AS other WHERE other.region_code = who.region_first);
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
	indicator.threshold_value,
	indicator.numerator,
	indicator.denominator,
	indicator.institutions,
	indicator.status,
	indicator.value,
	indicator.lower,
	indicator.upper,
	indicator.before_period,
	indicator.year_before,
	indicator.comparable,
	indicator.before_institutions,
	indicator.before_numerator,
	indicator.before_denominator,
	indicator.matched_institutions,
	indicator.only_before,
	indicator.only_now,
	indicator.matched_hidden,
	indicator.matched_before_numerator,
	indicator.matched_before_denominator,
	indicator.matched_numerator,
	indicator.matched_denominator
FROM zhiheng.bulletin_indicator AS indicator
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
