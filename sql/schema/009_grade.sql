-- Grade schemes (质量安全等级): weights, floors, benchmarks and caps of a programme, in versions; and
-- statutory vetoes.  The arithmetic is in cgi/measure/grade.  Everything here is only ever added: each
-- save of a draft is a row of its own, a version is a save that was put into force.

SET ROLE zhiheng_owner;

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

CALL zhiheng.make_append_only('zhiheng.grade_scheme', 'zhiheng.grade_scheme_row', 'zhiheng.grade_enactment', 'zhiheng.grade_veto',
	'zhiheng.grade_veto_withdrawal');

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
CALL zhiheng.protect('zhiheng.grade_scheme_row', 'EXISTS (SELECT FROM zhiheng.grade_scheme AS visible WHERE visible.id = scheme_id)');
CALL zhiheng.protect('zhiheng.grade_veto', $$
	EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)
	AND ((SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible()))
$$);
CALL zhiheng.protect('zhiheng.grade_veto_withdrawal', 'EXISTS (SELECT FROM zhiheng.grade_veto AS visible WHERE visible.id = veto_id)');

RESET ROLE;

DO $$
DECLARE
	bare text;
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname LIKE 'grade\_%' AND t.tgname LIKE 'append_only%') = 10;
	ASSERT (SELECT count(*) FROM pg_class WHERE relname LIKE 'grade\_%' AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity) = 5;
	SELECT string_agg(c.relname || coalesce('.' || a.attname, ''), ', ') INTO bare
	FROM pg_class AS c
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'zhiheng'::regnamespace AND c.relkind = 'r'
		AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL);
	ASSERT bare IS NULL, 'without comment: ' || bare;
END
$$;
