-- What several audiences share, continued: what the shorter periods of a return allow in it.

CALL zhiheng.drop_functions('return_bounds', 'bound_text');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.return_bounds(p_return bigint, p_copy text)
RETURNS TABLE (code text, lowest numeric, lowest_label text, highest numeric, highest_label text)
LANGUAGE plpgsql STABLE ROWS 10 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return);
	months text[] := zhiheng.period_parts(own.period, 'month');
	quarters text[] := zhiheng.period_parts(own.period, 'quarter');
	halves text[] := zhiheng.period_parts(own.period, 'half');
	newest bigint[] := '{}';
	accepted text[] := '{}';
BEGIN
	SELECT
		array_agg(item.id) FILTER (WHERE item.newest),
		array_agg(item.period) FILTER (WHERE NOT item.newest AND item.accepted)
	INTO newest, accepted
	FROM (
		SELECT
			head.id,
			head.period::text AS period,
			head.accepted_revision IS NOT NULL AS accepted,
			CASE p_copy WHEN 'newest' THEN true WHEN 'signed' THEN head.state = 'submitted' ELSE false END AS newest
		FROM zhiheng.return AS head
		WHERE head.institution_id = own.institution_id AND head.period = ANY (months || quarters || halves)
	) AS item;
	IF newest IS NULL AND accepted IS NULL THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		-- Counted once each in whatever period: the least of several is no such count, nor is a numerator, which may ask for all
		-- of a longer time.
		SELECT item.code
		FROM zhiheng.return_asked(p_return) AS item
		WHERE NOT item.derived AND zhiheng.accumulation(item.code, own.period) ~ '^none(?!:min)'
			AND EXISTS (SELECT FROM zhiheng.programme_indicator AS used
				WHERE used.programme_id = ANY (item.programmes) AND used.denominator = item.code)
			AND NOT EXISTS (SELECT FROM zhiheng.programme_indicator AS used
				WHERE used.programme_id = ANY (item.programmes) AND item.code IN (used.numerator, used.deviation))
	), cell AS MATERIALIZED (
		SELECT kept.element_code, head.period::text AS period, zhiheng.cadence(head.period) AS cadence, kept.value
		FROM zhiheng.return_cells(newest) AS kept
		JOIN zhiheng.return AS head ON head.id = kept.return_id
		WHERE kept.state <> 'missing'
		UNION ALL
		SELECT kept.element_code, kept.period, zhiheng.cadence(kept.period), kept.value
		FROM asked
		JOIN zhiheng.accepted_cell AS kept ON kept.period = ANY (accepted) AND kept.institution_id = own.institution_id AND kept.element_code = asked.code
			AND kept.levels & zhiheng.level_bit(4) <> 0
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
	FROM asked
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
	WHERE lower_end.label IS NOT NULL OR upper_end.label IS NOT NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.return_bounds IS 'Between what a typed denominator of a return that does not add up must lie: not less than in one of the shorter periods (their greatest, by its name), not more than in all together (null while one is missing). p_copy: which numbers of these are read: newest, signed (on their way, else accepted), accepted';

CREATE FUNCTION zhiheng.bound_text(p_return bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN (
		SELECT string_agg(format('“%s”（%s）%s%s%s', element.name, trim_scale(item.value), CASE WHEN item.value < item.bound THEN '小于' ELSE '大于' END,
			item.bound_label, trim_scale(item.bound)), '；' ORDER BY item.element_code)
		FROM zhiheng.bound_conflict AS item
		JOIN zhiheng.return AS head ON head.id = item.return_id
		CROSS JOIN LATERAL zhiheng.element_then(item.element_code, head.period) AS element
		WHERE item.return_id = p_return);
END
$$;
COMMENT ON FUNCTION zhiheng.bound_text IS 'What bound_conflict has of a return, in words; null: nothing';

-- The caller runs what a view calls.
REVOKE EXECUTE ON FUNCTION zhiheng.bound_text FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.bound_text TO zhiheng_commission;

RESET ROLE;
