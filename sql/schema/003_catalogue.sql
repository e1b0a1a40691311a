-- The official lists.  A row is never edited: a changed definition is a new version of its code, so
-- a programme can hold on to the definition it adopted.  `zhiheng catalogue load` writes these
-- tables; zhiheng.list, zhiheng.target and so on are the views of the newest versions.
--
-- Record: catalogue_load, catalogue_list, catalogue_target, catalogue_element, catalogue_indicator, catalogue_threshold,
--     catalogue_strategy, catalogue_lineage, catalogue_part, catalogue_specialty, catalogue_specialty_member, element_number.
-- State: measure_kind, whose rows are written here.
-- Derived: part_pair (part_rebuild); `zhiheng rebuild` calls it, and so does every load.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.catalogue_load (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	loaded_at timestamptz NOT NULL DEFAULT now(),
	added integer NOT NULL,
	changed integer NOT NULL,
	withdrawn integer NOT NULL
);
COMMENT ON TABLE zhiheng.catalogue_load IS 'Loads that changed anything';
COMMENT ON COLUMN zhiheng.catalogue_load.id IS 'Number of the load';
COMMENT ON COLUMN zhiheng.catalogue_load.loaded_at IS 'When';
COMMENT ON COLUMN zhiheng.catalogue_load.added IS 'Rows with a new code';
COMMENT ON COLUMN zhiheng.catalogue_load.changed IS 'Rows with a new version';
COMMENT ON COLUMN zhiheng.catalogue_load.withdrawn IS 'Codes no longer in the files';

