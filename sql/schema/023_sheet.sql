-- Sheets: the newest value of every element of a return, in one row; and how a save gets into it.
--
-- Derived: return_sheet (return_rebuild); `zhiheng rebuild` calls it.

SET ROLE zhiheng_owner;

-- Half of each page is left free: the next save finds room beside the last, and the index is left alone.
CREATE TABLE zhiheng.return_sheet (
	return_id bigint PRIMARY KEY,
	revision integer NOT NULL,
	numbers bigint[] NOT NULL,
	revisions integer[] NOT NULL,
	not_applicable smallint[] NOT NULL
) WITH (fillfactor = 50, toast_tuple_target = 8160);
COMMENT ON TABLE zhiheng.return_sheet IS 'Newest value of every element of a return, in arrays whose places are the elements'' numbers; derived from return_save by its trigger, rebuilt by zhiheng.return_rebuild. zhiheng.return_cell shows it a row for each value';
COMMENT ON COLUMN zhiheng.return_sheet.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_sheet.revision IS 'Last save that is in it';
COMMENT ON COLUMN zhiheng.return_sheet.numbers IS 'As in return_save.numbers, at the place of each element';
COMMENT ON COLUMN zhiheng.return_sheet.revisions IS 'Save that brought each; null: nothing was ever saved there';
COMMENT ON COLUMN zhiheng.return_sheet.not_applicable IS 'Those elements that are not applicable, in order';

-- By subscripts, not by unnest: who seeks one value walks along one array, not through a row of each of its places.
CREATE VIEW zhiheng.sheet_cell WITH (security_invoker = true) AS
SELECT
	sheet.return_id,
	element.code AS element_code,
	sheet.revisions[element.number] AS revision,
	CASE
		WHEN sheet.numbers[element.number] IS NOT NULL THEN 'value'
		WHEN element.number = ANY (sheet.not_applicable) THEN 'not_applicable'
		ELSE 'missing'
	END AS state,
	(0.0001 * sheet.numbers[element.number])::zhiheng.quantity AS value
FROM zhiheng.return_sheet AS sheet
CROSS JOIN zhiheng.element_number AS element
WHERE sheet.revisions[element.number] IS NOT NULL;
COMMENT ON VIEW zhiheng.sheet_cell IS 'zhiheng.return_sheet with a row for each value, of all elements: for functions that have asked which are seen, or make something of all; quick for who seeks some elements';

CREATE VIEW zhiheng.sheet_list WITH (security_invoker = true) AS
SELECT
	sheet.return_id,
	element.code AS element_code,
	item.revision,
	CASE
		WHEN item.number IS NOT NULL THEN 'value'
		WHEN element.number = ANY (sheet.not_applicable) THEN 'not_applicable'
		ELSE 'missing'
	END AS state,
	(0.0001 * item.number)::zhiheng.quantity AS value
FROM zhiheng.return_sheet AS sheet
CROSS JOIN LATERAL unnest(sheet.numbers, sheet.revisions) WITH ORDINALITY AS item (number, revision, place)
JOIN zhiheng.element_number AS element ON element.number = item.place
WHERE item.revision IS NOT NULL;
COMMENT ON VIEW zhiheng.sheet_list IS 'zhiheng.sheet_cell for who reads whole sheets, walking through each once';

CREATE FUNCTION zhiheng.return_digest(p_return bigint) RETURNS bytea
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	-- plpgsql keeps the plan.
	RETURN (SELECT sha256(convert_to(coalesce(string_agg(cell.element_code || '=' || cell.state || ':' || coalesce(cell.value::text, '') || E'\n',
			'' ORDER BY cell.element_code), ''), 'UTF8'))
		FROM zhiheng.sheet_list AS cell WHERE cell.return_id = p_return);
END
$$;
COMMENT ON FUNCTION zhiheng.return_digest IS 'SHA-256 of lines code=state:value in order of code. Never shown to the public: what is hidden could be tried until it fits';

CREATE FUNCTION zhiheng.return_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	DELETE FROM zhiheng.return_sheet;
	WITH item AS MATERIALIZED (
		SELECT DISTINCT ON (save.return_id, item.element)
			save.return_id,
			item.element,
			item.number,
			save.revision,
			item.number IS NULL AND item.element = ANY (save.not_applicable) AS not_applicable
		FROM zhiheng.return_save AS save
		CROSS JOIN LATERAL unnest(save.elements, save.numbers) AS item (element, number)
		ORDER BY save.return_id, item.element, save.revision DESC
	), made AS (
		INSERT INTO zhiheng.return_sheet (return_id, revision, numbers, revisions, not_applicable)
		SELECT
			head.return_id,
			head.revision,
			array_agg(item.number ORDER BY place.element),
			array_agg(item.revision ORDER BY place.element),
			coalesce(array_agg(item.element ORDER BY place.element) FILTER (WHERE item.not_applicable), '{}')
		FROM (SELECT item.return_id, max(item.revision) AS revision, max(item.element) AS width FROM item GROUP BY item.return_id) AS head
		CROSS JOIN LATERAL generate_series(1, head.width) AS place (element)
		LEFT JOIN item ON item.return_id = head.return_id AND item.element = place.element
		GROUP BY head.return_id, head.revision
		ORDER BY head.return_id
	)
	SELECT count(*) INTO made FROM item;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.return_rebuild IS 'Makes return_sheet anew from return_save; returns the number of cells';

