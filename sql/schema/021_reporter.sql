-- Who answers for what the lists ask and how often, and which records answer where nobody types.  Files of the catalogue as those of
-- 003_catalogue.sql: `zhiheng catalogue load` writes them, the views zhiheng.reporting and so on have their newest versions.
--
-- Record: catalogue_reporting, catalogue_formula, catalogue_indicator_cadence.
-- State: record_kind, whose rows are written here.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.catalogue_reporting (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	target_code text COLLATE "C" NOT NULL,
	indicator_code text COLLATE "C",
	reporter text NOT NULL CHECK (reporter IN ('institution', 'blood_station', 'emergency_centre', 'opo', 'commission', 'qc_centre', 'service_centre')),
	role text NOT NULL CHECK (role IN ('primary', 'additional', 'second_source', 'same_target')),
	reporter_kind text,
	level text,
	judged_for text NOT NULL,
	judged_unit text,
	computed_from text,
	computed text NOT NULL CHECK (computed IN ('always', 'may', 'no')),
	typed_field text NOT NULL CHECK (typed_field IN ('yes', 'fallback', 'no')),
	source text NOT NULL,
	note text,
	PRIMARY KEY (code, version),
	CONSTRAINT catalogue_reporting_computed CHECK ((computed = 'no') = (computed_from IS NULL)),
	CONSTRAINT catalogue_reporting_same CHECK ((role = 'same_target') = (indicator_code IS NULL))
);
COMMENT ON TABLE zhiheng.catalogue_reporting IS 'Who answers for an indicator, or for a target that is another one; code target|indicator|reporter';
COMMENT ON COLUMN zhiheng.catalogue_reporting.target_code IS 'Target';
COMMENT ON COLUMN zhiheng.catalogue_reporting.indicator_code IS 'Its indicator; null: another target has them';
COMMENT ON COLUMN zhiheng.catalogue_reporting.reporter IS 'Who';
COMMENT ON COLUMN zhiheng.catalogue_reporting.role IS 'primary: one for each indicator; additional: says the same of itself; second_source: operating data beside it; same_target';
COMMENT ON COLUMN zhiheng.catalogue_reporting.reporter_kind IS 'Only institutions of these kinds or levels, joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_reporting.level IS 'Levels of the regions whose commissions or centres report, joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_reporting.judged_for IS 'institution, area, qc_centre, joined by ;, that judged first in front: an area''s number is never an institution''s';
COMMENT ON COLUMN zhiheng.catalogue_reporting.judged_unit IS 'What the number is of, if not of the whole: key_specialty, area';
COMMENT ON COLUMN zhiheng.catalogue_reporting.computed_from IS 'Records that give the number, joined by ;: codes of record_kind, or same_target: and a target';
COMMENT ON COLUMN zhiheng.catalogue_reporting.computed IS 'always or may: by these records';
COMMENT ON COLUMN zhiheng.catalogue_reporting.typed_field IS 'yes: typed; fallback: typed where the record is not used; no: never typed';
COMMENT ON COLUMN zhiheng.catalogue_reporting.source IS 'File and lines of the document, or what it was derived from';
COMMENT ON COLUMN zhiheng.catalogue_reporting.note IS 'How the record gives it';

