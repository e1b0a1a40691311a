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
	words.copies
FROM zhiheng.edition_bulletin AS words;
COMMENT ON VIEW disclosure.edition_bulletin IS 'Words of the notice as frozen with the edition';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
