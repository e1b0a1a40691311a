-- Schema commission: making a programme, adopting targets, their settings.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.words_of(p_kind text, p_codes text[], p_all text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN coalesce((
	SELECT string_agg(CASE WHEN code LIKE 'specialist:%' THEN substr(code, 12) || '专科' ELSE zhiheng.label(p_kind, code) END, '、')
	FROM unnest(p_codes) AS code), p_all);
COMMENT ON FUNCTION commission.words_of IS 'Levels or kinds of institutions in Chinese; p_all for none named';

CREATE FUNCTION commission.setting_word(p_key text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN CASE p_key WHEN 'levels' THEN '级别' WHEN 'kinds' THEN '类别' WHEN 'minimum_denominator' THEN '最小分母' WHEN 'required' THEN '必报'
	WHEN 'threshold' THEN '要求' WHEN 'value' THEN '要求的数值' WHEN 'source' THEN '要求的依据'
	WHEN 'departments' THEN '分科室' WHEN 'months' THEN '按月' ELSE p_key END;
COMMENT ON FUNCTION commission.setting_word IS 'A setting of an indicator as the page calls it';

CREATE FUNCTION commission.setting_value(p_key text, p_value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN CASE
	WHEN p_key IN ('departments', 'months') THEN CASE p_value #>> '{}' WHEN 'none' THEN '不要求' WHEN 'optional' THEN '选填' WHEN 'required' THEN '必填' ELSE '按文件' END
	WHEN p_value = 'null' THEN '无'
	WHEN p_key = 'levels' THEN commission.words_of('level', ARRAY(SELECT jsonb_array_elements_text(p_value)), '全部级别')
	WHEN p_key = 'kinds' THEN commission.words_of('kind', ARRAY(SELECT jsonb_array_elements_text(p_value)), '全部医院')
	WHEN p_key = 'required' THEN CASE WHEN p_value::boolean THEN '是' ELSE '否' END
	WHEN p_key = 'threshold' THEN zhiheng.label('op', p_value #>> '{}')
	ELSE p_value #>> '{}'
END;
COMMENT ON FUNCTION commission.setting_value IS 'A value of such a setting in words';

CREATE FUNCTION commission.days_word(p_days jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN coalesce((p_days ->> 0) || ' 至 ' || (p_days ->> 1), '无');
COMMENT ON FUNCTION commission.days_word IS 'First and last day of entry in words';

CREATE VIEW commission.programme_event AS
SELECT
	audit.object_id AS programme_id,
	audit.id,
	zhiheng.time_label(audit.at) AS at,
	coalesce(account.name, '系统') AS account_name,
	CASE audit.act WHEN 'programme.create' THEN '建立方案' WHEN 'programme.adopt' THEN '调整目标' WHEN 'programme.indicator' THEN '修改指标设置'
		WHEN 'programme.calendar' THEN '修改日历' WHEN 'period.open' THEN '开放填报' WHEN 'period.close' THEN '关闭填报' WHEN 'period.fill' THEN '补建报表'
		WHEN 'definition.confirm' THEN '确认口径' WHEN 'definition.withdraw' THEN '撤回口径确认'
	END AS act,
	CASE audit.act
		WHEN 'programme.adopt' THEN concat_ws('；',
			'采用 ' || (SELECT string_agg(code, '、') FROM jsonb_array_elements_text(nullif(audit.detail -> 'added', 'null')) AS code),
			'取消 ' || (SELECT string_agg(code, '、') FROM jsonb_array_elements_text(nullif(audit.detail -> 'dropped', 'null')) AS code))
		WHEN 'programme.indicator' THEN (audit.detail ->> 'indicator') || ' ' || (
			SELECT string_agg(commission.setting_word(key) || '：' || commission.setting_value(key, value -> 'old') || ' → '
				|| commission.setting_value(key, value -> 'new'), '；')
			FROM jsonb_each(audit.detail -> 'changes'))
		WHEN 'programme.calendar' THEN (
			SELECT string_agg(zhiheng.period_label(key) || '：' || commission.days_word(value -> 'old') || ' → '
				|| commission.days_word(value -> 'new'), '；')
			FROM jsonb_each(audit.detail))
		WHEN 'definition.confirm' THEN (SELECT string_agg(code, '、') FROM jsonb_array_elements_text(audit.detail -> 'indicators') AS code)
			|| '；依据：' || (audit.detail ->> 'source')
		WHEN 'definition.withdraw' THEN (SELECT string_agg(code, '、') FROM jsonb_array_elements_text(audit.detail -> 'indicators') AS code)
			|| '；原因：' || (audit.detail ->> 'source')
		ELSE zhiheng.period_label(audit.detail ->> 'period') || coalesce('，新建报表 ' || (audit.detail ->> 'returns') || ' 份', '')
	END AS detail
FROM zhiheng.audit AS audit
LEFT JOIN zhiheng.account AS account ON account.id = audit.account_id
WHERE audit.act IN ('programme.create', 'programme.adopt', 'programme.indicator', 'programme.calendar', 'period.open', 'period.close',
		'period.fill', 'definition.confirm', 'definition.withdraw')
	AND audit.object_id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.programme_event IS 'Who changed what in programmes';

CREATE VIEW commission.programme_entry AS
SELECT
	programme.id,
	programme.year,
	programme.name,
	owner.name AS commission_name,
	owner.region_code::text AS region_code,
	programme.commission_id = (SELECT commission_id FROM zhiheng.identity()) AS own,
	(SELECT count(*) FROM zhiheng.programme_target AS adopted WHERE adopted.programme_id = programme.id) AS targets,
	(SELECT count(*) FROM zhiheng.programme_indicator AS asked WHERE asked.programme_id = programme.id) AS indicators,
	(SELECT count(DISTINCT element.code)
		FROM zhiheng.programme_indicator AS asked
		CROSS JOIN LATERAL (VALUES (asked.numerator), (asked.denominator)) AS element (code)
		WHERE asked.programme_id = programme.id) AS elements,
	(SELECT string_agg(zhiheng.period_label(calendar.period), '、' ORDER BY calendar.period)
		FROM zhiheng.reporting_period AS calendar
		WHERE calendar.programme_id = programme.id AND calendar.state = 'open') AS open_periods
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.programme_entry IS 'Programmes of the own commission (own) and of those above and below it, with what they ask for';

CREATE FUNCTION commission.programme_lock(p_programme bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	owner bigint;
	programme_year integer;
BEGIN
	SELECT programme.commission_id, programme.year INTO owner, programme_year
	FROM zhiheng.programme AS programme
	WHERE programme.id = p_programme AND programme.id IN (SELECT zhiheng.programme_visible())
	FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such programme' USING ERRCODE = 'ZH404';
	END IF;
	IF owner <> who.commission_id THEN
		RAISE EXCEPTION 'programme % is another commission''s', p_programme USING ERRCODE = 'ZH403', CONSTRAINT = 'programme_own';
	END IF;
	RETURN programme_year;
END
$$;
COMMENT ON FUNCTION commission.programme_lock IS 'The year of a programme of the own commission, to be changed; ZH404 not visible, ZH403 another commission''s';

CREATE FUNCTION commission.threshold_proposal(p_year integer)
RETURNS TABLE (indicator_code text, "position" bigint, nature text, op text, value numeric, value_to numeric, levels text[], kinds text[],
	ownerships text[], years text, source text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	WITH candidate AS (
		SELECT
			threshold.indicator_code,
			threshold.position,
			CASE WHEN judged.each THEN threshold.nature ELSE 'area' END AS nature,
			threshold.op,
			threshold.value,
			threshold.value_to,
			coalesce(string_to_array(threshold.level, ';'), '{}') AS levels,
			coalesce(string_to_array(threshold.kind, ';'), '{}') AS kinds,
			coalesce(string_to_array(threshold.ownership, ';'), '{}') AS ownerships,
			threshold.years,
			left(list.title || '，原文第' || threshold.seed_line || '行' || CASE WHEN NOT threshold.value_printed AND threshold.value IS NOT NULL
				THEN '（数值为读法，原文为“' || threshold.printed || '”）' ELSE '' END, 300) AS source,
			judged.each AND threshold.nature IN ('required', 'direction') AS demanded,
			(SELECT max(part.year::integer) FROM string_to_table(threshold.years, ';') AS part (year) WHERE part.year::integer <= p_year) AS newest
		FROM zhiheng.threshold AS threshold
		JOIN zhiheng.indicator AS indicator ON indicator.code = threshold.indicator_code
		JOIN zhiheng.target AS target ON target.code = indicator.target_code
		JOIN LATERAL (
			SELECT issued.title
			FROM zhiheng.list AS issued
			WHERE issued.seed_file = threshold.seed_file OR issued.code = target.list_code
			ORDER BY issued.seed_file = threshold.seed_file DESC, issued.code = target.list_code DESC, issued.code
			LIMIT 1
		) AS list ON true
		CROSS JOIN LATERAL (SELECT 'institution' = ANY (string_to_array(threshold.judged_for, ';')) AS each) AS judged
		WHERE (threshold.unit IS NULL OR threshold.unit = indicator.unit)
			AND (judged.each OR (threshold.nature IN ('required', 'direction') AND threshold.judged_for ~ 'area'))
	), newest AS (
		SELECT
			candidate.indicator_code,
			candidate.position,
			candidate.nature,
			candidate.op,
			candidate.value,
			candidate.value_to,
			candidate.levels,
			candidate.kinds,
			candidate.ownerships,
			candidate.years,
			candidate.source,
			candidate.newest,
			max(coalesce(candidate.newest, 0)) OVER (PARTITION BY candidate.indicator_code, candidate.demanded) AS in_force
		FROM candidate
		WHERE candidate.years IS NULL OR candidate.newest IS NOT NULL
	)
	-- The newest; what is required before what is wished for; for some before for all, of whom the first in scope counts.
	SELECT
		newest.indicator_code,
		row_number() OVER (PARTITION BY newest.indicator_code ORDER BY array_position(ARRAY['required', 'direction', 'area', 'aim', 'average'], newest.nature),
			(newest.levels = '{}')::integer + (newest.kinds = '{}')::integer + (newest.ownerships = '{}')::integer, newest.position),
		newest.nature,
		newest.op,
		newest.value,
		newest.value_to,
		newest.levels,
		newest.kinds,
		newest.ownerships,
		newest.years,
		newest.source
	FROM newest
	WHERE coalesce(newest.newest, 0) = newest.in_force
$$;
COMMENT ON FUNCTION commission.threshold_proposal IS 'The documents'' thresholds of each indicator in force in a year, with nature, scope, years, document and line';

CREATE FUNCTION commission.programme_copy(p_programme bigint, p_source bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	INSERT INTO zhiheng.programme_target (programme_id, target_code)
	SELECT p_programme, adopted.target_code
	FROM zhiheng.programme_target AS adopted
	JOIN zhiheng.target AS target ON target.code = adopted.target_code
	WHERE adopted.programme_id = p_source;
	-- The definition is the newest; to whom and how it is put is as it was.
	INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator,
		denominator, deviation, levels, kinds, minimum_denominator, required, departments, months, cadence)
	SELECT p_programme, newest.code, newest.version, newest.target_code, newest.specialty, newest.numerator, newest.denominator,
		newest.deviation, asked.levels, asked.kinds, asked.minimum_denominator, asked.required, asked.departments, asked.months,
		asked.cadence
	FROM zhiheng.programme_indicator AS asked
	JOIN commission.indicator_proposal AS newest ON newest.code = asked.indicator_code AND newest.target_code = asked.target_code
	WHERE asked.programme_id = p_source;
	INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, position, nature, op, value, value_to, levels, kinds, ownerships, years, source)
	SELECT p_programme, threshold.indicator_code, threshold.position, threshold.nature, threshold.op, threshold.value, threshold.value_to,
		threshold.levels, threshold.kinds, threshold.ownerships, threshold.years, threshold.source
	FROM zhiheng.programme_threshold AS threshold
	JOIN zhiheng.programme_indicator AS made ON made.programme_id = p_programme AND made.indicator_code = threshold.indicator_code
	WHERE threshold.programme_id = p_source;
$$;
COMMENT ON FUNCTION commission.programme_copy IS 'Targets, indicators and settings of an earlier programme that the catalogue still has';

CREATE FUNCTION commission.programme_create(p_year integer, p_name text, p_copy boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	source bigint;
	made bigint;
BEGIN
	IF p_copy THEN
		SELECT programme.id INTO source
		FROM zhiheng.programme AS programme
		WHERE programme.commission_id = who.commission_id AND programme.year < p_year
		ORDER BY programme.year DESC
		LIMIT 1;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'no programme before %', p_year USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_no_earlier';
		END IF;
	END IF;
	INSERT INTO zhiheng.programme (commission_id, year, name) VALUES (who.commission_id, p_year, p_name) RETURNING id INTO made;
	-- Twenty days after the quarter, until the commission sets other dates.
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
	SELECT made, p_year || 'Q' || quarter, day.after, day.after + 19
	FROM generate_series(1, 4) AS quarter
	CROSS JOIN LATERAL (SELECT (make_date(p_year, 1, 1) + make_interval(months => 3 * quarter))::date AS after) AS day;
	IF p_copy THEN
		PERFORM commission.programme_copy(made, source);
	END IF;
	PERFORM commission.calendar_propose(made);
	CALL zhiheng.write_audit('programme.create', made, jsonb_build_object('year', p_year, 'name', p_name, 'copied_from', source));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.programme_create IS 'The own commission''s programme of a year with its four quarters planned; p_copy: what the newest earlier one asks for';

CREATE VIEW commission.target_original AS
SELECT
	target.code,
	target.list_code,
	target.seq,
	target.name,
	target.specialty,
	coalesce(original.code, target.code) AS original
FROM zhiheng.target AS target
LEFT JOIN zhiheng.target AS original ON original.code = target.same_as;
COMMENT ON VIEW commission.target_original IS 'Targets with the one to follow: a target that is another one of the catalogue is adopted as that';

CREATE VIEW commission.programme_list AS
SELECT
	programme.id AS programme_id,
	list.code,
	list.title,
	list.year,
	list.issuer,
	count(*) AS targets,
	count(adopted.target_code) AS adopted,
	md5(coalesce(string_agg(adopted.target_code, ',' ORDER BY adopted.target_code), '')) AS seen
FROM zhiheng.programme AS programme
CROSS JOIN zhiheng.list AS list
JOIN commission.target_original AS target ON target.list_code = list.code
LEFT JOIN zhiheng.programme_target AS adopted ON adopted.programme_id = programme.id AND adopted.target_code = target.original
GROUP BY programme.id, list.code, list.title, list.year, list.issuer;
COMMENT ON VIEW commission.programme_list IS 'The lists of the catalogue and how many of their targets a programme has adopted; seen tells one choice from another';

CREATE FUNCTION commission.target_used(p_programme bigint) RETURNS TABLE (target_code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT DISTINCT asked.target_code
	FROM zhiheng.programme_indicator AS asked
	WHERE asked.programme_id = p_programme
		AND (EXISTS (
			SELECT
			FROM zhiheng.baseline AS baseline
			WHERE baseline.numerator_code = asked.numerator AND baseline.denominator_code IS NOT DISTINCT FROM asked.denominator
				AND baseline.year = (SELECT programme.year FROM zhiheng.programme AS programme WHERE programme.id = p_programme))
		OR asked.numerator IN (
			SELECT zhiheng.elements_filled(
				ARRAY(SELECT head.id FROM zhiheng.asked_return AS head WHERE head.programme_id = p_programme ORDER BY head.id),
				ARRAY(SELECT DISTINCT used.numerator FROM zhiheng.programme_indicator AS used WHERE used.programme_id = p_programme)))
		OR asked.indicator_code IN (
			SELECT item.indicator_code
			FROM zhiheng.grade_version AS version
			JOIN zhiheng.grade_item AS item ON item.scheme_id = version.scheme_id
			WHERE version.programme_id = p_programme AND version.state IN ('in_force', 'former')))
$$;
COMMENT ON FUNCTION commission.target_used IS 'Targets of a programme for which institutions have already registered baselines or filled in numerators, or that a grade scheme was put into force with';

CREATE FUNCTION commission.target_choice(p_programme bigint, p_list text)
RETURNS TABLE (code text, name text, specialty text, original text, indicators bigint, adopted boolean, used boolean, way text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		target.code,
		target.name,
		coalesce(target.specialty, '综合'),
		nullif(target.original, target.code),
		(SELECT count(*) FROM commission.indicator_proposal AS proposal WHERE proposal.target_code = target.original),
		adopted.target_code IS NOT NULL,
		target.original IN (SELECT used.target_code FROM commission.target_used(p_programme) AS used),
		zhiheng.way_words(reported.way, reported.reporter, reported.labels)
	FROM commission.target_original AS target
	JOIN zhiheng.target_way AS reported ON reported.code = target.code
	LEFT JOIN zhiheng.programme_target AS adopted ON adopted.programme_id = p_programme AND adopted.target_code = target.original
	WHERE target.list_code = p_list AND p_programme IN (SELECT zhiheng.programme_visible())
	ORDER BY target.seq
$$;
COMMENT ON FUNCTION commission.target_choice IS 'The targets of a list, which of them the programme has adopted, and which cannot be dropped any more, with how its numbers come about';

CREATE FUNCTION commission.programme_adopt(p_programme bigint, p_list text, p_seen text, p_targets text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	programme_year integer := commission.programme_lock(p_programme);
	wanted text[];
	dropped text[];
	added text[];
	used text;
BEGIN
	IF p_seen IS DISTINCT FROM (SELECT list.seen FROM commission.programme_list AS list
	    WHERE list.programme_id = p_programme AND list.code = p_list) THEN
		RAISE EXCEPTION 'the choice was changed meanwhile' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_targets_changed';
	END IF;
	SELECT array_agg(DISTINCT target.original) INTO wanted
	FROM commission.target_original AS target
	WHERE target.list_code = p_list AND target.code = ANY (p_targets);
	IF EXISTS (SELECT unnest(p_targets) EXCEPT SELECT code FROM commission.target_original WHERE list_code = p_list) THEN
		RAISE EXCEPTION 'a target that is none of %', p_list USING ERRCODE = 'ZH400', CONSTRAINT = 'programme_target_unknown';
	END IF;
	SELECT
		array_agg(DISTINCT target.original) FILTER (WHERE adopted.target_code IS NULL AND target.original = ANY (wanted)),
		array_agg(DISTINCT target.original) FILTER (WHERE adopted.target_code IS NOT NULL AND NOT coalesce(target.original = ANY (wanted), false))
	INTO added, dropped
	FROM commission.target_original AS target
	LEFT JOIN zhiheng.programme_target AS adopted ON adopted.programme_id = p_programme AND adopted.target_code = target.original
	WHERE target.list_code = p_list;
	SELECT string_agg(target.code || ' ' || target.name, '；' ORDER BY target.code) INTO used
	FROM zhiheng.target AS target
	WHERE target.code = ANY (dropped) AND target.code IN (SELECT in_use.target_code FROM commission.target_used(p_programme) AS in_use);
	IF used IS NOT NULL THEN
		RAISE EXCEPTION 'targets in use' USING ERRCODE = 'ZH409', CONSTRAINT = 'programme_target_used', DETAIL = used;
	END IF;
	DELETE FROM zhiheng.programme_target WHERE programme_id = p_programme AND target_code = ANY (dropped);
	INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT p_programme, unnest(added);
	PERFORM commission.indicator_make(p_programme, programme_year, added);
	PERFORM commission.calendar_propose(p_programme);
	IF added IS NOT NULL OR dropped IS NOT NULL THEN
		CALL zhiheng.write_audit('programme.adopt', p_programme, jsonb_build_object('list', p_list, 'added', added, 'dropped', dropped));
		PERFORM commission.return_make(p_programme, NULL);
	END IF;
END
$$;
COMMENT ON FUNCTION commission.programme_adopt IS 'Adopts just these targets of a list, drops its others; ZH409 (the targets as detail) when institutions have numbers for one to be dropped';

CREATE FUNCTION commission.parts_label(p_department boolean, p_month boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN nullif(concat_ws('、', CASE WHEN p_department THEN '分科室' END, CASE WHEN p_month THEN '按月' END), '');
COMMENT ON FUNCTION commission.parts_label(boolean, boolean) IS 'By what parts a document asks for an indicator; null: by none';
CREATE FUNCTION commission.parts_label(p_departments text, p_months text, p_department boolean, p_month boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN coalesce(
	'分科室' || CASE coalesce(p_departments, CASE WHEN p_department THEN 'optional' END) WHEN 'required' THEN '必填' WHEN 'optional' THEN '选填' END,
	'按月' || CASE coalesce(p_months, CASE WHEN p_month THEN 'optional' END) WHEN 'required' THEN '必填' WHEN 'optional' THEN '选填' END);
COMMENT ON FUNCTION commission.parts_label(text, text, boolean, boolean) IS 'By what parts a programme asks for it, as set or else as the document has it, departments before months; null: by none';

CREATE VIEW commission.programme_indicator_entry AS
SELECT
	asked.programme_id,
	asked.indicator_code AS code,
	definition.name,
	kind.label AS kind_label,
	definition.unit,
	zhiheng.label('direction', definition.direction) AS direction_label,
	asked.target_code,
	target.name AS target_name,
	asked.specialty,
	upper_part.name AS numerator_name,
	lower_part.name AS denominator_name,
	asked.levels,
	asked.kinds,
	commission.words_of('level', asked.levels, '全部级别') AS levels_label,
	commission.words_of('kind', asked.kinds, '全部医院') AS kinds_label,
	asked.minimum_denominator,
	asked.required,
	asked.departments,
	asked.months,
	asked.cadence,
	zhiheng.label('frequency', replace(asked.cadence, 'half', 'half-year')) AS cadence_label,
	rhythm.cadence_printed,
	commission.parts_label(definition.by_department, definition.frequency = 'month') AS document_parts_label,
	commission.parts_label(asked.departments, asked.months, definition.by_department, definition.frequency = 'month') AS parts_label,
	threshold.op,
	trim_scale(threshold.value) AS value,
	threshold.source,
	every.label AS threshold_label,
	md5(asked::text || coalesce(every.state, '')) AS seen
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
LEFT JOIN zhiheng.indicator_cadence AS rhythm ON rhythm.code = asked.indicator_code
LEFT JOIN zhiheng.target AS target ON target.code = asked.target_code
LEFT JOIN zhiheng.element AS upper_part ON upper_part.code = asked.numerator
LEFT JOIN zhiheng.element AS lower_part ON lower_part.code = asked.denominator
LEFT JOIN zhiheng.programme_threshold AS threshold ON threshold.programme_id = asked.programme_id
	AND threshold.indicator_code = asked.indicator_code AND threshold.position = 1 AND threshold.nature IN ('required', 'direction')
CROSS JOIN LATERAL (
	SELECT
		string_agg(CASE WHEN word.nature IN ('aim', 'average', 'area') THEN word.nature_label || '：' ELSE '' END || word.label
			|| coalesce('（限' || word.scope_label || '）', ''), '；' ORDER BY word.position) AS label,
		string_agg(word::text, '|' ORDER BY word.position) AS state
	FROM zhiheng.threshold_word AS word
	WHERE word.programme_id = asked.programme_id AND word.indicator_code = asked.indicator_code
) AS every;
COMMENT ON VIEW commission.programme_indicator_entry IS 'Indicators of programmes with all that the commission may set; seen tells one state from another';

CREATE VIEW commission.kind_choice AS
SELECT kind.value, zhiheng.label('kind', kind.value) AS label, kind.position::integer AS position
FROM unnest(ARRAY['general', 'tcm', 'maternal_child', 'specialist', 'other', 'blood_station', 'exam_centre', 'opo', 'ems'])
	WITH ORDINALITY AS kind (value, position)
UNION ALL
SELECT 'specialist:' || value, value || '专科', 100
FROM commission.specialist_type;
COMMENT ON VIEW commission.kind_choice IS 'Kinds of institutions an indicator can be asked from, with the types of specialist hospitals';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
