-- What a region asks for in a year: indicators, from whom, with what thresholds, when, and by what rule
-- its results are published.
--
-- Record: programme_disclosure, definition_confirmation.
-- State: programme, programme_target, programme_indicator, programme_threshold, reporting_period.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.programme (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	year integer NOT NULL CHECK (year BETWEEN 2020 AND 2099),
	name text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	changes bigint NOT NULL DEFAULT 0,
	level smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
	CONSTRAINT programme_year_unique UNIQUE (commission_id, year),
	CONSTRAINT programme_name CHECK (char_length(name) BETWEEN 2 AND 100)
);
COMMENT ON TABLE zhiheng.programme IS 'Monitoring programmes (监测方案): one for a commission and year';
COMMENT ON COLUMN zhiheng.programme.id IS 'Id';
COMMENT ON COLUMN zhiheng.programme.commission_id IS 'Whose programme; asks the institutions of its subtree';
COMMENT ON COLUMN zhiheng.programme.year IS 'Calendar year';
COMMENT ON COLUMN zhiheng.programme.name IS 'Title on forms and pages';
COMMENT ON COLUMN zhiheng.programme.created_at IS 'When';
COMMENT ON COLUMN zhiheng.programme.changes IS 'How often its indicators or its calendar were changed: what was computed of them at an earlier count is out of date';
COMMENT ON COLUMN zhiheng.programme.level IS 'zhiheng.region_rung of its commission: whose copy of accepted numbers it counts; set by its trigger';

CREATE FUNCTION zhiheng.programme_take_level() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	NEW.level := (SELECT zhiheng.region_rung(commission.region_code) FROM zhiheng.commission AS commission WHERE commission.id = NEW.commission_id);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.programme_take_level IS 'Trigger: a programme''s level is its commission''s';
CREATE TRIGGER programme_level BEFORE INSERT OR UPDATE OF commission_id ON zhiheng.programme
	FOR EACH ROW EXECUTE FUNCTION zhiheng.programme_take_level();

CREATE TABLE zhiheng.programme_target (
	programme_id bigint REFERENCES zhiheng.programme,
	target_code text COLLATE "C",
	adopted_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (programme_id, target_code)
);
COMMENT ON TABLE zhiheng.programme_target IS 'Targets a programme adopted';
COMMENT ON COLUMN zhiheng.programme_target.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.programme_target.target_code IS 'Target of the catalogue';
COMMENT ON COLUMN zhiheng.programme_target.adopted_at IS 'When';

CREATE TABLE zhiheng.programme_indicator (
	programme_id bigint,
	indicator_code text COLLATE "C",
	indicator_version integer NOT NULL,
	target_code text COLLATE "C" NOT NULL,
	specialty text NOT NULL,
	numerator text COLLATE "C" NOT NULL,
	denominator text COLLATE "C",
	deviation text COLLATE "C",
	levels text[] NOT NULL DEFAULT '{}',
	kinds text[] NOT NULL DEFAULT '{}',
	minimum_denominator integer NOT NULL DEFAULT 30 CHECK (minimum_denominator BETWEEN 0 AND 1000000),
	required boolean NOT NULL,
	departments text CHECK (departments IN ('none', 'optional', 'required')),
	months text CHECK (months IN ('none', 'optional', 'required')),
	cadence text NOT NULL DEFAULT 'quarter' CHECK (cadence IN ('month', 'quarter', 'half', 'year')),
	PRIMARY KEY (programme_id, indicator_code),
	FOREIGN KEY (programme_id, target_code) REFERENCES zhiheng.programme_target ON DELETE CASCADE,
	FOREIGN KEY (indicator_code, indicator_version) REFERENCES zhiheng.catalogue_indicator,
	CHECK (levels <@ ARRAY['tertiary', 'secondary', 'primary', 'ungraded'])
);
COMMENT ON TABLE zhiheng.programme_indicator IS 'Indicators of the adopted targets, with the definition as adopted and who is asked';
COMMENT ON COLUMN zhiheng.programme_indicator.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.programme_indicator.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.programme_indicator.indicator_version IS 'Version of the definition';
COMMENT ON COLUMN zhiheng.programme_indicator.target_code IS 'Adopted target';
COMMENT ON COLUMN zhiheng.programme_indicator.specialty IS 'Group on forms; the target''s specialty, or 综合 for all';
COMMENT ON COLUMN zhiheng.programme_indicator.numerator IS 'Element code, of that version';
COMMENT ON COLUMN zhiheng.programme_indicator.denominator IS 'Element code, of that version; null without denominator';
COMMENT ON COLUMN zhiheng.programme_indicator.deviation IS 'Element code, of that version: standard deviation of what is measured, never required; null: none is asked';
COMMENT ON COLUMN zhiheng.programme_indicator.levels IS 'Institution levels asked; empty: all';
COMMENT ON COLUMN zhiheng.programme_indicator.kinds IS 'Institution kinds asked, specialist:<type> for one type; empty: all hospitals';
COMMENT ON COLUMN zhiheng.programme_indicator.minimum_denominator IS 'Below it: shown, not ranked';
COMMENT ON COLUMN zhiheng.programme_indicator.required IS 'No: auxiliary, may stay empty, not ranked';
COMMENT ON COLUMN zhiheng.programme_indicator.departments IS 'Whether its elements are filled in by department; null: as the document has it, optional where it asks';
COMMENT ON COLUMN zhiheng.programme_indicator.months IS 'Whether its elements are filled in by month; null: as the document has it, optional where it asks';
COMMENT ON COLUMN zhiheng.programme_indicator.cadence IS 'How often it is asked; proposed as the document has it';

