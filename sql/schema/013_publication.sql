-- Around an edition: the preview that institutions see before it; the official notice (通报), what a
-- commission makes of its results in words of its own with the numbers filled in, kept in versions and
-- frozen with each edition; and what its public pages need beside it, frozen with it too: the editions
-- before it that its numbers can be held against, and when its inputs were submitted and accepted.
--
-- Record: preview, preview_result, preview_grade_point, preview_grade, preview_remark, preview_answer,
--     bulletin_template, edition_bulletin, edition_past, edition_return_time.

SET ROLE zhiheng_owner;

-- == preview ==

CREATE TABLE zhiheng.preview (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	region_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	period zhiheng.period NOT NULL,
	reason text,
	small_below integer NOT NULL,
	grade_scheme_id bigint REFERENCES zhiheng.grade_scheme,
	prepared_by bigint NOT NULL REFERENCES zhiheng.account,
	prepared_at timestamptz NOT NULL DEFAULT now(),
	closes_at timestamptz NOT NULL,
	digest bytea NOT NULL CHECK (octet_length(digest) = 32)
);
CREATE INDEX preview_period ON zhiheng.preview (programme_id, period, id);
COMMENT ON TABLE zhiheng.preview IS 'Previews (预览): what an edition would say, shown to each institution for its own part; the newest of a programme and period holds; append-only';
COMMENT ON COLUMN zhiheng.preview.id IS 'Id';
COMMENT ON COLUMN zhiheng.preview.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.preview.region_code IS 'Region';
COMMENT ON COLUMN zhiheng.preview.period IS 'Period';
COMMENT ON COLUMN zhiheng.preview.reason IS 'Of a correction: what changed and why; null for a first edition';
COMMENT ON COLUMN zhiheng.preview.small_below IS 'As in edition';
COMMENT ON COLUMN zhiheng.preview.grade_scheme_id IS 'Scheme in force by which its grades are computed; null: none are published';
COMMENT ON COLUMN zhiheng.preview.prepared_by IS 'Who prepared it; somebody else publishes';
COMMENT ON COLUMN zhiheng.preview.prepared_at IS 'When';
COMMENT ON COLUMN zhiheng.preview.closes_at IS 'From then on it may be published; remarks and objections until then';
COMMENT ON COLUMN zhiheng.preview.digest IS 'Over commitments and results, as in edition: publishing says whether anything changed since';

CREATE TABLE zhiheng.preview_result (
	preview_id bigint NOT NULL REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	coverage text NOT NULL,
	hidden boolean NOT NULL,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	earlier text,
	status text NOT NULL,
	value double precision,
	lower double precision,
	upper double precision,
	rank integer,
	ranked integer,
	tied boolean,
	rank_lower integer,
	rank_upper integer,
	rank_alike text,
	baseline double precision,
	goal double precision,
	goal_met boolean,
	threshold_met boolean,
	PRIMARY KEY (preview_id, institution_id, indicator_code)
);
COMMENT ON TABLE zhiheng.preview_result IS 'Results of a preview, column by column as in edition_result; append-only';
COMMENT ON COLUMN zhiheng.preview_result.preview_id IS 'Preview';
COMMENT ON COLUMN zhiheng.preview_result.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.preview_result.institution_id IS 'Institution';

-- The same figures as of an edition; the scheme's are those of preview.grade_scheme_id.
CREATE TABLE zhiheng.preview_grade_point (
	preview_id bigint NOT NULL REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	status text NOT NULL,
	points numeric(4, 1) CHECK (points BETWEEN 0 AND 100),
	points_error double precision CHECK (points_error BETWEEN 0 AND 1e300),
	compared text CHECK (compared IN ('ok', 'few_units', 'few_expected')),
	theta double precision CHECK (theta BETWEEN 0 AND 1e300),
	tau double precision CHECK (tau BETWEEN 0 AND 1e300),
	df double precision CHECK (df BETWEEN 3 AND 1e9),
	periods_used smallint CHECK (periods_used BETWEEN 1 AND 4),
	exact text CHECK (exact IN ('low_998', 'low_95', 'within', 'high_95', 'high_998')),
	z numeric,
	cap text CHECK (cap IN ('B', 'C')),
	PRIMARY KEY (preview_id, institution_id, indicator_code),
	CONSTRAINT preview_grade_point_eligible CHECK (CASE WHEN status = 'ok' THEN points IS NOT NULL
		ELSE num_nonnulls(points, points_error, compared, cap) = 0 END),
	CONSTRAINT preview_grade_point_compared CHECK (num_nonnulls(theta, tau, df, periods_used, exact, z) = CASE WHEN compared = 'ok' THEN 6 ELSE 0 END
		AND (cap IS NULL OR compared = 'ok'))
);
COMMENT ON TABLE zhiheng.preview_grade_point IS 'Points of a preview, column by column as in edition_grade_point; append-only';

