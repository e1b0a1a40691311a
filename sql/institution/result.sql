-- Schema institution: what the own accepted returns come to, beside the peers; grades.

SET ROLE zhiheng_owner;

CREATE VIEW institution.grade_version AS
SELECT
	scheme_id,
	programme_id,
	version,
	band_a,
	band_b,
	band_c,
	cap_b,
	cap_c,
	coverage_of_3,
	(SELECT institution_id FROM zhiheng.identity()) AS institution_id
FROM zhiheng.grade_version
WHERE state = 'in_force';
COMMENT ON VIEW institution.grade_version IS 'Grade schemes in force of the programmes that ask the institution, whose id stands beside';

CREATE VIEW institution.grade_item AS
SELECT
	item.programme_id,
	item.position,
	item.indicator_code,
	item.minimum_denominator,
	item.required,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.weight,
	item.floor,
	item.benchmark,
	item.safety,
	item.bar
FROM zhiheng.grade_item AS item
JOIN zhiheng.grade_version AS version ON version.scheme_id = item.scheme_id AND version.state = 'in_force';
COMMENT ON VIEW institution.grade_item IS 'Indicators of the grade schemes in force';

CREATE VIEW institution.grade_veto AS
SELECT
	institution_id,
	programme_id,
	counts_in,
	cap,
	document
FROM zhiheng.grade_veto_standing;
COMMENT ON VIEW institution.grade_veto IS 'Vetoes on the own institution, a row for each period they count in';

CREATE VIEW institution.cap_standing AS
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
COMMENT ON VIEW institution.cap_standing IS 'The newest decisions on caps of the own grade';

CREATE VIEW institution.result_period AS
SELECT
	span.programme_id,
	programme.name AS programme_name,
	programme.year,
	span.period,
	zhiheng.return_label(span.period, bool_and(head.backfilled)) AS period_label,
	span.quarters,
	count(head.accepted_revision) FILTER (WHERE head.period ~ 'Q' OR span.quarters = 1)::integer AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.programme AS programme ON programme.id = span.programme_id
JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
	AND head.institution_id = (SELECT institution_id FROM zhiheng.identity())
GROUP BY span.programme_id, programme.name, programme.year, span.period, span.quarters;
COMMENT ON VIEW institution.result_period IS 'Quarters, half-years and years the own returns make, with how many of these are accepted';

