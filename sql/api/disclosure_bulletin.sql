-- Schema disclosure, continued: the notice of an edition.

SET ROLE zhiheng_owner;

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
