-- Schema commission: grade schemes and their items, values and standing vetoes, for the several words that show grades.

SET ROLE zhiheng_owner;

CREATE VIEW commission.grade_version AS
SELECT
	version.scheme_id,
	version.programme_id,
	version.version,
	version.state,
	CASE version.state WHEN 'in_force' THEN '现行' WHEN 'former' THEN '已被取代' WHEN 'draft' THEN '草案' ELSE '已重新保存' END AS state_label,
	version.note,
	version.band_a,
	version.band_b,
	version.band_c,
	version.cap_b,
	version.cap_c,
	version.coverage_of_3,
	author.name AS author_name,
	zhiheng.time_label(version.saved_at) AS saved_at,
	enactor.name AS enactor_name,
	zhiheng.time_label(version.enacted_at) AS enacted_at
FROM zhiheng.grade_version AS version
JOIN zhiheng.account AS author ON author.id = version.account_id
LEFT JOIN zhiheng.account AS enactor ON enactor.id = version.enacted_by;
COMMENT ON VIEW commission.grade_version IS 'Grade schemes of the programmes the commission has to do with, every save';

CREATE VIEW commission.grade_item AS
SELECT
	scheme_id,
	programme_id,
	position,
	indicator_code,
	specialty,
	minimum_denominator,
	required,
	name,
	kind,
	unit,
	factor,
	direction,
	weight,
	floor,
	benchmark,
	safety,
	source,
	bar
FROM zhiheng.grade_item;
COMMENT ON VIEW commission.grade_item IS 'Indicators of grade schemes with their definitions';

CREATE FUNCTION commission.grade_results(p_programme bigint, p_period text, p_indicators text[])
RETURNS TABLE (
	indicator_code text,
	institution_id bigint,
	institution_name text,
	region_name text,
	level_position integer,
	peer_group text,
	peer_group_label text,
	coverage text,
	numerator numeric,
	denominator numeric,
	earlier text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF (SELECT qc_centre_id FROM zhiheng.identity()) IS NOT NULL OR p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT item.id, item.name, item.region_name, item.level_position, item.peer_group, item.peer_group_label
		FROM zhiheng.card_of(p_period) AS item
		WHERE item.id = ANY ((SELECT zhiheng.institutions_seen(p_period))::bigint[])
	)
	SELECT
		value.indicator_code,
		value.institution_id,
		card.name,
		card.region_name,
		card.level_position,
		card.peer_group,
		card.peer_group_label,
		value.coverage,
		value.numerator,
		value.denominator,
		before.earlier
	FROM unnest(p_indicators) AS wanted (code)
	CROSS JOIN LATERAL zhiheng.indicator_values(p_programme, p_period, wanted.code) AS value
	JOIN card ON card.id = value.institution_id
	LEFT JOIN LATERAL zhiheng.count_earlier(p_programme, p_period, wanted.code, ARRAY(SELECT card.id FROM card)) AS before
		ON before.institution_id = value.institution_id;
END
$$;
COMMENT ON FUNCTION commission.grade_results IS 'Values of some indicators for the institutions of the subtree; nothing for a QC centre, which does not see all that a grade is made of';

CREATE VIEW commission.grade_veto_standing AS
SELECT
	programme_id,
	institution_id,
	counts_in,
	cap,
	document,
	event
FROM zhiheng.grade_veto_standing;
COMMENT ON VIEW commission.grade_veto_standing IS 'Vetoes in force, a row for each period they count in';

CREATE VIEW commission.cap_standing AS
SELECT
	programme_id,
	period,
	institution_id,
	indicator_code,
	decision,
	decision_reason,
	numerator,
	denominator,
	cap
FROM zhiheng.cap_standing;
COMMENT ON VIEW commission.cap_standing IS 'The newest decisions on caps';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
