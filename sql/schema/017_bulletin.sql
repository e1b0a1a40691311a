-- The official notice (通报) of an edition: what a commission makes of its results, in words of its own with
-- the numbers filled in.  The words are kept in versions, and frozen with each edition.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.bulletin_template (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	issuer text NOT NULL,
	number text NOT NULL,
	title text NOT NULL,
	addressee text NOT NULL,
	body text NOT NULL,
	copies text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT bulletin_template_issuer CHECK (char_length(issuer) BETWEEN 2 AND 40),
	CONSTRAINT bulletin_template_number CHECK (char_length(number) BETWEEN 2 AND 40),
	CONSTRAINT bulletin_template_title CHECK (char_length(title) BETWEEN 2 AND 120),
	CONSTRAINT bulletin_template_addressee CHECK (char_length(addressee) BETWEEN 2 AND 200),
	CONSTRAINT bulletin_template_body CHECK (char_length(body) BETWEEN 2 AND 4000),
	CONSTRAINT bulletin_template_copies CHECK (char_length(copies) <= 200)
);
CREATE INDEX bulletin_template_commission ON zhiheng.bulletin_template (commission_id, id);
COMMENT ON TABLE zhiheng.bulletin_template IS 'Words of a commission''s notices, with 【places】 for what is computed; the newest row holds, without one zhiheng.bulletin_default; append-only';
COMMENT ON COLUMN zhiheng.bulletin_template.id IS 'Order; the version';
COMMENT ON COLUMN zhiheng.bulletin_template.commission_id IS 'Whose';
COMMENT ON COLUMN zhiheng.bulletin_template.issuer IS 'In the red head (发文机关标志)';
COMMENT ON COLUMN zhiheng.bulletin_template.number IS 'Document number (发文字号)';
COMMENT ON COLUMN zhiheng.bulletin_template.title IS 'Title';
COMMENT ON COLUMN zhiheng.bulletin_template.addressee IS 'To whom (主送机关)';
COMMENT ON COLUMN zhiheng.bulletin_template.body IS 'Paragraphs, one a line';
COMMENT ON COLUMN zhiheng.bulletin_template.copies IS 'Copies to (抄送); empty: none';
COMMENT ON COLUMN zhiheng.bulletin_template.account_id IS 'Who wrote it; null: the operator';
COMMENT ON COLUMN zhiheng.bulletin_template.at IS 'When';

CREATE TABLE zhiheng.edition_bulletin (
	edition_id bigint PRIMARY KEY REFERENCES zhiheng.edition,
	template_id bigint REFERENCES zhiheng.bulletin_template,
	issuer text NOT NULL,
	number text NOT NULL,
	title text NOT NULL,
	addressee text NOT NULL,
	body text NOT NULL,
	copies text NOT NULL
);
COMMENT ON TABLE zhiheng.edition_bulletin IS 'The words as they were when the edition was published; append-only';
COMMENT ON COLUMN zhiheng.edition_bulletin.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_bulletin.template_id IS 'Their version; null: the default ones';
COMMENT ON COLUMN zhiheng.edition_bulletin.issuer IS 'As in bulletin_template';
COMMENT ON COLUMN zhiheng.edition_bulletin.number IS 'The same';
COMMENT ON COLUMN zhiheng.edition_bulletin.title IS 'The same';
COMMENT ON COLUMN zhiheng.edition_bulletin.addressee IS 'The same';
COMMENT ON COLUMN zhiheng.edition_bulletin.body IS 'The same';
COMMENT ON COLUMN zhiheng.edition_bulletin.copies IS 'The same';

CALL zhiheng.make_append_only('zhiheng.bulletin_template', 'zhiheng.edition_bulletin');

CALL zhiheng.protect('zhiheng.bulletin_template', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator') OR commission_id = (SELECT commission_id FROM zhiheng.identity())
$$);

CREATE FUNCTION zhiheng.bulletin_words(p_commission bigint)
RETURNS TABLE (template_id bigint, issuer text, number text, title text, addressee text, body text, copies text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT
		own.id,
		coalesce(own.issuer, commission.name || '文件'),
		coalesce(own.number, '卫医质通〔【年份】〕【版本号】号'),
		coalesce(own.title, '关于【地区】【报告期】医疗质量安全改进目标监测情况的通报'),
		coalesce(own.addressee, '各县（市、区）卫生健康局，各医疗机构：'),
		coalesce(own.body, E'现将【地区】【报告期】医疗质量安全改进目标监测情况通报如下。\n一、报送情况\n本期应报报表【应报报表数】份，通过审核并纳入统计【纳入报表数】份，纳入率【纳入率】。未纳入的机构见附表2。\n二、指标情况\n与【前一期】相比，【可比指标数】项可比指标中【改善指标数】项改善、【变差指标数】项变差，【无明显变化指标数】项的变化不能排除偶然。【有要求指标数】项有数值要求的指标中，全部机构合计值达到要求的【达到要求指标数】项。各指标合计值见附表1。\n三、工作要求\n（一）未按时报送或数据未通过审核的医疗机构，应当查明原因，按规定补报。\n（二）指标变差或未达到要求的，有关医疗机构应当对照核心策略分析原因，落实改进措施，列入整改台账。\n（三）各县（市、区）卫生健康行政部门应当加强督促指导。'),
		coalesce(own.copies, '')
	FROM zhiheng.commission AS commission
	LEFT JOIN LATERAL (
		SELECT
			template.id,
			template.issuer,
			template.number,
			template.title,
			template.addressee,
			template.body,
			template.copies
		FROM zhiheng.bulletin_template AS template
		WHERE template.commission_id = commission.id
		ORDER BY template.id DESC
		LIMIT 1
	) AS own ON true
	WHERE commission.id = p_commission
$$;
COMMENT ON FUNCTION zhiheng.bulletin_words IS 'The words that hold for a commission now: its newest, or the default ones';

CREATE FUNCTION zhiheng.edition_freeze_bulletin() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.edition_bulletin (edition_id, template_id, issuer, number, title, addressee, body, copies)
	SELECT NEW.id, words.template_id, words.issuer, words.number, words.title, words.addressee, words.body, words.copies
	FROM zhiheng.programme AS programme
	CROSS JOIN LATERAL zhiheng.bulletin_words(programme.commission_id) AS words
	WHERE programme.id = NEW.programme_id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.edition_freeze_bulletin IS 'Keeps the words of the notice with the edition';

CREATE TRIGGER freeze_bulletin AFTER INSERT ON zhiheng.edition
FOR EACH ROW EXECUTE FUNCTION zhiheng.edition_freeze_bulletin();

RESET ROLE;

DO $$
BEGIN
	ASSERT (SELECT relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.bulletin_template'::regclass);
END
$$;
