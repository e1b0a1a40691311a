-- Schema institution: departments: their history, adding and changing them.

SET ROLE zhiheng_owner;

CREATE VIEW institution.department_history AS
SELECT
	version.department_id,
	version.version,
	version.name,
	version.retired,
	zhiheng.time_label(version.at) AS at,
	account.name AS person
FROM zhiheng.department_version AS version
JOIN zhiheng.account AS account ON account.id = version.account_id;
COMMENT ON VIEW institution.department_history IS 'Every name that own departments have had, who gave it and when';

CREATE FUNCTION institution.department_lock() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
BEGIN
	-- One change of the list at a time, so that no name is there twice.
	PERFORM pg_advisory_xact_lock(11, (SELECT institution_id FROM zhiheng.identity())::integer);
	RETURN account;
END
$$;
COMMENT ON FUNCTION institution.department_lock IS 'The account that may change the list of departments, alone until the transaction ends';

CREATE FUNCTION institution.department_write(p_department bigint, p_version integer, p_name text, p_retired boolean, p_account bigint) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	IF NOT p_retired AND EXISTS (SELECT FROM institution.department AS other
	    WHERE other.name = p_name AND NOT other.retired AND other.id <> p_department) THEN
		RAISE EXCEPTION 'there is a department of that name' USING ERRCODE = 'ZH409', CONSTRAINT = 'department_name_taken', DETAIL = p_name;
	END IF;
	INSERT INTO zhiheng.department_version (department_id, version, name, retired, account_id)
	VALUES (p_department, p_version, p_name, p_retired, p_account);
END
$$;
COMMENT ON FUNCTION institution.department_write IS 'The next version of a department; only the two functions below call it';

