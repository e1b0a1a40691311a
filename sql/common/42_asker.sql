-- What several audiences share, continued: who asks for a return, and what they ask of it together.

CALL zhiheng.drop_functions('elements_asked', 'return_asked', 'submission_lacks');
SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.asker AS
SELECT
	asking.period,
	asking.institution_id,
	asking.programme_id,
	programme.name AS programme_name,
	programme.commission_id,
	commission.name AS commission_name,
	commission.region_code::text AS region_code,
	standing.place,
	(ARRAY['县', '市', '省', '国'])[standing.place] AS mark,
	calendar.state AS period_state,
	calendar.opens_on,
	calendar.due_on,
	asking.first_submitted_at
FROM zhiheng.demand AS asking
JOIN zhiheng.programme AS programme ON programme.id = asking.programme_id
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = asking.programme_id AND calendar.period = asking.period
CROSS JOIN LATERAL (
	SELECT CASE
		WHEN right(commission.region_code, 2) <> '00' THEN 1
		WHEN right(commission.region_code, 4) <> '0000' THEN 2
		WHEN left(commission.region_code, 2) <> '00' THEN 3
		ELSE 4
	END AS place
) AS standing;
COMMENT ON VIEW zhiheng.asker IS 'The programmes that ask for a return, each with its calendar and its own first submission; place: from the nearest up (county, city, province, nation), mark: the word for it';

CREATE FUNCTION zhiheng.elements_asked(p_programmes bigint[], p_institution bigint, p_period text)
RETURNS TABLE (code text, place bigint, specialty text, required boolean, departments text, months text, programmes bigint[], derived boolean)
LANGUAGE plpgsql STABLE ROWS 150 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.register := (SELECT item FROM zhiheng.register_of(p_period) AS item WHERE item.id = p_institution);
	derived text[] := ARRAY(
		SELECT part.code
		FROM zhiheng.asked_in(p_programmes, p_period, own.level, own.kind, own.specialist_type, zhiheng.askers_within(p_period, p_institution)) AS part
		WHERE p_period IS NOT NULL AND part.derived);
BEGIN
	RETURN QUERY
	SELECT
		item.code,
		row_number() OVER (ORDER BY item.group_place, item.place),
		item.specialty,
		item.required,
		CASE WHEN item.code = ANY (derived) THEN 'none' ELSE item.departments END,
		-- Only quarters have months as parts.
		CASE WHEN item.code = ANY (derived) OR p_period !~ 'Q' THEN 'none' ELSE item.months END,
		item.programmes,
		item.code = ANY (derived)
	FROM (
		SELECT
			known.code,
			known.place,
			min(known.place) OVER (PARTITION BY known.specialty) AS group_place,
			known.specialty,
			known.required,
			known.departments,
			known.months,
			known.programmes
		FROM (
			SELECT
				used.code,
				min(used.place) AS place,
				(array_agg(used.specialty ORDER BY used.place))[1] AS specialty,
				bool_or(used.required) AS required,
				max(used.departments COLLATE "C") AS departments,
				max(used.months COLLATE "C") AS months,
				array_agg(DISTINCT used.programme_id) AS programmes
			FROM (
				SELECT
					part.code,
					asked.programme_id,
					asked.specialty,
					-- A deviation may stay empty, and those of parts do not add up to that of the whole.
					asked.required AND part.ordinality < 3 AS required,
					CASE WHEN part.ordinality < 3 THEN asked.departments ELSE 'none' END AS departments,
					CASE WHEN part.ordinality < 3 THEN asked.months ELSE 'none' END AS months,
					row_number() OVER (ORDER BY array_position(p_programmes, asked.programme_id), asked.position, part.ordinality) AS place
				FROM zhiheng.asked_indicator AS asked
				CROSS JOIN LATERAL unnest(ARRAY[asked.denominator, asked.numerator, asked.deviation]) WITH ORDINALITY AS part (code, ordinality)
				WHERE asked.programme_id = ANY (p_programmes) AND part.code IS NOT NULL
					AND (p_period IS NULL OR zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, p_period))
					AND zhiheng.applies(asked.levels, asked.kinds, own.level, own.kind, own.specialist_type)
			) AS used
			GROUP BY used.code
		) AS known
	) AS item;
