-- Around an edition: the rule of its programme, the preview that institutions see before it, its frozen
-- inputs, its files and signature, its release, and its withdrawal.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.programme_disclosure (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	preview_days integer NOT NULL CHECK (preview_days BETWEEN 0 AND 90),
	small_below integer NOT NULL CHECK (small_below BETWEEN 3 AND 100),
	grades boolean NOT NULL DEFAULT true,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX programme_disclosure_programme ON zhiheng.programme_disclosure (programme_id, id);
COMMENT ON TABLE zhiheng.programme_disclosure IS 'How a programme is published; the newest row holds, without one 14 days, 5, and grades; append-only';
COMMENT ON COLUMN zhiheng.programme_disclosure.id IS 'Order';
COMMENT ON COLUMN zhiheng.programme_disclosure.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.programme_disclosure.preview_days IS 'Days in which institutions see a preview before it may be published';
COMMENT ON COLUMN zhiheng.programme_disclosure.small_below IS 'Counts from 1 to below this are hidden';
COMMENT ON COLUMN zhiheng.programme_disclosure.grades IS 'Whether editions have grades, if a scheme is in force; yes by default: the documents ask for the ranking by grade (质量安全等级排名) with each release';
COMMENT ON COLUMN zhiheng.programme_disclosure.account_id IS 'Who; null: the operator';
COMMENT ON COLUMN zhiheng.programme_disclosure.at IS 'When';

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
COMMENT ON COLUMN zhiheng.preview.digest IS 'SHA-256 over inputs and results, as in edition: publishing says whether anything changed since';

CREATE TABLE zhiheng.preview_result (
	preview_id bigint NOT NULL REFERENCES zhiheng.preview DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	coverage text NOT NULL,
	hidden boolean NOT NULL,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
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
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['coverage', 'hidden', 'numerator', 'denominator', 'status', 'value', 'lower', 'upper', 'rank', 'ranked', 'tied',
	    'rank_lower', 'rank_upper', 'rank_alike', 'baseline', 'goal', 'goal_met', 'threshold_met'] LOOP
		EXECUTE format('COMMENT ON COLUMN zhiheng.preview_result.%I IS %L', name, 'As in edition_result');
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

CREATE TABLE zhiheng.edition_input (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	period zhiheng.period NOT NULL,
	institution_id bigint NOT NULL,
	coverage text NOT NULL,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	baseline double precision,
	goal double precision,
	goal_met boolean,
	threshold_met boolean,
	PRIMARY KEY (edition_id, indicator_code, period, institution_id)
);
COMMENT ON TABLE zhiheng.edition_input IS 'What an edition was computed from, hidden numbers too: never shown to the public; zhiheng recompute repeats the arithmetic from here; append-only';
COMMENT ON COLUMN zhiheng.edition_input.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_input.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_input.period IS 'The edition''s, and of a longer one each of its quarters too';
COMMENT ON COLUMN zhiheng.edition_input.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_input.coverage IS 'As in zhiheng.count_values';
COMMENT ON COLUMN zhiheng.edition_input.numerator IS 'As in zhiheng.count_values';
COMMENT ON COLUMN zhiheng.edition_input.denominator IS 'The same';
COMMENT ON COLUMN zhiheng.edition_input.baseline IS 'Approved baseline value then';
COMMENT ON COLUMN zhiheng.edition_input.goal IS 'Approved goal then';
COMMENT ON COLUMN zhiheng.edition_input.goal_met IS 'zhiheng.meets of the goal';
COMMENT ON COLUMN zhiheng.edition_input.threshold_met IS 'zhiheng.meets of the threshold';

CREATE TABLE zhiheng.edition_remark (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	institution_id bigint NOT NULL,
	indicator_code text COLLATE "C" NOT NULL,
	text text NOT NULL,
	PRIMARY KEY (edition_id, institution_id, indicator_code)
);
COMMENT ON TABLE zhiheng.edition_remark IS 'Remarks (附注) of institutions beside their results, as published; append-only';
COMMENT ON COLUMN zhiheng.edition_remark.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_remark.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_remark.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_remark.text IS 'In the institution''s words';

CREATE TABLE zhiheng.edition_file (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	name text COLLATE "C" NOT NULL CHECK (name ~ '^[0-9A-Za-z][0-9A-Za-z._-]{0,79}$'),
	position integer NOT NULL,
	title text NOT NULL,
	media_type text NOT NULL,
	bytes bigint NOT NULL CHECK (bytes >= 0),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	PRIMARY KEY (edition_id, name)
);
COMMENT ON TABLE zhiheng.edition_file IS 'Files of an edition, below /region/<code>/<period>/<number>/files/; append-only';
COMMENT ON COLUMN zhiheng.edition_file.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_file.name IS 'Name';
COMMENT ON COLUMN zhiheng.edition_file.position IS 'Order in lists, from 1';
COMMENT ON COLUMN zhiheng.edition_file.title IS 'What it is, in Chinese';
COMMENT ON COLUMN zhiheng.edition_file.media_type IS 'Media type';
COMMENT ON COLUMN zhiheng.edition_file.bytes IS 'Size';
COMMENT ON COLUMN zhiheng.edition_file.digest IS 'SHA-256, as in SHA256SUMS';

CREATE TABLE zhiheng.edition_seal (
	edition_id bigint PRIMARY KEY REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	previous_id bigint UNIQUE REFERENCES zhiheng.edition,
	manifest_digest bytea NOT NULL CHECK (octet_length(manifest_digest) = 32),
	public_key text NOT NULL,
	signature text NOT NULL
);
COMMENT ON TABLE zhiheng.edition_seal IS 'The signed manifest of an edition, and the edition of the region before it; append-only';
COMMENT ON COLUMN zhiheng.edition_seal.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_seal.previous_id IS 'The edition whose manifest this one names; null for a region''s first';
COMMENT ON COLUMN zhiheng.edition_seal.manifest_digest IS 'SHA-256 of SHA256SUMS';
COMMENT ON COLUMN zhiheng.edition_seal.public_key IS 'Ed25519 key, base64 as in the .pub file of signify';
COMMENT ON COLUMN zhiheng.edition_seal.signature IS 'Ed25519 signature of SHA256SUMS, base64 as in the .sig file of signify';

CREATE TABLE zhiheng.edition_release (
	edition_id bigint PRIMARY KEY REFERENCES zhiheng.edition,
	at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE zhiheng.edition_release IS 'Editions whose files stand in their place: before that nobody but the worker sees them; append-only';
COMMENT ON COLUMN zhiheng.edition_release.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_release.at IS 'When';

CREATE TABLE zhiheng.edition_withdrawal (
	edition_id bigint PRIMARY KEY REFERENCES zhiheng.edition,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT edition_withdrawal_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
COMMENT ON TABLE zhiheng.edition_withdrawal IS 'Editions that were withdrawn (撤回); they stay readable and say so; append-only';
COMMENT ON COLUMN zhiheng.edition_withdrawal.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_withdrawal.reason IS 'Why, published';
COMMENT ON COLUMN zhiheng.edition_withdrawal.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.edition_withdrawal.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.programme_disclosure', 'zhiheng.preview', 'zhiheng.preview_result', 'zhiheng.preview_remark',
	'zhiheng.preview_answer', 'zhiheng.edition_input', 'zhiheng.edition_remark', 'zhiheng.edition_file', 'zhiheng.edition_seal',
	'zhiheng.edition_release', 'zhiheng.edition_withdrawal');

-- An edition without its files is not there yet.
CALL zhiheng.protect('zhiheng.edition', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = id)
$$);
CALL zhiheng.protect('zhiheng.edition_input', $$(SELECT zhiheng.audience()) IN ('worker', 'operator')$$);
CALL zhiheng.protect('zhiheng.programme_disclosure', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())
$$);
CALL zhiheng.protect('zhiheng.preview', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())
$$);
CALL zhiheng.protect('zhiheng.preview_result', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)
$$);
CALL zhiheng.protect('zhiheng.preview_remark', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)
$$);
CALL zhiheng.protect('zhiheng.preview_answer', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR EXISTS (SELECT FROM zhiheng.preview_remark AS visible WHERE visible.id = remark_id)
$$);

RESET ROLE;

DO $$
DECLARE
	bare text;
BEGIN
	SELECT string_agg(c.relname || '.' || a.attname, ', ') INTO bare
	FROM pg_class AS c
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'zhiheng'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^(edition|preview|programme_disclosure)'
		AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL);
	ASSERT bare IS NULL, 'without comment: ' || bare;
END
$$;
