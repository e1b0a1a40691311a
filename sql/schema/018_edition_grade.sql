-- Grades (质量安全等级) in editions and previews: the scheme in force with all that it says, and of each
-- institution every figure on the way to its grade.  They are computed from what the edition shows alone: a
-- hidden number has no part in any grade, so that no grade gives one away, and a reader with the files gets the
-- same one.  Without rows: the programme publishes no grades, or has no scheme in force.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.edition_grade_scheme (
	edition_id bigint PRIMARY KEY REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	version integer NOT NULL,
	note text NOT NULL,
	band_a numeric(4, 1) NOT NULL,
	band_b numeric(4, 1) NOT NULL,
	band_c numeric(4, 1) NOT NULL,
	cap_b numeric(5, 2) NOT NULL,
	cap_c numeric(5, 2) NOT NULL,
	coverage_of_3 integer NOT NULL,
	enacted_on date NOT NULL
);
COMMENT ON TABLE zhiheng.edition_grade_scheme IS 'The grade scheme in force at publication; append-only';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.version IS 'As in grade_enactment';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.note IS 'As in grade_scheme';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.band_a IS 'Points from which a composite is A';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.band_b IS 'Points from which it is B';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.band_c IS 'Points from which it is C; below: D';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.cap_b IS 'A safety indicator with z at or below gives no better grade than B';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.cap_c IS 'The same for C';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.coverage_of_3 IS 'Eligible weight needed, in thirds of all weight';
COMMENT ON COLUMN zhiheng.edition_grade_scheme.enacted_on IS 'Since when it is in force, a day in Asia/Shanghai';

CREATE TABLE zhiheng.edition_grade_rule (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	weight numeric(7, 2) NOT NULL,
	floor numeric(16, 4) NOT NULL,
	benchmark numeric(16, 4) NOT NULL,
	safety boolean NOT NULL,
	source text NOT NULL,
	PRIMARY KEY (edition_id, indicator_code)
);
COMMENT ON TABLE zhiheng.edition_grade_rule IS 'The indicators of that scheme; definition and minimum denominator are in edition_indicator; append-only';
COMMENT ON COLUMN zhiheng.edition_grade_rule.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_grade_rule.indicator_code IS 'Indicator of the edition';
COMMENT ON COLUMN zhiheng.edition_grade_rule.weight IS 'Weight w in the composite';
COMMENT ON COLUMN zhiheng.edition_grade_rule.floor IS 'Value F worth 0 points, in the indicator''s unit';
COMMENT ON COLUMN zhiheng.edition_grade_rule.benchmark IS 'Value B worth 100 points; below the floor if lower is better';
COMMENT ON COLUMN zhiheng.edition_grade_rule.safety IS 'A safety indicator, which may cap';
COMMENT ON COLUMN zhiheng.edition_grade_rule.source IS 'Where floor and benchmark come from';

CREATE TABLE zhiheng.edition_grade_point (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	status text NOT NULL,
	points numeric(4, 1) CHECK (points BETWEEN 0 AND 100),
	points_error double precision CHECK (points_error BETWEEN 0 AND 1e300),
	theta double precision CHECK (theta BETWEEN 0 AND 1e300),
	tau double precision CHECK (tau BETWEEN 0 AND 1e300),
	z numeric,
	cap text CHECK (cap IN ('B', 'C')),
	PRIMARY KEY (edition_id, indicator_code, institution_id),
	CONSTRAINT edition_grade_point_eligible CHECK (CASE WHEN status = 'ok' THEN points IS NOT NULL
		ELSE num_nonnulls(points, points_error, theta, tau, z, cap) = 0 END)
);
CREATE INDEX edition_grade_point_institution ON zhiheng.edition_grade_point (edition_id, institution_id);
COMMENT ON TABLE zhiheng.edition_grade_point IS 'What each indicator of the scheme gives each institution; value and counts are in edition_result; append-only';
COMMENT ON COLUMN zhiheng.edition_grade_point.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_grade_point.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_grade_point.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_grade_point.status IS 'ok: counts; else why not, as in edition_result: suppressed is left out like what is missing';
COMMENT ON COLUMN zhiheng.edition_grade_point.points IS 'S = 100 (value - F) / (B - F), 0 to 100, half up to one decimal';
COMMENT ON COLUMN zhiheng.edition_grade_point.points_error IS 'Standard error of the points; 0 at either end and where it cannot be estimated';
COMMENT ON COLUMN zhiheng.edition_grade_point.theta IS 'Pooled value of the eligible peers, in the indicator''s unit; null: no z';
COMMENT ON COLUMN zhiheng.edition_grade_point.tau IS 'Standard deviation between peers beyond chance, in the same unit; 0 with fewer than 20';
COMMENT ON COLUMN zhiheng.edition_grade_point.z IS 'Against the peers, negative is worse, two decimals; of safety indicators';
COMMENT ON COLUMN zhiheng.edition_grade_point.cap IS 'No better grade than this, by z; null: no cap';

