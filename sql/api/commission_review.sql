-- Schema commission, continued: review of returns and baselines.  Loaded after commission_base.sql.

SET ROLE zhiheng_owner;

-- == return ==

CREATE FUNCTION commission.return_element(p_return bigint)
RETURNS TABLE (
	code text,
	specialty text,
	required boolean,
	name text,
	unit text,
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
			this.programme_id,
			institution.level,
			institution.kind,
			institution.specialist_type,
			(SELECT last.id
				FROM zhiheng.return AS last
				JOIN zhiheng.programme AS its ON its.id = last.programme_id AND its.commission_id = programme.commission_id
				WHERE last.institution_id = this.institution_id AND last.period = zhiheng.period_before(this.period)) AS last_id,
			(SELECT max(event.at) FROM zhiheng.return_event AS event
				WHERE event.return_id = p_return AND event.to_state = 'returned') AS returned_at
		FROM zhiheng.return AS this
		JOIN zhiheng.programme AS programme ON programme.id = this.programme_id
		JOIN zhiheng.institution AS institution ON institution.id = this.institution_id
		WHERE this.id = p_return
	), asked AS (
		SELECT
			used.code,
			min(used.place) AS place,
			(array_agg(used.specialty ORDER BY used.place))[1] AS specialty,
			bool_or(used.required) AS required
		FROM (
			SELECT
				part.code,
				indicator.specialty,
				indicator.required,
				indicator.position * 2 + part.ordinality AS place
			FROM head
			JOIN commission.indicator AS indicator ON indicator.programme_id = head.programme_id
				AND zhiheng.applies(indicator.levels, indicator.kinds, head.level, head.kind, head.specialist_type)
			CROSS JOIN LATERAL unnest(ARRAY[indicator.denominator, indicator.numerator]) WITH ORDINALITY AS part (code, ordinality)
			WHERE part.code IS NOT NULL
		) AS used
		GROUP BY used.code
	), remark AS MATERIALIZED (
		SELECT DISTINCT ON (remark.element_code, remark.kind)
			remark.element_code,
			remark.kind,
			remark.text,
			remark.revision
		FROM head
		JOIN zhiheng.return_remark AS remark ON remark.return_id = head.id
			AND (remark.kind = 'explanation' OR remark.at >= head.returned_at)
		ORDER BY remark.element_code, remark.kind, remark.id DESC
	)
	SELECT
		asked.code,
		asked.specialty,
		asked.required,
		coalesce(element.name, asked.code),
		coalesce(element.unit, ''),
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
	LEFT JOIN zhiheng.element AS element ON element.code = asked.code
	LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = asked.code
	LEFT JOIN zhiheng.return_cell AS last_cell ON last_cell.return_id = head.last_id AND last_cell.element_code = asked.code
	LEFT JOIN remark AS explanation ON explanation.element_code = asked.code AND explanation.kind = 'explanation'
	LEFT JOIN remark AS reason ON reason.element_code = asked.code AND reason.kind = 'reason'
	ORDER BY asked.place;
END
$$;
COMMENT ON FUNCTION commission.return_element IS 'Elements asked in a return, each once, in the order of the institution''s form: value, value of the quarter before, the institution''s explanation, the reason of the latest return; no row for a foreign return';

CREATE VIEW commission.return_explanation AS
SELECT DISTINCT ON (remark.return_id)
	remark.return_id,
	remark.text,
	remark.revision
FROM zhiheng.return_remark AS remark
WHERE remark.element_code = '*' AND remark.kind = 'explanation'
ORDER BY remark.return_id, remark.id DESC;
COMMENT ON VIEW commission.return_explanation IS 'The institution''s newest words on a return as a whole';

CREATE VIEW commission.return_indicator AS
SELECT
	cell.return_id,
	indicator.position,
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
	cell.state,
	cell.numerator AS numerator_value,
	cell.denominator AS denominator_value,
	indicator.threshold_op,
	indicator.threshold_value,
	zhiheng.meets(indicator.threshold_op, indicator.threshold_value, indicator.factor, cell.numerator, cell.denominator,
		baseline.numerator, baseline.denominator) AS threshold_met,
	baseline.goal,
	zhiheng.meets(zhiheng.goal_op(indicator.direction), baseline.goal, indicator.factor, cell.numerator, cell.denominator,
		NULL, NULL) AS goal_met
