-- Schema commission, continued: what several pages share.  Loaded after commission.sql, before its other
-- parts (in order of name).

SET ROLE zhiheng_owner;

CREATE VIEW commission.programme_name AS
SELECT
	programme.id,
	programme.name,
	programme.year
FROM zhiheng.programme AS programme
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.programme_name IS 'Programmes the commission has to do with';

CREATE VIEW commission.period_choice AS
SELECT
	span.programme_id,
	programme.name AS programme_name,
	programme.year,
	programme.commission_id = who.commission_id AS own,
	commission.region_code::text AS region_code,
	span.period,
	zhiheng.period_label(span.period) AS period_label,
	span.period ~ 'Q' AS is_quarter,
	bool_or(EXISTS (SELECT FROM zhiheng.return AS head WHERE head.programme_id = span.programme_id AND head.period = span.quarter
		AND head.state IN ('accepted', 'published'))) AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.programme AS programme ON programme.id = span.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
CROSS JOIN zhiheng.identity() AS who
WHERE span.state <> 'planned'
GROUP BY span.programme_id, programme.name, programme.year, programme.commission_id, who.commission_id, commission.region_code, span.period;
COMMENT ON VIEW commission.period_choice IS 'Programmes and periods there can be numbers for: quarters once opened, and the half-years and years these count towards';

CREATE VIEW commission.period_quarter AS
SELECT
	programme_id,
	period,
	quarter,
	quarters
FROM zhiheng.period_quarter;
COMMENT ON VIEW commission.period_quarter IS 'Quarters that make up the periods of a programme';

CREATE VIEW commission.indicator AS
SELECT
	programme_id,
	indicator_code,
	position,
	specialty,
	numerator,
	denominator,
	levels,
	kinds,
	minimum_denominator,
	required,
	name,
	kind,
	unit,
	factor,
	direction,
	numerator_name,
	denominator_name,
	threshold_op,
	threshold_value,
	threshold_source
FROM zhiheng.asked_indicator;
COMMENT ON VIEW commission.indicator IS 'Indicators of programmes in the order of pages; for a QC centre those of its specialty';

CREATE VIEW commission.institution_card AS
SELECT
	id,
	name,
	region_code,
	region_name,
	level_position,
	peer_group,
	peer_group_label,
	active
FROM zhiheng.institution_card;
COMMENT ON VIEW commission.institution_card IS 'Institutions of the subtree as the pages name them';

CREATE FUNCTION commission.require_reviewer() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint;
BEGIN
	SELECT who.account_id INTO account FROM zhiheng.identity() AS who
	WHERE who.qc_centre_id IS NULL AND who.role IN ('reviewer', 'administrator');
	IF NOT FOUND THEN
		RAISE EXCEPTION 'may not decide' USING ERRCODE = 'ZH403', CONSTRAINT = 'reviewer_needed';
	END IF;
	RETURN account;
END
$$;
COMMENT ON FUNCTION commission.require_reviewer IS 'The account asking if it may decide: reviewer or administrator of a commission, not of a QC centre; ZH403 otherwise';

CREATE VIEW commission.return_item AS
SELECT
	head.id,
	head.programme_id,
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	head.institution_id,
	institution.name AS institution_name,
	institution.region_code,
	institution.region_name,
	institution.level_position,
	institution.peer_group_label,
	head.state,
	zhiheng.label('return', head.state) AS state_label,
	head.revision,
	calendar.due_on,
	calendar.state AS period_state,
	head.first_submitted_at,
	(head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date <= calendar.due_on AS in_time,
	zhiheng.return_class(head.state, head.first_submitted_at, calendar.due_on) AS class,
	zhiheng.return_class_label(zhiheng.return_class(head.state, head.first_submitted_at, calendar.due_on)) AS class_label
FROM zhiheng.return AS head
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
JOIN commission.institution_card AS institution ON institution.id = head.institution_id
WHERE institution.active OR head.first_submitted_at IS NOT NULL;
COMMENT ON VIEW commission.return_item IS 'Returns expected, each in one class of zhiheng.return_class; a closed institution that never submitted is not expected';

CREATE FUNCTION commission.results(p_programme bigint, p_period text, p_indicator text) RETURNS SETOF zhiheng.result
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5000 SET search_path = ''
AS $$
	SELECT result FROM zhiheng.results(p_programme, p_period, p_indicator) AS result
$$;
COMMENT ON FUNCTION commission.results IS 'zhiheng.results for the institutions of the subtree';

CREATE FUNCTION commission.peer_results(p_programme bigint, p_period text, p_institution bigint) RETURNS SETOF zhiheng.result
LANGUAGE sql STABLE SECURITY DEFINER ROWS 2000 SET search_path = ''
AS $$
	SELECT result FROM zhiheng.results(p_programme, p_period, NULL, p_institution) AS result
$$;
COMMENT ON FUNCTION commission.peer_results IS 'zhiheng.results of all indicators for an institution of the subtree and its peers there';

-- Sums of everything, without what only a table of institutions needs: a third less work.
CREATE FUNCTION commission.totals(p_programme bigint, p_period text)
RETURNS TABLE (
	indicator_code text,
	asked bigint,
	not_applicable bigint,
	complete bigint,
	with_data bigint,
	numerator numeric,
	denominator numeric,
	judged bigint,
	met bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		result.indicator_code,
		count(*),
		count(*) FILTER (WHERE result.coverage = 'not_applicable'),
		count(*) FILTER (WHERE result.coverage = 'complete'),
		count(*) FILTER (WHERE result.standing),
		sum(result.numerator) FILTER (WHERE result.standing),
		sum(result.denominator) FILTER (WHERE result.standing),
		count(result.met),
		count(*) FILTER (WHERE result.met)
	FROM (
		SELECT
			value.indicator_code,
			value.coverage,
			value.numerator,
			value.denominator,
			zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, value.numerator, value.denominator) AS standing,
			zhiheng.meets(definition.threshold_op, definition.threshold_value, definition.factor, value.numerator, value.denominator,
				baseline.numerator, baseline.denominator) AS met
		FROM zhiheng.indicator_values(p_programme, p_period, NULL) AS value
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = p_programme
			AND definition.indicator_code = value.indicator_code
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
		LEFT JOIN zhiheng.baselines_approved(p_programme, NULL) AS baseline ON baseline.institution_id = value.institution_id
			AND baseline.indicator_code = value.indicator_code
	) AS result
	GROUP BY result.indicator_code;
END
$$;
COMMENT ON FUNCTION commission.totals IS 'Per indicator: institutions asked, their coverage, sums over those whose counts can stand, how many of those judged meet the threshold';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