CREATE TABLE zhiheng.edition_grade (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
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
	PRIMARY KEY (edition_id, institution_id),
	CONSTRAINT edition_grade_veto CHECK ((veto IS NULL) = (veto_document IS NULL)),
	CONSTRAINT edition_grade_graded CHECK (CASE WHEN status = 'graded' THEN num_nulls(weighted_points, composite, error, band, grade) = 0
		ELSE num_nonnulls(weighted_points, composite, error, band, safety_cap, cap_text, grade, rank, ranked, tied, alike) = 0 END),
	CONSTRAINT edition_grade_rank CHECK (num_nulls(rank, ranked, tied) IN (0, 3))
);
COMMENT ON TABLE zhiheng.edition_grade IS 'Grades of institutions with every figure between; append-only';
COMMENT ON COLUMN zhiheng.edition_grade.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_grade.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_grade.veto IS 'No better grade than this, by a confirmed major event; null: none stood at publication';
COMMENT ON COLUMN zhiheng.edition_grade.veto_document IS 'Number of the document that confirms it';
COMMENT ON COLUMN zhiheng.edition_grade.status IS 'graded; coverage: too little eligible weight; no_safety: no eligible safety indicator';
COMMENT ON COLUMN zhiheng.edition_grade.eligible_weight IS 'Sum of the weights of the indicators that count';
COMMENT ON COLUMN zhiheng.edition_grade.weight IS 'Sum of all weights of the scheme';
COMMENT ON COLUMN zhiheng.edition_grade.coverage IS 'eligible_weight / weight';
COMMENT ON COLUMN zhiheng.edition_grade.weighted_points IS 'Sum of weight times points';
COMMENT ON COLUMN zhiheng.edition_grade.composite IS 'weighted_points / eligible_weight, half up to one decimal';
COMMENT ON COLUMN zhiheng.edition_grade.error IS 'Standard error of the composite, a lower bound; 0: not estimated';
COMMENT ON COLUMN zhiheng.edition_grade.band IS 'By the composite alone';
COMMENT ON COLUMN zhiheng.edition_grade.safety_cap IS 'By safety indicators alone; null: none';
COMMENT ON COLUMN zhiheng.edition_grade.cap_text IS 'Each cap with its cause, in Chinese; null: none';
COMMENT ON COLUMN zhiheng.edition_grade.grade IS 'The worst of band, safety cap and veto';
COMMENT ON COLUMN zhiheng.edition_grade.rank IS 'Competition rank in the peer group by grade, then composite; null: fewer than five graded';
COMMENT ON COLUMN zhiheng.edition_grade.ranked IS 'Graded ones of the peer group';
COMMENT ON COLUMN zhiheng.edition_grade.tied IS 'Shares its rank';
COMMENT ON COLUMN zhiheng.edition_grade.alike IS 'Ids of the peers from whom it cannot be told, spaces between; null: from none, or not graded';

-- Of a preview: the same figures; the scheme's are those of preview.grade_scheme_id.
CREATE TABLE zhiheng.preview_grade_point (LIKE zhiheng.edition_grade_point INCLUDING CONSTRAINTS);
ALTER TABLE zhiheng.preview_grade_point RENAME COLUMN edition_id TO preview_id;
ALTER TABLE zhiheng.preview_grade_point
	ADD PRIMARY KEY (preview_id, institution_id, indicator_code),
	ADD FOREIGN KEY (preview_id) REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED;
COMMENT ON TABLE zhiheng.preview_grade_point IS 'Points of a preview, column by column as in edition_grade_point; append-only';
CREATE TABLE zhiheng.preview_grade (LIKE zhiheng.edition_grade INCLUDING CONSTRAINTS);
ALTER TABLE zhiheng.preview_grade RENAME COLUMN edition_id TO preview_id;
ALTER TABLE zhiheng.preview_grade
	ADD PRIMARY KEY (preview_id, institution_id),
	ADD FOREIGN KEY (preview_id) REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED;
COMMENT ON TABLE zhiheng.preview_grade IS 'Grades of a preview, column by column as in edition_grade; append-only';
DO $$
DECLARE
	missing record;
BEGIN
	FOR missing IN
		SELECT c.relname, a.attname
		FROM pg_class AS c
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.oid IN ('zhiheng.preview_grade_point'::regclass, 'zhiheng.preview_grade'::regclass)
	LOOP
		EXECUTE format('COMMENT ON COLUMN zhiheng.%I.%I IS %L', missing.relname, missing.attname,
			CASE missing.attname WHEN 'preview_id' THEN 'Preview' ELSE 'As in ' || replace(missing.relname, 'preview', 'edition') END);
	END LOOP;
END
$$;

CALL zhiheng.make_append_only('zhiheng.edition_grade_scheme', 'zhiheng.edition_grade_rule', 'zhiheng.edition_grade_point', 'zhiheng.edition_grade',
	'zhiheng.preview_grade_point', 'zhiheng.preview_grade');

DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['edition_grade_scheme', 'edition_grade_rule', 'edition_grade_point', 'edition_grade'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, format($p$
			(SELECT zhiheng.audience()) IN ('worker', 'operator')
			OR EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = %I.edition_id)$p$, relation));
	END LOOP;
	FOREACH relation IN ARRAY ARRAY['preview_grade_point', 'preview_grade'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, $p$
			(SELECT zhiheng.audience()) IN ('worker', 'operator')
			OR EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)$p$);
	END LOOP;
END
$$;

RESET ROLE;

DO $$
DECLARE
	bare text;
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname ~ '^(edition|preview)_grade' AND t.tgname LIKE 'append_only%') = 12;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname ~ '^(edition|preview)_grade' AND relkind = 'r'
		AND relrowsecurity AND relforcerowsecurity) = 6;
	SELECT string_agg(c.relname || '.' || a.attname, ', ') INTO bare
	FROM pg_class AS c
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'zhiheng'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^(edition|preview)_grade'
		AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL);
	ASSERT bare IS NULL, 'without comment: ' || bare;
END
$$;
