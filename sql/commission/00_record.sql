-- Schema commission: records of one word that other words read too.

SET ROLE zhiheng_owner;

CREATE VIEW commission.account_entry AS
SELECT
	account.id,
	account.login,
	account.name,
	account.role,
	zhiheng.label('role', account.role) AS role_label,
	organisation.kind AS organisation_kind,
	organisation.id AS organisation_id,
	organisation.name AS organisation_name,
	organisation.region_code,
	organisation.region_name,
	present.state,
	CASE present.state WHEN 'closed' THEN '已停用' WHEN 'locked' THEN '已锁定' WHEN 'active' THEN '正常'
		WHEN 'invited' THEN '待激活' WHEN 'late' THEN '激活码已过期' END AS state_label,
	account.active,
	account.id = (SELECT account_id FROM zhiheng.identity()) AS own,
	zhiheng.time_label(account.activation_expires_at) AS code_expires_at,
	zhiheng.time_label(account.created_at) AS created_at
FROM zhiheng.account AS account
JOIN commission.organisation AS organisation ON organisation.kind = CASE
		WHEN account.institution_id IS NOT NULL THEN 'institution'
		WHEN account.commission_id IS NOT NULL THEN 'commission'
		ELSE 'qc_centre'
	END
	AND organisation.id = coalesce(account.institution_id, account.commission_id, account.qc_centre_id)
CROSS JOIN LATERAL (
	SELECT CASE
		WHEN NOT account.active THEN 'closed'
		WHEN account.locked_until > now() THEN 'locked'
		WHEN account.password_hash IS NOT NULL THEN 'active'
		WHEN account.activation_expires_at > now() THEN 'invited'
		ELSE 'late'
	END AS state
) AS present
WHERE account.role <> 'machine';
COMMENT ON VIEW commission.account_entry IS 'Accounts of people of the organisations of the subtree; state as _state.html names it';

CREATE FUNCTION commission.baseline_newest()
RETURNS TABLE (id bigint, institution_id bigint, year integer, years integer, numerator_code text, denominator_code text, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT current.id, current.institution_id, current.year, current.years, current.numerator_code, current.denominator_code, current.state
	FROM zhiheng.baselines_current() AS current;
END
$$;
COMMENT ON FUNCTION commission.baseline_newest IS 'zhiheng.baselines_current, which only the owner calls';

CREATE VIEW commission.baseline_head AS
SELECT
	current.id,
	current.institution_id,
	current.year,
	current.years,
	current.numerator_code,
	current.denominator_code,
	current.state
FROM commission.baseline_newest() AS current
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
	OR current.numerator_code IN (
		SELECT asked.numerator
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[])
			AND asked.denominator IS NOT DISTINCT FROM current.denominator_code);
COMMENT ON VIEW commission.baseline_head IS 'Newest versions and their states, nothing else: for lists and counts, which would else join thousands of rows in vain';

CREATE VIEW commission.job AS
SELECT
	job.id,
	(job.argument ->> 'programme_id')::bigint AS programme_id,
	programme.name AS programme_name,
	job.argument ->> 'period' AS period,
	zhiheng.period_label(job.argument ->> 'period') AS period_label,
	job.argument ->> 'reason' AS reason,
	job.kind,
	commission.region_code::text AS region_code,
	job.state,
	CASE job.state WHEN 'queued' THEN '排队中' WHEN 'running' THEN '正在生成' WHEN 'done' THEN '已完成' WHEN 'failed' THEN '未成功' END AS state_label,
	job.progress,
	job.step,
	job.message,
	account.name AS person,
	job.queued_at,
	job.finished_at
FROM zhiheng.job AS job
JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
JOIN zhiheng.account AS account ON account.id = job.account_id
WHERE job.kind IN ('preview', 'publish');
COMMENT ON VIEW commission.job IS 'Publications asked for, and how far they are';

CREATE VIEW commission.edition_rule AS
SELECT
	programme.id AS programme_id,
	programme.name AS programme_name,
	coalesce(rule.preview_days, 14) AS preview_days,
	coalesce(rule.small_below, 5) AS small_below,
	coalesce(rule.grades, true) AS grades,
	CASE WHEN NOT coalesce(rule.grades, true) THEN '不公开等级'
		WHEN EXISTS (SELECT FROM zhiheng.grade_version AS scheme WHERE scheme.programme_id = programme.id AND scheme.state = 'in_force')
			THEN '按现行等级评价方案公开等级'
		ELSE '没有现行的等级评价方案，不公开等级' END AS grades_label
