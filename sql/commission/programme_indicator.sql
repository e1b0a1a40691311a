-- Schema commission: programme, continued: the indicators of a programme and their settings.

SET ROLE zhiheng_owner;

CREATE VIEW commission.indicator_proposal AS
SELECT
	indicator.code,
	indicator.version,
	indicator.target_code,
	coalesce(target.specialty, '综合') AS specialty,
	indicator.numerator,
	indicator.denominator,
	indicator.deviation,
	asked.levels,
	CASE WHEN indicator.reporter = 'institution' THEN asked.kinds ELSE ARRAY[indicator.reporter] END AS kinds,
	kind.minimum_denominator,
	indicator.is_primary AS required,
	replace(coalesce(rhythm.cadence, 'quarter'), 'half-year', 'half') AS cadence
FROM zhiheng.indicator AS indicator
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
JOIN zhiheng.target AS target ON target.code = indicator.target_code
LEFT JOIN zhiheng.indicator_cadence AS rhythm ON rhythm.code = indicator.code
JOIN zhiheng.indicator_way AS reported ON reported.code = indicator.code AND reported.way = 'typed'
CROSS JOIN LATERAL (
	SELECT
		coalesce(array_agg(part.token) FILTER (WHERE part.token IN ('tertiary', 'secondary', 'primary', 'ungraded')), '{}') AS levels,
		coalesce(array_agg(part.token) FILTER (WHERE part.token IN ('general', 'tcm', 'maternal_child', 'other')
			OR part.token LIKE 'specialist%'), '{}') AS kinds
	FROM string_to_table(indicator.applies_to, ';') AS part (token)
) AS asked
WHERE indicator.reporter IN ('institution', 'blood_station', 'exam_centre', 'opo', 'ems');
COMMENT ON VIEW commission.indicator_proposal IS 'How indicators that institutions report enter a programme (what a record answers, or will answer, is typed by nobody): levels and kinds as the document names them (services are left to 不适用), minimum denominator 30, of rates 100, cadence as printed';

CREATE VIEW commission.programme_other AS
SELECT
	adopted.programme_id,
	indicator.code,
	indicator.name,
	zhiheng.label('frequency', indicator.frequency) AS frequency_label,
	zhiheng.way_words(reported.way, reported.reporter, reported.labels) AS way,
	formula.rule
FROM zhiheng.programme_target AS adopted
JOIN zhiheng.indicator AS indicator ON indicator.target_code = adopted.target_code
JOIN zhiheng.indicator_way AS reported ON reported.code = indicator.code AND reported.way <> 'typed'
LEFT JOIN zhiheng.formula AS formula ON formula.code = indicator.code;
COMMENT ON VIEW commission.programme_other IS 'Indicators of the adopted targets that are computed from records or wait for one: typed by nobody, asked and counted nowhere';

CREATE FUNCTION commission.indicator_make(p_programme bigint, p_year integer, p_targets text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator,
		denominator, deviation, levels, kinds, minimum_denominator, required, cadence)
	SELECT p_programme, code, version, target_code, specialty, numerator, denominator, deviation, levels, kinds, minimum_denominator, required,
		cadence
	FROM commission.indicator_proposal
	WHERE target_code = ANY (p_targets)
	ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, position, nature, op, value, value_to, levels, kinds, ownerships, years, source)
	SELECT p_programme, proposal.indicator_code, proposal.position, proposal.nature, proposal.op, proposal.value, proposal.value_to,
		proposal.levels, proposal.kinds, proposal.ownerships, proposal.years, proposal.source
	FROM commission.threshold_proposal(p_year) AS proposal
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = p_programme AND asked.indicator_code = proposal.indicator_code
	WHERE asked.target_code = ANY (p_targets)
	ON CONFLICT DO NOTHING;
$$;
COMMENT ON FUNCTION commission.indicator_make IS 'The indicators of newly adopted targets with the documents'' thresholds';

