-- Grades (质量安全等级).  Schemes: weights, floors, benchmarks and caps of a programme, in versions, and
-- statutory vetoes; everything is only ever added: each save of a draft is a row of its own, a version is
-- a save that was put into force.  Grades of an edition: the scheme in force with all that it says, and of
-- each institution every figure on the way to its grade.  They are computed from what the edition shows
-- alone: a hidden number has no part in any grade, so that no grade gives one away, and a reader with the
-- files gets the same one.  Without rows: the programme publishes no grades, or has no scheme in force.
--
-- Record: grade_scheme, grade_scheme_row, grade_enactment, grade_veto, grade_veto_withdrawal,
--     edition_grade_scheme, edition_grade_rule, edition_grade_point, edition_grade.

SET ROLE zhiheng_owner;

-- == schemes and vetoes ==

CREATE TABLE zhiheng.grade_scheme (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	note text NOT NULL,
	band_a numeric(4, 1) NOT NULL,
	band_b numeric(4, 1) NOT NULL,
	band_c numeric(4, 1) NOT NULL,
	cap_b numeric(5, 2) NOT NULL,
	cap_c numeric(5, 2) NOT NULL,
	coverage_of_3 integer NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	saved_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT grade_scheme_programme UNIQUE (id, programme_id),
	CONSTRAINT grade_scheme_note CHECK (char_length(note) BETWEEN 2 AND 500),
	CONSTRAINT grade_scheme_band CHECK (band_a <= 100 AND band_a > band_b AND band_b > band_c AND band_c > 0),
	CONSTRAINT grade_scheme_cap CHECK (cap_b < 0 AND cap_c < cap_b),
	CONSTRAINT grade_scheme_coverage CHECK (coverage_of_3 BETWEEN 1 AND 3)
);
CREATE INDEX grade_scheme_newest ON zhiheng.grade_scheme (programme_id, id);
COMMENT ON TABLE zhiheng.grade_scheme IS 'Grade schemes as saved; the newest that is not in force is the draft';
COMMENT ON COLUMN zhiheng.grade_scheme.id IS 'Id; grows with every save';
COMMENT ON COLUMN zhiheng.grade_scheme.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.grade_scheme.note IS 'What this version changes and why';
COMMENT ON COLUMN zhiheng.grade_scheme.band_a IS 'Points from which a composite is A';
COMMENT ON COLUMN zhiheng.grade_scheme.band_b IS 'Points from which it is B';
COMMENT ON COLUMN zhiheng.grade_scheme.band_c IS 'Points from which it is C; below: D';
COMMENT ON COLUMN zhiheng.grade_scheme.cap_b IS 'A safety indicator with z at or below gives no better grade than B';
COMMENT ON COLUMN zhiheng.grade_scheme.cap_c IS 'The same for C';
COMMENT ON COLUMN zhiheng.grade_scheme.coverage_of_3 IS 'Eligible weight needed, in thirds of all weight';
COMMENT ON COLUMN zhiheng.grade_scheme.account_id IS 'Who saved it';
COMMENT ON COLUMN zhiheng.grade_scheme.saved_at IS 'When';

CREATE TABLE zhiheng.grade_scheme_row (
	scheme_id bigint REFERENCES zhiheng.grade_scheme,
	indicator_code text COLLATE "C",
	weight numeric(7, 2) NOT NULL,
	floor numeric(16, 4) NOT NULL,
	benchmark numeric(16, 4) NOT NULL,
	safety boolean NOT NULL,
	source text NOT NULL,
	PRIMARY KEY (scheme_id, indicator_code),
	CONSTRAINT grade_scheme_row_weight CHECK (weight > 0 AND weight <= 1000),
	CONSTRAINT grade_scheme_row_range CHECK (floor >= 0 AND benchmark >= 0 AND floor <> benchmark),
	CONSTRAINT grade_scheme_row_source CHECK (char_length(source) BETWEEN 2 AND 200)
);
COMMENT ON TABLE zhiheng.grade_scheme_row IS 'The indicators of a scheme; the minimum denominator is the programme''s';
COMMENT ON COLUMN zhiheng.grade_scheme_row.scheme_id IS 'Scheme';
COMMENT ON COLUMN zhiheng.grade_scheme_row.indicator_code IS 'Indicator of the programme';
COMMENT ON COLUMN zhiheng.grade_scheme_row.weight IS 'Weight w in the composite';
COMMENT ON COLUMN zhiheng.grade_scheme_row.floor IS 'Value F worth 0 points, in the indicator''s unit';
COMMENT ON COLUMN zhiheng.grade_scheme_row.benchmark IS 'Value B worth 100 points; below the floor if lower is better';
COMMENT ON COLUMN zhiheng.grade_scheme_row.safety IS 'A safety indicator: caps the grade where it is far worse than the peers''';
COMMENT ON COLUMN zhiheng.grade_scheme_row.source IS 'Where floor and benchmark come from';