CREATE TABLE zhiheng.catalogue_formula (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	rule text NOT NULL,
	source text NOT NULL,
	note text,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_formula IS 'How records give the numbers of an indicator that nobody types; code of the indicator';
COMMENT ON COLUMN zhiheng.catalogue_formula.rule IS 'In words';
COMMENT ON COLUMN zhiheng.catalogue_formula.source IS 'File and lines of the document';
COMMENT ON COLUMN zhiheng.catalogue_formula.note IS 'Its limits';

CREATE TABLE zhiheng.catalogue_indicator_cadence (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	indicator_code text COLLATE "C" NOT NULL,
	cadence text NOT NULL CHECK (cadence IN ('month', 'quarter', 'half-year', 'year')),
	cadence_printed text,
	source text NOT NULL,
	by_month boolean NOT NULL,
	by_month_source text,
	by_department text NOT NULL CHECK (by_department IN ('no', 'optional', 'yes')),
	by_department_source text,
	analysis_text text NOT NULL CHECK (analysis_text IN ('yes', 'optional', 'no')),
	analysis_cadence text CHECK (analysis_cadence ~ '^(month|quarter|half-year)(;(month|quarter|half-year))*$'),
	analysis_by text,
	analysis_source text,
	note text,
	PRIMARY KEY (code, version),
	CONSTRAINT catalogue_indicator_cadence_code CHECK (code = indicator_code)
);
COMMENT ON TABLE zhiheng.catalogue_indicator_cadence IS 'How often documents ask for an indicator, and for words on it; code of the indicator';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.cadence IS 'How often it is reported';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.cadence_printed IS 'The document''s words; null: it has none';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.source IS 'File and line of these words, or what the cadence was derived from';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.by_month IS 'Whether a month''s value exists';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.by_month_source IS 'Where the document says so';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.by_department IS 'Whether it is wanted by department';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.by_department_source IS 'Where the document says so';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.analysis_text IS 'Whether the document asks for an analysis in words: yes; optional: it speaks of analyses in general; no';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.analysis_cadence IS 'How often, joined by ;; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.analysis_by IS 'Kinds of reporters that write it, joined by ;; null: nobody';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.analysis_source IS 'Where that is said, or what it was derived from';
COMMENT ON COLUMN zhiheng.catalogue_indicator_cadence.note IS 'What a reader should know';

CALL zhiheng.make_versioned('reporting', 'formula', 'indicator_cadence');
CALL zhiheng.make_append_only('zhiheng.catalogue_reporting', 'zhiheng.catalogue_formula', 'zhiheng.catalogue_indicator_cadence');
CREATE INDEX catalogue_reporting_indicator ON zhiheng.catalogue_reporting (indicator_code);

-- A record that comes to be kept is one line changed here, and the function that reads it.
CREATE TABLE zhiheng.record_kind (
	code text COLLATE "C" PRIMARY KEY,
	label text NOT NULL UNIQUE,
	kept boolean NOT NULL
);
COMMENT ON TABLE zhiheng.record_kind IS 'Records that numbers can be computed from, as reporting.computed_from names them';
COMMENT ON COLUMN zhiheng.record_kind.code IS 'Name in the catalogue''s files';
COMMENT ON COLUMN zhiheng.record_kind.label IS 'Chinese word';
COMMENT ON COLUMN zhiheng.record_kind.kept IS 'The portal keeps it and computes from it; else what only it answers waits, and is typed nowhere';

INSERT INTO zhiheng.record_kind (code, label, kept)
VALUES
	('edition', '公开版本', true),
	('accepted_values', '已接受数值与基线的比较', false),
	('operating_data', '运行数据', true),
	('adverse_event_summary', '不良事件汇总', false),
	('record_sampling', '病历抽查工作表', false),
	('meeting_log', '会议记录', false),
	('training_log', '培训记录', false),
	('plan_filing', '计划报送登记', false),
	('summary_filing', '总结报送登记', false),
	('specialty_report', '专科报告登记', false),
	('policy_document', '制度文件登记', false),
	('qc_register', '质控组织登记', false),
	('qc_appraisal', '质控中心考核记录', false),
	('institution_register', '机构服务登记', false),
	('key_specialty_register', '重点专科登记', false),
	('mdt_register', '多学科团队登记', false),
	('single_disease_register', '单病种登记', false),
	('recognised_item_register', '互认项目目录', false),
	('eqa_log', '室间质评记录', false),
	('case_evaluation', '病例评价记录', false),
	('inspection', '监督检查记录', false),
	('interview', '约谈记录', false),
	('comment', '点评记录', false);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname IN ('catalogue_reporting', 'catalogue_formula', 'catalogue_indicator_cadence') AND t.tgname LIKE 'append_only%') = 6;
END
$$;
