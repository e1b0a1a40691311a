-- Schema institution: an own return, its elements and the pen: what its form, uploads and the interface for machines share.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.part_way(p_departments text, p_months text, p_type text, p_accumulation text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE
	WHEN p_type IS NULL OR p_type = 'boolean' THEN NULL
	WHEN p_departments <> 'none' THEN 'department'
	-- Distinct persons of three months are not the quarter's.
	WHEN p_months = 'none' OR p_accumulation = 'none' THEN NULL
	WHEN p_accumulation = 'end' THEN 'end'
	ELSE 'month'
END;
COMMENT ON FUNCTION institution.part_way IS 'By what parts an element is asked: department (added up), month (added up), end (by month, the last one counts), null: by none; where documents ask for departments and months, by department';

CREATE TYPE institution.obstacle AS (
	outcome text,
	code text,
	part text,
	state text,
	value numeric,
	account_name text,
	entered_at text
);
COMMENT ON TYPE institution.obstacle IS 'What stands in the way of a save: a row of return_enter; of above_accepted value is the sum of departments and account_name the accepted whole';

CREATE FUNCTION institution.return_head(p_return bigint)
RETURNS TABLE (
	id bigint,
	programme_name text,
	year integer,
	period text,
	period_label text,
	last_label text,
	state text,
	state_label text,
	revision integer,
	open boolean,
	opens_on date,
	due_on date,
	days_left integer,
	late boolean,
	returned_reason text,
	returned_at text,
	returned_by text,
	withdrawn boolean,
	explanation text,
	explained_revision integer,
	receipt bigint,
	askers bigint,
	supplement boolean,
	counted boolean,
	opened_until date,
	new_elements bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		head.id,
		head.programme_name,
		head.year,
		head.period::text,
		head.period_label,
		zhiheng.period_label(zhiheng.period_before(head.period)),
		head.state,
		head.state_label,
		head.revision,
		head.open,
		head.opens_on,
		head.due_on,
		head.days_left,
		head.late,
		returned.reason,
		zhiheng.time_label(returned.at),
		CASE WHEN returned.to_state = 'draft' THEN sender.name ELSE coalesce(commission.name, head.commission_name) END,
		coalesce(returned.from_state = 'submitted' AND returned.to_state = 'draft', false),
		remark.text,
		remark.revision,
		(SELECT max(event.id) FROM zhiheng.return_event AS event WHERE event.return_id = head.id AND event.to_state = 'submitted'),
		(SELECT count(*) FROM institution.return_asker AS asker WHERE asker.return_id = head.id),
		head.supplement,
		head.counted,
		head.opened_until,
		CASE WHEN head.supplement THEN (SELECT count(*) FROM institution.asked_elements(head.id) AS asked WHERE asked.open) END
	FROM institution.return AS head
	-- The last word that sent it back, as long as it has not been verified anew.
	LEFT JOIN LATERAL (
		SELECT
			event.reason,
			event.at,
			event.from_state,
			event.to_state,
			event.account_id
		FROM zhiheng.return_event AS event
		WHERE event.return_id = head.id AND NOT (event.from_state = 'returned' AND event.to_state = 'draft')
		ORDER BY event.id DESC
		LIMIT 1
	) AS returned ON returned.to_state IN ('returned', 'draft')
	LEFT JOIN zhiheng.account AS sender ON sender.id = returned.account_id
	LEFT JOIN zhiheng.commission AS commission ON commission.id = sender.commission_id
	LEFT JOIN LATERAL (
		SELECT
			whole.text,
			whole.revision
		FROM zhiheng.return_remark AS whole
		WHERE whole.return_id = head.id AND whole.element_code = '*' AND whole.kind = 'explanation'
		ORDER BY whole.id DESC
		LIMIT 1
	) AS remark ON true
	WHERE head.id = p_return;
END
$$;
COMMENT ON FUNCTION institution.return_head IS 'One own return with the last word that sent it back (withdrawn: the leader''s own, after submission), its explanation as a whole (element code *) and the event of its last submission; new_elements: how many a supplement may fill in';

CREATE FUNCTION institution.return_of(p_head zhiheng.return, p_period text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN (SELECT other.id
		FROM zhiheng.return AS other
		WHERE other.institution_id = p_head.institution_id AND other.period = p_period);
END
$$;
COMMENT ON FUNCTION institution.return_of IS 'The return of another period of the same institution; null: none';

CREATE FUNCTION institution.parts_lacking(p_head zhiheng.return, p_code text, p_programmes bigint[], p_way text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	IF p_way IS DISTINCT FROM 'department' OR p_head.accepted_revision IS NULL THEN
		RETURN false;
	END IF;
	RETURN EXISTS (SELECT FROM zhiheng.asker AS asker WHERE asker.institution_id = p_head.institution_id AND asker.period = p_head.period
			AND asker.programme_id = ANY (p_programmes) AND asker.period_state = 'open')
		AND NOT EXISTS (SELECT FROM zhiheng.return_parts_at(p_head.id, p_head.accepted_revision) AS part
			WHERE part.code = p_code AND part.part !~ '-' AND part.number IS NOT NULL);
END
$$;
COMMENT ON FUNCTION institution.parts_lacking IS 'Whether departments are asked of what was accepted as a whole, and were not part of it: they may be filled in and have to come to it';

CREATE FUNCTION institution.return_derived(p_return bigint)
RETURNS TABLE (code text, state text, value numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return
		AND head.institution_id = (SELECT institution_id FROM zhiheng.identity()));
	parts text[] := zhiheng.period_parts(own.period, 'quarter');
BEGIN
	-- What months make of a quarter is kept with the quarter.
	IF own.id IS NULL OR cardinality(parts) = 0 THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		asked.code,
		CASE WHEN bool_and(cell.state = 'not_applicable') THEN 'not_applicable' ELSE 'value' END,
		trim_scale(CASE zhiheng.accumulation(asked.code, own.period) WHEN 'end' THEN max(cell.value) FILTER (WHERE head.period = parts[cardinality(parts)])
			WHEN 'max' THEN max(cell.value) ELSE sum(cell.value) END)
	FROM institution.asked_elements(p_return) AS asked
	JOIN zhiheng.return AS head ON head.institution_id = own.institution_id AND head.period = ANY (parts)
	JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = asked.code AND cell.state <> 'missing'
	WHERE asked.derived
	GROUP BY asked.code
	HAVING count(*) = cardinality(parts);
END
$$;
COMMENT ON FUNCTION institution.return_derived IS 'What the newest numbers of the quarters make of the elements of an own half-year or year that are not typed there; no row while a quarter lacks one';

CREATE FUNCTION institution.return_elements(p_return bigint)
RETURNS TABLE (
	code text,
	specialty text,
	required boolean,
	name text,
	definition text,
	unit text,
	stock boolean,
	type text,
	state text,
	value numeric,
	revision integer,
	last_state text,
	last_value numeric,
	year_ago_state text,
	year_ago_value numeric,
	explanation text,
	explained_by text,
	explained_revision integer,
	reason text,
	way text,
	parts_required boolean,
	parts_wanted boolean,
	programmes text,
	open boolean,
	accepted boolean,
	parts_open boolean,
	derived boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.return := (SELECT head FROM zhiheng.return AS head WHERE head.id = p_return);
	locked zhiheng.return := zhiheng.return_locked_as(own);
	last_id bigint := institution.return_of(own, zhiheng.period_before(own.period));
	year_ago_id bigint := institution.return_of(own, zhiheng.year_before(own.period));
	returned_at timestamptz := (SELECT max(event.at) FROM zhiheng.return_event AS event
		WHERE event.return_id = p_return AND event.to_state = 'returned');
BEGIN
	RETURN QUERY
	WITH remark AS MATERIALIZED (
		SELECT DISTINCT ON (remark.element_code, remark.kind)
			remark.element_code,
			remark.kind,
			remark.text,
			remark.revision,
			account.name
		FROM zhiheng.return_remark AS remark
		JOIN zhiheng.account AS account ON account.id = remark.account_id
		-- Of what several levels sent back, too, until it is answered.
		WHERE remark.return_id = p_return AND (remark.kind = 'explanation' OR remark.at >= returned_at
			OR remark.element_code IN (SELECT element.code FROM zhiheng.element_number AS element WHERE element.number = ANY (own.opened)))
		ORDER BY remark.element_code, remark.kind, remark.id DESC
	), kept AS MATERIALIZED (
		-- The three returns in one row for each element: three joins would be nested loops, because the planner
		-- expects one row of each.
		SELECT
			cell.element_code,
			max(cell.revision) FILTER (WHERE cell.return_id = own.id) AS revision,
			max(cell.state) FILTER (WHERE cell.return_id = own.id) AS state,
			max(cell.value) FILTER (WHERE cell.return_id = own.id) AS value,
			max(cell.state) FILTER (WHERE cell.return_id = last_id) AS last_state,
			max(cell.value) FILTER (WHERE cell.return_id = last_id) AS last_value,
			max(cell.state) FILTER (WHERE cell.return_id = year_ago_id) AS year_ago_state,
			max(cell.value) FILTER (WHERE cell.return_id = year_ago_id) AS year_ago_value
		FROM zhiheng.return_cells(ARRAY[own.id, last_id, year_ago_id]) AS cell
		GROUP BY cell.element_code
	), part AS MATERIALIZED (
		SELECT DISTINCT
			part.code,
			part.part !~ '-' AS of_department
		FROM institution.return_parts(p_return) AS part
	)
	SELECT
		asked.code,
		asked.specialty,
		asked.required,
		coalesce(element.name, asked.code),
		coalesce(element.definition, ''),
		coalesce(element.unit, ''),
		coalesce(element.accumulation = 'end', false),
		coalesce(element.type, 'decimal'),
		coalesce(made.state, cell.state, 'missing'),
		trim_scale(coalesce(made.value, cell.value)),
		coalesce(cell.revision, 0),
		cell.last_state,
		trim_scale(cell.last_value),
		cell.year_ago_state,
		trim_scale(cell.year_ago_value),
		explanation.text,
		explanation.name,
		explanation.revision,
		reason.text,
		how.way,
		parts.required,
		parts.required AND NOT EXISTS (SELECT FROM part WHERE part.code = asked.code AND part.of_department = (how.way = 'department')),
		array_to_string(asked.programmes, ' '),
		asked.open,
		zhiheng.element_accepted(locked, number.number),
		asked.open OR institution.parts_lacking(own, asked.code, asked.programmes, how.way),
		asked.derived
	FROM institution.asked_elements(p_return) AS asked
	LEFT JOIN zhiheng.element_number AS number ON number.code = asked.code
	LEFT JOIN LATERAL zhiheng.element_then(asked.code, own.period) AS element ON true
	CROSS JOIN LATERAL (SELECT institution.part_way(asked.departments, asked.months, element.type, element.accumulation) AS way) AS how
	CROSS JOIN LATERAL (
		SELECT how.way IS NOT NULL AND CASE how.way WHEN 'department' THEN asked.departments ELSE asked.months END = 'required' AS required
	) AS parts
	LEFT JOIN kept AS cell ON cell.element_code = asked.code
	LEFT JOIN institution.return_derived(p_return) AS made ON made.code = asked.code
	LEFT JOIN remark AS explanation ON explanation.element_code = asked.code AND explanation.kind = 'explanation'
	LEFT JOIN remark AS reason ON reason.element_code = asked.code AND reason.kind = 'reason'
	ORDER BY asked.place;
END
$$;
COMMENT ON FUNCTION institution.return_elements IS 'The rows of the form: what is asked (stock: as it is at the end of the period), the newest value, the same element a quarter and a year before, the words beside it (reasons of the last sending back only), and its parts: their way (institution.part_way), whether they must be filled in, and whether none is although they must; programmes: ids of those that ask it; open: may be filled in, as zhiheng.return_asked has it; accepted: locked because it was; parts_open: its parts may be filled in; derived: follows from shorter periods, read-only';

CREATE FUNCTION institution.return_indicators(p_return bigint)
RETURNS TABLE (
	indicator_code text,
	target_code text,
	name text,
	kind text,
	unit text,
	factor integer,
	direction text,
	minimum_denominator integer,
	required boolean,
	numerator text,
	denominator text,
	deviation text,
	threshold_op text,
	threshold_value numeric,
	threshold_source text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	pairs integer,
	variance double precision,
	peers integer,
	shift double precision,
	peer_variance double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	programmes bigint[] := ARRAY(SELECT asker.programme_id FROM institution.return_asker AS asker WHERE asker.return_id = p_return
		ORDER BY asker.place, asker.programme_id);
	own_period text := (SELECT head.period FROM zhiheng.return AS head WHERE head.id = p_return);
BEGIN
	RETURN QUERY
	SELECT
		asked.indicator_code,
		asked.target_code,
		asked.name,
		asked.kind,
		asked.unit,
		asked.factor,
		asked.direction,
		asked.minimum_denominator,
		asked.required,
		asked.numerator,
		asked.denominator,
		asked.deviation,
		asked.threshold_op,
		asked.threshold_value,
		asked.threshold_source,
		past.year_ago_numerator,
		past.year_ago_denominator,
		past.pairs,
		past.variance,
		past.peers,
		past.shift,
		past.peer_variance
	FROM (
		-- An indicator that several ask is that of the nearest.
		SELECT DISTINCT ON (item.indicator_code)
			item.indicator_code,
			item.target_code,
			item.name,
			item.kind,
			item.unit,
			item.factor,
			item.direction,
			item.minimum_denominator,
			bool_or(item.required) OVER (PARTITION BY item.indicator_code) AS required,
			item.numerator,
			item.denominator,
			item.deviation,
			item.cadence,
			item.threshold_op,
			item.threshold_value,
			item.threshold_source,
			array_position(programmes, item.programme_id) AS asker_place,
			item.position
		FROM institution.asked_indicator AS item
		WHERE item.programme_id = ANY (programmes)
		ORDER BY item.indicator_code, array_position(programmes, item.programme_id)
	) AS asked
	LEFT JOIN zhiheng.screen_evidence(ARRAY[p_return]) AS past ON past.indicator_code = asked.indicator_code
	WHERE zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, own_period)
	ORDER BY asked.asker_place, asked.position;
END
$$;
COMMENT ON FUNCTION institution.return_indicators IS 'The indicators that an own return makes, in the order of the form, with what the quarters before and the peers say of them (zhiheng.screen_evidence)';

CREATE FUNCTION institution.return_save(p_return bigint, p_base integer, p_codes text[], p_states text[], p_values numeric[], p_source text,
	p_again boolean DEFAULT false)
RETURNS TABLE (outcome text, code text, state text, value numeric, account_name text, entered_at text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := institution.identify(CASE p_source WHEN 'machine' THEN '{machine}' ELSE '{clerk}' END::text[]);
	head zhiheng.return := zhiheng.return_lock(p_return, who.institution_id);
	judged zhiheng.entry[];
	strange text;
	changes integer;
BEGIN
	IF p_source = 'machine' AND NOT EXISTS (SELECT FROM zhiheng.machine_token AS token WHERE token.account_id = who.account_id
	    AND head.period = ANY (token.periods)) THEN
		RAISE EXCEPTION 'return % is not in the scope of the token', p_return USING ERRCODE = 'ZH404';
	END IF;
	IF p_base IS NULL OR p_base NOT BETWEEN 0 AND head.revision THEN
		RAISE EXCEPTION 'no revision %', p_base USING ERRCODE = 'ZH400', CONSTRAINT = 'return_base_revision';
	END IF;
	-- Nearly every save is of a draft without parts, and nothing stands in its way.
	IF head.state = 'draft' AND NOT head.parted THEN
		changes := zhiheng.return_record(head, who.account_id, p_base, p_codes, p_states, p_values, p_source, p_again);
	END IF;
	IF changes IS NULL THEN
		judged := zhiheng.return_judge(head, p_base, p_codes, p_states, p_values, p_again);
		IF head.parted THEN
			judged := institution.return_hold_parts(p_return, judged);
		END IF;
		SELECT item.code INTO strange FROM unnest(judged) AS item WHERE item.verdict = 'unknown' LIMIT 1;
		IF FOUND THEN
			IF EXISTS (SELECT FROM institution.asked_elements(p_return) AS asked WHERE asked.code = strange AND asked.derived) THEN
				RAISE EXCEPTION 'element % follows from shorter periods', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_derived_element',
					DETAIL = strange;
			END IF;
			RAISE EXCEPTION 'element % is not asked', strange USING ERRCODE = 'ZH400', CONSTRAINT = 'return_unknown_element', DETAIL = strange;
		END IF;
		IF EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict NOT IN ('same', 'newer', 'change')) THEN
			RETURN QUERY
			SELECT
				item.verdict,
				item.code,
				entry.state,
				trim_scale(entry.value),
				writer.name,
				zhiheng.time_label(entry.entered_at)
			FROM unnest(judged) AS item
			LEFT JOIN zhiheng.return_value AS entry
				ON entry.return_id = p_return AND entry.element_code = item.code AND entry.revision = item.revision
			LEFT JOIN zhiheng.account AS writer ON writer.id = entry.account_id
			WHERE item.verdict NOT IN ('same', 'change');
			RETURN;
		END IF;
		-- A clerk's save takes up what was sent back, changed or not; what was accepted, if something is added.
		IF head.state = 'returned' OR (head.state <> 'draft' AND EXISTS (SELECT FROM unnest(judged) AS item WHERE item.verdict = 'change')) THEN
			PERFORM zhiheng.return_move(p_return, 'draft', NULL);
		END IF;
		changes := (SELECT zhiheng.return_record(head, who.account_id, p_base, array_agg(item.code), array_agg(item.state), array_agg(item.value), p_source, p_again)
			FROM unnest(judged) AS item WHERE item.verdict = 'change');
	END IF;
	IF changes > 0 THEN
		CALL zhiheng.write_audit('return.save', p_return,
			jsonb_build_object('revision', head.revision + 1, 'elements', changes, 'source', p_source), who.account_id);
		IF zhiheng.cadence(head.period) = 'month' AND (zhiheng.return_quarter(head)).id IS NOT NULL THEN
			PERFORM zhiheng.return_derive((zhiheng.return_quarter(head)).id, who.account_id);
		END IF;
	END IF;
	RETURN QUERY SELECT CASE WHEN changes > 0 THEN 'saved' ELSE 'unchanged' END, NULL::text, NULL::text, NULL::numeric, NULL::text, NULL::text;
END
$$;
COMMENT ON FUNCTION institution.return_save IS 'Saves the changed elements of a form made from revision p_base, all or none. One row saved or unchanged; or a row for each element that stands in the way (not_whole, not_boolean, too_small, closed, accepted, not_sum of its parts; conflict and newer with who entered the newest value and when) and nothing is written. p_again: an earlier save of the same page has had no answer, so what is the same is written as well. ZH404 not yours, ZH403 no clerk (nor a program for source machine), ZH409 closed or under way, ZH400 unknown element or revision';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
