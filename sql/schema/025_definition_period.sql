-- One definition of an element for a period, in the whole installation: numbers are added up over hospitals whose programmes
-- know nothing of each other.  The first programme that opens a period fixes what its elements mean in it.
--
-- Record: element_period, element_precedence.
-- State: programme_element, whose changes are in the audit.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.programme_element (
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	element_code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	given_by bigint REFERENCES zhiheng.programme,
	PRIMARY KEY (programme_id, element_code),
	FOREIGN KEY (element_code, version) REFERENCES zhiheng.catalogue_element (code, version)
);
COMMENT ON TABLE zhiheng.programme_element IS 'What programmes mean by their elements: the newest version when the element entered, kept by triggers of programme_indicator';
COMMENT ON COLUMN zhiheng.programme_element.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.programme_element.element_code IS 'Element of an indicator of it';
COMMENT ON COLUMN zhiheng.programme_element.version IS 'Version of its definition, for periods in which none is fixed';
COMMENT ON COLUMN zhiheng.programme_element.given_by IS 'A higher commission''s programme that has this version take effect from the next period not yet opened; null: its own choice';

CREATE TABLE zhiheng.element_period (
	period zhiheng.period,
	element_code text COLLATE "C",
	version integer NOT NULL,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	at timestamptz NOT NULL DEFAULT now(),
	number smallint NOT NULL,
	type text NOT NULL,
	minimum numeric NOT NULL,
	PRIMARY KEY (period, element_code),
	FOREIGN KEY (element_code, version) REFERENCES zhiheng.catalogue_element (code, version)
);
COMMENT ON TABLE zhiheng.element_period IS 'What an element means in a period, whoever asks for it: fixed by the first programme that opens the period; append-only';
COMMENT ON COLUMN zhiheng.element_period.period IS 'Period';
COMMENT ON COLUMN zhiheng.element_period.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.element_period.version IS 'Version of its definition';
COMMENT ON COLUMN zhiheng.element_period.programme_id IS 'The programme that opened it first';
COMMENT ON COLUMN zhiheng.element_period.at IS 'When';
COMMENT ON COLUMN zhiheng.element_period.number IS 'Its number: with type and minimum all that a save is held against, read in one range of the key';
COMMENT ON COLUMN zhiheng.element_period.type IS 'As that version has it, which never changes';
COMMENT ON COLUMN zhiheng.element_period.minimum IS 'As that version has it';

CREATE TABLE zhiheng.element_precedence (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	element_code text COLLATE "C" NOT NULL,
	version integer NOT NULL,
	period zhiheng.period NOT NULL,
	programmes bigint[] NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	FOREIGN KEY (element_code, version) REFERENCES zhiheng.catalogue_element (code, version)
);
COMMENT ON TABLE zhiheng.element_precedence IS 'A higher commission''s definitions that met another one in a period already open: they wait for the next period, and lower programmes follow; append-only';
COMMENT ON COLUMN zhiheng.element_precedence.id IS 'Order';
COMMENT ON COLUMN zhiheng.element_precedence.programme_id IS 'The higher programme';
COMMENT ON COLUMN zhiheng.element_precedence.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.element_precedence.version IS 'Version of its definition that takes effect';
COMMENT ON COLUMN zhiheng.element_precedence.period IS 'The period in which it had to wait';
COMMENT ON COLUMN zhiheng.element_precedence.programmes IS 'Lower programmes that had another version, and are told';
COMMENT ON COLUMN zhiheng.element_precedence.at IS 'When';
CALL zhiheng.make_append_only('zhiheng.element_period', 'zhiheng.element_precedence');

CREATE FUNCTION zhiheng.programme_level(p_programme bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (SELECT CASE
		WHEN right(owner.region_code, 2) <> '00' THEN 1
		WHEN right(owner.region_code, 4) <> '0000' THEN 2
		WHEN left(owner.region_code, 2) <> '00' THEN 3
		ELSE 4
	END
	FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE programme.id = p_programme);
COMMENT ON FUNCTION zhiheng.programme_level IS 'Level of the commission whose programme it is: 1 county, 2 city, 3 province, 4 nation';

CREATE FUNCTION zhiheng.programme_asks(p_programme bigint, p_period text) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT DISTINCT part.code
	FROM zhiheng.programme_indicator AS asked
	CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator, asked.deviation]) AS part (code)
	WHERE asked.programme_id = p_programme AND part.code IS NOT NULL
		AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, p_period);
