-- What the disclosure program may read and do: views and functions of schema disclosure.  Made anew at every
-- migrate, in one transaction; holds no data.  The files of number 00 come first: what several words share; then each
-- word's own, in order of name.

CREATE SCHEMA disclosure AUTHORIZATION zhiheng_owner;

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.indicator AS
SELECT
	indicator.code,
	indicator.target_code,
	indicator.name,
	kind.label AS kind,
	indicator.unit,
	indicator.factor,
	zhiheng.label('direction', indicator.direction) AS direction,
	indicator.numerator,
	numerator.name AS numerator_name,
	numerator.definition AS numerator_definition,
	numerator.unit AS numerator_unit,
	indicator.denominator,
	denominator.name AS denominator_name,
	denominator.definition AS denominator_definition,
	denominator.unit AS denominator_unit,
	indicator.deviation,
	deviation.name AS deviation_name,
	zhiheng.label('frequency', indicator.frequency) AS frequency,
	indicator.by_department,
	indicator.is_primary,
	zhiheng.scope_label(indicator.applies_to) AS applies_to,
	zhiheng.basis_label(indicator.basis) AS basis,
	indicator.basis <> 'seed' AS to_confirm,
	indicator.own_trend,
	indicator.note,
	indicator.version,
	zhiheng.way_words(reported.way, reported.reporter, reported.labels) AS way,
	formula.rule,
	reported.judged_for ~ '^area' AS for_area,
	target.name AS target_name,
	target.list_code,
	target.seed_file,
	target.seed_line,
	list.title AS list_title
FROM zhiheng.indicator AS indicator
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
JOIN zhiheng.target AS target ON target.code = indicator.target_code
JOIN zhiheng.list AS list ON list.code = target.list_code
JOIN zhiheng.element AS numerator ON numerator.code = indicator.numerator
LEFT JOIN zhiheng.element AS denominator ON denominator.code = indicator.denominator
LEFT JOIN zhiheng.element AS deviation ON deviation.code = indicator.deviation
LEFT JOIN zhiheng.indicator_way AS reported ON reported.code = indicator.code
LEFT JOIN zhiheng.formula AS formula ON formula.code = indicator.code;
COMMENT ON VIEW disclosure.indicator IS 'Indicators with the definitions of their elements';

CREATE VIEW disclosure.edition AS
SELECT
	edition.id,
	edition.region_code,
	region.name AS region_name,
	edition.period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	NOT EXISTS (SELECT FROM zhiheng.edition AS later WHERE later.region_code = edition.region_code AND later.period = edition.period
		AND later.number > edition.number) AS newest,
	edition.programme_name,
	edition.commission_name,
	edition.correction,
	edition.method_version,
	edition.small_below,
	edition.expected,
	edition.included,
	edition.demo,
	withdrawal.reason AS withdrawn,
	to_char(withdrawal.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS withdrawn_at,
	(SELECT string_agg(format('第 %s 版（%s）：%s', other.number, to_char(other.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'),
			other.correction), '；' ORDER BY other.number)
		FROM zhiheng.edition AS other
		WHERE other.region_code = edition.region_code AND other.period = edition.period AND other.correction IS NOT NULL) AS errata,
	to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS published_at,
	encode(edition.digest, 'hex') AS digest
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code
LEFT JOIN zhiheng.edition_withdrawal AS withdrawal ON withdrawal.edition_id = edition.id;
COMMENT ON VIEW disclosure.edition IS 'Published editions; newest: the one an address without a number shows';

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

CREATE VIEW disclosure.site AS
SELECT
	zhiheng.is_demo() AS demo,
	max(setting.value) FILTER (WHERE setting.name = 'site.name') AS name,
	max(setting.value) FILTER (WHERE setting.name = 'site.domain') AS domain,
	max(setting.value) FILTER (WHERE setting.name = 'site.code') AS code,
	max(setting.value) FILTER (WHERE setting.name = 'site.sponsor') AS sponsor,
	max(setting.value) FILTER (WHERE setting.name = 'site.undertaker') AS undertaker,
	max(setting.value) FILTER (WHERE setting.name = 'site.icp') AS icp,
	max(setting.value) FILTER (WHERE setting.name = 'site.police') AS police,
	max(setting.value) FILTER (WHERE setting.name = 'site.contact') AS contact
FROM zhiheng.setting AS setting;
COMMENT ON VIEW disclosure.site IS 'Whether pages must say 演示数据; what the operator set about the site, null if not';

GRANT USAGE ON SCHEMA disclosure TO zhiheng_disclosure;
GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
