-- Over time: editions compared with earlier ones on the matched panel; frozen baselines of control charts.
--
-- Record: edition_matched, chart_baseline.

SET ROLE zhiheng_owner;

-- == two periods on the matched panel ==

CREATE TABLE zhiheng.edition_matched (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition,
	indicator_code text COLLATE "C" NOT NULL,
	past_id bigint NOT NULL REFERENCES zhiheng.edition,
	past_code text COLLATE "C" NOT NULL,
	comparable text NOT NULL CHECK (comparable IN ('yes', 'partly', 'no')),
	year_before boolean NOT NULL,
	institutions integer NOT NULL CHECK (institutions >= 0),
	only_before bigint[] NOT NULL,
	only_now bigint[] NOT NULL,
	hidden boolean NOT NULL,
	before_numerator zhiheng.quantity,
	before_denominator zhiheng.quantity,
	numerator zhiheng.quantity,
	denominator zhiheng.quantity,
	PRIMARY KEY (edition_id, indicator_code),
	CONSTRAINT edition_matched_hidden CHECK (NOT hidden OR num_nonnulls(before_numerator, before_denominator, numerator, denominator) = 0)
);
COMMENT ON TABLE zhiheng.edition_matched IS 'Each indicator of an edition that adds up, compared with an earlier period over the institutions valid in both (matched panel), from published numbers alone: the region''s sum less those that are in one of the two periods only; append-only';
COMMENT ON COLUMN zhiheng.edition_matched.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_matched.indicator_code IS 'Its indicator';
COMMENT ON COLUMN zhiheng.edition_matched.past_id IS 'The edition compared with: of the same period a year before, else of the period before; as in edition_past';
COMMENT ON COLUMN zhiheng.edition_matched.past_code IS 'What the indicator was then';
COMMENT ON COLUMN zhiheng.edition_matched.comparable IS 'As in edition_past';
COMMENT ON COLUMN zhiheng.edition_matched.year_before IS 'The same period a year before: no season between the two';
COMMENT ON COLUMN zhiheng.edition_matched.institutions IS 'Valid in both: counts that can be, of the whole period, and 0/0 is not';
COMMENT ON COLUMN zhiheng.edition_matched.only_before IS 'Institutions in the earlier sum that are not among these, in the order of their ids';
COMMENT ON COLUMN zhiheng.edition_matched.only_now IS 'The same of the sum of this edition';
COMMENT ON COLUMN zhiheng.edition_matched.hidden IS 'One of those, or a region''s sum, is hidden: the difference would tell it, so no sum stands here';
COMMENT ON COLUMN zhiheng.edition_matched.before_numerator IS 'Sum over the matched panel in the earlier period; null: hidden, or no institution in both';
COMMENT ON COLUMN zhiheng.edition_matched.before_denominator IS 'The same; null too without denominator';
COMMENT ON COLUMN zhiheng.edition_matched.numerator IS 'Sum over the matched panel in this edition';
COMMENT ON COLUMN zhiheng.edition_matched.denominator IS 'The same';

CALL zhiheng.make_append_only('zhiheng.edition_matched');