CREATE FUNCTION institution.peer_results(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	indicator_code text,
	target_code text,
	column_position bigint,
	specialty text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	threshold_op text,
	threshold_value numeric,
	threshold_source text,
	numerator_name text,
	denominator_name text,
	own boolean,
	institution_name text,
	peer_group text,
	peer_group_label text,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	standing text,
	rank integer,
	ranked integer,
	tied boolean,
	peers bigint,
	baseline_numerator numeric,
	baseline_denominator numeric,
	goal numeric,
	goal_met boolean,
	threshold_met boolean,
	previous_numerator numeric,
	previous_denominator numeric,
	previous_deviation numeric,
	bar text,
	basis_label text,
	confirmed_on text,
	confirmed_by text,
	confirmed_source text,
	earlier text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		peer.indicator_code,
		asked.target_code,
		asked.position,
		asked.specialty,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		demanded.op,
		demanded.value,
		demanded.source,
		asked.numerator_name,
		asked.denominator_name,
		peer.own,
		peer.name,
		peer.peer_group,
		peer.peer_group_label,
		peer.coverage,
		trim_scale(peer.numerator),
		trim_scale(peer.denominator),
		peer.deviation,
		peer.standing,
		peer.rank,
		peer.ranked,
		peer.tied,
		peer.peers,
		trim_scale(baseline.numerator),
		trim_scale(baseline.denominator),
		trim_scale(baseline.goal),
		zhiheng.meets(zhiheng.goal_op(asked.direction), baseline.goal, asked.factor, peer.numerator, peer.denominator, NULL, NULL),
		CASE WHEN peer.own THEN zhiheng.meets(demanded.op, demanded.value, asked.factor, peer.numerator, peer.denominator,
			baseline.numerator, baseline.denominator) END,
		trim_scale(before.numerator),
		trim_scale(before.denominator),
		before.deviation,
		asked.bar,
		zhiheng.basis_label(asked.basis),
		asked.confirmed_on,
		asked.confirmed_by,
		asked.confirmed_source,
		peer.earlier
	FROM zhiheng.peer_values(p_programme, p_period, p_indicator) AS peer
	JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = peer.indicator_code
	JOIN zhiheng.register_of(p_period) AS own ON own.id = (SELECT who.institution_id FROM zhiheng.identity() AS who)
	LEFT JOIN LATERAL zhiheng.threshold_of(p_programme, peer.indicator_code, own.level, own.kind, own.specialist_type, own.ownership) AS demanded
		ON true
	-- Row-level security: these two give the own institution's rows.
	LEFT JOIN zhiheng.baselines_approved(p_programme, p_indicator) AS baseline ON peer.own
		AND baseline.indicator_code = peer.indicator_code
	LEFT JOIN zhiheng.values_before(p_programme, p_period, p_indicator) AS before ON peer.own
		AND before.indicator_code = peer.indicator_code;
END
$$;
COMMENT ON FUNCTION institution.peer_results IS 'Own results, and those of the peers as the public sees them (zhiheng.peer_values); baseline, goal, threshold and the period before are the own ones';

CREATE FUNCTION institution.threshold_words(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (nature_label text, label text, scope_label text, years_label text, source text, verdict text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT
		word.nature_label,
		word.label,
		word.scope_label,
		word.years_label,
		word.source,
		(SELECT zhiheng.threshold_verdict(word.nature, word.op, word.value, word.value_to, asked.direction, asked.factor, value.numerator,
				value.denominator)
			FROM zhiheng.indicator_values(p_programme, p_period, p_indicator, (SELECT own.id FROM institution.own AS own)) AS value
			WHERE value.coverage = 'complete')
	FROM institution.threshold_word AS word
	JOIN institution.asked_indicator AS asked ON asked.programme_id = word.programme_id AND asked.indicator_code = word.indicator_code
	WHERE word.programme_id = p_programme AND word.indicator_code = p_indicator AND word.nature IN ('aim', 'average', 'area')
	ORDER BY word.position
$$;
COMMENT ON FUNCTION institution.threshold_words IS 'Aims and averages for the own institution, and how its value lies to them, and what is demanded of the region; what is demanded of it stands with the result';

CREATE FUNCTION institution.chart_baselines(p_programme bigint, p_indicator text)
RETURNS TABLE (first_period text, last_period text, first_label text, last_label text, reason text, person text, decided_on text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT first_period, last_period, first_label, last_label, reason, person, decided_on
	FROM zhiheng.chart_baselines(p_programme, p_indicator, (SELECT institution_id FROM zhiheng.identity()))
$$;
COMMENT ON FUNCTION institution.chart_baselines IS 'zhiheng.chart_baselines of the own institution';

CREATE FUNCTION institution.chart_freeze(p_programme bigint, p_indicator text, p_first text, p_last text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{verifier,leader}');
	own bigint := (SELECT institution_id FROM zhiheng.identity());
BEGIN
	PERFORM zhiheng.chart_freeze(p_programme, p_indicator, NULL, own, account, p_first, p_last, p_reason);
END
$$;
COMMENT ON FUNCTION institution.chart_freeze IS 'Decides on the baseline of an own control chart';

CREATE FUNCTION institution.period_compared(p_programme bigint, p_period text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT zhiheng.period_label(zhiheng.period_compared(p_programme, p_period))
	WHERE p_programme IN (SELECT zhiheng.programme_visible())
$$;
COMMENT ON FUNCTION institution.period_compared IS 'zhiheng.period_compared in words';

CREATE FUNCTION institution.improvement_evidence(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	units integer,
	before_numerator double precision,
	before_denominator double precision,
	now_numerator double precision,
	now_denominator double precision,
	tau2 double precision,
	withheld boolean
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT units, before_numerator, before_denominator, now_numerator, now_denominator, tau2, withheld
	FROM zhiheng.improvement_evidence(p_programme, p_period, p_indicator)
$$;
COMMENT ON FUNCTION institution.improvement_evidence IS 'zhiheng.improvement_evidence of the own institution';

CREATE FUNCTION institution.similar_evidence(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	peers integer,
	units integer,
	groups text,
	numerator double precision,
	denominator double precision,
	mean double precision,
	tau2 double precision,
	weight double precision,
	phi double precision
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
	SELECT peers, units, groups, numerator, denominator, mean, tau2, weight, phi
	FROM zhiheng.similar_evidence(p_programme, p_period, p_indicator)
$$;
COMMENT ON FUNCTION institution.similar_evidence IS 'zhiheng.similar_evidence of the own institution';

CREATE FUNCTION institution.trend(p_programme bigint, p_indicator text)
RETURNS TABLE (
	period text,
	period_label text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	SELECT period, period_label, expected, received, numerator, denominator
	FROM zhiheng.trend(p_programme, p_indicator, (SELECT institution_id FROM zhiheng.identity()))
$$;
COMMENT ON FUNCTION institution.trend IS 'zhiheng.trend of the own institution';

CREATE FUNCTION institution.result_trend(p_programme bigint, p_period text, p_quarters integer)
RETURNS TABLE (indicator_code text, quarter text, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	final text := (zhiheng.period_quarters(p_period))[cardinality(zhiheng.period_quarters(p_period))];
	-- Elements keep their codes over all years and programmes.
	quarters text[] := ARRAY(SELECT zhiheng.quarter_before(final, back) FROM generate_series(0, p_quarters - 1) AS back);
	own bigint := (SELECT institution_id FROM zhiheng.identity());
	numbers smallint[] := zhiheng.element_numbers(ARRAY(
		SELECT DISTINCT used.code
		FROM zhiheng.programme_indicator AS item
		CROSS JOIN LATERAL unnest(ARRAY[item.numerator, item.denominator]) AS used (code)
		WHERE item.programme_id = p_programme AND used.code IS NOT NULL));
BEGIN
	RETURN QUERY
	WITH cell AS MATERIALIZED (
		SELECT
			kept.period,
			kept.element_code,
			kept.value
		FROM zhiheng.accepted_cell AS kept
		WHERE kept.period = ANY (quarters) AND kept.number = ANY (numbers) AND kept.institution_id = own AND kept.value IS NOT NULL
			AND kept.levels & zhiheng.level_bit(zhiheng.programme_rung(p_programme)) <> 0
	)
	SELECT
		asked.indicator_code,
		part.period,
		trim_scale(part.value),
		trim_scale(whole.value)
	FROM institution.asked_indicator AS asked
	JOIN cell AS part ON part.element_code = asked.numerator
	LEFT JOIN cell AS whole ON whole.period = part.period AND whole.element_code = asked.denominator
	WHERE asked.programme_id = p_programme AND (asked.denominator IS NULL OR whole.value IS NOT NULL)
	ORDER BY asked.position, part.period;
END
$$;
COMMENT ON FUNCTION institution.result_trend IS 'Numerators and denominators of the last accepted quarters up to the end of a period, oldest first';

CREATE FUNCTION institution.result_departments(p_programme bigint, p_period text, p_indicator text, p_quarters integer)
RETURNS TABLE (department_id bigint, name text, retired boolean, quarter text, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	upper_element text;
	lower_element text;
	departments text;
	quarters text[] := institution.quarters_until(p_period, p_quarters);
BEGIN
	SELECT item.numerator, item.denominator, item.departments INTO upper_element, lower_element, departments
	FROM zhiheng.asked_definition AS item
	WHERE item.programme_id = p_programme AND item.indicator_code = p_indicator;
	IF coalesce(departments, 'none') = 'none' AND NOT EXISTS (
	    SELECT FROM institution.part_cells(quarters, ARRAY[upper_element, lower_element]) AS cell WHERE cell.part !~ '-') THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		pair.department_id,
		pair.name,
		pair.retired,
		pair.quarter,
		pair.numerator,
		pair.denominator
	FROM institution.part_departments(upper_element, lower_element, quarters) AS pair
	ORDER BY pair.retired, pair.department_id, pair.quarter;
END
$$;
COMMENT ON FUNCTION institution.result_departments IS 'An indicator by department over the last quarters up to the end of a period, the oldest first. No row: it is neither asked by department nor was it ever filled in so';

CREATE FUNCTION institution.result_wholes(p_programme bigint, p_period text, p_indicator text, p_quarters integer)
RETURNS TABLE (
	quarter text,
	quarter_label text,
	return_state text,
	numerator numeric,
	numerator_state text,
	denominator numeric,
	denominator_state text,
	numerator_sum numeric,
	denominator_sum numeric
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 8 SET search_path = ''
AS $$
	SELECT
		whole.quarter,
		zhiheng.period_label(whole.quarter),
		whole.return_state,
		whole.numerator,
		whole.numerator_state,
		whole.denominator,
		whole.denominator_state,
		whole.numerator_sum,
		whole.denominator_sum
	FROM zhiheng.asked_definition AS asked
	CROSS JOIN LATERAL institution.part_wholes(asked.numerator, asked.denominator, institution.quarters_until(p_period, p_quarters)) AS whole
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator
	ORDER BY whole.quarter
$$;
COMMENT ON FUNCTION institution.result_wholes IS 'institution.part_wholes of an indicator over the same quarters';

CREATE FUNCTION institution.result_months(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (month text, numerator numeric, denominator numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 12 SET search_path = ''
AS $$
	SELECT item.month, item.numerator, item.denominator
	FROM (
		SELECT
			pair.month,
			pair.numerator,
			pair.denominator,
			asked.months <> 'none' AND asked.departments = 'none' OR bool_or(pair.numerator IS NOT NULL OR pair.denominator IS NOT NULL) OVER () AS shown
		FROM zhiheng.asked_definition AS asked
		CROSS JOIN LATERAL institution.part_months(asked.numerator, asked.denominator, institution.quarters_until(p_period, 4)) AS pair
		WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator
	) AS item
	WHERE item.shown
	ORDER BY item.month
$$;
COMMENT ON FUNCTION institution.result_months IS 'An indicator by month, twelve up to the end of a period, the oldest first; no row: it is neither asked by month nor was it ever filled in so';

CREATE FUNCTION institution.result_analyses(p_period text, p_indicator text)
RETURNS TABLE (period text, period_label text, text text, person text, at text, earlier bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 4 SET search_path = ''
AS $$
	SELECT item.period, item.period_label, item.text, item.person, item.at, item.earlier
	FROM zhiheng.analyses((SELECT institution_id FROM zhiheng.identity()), p_indicator) AS item
	WHERE item.period = p_period OR item.period = ANY (zhiheng.period_quarters(p_period))
	ORDER BY item.period
$$;
COMMENT ON FUNCTION institution.result_analyses IS 'zhiheng.analyses of the own institution, of a period and the quarters in it';

CREATE FUNCTION institution.analysis_wanted(p_indicator text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT cadence.analysis_text
	FROM zhiheng.indicator_cadence AS cadence
	WHERE cadence.code = p_indicator AND 'institution' = ANY (string_to_array(cadence.analysis_by, ';'))
$$;
COMMENT ON FUNCTION institution.analysis_wanted IS 'Whether the document wants an analysis of an indicator by institutions: yes, optional, no; null: not by them';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
