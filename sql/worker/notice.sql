-- Schema worker, continued: what the notice of an edition is printed from.

SET ROLE zhiheng_owner;

CREATE VIEW worker.notice_head AS
SELECT
	head.edition_id,
	head.region_name,
	head.period,
	head.period_label,
	head.number,
	head.commission_name,
	head.correction,
	head.method_version,
	head.expected,
	head.included,
	head.graded_count,
	head.a_count,
	head.b_count,
	head.c_count,
	head.d_count,
	head.ungraded_count,
	head.demo,
	head.published_at,
	head.digest,
	words.issuer AS words_issuer,
	words.number AS words_number,
	words.title AS words_title,
	words.addressee AS words_addressee,
	words.body AS words_body,
	words.copies AS words_copies
FROM zhiheng.bulletin_head AS head
JOIN zhiheng.edition_bulletin AS words ON words.edition_id = head.edition_id;
COMMENT ON VIEW worker.notice_head IS 'Editions with the words of their notices';

CREATE VIEW worker.notice_indicator AS
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
FROM zhiheng.bulletin_indicator AS indicator;
COMMENT ON VIEW worker.notice_indicator IS 'Their indicators, as notices count them';

CREATE VIEW worker.notice_institution AS
SELECT
	institution.edition_id,
	institution.name,
	institution.region_code,
	institution.region_name,
	zhiheng.label('level', institution.level) || coalesce(zhiheng.label('grade', institution.grade), '') AS level,
	coalesce(institution.specialist_type || '专科医院', zhiheng.label('kind', institution.kind)) AS kind,
	institution.included
FROM zhiheng.edition_institution AS institution;
COMMENT ON VIEW worker.notice_institution IS 'Their institutions, in words';

GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
