-- What several audiences share, continued: indicators over time.

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.trend(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (
	period text,
	period_label text,
	expected bigint,
	received bigint,
	numerator numeric,
	denominator numeric
)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[];
BEGIN
	-- A QC centre sees the indicators of its specialties.
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) OR NOT EXISTS (SELECT FROM zhiheng.asked_definition AS asked
	    WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator) THEN
		RETURN;
	END IF;
	seen := ARRAY(SELECT item.id FROM unnest(zhiheng.institutions_seen()) AS item (id) WHERE p_institution IS NULL OR item.id = p_institution);
	RETURN QUERY
	SELECT quarter.period, zhiheng.period_label(quarter.period) || CASE WHEN quarter.period = ANY (zhiheng.backfilled_periods(seen))
		THEN CASE WHEN p_institution IS NULL THEN '（含补录）' ELSE '（补录）' END ELSE '' END, quarter.expected, quarter.received, quarter.numerator, quarter.denominator
	FROM zhiheng.count_trend(p_programme, p_indicator, seen, NULL) AS quarter
	ORDER BY quarter.period;
END
$$;
COMMENT ON FUNCTION zhiheng.trend IS 'zhiheng.count_trend for the institutions that the session sees, or for one of them; oldest first, with a mark on periods that were filled in afterwards';

CREATE OR REPLACE FUNCTION zhiheng.chart_baselines(p_programme bigint, p_indicator text, p_institution bigint)
RETURNS TABLE (first_period text, last_period text, first_label text, last_label text, reason text, person text, decided_on text)
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT
		decision.first_period::text,
		decision.last_period::text,
		zhiheng.period_label(decision.first_period),
		zhiheng.period_label(decision.last_period),
		decision.reason,
		account.name,
		to_char(decision.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
	FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
	JOIN zhiheng.chart_baseline AS decision ON decision.numerator = asked.numerator AND decision.denominator = asked.denominator
		AND CASE WHEN p_institution IS NULL THEN decision.commission_id = programme.commission_id
			ELSE decision.institution_id = p_institution END
	JOIN zhiheng.account AS account ON account.id = decision.account_id
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator
		AND p_programme IN (SELECT zhiheng.programme_visible())
	ORDER BY decision.id DESC;
END
$$;
COMMENT ON FUNCTION zhiheng.chart_baselines IS 'Decisions on the baseline of an indicator''s control chart, of the programme''s region or of an institution, newest first';

CREATE OR REPLACE FUNCTION zhiheng.chart_freeze(p_programme bigint, p_indicator text, p_commission bigint, p_institution bigint, p_account bigint,
	p_first text, p_last text, p_reason text) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.chart_baseline (commission_id, institution_id, numerator, denominator, first_period, last_period, reason, account_id)
	SELECT p_commission, p_institution, asked.numerator, asked.denominator, p_first, p_last, p_reason, p_account
	FROM zhiheng.programme_indicator AS asked
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator AND asked.denominator IS NOT NULL
		AND p_programme IN (SELECT zhiheng.programme_visible());
	IF NOT FOUND THEN
		RAISE EXCEPTION 'programme % has no chart of %', p_programme, p_indicator USING ERRCODE = 'ZH404';
	END IF;
	CALL zhiheng.write_audit('chart.freeze', coalesce(p_institution, p_commission),
		jsonb_build_object('indicator', p_indicator, 'first', p_first, 'last', p_last, 'reason', p_reason));
END
$$;
COMMENT ON FUNCTION zhiheng.chart_freeze IS 'Decides on the baseline of a control chart, for who may';

RESET ROLE;