END
$$;
COMMENT ON FUNCTION zhiheng.elements_asked IS 'Every element that these programmes ask of an institution in the return of a period (null: in any), once, in the group and place that the first of them gives it, a group''s together; denominators before numerators, deviations after them. required, departments, months: the strictest word of all, none < optional < required as the letters have it; programmes: which of them ask it; derived: it follows from shorter periods and is not typed here';

CREATE FUNCTION zhiheng.return_asked(p_return bigint)
RETURNS TABLE (code text, place bigint, specialty text, required boolean, departments text, months text, programmes bigint[], open boolean,
	derived boolean)
LANGUAGE plpgsql STABLE ROWS 150 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	head zhiheng.return := (SELECT zhiheng.return_locked_as(item) FROM zhiheng.return AS item WHERE item.id = p_return);
	askers bigint[];
	open_ones bigint[];
BEGIN
	SELECT array_agg(asker.programme_id ORDER BY asker.place, asker.programme_id),
		array_agg(asker.programme_id) FILTER (WHERE asker.period_state = 'open')
	INTO askers, open_ones
	FROM zhiheng.asker AS asker
	WHERE asker.institution_id = head.institution_id AND asker.period = head.period;
	RETURN QUERY
	-- What can no longer be filled in is not missed while the rest can be.
	SELECT item.code, item.place, item.specialty, item.required AND (may.edit OR NOT bool_or(may.edit) OVER ()), item.departments, item.months,
		item.programmes, may.edit, item.derived
	FROM zhiheng.elements_asked(askers, head.institution_id, head.period) AS item
	LEFT JOIN zhiheng.element_number AS element ON element.code = item.code
	CROSS JOIN LATERAL (SELECT zhiheng.element_opened(head, element.number, coalesce(item.programmes && open_ones, false)) AS edit) AS may;
END
$$;
COMMENT ON FUNCTION zhiheng.return_asked IS 'zhiheng.elements_asked of all programmes that ask for a return, the nearest commission''s first; open: may be filled in now, as zhiheng.element_opened has it: one of those that ask it has its period open and it was not accepted, or it was opened by sending back';

CREATE FUNCTION zhiheng.submission_lacks(p_return bigint, p_programme bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	own CONSTANT text := (SELECT zhiheng.cadence(head.period) FROM zhiheng.return AS head WHERE head.id = p_return);
	signed CONSTANT smallint[] := ARRAY(
		SELECT unnest(sheet.elements)
		FROM zhiheng.submission_sheet AS sheet
		WHERE sheet.return_id = p_return AND NOT EXISTS (SELECT FROM zhiheng.submission_step AS step
			WHERE step.submission_id = sheet.submission_id AND step.return_id = p_return AND step.act = 'withdrawn'));
BEGIN
	RETURN signed <> '{}' AND EXISTS (
		SELECT
		FROM zhiheng.return_asked(p_return) AS asked
		JOIN zhiheng.element_number AS element ON element.code = asked.code
		WHERE p_programme = ANY (asked.programmes) AND NOT (asked.derived AND own IN ('half', 'year')) AND (element.number <> ALL (signed)
			OR (asked.departments = 'required' AND NOT EXISTS (SELECT FROM zhiheng.return_part AS part
				WHERE part.return_id = p_return AND asked.code = ANY (part.codes)))));
END
$$;
COMMENT ON FUNCTION zhiheng.submission_lacks IS 'Whether a programme asks of a return that was signed more than what was signed: other elements, or departments of them';

RESET ROLE;