CREATE TABLE zhiheng.grade_enactment (
	scheme_id bigint PRIMARY KEY,
	programme_id bigint NOT NULL,
	version integer NOT NULL CHECK (version > 0),
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	enacted_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT grade_enactment_version UNIQUE (programme_id, version),
	FOREIGN KEY (scheme_id, programme_id) REFERENCES zhiheng.grade_scheme (id, programme_id)
);
COMMENT ON TABLE zhiheng.grade_enactment IS 'Schemes put into force: the versions of a programme; the highest is in force';
COMMENT ON COLUMN zhiheng.grade_enactment.scheme_id IS 'Scheme; once only';
COMMENT ON COLUMN zhiheng.grade_enactment.programme_id IS 'Its programme';
COMMENT ON COLUMN zhiheng.grade_enactment.version IS 'From 1';
COMMENT ON COLUMN zhiheng.grade_enactment.account_id IS 'Who put it into force';
COMMENT ON COLUMN zhiheng.grade_enactment.enacted_at IS 'When';

CREATE TABLE zhiheng.grade_veto (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	period zhiheng.period NOT NULL,
	cap text NOT NULL CHECK (cap IN ('B', 'C', 'D')),
	document text NOT NULL,
	event text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT grade_veto_document CHECK (char_length(document) BETWEEN 2 AND 100),
	CONSTRAINT grade_veto_event CHECK (char_length(event) BETWEEN 2 AND 500)
);
CREATE INDEX grade_veto_programme ON zhiheng.grade_veto (programme_id, institution_id);
COMMENT ON TABLE zhiheng.grade_veto IS 'Statutory vetoes (一票否决): a confirmed major event caps an institution''s grade';
COMMENT ON COLUMN zhiheng.grade_veto.id IS 'Id';
COMMENT ON COLUMN zhiheng.grade_veto.programme_id IS 'Programme in whose grade it counts';
COMMENT ON COLUMN zhiheng.grade_veto.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.grade_veto.period IS 'Period of the event; counts in every period that shares a quarter with it';
COMMENT ON COLUMN zhiheng.grade_veto.cap IS 'No better grade than this';
COMMENT ON COLUMN zhiheng.grade_veto.document IS 'Number of the document that confirms the event';
COMMENT ON COLUMN zhiheng.grade_veto.event IS 'The event in a sentence';
COMMENT ON COLUMN zhiheng.grade_veto.account_id IS 'Who recorded it';
COMMENT ON COLUMN zhiheng.grade_veto.recorded_at IS 'When';

