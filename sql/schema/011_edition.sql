-- Publications: numbered editions of one period's results for one region.  The worker writes an
-- edition in one transaction, its head with the digest of all else last (hence the deferred keys);
-- afterwards not a byte of it changes.  A correction is a new edition.  Small numbers are only in
-- edition_input, which nobody is shown: elsewhere a row that says hidden has no number.
--
-- Record: edition, edition_return, edition_institution, edition_indicator, edition_input, edition_result,
--     edition_group, edition_remark, edition_file, edition_seal, edition_release, edition_withdrawal.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.edition (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	region_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	period zhiheng.period NOT NULL,
	number integer NOT NULL CHECK (number > 0),
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	programme_name text NOT NULL,
	commission_name text NOT NULL,
	correction text,
	method_version text NOT NULL,
	rank_draws integer CHECK (rank_draws > 0),
	rank_seed bigint CHECK (rank_seed >= 0),
	pooled_ids bigint[] CHECK (cardinality(pooled_ids) = 3),
	expected integer NOT NULL,
	included integer NOT NULL,
	demo boolean NOT NULL,
	small_below integer NOT NULL DEFAULT 5 CHECK (small_below BETWEEN 1 AND 100),
	job_id bigint REFERENCES zhiheng.job,
	prepared_by bigint NOT NULL REFERENCES zhiheng.account,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	published_at timestamptz NOT NULL DEFAULT now(),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	UNIQUE (region_code, period, number),
	CONSTRAINT edition_second_person CHECK (prepared_by <> account_id),
	CHECK ((rank_draws IS NULL) = (rank_seed IS NULL)),
	CONSTRAINT edition_correction CHECK ((number = 1) = (correction IS NULL))
);
-- The home page lists the newest, whatever was published before.
CREATE INDEX edition_published ON zhiheng.edition (published_at DESC);
COMMENT ON TABLE zhiheng.edition IS 'Published editions (公开版本); append-only';
COMMENT ON COLUMN zhiheng.edition.id IS 'Id';
COMMENT ON COLUMN zhiheng.edition.region_code IS 'Region';
COMMENT ON COLUMN zhiheng.edition.period IS 'Quarter, half-year or year';
COMMENT ON COLUMN zhiheng.edition.number IS '1, 2, ... for a region and period';
COMMENT ON COLUMN zhiheng.edition.programme_id IS 'Programme it was made from';
COMMENT ON COLUMN zhiheng.edition.programme_name IS 'Its name then';
COMMENT ON COLUMN zhiheng.edition.commission_name IS 'Publisher''s name then';
COMMENT ON COLUMN zhiheng.edition.correction IS 'What changed against the edition before and why; null for number 1';
COMMENT ON COLUMN zhiheng.edition.method_version IS 'Version of the arithmetic';
COMMENT ON COLUMN zhiheng.edition.rank_draws IS 'Draws of rank intervals where these are simulated (more than 2,000 peers); null: from before this was written down, the fewer draws of pages';
COMMENT ON COLUMN zhiheng.edition.rank_seed IS 'Seed of these draws: with it they come out the same';
COMMENT ON COLUMN zhiheng.edition.pooled_ids IS 'The newest public editions of the region of the three periods before, when this one was made: how much institutions differed then judges them in it, too; null where there was none, null as a whole: from before that was done';
COMMENT ON COLUMN zhiheng.edition.expected IS 'Returns expected';
COMMENT ON COLUMN zhiheng.edition.included IS 'Returns accepted and so included';
COMMENT ON COLUMN zhiheng.edition.demo IS 'Invented data';
COMMENT ON COLUMN zhiheng.edition.small_below IS 'Counts from 1 to below this are hidden, with others that protect them';
COMMENT ON COLUMN zhiheng.edition.job_id IS 'The job that made it';
COMMENT ON COLUMN zhiheng.edition.prepared_by IS 'Who prepared and previewed it; never who published';
COMMENT ON COLUMN zhiheng.edition.account_id IS 'Who published';
COMMENT ON COLUMN zhiheng.edition.published_at IS 'When';
COMMENT ON COLUMN zhiheng.edition.digest IS 'SHA-256 over the commitments of the frozen inputs and the results as published, lines in fixed order (worker): nothing hidden is in it';

