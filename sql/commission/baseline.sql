-- Schema commission: baselines of hospitals item by item, and what is decided on them.

SET ROLE zhiheng_owner;

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