FROM zhiheng.indicator_cell AS cell
JOIN commission.indicator AS indicator ON indicator.programme_id = cell.programme_id AND indicator.indicator_code = cell.indicator_code
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
) AS baseline ON true;
COMMENT ON VIEW commission.return_indicator IS 'What the values of one return come to, accepted or not';

CREATE VIEW commission.return_event AS
SELECT
	event.return_id,
	event.id,
	event.at,
	CASE
		WHEN event.opening THEN '开始审核'
		WHEN event.from_state = 'submitted' AND event.to_state = 'draft' THEN '机构撤回'
		ELSE zhiheng.label('return', event.to_state)
	END AS to_label,
	event.to_state,
	event.reason,
	event.revision,
	event.opening,
	coalesce(account.name, '系统') AS person,
	coalesce(institution.name, centre.name, commission.name, '') AS organisation
FROM (
	SELECT
		step.id,
		step.return_id,
		step.from_state,
		step.to_state,
		step.account_id,
		step.at,
		step.reason,
		step.revision,
		false AS opening
	FROM zhiheng.return_event AS step
	UNION ALL
	SELECT
		step.id,
		step.return_id,
		'submitted',
		'submitted',
		opened.account_id,
		opened.at,
		NULL,
		step.revision,
		true
	FROM zhiheng.return_event AS step
	JOIN zhiheng.return_opening AS opened ON opened.event_id = step.id
) AS event
LEFT JOIN zhiheng.account AS account ON account.id = event.account_id
LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
LEFT JOIN zhiheng.qc_centre AS centre ON centre.id = account.qc_centre_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id;
COMMENT ON VIEW commission.return_event IS 'What happened to a return, openings of its review too, with persons';

