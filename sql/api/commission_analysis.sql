-- Schema commission, continued: results side by side.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.values_before(p_programme bigint, p_period text, p_indicator text, p_institution bigint DEFAULT NULL)
RETURNS TABLE (institution_id bigint, indicator_code text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT value.institution_id, value.indicator_code, value.numerator, value.denominator
	FROM zhiheng.values_before(p_programme, p_period, p_indicator, p_institution) AS value
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION commission.values_before IS 'zhiheng.values_before for the institutions of the subtree, or for one of them';

-- == matrix ==

CREATE FUNCTION commission.matrix(p_programme bigint, p_period text, p_specialty text)
RETURNS TABLE (
	indicator_code text,
	column_position bigint,
	institution_id bigint,
	institution_name text,
	region_code text,
	region_name text,
	level text,
	kind text,
	ownership text,
	level_position integer,
	peer_group text,
	peer_group_label text,
	coverage text,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT
			item.id,
			item.name,
			item.region_code,
			item.region_name,
			item.level,
			item.kind,
			item.ownership,
			item.level_position,
			item.peer_group,
			item.peer_group_label
		FROM zhiheng.institution_card AS item
	), indicator AS MATERIALIZED (
		SELECT asked.indicator_code, asked.position AS column_position
		FROM zhiheng.asked_indicator AS asked
		WHERE asked.programme_id = p_programme AND (p_specialty IS NULL OR asked.specialty = p_specialty)
	)
	SELECT
		value.indicator_code,
		indicator.column_position,
		card.id,
		card.name,
		card.region_code,
		card.region_name,
		card.level,
		card.kind,
		card.ownership,
		card.level_position,
		card.peer_group,
		card.peer_group_label,
		value.coverage,
		value.numerator,
		value.denominator
	FROM zhiheng.indicator_values(p_programme, p_period, NULL) AS value
	JOIN indicator ON indicator.indicator_code = value.indicator_code
	JOIN card ON card.id = value.institution_id
	WHERE p_programme IN (SELECT zhiheng.programme_visible());
END
$$;
COMMENT ON FUNCTION commission.matrix IS 'Every value of a period for the institutions of the subtree, of one specialty or (null) of all: zhiheng.results without baselines, goals and thresholds';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
