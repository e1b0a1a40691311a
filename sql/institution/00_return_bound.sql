-- Schema institution: what the shorter periods of an own return allow in it.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.return_bounds(p_return bigint)
RETURNS TABLE (code text, lowest numeric, lowest_label text, highest numeric, highest_label text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return
		AND head.institution_id = (SELECT institution_id FROM zhiheng.identity()));
	months text[] := zhiheng.period_parts(own.period, 'month');
	quarters text[] := zhiheng.period_parts(own.period, 'quarter');
	halves text[] := zhiheng.period_parts(own.period, 'half');
	within bigint[] := ARRAY(SELECT head.id FROM zhiheng.return AS head
		WHERE head.institution_id = own.institution_id AND head.period = ANY (months || quarters || halves));
BEGIN
	IF cardinality(within) = 0 THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH cell AS MATERIALIZED (
		SELECT kept.element_code, head.period::text AS period, zhiheng.cadence(head.period) AS cadence, kept.value
		FROM zhiheng.return_cells(within) AS kept
		JOIN zhiheng.return AS head ON head.id = kept.return_id
		WHERE kept.state <> 'missing'
	), whole AS (
		-- Those of which every shorter period has its number; what does not apply there adds nothing.
		SELECT
			cell.element_code,
			sum(cell.value) AS value,
			CASE cell.cadence
				WHEN 'half' THEN '上下半年之和'
				WHEN 'quarter' THEN CASE count(*) WHEN 2 THEN '两季之和' ELSE '四季之和' END
				ELSE CASE count(*) WHEN 3 THEN '三个月之和' WHEN 6 THEN '六个月之和' ELSE '各月之和' END
			END AS label
		FROM cell
		GROUP BY cell.element_code, cell.cadence
		HAVING count(*) = cardinality(CASE cell.cadence WHEN 'half' THEN halves WHEN 'quarter' THEN quarters ELSE months END)
			AND sum(cell.value) IS NOT NULL
	)
	SELECT
		asked.code,
		trim_scale(lower_end.value),
		lower_end.label,
		trim_scale(upper_end.value),
		upper_end.label
	FROM institution.asked_elements(p_return) AS asked
	LEFT JOIN LATERAL (
		SELECT cell.value, substr(zhiheng.period_label(cell.period), 6) AS label
		FROM cell
		WHERE cell.element_code = asked.code AND cell.value IS NOT NULL
		ORDER BY cell.value DESC, cell.period
		LIMIT 1
	) AS lower_end ON true
	LEFT JOIN LATERAL (
		SELECT whole.value, whole.label
		FROM whole
		WHERE whole.element_code = asked.code
		ORDER BY whole.value, whole.label
		LIMIT 1
	) AS upper_end ON true
	WHERE NOT asked.derived AND (lower_end.label IS NOT NULL OR upper_end.label IS NOT NULL)
		-- Counted once each in whatever period: the least of several is no such count, nor is a numerator, which may ask for all
		-- of a longer time.
		AND zhiheng.accumulation(asked.code, own.period) ~ '^none(?!:min)'
		AND EXISTS (SELECT FROM zhiheng.programme_indicator AS item
			WHERE item.programme_id = ANY (asked.programmes) AND item.denominator = asked.code)
		AND NOT EXISTS (SELECT FROM zhiheng.programme_indicator AS item
			WHERE item.programme_id = ANY (asked.programmes) AND asked.code IN (item.numerator, item.deviation));
END
$$;
COMMENT ON FUNCTION institution.return_bounds IS 'Between what a typed denominator of an own return that does not add up must lie: not less than in one of the shorter periods (their greatest, by its name), not more than in all together (null while one is missing)';

CREATE FUNCTION institution.quarter_signed(p_return bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN (
		SELECT format('%s季度已%s', (ARRAY['一', '二', '三', '四'])[right(whole.period, 1)::integer],
			CASE whole.state WHEN 'verified' THEN '送审' ELSE '报送' END)
		FROM zhiheng.return AS month
		JOIN zhiheng.return AS whole ON whole.institution_id = month.institution_id AND whole.period = zhiheng.quarter_of(month.period)
		WHERE month.id = p_return AND month.institution_id = (SELECT institution_id FROM zhiheng.identity())
			AND whole.state NOT IN ('draft', 'returned'));
END
$$;
COMMENT ON FUNCTION institution.quarter_signed IS 'Why an own month does not change any more: its quarter was passed on, or signed; null: it may';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