FROM zhiheng.programme AS programme
LEFT JOIN LATERAL (
	SELECT newest.preview_days, newest.small_below, newest.grades
	FROM zhiheng.programme_disclosure AS newest
	WHERE newest.programme_id = programme.id
	ORDER BY newest.id DESC
	LIMIT 1
) AS rule ON true
WHERE programme.commission_id = (SELECT commission_id FROM zhiheng.identity());
COMMENT ON VIEW commission.edition_rule IS 'How the own programmes are published';

CREATE VIEW commission.ledger_item AS
SELECT
	card.id,
	card.institution_id,
	institution.name AS institution_name,
	institution.region_code,
	institution.region_name,
	institution.peer_group_label,
	card.own,
	card.opener,
	card.person,
	card.opened_at,
	card.source,
	card.source_label,
	card.programme_id,
	card.period,
	card.period_label,
	card.indicator_code,
	card.specialty,
	card.indicator_name,
	card.figures,
	card.state,
	card.state_label,
	card.phase,
	card.term,
	card.content,
	card.aim,
	card.post,
	card.due_on,
	card.overdue_days,
	card.overdue,
	card.reported_at,
	-- Sub-selects without reference to the row are computed once.
	(SELECT who.qc_centre_id IS NULL AND who.role IN ('reviewer', 'administrator') FROM zhiheng.identity() AS who)
		AND (card.own OR (card.opener_region >= (SELECT who.region_first FROM zhiheng.identity() AS who)
			AND card.opener_region <= (SELECT who.region_last FROM zhiheng.identity() AS who))) AS decides,
	card.return_id
FROM zhiheng.ledger_card AS card
JOIN commission.institution_card AS institution ON institution.id = card.institution_id;
COMMENT ON VIEW commission.ledger_item IS 'Ledger items of the subtree, for a QC centre those of its specialties; decides: whether who asks accepts plans and closes';

