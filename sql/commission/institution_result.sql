-- Schema commission: institution, continued: its baselines and returns beside its results.

SET ROLE zhiheng_owner;

CREATE VIEW commission.institution_return AS
SELECT
	item.id,
	item.programme_id,
	item.institution_id,
	item.period,
	item.period_label,
	item.class AS state,
	item.class_label AS state_label,
	item.due_on,
	zhiheng.time_label(item.first_submitted_at) AS submitted_at,
	greatest(0, coalesce((item.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.today()) - item.due_on) AS days_late,
	item.first_submitted_at IS NOT NULL AS submitted,
	(SELECT count(*) FROM zhiheng.return_event AS event WHERE event.return_id = item.id AND event.to_state = 'returned') AS times_returned
FROM commission.return_item AS item;
COMMENT ON VIEW commission.institution_return IS 'Returns with their lateness in days, counted up to today while nothing was submitted';

CREATE FUNCTION commission.institution_return_last(p_programme bigint, p_period text, p_institution bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT item.id
	FROM zhiheng.period_quarter AS span
	JOIN commission.return_item AS item ON item.programme_id = span.programme_id AND item.period = span.quarter
	WHERE span.programme_id = p_programme AND span.period = p_period AND item.institution_id = p_institution
		AND item.first_submitted_at IS NOT NULL
	ORDER BY item.period DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION commission.institution_return_last IS 'The newest return of an institution within a period that was submitted, null for none';

CREATE FUNCTION commission.screen_indicators(p_return bigint)
RETURNS TABLE (
	indicator_code text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	numerator text,
	denominator text,
	deviation text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	pairs integer,
	variance double precision,
	peers integer,
	shift double precision,
	peer_variance double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 150 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH asker AS MATERIALIZED (
		SELECT item.programme_id, item.place
		FROM commission.return_asker AS item
		WHERE item.return_id = p_return
	), indicator AS MATERIALIZED (
		-- Once: beside each row of a join it is a thousand times as much.
		SELECT asker.place, item.*
		FROM zhiheng.asked_indicator AS item
		JOIN asker ON asker.programme_id = item.programme_id
	), asked AS (
		SELECT DISTINCT ON (indicator.indicator_code) indicator.*
		FROM zhiheng.return AS head
		JOIN zhiheng.register AS own ON own.id = head.institution_id AND own.first_day <= zhiheng.period_end(head.period)
			AND own.next_day > zhiheng.period_end(head.period)
		JOIN indicator ON zhiheng.applies(indicator.levels, indicator.kinds, own.level, own.kind, own.specialist_type)
			AND zhiheng.wants(indicator.cadence, indicator.numerator, indicator.denominator, head.period)
		WHERE head.id = p_return
		ORDER BY indicator.indicator_code, indicator.place
	)
	SELECT
		asked.indicator_code,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		asked.numerator,
		asked.denominator,
		asked.deviation,
		past.year_ago_numerator,
		past.year_ago_denominator,
		past.pairs,
		past.variance,
		past.peers,
		past.shift,
		past.peer_variance
	FROM asked
	LEFT JOIN commission.screen_evidence(ARRAY[p_return]) AS past ON past.indicator_code = asked.indicator_code
	ORDER BY asked.place, asked.position;
END
$$;
COMMENT ON FUNCTION commission.screen_indicators IS 'The indicators of commission.return_indicator of one return, without values, with what the quarters before and the peers say of them';

-- One number should stand below all indicators that share a denominator.
CREATE VIEW commission.institution_baseline AS
SELECT
	baseline.programme_id,
	baseline.institution_id,
	element.name AS element_name,
	baseline.period::text AS period,
	zhiheng.period_label(baseline.period) AS period_label,
	asked.name AS indicator_name,
	baseline.denominator
FROM zhiheng.baseline_approved AS baseline
JOIN zhiheng.asked_definition AS asked ON asked.programme_id = baseline.programme_id AND asked.indicator_code = baseline.indicator_code
JOIN zhiheng.element AS element ON element.code = asked.denominator
WHERE baseline.denominator IS NOT NULL;
COMMENT ON VIEW commission.institution_baseline IS 'Denominators of approved baselines by the element they are of';

CREATE FUNCTION commission.institution_analyses(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (period text, period_label text, text text, person text, at text, earlier bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT item.period, item.period_label, item.text, item.person, item.at, item.earlier
	FROM zhiheng.analyses(p_institution, p_indicator) AS item
	-- A QC centre sees the indicators of its specialty; what was not submitted is nobody's to read above.
	WHERE EXISTS (SELECT FROM zhiheng.asked_definition AS asked WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator)
		AND EXISTS (SELECT FROM zhiheng.asked_return AS head WHERE head.programme_id = p_programme AND head.institution_id = p_institution
			AND head.period = item.period AND head.state IN ('submitted', 'accepted', 'published'))
	ORDER BY item.period DESC
$$;
COMMENT ON FUNCTION commission.institution_analyses IS 'What an institution wrote about an indicator, of each quarter of the programme that it submitted the newest; newest quarter first';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
