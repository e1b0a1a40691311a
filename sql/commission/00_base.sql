-- What the commission program may read and do: views and functions of schema commission.  Made anew at every
-- migrate, in one transaction; holds no data.  This file comes first: what several words share; then one
-- file a word, in order of name.

DROP SCHEMA IF EXISTS commission CASCADE;
CREATE SCHEMA commission AUTHORIZATION zhiheng_owner;

SET ROLE zhiheng_owner;

CREATE VIEW commission.session AS
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM zhiheng.session_card;
COMMENT ON VIEW commission.session IS 'Who is signed in';

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

CREATE VIEW commission.filing_item AS
SELECT
	head.id AS return_id,
	institution.name AS institution_name,
	zhiheng.period_label(head.period) AS period_label,
	'correction' AS kind,
	correction.reason AS text,
	zhiheng.time_label(correction.at) AS at
FROM zhiheng.correction AS correction
JOIN zhiheng.return AS head ON head.id = correction.return_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE NOT EXISTS (SELECT FROM zhiheng.correction_decision AS decision WHERE decision.correction_id = correction.id)
UNION ALL
SELECT
	last.return_id,
	institution.name,
	zhiheng.period_label(head.period),
	'message',
	last.text,
	zhiheng.time_label(last.at)
FROM (
	SELECT DISTINCT ON (message.return_id)
		message.return_id,
		message.side,
		message.text,
		message.at
	FROM zhiheng.return_message AS message
	ORDER BY message.return_id, message.id DESC
) AS last
JOIN zhiheng.return AS head ON head.id = last.return_id
JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
WHERE last.side = 'institution';
COMMENT ON VIEW commission.filing_item IS 'What institutions wait for: corrections to be decided, words to be answered';

CREATE FUNCTION commission.administrator() RETURNS zhiheng.identity
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity;
BEGIN
	who := (SELECT identity FROM zhiheng.identity() AS identity);
	IF who.role IS DISTINCT FROM 'administrator' OR who.commission_id IS NULL OR who.qc_centre_id IS NOT NULL THEN
		RAISE EXCEPTION '% may not change what the commission has set up', coalesce(who.role, 'nobody')
			USING ERRCODE = 'ZH403', CONSTRAINT = 'administrator_only';
	END IF;
	RETURN who;
END
$$;
COMMENT ON FUNCTION commission.administrator IS 'Who asks, if an administrator of a commission (not of a QC centre); else ZH403';

