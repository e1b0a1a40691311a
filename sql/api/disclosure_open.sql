-- Schema disclosure, continued: open data.  Loaded after disclosure.sql.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.edition_file AS
SELECT
	file.edition_id,
	file.name,
	file.position,
	file.title,
	file.media_type,
	file.bytes,
	encode(file.digest, 'hex') AS digest,
	concat_ws('/', '', 'region', edition.region_code, edition.period, edition.number, 'files', file.name) AS url
FROM zhiheng.edition_file AS file
JOIN zhiheng.edition AS edition ON edition.id = file.edition_id;
COMMENT ON VIEW disclosure.edition_file IS 'Files of editions, with their addresses';

CREATE VIEW disclosure.edition_seal AS
SELECT
	seal.edition_id,
	encode(seal.manifest_digest, 'hex') AS manifest_digest,
	seal.public_key,
	CASE WHEN before.id IS NOT NULL THEN concat_ws('/', before.region_code, before.period, before.number) END AS previous
FROM zhiheng.edition_seal AS seal
JOIN zhiheng.edition AS edition ON edition.id = seal.edition_id
LEFT JOIN zhiheng.edition AS before ON before.id = seal.previous_id;
COMMENT ON VIEW disclosure.edition_seal IS 'Signed manifests, and the edition before each';

CREATE VIEW disclosure.edition_open AS
SELECT
	edition.id,
	edition.region_code::text AS region_code,
	region.name AS region_name,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	edition.commission_name,
	edition.correction,
	edition.published_at,
	json_build_object(
		'region', edition.region_code,
		'region_name', region.name,
		'period', edition.period,
		'number', edition.number,
		'url', concat_ws('/', '', 'region', edition.region_code, edition.period, edition.number, ''),
		'programme', edition.programme_name,
		'publisher', edition.commission_name,
		'correction', edition.correction,
		'withdrawn', withdrawal.reason,
		'method_version', edition.method_version,
		'small_below', edition.small_below,
		'expected', edition.expected,
		'included', edition.included,
		'demo', edition.demo,
		'published_at', to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"'),
		'digest', encode(edition.digest, 'hex'),
		'manifest_digest', seal.manifest_digest,
		'previous', seal.previous,
		'files', coalesce((
			SELECT json_agg(json_build_object('name', file.name, 'title', file.title, 'media_type', file.media_type, 'bytes', file.bytes,
				'sha256', file.digest, 'url', file.url) ORDER BY file.position)
			FROM disclosure.edition_file AS file
			WHERE file.edition_id = edition.id), '[]')
	) AS body
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code
LEFT JOIN disclosure.edition_seal AS seal ON seal.edition_id = edition.id
LEFT JOIN zhiheng.edition_withdrawal AS withdrawal ON withdrawal.edition_id = edition.id;
COMMENT ON VIEW disclosure.edition_open IS 'Editions as the interface describes them';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