CREATE TABLE zhiheng.preview_grade (
	preview_id bigint NOT NULL REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED,
	institution_id bigint NOT NULL,
	veto text CHECK (veto IN ('B', 'C', 'D')),
	veto_document text,
	status text NOT NULL CHECK (status IN ('graded', 'coverage', 'no_safety')),
	eligible_weight numeric(16, 4) NOT NULL,
	weight numeric(16, 4) NOT NULL,
	coverage double precision NOT NULL CHECK (coverage BETWEEN 0 AND 1),
	weighted_points numeric(16, 4),
	composite numeric(4, 1) CHECK (composite BETWEEN 0 AND 100),
	error double precision CHECK (error BETWEEN 0 AND 1e300),
	band text CHECK (band IN ('A', 'B', 'C', 'D')),
	safety_cap text CHECK (safety_cap IN ('B', 'C')),
	cap_text text,
	grade text CHECK (grade IN ('A', 'B', 'C', 'D')),
	rank integer,
	ranked integer,
	tied boolean,
	alike text,
	PRIMARY KEY (preview_id, institution_id),
	CONSTRAINT preview_grade_veto CHECK ((veto IS NULL) = (veto_document IS NULL)),
	CONSTRAINT preview_grade_graded CHECK (CASE WHEN status = 'graded' THEN num_nulls(weighted_points, composite, error, band, grade) = 0
		ELSE num_nonnulls(weighted_points, composite, error, band, safety_cap, cap_text, grade, rank, ranked, tied, alike) = 0 END),
	CONSTRAINT preview_grade_rank CHECK (num_nulls(rank, ranked, tied) IN (0, 3))
);
COMMENT ON TABLE zhiheng.preview_grade IS 'Grades of a preview, column by column as in edition_grade; append-only';

DO $$
DECLARE
	missing record;
BEGIN
	FOR missing IN
		SELECT c.relname, a.attname
		FROM pg_class AS c
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.oid IN ('zhiheng.preview_result'::regclass, 'zhiheng.preview_grade_point'::regclass, 'zhiheng.preview_grade'::regclass)
			AND col_description(c.oid, a.attnum) IS NULL
	LOOP
		EXECUTE format('COMMENT ON COLUMN zhiheng.%I.%I IS %L', missing.relname, missing.attname,
			CASE missing.attname WHEN 'preview_id' THEN 'Preview' ELSE 'As in ' || replace(missing.relname, 'preview', 'edition') END);
	END LOOP;
END
$$;

CREATE TABLE zhiheng.preview_remark (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	preview_id bigint NOT NULL REFERENCES zhiheng.preview,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	indicator_code text COLLATE "C" NOT NULL,
	kind text NOT NULL CHECK (kind IN ('remark', 'objection')),
	text text NOT NULL,
	carried_from bigint REFERENCES zhiheng.preview_remark,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT preview_remark_text CHECK (char_length(text) BETWEEN 0 AND 500)
);
CREATE INDEX preview_remark_preview ON zhiheng.preview_remark (preview_id, institution_id, indicator_code, id);
COMMENT ON TABLE zhiheng.preview_remark IS 'What institutions say to their results: a remark (附注) is published beside the result, an objection (异议) is answered; the newest of each kind holds, an empty text takes it back; append-only';
COMMENT ON COLUMN zhiheng.preview_remark.id IS 'Order';
COMMENT ON COLUMN zhiheng.preview_remark.preview_id IS 'Preview';
COMMENT ON COLUMN zhiheng.preview_remark.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.preview_remark.indicator_code IS 'Which result';
COMMENT ON COLUMN zhiheng.preview_remark.kind IS 'remark 附注, objection 异议';
COMMENT ON COLUMN zhiheng.preview_remark.text IS 'In its own words; empty: taken back';
COMMENT ON COLUMN zhiheng.preview_remark.carried_from IS 'Said to an earlier preview of the same programme and period, and carried over when this one was made; null: said to this one';
COMMENT ON COLUMN zhiheng.preview_remark.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.preview_remark.at IS 'When';

