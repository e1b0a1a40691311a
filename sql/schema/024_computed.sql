-- What an indicator's page, the totals and the matrix are drawn from: the values of every institution and the sums of
-- every region, as the worker computed them at one moment out of accepted returns.  A page reads one computation and says
-- of when it is and how many returns were accepted since.
--
-- Derived: computed, computed_value, computed_total (computed_make, computed_rebuild); `zhiheng rebuild` calls it last.
--     Of every key the period is one: other lengths and other regions are rows, not columns.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.computed (
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	period zhiheng.period NOT NULL,
	institutions integer NOT NULL CHECK (institutions >= 0),
	computed_at timestamptz NOT NULL,
	PRIMARY KEY (programme_id, period)
);
COMMENT ON TABLE zhiheng.computed IS 'Programmes and periods whose values and totals stand computed; derived, replaced as a whole in one transaction by zhiheng.computed_make';
COMMENT ON COLUMN zhiheng.computed.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.computed.period IS 'Period of whatever length';
COMMENT ON COLUMN zhiheng.computed.institutions IS 'Institutions asked in it';
COMMENT ON COLUMN zhiheng.computed.computed_at IS 'The moment that all of it is of: what was accepted later (return.accepted_at) is not in it';

CREATE TABLE zhiheng.computed_value (
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	indicator_code text COLLATE "C" NOT NULL,
	institution_ids bigint[] NOT NULL,
	expected integer[] NOT NULL,
	accepted integer[] NOT NULL,
	received integer[] NOT NULL,
	coverages text[] NOT NULL,
	numerators numeric[] NOT NULL,
	denominators numeric[] NOT NULL,
	deviations numeric[] NOT NULL,
	earlier text[] NOT NULL,
	baseline_numerators numeric[] NOT NULL,
	baseline_denominators numeric[] NOT NULL,
	goals numeric[] NOT NULL,
	met boolean[] NOT NULL,
	PRIMARY KEY (programme_id, period, indicator_code),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.computed DEFERRABLE INITIALLY DEFERRED,
	CHECK (cardinality(institution_ids) = ALL (ARRAY[cardinality(expected), cardinality(accepted), cardinality(received), cardinality(coverages),
		cardinality(numerators), cardinality(denominators), cardinality(deviations), cardinality(earlier), cardinality(baseline_numerators),
		cardinality(baseline_denominators), cardinality(goals), cardinality(met)]))
);
COMMENT ON TABLE zhiheng.computed_value IS 'Values of an indicator, of every institution asked: arrays of equal length in the order of the institutions'' ids; a null in an array: there is none';
COMMENT ON COLUMN zhiheng.computed_value.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.computed_value.period IS 'Period';
COMMENT ON COLUMN zhiheng.computed_value.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.computed_value.institution_ids IS 'Institutions';
COMMENT ON COLUMN zhiheng.computed_value.expected IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.accepted IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.received IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.coverages IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.numerators IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.denominators IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.deviations IS 'As zhiheng.count_values';
COMMENT ON COLUMN zhiheng.computed_value.earlier IS 'As zhiheng.count_earlier';
COMMENT ON COLUMN zhiheng.computed_value.baseline_numerators IS 'As zhiheng.count_baselines';
COMMENT ON COLUMN zhiheng.computed_value.baseline_denominators IS 'As zhiheng.count_baselines';
COMMENT ON COLUMN zhiheng.computed_value.goals IS 'As zhiheng.count_baselines';
COMMENT ON COLUMN zhiheng.computed_value.met IS 'Whether the threshold that is demanded of the institution is met; null: none is, or there is no value';

CREATE TABLE zhiheng.computed_total (
	programme_id bigint NOT NULL,
	period zhiheng.period NOT NULL,
	region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[0-9]{6}$'),
	indicator_code text COLLATE "C" NOT NULL,
	asked bigint NOT NULL,
	not_applicable bigint NOT NULL CHECK (not_applicable BETWEEN 0 AND asked),
	complete bigint NOT NULL CHECK (complete BETWEEN 0 AND asked),
	with_data bigint NOT NULL CHECK (with_data BETWEEN 0 AND asked),
	numerator numeric,
	denominator numeric,
	judged bigint NOT NULL,
	met bigint NOT NULL CHECK (met BETWEEN 0 AND judged),
	PRIMARY KEY (programme_id, period, region_code, indicator_code),
	FOREIGN KEY (programme_id, period) REFERENCES zhiheng.computed DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE zhiheng.computed_total IS 'Sums of computed_value over the institutions of a region: county, city, province, nation';
COMMENT ON COLUMN zhiheng.computed_total.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.computed_total.period IS 'Period';
COMMENT ON COLUMN zhiheng.computed_total.region_code IS 'Region: its institutions and those of all regions within';
COMMENT ON COLUMN zhiheng.computed_total.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.computed_total.asked IS 'Institutions asked';
COMMENT ON COLUMN zhiheng.computed_total.not_applicable IS 'Of these those that have no such service';
COMMENT ON COLUMN zhiheng.computed_total.complete IS 'Of these those with all of the period';
COMMENT ON COLUMN zhiheng.computed_total.with_data IS 'Of these those whose counts can stand: what the sums are made of';
COMMENT ON COLUMN zhiheng.computed_total.numerator IS 'Sum; null: nothing to add';
COMMENT ON COLUMN zhiheng.computed_total.denominator IS 'Sum; null: nothing to add, or no denominator';
COMMENT ON COLUMN zhiheng.computed_total.judged IS 'Institutions held against the threshold';
COMMENT ON COLUMN zhiheng.computed_total.met IS 'Of these those that meet it';

-- Read through functions alone, which are handed the institutions that the session sees: a row is of all of them.
CALL zhiheng.protect('zhiheng.computed', $$(SELECT zhiheng.audience()) IN ('worker', 'operator')$$);
CALL zhiheng.protect('zhiheng.computed_value', $$(SELECT zhiheng.audience()) IN ('worker', 'operator')$$);
CALL zhiheng.protect('zhiheng.computed_total', $$(SELECT zhiheng.audience()) IN ('worker', 'operator')$$);
CREATE POLICY count ON zhiheng.computed FOR SELECT TO zhiheng_counter USING (true);
CREATE POLICY count ON zhiheng.computed_value FOR SELECT TO zhiheng_counter USING (true);
CREATE POLICY count ON zhiheng.computed_total FOR SELECT TO zhiheng_counter USING (true);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid = ANY (ARRAY['zhiheng.computed', 'zhiheng.computed_value', 'zhiheng.computed_total']::regclass[]));
END
$$;