CREATE FUNCTION commission.indicator_state(p_programme bigint, p_indicator text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT jsonb_build_object('levels', levels, 'kinds', kinds, 'minimum_denominator', minimum_denominator, 'required', required,
		'departments', departments, 'months', months, 'cadence', cadence, 'threshold', op, 'value', value, 'source', source, 'seen', seen)
	FROM commission.programme_indicator_entry
	WHERE programme_id = p_programme AND code = p_indicator
$$;
COMMENT ON FUNCTION commission.indicator_state IS 'What is set for an indicator, for the audit';

CREATE FUNCTION commission.indicator_change(p_programme bigint, p_indicator text, p_seen text, p_levels text[], p_kinds text[],
	p_minimum integer, p_required boolean, p_op text, p_value numeric, p_source text, p_departments text, p_months text, p_cadence text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	old jsonb;
	changes jsonb;
BEGIN
	PERFORM commission.programme_lock(p_programme);
	old := commission.indicator_state(p_programme, p_indicator);
	IF old IS NULL THEN
		RAISE EXCEPTION 'no such indicator' USING ERRCODE = 'ZH404';
	END IF;
	IF old ->> 'seen' <> p_seen THEN
		RAISE EXCEPTION 'indicator % was changed meanwhile', p_indicator USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_indicator_changed';
	END IF;
	IF EXISTS (SELECT unnest(p_kinds) EXCEPT SELECT value FROM commission.kind_choice) THEN
		RAISE EXCEPTION 'unknown kind' USING ERRCODE = 'ZH400', CONSTRAINT = 'programme_indicator_kinds';
	END IF;
	-- An element has one set of parts, and departments come first: months beside them would never be asked.
	IF p_departments <> 'none' AND p_months <> 'none' THEN
		RAISE EXCEPTION 'departments and months' USING ERRCODE = 'ZH400', CONSTRAINT = 'programme_indicator_parts';
	END IF;
	-- What was asked in a period that was opened stays asked there.
	IF p_cadence <> old ->> 'cadence' AND EXISTS (SELECT FROM zhiheng.reporting_period AS calendar
	    WHERE calendar.programme_id = p_programme AND calendar.state <> 'planned'
		AND (zhiheng.cadence(calendar.period) IN (p_cadence, old ->> 'cadence')
			AND NOT (zhiheng.cadence(calendar.period) = 'quarter' AND old ->> 'cadence' = 'quarter' AND p_cadence = 'month'))) THEN
		RAISE EXCEPTION 'cadence % is in use', old ->> 'cadence' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_indicator_cadence';
	END IF;
	UPDATE zhiheng.programme_indicator SET
		cadence = p_cadence,
		levels = p_levels,
		kinds = p_kinds,
		minimum_denominator = p_minimum,
		required = p_required,
		departments = p_departments,
		months = p_months
	WHERE programme_id = p_programme AND indicator_code = p_indicator;
	-- What the documents demand, each for its scope, stays while nothing else is demanded; aims and averages stand beside it anyhow.
	IF (p_op, p_value, p_source) IS DISTINCT FROM (old ->> 'threshold', (old ->> 'value')::numeric, old ->> 'source') THEN
		DELETE FROM zhiheng.programme_threshold
		WHERE programme_id = p_programme AND indicator_code = p_indicator AND nature IN ('required', 'direction');
		-- The first is what is demanded.
		UPDATE zhiheng.programme_threshold SET position = position + 1000
		WHERE programme_id = p_programme AND indicator_code = p_indicator AND position = 1;
		IF p_op IS NOT NULL THEN
			INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, nature, op, value, source)
			VALUES (p_programme, p_indicator, CASE WHEN p_op IN ('up', 'down') THEN 'direction' ELSE 'required' END, p_op, p_value, p_source);
		END IF;
	END IF;
	changes := commission.difference(old, commission.indicator_state(p_programme, p_indicator)) - 'seen';
	IF changes <> '{}' THEN
		CALL zhiheng.write_audit('programme.indicator', p_programme, jsonb_build_object('indicator', p_indicator, 'changes', changes));
		PERFORM commission.calendar_propose(p_programme);
		PERFORM commission.return_make(p_programme, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.indicator_change IS 'Who is asked, the minimum denominator, the threshold (p_op null: none), by department or by month (null: as the document has it), the cadence, from periods not yet opened; old and new are in the audit';

GRANT USAGE ON SCHEMA commission TO zhiheng_commission;
GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