CREATE FUNCTION zhiheng.edition_counts(p_edition bigint, p_code text)
RETURNS TABLE (institution_id bigint, complete boolean, hidden boolean, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = ''
AS $$
	SELECT
		input.institution_id,
		input.coverage = 'complete',
		result.hidden,
		input.numerator,
		input.denominator
	FROM zhiheng.edition AS edition
	JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = edition.id AND indicator.indicator_code = p_code
	JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
	JOIN zhiheng.edition_input AS input ON input.edition_id = edition.id AND input.indicator_code = p_code AND input.period = edition.period
	JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id AND result.indicator_code = p_code
		AND result.institution_id = input.institution_id
	WHERE edition.id = p_edition
		AND input.coverage <> 'not_applicable'
		AND (input.numerator >= 0 OR kind.measured)
		AND (NOT kind.has_denominator OR input.denominator > 0)
		AND (NOT kind.part_of_whole OR input.numerator <= input.denominator)
$$;
COMMENT ON FUNCTION zhiheng.edition_counts IS 'What the region''s sum of an indicator is made of, hidden numbers too: counts that can be, and 0/0 is not there';

CREATE FUNCTION zhiheng.edition_match(p_edition bigint, p_code text, p_past bigint, p_past_code text)
RETURNS TABLE (
	institutions integer,
	only_before bigint[],
	only_now bigint[],
	hidden boolean,
	before_numerator numeric,
	before_denominator numeric,
	numerator numeric,
	denominator numeric
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	WITH pair AS (
		SELECT
			coalesce(now.institution_id, before.institution_id) AS institution_id,
			now.institution_id IS NOT NULL AS is_now,
			before.institution_id IS NOT NULL AS was_before,
			coalesce(now.complete AND before.complete, false) AS matched,
			coalesce(now.hidden, false) OR coalesce(before.hidden, false) AS hidden,
			before.numerator AS before_numerator,
			before.denominator AS before_denominator,
			now.numerator,
			now.denominator
		FROM zhiheng.edition_counts(p_edition, p_code) AS now
		FULL JOIN zhiheng.edition_counts(p_past, p_past_code) AS before ON before.institution_id = now.institution_id
	), matched AS (
		SELECT
			count(*) FILTER (WHERE pair.matched)::integer AS institutions,
			coalesce(array_agg(pair.institution_id ORDER BY pair.institution_id) FILTER (WHERE pair.was_before AND NOT pair.matched), '{}')
				AS only_before,
			coalesce(array_agg(pair.institution_id ORDER BY pair.institution_id) FILTER (WHERE pair.is_now AND NOT pair.matched), '{}')
				AS only_now,
			coalesce(bool_or(pair.hidden AND NOT pair.matched), false) AS hidden,
			sum(pair.before_numerator) FILTER (WHERE pair.matched) AS before_numerator,
			sum(pair.before_denominator) FILTER (WHERE pair.matched) AS before_denominator,
			sum(pair.numerator) FILTER (WHERE pair.matched) AS numerator,
			sum(pair.denominator) FILTER (WHERE pair.matched) AS denominator
		FROM pair
	), told AS (
		SELECT
			matched.hidden OR EXISTS (
				SELECT
				FROM zhiheng.edition_group AS part
				WHERE part.dimension = 'region' AND part.hidden
					AND (part.edition_id, part.indicator_code) IN ((p_edition, p_code), (p_past, p_past_code))
			) AS hidden
		FROM matched
	)
	SELECT
		matched.institutions,
		matched.only_before,
		matched.only_now,
		told.hidden,
		CASE WHEN NOT told.hidden THEN matched.before_numerator END,
		CASE WHEN NOT told.hidden THEN matched.before_denominator END,
		CASE WHEN NOT told.hidden THEN matched.numerator END,
		CASE WHEN NOT told.hidden THEN matched.denominator END
	FROM matched
	CROSS JOIN told
$$;
COMMENT ON FUNCTION zhiheng.edition_match IS 'An indicator of two editions over the institutions valid in both, as edition_matched keeps it';

CREATE FUNCTION zhiheng.edition_match_past() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.edition_matched (edition_id, indicator_code, past_id, past_code, comparable, year_before, institutions, only_before, only_now,
		hidden, before_numerator, before_denominator, numerator, denominator)
	SELECT
		NEW.id,
		chosen.indicator_code,
		chosen.past_id,
		chosen.past_code,
		chosen.comparable,
		chosen.year_before,
		matched.institutions,
		matched.only_before,
		matched.only_now,
		matched.hidden,
		matched.before_numerator,
		matched.before_denominator,
		matched.numerator,
		matched.denominator
	FROM (
		-- What can be compared goes before what cannot, then the same season of the year before.
		SELECT DISTINCT ON (past.indicator_code)
			past.indicator_code,
			past.past_id,
			past.past_code,
			past.comparable,
			place.year_before
		FROM zhiheng.edition_past AS past
		JOIN zhiheng.edition AS earlier ON earlier.id = past.past_id
		CROSS JOIN LATERAL (
			SELECT
				left(earlier.period, 4)::integer = left(NEW.period, 4)::integer - 1
				AND substr(earlier.period, 5) = substr(NEW.period, 5) AS year_before
		) AS place
		WHERE past.edition_id = NEW.id AND past.position > 1 AND (past.position = 2 OR place.year_before)
		ORDER BY past.indicator_code, past.comparable = 'yes' DESC, place.year_before DESC
	) AS chosen
	JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = NEW.id AND indicator.indicator_code = chosen.indicator_code
	JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind AND kind.additive
	CROSS JOIN LATERAL zhiheng.edition_match(NEW.id, chosen.indicator_code, chosen.past_id, chosen.past_code) AS matched;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.edition_match_past IS 'At the commit of an edition, after edition_look_back: fills edition_matched';
-- Deferred triggers fire in the order of their names: look_back comes first.
CREATE CONSTRAINT TRIGGER match_past AFTER INSERT ON zhiheng.edition
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zhiheng.edition_match_past();

-- == frozen baselines of control charts ==

CREATE TABLE zhiheng.chart_baseline (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint REFERENCES zhiheng.commission,
	institution_id bigint REFERENCES zhiheng.institution,
	numerator text COLLATE "C" NOT NULL,
	denominator text COLLATE "C" NOT NULL,
	first_period zhiheng.period,
	last_period zhiheng.period,
	reason text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT chart_baseline_whose CHECK (num_nonnulls(commission_id, institution_id) = 1),
	CONSTRAINT chart_baseline_periods CHECK ((first_period IS NULL) = (last_period IS NULL) AND first_period <= last_period
		AND first_period LIKE '____Q_' AND last_period LIKE '____Q_'),
	CONSTRAINT chart_baseline_reason CHECK (char_length(reason) BETWEEN 2 AND 500)
);
CREATE INDEX chart_baseline_newest ON zhiheng.chart_baseline (numerator, denominator, institution_id, id);
COMMENT ON TABLE zhiheng.chart_baseline IS 'Decisions which quarters fix the centre and limits of a control chart (基准期), with date and reason; the newest of a commission or an institution and an indicator holds; append-only';
COMMENT ON COLUMN zhiheng.chart_baseline.id IS 'Order';
COMMENT ON COLUMN zhiheng.chart_baseline.commission_id IS 'Of the chart of a commission''s region; null: of an institution';
COMMENT ON COLUMN zhiheng.chart_baseline.institution_id IS 'Of an institution''s own chart';
COMMENT ON COLUMN zhiheng.chart_baseline.numerator IS 'Element of the numerator: codes of indicators change with the years, what they are made of does not';
COMMENT ON COLUMN zhiheng.chart_baseline.denominator IS 'Element of the denominator';
COMMENT ON COLUMN zhiheng.chart_baseline.first_period IS 'First quarter of the baseline; null: none any more, all points set the limits';
COMMENT ON COLUMN zhiheng.chart_baseline.last_period IS 'Last quarter of it; fewer than twelve usable ones do not hold yet';
COMMENT ON COLUMN zhiheng.chart_baseline.reason IS 'Why this phase';
COMMENT ON COLUMN zhiheng.chart_baseline.account_id IS 'Who decided';
COMMENT ON COLUMN zhiheng.chart_baseline.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.chart_baseline');
CALL zhiheng.protect('zhiheng.chart_baseline', $$
	CASE WHEN institution_id IS NULL THEN (SELECT zhiheng.audience()) IN ('commission', 'operator')
		ELSE (SELECT visible.id FROM zhiheng.institution AS visible WHERE visible.id = institution_id) IS NOT NULL END
$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relname IN ('edition_matched', 'chart_baseline') AND t.tgname LIKE 'append_only%') = 4;
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.chart_baseline'::regclass);
END
$$;
