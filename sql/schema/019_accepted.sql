-- The accepted numbers by element: what pages add up, so that what they read does not grow with what was ever
-- entered.  Derived; the record is return_save with return_event.

SET ROLE zhiheng_owner;

-- In this order a page finds all institutions' values of an element and quarter in one place, without looking at
-- the returns.  It knows of no indicator: whatever a programme makes of elements, and whatever it changes about
-- that, is looked up when it is read.
CREATE TABLE zhiheng.accepted_cell (
	programme_id bigint NOT NULL,
	period text COLLATE "C" NOT NULL,
	element_code text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	state text COLLATE "C" NOT NULL,
	value zhiheng.quantity,
	PRIMARY KEY (programme_id, period, element_code, institution_id) INCLUDE (state, value)
);
COMMENT ON TABLE zhiheng.accepted_cell IS 'Newest values of the returns that are accepted or published, save those that say missing; derived from return_cell when a return''s standing changes, by its trigger; rebuilt by zhiheng.accepted_rebuild';
COMMENT ON COLUMN zhiheng.accepted_cell.programme_id IS 'Programme';
COMMENT ON COLUMN zhiheng.accepted_cell.period IS 'Quarter';
COMMENT ON COLUMN zhiheng.accepted_cell.element_code IS 'Element';
COMMENT ON COLUMN zhiheng.accepted_cell.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.accepted_cell.state IS 'value or not_applicable, as in return_cell';
COMMENT ON COLUMN zhiheng.accepted_cell.value IS 'As in return_cell';

-- As return_cell, from which it is made.
CALL zhiheng.protect('zhiheng.accepted_cell', $$
	institution_id IN (SELECT id FROM zhiheng.institution)
	AND ((SELECT specialty FROM zhiheng.identity()) IS NULL OR element_code IN (
		SELECT unnest(ARRAY[indicator.numerator, indicator.denominator])
		FROM zhiheng.programme_indicator AS indicator
		WHERE indicator.specialty = (SELECT specialty FROM zhiheng.identity())))
$$);

CREATE FUNCTION zhiheng.accepted_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.accepted_cell;
	INSERT INTO zhiheng.accepted_cell (programme_id, period, element_code, institution_id, state, value)
	SELECT head.programme_id, head.period, cell.element_code, head.institution_id, cell.state, cell.value
	FROM zhiheng.return AS head
	JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id
	WHERE head.state IN ('accepted', 'published') AND cell.state <> 'missing'
	ORDER BY head.programme_id, head.period, cell.element_code, head.institution_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_rebuild IS 'Makes accepted_cell anew from return_cell; returns the number of cells';

CREATE FUNCTION zhiheng.accepted_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NEW.state IN ('accepted', 'published') THEN
		INSERT INTO zhiheng.accepted_cell (programme_id, period, element_code, institution_id, state, value)
		SELECT NEW.programme_id, NEW.period, cell.element_code, NEW.institution_id, cell.state, cell.value
		FROM zhiheng.return_cell AS cell
		WHERE cell.return_id = NEW.id AND cell.state <> 'missing';
	ELSE
		DELETE FROM zhiheng.accepted_cell AS kept
		USING zhiheng.return_cell AS cell
		WHERE cell.return_id = NEW.id AND kept.programme_id = NEW.programme_id AND kept.period = NEW.period
			AND kept.element_code = cell.element_code AND kept.institution_id = NEW.institution_id;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_keep IS 'Trigger: accepted_cell follows the returns into and out of acceptance';
CREATE TRIGGER accepted_keep AFTER UPDATE OF state ON zhiheng.return
	FOR EACH ROW
	WHEN ((NEW.state IN ('accepted', 'published')) <> (OLD.state IN ('accepted', 'published')))
	EXECUTE FUNCTION zhiheng.accepted_keep();

-- Who adds up what a function may see (sql/api/common_count.sql).
DO $$
DECLARE
	relation text;
BEGIN
	FOREACH relation IN ARRAY ARRAY['accepted_cell', 'baseline', 'baseline_decision', 'institution', 'programme_indicator', 'reporting_period',
	    'return'] LOOP
		EXECUTE format('CREATE POLICY count ON zhiheng.%I FOR SELECT TO zhiheng_counter USING (true)', relation);
	END LOOP;
END
$$;

RESET ROLE;

DO $$
BEGIN
	-- What was accepted before this table was made.
	PERFORM zhiheng.accepted_rebuild();
	-- Nobody saves into an accepted return, so the cells cannot change while they are here.
	ASSERT NOT EXISTS (SELECT FROM zhiheng.return_transition WHERE from_state IN ('accepted', 'published')
		AND to_state NOT IN ('returned', 'published'));
END
$$;
