-- Schema disclosure: what the pages of an edition read beyond 00_edition.sql.

SET ROLE zhiheng_owner;

CREATE FUNCTION disclosure.institution_number(p_text text) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_text ~ '^[0-9]{1,18}$' THEN p_text::bigint END;
COMMENT ON FUNCTION disclosure.institution_number IS 'The id in an address; null for what is none';

CREATE VIEW disclosure.edition_identity AS
SELECT
	edition.id,
	edition.region_code,
	edition.period,
	edition.number
FROM zhiheng.edition AS edition;
COMMENT ON VIEW disclosure.edition_identity IS 'Which editions there are';

CREATE VIEW disclosure.edition_bulletin AS
SELECT
	words.edition_id,
	words.template_id,
	words.issuer,
	words.number,
	words.title,
	words.addressee,
	words.body,
	words.copies,
	head.graded_count,
	head.a_count,
	head.b_count,
	head.c_count,
	head.d_count,
	head.ungraded_count
FROM zhiheng.edition_bulletin AS words
JOIN zhiheng.bulletin_head AS head ON head.edition_id = words.edition_id;
COMMENT ON VIEW disclosure.edition_bulletin IS 'Words of the notice as frozen with the edition, and the counts of grades that may stand in them';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