CREATE TABLE zhiheng.edition_return (
	edition_id bigint REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	return_id bigint REFERENCES zhiheng.return,
	institution_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	revision integer NOT NULL,
	digest bytea NOT NULL,
	commitment bytea CHECK (octet_length(commitment) = 32),
	PRIMARY KEY (edition_id, return_id)
);
COMMENT ON TABLE zhiheng.edition_return IS 'The frozen inputs: which revision of which return';
COMMENT ON COLUMN zhiheng.edition_return.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_return.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.edition_return.institution_id IS 'Its institution';
COMMENT ON COLUMN zhiheng.edition_return.period IS 'Its quarter';
COMMENT ON COLUMN zhiheng.edition_return.revision IS 'Revision of its values';
COMMENT ON COLUMN zhiheng.edition_return.digest IS 'zhiheng.return_digest of these; never shown to the public';
COMMENT ON COLUMN zhiheng.edition_return.commitment IS 'What the public sees in its place: zhiheng.return_commitment of their submission; null: there is none on record';

CREATE TABLE zhiheng.edition_institution (
	edition_id bigint REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	institution_id bigint NOT NULL,
	credit_code text COLLATE "C" NOT NULL,
	name text NOT NULL,
	region_code text COLLATE "C" NOT NULL,
	region_name text NOT NULL,
	level text NOT NULL,
	grade text,
	kind text NOT NULL,
	specialist_type text,
	ownership text NOT NULL,
	peer_group text NOT NULL,
	included boolean NOT NULL,
	PRIMARY KEY (edition_id, institution_id)
);
COMMENT ON TABLE zhiheng.edition_institution IS 'Institutions as they were described at publication';
COMMENT ON COLUMN zhiheng.edition_institution.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_institution.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_institution.credit_code IS 'Its unified social credit code';
COMMENT ON COLUMN zhiheng.edition_institution.name IS 'Name then';
COMMENT ON COLUMN zhiheng.edition_institution.region_code IS 'County then';
COMMENT ON COLUMN zhiheng.edition_institution.region_name IS 'Its name';
COMMENT ON COLUMN zhiheng.edition_institution.level IS 'Level then';
COMMENT ON COLUMN zhiheng.edition_institution.grade IS 'Grade then';
COMMENT ON COLUMN zhiheng.edition_institution.kind IS 'Kind then';
COMMENT ON COLUMN zhiheng.edition_institution.specialist_type IS 'Specialist type then';
COMMENT ON COLUMN zhiheng.edition_institution.ownership IS 'Ownership then';
COMMENT ON COLUMN zhiheng.edition_institution.peer_group IS 'zhiheng.peer_group then';
COMMENT ON COLUMN zhiheng.edition_institution.included IS 'Whether all its returns of the period were accepted';

CREATE TABLE zhiheng.edition_indicator (
	edition_id bigint REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	indicator_version integer NOT NULL,
	position integer NOT NULL,
	target_code text COLLATE "C" NOT NULL,
	target_name text NOT NULL,
	specialty text NOT NULL,
	name text NOT NULL,
	kind text NOT NULL,
	unit text NOT NULL,
	factor integer NOT NULL,
	direction text NOT NULL,
	numerator text COLLATE "C" NOT NULL,
	numerator_name text NOT NULL,
	denominator text COLLATE "C",
	denominator_name text,
	minimum_denominator integer NOT NULL,
	required boolean NOT NULL,
	threshold_op text,
	threshold_value numeric(16, 4),
	basis text NOT NULL,
	own_trend boolean NOT NULL,
	confirmed_on text,
	confirmed_by text,
	confirmed_source text,
	PRIMARY KEY (edition_id, indicator_code),
	CHECK ((confirmed_on IS NULL) = (confirmed_by IS NULL) AND (confirmed_on IS NULL) = (confirmed_source IS NULL))
);
COMMENT ON TABLE zhiheng.edition_indicator IS 'Indicators as they were defined at publication';
COMMENT ON COLUMN zhiheng.edition_indicator.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_indicator.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_indicator.indicator_version IS 'Version of its definition';
COMMENT ON COLUMN zhiheng.edition_indicator.position IS 'Order on pages, from 1';
COMMENT ON COLUMN zhiheng.edition_indicator.target_code IS 'Target';
COMMENT ON COLUMN zhiheng.edition_indicator.target_name IS 'Its full official name';
COMMENT ON COLUMN zhiheng.edition_indicator.specialty IS 'Group';
COMMENT ON COLUMN zhiheng.edition_indicator.name IS 'Name';
COMMENT ON COLUMN zhiheng.edition_indicator.kind IS 'Kind';
COMMENT ON COLUMN zhiheng.edition_indicator.unit IS 'Unit of value, lower, upper';
COMMENT ON COLUMN zhiheng.edition_indicator.factor IS 'Factor';
COMMENT ON COLUMN zhiheng.edition_indicator.direction IS 'What is better';
COMMENT ON COLUMN zhiheng.edition_indicator.numerator IS 'Element of the numerator';
COMMENT ON COLUMN zhiheng.edition_indicator.denominator IS 'Element of the denominator; null without';
COMMENT ON COLUMN zhiheng.edition_indicator.numerator_name IS 'Name of the numerator';
COMMENT ON COLUMN zhiheng.edition_indicator.denominator_name IS 'Name of the denominator; null without';
COMMENT ON COLUMN zhiheng.edition_indicator.minimum_denominator IS 'Below it: not ranked';
COMMENT ON COLUMN zhiheng.edition_indicator.required IS 'No: auxiliary, not ranked';
COMMENT ON COLUMN zhiheng.edition_indicator.threshold_op IS 'Threshold of the programme; null: none';
COMMENT ON COLUMN zhiheng.edition_indicator.threshold_value IS 'Its value; null for up and down';
COMMENT ON COLUMN zhiheng.edition_indicator.basis IS 'Where the formula is from, as in catalogue_indicator';
COMMENT ON COLUMN zhiheng.edition_indicator.own_trend IS 'Compared with the own past only: not ranked, not graded';
COMMENT ON COLUMN zhiheng.edition_indicator.confirmed_on IS 'Day on which the owner of the programme confirmed the definition (YYYY-MM-DD); null: not confirmed';
COMMENT ON COLUMN zhiheng.edition_indicator.confirmed_by IS 'Its office';
COMMENT ON COLUMN zhiheng.edition_indicator.confirmed_source IS 'What it was held against';

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