CREATE FUNCTION zhiheng.return_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	kept zhiheng.return_sheet := (SELECT sheet FROM zhiheng.return_sheet AS sheet WHERE sheet.return_id = NEW.return_id);
	known CONSTANT boolean := kept.return_id IS NOT NULL;
	-- An array that begins with its first assignment begins at that place.
	counts bigint[] := coalesce(kept.numbers, ARRAY[NULL::bigint]);
	brought integer[] := coalesce(kept.revisions, ARRAY[NULL::integer]);
	absent smallint[] := coalesce(kept.not_applicable, '{}');
	fresh CONSTANT bigint[] := NEW.numbers;
	place smallint;
	last smallint := 0;
	i integer := 0;
BEGIN
	FOREACH place IN ARRAY NEW.elements LOOP
		EXIT WHEN place <= last;
		last := place;
		i := i + 1;
		counts[place] := fresh[i];
		brought[place] := NEW.revision;
	END LOOP;
	-- Who saves holds the lock of the return.  The numbers of elements have no gaps.
	IF i < cardinality(NEW.elements) OR NEW.revision <= kept.revision
	    OR last > (SELECT coalesce(max(element.number), 0) FROM zhiheng.element_number AS element) THEN
		RAISE EXCEPTION 'elements out of order, one that is none, or save % after a later one', NEW.revision
			USING ERRCODE = 'check_violation', CONSTRAINT = 'return_save_elements';
	END IF;
	IF absent <> '{}' OR NEW.not_applicable <> '{}' THEN
		absent := ARRAY(SELECT item.element FROM unnest(absent) AS item (element) WHERE item.element <> ALL (NEW.elements)
			UNION ALL SELECT item.element FROM unnest(NEW.not_applicable) AS item (element) ORDER BY 1);
	END IF;
	IF known THEN
		UPDATE zhiheng.return_sheet AS sheet SET revision = NEW.revision, numbers = counts, revisions = brought, not_applicable = absent
		WHERE sheet.return_id = NEW.return_id;
	ELSE
		INSERT INTO zhiheng.return_sheet (return_id, revision, numbers, revisions, not_applicable)
		VALUES (NEW.return_id, NEW.revision, counts, brought, absent);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.return_keep IS 'Trigger: return_sheet follows return_save; refuses elements out of order, twice, or that the catalogue never had, and saves out of order';
CREATE TRIGGER return_keep AFTER INSERT ON zhiheng.return_save
	FOR EACH ROW EXECUTE FUNCTION zhiheng.return_keep();

CREATE FUNCTION zhiheng.return_put(p_return bigint, p_revision integer, p_account bigint, p_codes text[], p_states text[], p_values numeric[],
	p_source text DEFAULT 'typed', p_at timestamptz DEFAULT now()) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
	INSERT INTO zhiheng.return_save (return_id, revision, account_id, entered_at, source, elements, numbers, not_applicable)
	SELECT
		p_return,
		p_revision,
		p_account,
		p_at,
		p_source,
		array_agg(item.element ORDER BY item.element),
		array_agg(item.number ORDER BY item.element),
		coalesce(array_agg(item.element ORDER BY item.element) FILTER (WHERE item.state = 'not_applicable'), '{}')
	FROM (
		SELECT
			-- 0 is no element: the table refuses it.
			CASE WHEN given.number IS NOT NULL AND sent.state = CASE WHEN sent.value IS NOT NULL THEN 'value'
				WHEN sent.state = 'not_applicable' THEN 'not_applicable' ELSE 'missing' END THEN given.number ELSE 0::smallint END AS element,
			zhiheng.ten_thousandths(sent.value) AS number,
			sent.state
		FROM unnest(p_codes, p_states, p_values) AS sent (code, state, value)
		LEFT JOIN zhiheng.element_number AS given ON given.code = sent.code
	) AS item;
END;
COMMENT ON FUNCTION zhiheng.return_put IS 'Writes down a save by the codes of elements, for who loads data and for tests: nothing is asked beyond what the table asks';

-- Which elements of a sheet are seen, return_cell says: all else that reads sheets has asked before or makes something of all.
CALL zhiheng.protect('zhiheng.return_sheet', zhiheng.by_key('return', 'return_id'));
DO $$
BEGIN
	-- Not made of the view: that would be asked for as whoever reads, who may read none of these.
	EXECUTE format('CREATE VIEW zhiheng.return_cell AS SELECT return_id, element_code, revision, state, value FROM (%s) AS cell WHERE %s',
		rtrim(pg_get_viewdef('zhiheng.sheet_cell'), ';'), zhiheng.by_specialty());
END
$$;
COMMENT ON VIEW zhiheng.return_cell IS 'zhiheng.sheet_cell of the elements that the session sees: for a QC centre those of its specialty';
GRANT SELECT ON zhiheng.element_number, zhiheng.return_sheet TO zhiheng_recorder, zhiheng_counter;
GRANT INSERT, UPDATE ON zhiheng.return_sheet TO zhiheng_recorder;
GRANT SELECT ON zhiheng.sheet_cell, zhiheng.sheet_list TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.ten_thousandths TO zhiheng_recorder;
CREATE POLICY record ON zhiheng.return_sheet TO zhiheng_recorder USING (true);
CREATE POLICY count ON zhiheng.return_sheet FOR SELECT TO zhiheng_counter USING (true);

RESET ROLE;
ALTER FUNCTION zhiheng.return_keep OWNER TO zhiheng_recorder;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.return_sheet'::regclass);
	-- As demand has it of returns.
	ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attname = 'programme_id' AND attrelid = 'zhiheng.return_sheet'::regclass);
	-- The counter's policy is not the owner's.
	ASSERT (SELECT count(*) FROM pg_class WHERE oid IN ('zhiheng.sheet_cell'::regclass, 'zhiheng.sheet_list'::regclass)
		AND 'security_invoker=true' = ANY (reloptions)) = 2;
END
$$;
