-- Schema commission: the numbers that the signals are computed from.

SET ROLE zhiheng_owner;

CREATE VIEW commission.signal_institution AS
SELECT
	id,
	name,
	region_code,
	region_name,
	level,
	level_position,
	kind,
	ownership,
	peer_group_label
FROM zhiheng.institution_card;
COMMENT ON VIEW commission.signal_institution IS 'Institutions of the subtree with what they can be filtered by';

CREATE VIEW commission.signal_return AS
SELECT
	item.id,
	item.programme_id,
	item.period,
	item.period_label,
	item.institution_id,
	item.due_on,
	item.first_submitted_at,
	coalesce((item.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.today()) - item.due_on AS late_days
FROM commission.return_item AS item
WHERE (item.class = 'late' OR NOT item.in_time)
	AND (SELECT specialty FROM zhiheng.identity()) IS NULL;
COMMENT ON VIEW commission.signal_return IS 'Returns that are late or came late';

CREATE FUNCTION commission.signal_history(p_programme bigint, p_period text, p_quarters integer)
RETURNS TABLE (indicator_code text, place bigint, institution_id bigint, period text, age integer, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT item.indicator_code, item.position
		FROM zhiheng.asked_indicator AS item
		WHERE item.programme_id = p_programme AND item.direction IN ('increase', 'decrease')
	)
	SELECT asked.indicator_code, asked.position, quarter.institution_id, quarter.period, quarter.age, quarter.numerator, quarter.denominator
	FROM zhiheng.count_history(p_programme, p_period, p_quarters, ARRAY(SELECT known.indicator_code FROM asked AS known),
		zhiheng.institutions_seen()) AS quarter
	JOIN asked ON asked.indicator_code = quarter.indicator_code;
END
$$;
COMMENT ON FUNCTION commission.signal_history IS 'Counts of a programme''s indicators that can get worse, in accepted returns of the quarters up to p_period (age 0), of all institutions of the subtree whose return of p_period is accepted';

CREATE FUNCTION commission.signal_elements(p_programme bigint, p_period text)
RETURNS TABLE (
	return_id bigint,
	institution_id bigint,
	code text,
	name text,
	unit text,
	stock boolean,
	state text,
	value numeric,
	last_state text,
	last_value numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH head AS MATERIALIZED (
		SELECT
			this.id,
			this.institution_id,
			(SELECT last.id
				FROM zhiheng.return AS last
				JOIN zhiheng.programme AS its ON its.id = last.programme_id AND its.commission_id = programme.commission_id
				WHERE last.institution_id = this.institution_id AND last.period = zhiheng.period_before(p_period)) AS last_id
		FROM zhiheng.return AS this
		JOIN zhiheng.programme AS programme ON programme.id = this.programme_id
		WHERE this.programme_id = p_programme AND this.period = p_period AND this.state IN ('submitted', 'accepted', 'published')
			AND p_programme IN (SELECT zhiheng.programme_visible())
	), cell AS MATERIALIZED (
		-- By their returns: there are ever more others.
		SELECT item.return_id, item.element_code, item.state, item.value
		FROM zhiheng.return_cells(ARRAY(SELECT head.id FROM head)) AS item
	), last_cell AS MATERIALIZED (
		SELECT item.return_id, item.element_code, item.state, item.value
		FROM zhiheng.return_cells(ARRAY(SELECT head.last_id FROM head)) AS item
	), element AS MATERIALIZED (
		SELECT item.code, item.name, item.unit, coalesce(item.accumulation = 'end', false) AS stock FROM zhiheng.element AS item
	)
	SELECT
		head.id,
		head.institution_id,
		cell.element_code,
		element.name,
		element.unit,
		element.stock,
		cell.state,
		trim_scale(cell.value::numeric),
		last_cell.state,
		trim_scale(last_cell.value::numeric)
	FROM head
	JOIN cell ON cell.return_id = head.id
	JOIN element ON element.code = cell.element_code
	LEFT JOIN last_cell ON last_cell.return_id = head.last_id AND last_cell.element_code = cell.element_code;
END
$$;
COMMENT ON FUNCTION commission.signal_elements IS 'Values of all returns of a quarter that are in, beside those of the quarter before; for a QC centre those of its specialty';

CREATE FUNCTION commission.signal_submitted(p_programme bigint, p_period text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
BEGIN
	RETURN QUERY
	SELECT head.id
	FROM zhiheng.return AS head
	WHERE head.programme_id = p_programme AND head.period = p_period AND head.state IN ('submitted', 'accepted', 'published')
		AND p_programme IN (SELECT zhiheng.programme_visible());
END
$$;
COMMENT ON FUNCTION commission.signal_submitted IS 'Returns of a quarter that are in: those of signal_elements';

CREATE FUNCTION commission.signal_baselines(p_programme bigint)
RETURNS TABLE (institution_id bigint, element_code text, element_name text, period_label text, indicator_name text, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH registered AS MATERIALIZED (
		SELECT DISTINCT ON (baseline.institution_id, baseline.indicator_code)
			baseline.institution_id,
			baseline.period,
			baseline.denominator::numeric AS denominator,
			asked.denominator AS element_code,
			asked.name
		FROM zhiheng.baseline AS baseline
		JOIN zhiheng.asked_definition AS asked ON asked.programme_id = baseline.programme_id AND asked.indicator_code = baseline.indicator_code
		WHERE baseline.programme_id = p_programme AND asked.denominator IS NOT NULL
			AND p_programme IN (SELECT zhiheng.programme_visible())
		ORDER BY baseline.institution_id, baseline.indicator_code, baseline.version DESC
	)
	SELECT
		one.institution_id,
		one.element_code::text,
		element.name,
		zhiheng.period_label(one.period),
		one.name,
		one.denominator
	FROM (
		SELECT
			item.institution_id,
			item.element_code,
			item.period,
			item.name,
			item.denominator,
			min(item.denominator) OVER same AS least,
			max(item.denominator) OVER same AS most
		FROM registered AS item
		WINDOW same AS (PARTITION BY item.institution_id, item.element_code, item.period)
	) AS one
	JOIN zhiheng.element AS element ON element.code = one.element_code
	WHERE one.least < one.most
	ORDER BY one.institution_id, one.element_code, one.period, one.name;
END
$$;
COMMENT ON FUNCTION commission.signal_baselines IS 'Newest baselines that share denominator and period with others and say another number: all of such a group, together';

CREATE VIEW commission.signal_part AS
SELECT child_element AS child, parent_element AS parent
FROM zhiheng.part
WHERE relation = 'subset';
COMMENT ON VIEW commission.signal_part IS 'Elements of which one counts some of the cases of the other';

CREATE VIEW commission.signal_word AS
SELECT DISTINCT ON (word.programme_id, word.period, word.institution_id, word.source, word.indicator_code)
	word.programme_id,
	word.period::text AS period,
	word.institution_id,
	word.source,
	word.indicator_code,
	word.act,
	word.q,
	word.cases,
	word.reason,
	account.name AS account_name,
	zhiheng.time_label(word.at) AS at
FROM zhiheng.signal_word AS word
JOIN zhiheng.account AS account ON account.id = word.account_id
ORDER BY word.programme_id, word.period, word.institution_id, word.source, word.indicator_code, word.id DESC;
COMMENT ON VIEW commission.signal_word IS 'The newest word of the commission on each signal';

CREATE FUNCTION commission.signal_say(p_programme bigint, p_period text, p_institution bigint, p_source text, p_indicator text, p_act text,
	p_q double precision, p_cases double precision, p_figures text, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	made bigint;
BEGIN
	IF p_programme NOT IN (SELECT zhiheng.programme_visible())
		OR NOT EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = p_institution) THEN
		RAISE EXCEPTION 'no such programme or institution' USING ERRCODE = 'ZH404';
	END IF;
	IF char_length(coalesce(btrim(p_reason), '')) NOT BETWEEN 2 AND 500 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'signal_reason';
	END IF;
	INSERT INTO zhiheng.signal_word (commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases, figures, reason,
		account_id)
	SELECT asking.commission_id, p_programme, p_period, p_institution, p_source, p_indicator, p_act, p_q, p_cases, p_figures, btrim(p_reason),
		account
	FROM zhiheng.identity() AS asking
	RETURNING id INTO made;
	CALL zhiheng.write_audit('signal.' || p_act, made, jsonb_build_object('programme', p_programme, 'period', p_period,
		'institution', p_institution, 'source', p_source, 'indicator', p_indicator, 'q', p_q, 'cases', p_cases, 'reason', btrim(p_reason)),
		account);
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.signal_say IS 'dismiss a signal, or restore it, with the reason and the evidence of this moment';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