CREATE TABLE zhiheng.edition_result (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	coverage text NOT NULL,
	hidden boolean NOT NULL DEFAULT false,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	earlier text,
	status text NOT NULL,
	value double precision CHECK (value BETWEEN 0 AND 1e300),
	lower double precision CHECK (lower BETWEEN 0 AND 1e300),
	upper double precision CHECK (upper BETWEEN 0 AND 1e300),
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
	PRIMARY KEY (edition_id, indicator_code, institution_id),
	CHECK ((rank IS NULL) = (ranked IS NULL) AND (rank IS NULL) = (tied IS NULL)),
	CHECK (rank IS NULL OR value IS NOT NULL),
	CHECK ((rank_lower IS NULL) = (rank_upper IS NULL) AND (rank_lower IS NULL) = (rank_alike IS NULL)),
	CHECK (rank_lower IS NULL OR (rank IS NOT NULL AND rank_lower BETWEEN 1 AND rank_upper AND rank_upper <= ranked)),
	CONSTRAINT edition_result_hidden CHECK (NOT hidden OR num_nonnulls(numerator, denominator, value, lower, upper, rank, rank_lower, rank_upper,
		baseline, goal_met, threshold_met) = 0)
);
CREATE INDEX edition_result_institution ON zhiheng.edition_result (edition_id, institution_id);
COMMENT ON TABLE zhiheng.edition_result IS 'Results of institutions; NaN cannot be stored';
COMMENT ON COLUMN zhiheng.edition_result.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_result.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_result.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.edition_result.coverage IS 'As in zhiheng.count_values: complete, partial, no_data, not_applicable, not_in, unavailable';
COMMENT ON COLUMN zhiheng.edition_result.hidden IS 'A small number, or one that would give a small number away: no number of it stands here, and it has no part in ranks';
COMMENT ON COLUMN zhiheng.edition_result.numerator IS 'Sum over the quarters of the period; null: missing';
COMMENT ON COLUMN zhiheng.edition_result.denominator IS 'The same';
COMMENT ON COLUMN zhiheng.edition_result.earlier IS 'What the editions of pooled_ids show of it, "1:12/340 3:9/310": how many periods before, numerator, denominator; null: nothing';
COMMENT ON COLUMN zhiheng.edition_result.status IS 'What became of it: ok, suppressed, no_data, not_applicable, partial, below_minimum, few_expected, few_peers, ...';
COMMENT ON COLUMN zhiheng.edition_result.value IS 'factor * numerator / denominator, unrounded; null: none';
COMMENT ON COLUMN zhiheng.edition_result.lower IS '95 % interval; null: none can be computed';
COMMENT ON COLUMN zhiheng.edition_result.upper IS '95 % interval';
COMMENT ON COLUMN zhiheng.edition_result.rank IS 'Competition rank in the peer group; null: not ranked';
COMMENT ON COLUMN zhiheng.edition_result.ranked IS 'How many of the peer group were ranked';
COMMENT ON COLUMN zhiheng.edition_result.tied IS 'Shares its rank';
COMMENT ON COLUMN zhiheng.edition_result.rank_lower IS '95 % interval of the rank; null: not ranked, or none can be computed';
COMMENT ON COLUMN zhiheng.edition_result.rank_upper IS '95 % interval of the rank';
COMMENT ON COLUMN zhiheng.edition_result.rank_alike IS 'Ranks from which it cannot be told, two by two at 95 %: 2、4～8; empty: none';
COMMENT ON COLUMN zhiheng.edition_result.baseline IS 'Approved baseline value; null: none, or out of small counts';
COMMENT ON COLUMN zhiheng.edition_result.goal IS 'Approved goal; null: none';
COMMENT ON COLUMN zhiheng.edition_result.goal_met IS 'null: no goal or no value';
COMMENT ON COLUMN zhiheng.edition_result.threshold_met IS 'null: no threshold, no value, or up/down without baseline';