CREATE FUNCTION institution.department_add(p_names text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.department_lock();
	made bigint;
	item text;
BEGIN
	IF (SELECT count(*) FROM institution.department) + cardinality(p_names) > 200 THEN
		RAISE EXCEPTION 'more than 200 departments' USING ERRCODE = 'ZH409', CONSTRAINT = 'department_count';
	END IF;
	FOREACH item IN ARRAY p_names LOOP
		INSERT INTO zhiheng.department (institution_id)
		SELECT who.institution_id FROM zhiheng.identity() AS who
		RETURNING id INTO made;
		PERFORM institution.department_write(made, 1, item, false, account);
		CALL zhiheng.write_audit('department.add', made, jsonb_build_object('name', item));
	END LOOP;
	RETURN cardinality(p_names);
END
$$;
COMMENT ON FUNCTION institution.department_add IS 'New departments in that order; ZH409 department_name_taken (the name as detail), department_count; ZH403 neither clerk nor leader';

CREATE FUNCTION institution.department_change(p_department bigint, p_version integer, p_name text, p_retired boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.department_lock();
	old institution.department;
BEGIN
	old := (SELECT item FROM institution.department AS item WHERE item.id = p_department);
	IF old.id IS NULL THEN
		RAISE EXCEPTION 'no such department' USING ERRCODE = 'ZH404';
	END IF;
	IF old.version <> p_version THEN
		RAISE EXCEPTION 'department % was changed meanwhile', p_department USING ERRCODE = 'ZH409', CONSTRAINT = 'department_stale';
	END IF;
	IF (old.name, old.retired) IS NOT DISTINCT FROM (p_name, p_retired) THEN
		RETURN;
	END IF;
	PERFORM institution.department_write(p_department, p_version + 1, p_name, p_retired, account);
	CALL zhiheng.write_audit('department.change', p_department, jsonb_build_object(
		'name', jsonb_build_array(old.name, p_name), 'retired', jsonb_build_array(old.retired, p_retired)));
END
$$;
COMMENT ON FUNCTION institution.department_change IS 'Another name, retired or taken up again; nothing happens if it is so already. ZH404, ZH409 department_stale, department_name_taken';

CREATE VIEW institution.quarter_indicator AS
SELECT DISTINCT ON (head.period, item.indicator_code)
	head.period,
	item.position,
	item.indicator_code,
	item.name,
	item.specialty,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.numerator,
	item.denominator,
	max(item.departments COLLATE "C") OVER several AS departments,
	max(item.months COLLATE "C") OVER several AS months
FROM institution.asked_indicator AS item
JOIN zhiheng.asked_return AS head ON head.programme_id = item.programme_id AND head.institution_id = item.institution_id
WINDOW several AS (PARTITION BY head.period, item.indicator_code)
ORDER BY head.period, item.indicator_code, item.programme_id DESC;
COMMENT ON VIEW institution.quarter_indicator IS 'Indicators asked of the own institution in a quarter, each once, as the newest programme has it; departments and months: the strictest word of all that ask, as in zhiheng.elements_asked';

CREATE FUNCTION institution.department_figures(p_department bigint, p_quarter text)
RETURNS TABLE (
	indicator_code text,
	name text,
	specialty text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	numerator_name text,
	denominator_name text,
	numerator numeric,
	denominator numeric,
	before_numerator numeric,
	before_denominator numeric,
	year_numerator numeric,
	year_denominator numeric,
	whole_numerator numeric,
	whole_numerator_state text,
	whole_denominator numeric,
	whole_denominator_state text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	before_quarter text := zhiheng.quarter_before(p_quarter, 1);
	year_quarter text := zhiheng.quarter_before(p_quarter, 4);
	quarters text[] := ARRAY[p_quarter, before_quarter, year_quarter];
BEGIN
	IF NOT EXISTS (SELECT FROM institution.department AS department WHERE department.id = p_department) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT
			item.position,
			item.indicator_code,
			item.name,
			item.specialty,
			item.kind,
			item.unit,
			item.factor,
			item.direction,
			item.minimum_denominator,
			item.required,
			item.numerator,
			item.denominator,
			item.departments
		FROM institution.quarter_indicator AS item
		WHERE item.period = p_quarter
	), code AS MATERIALIZED (
		SELECT array_agg(DISTINCT part.code) AS codes
		FROM asked
		CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator]) AS part (code)
		WHERE part.code IS NOT NULL
	), cell AS MATERIALIZED (
		SELECT item.quarter, item.code, item.number
		FROM institution.part_cells(quarters, (SELECT code.codes FROM code)) AS item
		WHERE item.part = p_department::text
	), whole AS MATERIALIZED (
		SELECT item.code, item.state, item.number
		FROM institution.whole_cells(ARRAY[p_quarter], (SELECT code.codes FROM code)) AS item
	)
	SELECT
		asked.indicator_code,
		asked.name,
		asked.specialty,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		(SELECT element.name FROM zhiheng.element_then(asked.numerator, p_quarter) AS element),
		(SELECT element.name FROM zhiheng.element_then(asked.denominator, p_quarter) AS element),
		(SELECT cell.number FROM cell WHERE cell.quarter = p_quarter AND cell.code = asked.numerator),
		(SELECT cell.number FROM cell WHERE cell.quarter = p_quarter AND cell.code = asked.denominator),
		(SELECT cell.number FROM cell WHERE cell.quarter = before_quarter AND cell.code = asked.numerator),
		(SELECT cell.number FROM cell WHERE cell.quarter = before_quarter AND cell.code = asked.denominator),
		(SELECT cell.number FROM cell WHERE cell.quarter = year_quarter AND cell.code = asked.numerator),
		(SELECT cell.number FROM cell WHERE cell.quarter = year_quarter AND cell.code = asked.denominator),
		upper_whole.number,
		upper_whole.state,
		lower_whole.number,
		lower_whole.state
	FROM asked
	LEFT JOIN whole AS upper_whole ON upper_whole.code = asked.numerator
	LEFT JOIN whole AS lower_whole ON lower_whole.code = asked.denominator
	WHERE asked.departments <> 'none'
		OR EXISTS (SELECT FROM cell WHERE cell.code IN (asked.numerator, asked.denominator))
	ORDER BY asked.position, asked.indicator_code;