CREATE FUNCTION commission.return_decide(p_return bigint, p_act text, p_state text, p_revision integer, p_reason text,
	p_elements text[], p_texts text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	present_state text;
	present_revision integer;
	event bigint;
	faulty text;
BEGIN
	SELECT state, revision INTO present_state, present_revision FROM zhiheng.return WHERE id = p_return FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such return' USING ERRCODE = 'ZH404';
	END IF;
	IF present_state <> p_state OR present_revision <> p_revision THEN
		RAISE EXCEPTION 'return % is % revision %, the page showed % revision %',
			p_return, present_state, present_revision, p_state, p_revision
			USING ERRCODE = 'ZH409', CONSTRAINT = 'return_stale';
	END IF;
	IF p_act NOT IN ('accept', 'return') OR (p_act = 'accept' AND cardinality(p_elements) > 0)
	    OR cardinality(p_elements) <> cardinality(p_texts) THEN
		RAISE EXCEPTION 'act % with % reasons', p_act, cardinality(p_elements) USING ERRCODE = 'ZH400', CONSTRAINT = 'return_act';
	END IF;
	SELECT code INTO faulty FROM unnest(p_elements) AS code
	WHERE code NOT IN (SELECT element.code FROM commission.return_element(p_return) AS element) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'element % is not in the return', faulty USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_element', DETAIL = faulty;
	END IF;
	SELECT code INTO faulty FROM unnest(p_elements, p_texts) AS given (code, words)
	WHERE char_length(btrim(words)) NOT BETWEEN 2 AND 1000 LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'reason of % too short or long', faulty USING ERRCODE = 'ZH400', CONSTRAINT = 'return_reason_text', DETAIL = faulty;
	END IF;
	-- Who decides has looked.
	IF present_state = 'submitted' THEN
		PERFORM commission.return_open(p_return, p_revision);
	END IF;
	event := zhiheng.return_move(p_return, CASE p_act WHEN 'accept' THEN 'accepted' ELSE 'returned' END, p_reason);
	INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
	SELECT p_return, given.code, 'reason', btrim(given.words), present_revision, account
	FROM unnest(p_elements, p_texts) AS given (code, words);
	RETURN event;
END
$$;
COMMENT ON FUNCTION commission.return_decide IS 'Accepts a return, or gives it back (from submitted, accepted or published) with a reason and a reason for single elements; ZH409 return_stale when it changed since the page was made';

-- == baseline ==

CREATE VIEW commission.baseline_head AS
SELECT
	current.id,
	current.programme_id,
	current.institution_id,
	current.indicator_code,
	current.state
FROM zhiheng.baseline_current AS current
WHERE (SELECT specialty FROM zhiheng.identity()) IS NULL
	OR (current.programme_id, current.indicator_code) IN (
		SELECT asked.programme_id, asked.indicator_code
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.specialty = (SELECT specialty FROM zhiheng.identity()));
COMMENT ON VIEW commission.baseline_head IS 'Newest versions and their states, nothing else: for lists and counts, which would else join thousands of rows in vain';

CREATE VIEW commission.baseline_item AS
SELECT
	baseline.id,
	baseline.programme_id,
	programme.name AS programme_name,
	programme.year,
	baseline.institution_id,
	institution.name AS institution_name,
	institution.region_name,
	institution.peer_group_label,
	baseline.indicator_code,
	indicator.name AS indicator_name,
	indicator.specialty,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	indicator.threshold_value,
	indicator.threshold_source,
	baseline.version,
	baseline.period::text AS period,
	zhiheng.period_label(baseline.period) AS period_label,
	baseline.numerator,
	baseline.denominator,
	baseline.goal,
	baseline.reason,
	account.name AS person,
	baseline.registered_at,
	coalesce(decision.decision, 'waiting') AS state,
	zhiheng.label('baseline', coalesce(decision.decision, 'waiting')) AS state_label,
	decision.reason AS decision_reason,
	decision.decided_at,
	decider.name AS decision_person,
	NOT EXISTS (SELECT FROM zhiheng.baseline AS newer WHERE newer.programme_id = baseline.programme_id
		AND newer.institution_id = baseline.institution_id AND newer.indicator_code = baseline.indicator_code
		AND newer.version > baseline.version) AS newest
FROM zhiheng.baseline AS baseline
JOIN zhiheng.programme AS programme ON programme.id = baseline.programme_id
JOIN commission.institution_card AS institution ON institution.id = baseline.institution_id
JOIN zhiheng.asked_definition AS indicator ON indicator.programme_id = baseline.programme_id
	AND indicator.indicator_code = baseline.indicator_code
JOIN zhiheng.account AS account ON account.id = baseline.account_id
LEFT JOIN zhiheng.baseline_decision AS decision ON decision.baseline_id = baseline.id
LEFT JOIN zhiheng.account AS decider ON decider.id = decision.account_id;
COMMENT ON VIEW commission.baseline_item IS 'Registered baselines and goals, all versions; newest: the one that can be decided';

CREATE FUNCTION commission.baseline_decide(p_baseline bigint, p_decision text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	account bigint := commission.require_reviewer();
	superseded boolean;
BEGIN
	SELECT NOT item.newest INTO superseded FROM commission.baseline_item AS item WHERE item.id = p_baseline;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such baseline' USING ERRCODE = 'ZH404';
	END IF;
	IF superseded THEN
		RAISE EXCEPTION 'baseline % has a newer version', p_baseline USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_superseded';
	END IF;
	IF p_decision = 'returned' AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'baseline_decision_reason';
	END IF;
	INSERT INTO zhiheng.baseline_decision (baseline_id, decision, reason, account_id)
	VALUES (p_baseline, p_decision, nullif(btrim(p_reason), ''), account)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'baseline % is decided', p_baseline USING ERRCODE = 'ZH409', CONSTRAINT = 'baseline_decided';
	END IF;
	CALL zhiheng.write_audit('baseline.' || p_decision, p_baseline, jsonb_build_object('reason', p_reason));
END
$$;
COMMENT ON FUNCTION commission.baseline_decide IS 'Approves or returns the newest version of a registration, once; ZH409 when decided or superseded';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