CREATE TABLE zhiheng.programme_threshold (
	programme_id bigint,
	indicator_code text COLLATE "C",
	position integer NOT NULL DEFAULT 1 CHECK (position > 0),
	nature text NOT NULL DEFAULT 'required' CHECK (nature IN ('required', 'aim', 'average', 'direction', 'area')),
	op text NOT NULL CHECK (op IN ('>=', '<=', '=', '>', '<', 'range', 'up', 'down')),
	value numeric(16, 4),
	value_to numeric(16, 4),
	levels text[] NOT NULL DEFAULT '{}',
	kinds text[] NOT NULL DEFAULT '{}',
	ownerships text[] NOT NULL DEFAULT '{}',
	years text,
	source text NOT NULL,
	PRIMARY KEY (programme_id, indicator_code, position),
	FOREIGN KEY (programme_id, indicator_code) REFERENCES zhiheng.programme_indicator ON DELETE CASCADE,
	CHECK (levels <@ ARRAY['tertiary', 'secondary', 'primary', 'ungraded'] AND ownerships <@ ARRAY['public', 'private']),
	CONSTRAINT programme_threshold_value CHECK ((value IS NULL) = (op IN ('up', 'down'))),
	-- What is demanded has one end: an edition says whether it is met.
	CONSTRAINT programme_threshold_range CHECK ((value_to IS NOT NULL) = (op = 'range') AND value < value_to IS NOT FALSE
		AND (op <> 'range' OR nature IN ('aim', 'average'))),
	CONSTRAINT programme_threshold_nature CHECK (nature = 'area' OR (nature = 'direction') = (op IN ('up', 'down')))
);
COMMENT ON TABLE zhiheng.programme_threshold IS 'Thresholds in force for an indicator of a programme: of those that are demanded the first whose scope an institution is in is its own; aims and averages are shown beside';
COMMENT ON COLUMN zhiheng.programme_threshold.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.programme_threshold.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.programme_threshold.position IS 'Order; required and direction come first';
COMMENT ON COLUMN zhiheng.programme_threshold.nature IS 'required; aim (strive for), average (for comparison): never missed; direction: against the baseline; area: required of the region''s sum, of no institution';
COMMENT ON COLUMN zhiheng.programme_threshold.op IS 'range: from value to value_to, both in it; up, down: against the baseline';
COMMENT ON COLUMN zhiheng.programme_threshold.value IS 'In the indicator''s unit; null for up and down';
COMMENT ON COLUMN zhiheng.programme_threshold.value_to IS 'Upper end of a range; else null';
COMMENT ON COLUMN zhiheng.programme_threshold.levels IS 'Levels of institutions it is for; empty: all';
COMMENT ON COLUMN zhiheng.programme_threshold.kinds IS 'Kinds of institutions it is for, as in programme_indicator; empty: all';
COMMENT ON COLUMN zhiheng.programme_threshold.ownerships IS 'public, private; empty: both';
COMMENT ON COLUMN zhiheng.programme_threshold.years IS 'Years in which the document lets it hold, joined by ;; null: not said, or the commission''s own';
COMMENT ON COLUMN zhiheng.programme_threshold.source IS 'Document and line, or the commission''s own words';