END
$$;
COMMENT ON FUNCTION institution.department_figures IS 'The indicators of an own department in a quarter, in the quarter before and a year before, and the whole institution''s beside them: those asked by department, and those that have numbers of it';

CREATE FUNCTION institution.department_months(p_quarter text)
RETURNS TABLE (
	indicator_code text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	month text,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		asked.indicator_code,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		pair.month,
		pair.numerator,
		pair.denominator
	FROM institution.quarter_indicator AS asked
	CROSS JOIN LATERAL institution.part_months(asked.numerator, asked.denominator, institution.quarters_until(p_quarter, 4)) AS pair
	WHERE asked.period = p_quarter AND asked.months <> 'none'
	ORDER BY asked.position, asked.indicator_code, pair.month;
END
$$;
COMMENT ON FUNCTION institution.department_months IS 'The indicators that are asked by month, of the whole institution, in the twelve months up to the end of a quarter: by month none is asked by department';

CREATE VIEW institution.department_quarter AS
SELECT
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	zhiheng.period_label(zhiheng.quarter_before(head.period, 1)) AS before_label,
	zhiheng.period_label(zhiheng.quarter_before(head.period, 4)) AS year_label,
	bool_and(head.state IN ('accepted', 'published')) AS accepted,
	bool_or(head.parted) AS parted
FROM zhiheng.asked_return AS head
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND calendar.state <> 'planned'
	AND zhiheng.cadence(head.period) = 'quarter'
GROUP BY head.period;
COMMENT ON VIEW institution.department_quarter IS 'Quarters of own returns; parted: with numbers by department or month';

CREATE VIEW institution.department_word AS
SELECT
	word.id,
	word.department_id,
	word.period::text AS period,
	zhiheng.period_label(word.period) AS period_label,
	word.kind,
	word.indicator_code,
	(SELECT indicator.name FROM zhiheng.indicator AS indicator WHERE indicator.code = word.indicator_code) AS indicator_name,
	word.text,
	account.name AS person,
	zhiheng.time_label(word.at) AS at
FROM zhiheng.department_word AS word
JOIN zhiheng.account AS account ON account.id = word.account_id;
COMMENT ON VIEW institution.department_word IS 'Questions to the heads of own departments, and what they answered';

CREATE FUNCTION institution.department_say(p_department bigint, p_period text, p_kind text, p_indicator text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM institution.department AS department WHERE department.id = p_department)
		OR NOT EXISTS (SELECT FROM institution.department_quarter AS quarter WHERE quarter.period = p_period) THEN
		RAISE EXCEPTION 'no such department or quarter' USING ERRCODE = 'ZH404';
	END IF;
	IF p_indicator IS NOT NULL AND NOT EXISTS (SELECT FROM institution.department_figures(p_department, p_period) AS figure
	    WHERE figure.indicator_code = p_indicator) THEN
		RAISE EXCEPTION 'indicator % is not asked by department', p_indicator USING ERRCODE = 'ZH400', CONSTRAINT = 'department_word_indicator';
	END IF;
	INSERT INTO zhiheng.department_word (department_id, period, kind, indicator_code, text, account_id)
	VALUES (p_department, p_period, p_kind, p_indicator, p_text, account)
	RETURNING id INTO made;
	CALL zhiheng.write_audit('department.' || p_kind, p_department,
		jsonb_build_object('period', p_period, 'indicator', p_indicator, 'text', p_text));
	RETURN made;
END
$$;
COMMENT ON FUNCTION institution.department_say IS 'Writes down a question to the head of an own department, or the head''s answer; ZH404, ZH400 department_word_indicator, department_word_text';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