CREATE TABLE zhiheng.edition_group (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition DEFERRABLE INITIALLY DEFERRED,
	indicator_code text COLLATE "C" NOT NULL,
	dimension text NOT NULL CHECK (dimension IN ('region', 'county', 'level', 'kind')),
	key text COLLATE "C" NOT NULL,
	label text NOT NULL,
	expected integer NOT NULL DEFAULT 0,
	institutions integer NOT NULL,
	hidden boolean NOT NULL DEFAULT false,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	status text NOT NULL,
	value double precision CHECK (value BETWEEN 0 AND 1e300),
	lower double precision CHECK (lower BETWEEN 0 AND 1e300),
	upper double precision CHECK (upper BETWEEN 0 AND 1e300),
	PRIMARY KEY (edition_id, indicator_code, dimension, key),
	CONSTRAINT edition_group_hidden CHECK (NOT hidden OR num_nonnulls(numerator, denominator, value, lower, upper) = 0)
);
COMMENT ON TABLE zhiheng.edition_group IS 'Sums of numerators over sums of denominators of groups of institutions';
COMMENT ON COLUMN zhiheng.edition_group.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_group.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.edition_group.dimension IS 'region: all; county, level, kind of the institutions';
COMMENT ON COLUMN zhiheng.edition_group.key IS 'Code of the group';
COMMENT ON COLUMN zhiheng.edition_group.label IS 'Its Chinese name';
COMMENT ON COLUMN zhiheng.edition_group.expected IS 'Institutions it is asked from, without those that have no such service';
COMMENT ON COLUMN zhiheng.edition_group.hidden IS 'The sum is small or would give a small number away: no number of it stands here';
COMMENT ON COLUMN zhiheng.edition_group.institutions IS 'How many institutions had a value';
COMMENT ON COLUMN zhiheng.edition_group.numerator IS 'Sum; null: none';
COMMENT ON COLUMN zhiheng.edition_group.denominator IS 'Sum; null: none';
COMMENT ON COLUMN zhiheng.edition_group.status IS 'As in edition_result, of the sum; suppressed when hidden';
COMMENT ON COLUMN zhiheng.edition_group.value IS 'Unrounded';
COMMENT ON COLUMN zhiheng.edition_group.lower IS '95 % interval';
COMMENT ON COLUMN zhiheng.edition_group.upper IS '95 % interval';

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

CALL zhiheng.make_append_only('zhiheng.edition', 'zhiheng.edition_return', 'zhiheng.edition_institution', 'zhiheng.edition_indicator',
	'zhiheng.edition_input', 'zhiheng.edition_result', 'zhiheng.edition_group', 'zhiheng.edition_remark', 'zhiheng.edition_file',
	'zhiheng.edition_seal', 'zhiheng.edition_release', 'zhiheng.edition_withdrawal');

-- An edition without its files is not there yet.
CALL zhiheng.protect('zhiheng.edition', $$
	(SELECT zhiheng.audience()) IN ('worker', 'operator')
	OR (SELECT release.edition_id FROM zhiheng.edition_release AS release WHERE release.edition_id = id) IS NOT NULL
$$);
CALL zhiheng.protect('zhiheng.edition_input', $$(SELECT zhiheng.audience()) IN ('worker', 'operator')$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname ~ '^edition' AND t.tgname LIKE 'append_only%') = 24;
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.edition'::regclass, 'zhiheng.edition_input'::regclass));
END
$$;