END;
COMMENT ON FUNCTION zhiheng.programme_asks IS 'Elements that a programme asks of anybody in a period, or has put together from shorter ones';

CREATE FUNCTION zhiheng.definition_clash(p_programme bigint, p_period text)
RETURNS TABLE (code text, name text, version integer, definition text, given_by bigint, fixed_by bigint, fixed_by_name text, fixed_version integer,
	fixed_definition text, higher boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT
		own.element_code,
		meant.name,
		own.version,
		meant.definition,
		own.given_by,
		fixed.programme_id,
		first.name,
		fixed.version,
		then_meant.definition,
		zhiheng.programme_level(p_programme) > zhiheng.programme_level(fixed.programme_id)
	FROM zhiheng.programme_element AS own
	JOIN zhiheng.element_period AS fixed ON fixed.period = p_period AND fixed.element_code = own.element_code AND fixed.version <> own.version
	JOIN zhiheng.programme AS first ON first.id = fixed.programme_id
	JOIN zhiheng.catalogue_element AS meant ON meant.code = own.element_code AND meant.version = own.version
	JOIN zhiheng.catalogue_element AS then_meant ON then_meant.code = fixed.element_code AND then_meant.version = fixed.version
	WHERE own.programme_id = p_programme AND fixed.programme_id <> p_programme
		AND own.element_code IN (SELECT asked.code FROM zhiheng.programme_asks(p_programme, p_period) AS asked (code))
	ORDER BY own.element_code;
END;
COMMENT ON FUNCTION zhiheng.definition_clash IS 'Elements of which a programme means something else than is fixed in a period, by whom, and whether it stands above that one';

CREATE FUNCTION zhiheng.definition_precede(p_programme bigint, p_period text, p_code text, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	below bigint[];
	lower_one bigint;
BEGIN
	WITH follower AS (
		UPDATE zhiheng.programme_element AS other SET version = p_version, given_by = p_programme
		WHERE other.element_code = p_code AND other.version <> p_version
			AND (SELECT programme.year FROM zhiheng.programme AS programme WHERE programme.id = other.programme_id) >= left(p_period, 4)::integer
			AND zhiheng.programme_level(other.programme_id) < zhiheng.programme_level(p_programme)
		RETURNING other.programme_id
	)
	SELECT array_agg(follower.programme_id ORDER BY follower.programme_id) INTO below FROM follower;
	IF below IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO zhiheng.element_precedence (programme_id, element_code, version, period, programmes)
	VALUES (p_programme, p_code, p_version, p_period, below);
	FOREACH lower_one IN ARRAY below LOOP
		CALL zhiheng.write_audit('definition.follow', lower_one, jsonb_build_object('element', p_code, 'version', p_version, 'period', p_period,
			'by', p_programme));
	END LOOP;
END
$$;
COMMENT ON FUNCTION zhiheng.definition_precede IS 'Has the lower programmes mean by an element what a higher one does, in all periods not yet opened of this year and later ones; they are told';

CREATE FUNCTION zhiheng.definition_follow(p_programme bigint, p_period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	clash record;
BEGIN
	IF coalesce(current_setting('zhiheng.follow_definitions', true), '') <> 'yes' THEN
		RETURN;
	END IF;
	FOR clash IN SELECT item.code, item.fixed_version, item.fixed_by FROM zhiheng.definition_clash(p_programme, p_period) AS item
	    WHERE item.given_by IS NULL AND NOT item.higher LOOP
		UPDATE zhiheng.programme_element SET version = clash.fixed_version WHERE programme_id = p_programme AND element_code = clash.code;
		CALL zhiheng.write_audit('definition.follow', p_programme, jsonb_build_object('element', clash.code, 'version', clash.fixed_version,
			'period', p_period, 'by', clash.fixed_by));
	END LOOP;
END
$$;
COMMENT ON FUNCTION zhiheng.definition_follow IS 'Takes over what is fixed in a period, if setting zhiheng.follow_definitions says that the one who acts wants it';

CREATE FUNCTION zhiheng.definition_fix(p_programme bigint, p_period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	clash record;
	words text;
BEGIN
	-- In one order for all: two that open at once wait for each other, and neither for ever.
	INSERT INTO zhiheng.element_period (period, element_code, version, programme_id, number, type, minimum)
	SELECT p_period, own.element_code, own.version, p_programme, given.number, meant.type, meant.minimum
	FROM zhiheng.programme_element AS own
	JOIN zhiheng.catalogue_element AS meant ON meant.code = own.element_code AND meant.version = own.version
	JOIN zhiheng.element_number AS given ON given.code = own.element_code
	WHERE own.programme_id = p_programme AND own.element_code IN (SELECT asked.code FROM zhiheng.programme_asks(p_programme, p_period) AS asked (code))
	ORDER BY own.element_code
	ON CONFLICT DO NOTHING;
	PERFORM zhiheng.definition_follow(p_programme, p_period);
	SELECT string_agg(format('“%s”（%s）在“%s”中为第 %s 版“%s”，在本方案中为第 %s 版“%s”', item.name, item.code, item.fixed_by_name, item.fixed_version,
		item.fixed_definition, item.version, item.definition), '；') FILTER (WHERE item.place <= 3)
		|| CASE WHEN count(*) > 3 THEN format('；共 %s 个数据项', count(*)) ELSE '' END
	INTO words
	FROM (
		SELECT row_number() OVER (ORDER BY found.code) AS place, found.name, found.code, found.fixed_by_name, found.fixed_version, found.fixed_definition,
			found.version, found.definition
		FROM zhiheng.definition_clash(p_programme, p_period) AS found
		WHERE found.given_by IS NULL AND NOT found.higher
	) AS item;
	IF words IS NOT NULL THEN
		RAISE EXCEPTION 'programme % means something else in %', p_programme, p_period
			USING ERRCODE = 'ZH409', CONSTRAINT = 'element_version', DETAIL = zhiheng.period_label(p_period) || '，' || words;
	END IF;
	FOR clash IN SELECT item.code, item.version FROM zhiheng.definition_clash(p_programme, p_period) AS item WHERE item.higher LOOP
		PERFORM zhiheng.definition_precede(p_programme, p_period, clash.code, clash.version);
	END LOOP;
END
$$;
COMMENT ON FUNCTION zhiheng.definition_fix IS 'Fixes what the elements of a programme mean in a period that it opens. ZH409 (both programmes and definitions as detail) where one of the same or a higher level has fixed another version; a higher one''s waits for the next period.';

CREATE FUNCTION zhiheng.programme_element_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	calendar record;
BEGIN
	IF TG_OP = 'DELETE' THEN
		DELETE FROM zhiheng.programme_element AS kept
		USING (SELECT DISTINCT gone.programme_id FROM gone) AS touched
		WHERE kept.programme_id = touched.programme_id AND NOT EXISTS (
			SELECT
			FROM zhiheng.programme_indicator AS asked
			WHERE asked.programme_id = kept.programme_id AND kept.element_code IN (asked.numerator, asked.denominator, asked.deviation));
		RETURN NULL;
	END IF;
	INSERT INTO zhiheng.programme_element (programme_id, element_code, version)
	SELECT DISTINCT added.programme_id, newest.code, newest.version
	FROM added
	CROSS JOIN LATERAL unnest(ARRAY[added.numerator, added.denominator, added.deviation]) AS part (code)
	JOIN zhiheng.element AS newest ON newest.code = part.code
	ON CONFLICT DO NOTHING;
	-- What is new has to agree in all of them before it is fixed in any.
	FOR calendar IN SELECT open.programme_id, open.period, pass.number FROM zhiheng.reporting_period AS open, generate_series(1, 2) AS pass (number)
	    WHERE open.state = 'open' AND open.programme_id IN (SELECT added.programme_id FROM added)
	    ORDER BY pass.number, open.period, open.programme_id LOOP
		IF calendar.number = 1 THEN
			PERFORM zhiheng.definition_follow(calendar.programme_id, calendar.period);
		ELSE
			PERFORM zhiheng.definition_fix(calendar.programme_id, calendar.period);
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.programme_element_keep IS 'Trigger: an element that enters a programme, or a cadence of it, has its newest definition, and that in open periods if none is fixed';
CREATE TRIGGER programme_element_keep AFTER INSERT ON zhiheng.programme_indicator REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.programme_element_keep();
CREATE TRIGGER programme_element_change AFTER UPDATE ON zhiheng.programme_indicator REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.programme_element_keep();
CREATE TRIGGER programme_element_drop AFTER DELETE ON zhiheng.programme_indicator REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.programme_element_keep();

CREATE FUNCTION zhiheng.element_period_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM zhiheng.definition_fix(NEW.programme_id, NEW.period);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.element_period_keep IS 'Trigger: opening a period fixes definitions; so does one that is put in as it was, closed';
CREATE TRIGGER element_period_open AFTER UPDATE OF state ON zhiheng.reporting_period
	FOR EACH ROW WHEN (NEW.state = 'open' AND OLD.state <> 'open') EXECUTE FUNCTION zhiheng.element_period_keep();
CREATE TRIGGER element_period_load AFTER INSERT ON zhiheng.reporting_period
	FOR EACH ROW WHEN (NEW.state <> 'planned') EXECUTE FUNCTION zhiheng.element_period_keep();

CREATE FUNCTION zhiheng.element_then(p_code text, p_period text) RETURNS SETOF zhiheng.catalogue_element
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT item.code, item.version, item.withdrawn, item.load_id, item.name, item.definition, item.unit, item.type, item.minimum, item.accumulation,
		item.none_kind, item.half_year_rule, item.year_rule
	FROM zhiheng.catalogue_element AS item
	WHERE item.code = p_code AND NOT item.withdrawn
	ORDER BY item.version = (SELECT fixed.version FROM zhiheng.element_period AS fixed WHERE fixed.period = p_period AND fixed.element_code = p_code) DESC NULLS LAST,
		item.version DESC
	LIMIT 1;
END;
COMMENT ON FUNCTION zhiheng.element_then IS 'An element as it is meant in a period: as fixed, else its newest version';

CALL zhiheng.protect('zhiheng.programme_element',
	$p$(SELECT zhiheng.audience()) IN ('worker', 'operator') OR programme_id IN (SELECT zhiheng.programme_visible())$p$);
-- What a number means is no secret.
CALL zhiheng.protect('zhiheng.element_period', 'true');
CALL zhiheng.protect('zhiheng.element_precedence', 'true');

-- Definitions meet across regions: who decides sees all programmes', whoever opens.
GRANT SELECT ON zhiheng.programme, zhiheng.commission, zhiheng.catalogue_element, zhiheng.element TO zhiheng_recorder;
GRANT SELECT, INSERT, UPDATE, DELETE ON zhiheng.programme_element TO zhiheng_recorder;
GRANT SELECT, INSERT ON zhiheng.element_period, zhiheng.element_precedence TO zhiheng_recorder;
-- How an element adds up in a longer period.
GRANT SELECT ON zhiheng.element_period TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.programme_level, zhiheng.programme_asks, zhiheng.wants, zhiheng.accumulation, zhiheng.cadence, zhiheng.definition_clash, zhiheng.definition_precede, zhiheng.definition_follow, zhiheng.definition_fix
	TO zhiheng_recorder;
-- The caller runs what a view calls.
GRANT EXECUTE ON FUNCTION zhiheng.programme_level TO zhiheng_commission;
GRANT EXECUTE ON PROCEDURE zhiheng.write_audit TO zhiheng_recorder;
CREATE POLICY record ON zhiheng.programme_element TO zhiheng_recorder USING (true);

RESET ROLE;
ALTER FUNCTION zhiheng.definition_precede OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.definition_follow OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.definition_fix OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.programme_element_keep OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.element_period_keep OWNER TO zhiheng_recorder;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity
		AND oid IN ('zhiheng.programme_element'::regclass, 'zhiheng.element_period'::regclass, 'zhiheng.element_precedence'::regclass)) = 3;
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'append_only%'
		AND tgrelid IN ('zhiheng.element_period'::regclass, 'zhiheng.element_precedence'::regclass)) = 4;
END
$$;