CREATE FUNCTION commission.difference(p_old jsonb, p_new jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN (
	SELECT coalesce(jsonb_object_agg(key, jsonb_build_object('old', p_old -> key, 'new', value)), '{}')
	FROM jsonb_each(p_new)
	WHERE value IS DISTINCT FROM p_old -> key
);
COMMENT ON FUNCTION commission.difference IS 'For the audit: what changed, with old and new; empty if nothing did';

CREATE VIEW commission.region AS
SELECT
	region.code::text AS code,
	region.name,
	CASE WHEN region.level = 'county' THEN parent.name || ' ' ELSE '' END || region.name AS label,
	region.level,
	commission.id AS commission_id
FROM zhiheng.region AS region
JOIN zhiheng.identity() AS who ON region.code >= who.region_first AND region.code <= who.region_last
LEFT JOIN zhiheng.region AS parent ON parent.code = region.parent_code
LEFT JOIN zhiheng.commission AS commission ON commission.region_code = region.code;
COMMENT ON VIEW commission.region IS 'Regions of the subtree, with the commission of each that has one';

CREATE FUNCTION commission.return_make(p_programme bigint, p_period text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made integer;
BEGIN
	PERFORM commission.administrator();
	INSERT INTO zhiheng.return (programme_id, period, institution_id)
	SELECT calendar.programme_id, calendar.period, institution.id
	FROM zhiheng.reporting_period AS calendar
	JOIN zhiheng.programme AS programme ON programme.id = calendar.programme_id
	JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	JOIN zhiheng.institution AS institution ON institution.active
		AND institution.region_code >= owner.region_code
		AND institution.region_code <= zhiheng.region_last(owner.region_code)
	WHERE calendar.state = 'open'
		AND (p_programme IS NULL OR calendar.programme_id = p_programme)
		AND (p_period IS NULL OR calendar.period = p_period)
		AND EXISTS (
			SELECT
			FROM zhiheng.programme_indicator AS asked
			WHERE asked.programme_id = calendar.programme_id
				AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type))
	ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.return_make IS 'The returns still missing in open periods (null: of all programmes, all periods) for the institutions of the subtree that are asked for anything; gives their number';

CREATE VIEW commission.specialist_type AS
SELECT substr(part.token, 12) AS value
FROM zhiheng.indicator AS indicator
CROSS JOIN LATERAL string_to_table(indicator.applies_to, ';') AS part (token)
WHERE part.token LIKE 'specialist:%'
UNION
SELECT institution.specialist_type
FROM zhiheng.institution AS institution
WHERE institution.specialist_type IS NOT NULL;
COMMENT ON VIEW commission.specialist_type IS 'Types of specialist hospitals that the catalogue asks or the subtree has';

CREATE VIEW commission.organisation_commission AS
SELECT
	commission.id,
	commission.name,
	region.code AS region_code,
	region.name AS region_name,
	(SELECT count(*) FROM zhiheng.institution AS institution
		WHERE institution.active AND institution.region_code >= region.code
			AND institution.region_code <= zhiheng.region_last(region.code)) AS institutions,
	(SELECT count(*) FROM zhiheng.account AS account WHERE account.commission_id = commission.id AND account.active) AS accounts,
	commission.id = (SELECT commission_id FROM zhiheng.identity()) AS own
FROM commission.region AS region
JOIN zhiheng.commission AS commission ON commission.id = region.commission_id;
COMMENT ON VIEW commission.organisation_commission IS 'Commissions of the subtree, the own one among them, with the number of institutions in use and of accounts';

CREATE VIEW commission.organisation_centre AS
SELECT
	centre.id,
	centre.name,
	centre.specialty,
	commission.name AS commission_name,
	commission.region_code,
	commission.region_name,
	(SELECT count(*) FROM zhiheng.account AS account WHERE account.qc_centre_id = centre.id AND account.active) AS accounts
FROM zhiheng.qc_centre AS centre
JOIN commission.organisation_commission AS commission ON commission.id = centre.commission_id;
COMMENT ON VIEW commission.organisation_centre IS 'QC centres attached to commissions of the subtree';

CREATE VIEW commission.organisation AS
SELECT
	'institution' AS kind,
	institution.id,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	'医疗机构' AS kind_label
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
UNION ALL
SELECT 'commission', id, name, region_code, region_name, '卫健委'
FROM commission.organisation_commission
UNION ALL
SELECT 'qc_centre', id, name, region_code, region_name, '质控中心'
FROM commission.organisation_centre;
COMMENT ON VIEW commission.organisation IS 'Organisations of the subtree that accounts may belong to';

CREATE VIEW commission.indicator_proposal AS
SELECT
	indicator.code,
	indicator.version,
	indicator.target_code,
	coalesce(target.specialty, '综合') AS specialty,
	indicator.numerator,
	indicator.denominator,
	asked.levels,
	CASE WHEN indicator.reporter = 'institution' THEN asked.kinds ELSE ARRAY[indicator.reporter] END AS kinds,
	kind.minimum_denominator,
	indicator.is_primary AS required
FROM zhiheng.indicator AS indicator
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
JOIN zhiheng.target AS target ON target.code = indicator.target_code
CROSS JOIN LATERAL (
	SELECT
		coalesce(array_agg(part.token) FILTER (WHERE part.token IN ('tertiary', 'secondary', 'primary', 'ungraded')), '{}') AS levels,
		coalesce(array_agg(part.token) FILTER (WHERE part.token IN ('general', 'tcm', 'maternal_child', 'other')
			OR part.token LIKE 'specialist%'), '{}') AS kinds
	FROM string_to_table(indicator.applies_to, ';') AS part (token)
) AS asked
WHERE indicator.reporter IN ('institution', 'blood_station', 'exam_centre', 'opo', 'ems');
COMMENT ON VIEW commission.indicator_proposal IS 'How indicators that institutions report enter a programme: levels and kinds as the document names them (services are left to 不适用), minimum denominator 30, of rates 100';

CREATE FUNCTION commission.indicator_make(p_programme bigint, p_year integer, p_targets text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator,
		denominator, levels, kinds, minimum_denominator, required)
	SELECT p_programme, code, version, target_code, specialty, numerator, denominator, levels, kinds, minimum_denominator, required
	FROM commission.indicator_proposal
	WHERE target_code = ANY (p_targets)
	ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, op, value, source)
	SELECT p_programme, proposal.indicator_code, proposal.op, proposal.value, proposal.source
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
		'departments', departments, 'months', months, 'threshold', op, 'value', value, 'source', source, 'seen', seen)
	FROM commission.programme_indicator_entry
	WHERE programme_id = p_programme AND code = p_indicator
$$;
COMMENT ON FUNCTION commission.indicator_state IS 'What is set for an indicator, for the audit';

CREATE FUNCTION commission.indicator_change(p_programme bigint, p_indicator text, p_seen text, p_levels text[], p_kinds text[],
	p_minimum integer, p_required boolean, p_op text, p_value numeric, p_source text, p_departments text, p_months text) RETURNS void
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
	UPDATE zhiheng.programme_indicator SET
		levels = p_levels,
		kinds = p_kinds,
		minimum_denominator = p_minimum,
		required = p_required,
		departments = p_departments,
		months = p_months
	WHERE programme_id = p_programme AND indicator_code = p_indicator;
	DELETE FROM zhiheng.programme_threshold WHERE programme_id = p_programme AND indicator_code = p_indicator;
	IF p_op IS NOT NULL THEN
		INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, op, value, source)
		VALUES (p_programme, p_indicator, p_op, p_value, p_source);
	END IF;
	changes := commission.difference(old, commission.indicator_state(p_programme, p_indicator)) - 'seen';
	IF changes <> '{}' THEN
		CALL zhiheng.write_audit('programme.indicator', p_programme, jsonb_build_object('indicator', p_indicator, 'changes', changes));
		PERFORM commission.return_make(p_programme, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.indicator_change IS 'Who is asked, the minimum denominator, the threshold (p_op null: none), by department or by month (null: as the document has it); old and new are in the audit';

CREATE FUNCTION commission.region_find(p_codes text[]) RETURNS TABLE (code text, inside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		region.code::text,
		region.level <> 'province' AND EXISTS (
			SELECT
			FROM zhiheng.identity() AS who
			WHERE region.code >= who.region_first AND region.code <= who.region_last)
	FROM zhiheng.region AS region
	WHERE region.code = ANY (p_codes)
$$;
COMMENT ON FUNCTION commission.region_find IS 'Which of these regions there are, and whether an institution of the subtree can lie there';

GRANT USAGE ON SCHEMA commission TO zhiheng_commission;
GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