CREATE TABLE zhiheng.catalogue_list (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	issuer text NOT NULL,
	issuer_level text NOT NULL CHECK (issuer_level IN ('national', 'provincial', 'municipal')),
	year integer NOT NULL,
	title text NOT NULL,
	document_no text,
	issued_on date,
	seed_file text NOT NULL,
	note text,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_list IS 'Issued documents (目标文件); code NIT-2025 and the like';
COMMENT ON COLUMN zhiheng.catalogue_list.issuer IS 'Issuing authority as printed';
COMMENT ON COLUMN zhiheng.catalogue_list.issuer_level IS 'Rank of the issuer';
COMMENT ON COLUMN zhiheng.catalogue_list.year IS 'Year of the targets';
COMMENT ON COLUMN zhiheng.catalogue_list.title IS 'Full official name';
COMMENT ON COLUMN zhiheng.catalogue_list.document_no IS 'Number of the document where it prints one';
COMMENT ON COLUMN zhiheng.catalogue_list.issued_on IS 'Date of issue where it prints one';
COMMENT ON COLUMN zhiheng.catalogue_list.seed_file IS 'File of the document text';
COMMENT ON COLUMN zhiheng.catalogue_list.note IS 'What is not printed or was read elsewhere';

CREATE TABLE zhiheng.catalogue_target (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	list_code text COLLATE "C" NOT NULL,
	seq integer NOT NULL,
	official_code text,
	name text NOT NULL,
	specialty text,
	direction text NOT NULL CHECK (direction IN ('increase', 'decrease', 'reach', 'none')),
	same_as text COLLATE "C",
	brief text NOT NULL,
	seed_file text NOT NULL,
	seed_line integer NOT NULL,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_target IS 'Improvement targets (改进目标); code NIT-2025-01 and the like';
COMMENT ON COLUMN zhiheng.catalogue_target.list_code IS 'The list it stands in';
COMMENT ON COLUMN zhiheng.catalogue_target.seq IS 'Place in the list, from 1';
COMMENT ON COLUMN zhiheng.catalogue_target.official_code IS 'Code as printed';
COMMENT ON COLUMN zhiheng.catalogue_target.name IS 'Full official name';
COMMENT ON COLUMN zhiheng.catalogue_target.specialty IS 'Specialty or chapter as printed; null: for all';
COMMENT ON COLUMN zhiheng.catalogue_target.direction IS 'What the document asks for';
COMMENT ON COLUMN zhiheng.catalogue_target.same_as IS 'Another target that is this one; where the catalogue has it, follow it';
COMMENT ON COLUMN zhiheng.catalogue_target.brief IS 'What it is about, in our words';
COMMENT ON COLUMN zhiheng.catalogue_target.seed_file IS 'File of the document text';
COMMENT ON COLUMN zhiheng.catalogue_target.seed_line IS 'Line of that file, from 1';

CREATE TABLE zhiheng.catalogue_element (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	name text NOT NULL,
	definition text NOT NULL,
	unit text NOT NULL,
	type text NOT NULL CHECK (type IN ('integer', 'decimal', 'boolean')),
	minimum numeric NOT NULL,
	accumulation text NOT NULL CHECK (accumulation IN ('sum', 'end', 'max', 'none')),
	none_kind text CHECK (none_kind IN ('persons', 'items', 'crossing', 'min', 'union')),
	half_year_rule text,
	year_rule text,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_element IS 'Data elements (数据项): one number a hospital types in; code in English, stable over lists';
COMMENT ON COLUMN zhiheng.catalogue_element.name IS 'Chinese name';
COMMENT ON COLUMN zhiheng.catalogue_element.definition IS 'What counts and what does not';
COMMENT ON COLUMN zhiheng.catalogue_element.unit IS 'Unit of the number';
COMMENT ON COLUMN zhiheng.catalogue_element.type IS 'boolean is 0 or 1';
COMMENT ON COLUMN zhiheng.catalogue_element.minimum IS 'Smallest value allowed';
COMMENT ON COLUMN zhiheng.catalogue_element.accumulation IS 'Shorter periods to longer ones: sum; end = last one (stocks); max = yes if once yes; none = must be counted anew (distinct persons)';
COMMENT ON COLUMN zhiheng.catalogue_element.none_kind IS 'Why it must be counted anew: persons or items counted once, stock and admissions, least of several (min: a year has the lesser of its half-years), several records that are one; null unless none';
COMMENT ON COLUMN zhiheng.catalogue_element.half_year_rule IS 'How a half-year has it, in words; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_element.year_rule IS 'How a year has it';

-- What a kind of indicator can do.  Statements ask for a column, never for a kind.  The arithmetic reads
-- cgi/measure/kind.c, which has the same rows and columns, save the words and the minimum (tests/console/kinds.test.js).
CREATE TABLE zhiheng.measure_kind (
	code text COLLATE "C" PRIMARY KEY,
	label text NOT NULL UNIQUE,
	meaning text NOT NULL,
	has_denominator boolean NOT NULL,
	part_of_whole boolean NOT NULL,
	measured boolean NOT NULL,
	additive boolean NOT NULL,
	rankable boolean NOT NULL,
	ranked_without_interval boolean NOT NULL,
	jump_tested boolean NOT NULL,
	dichotomous boolean NOT NULL,
	places integer NOT NULL CHECK (places BETWEEN 0 AND 4),
	interval_model text NOT NULL CHECK (interval_model IN ('none', 'binomial', 'poisson', 'normal')),
	funnel_model text NOT NULL CHECK (funnel_model IN ('none', 'binomial', 'poisson')),
	change_model text NOT NULL CHECK (change_model IN ('none', 'binomial', 'poisson', 'normal')),
	minimum_denominator integer NOT NULL CHECK (minimum_denominator >= 0),
	CHECK (has_denominator OR NOT (part_of_whole OR measured OR jump_tested))
);
COMMENT ON TABLE zhiheng.measure_kind IS 'Kinds of indicators and what each can do; sampling models after Spiegelhalter 2005, sums after Breslow & Day 1987';
COMMENT ON COLUMN zhiheng.measure_kind.code IS 'Name in the catalogue''s files';
COMMENT ON COLUMN zhiheng.measure_kind.label IS 'Chinese word';
COMMENT ON COLUMN zhiheng.measure_kind.meaning IS 'Sentence for readers, for format(): 1 factor, 2 numerator, 3 denominator, 4 unit, 5 what is counted';
COMMENT ON COLUMN zhiheng.measure_kind.has_denominator IS 'The value is factor * numerator / denominator; else the numerator''s element is the value';
COMMENT ON COLUMN zhiheng.measure_kind.part_of_whole IS 'The numerator''s cases are among the denominator''s: it cannot exceed it, nor the value the factor';
COMMENT ON COLUMN zhiheng.measure_kind.measured IS 'The numerator sums measurements: it may be negative and is no number of cases';
COMMENT ON COLUMN zhiheng.measure_kind.additive IS 'Numerators and denominators add up over periods and institutions';
COMMENT ON COLUMN zhiheng.measure_kind.rankable IS 'Ranked, given a direction; else shown only';
COMMENT ON COLUMN zhiheng.measure_kind.ranked_without_interval IS 'A value without an interval is ranked, too';
COMMENT ON COLUMN zhiheng.measure_kind.jump_tested IS 'The numerator counts events: a change beyond chance is asked about; else one by half or twice';
COMMENT ON COLUMN zhiheng.measure_kind.dichotomous IS 'Done or not; with the unit 是/否 the value is 1 or 0';
COMMENT ON COLUMN zhiheng.measure_kind.places IS 'Digits after the point on pages';
COMMENT ON COLUMN zhiheng.measure_kind.interval_model IS 'Distribution behind the interval of value and rank and the control chart; none: no interval';
COMMENT ON COLUMN zhiheng.measure_kind.funnel_model IS 'Distribution of limits and z among peers; none: no funnel';
COMMENT ON COLUMN zhiheng.measure_kind.change_model IS 'Distribution of the test of two periods; none: no test';
COMMENT ON COLUMN zhiheng.measure_kind.minimum_denominator IS 'Proposed to programmes: below it an interval says next to nothing; rates of rare events need more exposure';

INSERT INTO zhiheng.measure_kind (code, label, minimum_denominator, has_denominator, part_of_whole, measured, additive, rankable,
	ranked_without_interval, jump_tested, dichotomous, places, interval_model, funnel_model, change_model, meaning)
VALUES
	('proportion', '比例', 30, true, true, false, true, true, false, true, false, 2, 'binomial', 'binomial', 'binomial', '每 %1$s %5$s“%3$s”中，有多少属于“%2$s”。'),
	('rate', '发生率', 100, true, false, false, true, true, false, true, false, 2, 'poisson', 'poisson', 'poisson', '每 %1$s 个“%3$s”对应多少“%2$s”；可以超过 %1$s。'),
	('mean', '均值', 30, true, false, true, true, true, false, false, false, 2, 'normal', 'none', 'normal', '“%2$s”平摊到每一个“%3$s”上是多少%4$s。'),
	('ratio', '比值', 30, true, false, false, true, true, true, false, false, 2, 'poisson', 'poisson', 'poisson', '“%2$s”与“%3$s”之比。'),
	('count', '计数', 0, false, false, false, true, true, true, false, false, 0, 'none', 'none', 'poisson', '“%2$s”有多少%4$s。'),
	('level', '等级', 0, false, false, false, false, false, true, false, false, 0, 'none', 'none', 'none', '“%2$s”有多少%4$s。'),
	('checklist', '是否完成', 0, false, false, false, false, false, true, false, true, 0, 'none', 'none', 'none', '“%2$s”有多少%4$s。');

CREATE TABLE zhiheng.catalogue_indicator (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	target_code text COLLATE "C" NOT NULL,
	name text NOT NULL,
	kind text COLLATE "C" NOT NULL REFERENCES zhiheng.measure_kind,
	unit text NOT NULL,
	factor integer NOT NULL CHECK (factor > 0),
	direction text NOT NULL CHECK (direction IN ('increase', 'decrease', 'none')),
	numerator text COLLATE "C" NOT NULL,
	denominator text COLLATE "C",
	deviation text COLLATE "C",
	frequency text NOT NULL CHECK (frequency IN ('month', 'quarter', 'half-year', 'year')),
	by_department boolean NOT NULL,
	is_primary boolean NOT NULL,
	reporter text NOT NULL,
	applies_to text NOT NULL,
	basis text NOT NULL CHECK (basis IN ('seed', 'standard', 'derived')),
	own_trend boolean NOT NULL,
	note text,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_indicator IS 'Indicators (指标): value = factor * numerator / denominator; code NIT-2025-01.1 and the like';
COMMENT ON COLUMN zhiheng.catalogue_indicator.target_code IS 'The target it measures';
COMMENT ON COLUMN zhiheng.catalogue_indicator.name IS 'Chinese name';
COMMENT ON COLUMN zhiheng.catalogue_indicator.kind IS 'What can be done with it: measure_kind';
COMMENT ON COLUMN zhiheng.catalogue_indicator.unit IS 'Unit of the value';
COMMENT ON COLUMN zhiheng.catalogue_indicator.factor IS '100 for percent, 1000 for per mille';
COMMENT ON COLUMN zhiheng.catalogue_indicator.direction IS 'What is better; none: shown, never ranked';
COMMENT ON COLUMN zhiheng.catalogue_indicator.numerator IS 'Element code';
COMMENT ON COLUMN zhiheng.catalogue_indicator.denominator IS 'Element code; null without denominator';
COMMENT ON COLUMN zhiheng.catalogue_indicator.deviation IS 'Of what is measured: code of the element with the standard deviation of the single measurements, which may be left empty; null: none is asked';
COMMENT ON COLUMN zhiheng.catalogue_indicator.frequency IS 'How often the document asks';
COMMENT ON COLUMN zhiheng.catalogue_indicator.by_department IS 'The document asks by department';
COMMENT ON COLUMN zhiheng.catalogue_indicator.is_primary IS 'No: auxiliary, optional, not ranked';
COMMENT ON COLUMN zhiheng.catalogue_indicator.reporter IS 'Who fills it in';
COMMENT ON COLUMN zhiheng.catalogue_indicator.applies_to IS 'all, or kinds, levels and services joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_indicator.basis IS 'seed: formula in the document; standard: a professional set named in note; derived: read off the name';
COMMENT ON COLUMN zhiheng.catalogue_indicator.own_trend IS 'Compared with the institution''s own past only, never ranked or graded: what differs between institutions is who is treated';
COMMENT ON COLUMN zhiheng.catalogue_indicator.note IS 'Source of the formula, limits';

CREATE TABLE zhiheng.catalogue_threshold (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	indicator_code text COLLATE "C" NOT NULL,
	position integer NOT NULL CHECK (position > 0),
	nature text NOT NULL CHECK (nature IN ('required', 'aim', 'average', 'direction')),
	op text NOT NULL CHECK (op IN ('>=', '<=', '=', '>', '<', 'range', 'up', 'down')),
	value numeric,
	value_to numeric,
	unit text,
	value_printed boolean NOT NULL,
	years text CHECK (years ~ '^20[0-9]{2}(;20[0-9]{2})*$'),
	from_day date,
	to_day date,
	judged text NOT NULL,
	compare_with text,
	region text,
	level text,
	kind text,
	ownership text,
	reporter text NOT NULL,
	service text,
	judged_for text NOT NULL,
	printed text NOT NULL,
	seed_file text NOT NULL,
	seed_line text NOT NULL CHECK (seed_line ~ '^[0-9]+(-[0-9]+)?$'),
	note text,
	PRIMARY KEY (code, version),
	CHECK ((value IS NULL) = (op IN ('up', 'down')) AND (value_to IS NOT NULL) = (op = 'range') AND value < value_to IS NOT FALSE),
	CHECK ((nature = 'direction') = (op IN ('up', 'down')) AND from_day <= to_day IS NOT FALSE)
);
COMMENT ON TABLE zhiheng.catalogue_threshold IS 'Numbers and directions that the documents demand, strive for or name for comparison; code indicator|position';
COMMENT ON COLUMN zhiheng.catalogue_threshold.indicator_code IS 'Indicator it limits';
COMMENT ON COLUMN zhiheng.catalogue_threshold.position IS 'Place among those of its indicator';
COMMENT ON COLUMN zhiheng.catalogue_threshold.nature IS 'required, aim (strive for), average (for comparison), direction';
COMMENT ON COLUMN zhiheng.catalogue_threshold.op IS 'range: from value to value_to, both in it; up and down: against compare_with';
COMMENT ON COLUMN zhiheng.catalogue_threshold.value IS 'In unit; null for up and down';
COMMENT ON COLUMN zhiheng.catalogue_threshold.value_to IS 'Upper end of a range; else null';
COMMENT ON COLUMN zhiheng.catalogue_threshold.unit IS 'As printed, may name a period (次/季度); null for up and down';
COMMENT ON COLUMN zhiheng.catalogue_threshold.value_printed IS 'No: the number is how the words are read';
COMMENT ON COLUMN zhiheng.catalogue_threshold.years IS 'Years in which it holds, joined by ;; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_threshold.from_day IS 'First day; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_threshold.to_day IS 'Last day, or the day by which; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_threshold.judged IS 'Which value is held against it, and when';
COMMENT ON COLUMN zhiheng.catalogue_threshold.compare_with IS 'What up and down are against; else null';
COMMENT ON COLUMN zhiheng.catalogue_threshold.region IS 'Where it holds, as printed; null: not said';
COMMENT ON COLUMN zhiheng.catalogue_threshold.level IS 'Levels of institutions, joined by ;; null: all';
COMMENT ON COLUMN zhiheng.catalogue_threshold.kind IS 'Kinds of institutions, joined by ;; null: all';
COMMENT ON COLUMN zhiheng.catalogue_threshold.ownership IS 'public or private; null: both';
COMMENT ON COLUMN zhiheng.catalogue_threshold.reporter IS 'Who reports it, joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_threshold.service IS 'Only where this is done; null: everywhere';
COMMENT ON COLUMN zhiheng.catalogue_threshold.judged_for IS 'Whose value is held against it: institution, area, qc_centre, joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_threshold.printed IS 'The words of the document';
COMMENT ON COLUMN zhiheng.catalogue_threshold.seed_file IS 'File of the document text';
COMMENT ON COLUMN zhiheng.catalogue_threshold.seed_line IS 'Line or lines of that file';
COMMENT ON COLUMN zhiheng.catalogue_threshold.note IS 'Reading of the wording';

CREATE TABLE zhiheng.catalogue_strategy (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	target_code text COLLATE "C" NOT NULL,
	seq integer NOT NULL,
	category text NOT NULL,
	action text NOT NULL,
	cadence text NOT NULL,
	actor text NOT NULL,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_strategy IS 'Core strategies (核心策略) of the targets; code target|seq';
COMMENT ON COLUMN zhiheng.catalogue_strategy.target_code IS 'Target';
COMMENT ON COLUMN zhiheng.catalogue_strategy.seq IS 'Place under its target';
COMMENT ON COLUMN zhiheng.catalogue_strategy.category IS 'team, training, analysis and the like';
COMMENT ON COLUMN zhiheng.catalogue_strategy.action IS 'What is to be done, in our words';
COMMENT ON COLUMN zhiheng.catalogue_strategy.cadence IS 'How often; none: not said';
COMMENT ON COLUMN zhiheng.catalogue_strategy.actor IS 'Who';

CREATE TABLE zhiheng.catalogue_lineage (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	from_target text COLLATE "C" NOT NULL,
	to_target text COLLATE "C" NOT NULL,
	relation text NOT NULL CHECK (relation IN ('same', 'renamed', 'redefined', 'widened', 'narrowed', 'merged', 'split')),
	comparable text NOT NULL CHECK (comparable IN ('yes', 'partly', 'no')),
	reason text NOT NULL,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_lineage IS 'Which earlier or higher target a target continues; code from|to';
COMMENT ON COLUMN zhiheng.catalogue_lineage.from_target IS 'Earlier target';
COMMENT ON COLUMN zhiheng.catalogue_lineage.to_target IS 'Later target';
COMMENT ON COLUMN zhiheng.catalogue_lineage.relation IS 'What changed';
COMMENT ON COLUMN zhiheng.catalogue_lineage.comparable IS 'Whether a trend may cross';
COMMENT ON COLUMN zhiheng.catalogue_lineage.reason IS 'Why';

CREATE TABLE zhiheng.catalogue_part (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	child_element text COLLATE "C" NOT NULL,
	parent_element text COLLATE "C" NOT NULL,
	mark text NOT NULL CHECK (mark IN ('strict', 'usual')),
	relation text NOT NULL CHECK (relation IN ('subset', 'bound')),
	partition text COLLATE "C",
	partition_op text CHECK (partition_op = '='),
	reason text NOT NULL,
	source text NOT NULL,
	PRIMARY KEY (code, version),
	CONSTRAINT catalogue_part_partition CHECK (partition IS NULL AND partition_op IS NULL
		OR partition = parent_element AND partition_op IS NOT NULL AND mark = 'strict' AND relation = 'subset')
);
COMMENT ON TABLE zhiheng.catalogue_part IS 'Which element counts some of the cases of another, in one institution and period; code child|parent';
COMMENT ON COLUMN zhiheng.catalogue_part.child_element IS 'The smaller one';
COMMENT ON COLUMN zhiheng.catalogue_part.parent_element IS 'The larger one';
COMMENT ON COLUMN zhiheng.catalogue_part.mark IS 'strict: by definition; usual: with exceptions';
COMMENT ON COLUMN zhiheng.catalogue_part.relation IS 'subset: some of the same cases; bound: not larger, but of other cases';
COMMENT ON COLUMN zhiheng.catalogue_part.partition IS 'The larger one again, if all that name it so add up to it; else null';
COMMENT ON COLUMN zhiheng.catalogue_part.partition_op IS '=: they add up to exactly it; null without partition';
COMMENT ON COLUMN zhiheng.catalogue_part.reason IS 'Why it is so';
COMMENT ON COLUMN zhiheng.catalogue_part.source IS 'Where that is said, or what it was derived from';

CREATE TABLE zhiheng.catalogue_specialty (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	name text NOT NULL,
	centre boolean NOT NULL,
	priority boolean NOT NULL,
	pit_2024 text,
	pit_2026 text,
	sd_2024 text,
	aliases text,
	source text NOT NULL,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_specialty IS 'Specialties (专业) over the years and lists, which name and cut them differently; code nursing and the like';
COMMENT ON COLUMN zhiheng.catalogue_specialty.name IS 'Its name in the newest list that has it';
COMMENT ON COLUMN zhiheng.catalogue_specialty.centre IS 'Whether QC centres (质控中心) are for it; no: what belongs to all specialties';
COMMENT ON COLUMN zhiheng.catalogue_specialty.priority IS 'One of those in which counties and cities are to have a QC centre first';
COMMENT ON COLUMN zhiheng.catalogue_specialty.pit_2024 IS 'What PIT-2024 calls it, several joined by ;; null: it has none of it';
COMMENT ON COLUMN zhiheng.catalogue_specialty.pit_2026 IS 'What PIT-2026 calls it; null: it has none of it';
COMMENT ON COLUMN zhiheng.catalogue_specialty.sd_2024 IS 'What SD-2024 calls it; null: it has none of it';
COMMENT ON COLUMN zhiheng.catalogue_specialty.aliases IS 'Other names, joined by ;';
COMMENT ON COLUMN zhiheng.catalogue_specialty.source IS 'Where that is said, or what it was derived from';

CREATE TABLE zhiheng.catalogue_specialty_member (
	code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	withdrawn boolean NOT NULL,
	load_id integer NOT NULL REFERENCES zhiheng.catalogue_load,
	specialty_code text COLLATE "C" NOT NULL,
	target_code text COLLATE "C" NOT NULL,
	indicator_code text COLLATE "C",
	basis text NOT NULL CHECK (basis IN ('printed', 'subject')),
	is_main boolean NOT NULL,
	note text,
	source text NOT NULL,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE zhiheng.catalogue_specialty_member IS 'Which indicators belong to a specialty, in all years and lists; code specialty|target|indicator';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.specialty_code IS 'Specialty';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.target_code IS 'Target';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.indicator_code IS 'Indicator of that target; null: it has none of its own, being the same as another target';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.basis IS 'printed: the list puts it there; subject: by what it is about';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.is_main IS 'The one specialty that it belongs to first';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.note IS 'What else is to be said';
COMMENT ON COLUMN zhiheng.catalogue_specialty_member.source IS 'Where that is said, or what it was derived from';

-- What the versioned tables have in common.
CALL zhiheng.make_versioned('list', 'target', 'element', 'indicator', 'threshold', 'strategy', 'lineage', 'part', 'specialty',
	'specialty_member');
CALL zhiheng.make_append_only('zhiheng.catalogue_load', 'zhiheng.catalogue_list', 'zhiheng.catalogue_target', 'zhiheng.catalogue_element',
	'zhiheng.catalogue_indicator', 'zhiheng.catalogue_threshold', 'zhiheng.catalogue_strategy', 'zhiheng.catalogue_lineage',
	'zhiheng.catalogue_part', 'zhiheng.catalogue_specialty', 'zhiheng.catalogue_specialty_member');
CREATE INDEX catalogue_target_list ON zhiheng.catalogue_target (list_code, seq);
CREATE INDEX catalogue_indicator_target ON zhiheng.catalogue_indicator (target_code);
CREATE INDEX catalogue_threshold_indicator ON zhiheng.catalogue_threshold (indicator_code);
CREATE INDEX catalogue_strategy_target ON zhiheng.catalogue_strategy (target_code, seq);
CREATE INDEX catalogue_lineage_from ON zhiheng.catalogue_lineage (from_target);
CREATE INDEX catalogue_lineage_to ON zhiheng.catalogue_lineage (to_target);
CREATE INDEX catalogue_specialty_member_specialty ON zhiheng.catalogue_specialty_member (specialty_code);

-- == what follows from the parts ==

CREATE TABLE zhiheng.part_pair (
	child text COLLATE "C" NOT NULL,
	parent text COLLATE "C" NOT NULL,
	strict boolean NOT NULL,
	subset boolean NOT NULL,
	parts integer CHECK (parts > 0),
	PRIMARY KEY (child, parent),
	CONSTRAINT part_pair_different CHECK (child <> parent)
);
COMMENT ON TABLE zhiheng.part_pair IS 'Which element is never, or usually not, greater than another: the rows of zhiheng.part and what follows from them over elements in between, of which a return may lack some; derived, made by zhiheng.part_rebuild';
COMMENT ON COLUMN zhiheng.part_pair.child IS 'The smaller one';
COMMENT ON COLUMN zhiheng.part_pair.parent IS 'The larger one';
COMMENT ON COLUMN zhiheng.part_pair.strict IS 'By definition: some way from one to the other is strict throughout; else usually';
COMMENT ON COLUMN zhiheng.part_pair.subset IS 'Some of the same cases all along such a way; else a bound';
COMMENT ON COLUMN zhiheng.part_pair.parts IS 'How many parts make the larger one up, if this is one of them; else null';

CREATE FUNCTION zhiheng.part_rebuild() RETURNS bigint
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.part_pair;
	INSERT INTO zhiheng.part_pair (child, parent, strict, subset, parts)
	WITH RECURSIVE way AS (
		SELECT part.child_element AS child, part.parent_element AS parent, part.mark = 'strict' AS strict, part.relation = 'subset' AS subset
		FROM zhiheng.part
		UNION
		SELECT way.child, part.parent_element, way.strict AND part.mark = 'strict', way.subset AND part.relation = 'subset'
		FROM way
		JOIN zhiheng.part ON part.child_element = way.parent
	), strongest AS (
		SELECT DISTINCT ON (way.child, way.parent) way.child, way.parent, way.strict, way.subset
		FROM way
		ORDER BY way.child, way.parent, way.strict DESC, way.subset DESC
	)
	SELECT
		strongest.child,
		strongest.parent,
		strongest.strict,
		strongest.subset,
		CASE WHEN part.partition IS NOT NULL THEN count(*) OVER (PARTITION BY part.partition) END
	FROM strongest
	LEFT JOIN zhiheng.part ON part.child_element = strongest.child AND part.parent_element = strongest.parent;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.part_rebuild IS 'Makes part_pair anew from zhiheng.part; a circle among the parts is refused by its check. Returns the number of pairs';

-- What a CHECK would say if it could see another table.
CREATE FUNCTION zhiheng.catalogue_indicator_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	IF (NEW.denominator IS NULL) = (SELECT has_denominator FROM zhiheng.measure_kind WHERE code = NEW.kind) THEN
		RAISE EXCEPTION 'kind % and denominator % do not go together', NEW.kind, NEW.denominator
			USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_indicator_denominator';
	END IF;
	IF NEW.deviation IS NOT NULL AND NOT (SELECT measured FROM zhiheng.measure_kind WHERE code = NEW.kind) THEN
		RAISE EXCEPTION 'kind % has no deviation %', NEW.kind, NEW.deviation
			USING ERRCODE = 'check_violation', CONSTRAINT = 'catalogue_indicator_deviation';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.catalogue_indicator_check IS 'Refuses a denominator where the kind has none, and none where it has one; a deviation of what is not measured';
CREATE TRIGGER catalogue_indicator_denominator BEFORE INSERT ON zhiheng.catalogue_indicator
	FOR EACH ROW EXECUTE FUNCTION zhiheng.catalogue_indicator_check();

-- What arrays of numbers are indexed by, in saves and sheets: no place in a list or form, which change.
CREATE TABLE zhiheng.element_number (
	number smallint PRIMARY KEY CHECK (number > 0),
	code text COLLATE "C" NOT NULL UNIQUE
);
COMMENT ON TABLE zhiheng.element_number IS 'The number of every element that the catalogue ever had: given at its first version, never changed, never used again; append-only';
COMMENT ON COLUMN zhiheng.element_number.number IS 'From 1, without gaps';
COMMENT ON COLUMN zhiheng.element_number.code IS 'Element';

CREATE FUNCTION zhiheng.element_number_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.element_number (number, code)
	SELECT (SELECT coalesce(max(given.number), 0) FROM zhiheng.element_number AS given) + row_number() OVER (ORDER BY fresh.code), fresh.code
	FROM (SELECT DISTINCT added.code FROM added) AS fresh
	WHERE NOT EXISTS (SELECT FROM zhiheng.element_number AS given WHERE given.code = fresh.code);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.element_number_keep IS 'Trigger: a code that the catalogue had not seen gets the next number';
CREATE TRIGGER element_number_keep AFTER INSERT ON zhiheng.catalogue_element REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.element_number_keep();
CALL zhiheng.make_append_only('zhiheng.element_number');

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM information_schema.views WHERE table_schema = 'zhiheng') = 10;
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname LIKE 'catalogue\_%' AND t.tgname LIKE 'append_only%') = 22;
END
$$;