CREATE TABLE zhiheng.preview_answer (
	remark_id bigint PRIMARY KEY REFERENCES zhiheng.preview_remark,
	outcome text NOT NULL CHECK (outcome IN ('upheld', 'rejected')),
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT preview_answer_text CHECK (char_length(text) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.preview_answer IS 'The commission''s answers to objections, one each; append-only';
COMMENT ON COLUMN zhiheng.preview_answer.remark_id IS 'Objection';
COMMENT ON COLUMN zhiheng.preview_answer.outcome IS 'upheld 成立, rejected 不成立';
COMMENT ON COLUMN zhiheng.preview_answer.text IS 'Reason';
COMMENT ON COLUMN zhiheng.preview_answer.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.preview_answer.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.preview', 'zhiheng.preview_result', 'zhiheng.preview_grade_point', 'zhiheng.preview_grade',
	'zhiheng.preview_remark', 'zhiheng.preview_answer');

CALL zhiheng.protect('zhiheng.preview', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())
$$);
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['preview_result', 'preview_grade_point', 'preview_grade', 'preview_remark'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, $p$
			(SELECT zhiheng.audience()) IN ('worker', 'operator')
			OR $p$ || zhiheng.by_key('institution', 'institution_id'));
	END LOOP;
END
$$;
CALL zhiheng.protect('zhiheng.preview_answer', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR (SELECT visible.id FROM zhiheng.preview_remark AS visible WHERE visible.id = remark_id) IS NOT NULL
$$);

-- == notice ==

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
		coalesce(own.body, E'现将【地区】【报告期】医疗质量安全改进目标监测情况通报如下。\n一、报送情况\n本期应报报表【应报报表数】份，通过审核并纳入统计【纳入报表数】份，纳入率【纳入率】。未纳入的机构见附表2。\n二、指标情况\n与【前一期】相比（只比较两期都有数据的机构），【可比指标数】项可比指标中【改善指标数】项改善、【变差指标数】项变差，【无明显变化指标数】项的变化不能排除偶然。【有要求指标数】项有数值要求的指标中，全部机构合计值达到要求的【达到要求指标数】项。各指标合计值见附表1。\n三、工作要求\n（一）未按时报送或数据未通过审核的医疗机构，应当查明原因，按规定补报。\n（二）指标变差或未达到要求的，有关医疗机构应当对照核心策略分析原因，落实改进措施，列入整改台账。\n（三）各县（市、区）卫生健康行政部门应当加强督促指导。'),
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

-- == looking back ==

CREATE TABLE zhiheng.edition_past (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition,
	indicator_code text COLLATE "C" NOT NULL,
	position integer NOT NULL CHECK (position BETWEEN 1 AND 12),
	past_id bigint NOT NULL REFERENCES zhiheng.edition,
	past_code text COLLATE "C" NOT NULL,
	comparable text NOT NULL CHECK (comparable IN ('yes', 'partly', 'no')),
	reason text,
	PRIMARY KEY (edition_id, indicator_code, position)
);
COMMENT ON TABLE zhiheng.edition_past IS 'Each indicator of an edition in the at most twelve periods that end with it, by the lineage of its target: so a trend costs the same however much was published, and never changes; append-only';
COMMENT ON COLUMN zhiheng.edition_past.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_past.indicator_code IS 'Its indicator';
COMMENT ON COLUMN zhiheng.edition_past.position IS '1 is the edition itself, 2 the period before, ...';
COMMENT ON COLUMN zhiheng.edition_past.past_id IS 'The newest edition of that period when this one was published';
COMMENT ON COLUMN zhiheng.edition_past.past_code IS 'What the indicator was then';
COMMENT ON COLUMN zhiheng.edition_past.comparable IS 'The worst step of the lineage on the way';
COMMENT ON COLUMN zhiheng.edition_past.reason IS 'Why not fully comparable; null if it is';

CREATE TABLE zhiheng.edition_return_time (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition,
	return_id bigint NOT NULL,
	submitted_at timestamptz,
	accepted_at timestamptz,
	PRIMARY KEY (edition_id, return_id)
);
COMMENT ON TABLE zhiheng.edition_return_time IS 'When the frozen inputs of an edition were submitted and accepted, without persons; append-only';
COMMENT ON COLUMN zhiheng.edition_return_time.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_return_time.return_id IS 'Return of edition_return';
COMMENT ON COLUMN zhiheng.edition_return_time.submitted_at IS 'Last submission of the frozen revision';
COMMENT ON COLUMN zhiheng.edition_return_time.accepted_at IS 'Last acceptance of it';

CALL zhiheng.make_append_only('zhiheng.edition_past', 'zhiheng.edition_return_time');

