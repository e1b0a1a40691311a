-- Schema institution: analyses in words: of which indicators documents ask for one, what was written.

SET ROLE zhiheng_owner;

CREATE VIEW institution.analysis_period AS
SELECT
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	bool_and(calendar.state = 'closed') AS closed
FROM zhiheng.asked_return AS head
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND calendar.state <> 'planned'
GROUP BY head.period;
COMMENT ON VIEW institution.analysis_period IS 'Quarters that own returns are of; closed: by every programme';

CREATE FUNCTION institution.analysis_list(p_period text)
RETURNS TABLE (
	indicator_code text,
	name text,
	specialty text,
	wanted text,
	text text,
	person text,
	at text,
	earlier bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	own bigint := (SELECT institution_id FROM zhiheng.identity());
BEGIN
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		-- An indicator that several programmes ask stands there once.
		SELECT DISTINCT ON (item.indicator_code)
			item.position,
			item.indicator_code,
			item.name,
			item.specialty
		FROM institution.asked_indicator AS item
		JOIN zhiheng.asked_return AS head ON head.programme_id = item.programme_id AND head.period = p_period AND head.institution_id = own
		ORDER BY item.indicator_code, item.programme_id DESC
	), newest AS MATERIALIZED (
		SELECT DISTINCT ON (item.indicator_code)
			item.indicator_code,
			item.text,
			item.account_id,
			item.at,
			nullif(count(*) OVER (PARTITION BY item.indicator_code) - 1, 0) AS earlier
		FROM zhiheng.indicator_analysis AS item
		WHERE item.institution_id = own AND item.period = p_period
		ORDER BY item.indicator_code, item.id DESC
	)
	SELECT
		asked.indicator_code,
		asked.name,
		asked.specialty,
		-- What is to be written half-yearly by commissions is no hospital's to write.
		CASE WHEN 'institution' = ANY (string_to_array(cadence.analysis_by, ';')) THEN cadence.analysis_text ELSE 'no' END,
		newest.text,
		account.name,
		zhiheng.time_label(newest.at),
		newest.earlier
	FROM asked
	LEFT JOIN zhiheng.indicator_cadence AS cadence ON cadence.code = asked.indicator_code
	LEFT JOIN newest ON newest.indicator_code = asked.indicator_code
	LEFT JOIN zhiheng.account AS account ON account.id = newest.account_id
	ORDER BY asked.position, asked.indicator_code;
END
$$;
COMMENT ON FUNCTION institution.analysis_list IS 'Indicators that are asked of the own institution in a quarter, whether their document wants an analysis of it by institutions (yes, optional, no), and the newest that was written';

CREATE FUNCTION institution.analysis_history(p_period text, p_indicator text)
RETURNS TABLE (text text, person text, at text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = ''
AS $$
	SELECT item.text, account.name, zhiheng.time_label(item.at)
	FROM zhiheng.indicator_analysis AS item
	JOIN zhiheng.account AS account ON account.id = item.account_id
	WHERE item.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND item.period = p_period AND item.indicator_code = p_indicator
	ORDER BY item.id DESC
$$;
COMMENT ON FUNCTION institution.analysis_history IS 'All own analyses of an indicator in a quarter, newest first';

CREATE FUNCTION institution.analysis_write(p_period text, p_indicator text, p_text text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier,leader}');
	own bigint := (SELECT institution_id FROM zhiheng.identity());
	known text;
BEGIN
	SELECT coalesce(item.text, '') INTO known FROM institution.analysis_list(p_period) AS item WHERE item.indicator_code = p_indicator;
	IF known IS NULL THEN
		RAISE EXCEPTION 'indicator % is not asked in %', p_indicator, p_period USING ERRCODE = 'ZH404';
	END IF;
	IF known = p_text THEN
		RETURN false;
	END IF;
	INSERT INTO zhiheng.indicator_analysis (institution_id, indicator_code, period, text, account_id)
	VALUES (own, p_indicator, p_period, p_text, account);
	CALL zhiheng.write_audit('analysis.write', own, jsonb_build_object('indicator', p_indicator, 'period', p_period, 'text', p_text));
	RETURN true;
END
$$;
COMMENT ON FUNCTION institution.analysis_write IS 'The next analysis of an indicator in a quarter; false: it says that already. ZH404, indicator_analysis_text';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
