-- Schema institution: numbers by department and month, as they are read: pairs of an indicator beside the whole.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.quarters_until(p_period text, p_count integer) RETURNS text[]
LANGUAGE sql IMMUTABLE
RETURN (SELECT array_agg(zhiheng.quarter_before((zhiheng.period_quarters(p_period))[cardinality(zhiheng.period_quarters(p_period))], back)
		ORDER BY back DESC)
	FROM generate_series(0, p_count - 1) AS back);
COMMENT ON FUNCTION institution.quarters_until IS 'So many quarters up to the last one of a period, oldest first';

CREATE FUNCTION institution.part_cells(p_quarters text[], p_codes text[])
RETURNS TABLE (quarter text, code text, part text, number numeric)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT DISTINCT ON (head.period, cell.code, cell.part)
		head.period::text,
		cell.code,
		cell.part,
		trim_scale(cell.number)
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
	WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND head.period = ANY (p_quarters) AND head.parted
		AND cell.code = ANY (p_codes) AND cell.number IS NOT NULL
	ORDER BY head.period, cell.code, cell.part, head.id DESC
$$;
COMMENT ON FUNCTION institution.part_cells IS 'Own numbers by department (its id) and month (2025-07), as they were last saved, whether accepted or not';

CREATE FUNCTION institution.whole_cells(p_quarters text[], p_codes text[])
RETURNS TABLE (quarter text, code text, state text, number numeric, return_state text)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	WITH head AS MATERIALIZED (
		SELECT
			own.id,
			own.period::text AS period,
			own.state
		FROM zhiheng.return AS own
		WHERE own.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND own.period = ANY (p_quarters)
	)
	SELECT DISTINCT ON (head.period, cell.element_code)
		head.period,
		cell.element_code,
		cell.state,
		trim_scale(cell.value),
		head.state
	FROM zhiheng.return_cells(ARRAY(SELECT head.id FROM head)) AS cell
	JOIN head ON head.id = cell.return_id
	WHERE cell.element_code = ANY (p_codes)
	ORDER BY head.period, cell.element_code, cell.state = 'missing', head.id DESC
$$;
COMMENT ON FUNCTION institution.whole_cells IS 'The same elements of the whole institution, with the state of the return they stand in';

CREATE FUNCTION institution.part_departments(p_numerator text, p_denominator text, p_quarters text[])
RETURNS TABLE (department_id bigint, name text, retired boolean, quarter text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	WITH cell AS MATERIALIZED (
		SELECT quarter, code, part, number
		FROM institution.part_cells(p_quarters, ARRAY[p_numerator, p_denominator])
		WHERE part !~ '-'
	)
	SELECT
		department.id,
		department.name,
		department.retired,
		asked.quarter,
		upper_cell.number,
		lower_cell.number
	FROM institution.department AS department
	CROSS JOIN unnest(p_quarters) AS asked (quarter)
	LEFT JOIN cell AS upper_cell ON upper_cell.quarter = asked.quarter AND upper_cell.code = p_numerator
		AND upper_cell.part = department.id::text
	LEFT JOIN cell AS lower_cell ON lower_cell.quarter = asked.quarter AND lower_cell.code = p_denominator
		AND lower_cell.part = department.id::text
	-- A department that was given up stands there with the numbers that it left.
	WHERE NOT department.retired OR department.id::text IN (SELECT cell.part FROM cell)
$$;
COMMENT ON FUNCTION institution.part_departments IS 'Numerators and denominators of an indicator by own department, a row for each and quarter, null where nothing was filled in';

CREATE FUNCTION institution.part_wholes(p_numerator text, p_denominator text, p_quarters text[])
RETURNS TABLE (
	quarter text,
	return_state text,
	numerator numeric,
	numerator_state text,
	denominator numeric,
	denominator_state text,
	numerator_sum numeric,
	denominator_sum numeric
)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	WITH cell AS MATERIALIZED (
		SELECT quarter, code, state, number, return_state
		FROM institution.whole_cells(p_quarters, ARRAY[p_numerator, p_denominator])
	), total AS (
		SELECT quarter, code, sum(number) AS number
		FROM institution.part_cells(p_quarters, ARRAY[p_numerator, p_denominator])
		WHERE part !~ '-'
		GROUP BY quarter, code
	)
	SELECT
		asked.quarter,
		coalesce(upper_cell.return_state, lower_cell.return_state),
		upper_cell.number,
		upper_cell.state,
		lower_cell.number,
		lower_cell.state,
		upper_total.number,
		lower_total.number
	FROM unnest(p_quarters) AS asked (quarter)
	LEFT JOIN cell AS upper_cell ON upper_cell.quarter = asked.quarter AND upper_cell.code = p_numerator
	LEFT JOIN cell AS lower_cell ON lower_cell.quarter = asked.quarter AND lower_cell.code = p_denominator
	LEFT JOIN total AS upper_total ON upper_total.quarter = asked.quarter AND upper_total.code = p_numerator
	LEFT JOIN total AS lower_total ON lower_total.quarter = asked.quarter AND lower_total.code = p_denominator
$$;
COMMENT ON FUNCTION institution.part_wholes IS 'The same of the whole institution, a row a quarter, and what the departments add up to';

CREATE FUNCTION institution.part_months(p_numerator text, p_denominator text, p_quarters text[])
RETURNS TABLE (month text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SET search_path = ''
AS $$
	SELECT
		asked.month,
		-- Parts of a quarter's return, or a month's own.
		coalesce(max(cell.number) FILTER (WHERE cell.code = p_numerator), max(own.number) FILTER (WHERE own.code = p_numerator)),
		coalesce(max(cell.number) FILTER (WHERE cell.code = p_denominator), max(own.number) FILTER (WHERE own.code = p_denominator))
	FROM unnest(p_quarters) AS quarter (period)
	CROSS JOIN unnest(zhiheng.quarter_months(quarter.period)) AS asked (month)
	LEFT JOIN institution.part_cells(p_quarters, ARRAY[p_numerator, p_denominator]) AS cell ON cell.part = asked.month
	LEFT JOIN institution.whole_cells(ARRAY(SELECT month.period FROM unnest(p_quarters) AS span (period)
		CROSS JOIN unnest(zhiheng.quarter_months(span.period)) AS month (period)), ARRAY[p_numerator, p_denominator]) AS own
		ON own.quarter = asked.month
	GROUP BY asked.month
$$;
COMMENT ON FUNCTION institution.part_months IS 'Numerators and denominators of an indicator by month, null where nothing was filled in';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
