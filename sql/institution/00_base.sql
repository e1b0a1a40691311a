-- What the institution program may read and do: views and functions of schema institution.  Made anew at every
-- migrate, in one transaction; holds no data.  The files of number 00 come first: what several words share; then each
-- word's own, in order of name.

CREATE SCHEMA institution AUTHORIZATION zhiheng_owner;

SET ROLE zhiheng_owner;

CREATE VIEW institution.session AS
SELECT account_id, account_name, organisation_name, role, role_name, demo
FROM zhiheng.session_card;
COMMENT ON VIEW institution.session IS 'Who is signed in';

CREATE VIEW institution.own AS
SELECT
	id,
	credit_code,
	name,
	level,
	kind,
	specialist_type,
	ownership
FROM zhiheng.institution
-- The policy says as much; an index is used for what is said here.
WHERE id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.own IS 'The institution of who asks';

CREATE VIEW institution.asked_indicator AS
SELECT
	own.id AS institution_id,
	asked.programme_id,
	asked.position,
	asked.indicator_code,
	asked.target_code,
	asked.specialty,
	asked.numerator,
	asked.denominator,
	asked.deviation,
	asked.minimum_denominator,
	asked.required,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	threshold.op AS threshold_op,
	threshold.value AS threshold_value,
	threshold.source AS threshold_source,
	asked.departments,
	asked.months,
	asked.cadence
FROM zhiheng.asked_indicator AS asked
JOIN institution.own AS own ON zhiheng.applies(asked.levels, asked.kinds, own.level, own.kind, own.specialist_type)
-- As zhiheng.threshold_of, which in a view would ask with the rights of who reads it.
LEFT JOIN LATERAL (
	SELECT item.op, item.value, item.source
	FROM zhiheng.programme_threshold AS item
	WHERE item.programme_id = asked.programme_id AND item.indicator_code = asked.indicator_code AND item.nature IN ('required', 'direction')
		AND zhiheng.threshold_covers(item.levels, item.kinds, item.ownerships, own.level, own.kind, own.specialist_type, own.ownership)
	ORDER BY item.position
	LIMIT 1
) AS threshold ON true;
COMMENT ON VIEW institution.asked_indicator IS 'Indicators that programmes ask of the own institution, with definition and what is demanded of it';

CREATE VIEW institution.threshold_word AS
SELECT
	item.programme_id,
	item.indicator_code,
	item.position,
	item.nature,
	item.nature_label,
	item.op,
	item.value,
	item.value_to,
	item.label,
	item.scope_label,
	item.years_label,
	item.source
FROM zhiheng.threshold_word AS item
JOIN institution.own AS own ON zhiheng.threshold_covers(item.levels, item.kinds, item.ownerships, own.level, own.kind, own.specialist_type, own.ownership);
COMMENT ON VIEW institution.threshold_word IS 'Thresholds of programmes in whose scope the own institution is';