CREATE TABLE zhiheng.reporting_period (
	programme_id bigint REFERENCES zhiheng.programme,
	period zhiheng.period,
	opens_on date NOT NULL,
	due_on date NOT NULL,
	state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'open', 'closed')),
	PRIMARY KEY (programme_id, period),
	CONSTRAINT reporting_period_due CHECK (due_on >= opens_on)
);
COMMENT ON TABLE zhiheng.reporting_period IS 'Calendar of a programme: the months, quarters, half-years and years that it has returns for';
COMMENT ON COLUMN zhiheng.reporting_period.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.reporting_period.period IS 'Month, quarter, half-year or year';
COMMENT ON COLUMN zhiheng.reporting_period.opens_on IS 'First day of entry';
COMMENT ON COLUMN zhiheng.reporting_period.due_on IS 'Last day that is in time (Asia/Shanghai)';
COMMENT ON COLUMN zhiheng.reporting_period.state IS 'open: institutions may save and submit; every change is in the audit';

CREATE FUNCTION zhiheng.programme_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	UPDATE zhiheng.programme AS programme SET changes = programme.changes + 1
	WHERE programme.id IN (SELECT touched.programme_id FROM touched);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.programme_count IS 'Trigger: counts a change of what a programme asks, and when';
DO $$
DECLARE
	relation text;
	act text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['programme_indicator', 'reporting_period'] LOOP
		FOREACH act IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
			EXECUTE format('CREATE TRIGGER programme_count_%s AFTER %s ON zhiheng.%I REFERENCING %s TABLE AS touched
				FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.programme_count()', act, act, relation, CASE act WHEN 'delete' THEN 'OLD' ELSE 'NEW' END);
		END LOOP;
	END LOOP;
END
$$;

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
CALL zhiheng.make_append_only('zhiheng.programme_disclosure');

CREATE TABLE zhiheng.definition_confirmation (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	indicator_code text COLLATE "C" NOT NULL,
	indicator_version integer NOT NULL,
	confirmed boolean NOT NULL,
	source text NOT NULL,
	account_id bigint REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	FOREIGN KEY (indicator_code, indicator_version) REFERENCES zhiheng.catalogue_indicator,
	CONSTRAINT definition_source CHECK (char_length(source) BETWEEN 4 AND 200)
);
CREATE INDEX definition_confirmation_newest ON zhiheng.definition_confirmation (programme_id, indicator_code, indicator_version, id);
COMMENT ON TABLE zhiheng.definition_confirmation IS 'What the owner of a programme says of definitions whose formula is not the document''s: the newest row of an indicator''s version holds, without one it is not confirmed; append-only';
COMMENT ON COLUMN zhiheng.definition_confirmation.id IS 'Order';
COMMENT ON COLUMN zhiheng.definition_confirmation.programme_id IS 'Whose indicators';
COMMENT ON COLUMN zhiheng.definition_confirmation.indicator_code IS 'Indicator';
COMMENT ON COLUMN zhiheng.definition_confirmation.indicator_version IS 'Version of the definition: another version has to be confirmed anew';
COMMENT ON COLUMN zhiheng.definition_confirmation.confirmed IS 'No: an earlier confirmation is withdrawn';
COMMENT ON COLUMN zhiheng.definition_confirmation.source IS 'Document that the definition was held against; of a withdrawal its reason';
COMMENT ON COLUMN zhiheng.definition_confirmation.account_id IS 'Who; null: the operator';
COMMENT ON COLUMN zhiheng.definition_confirmation.at IS 'When';
CALL zhiheng.make_append_only('zhiheng.definition_confirmation');

CREATE FUNCTION zhiheng.applies(levels text[], kinds text[], level text, kind text, specialist_type text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (cardinality(levels) = 0 OR level = ANY (levels))
	AND CASE WHEN cardinality(kinds) = 0 THEN kind IN ('general', 'tcm', 'maternal_child', 'specialist', 'other')
		ELSE kind = ANY (kinds) OR kind || ':' || specialist_type = ANY (kinds) END IS TRUE;
COMMENT ON FUNCTION zhiheng.applies IS 'Whether an indicator with these levels and kinds is asked from such an institution';

CREATE FUNCTION zhiheng.accumulation(p_code text, p_period text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	-- What is only put together in a period is fixed in the shorter ones.  Computed once: in a condition it would be for every row.
	sources CONSTANT text[] := zhiheng.period_sources(p_period);
	meant CONSTANT integer := (SELECT fixed.version
		FROM zhiheng.element_period AS fixed
		WHERE fixed.period = ANY (sources) AND fixed.element_code = p_code
		ORDER BY fixed.period = p_period DESC, fixed.period DESC
		LIMIT 1);
BEGIN
	RETURN (SELECT version.accumulation || coalesce(':' || version.none_kind, '')
		FROM zhiheng.catalogue_element AS version
		WHERE version.code = p_code
		ORDER BY version.version = meant DESC NULLS LAST, version.version DESC
		LIMIT 1);
END
$$;
COMMENT ON FUNCTION zhiheng.accumulation IS 'How an element goes from shorter periods to longer ones: sum, end, max; none:why; as it is meant in a period, by its newest definition where none is fixed';

-- Months are looked at by quarters, too.  What cannot be added is counted once more for the year, unless the year follows from the
-- half-years.
CREATE FUNCTION zhiheng.wants(p_cadence text, p_numerator text, p_denominator text, p_period text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
	WHEN p_cadence = zhiheng.cadence(p_period) THEN true
	WHEN p_cadence = 'month' THEN p_period ~ 'Q'
	WHEN p_cadence = 'half' AND zhiheng.cadence(p_period) = 'year' THEN coalesce(zhiheng.accumulation(p_numerator, p_period), '') ~ '^none(?!:min)'
		OR coalesce(zhiheng.accumulation(p_denominator, p_period), '') ~ '^none(?!:min)'
	ELSE false
END;
COMMENT ON FUNCTION zhiheng.wants IS 'Whether an indicator of that cadence is asked in the return of a period';

-- A number is typed in one place.  What adds up is asked in the finest cadence of the indicators that use it, and follows from there in
-- longer periods: if every shorter period stands in the calendar, so that somebody is asked for each.  Whose wish the shorter periods
-- are is nothing to the longer one: a city's quarters make the half-year that only the county asks.  What cannot be added is
-- asked in the period of each indicator that uses it.
CREATE FUNCTION zhiheng.asked_in(p_programmes bigint[], p_period text, p_level text, p_kind text, p_specialist_type text,
	p_within bigint[] DEFAULT NULL)
RETURNS TABLE (code text, derived boolean)
LANGUAGE plpgsql STABLE ROWS 150 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own integer := zhiheng.cadence_rank(zhiheng.cadence(p_period));
	within bigint[] := CASE WHEN own > 1 AND NOT p_within <@ p_programmes THEN array_cat(p_programmes, p_within) ELSE p_programmes END;
	-- Programmes and the shorter cadences of which their calendar has every period.
	finer text[] := '{}';
BEGIN
	IF own > 1 THEN
		finer := ARRAY(
			SELECT programme.id || ':' || zhiheng.cadence_rank(way.cadence)
			FROM unnest(within) AS programme (id)
			CROSS JOIN (VALUES ('month'), ('quarter'), ('half')) AS way (cadence)
			WHERE zhiheng.cadence_rank(way.cadence) < own
				AND zhiheng.period_parts(p_period, way.cadence) <@ ARRAY(
					SELECT calendar.period::text
					FROM zhiheng.reporting_period AS calendar
					WHERE calendar.programme_id = programme.id AND left(calendar.period, 4) = left(p_period, 4)));
	END IF;
	IF finer = '{}' THEN
		RETURN QUERY
		SELECT DISTINCT part.code, false
		FROM zhiheng.programme_indicator AS item
		CROSS JOIN LATERAL (VALUES (item.numerator), (item.denominator), (item.deviation)) AS part (code)
		WHERE item.programme_id = ANY (p_programmes) AND part.code IS NOT NULL
			AND CASE own WHEN 2 THEN item.cadence IN ('month', 'quarter') WHEN 4 THEN zhiheng.wants(item.cadence, item.numerator, item.denominator, p_period)
				ELSE zhiheng.cadence_rank(item.cadence) = own END
			AND zhiheng.applies(item.levels, item.kinds, p_level, p_kind, p_specialist_type);
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		used.code,
		cardinality(finer) > 0
			AND bool_or(used.programme_id || ':' || used.rank = ANY (finer)
				-- What months make stands in the quarters.
				OR used.rank = 1 AND used.programme_id || ':2' = ANY (finer))
			-- A deviation of parts is none of the whole.
			AND max(used.place) < 3
			AND coalesce(zhiheng.accumulation(used.code, p_period), 'sum') !~ '^none'
	FROM (
		SELECT
			part.code,
			part.place,
			zhiheng.cadence_rank(item.cadence) AS rank,
			item.programme_id,
			item.programme_id = ANY (p_programmes)
				AND CASE own WHEN 2 THEN item.cadence IN ('month', 'quarter') WHEN 4 THEN zhiheng.wants(item.cadence, item.numerator, item.denominator, p_period)
				ELSE zhiheng.cadence_rank(item.cadence) = own END AS wanted
		FROM zhiheng.programme_indicator AS item
		CROSS JOIN LATERAL (VALUES (item.numerator, 1), (item.denominator, 2), (item.deviation, 3)) AS part (code, place)
		WHERE item.programme_id = ANY (within) AND part.code IS NOT NULL
			AND zhiheng.applies(item.levels, item.kinds, p_level, p_kind, p_specialist_type)
	) AS used
	GROUP BY used.code
	HAVING bool_or(used.wanted);
END
$$;
COMMENT ON FUNCTION zhiheng.asked_in IS 'Elements that programmes ask of such an institution in the return of a period, each once; derived: not typed there, it follows from shorter periods, of p_within (zhiheng.askers_within), too';

-- An institution sees the programmes of the commissions above it; a commission its own, those above
-- it (they ask its institutions) and those below it.
CREATE FUNCTION zhiheng.programme_visible() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT programme.id
	FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	CROSS JOIN zhiheng.identity() AS who
	LEFT JOIN zhiheng.institution AS own ON own.id = who.institution_id
	WHERE (own.region_code >= commission.region_code AND own.region_code <= zhiheng.region_last(commission.region_code))
		OR (who.region_first <= zhiheng.region_last(commission.region_code) AND who.region_last >= commission.region_code);
END
$$;
COMMENT ON FUNCTION zhiheng.programme_visible IS 'Programmes the session has to do with';

-- Asked once in a statement: of a QC centre, what it sees; others are not asked.
CREATE FUNCTION zhiheng.specialty_indicators() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(
		SELECT DISTINCT member.indicator_code
		FROM zhiheng.qc_centre_specialty AS own
		JOIN zhiheng.specialty_member AS member ON member.specialty_code = own.specialty_code
		WHERE own.qc_centre_id = (SELECT qc_centre_id FROM zhiheng.identity()) AND member.indicator_code IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.specialty_indicators IS 'Indicators of all years and lists that belong to one''s specialties; none for who is no QC centre';

CREATE FUNCTION zhiheng.specialty_elements() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS asked
		CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator, asked.deviation]) AS part (code)
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]) AND part.code IS NOT NULL);
END
$$;
COMMENT ON FUNCTION zhiheng.specialty_elements IS 'Elements of the indicators of one''s specialties in the programmes that one has to do with; none for who is no QC centre';

DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['programme_target', 'programme_indicator', 'programme_threshold', 'reporting_period',
	    'programme_disclosure', 'definition_confirmation'] LOOP
		CALL zhiheng.protect(('zhiheng.' || relation)::regclass,
			$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);
	END LOOP;
END
$$;

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT zhiheng.applies('{}', '{}', 'primary', 'general', NULL);
	ASSERT NOT zhiheng.applies('{}', '{}', 'ungraded', 'blood_station', NULL);
	ASSERT zhiheng.applies('{tertiary}', '{general,specialist:儿科}', 'tertiary', 'specialist', '儿科');
	ASSERT NOT zhiheng.applies('{tertiary}', '{general,specialist:儿科}', 'tertiary', 'specialist', '口腔');
	ASSERT NOT zhiheng.applies('{tertiary}', '{general,specialist:儿科}', 'tertiary', 'tcm', NULL);
	ASSERT NOT zhiheng.applies('{tertiary}', '{}', 'secondary', 'general', NULL);
	ASSERT zhiheng.wants('month', 'a', 'b', '2025Q3') AND zhiheng.wants('half', 'a', 'b', '2025H1') AND NOT zhiheng.wants('half', 'a', 'b', '2025Q2')
		AND NOT zhiheng.wants('quarter', 'a', 'b', '2025H1') AND NOT zhiheng.wants('month', 'a', 'b', '2025H1');
	-- The programmes themselves are no secret; what they ask of whom is for those they ask.
	ASSERT (SELECT count(*) FROM pg_class WHERE relnamespace = 'zhiheng'::regnamespace AND relname ~ '^(programme_|reporting_|definition_)'
		AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity) = 6;
END
$$;
