-- Parts of a value: departments (分科室) and months (按月) that add up to it.  For the institution
-- alone: no other audience sees a row, and totals are saved as values like any other.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.department (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	institution_id bigint NOT NULL REFERENCES zhiheng.institution,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX department_institution ON zhiheng.department (institution_id, id);
COMMENT ON TABLE zhiheng.department IS 'Departments (科室) of institutions; what one is called is in department_version';
COMMENT ON COLUMN zhiheng.department.id IS 'Id; order of the list';
COMMENT ON COLUMN zhiheng.department.institution_id IS 'Whose';
COMMENT ON COLUMN zhiheng.department.created_at IS 'When';

CREATE TABLE zhiheng.department_version (
	department_id bigint REFERENCES zhiheng.department,
	version integer CHECK (version > 0),
	name text NOT NULL,
	retired boolean NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (department_id, version),
	CONSTRAINT department_name CHECK (char_length(name) BETWEEN 1 AND 40 AND name = btrim(name) AND name !~ '[[:cntrl:]]')
);
COMMENT ON TABLE zhiheng.department_version IS 'Names of departments and whether they still exist; append-only, the newest counts';
COMMENT ON COLUMN zhiheng.department_version.department_id IS 'Department';
COMMENT ON COLUMN zhiheng.department_version.version IS 'From 1; a new name, retiring or taking up again makes the next';
COMMENT ON COLUMN zhiheng.department_version.name IS 'Name in the institution''s own words';
COMMENT ON COLUMN zhiheng.department_version.retired IS 'No longer asked for; earlier numbers stay';
COMMENT ON COLUMN zhiheng.department_version.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.department_version.at IS 'When';

ALTER TABLE zhiheng.programme_indicator
	ADD COLUMN departments text CHECK (departments IN ('none', 'optional', 'required')),
	ADD COLUMN months text CHECK (months IN ('none', 'optional', 'required'));
COMMENT ON COLUMN zhiheng.programme_indicator.departments IS 'Whether its elements are filled in by department; null: as the document has it, optional where it asks';
COMMENT ON COLUMN zhiheng.programme_indicator.months IS 'Whether its elements are filled in by month; null: as the document has it, optional where it asks';

ALTER TABLE zhiheng.return ADD COLUMN parted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN zhiheng.return.parted IS 'Some value of it was filled in by parts: saves have to look at return_part';

CREATE FUNCTION zhiheng.is_part_save(codes text[], parts text[], numbers zhiheng.quantity[], sources text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN cardinality(codes) > 0
	AND cardinality(codes) = cardinality(parts)
	AND cardinality(codes) = cardinality(numbers)
	AND cardinality(codes) = cardinality(sources)
	AND sources <@ ARRAY['typed', 'pasted', 'uploaded', 'machine']
	AND (SELECT count(DISTINCT (item.code, item.part)) = count(*)
			AND bool_and(item.part ~ '^([0-9]{1,18}|20[0-9]{2}-[01][0-9])$' AND coalesce(item.number >= 0, true))
		FROM unnest(codes, parts, numbers) AS item (code, part, number));
COMMENT ON FUNCTION zhiheng.is_part_save IS 'Whether arrays are the parts of one save: of one length, each cell once, none below 0';

-- Newest parts are few: they are looked for in the saves, no table of cells follows these.
CREATE TABLE zhiheng.return_part (
	return_id bigint NOT NULL,
	revision integer NOT NULL CHECK (revision > 0),
	account_id bigint NOT NULL,
	entered_at timestamptz NOT NULL DEFAULT now(),
	codes text[] COLLATE "C" NOT NULL,
	parts text[] COLLATE "C" NOT NULL,
	numbers zhiheng.quantity[] NOT NULL,
	sources text[] COLLATE "C" NOT NULL,
	PRIMARY KEY (return_id, revision),
	CONSTRAINT return_part_cells CHECK (zhiheng.is_part_save(codes, parts, numbers, sources))
);
COMMENT ON TABLE zhiheng.return_part IS 'Every part of a value ever saved, a row for each save; append-only. institution.return_enter checks what foreign keys would';
COMMENT ON COLUMN zhiheng.return_part.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.return_part.revision IS 'Number of the save, counted together with those of zhiheng.return_save';
COMMENT ON COLUMN zhiheng.return_part.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_part.entered_at IS 'When';
COMMENT ON COLUMN zhiheng.return_part.codes IS 'Elements of the parts that the save changed; the other arrays follow their order';
COMMENT ON COLUMN zhiheng.return_part.parts IS 'Department''s id, or month 2025-07';
COMMENT ON COLUMN zhiheng.return_part.numbers IS 'In the element''s unit; null: emptied again; 0 is a number';
COMMENT ON COLUMN zhiheng.return_part.sources IS 'How each came: typed, pasted, uploaded, machine';

CALL zhiheng.make_append_only('zhiheng.department', 'zhiheng.department_version', 'zhiheng.return_part');

-- The institution itself and the operator; not the commission, not the worker that publishes.
CALL zhiheng.protect('zhiheng.department', $$
	CASE (SELECT zhiheng.audience())
		WHEN 'institution' THEN institution_id = (SELECT institution_id FROM zhiheng.identity())
		ELSE (SELECT zhiheng.audience()) = 'operator'
	END
$$);
CALL zhiheng.protect('zhiheng.department_version',
	'EXISTS (SELECT FROM zhiheng.department AS visible WHERE visible.id = department_id)');
CALL zhiheng.protect('zhiheng.return_part', $$
	(SELECT zhiheng.audience()) IN ('institution', 'operator')
	AND EXISTS (SELECT FROM zhiheng.return AS visible WHERE visible.id = return_id)
$$);

CREATE FUNCTION zhiheng.quarter_months(p text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_agg(left(p, 4) || '-' || lpad(((right(p, 1)::integer - 1) * 3 + month)::text, 2, '0') ORDER BY month)
	FROM generate_series(1, 3) AS month);
COMMENT ON FUNCTION zhiheng.quarter_months IS 'The three months of a quarter';

CREATE FUNCTION zhiheng.return_parts_at(p_return bigint, p_revision integer)
RETURNS TABLE (code text, part text, revision integer, number zhiheng.quantity, account_id bigint, entered_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT DISTINCT ON (item.code, item.part)
		item.code,
		item.part,
		save.revision,
		item.number,
		save.account_id,
		save.entered_at
	FROM zhiheng.return_part AS save
	CROSS JOIN LATERAL unnest(save.codes, save.parts, save.numbers) AS item (code, part, number)
	WHERE save.return_id = p_return AND save.revision <= p_revision
	ORDER BY item.code, item.part, save.revision DESC;
END;
COMMENT ON FUNCTION zhiheng.return_parts_at IS 'The parts of a return as they were at a revision; emptied ones with a null number';

RESET ROLE;

DO $$
BEGIN
	ASSERT zhiheng.quarter_months('2025Q3') = ARRAY['2025-07', '2025-08', '2025-09'];
	ASSERT zhiheng.is_part_save('{a,a}', '{12,2025-07}', '{0,NULL}', '{typed,pasted}');
	ASSERT NOT zhiheng.is_part_save('{a,a}', '{12,12}', '{0,NULL}', '{typed,pasted}');
	ASSERT NOT zhiheng.is_part_save('{a}', '{12}', '{-1}', '{typed}');
END
$$;