CREATE FUNCTION zhiheng.edition_periods(p_edition bigint) RETURNS TABLE ("position" integer, edition_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 12 SET search_path = ''
AS $$
	WITH RECURSIVE past AS (
		SELECT
			1 AS position,
			own.id,
			own.region_code,
			own.period,
			own.published_at
		FROM zhiheng.edition AS own
		WHERE own.id = p_edition
		UNION ALL
		SELECT
			past.position + 1,
			earlier.id,
			past.region_code,
			earlier.period,
			past.published_at
		FROM past
		CROSS JOIN LATERAL (
			SELECT
				edition.id,
				edition.period
			FROM zhiheng.edition AS edition
			WHERE edition.region_code = past.region_code
				AND edition.period < past.period
				AND substr(edition.period, 5, 1) = substr(past.period, 5, 1)
				AND edition.published_at <= past.published_at
			ORDER BY edition.period DESC, edition.number DESC
			LIMIT 1
		) AS earlier
		WHERE past.position < 12
	)
	SELECT position, id
	FROM past
$$;
COMMENT ON FUNCTION zhiheng.edition_periods IS 'The edition (position 1) and the periods of its kind before it, each as it stood when the edition was published';

CREATE FUNCTION zhiheng.target_past(p_target text) RETURNS TABLE (target_code text, depth integer, comparable text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 4 SET search_path = ''
AS $$
	WITH RECURSIVE past AS (
		SELECT
			p_target COLLATE "C" AS target_code,
			0 AS depth,
			'yes' AS comparable,
			NULL::text AS reason
		UNION ALL
		SELECT
			link.from_target,
			past.depth + 1,
			CASE WHEN 'no' IN (past.comparable, link.comparable) THEN 'no'
				WHEN 'partly' IN (past.comparable, link.comparable) THEN 'partly' ELSE 'yes' END,
			CASE WHEN link.comparable = 'yes' THEN past.reason ELSE link.reason END
		FROM past
		JOIN zhiheng.lineage AS link ON link.to_target = past.target_code
		WHERE past.depth < 4
	)
	SELECT target_code, depth, comparable, reason
	FROM past
$$;
COMMENT ON FUNCTION zhiheng.target_past IS 'A target and those it came from; comparable: the worst step of the way';

CREATE FUNCTION zhiheng.edition_look_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.edition_past (edition_id, indicator_code, position, past_id, past_code, comparable, reason)
	SELECT DISTINCT ON (own.indicator_code, past.position)
		NEW.id,
		own.indicator_code,
		past.position,
		past.edition_id,
		earlier.indicator_code,
		target.comparable,
		target.reason
	FROM (
		SELECT
			asked.indicator_code,
			asked.target_code,
			asked.kind,
			asked.unit,
			asked.factor,
			coalesce(substring(asked.indicator_code FROM '[.][0-9]+$'), '') AS part
		FROM zhiheng.edition_indicator AS asked
		WHERE asked.edition_id = NEW.id
	) AS own
	CROSS JOIN LATERAL zhiheng.target_past(own.target_code) AS target
	CROSS JOIN zhiheng.edition_periods(NEW.id) AS past
	JOIN zhiheng.edition_indicator AS earlier ON earlier.edition_id = past.edition_id
		AND earlier.target_code = target.target_code
		AND earlier.kind = own.kind
		AND earlier.unit = own.unit
		AND earlier.factor = own.factor
		AND coalesce(substring(earlier.indicator_code FROM '[.][0-9]+$'), '') = own.part
	ORDER BY own.indicator_code, past.position, target.depth, array_position(ARRAY['yes', 'partly', 'no'], target.comparable), earlier.indicator_code;
	INSERT INTO zhiheng.edition_return_time (edition_id, return_id, submitted_at, accepted_at)
	SELECT
		NEW.id,
		input.return_id,
		max(event.at) FILTER (WHERE event.to_state = 'submitted'),
		max(event.at) FILTER (WHERE event.to_state = 'accepted')
	FROM zhiheng.edition_return AS input
	LEFT JOIN zhiheng.return_event AS event ON event.return_id = input.return_id AND event.revision <= input.revision
	WHERE input.edition_id = NEW.id
	GROUP BY input.return_id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.edition_look_back IS 'At the commit of an edition, when all of it stands: fills edition_past and edition_return_time';
-- Deferred: the head of an edition may be written before or after its other rows.
CREATE CONSTRAINT TRIGGER look_back AFTER INSERT ON zhiheng.edition
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zhiheng.edition_look_back();

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname ~ '^(preview|bulletin_template$|edition_(bulletin|past|return_time)$)' AND t.tgname LIKE 'append_only%') = 20;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname ~ '^(preview|bulletin_template$)' AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 7;
END
$$;