CREATE FUNCTION commission.return_element(p_return bigint)
RETURNS TABLE (
	code text,
	specialty text,
	required boolean,
	name text,
	unit text,
	stock boolean,
	definition text,
	state text,
	value numeric,
	revision integer,
	last_state text,
	last_value numeric,
	explanation text,
	explained_revision integer,
	reason text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH head AS MATERIALIZED (
		SELECT
			this.id,
			this.period,
			this.opened,
			(SELECT last.id
				FROM zhiheng.return AS last
				WHERE last.institution_id = this.institution_id AND last.period = zhiheng.period_before(this.period)) AS last_id,
			(SELECT max(event.at) FROM zhiheng.return_event AS event
				WHERE event.return_id = p_return AND event.to_state = 'returned') AS returned_at
		FROM zhiheng.return AS this
		WHERE this.id = p_return
	), asked AS MATERIALIZED (
		SELECT item.code, item.place, item.specialty, item.required
		FROM zhiheng.return_asked(p_return) AS item
	), cell AS MATERIALIZED (
		SELECT kept.return_id, kept.element_code, kept.state, kept.value, kept.revision
		FROM head
		CROSS JOIN LATERAL zhiheng.return_cells(ARRAY[head.id, head.last_id]) AS kept
	), remark AS MATERIALIZED (
		SELECT DISTINCT ON (remark.element_code, remark.kind)
			remark.element_code,
			remark.kind,
			remark.text,
			remark.revision
		FROM head
		JOIN zhiheng.return_remark AS remark ON remark.return_id = head.id
			AND (remark.kind = 'explanation' OR remark.at >= head.returned_at
				OR remark.element_code IN (SELECT element.code FROM zhiheng.element_number AS element WHERE element.number = ANY (head.opened)))
		ORDER BY remark.element_code, remark.kind, remark.id DESC
	)
	SELECT
		asked.code,
		asked.specialty,
		asked.required,
		coalesce(element.name, asked.code),
		coalesce(element.unit, ''),
		coalesce(element.accumulation = 'end', false),
		coalesce(element.definition, ''),
		coalesce(cell.state, 'missing'),
		trim_scale(cell.value),
		coalesce(cell.revision, 0),
		last_cell.state,
		trim_scale(last_cell.value),
		explanation.text,
		explanation.revision,
		reason.text
	FROM head
	CROSS JOIN asked
	LEFT JOIN LATERAL zhiheng.element_then(asked.code, head.period) AS element ON true
	LEFT JOIN cell ON cell.return_id = head.id AND cell.element_code = asked.code
	LEFT JOIN cell AS last_cell ON last_cell.return_id = head.last_id AND last_cell.element_code = asked.code
	LEFT JOIN remark AS explanation ON explanation.element_code = asked.code AND explanation.kind = 'explanation'
	LEFT JOIN remark AS reason ON reason.element_code = asked.code AND reason.kind = 'reason'
	ORDER BY asked.place;
END
$$;
COMMENT ON FUNCTION commission.return_element IS 'Elements asked in a return by any programme, each once, in the order of the institution''s form: value, value of the quarter before, the institution''s explanation, the reason of the latest return; no row for a foreign return';

CREATE FUNCTION commission.return_bounds(p_returns bigint[])
RETURNS TABLE (return_id bigint, code text, lowest numeric, lowest_label text, highest numeric, highest_label text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT head.id, bound.code, bound.lowest, bound.lowest_label, bound.highest, bound.highest_label
	FROM unnest(p_returns) WITH ORDINALITY AS asked (id, place)
	JOIN zhiheng.return AS head ON head.id = asked.id
	-- Nobody above sees what is not signed.
	CROSS JOIN LATERAL zhiheng.return_bounds(head.id, 'signed') AS bound
	ORDER BY asked.place;
END
$$;
COMMENT ON FUNCTION commission.return_bounds IS 'zhiheng.return_bounds of these returns, in their order, by what was signed or accepted of the shorter periods';

CREATE FUNCTION commission.screen_evidence(p_returns bigint[])
RETURNS TABLE (
	return_id bigint,
	indicator_code text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	pairs integer,
	variance double precision,
	peers integer,
	shift double precision,
	peer_variance double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		item.return_id,
		item.indicator_code,
		item.year_ago_numerator,
		item.year_ago_denominator,
		item.pairs,
		item.variance,
		item.peers,
		item.shift,
		item.peer_variance
	FROM zhiheng.screen_evidence(ARRAY(SELECT head.id FROM zhiheng.return AS head WHERE head.id = ANY (p_returns))) AS item;
END
$$;
COMMENT ON FUNCTION commission.screen_evidence IS 'zhiheng.screen_evidence of returns of the subtree; to be joined with indicators that are seen';

-- A return has as many readings as programmes ask for it: a commission reads its own, else that of the nearest above it,
-- else of the nearest below.
CREATE VIEW commission.return_asker AS
SELECT
	head.id AS return_id,
	asker.programme_id,
	row_number() OVER (PARTITION BY head.id ORDER BY asker.commission_id <> who.commission_id,
		asker.region_code < who.region_first DESC, abs(asker.place - reader.place), asker.place, asker.programme_id) AS place
FROM zhiheng.return AS head
JOIN zhiheng.asker AS asker ON asker.institution_id = head.institution_id AND asker.period = head.period
CROSS JOIN zhiheng.identity() AS who
CROSS JOIN LATERAL (
	SELECT CASE
		WHEN right(who.region_first, 2) <> '00' THEN 1
		WHEN right(who.region_first, 4) <> '0000' THEN 2
		WHEN left(who.region_first, 2) <> '00' THEN 3
		ELSE 4
	END AS place
) AS reader;
COMMENT ON VIEW commission.return_asker IS 'The programmes that ask for a return in the order in which who asks reads it, the first being that of its pages';

CREATE FUNCTION commission.return_figure(p_returns bigint[])
RETURNS TABLE (return_id bigint, programme_id bigint, institution_id bigint, indicator_code text, state text, numerator numeric, denominator numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH kept AS MATERIALIZED (
		SELECT cell.return_id, cell.element_code, cell.state, cell.value FROM zhiheng.return_cells(p_returns) AS cell
	)
	SELECT
		head.id,
		head.programme_id,
		head.institution_id,
		asked.indicator_code,
		CASE
			WHEN upper_cell.state = 'not_applicable' OR lower_cell.state = 'not_applicable' THEN 'not_applicable'
			WHEN upper_cell.value IS NOT NULL AND (asked.denominator IS NULL OR lower_cell.value IS NOT NULL) THEN 'value'
			ELSE 'missing'
		END,
		upper_cell.value::numeric,
		lower_cell.value::numeric
	FROM zhiheng.asked_return AS head
	JOIN zhiheng.register AS institution ON institution.id = head.institution_id AND institution.first_day <= zhiheng.period_end(head.period)
		AND institution.next_day > zhiheng.period_end(head.period)
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = head.programme_id
		AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
		AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, head.period)
	LEFT JOIN kept AS upper_cell ON upper_cell.return_id = head.id AND upper_cell.element_code = asked.numerator
	LEFT JOIN kept AS lower_cell ON lower_cell.return_id = head.id AND lower_cell.element_code = asked.denominator
	WHERE head.id = ANY (p_returns);
END
$$;
COMMENT ON FUNCTION commission.return_figure IS 'Numerator and denominator of every indicator asked from these returns, of what the level of who asks may read of them; state: value (both there), not_applicable, missing';

CREATE FUNCTION commission.return_indicator(p_returns bigint[])
RETURNS TABLE (return_id bigint, "position" bigint, indicator_code text, specialty text, name text, kind text, unit text, factor integer, direction text,
	minimum_denominator integer, required boolean, numerator_element text, denominator_element text, deviation text, state text, numerator_value numeric,
	denominator_value numeric, threshold_op text, threshold_value numeric, threshold_met boolean, goal numeric, goal_met boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = ''
AS $$
	SELECT DISTINCT ON (cell.return_id, cell.indicator_code)
		cell.return_id,
		asker.place * 10000 + indicator.position AS position,
		indicator.indicator_code,
		indicator.specialty,
		indicator.name,
		indicator.kind,
		indicator.unit,
		indicator.factor,
		indicator.direction,
		indicator.minimum_denominator,
		indicator.required,
		indicator.numerator AS numerator_element,
		indicator.denominator AS denominator_element,
		indicator.deviation,
		cell.state,
		cell.numerator AS numerator_value,
		cell.denominator AS denominator_value,
		own.op AS threshold_op,
		own.value AS threshold_value,
		zhiheng.meets(own.op, own.value, indicator.factor, cell.numerator, cell.denominator, baseline.numerator, baseline.denominator) AS threshold_met,
		baseline.goal,
		zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, cell.numerator, cell.denominator,
			NULL, NULL) AS goal_met
	FROM commission.return_figure(p_returns) AS cell
	JOIN commission.return_asker AS asker ON asker.return_id = cell.return_id AND asker.programme_id = cell.programme_id
	JOIN commission.indicator AS indicator ON indicator.programme_id = cell.programme_id AND indicator.indicator_code = cell.indicator_code
	JOIN zhiheng.return AS head ON head.id = cell.return_id
	JOIN zhiheng.register AS institution ON institution.id = cell.institution_id AND institution.first_day <= zhiheng.period_end(head.period)
		AND institution.next_day > zhiheng.period_end(head.period)
	-- As zhiheng.threshold_of, which in a view would ask with the rights of who reads it.
	LEFT JOIN LATERAL (
		SELECT item.op, item.value, item.source
		FROM zhiheng.programme_threshold AS item
		WHERE item.programme_id = cell.programme_id AND item.indicator_code = cell.indicator_code AND item.nature IN ('required', 'direction')
			AND zhiheng.threshold_covers(item.levels, item.kinds, item.ownerships, institution.level, institution.kind, institution.specialist_type, institution.ownership)
		ORDER BY item.position
		LIMIT 1
	) AS own ON true
	-- Beside each indicator: the whole table of baselines would be read otherwise.
	LEFT JOIN LATERAL (
		SELECT
			approved.numerator,
			approved.denominator,
			approved.goal
		FROM zhiheng.baseline_approved AS approved
		WHERE approved.programme_id = cell.programme_id
			AND approved.institution_id = cell.institution_id
			AND approved.indicator_code = cell.indicator_code
		OFFSET 0
	) AS baseline ON true
	ORDER BY cell.return_id, cell.indicator_code, asker.place
$$;
COMMENT ON FUNCTION commission.return_indicator IS 'What the values of returns come to, accepted or not: each indicator once, as the first programme of commission.return_asker asks it';

CREATE FUNCTION commission.ledger_open(p_institution bigint, p_source text, p_programme bigint, p_period text, p_indicator text,
	p_figures text, p_content text, p_aim text, p_post text, p_due_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM commission.require_reviewer();
	IF p_programme IS NOT NULL AND p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404';
	END IF;
	RETURN zhiheng.ledger_open(p_institution, (SELECT commission_id FROM zhiheng.identity()), p_source, p_programme, p_period, p_indicator,
		p_figures, p_content, p_aim, p_post, p_due_on);
END
$$;
COMMENT ON FUNCTION commission.ledger_open IS 'zhiheng.ledger_open by a commission';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
