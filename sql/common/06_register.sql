-- What several functions share: the register of a period, and recording in it.

CALL zhiheng.drop_functions('register_of', 'particulars_record');
SET ROLE zhiheng_owner;

-- Not STRICT and without settings, so that it becomes part of what asks.
CREATE FUNCTION zhiheng.register_of(p_period text) RETURNS SETOF zhiheng.register
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
AS $$
	SELECT item.id, item.first_day, item.next_day, item.name, item.region_code, item.affiliation_code, item.level, item.grade, item.kind,
		item.specialist_type, item.ownership, item.beds
	FROM zhiheng.register AS item
	WHERE item.first_day <= coalesce(zhiheng.period_end(p_period), zhiheng.today())
		AND item.next_day > coalesce(zhiheng.period_end(p_period), zhiheng.today())
$$;
COMMENT ON FUNCTION zhiheng.register_of IS 'What institutions were in a period: on its last day, or on their last open day in it; null: today. In place of zhiheng.institution in everything that makes a figure';

CREATE FUNCTION zhiheng.particulars_record(p_institution bigint, p_from_day date, p_changes jsonb, p_reason text) RETURNS integer
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
	who CONSTANT bigint := (SELECT known.account_id FROM zhiheng.identity() AS known);
	base jsonb;
	made integer;
BEGIN
	SELECT to_jsonb(held) INTO base
	FROM zhiheng.particulars_held AS held
	WHERE held.institution_id = p_institution AND held.from_day <= p_from_day
	ORDER BY held.from_day DESC
	LIMIT 1;
	-- What was recorded of later days has the change, too, where it said the same as before.
	INSERT INTO zhiheng.particulars (institution_id, from_day, name, region_code, affiliation_code, level, grade, kind, specialist_type, ownership, beds,
		reason, account_id)
	SELECT p_institution, point.day, item.name, item.region_code, item.affiliation_code, item.level, item.grade, item.kind, item.specialist_type,
		item.ownership, item.beds, p_reason, who
	FROM (
		SELECT p_from_day AS day, base AS present
		UNION ALL
		SELECT held.from_day, to_jsonb(held)
		FROM zhiheng.particulars_held AS held
		WHERE held.institution_id = p_institution AND held.from_day > p_from_day
	) AS point
	CROSS JOIN LATERAL (
		SELECT coalesce(jsonb_object_agg(change.key, change.value), '{}') AS own
		FROM jsonb_each(p_changes) AS change
		WHERE point.present -> change.key = base -> change.key AND change.value <> point.present -> change.key
	) AS changed
	CROSS JOIN LATERAL jsonb_populate_record(NULL::zhiheng.particulars, point.present || changed.own) AS item
	WHERE changed.own <> '{}'
	ORDER BY point.day;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.particulars_record IS 'Records particulars that change on a day, by their columns; gives how many rows that took: none if nothing changes';

CREATE OR REPLACE FUNCTION zhiheng.register_begin(p_institutions bigint[], p_day date) RETURNS void
LANGUAGE sql SET search_path = ''
AS $$
	INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason, account_id)
	SELECT item.id, state.from_day, state.state, '登记', who.account_id
	FROM unnest(p_institutions) AS item (id)
	CROSS JOIN (VALUES ('-infinity'::date, 'before'), (p_day, 'open')) AS state (from_day, state)
	LEFT JOIN zhiheng.identity() AS who ON true
	WHERE p_day IS NOT NULL
	ORDER BY item.id, state.from_day
$$;
COMMENT ON FUNCTION zhiheng.register_begin IS 'Institutions just registered report from a day on (null: ever since)';

GRANT EXECUTE ON FUNCTION zhiheng.today(), zhiheng.register_of(text), zhiheng.period_first_month(text), zhiheng.cadence(text),
	zhiheng.cadence_rank(text) TO zhiheng_recorder;
GRANT EXECUTE ON FUNCTION zhiheng.today(), zhiheng.register_of(text), zhiheng.period_end(text), zhiheng.period_start(text) TO zhiheng_counter;

RESET ROLE;