CREATE FUNCTION institution.asked_elements(p_return bigint)
RETURNS TABLE (code text, place bigint, specialty text, required boolean, departments text, months text, programmes bigint[], open boolean,
	derived boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 150 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT asked.code, asked.place, asked.specialty, asked.required, asked.departments, asked.months, asked.programmes, asked.open,
		asked.derived
	FROM zhiheng.return_asked(p_return) AS asked;
END
$$;
COMMENT ON FUNCTION institution.asked_elements IS 'zhiheng.return_asked of an own return: every element that any programme asks in it, once';

CREATE VIEW institution.return_asker AS
SELECT
	head.id AS return_id,
	asker.programme_id,
	asker.place,
	asker.mark,
	asker.programme_name,
	asker.commission_name,
	asker.period_state,
	asker.opens_on,
	asker.due_on,
	asker.due_on - zhiheng.today() AS days_left,
	asker.first_submitted_at,
	asker.first_submitted_at IS NULL AND asker.due_on < zhiheng.today() AS late,
	(asker.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date > asker.due_on AS submitted_late
FROM zhiheng.return AS head
JOIN zhiheng.asker AS asker ON asker.institution_id = head.institution_id AND asker.period = head.period
WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.return_asker IS 'Who asks for an own return, the nearest commission first by place, with its own dates; late: due and not submitted to it';

CREATE VIEW institution.return AS
SELECT
	head.id,
	asking.programme_names AS programme_name,
	asking.commission_names AS commission_name,
	left(head.period, 4)::integer AS year,
	head.period,
	zhiheng.return_label(head.period, head.backfilled) || CASE WHEN head.final THEN '（终止报表）' ELSE '' END AS period_label,
	head.state,
	CASE head.exempt WHEN 'excused' THEN '免报' WHEN 'closed' THEN '已关闭，不须报送' WHEN 'suspended' THEN '停业，不须报送'
		WHEN 'before' THEN '尚未开始报送' ELSE zhiheng.label('return', head.state) END AS state_label,
	head.revision,
	head.reopened,
	head.exempt IS NULL AND (zhiheng.return_opened(head) OR asking.open OR zhiheng.return_opened(whole) IS TRUE) AS open,
	CASE WHEN asking.open THEN 'open' ELSE 'closed' END AS period_state,
	asking.opens_on,
	asking.due_on,
	asking.due_on - zhiheng.today() AS days_left,
	zhiheng.time_label(passed.at) AS submitted_at,
	head.exempt IS NULL AND CASE WHEN zhiheng.cadence(head.period) = 'month' THEN passed.at IS NULL AND asking.due_on < zhiheng.today() ELSE asking.late END AS late,
	CASE WHEN zhiheng.cadence(head.period) = 'month' THEN (passed.at AT TIME ZONE 'Asia/Shanghai')::date > asking.due_on
		ELSE asking.submitted_late END AS submitted_late,
	zhiheng.period_end(coalesce(zhiheng.quarter_of(head.period), head.period)) AS closes_on,
	zhiheng.cadence(head.period) AS cadence,
	whole.id AS quarter_id,
	whole.state AS quarter_state,
	head.state IN ('accepted', 'published') AND head.accepted IS NOT NULL AND asking.lacking AS supplement,
	head.accepted_revision IS NOT NULL AS counted,
	CASE WHEN head.state IN ('draft', 'returned', 'verified') AND head.reopened AND head.opened IS DISTINCT FROM '{}' THEN head.opened_until END AS opened_until
FROM zhiheng.return AS head
LEFT JOIN zhiheng.return AS whole ON whole.institution_id = head.institution_id AND whole.period = zhiheng.quarter_of(head.period)
-- A month is in time when the verifier passed it.
CROSS JOIN LATERAL (
	SELECT CASE WHEN zhiheng.cadence(head.period) <> 'month' THEN head.first_submitted_at
		ELSE (SELECT min(event.at) FROM zhiheng.return_event AS event WHERE event.return_id = head.id AND event.to_state = 'verified') END AS at
) AS passed
CROSS JOIN LATERAL (
	SELECT
		string_agg(asker.programme_name, '、' ORDER BY asker.place, asker.programme_id) AS programme_names,
		string_agg(asker.commission_name, '、' ORDER BY asker.place, asker.programme_id) AS commission_names,
		coalesce(bool_or(asker.period_state = 'open'), false) AS open,
		min(asker.opens_on) AS opens_on,
		-- What was submitted is no longer due; of a supplement the day of who asks for more.
		coalesce(min(asker.due_on) FILTER (WHERE asker.first_submitted_at IS NULL), min(asker.due_on)) AS due_on,
		coalesce(bool_or(asker.first_submitted_at IS NULL AND asker.due_on < zhiheng.today()), false) AS late,
		bool_or((asker.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date > asker.due_on) AS submitted_late,
		coalesce(bool_or(asker.first_submitted_at IS NULL AND asker.period_state = 'open'), false) AS lacking
	FROM zhiheng.asker AS asker
	WHERE asker.institution_id = head.institution_id AND asker.period = head.period
) AS asking
WHERE head.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.return IS 'Own returns with all who ask for them; due_on: the earliest day of those to whom nothing was submitted yet, else the earliest; open: may be changed and moved now, because one of the askers has its period open; late: due and not submitted, to one of them at least, a month: not verified; closes_on: what ends on one day, and the months of a quarter, are one item on the desk; supplement: accepted, and somebody asked for more since; counted: a copy of it is in force; opened_until: last day on which what was sent back may be edited';

CREATE FUNCTION institution.identify(p_roles text[]) RETURNS zhiheng.identity
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity;
BEGIN
	who := (SELECT asking FROM zhiheng.identity() AS asking);
	IF who.institution_id IS NULL OR NOT who.role = ANY (p_roles) THEN
		RAISE EXCEPTION 'role % may not do this', coalesce(who.role, 'nobody') USING ERRCODE = 'ZH403', CONSTRAINT = 'role_needed';
	END IF;
	RETURN who;
END
$$;
COMMENT ON FUNCTION institution.identify IS 'Who is asking, if it has one of these roles; ZH403 otherwise';

CREATE FUNCTION institution.require(p_roles text[]) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
	RETURN (institution.identify(p_roles)).account_id;
END
$$;
COMMENT ON FUNCTION institution.require IS 'The account asking, if it has one of these roles; ZH403 otherwise';

CREATE FUNCTION institution.return_lock(p_return bigint) RETURNS zhiheng.return
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	RETURN zhiheng.return_lock(p_return, (SELECT who.institution_id FROM zhiheng.identity() AS who));
END
$$;
COMMENT ON FUNCTION institution.return_lock IS 'zhiheng.return_lock of an own return';

CREATE VIEW institution.department AS
SELECT
	department.id,
	newest.name,
	newest.retired,
	newest.version
FROM zhiheng.department AS department
CROSS JOIN LATERAL (
	SELECT
		version.name,
		version.retired,
		version.version
	FROM zhiheng.department_version AS version
	WHERE version.department_id = department.id
	ORDER BY version.version DESC
	LIMIT 1
) AS newest
WHERE department.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.department IS 'Own departments as they are called now';

CREATE VIEW institution.element_note AS
SELECT DISTINCT ON (note.element_code)
	note.element_code,
	note.source,
	note.rule,
	account.name AS person,
	zhiheng.time_label(note.at) AS at
FROM zhiheng.element_note AS note
JOIN zhiheng.account AS account ON account.id = note.account_id
WHERE note.institution_id = (SELECT institution_id FROM zhiheng.identity())
ORDER BY note.element_code, note.id DESC;
COMMENT ON VIEW institution.element_note IS 'The own notes on sources, the newest of each element: it holds for every period since';

CREATE VIEW institution.ledger_item AS
SELECT
	card.id,
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
	card.return_id
FROM zhiheng.ledger_card AS card
WHERE card.institution_id = (SELECT institution_id FROM zhiheng.identity());
COMMENT ON VIEW institution.ledger_item IS 'Own ledger items';

CREATE FUNCTION institution.confirmed_until() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN (SELECT to_char((given.at + zhiheng.confirmation_span()) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') FROM zhiheng.confirmation_current() AS given);
END
$$;
COMMENT ON FUNCTION institution.confirmed_until IS 'Time of day until which the session may sign with the password it gave; null: it has to give it first';

GRANT USAGE ON SCHEMA institution TO zhiheng_institution;
GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
