-- What the commission program may read and do: views and functions of schema commission.  Made anew at every
-- migrate, in one transaction; holds no data.  The files of number 00 come first: what several words share; then each
-- word's own, in order of name.

CREATE SCHEMA commission AUTHORIZATION zhiheng_owner;

SET ROLE zhiheng_owner;

CREATE VIEW commission.session AS
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, demo
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

CREATE FUNCTION commission.quarters_accepted() RETURNS TABLE (programme_id bigint, quarter text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	SELECT done.programme_id, done.quarter
	FROM zhiheng.quarters_accepted(ARRAY(SELECT zhiheng.programme_visible()), zhiheng.institutions_seen()) AS done
$$;
COMMENT ON FUNCTION commission.quarters_accepted IS 'zhiheng.quarters_accepted of the programmes and the subtree that the session has to do with';

CREATE VIEW commission.period_choice AS
SELECT
	span.programme_id,
	programme.name AS programme_name,
	programme.year,
	programme.commission_id = who.commission_id AS own,
	commission.region_code::text AS region_code,
	span.period,
	zhiheng.return_label(span.period, bool_or(EXISTS (SELECT FROM zhiheng.backfill AS opening
		WHERE opening.programme_id = span.programme_id AND opening.period = span.period))) AS period_label,
	span.period ~ 'Q' AS is_quarter,
	bool_or(span.quarter = span.period) AS has_returns,
	bool_or(done.quarter IS NOT NULL) AS accepted
FROM zhiheng.period_quarter AS span
JOIN zhiheng.programme AS programme ON programme.id = span.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
CROSS JOIN zhiheng.identity() AS who
LEFT JOIN commission.quarters_accepted() AS done ON done.programme_id = span.programme_id AND done.quarter = span.quarter
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
	deviation,
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
	threshold_source,
	basis,
	zhiheng.basis_label(basis) AS basis_label,
	confirmed_on,
	confirmed_by,
	confirmed_source,
	-- Those at work see the ranks, and that the public does not.
	CASE bar WHEN 'own_trend' THEN bar ELSE 'none' END AS bar,
	bar = 'unconfirmed' AS unconfirmed,
	threshold_scoped,
	cadence
FROM zhiheng.asked_indicator;
COMMENT ON VIEW commission.indicator IS 'Indicators of programmes in the order of pages; for a QC centre those of its specialties. unconfirmed: neither ranked in public nor graded';

CREATE VIEW commission.threshold_word AS
SELECT
	programme_id,
	indicator_code,
	position,
	position = 1 AND nature IN ('required', 'direction') AS is_first,
	nature_label,
	label,
	scope_label,
	years_label,
	source
FROM zhiheng.threshold_word
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL OR indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[]);
COMMENT ON VIEW commission.threshold_word IS 'All thresholds of programmes in words; is_first: what commission.indicator has of them';

CREATE FUNCTION commission.threshold_own(p_programme bigint, p_institution bigint, p_period text)
RETURNS TABLE (indicator_code text, op text, value numeric)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
	SELECT asked.indicator_code, own.op, own.value
	FROM zhiheng.register_of(p_period) AS institution
	JOIN zhiheng.asked_definition AS asked ON asked.programme_id = p_programme AND asked.threshold_scoped
	CROSS JOIN LATERAL zhiheng.threshold_of(p_programme, asked.indicator_code, institution.level, institution.kind, institution.specialist_type,
		institution.ownership) AS own
	WHERE institution.id = p_institution
$$;
COMMENT ON FUNCTION commission.threshold_own IS 'What is demanded of an institution in a period where that is not the same for all; no row: nothing';

CREATE FUNCTION commission.institutions_seen() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN zhiheng.institutions_seen();
END
$$;
COMMENT ON FUNCTION commission.institutions_seen IS 'zhiheng.institutions_seen, which only the owner calls';

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
FROM zhiheng.institution_card
-- By their keys, computed once: all institutions of the country would be asked whether they are seen.
WHERE id = ANY ((SELECT commission.institutions_seen())::bigint[]);
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
	zhiheng.return_label(head.period, head.backfilled) AS period_label,
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
	head.accepted_revision IS NOT NULL AS counted,
	(head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date <= calendar.due_on AS in_time,
	zhiheng.return_class(head.standing, head.first_submitted_at, calendar.due_on) AS class,
	zhiheng.return_class_label(zhiheng.return_class(head.standing, head.first_submitted_at, calendar.due_on)) AS class_label
FROM zhiheng.asked_return AS head
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
JOIN commission.institution_card AS institution ON institution.id = head.institution_id
WHERE zhiheng.cadence(head.period) <> 'month' AND head.exempt IS NULL;
COMMENT ON VIEW commission.return_item IS 'Returns expected but months, which go up with their quarter, a row for each programme that asks, each in one class of zhiheng.return_class; counted: a copy of it is in force; what the register exempts is not expected';

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
BEGIN
	PERFORM commission.administrator();
	RETURN zhiheng.return_make(p_programme, p_period);
END
$$;
COMMENT ON FUNCTION commission.return_make IS 'zhiheng.return_make for the institutions of the subtree';

CREATE VIEW commission.specialist_type AS
SELECT substr(part.token, 12) AS value
FROM zhiheng.indicator AS indicator
CROSS JOIN LATERAL string_to_table(indicator.applies_to, ';') AS part (token)
WHERE part.token LIKE 'specialist:%'
UNION
SELECT institution.specialist_type
FROM zhiheng.institution AS institution
WHERE institution.id = ANY ((SELECT commission.institutions_seen())::bigint[]) AND institution.specialist_type IS NOT NULL;
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
	(SELECT string_agg(specialty.name, '；' ORDER BY specialty.name) FROM zhiheng.qc_centre_specialty AS own
		JOIN zhiheng.specialty AS specialty ON specialty.code = own.specialty_code WHERE own.qc_centre_id = centre.id) AS specialties,
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

GRANT USAGE ON SCHEMA commission TO zhiheng_commission;
GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