CREATE TABLE zhiheng.grade_veto_withdrawal (
	veto_id bigint PRIMARY KEY REFERENCES zhiheng.grade_veto,
	document text NOT NULL,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	withdrawn_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT grade_veto_withdrawal_document CHECK (char_length(document) BETWEEN 2 AND 100),
	CONSTRAINT grade_veto_withdrawal_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.grade_veto_withdrawal IS 'Vetoes taken back; the veto itself stays on record';
COMMENT ON COLUMN zhiheng.grade_veto_withdrawal.veto_id IS 'Veto; once only';
COMMENT ON COLUMN zhiheng.grade_veto_withdrawal.document IS 'Number of the document that takes it back';
COMMENT ON COLUMN zhiheng.grade_veto_withdrawal.reason IS 'Why';
COMMENT ON COLUMN zhiheng.grade_veto_withdrawal.account_id IS 'Who withdrew it';
COMMENT ON COLUMN zhiheng.grade_veto_withdrawal.withdrawn_at IS 'When';

DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['grade_scheme', 'grade_enactment'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);
	END LOOP;
END
$$;
CALL zhiheng.protect('zhiheng.grade_scheme_row', zhiheng.by_key('grade_scheme', 'scheme_id'));
CALL zhiheng.protect('zhiheng.grade_veto', $$
	(SELECT visible.id FROM zhiheng.institution AS visible WHERE visible.id = institution_id) IS NOT NULL
	AND ((SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible()))
$$);
CALL zhiheng.protect('zhiheng.grade_veto_withdrawal', zhiheng.by_key('grade_veto', 'veto_id'));

-- == grades of an edition ==

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
	compared text CHECK (compared IN ('ok', 'few_units', 'few_expected')),
	theta double precision CHECK (theta BETWEEN 0 AND 1e300),
	tau double precision CHECK (tau BETWEEN 0 AND 1e300),
	df double precision CHECK (df BETWEEN 3 AND 1e9),
	periods_used smallint CHECK (periods_used BETWEEN 1 AND 4),
	exact text CHECK (exact IN ('low_998', 'low_95', 'within', 'high_95', 'high_998')),
	z numeric,
	cap text CHECK (cap IN ('B', 'C')),
	decision text CHECK (decision IN ('keep', 'lift')),
	decision_reason text,
	decided_on date,
	PRIMARY KEY (edition_id, indicator_code, institution_id),
	CONSTRAINT edition_grade_point_eligible CHECK (CASE WHEN status = 'ok' THEN points IS NOT NULL
		ELSE num_nonnulls(points, points_error, compared, cap) = 0 END),
	CONSTRAINT edition_grade_point_compared CHECK (num_nonnulls(theta, tau, df, periods_used, exact, z) = CASE WHEN compared = 'ok' THEN 6 ELSE 0 END
		AND (cap IS NULL OR compared = 'ok')),
	CONSTRAINT edition_grade_point_decision CHECK (num_nonnulls(decision, decision_reason, decided_on) = CASE WHEN cap IS NULL THEN 0 ELSE 3 END)
);
CREATE INDEX edition_grade_point_institution ON zhiheng.edition_grade_point (edition_id, institution_id);
COMMENT ON TABLE zhiheng.edition_grade_point IS 'What each indicator of the scheme gives each institution; value and counts are in edition_result; append-only';
COMMENT ON COLUMN zhiheng.edition_grade_point.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_grade_point.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_grade_point.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_grade_point.status IS 'ok: counts; else why not, as in edition_result: suppressed is left out like what is missing';
COMMENT ON COLUMN zhiheng.edition_grade_point.points IS 'S = 100 (value - F) / (B - F), 0 to 100, half up to one decimal';
COMMENT ON COLUMN zhiheng.edition_grade_point.points_error IS 'Standard error of the points; 0 at either end and where it cannot be estimated';
COMMENT ON COLUMN zhiheng.edition_grade_point.compared IS 'Of a safety indicator, whether it is compared with the peers: ok, few_units (fewer than 5), few_expected (less than one event)';
COMMENT ON COLUMN zhiheng.edition_grade_point.theta IS 'Weighted mean of the others who are compared, in the indicator''s unit; null: no z';
COMMENT ON COLUMN zhiheng.edition_grade_point.tau IS 'Standard deviation between the others beyond chance (Paule-Mandel), in the same unit';
COMMENT ON COLUMN zhiheng.edition_grade_point.df IS 'Degrees of freedom of z before it became a normal score';
COMMENT ON COLUMN zhiheng.edition_grade_point.periods_used IS 'Periods whose spread tau is the mean of (squared), the current one among them';
COMMENT ON COLUMN zhiheng.edition_grade_point.exact IS 'Exact class around the pooled value of all who are compared: low_998, low_95, within, high_95, high_998';
COMMENT ON COLUMN zhiheng.edition_grade_point.z IS 'Against the others, negative is worse, two decimals; of safety indicators';
COMMENT ON COLUMN zhiheng.edition_grade_point.cap IS 'No better grade than this, if it was kept: z and exact class agree; null: no cap';
COMMENT ON COLUMN zhiheng.edition_grade_point.decision IS 'What the commission decided on the cap: keep, lift (it has no part in the grade)';
COMMENT ON COLUMN zhiheng.edition_grade_point.decision_reason IS 'Why';
COMMENT ON COLUMN zhiheng.edition_grade_point.decided_on IS 'When, a day in Asia/Shanghai';

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
COMMENT ON COLUMN zhiheng.edition_grade.safety_cap IS 'By safety indicators alone, lifted caps aside; null: none';
COMMENT ON COLUMN zhiheng.edition_grade.cap_text IS 'Each cap with its cause, in Chinese; null: none';
COMMENT ON COLUMN zhiheng.edition_grade.grade IS 'The worst of band, safety cap and veto';
COMMENT ON COLUMN zhiheng.edition_grade.rank IS 'Competition rank in the peer group by grade, then composite; null: fewer than five graded';
COMMENT ON COLUMN zhiheng.edition_grade.ranked IS 'Graded ones of the peer group';
COMMENT ON COLUMN zhiheng.edition_grade.tied IS 'Shares its rank';
COMMENT ON COLUMN zhiheng.edition_grade.alike IS 'Ids of the peers from whom it cannot be told, spaces between; null: from none, or not graded';

CALL zhiheng.make_append_only('zhiheng.grade_scheme', 'zhiheng.grade_scheme_row', 'zhiheng.grade_enactment', 'zhiheng.grade_veto',
	'zhiheng.grade_veto_withdrawal',
	'zhiheng.edition_grade_scheme', 'zhiheng.edition_grade_rule', 'zhiheng.edition_grade_point', 'zhiheng.edition_grade');

DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['edition_grade_scheme', 'edition_grade_rule', 'edition_grade_point', 'edition_grade'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass, format($p$
			(SELECT zhiheng.audience()) IN ('worker', 'operator')
			OR (SELECT release.edition_id FROM zhiheng.edition_release AS release WHERE release.edition_id = %I.edition_id) IS NOT NULL$p$,
			relation));
	END LOOP;
END
$$;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname ~ '^(edition_)?grade' AND t.tgname LIKE 'append_only%') = 18;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname ~ '^(edition_)?grade' AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity) = 9;
END
$$;
