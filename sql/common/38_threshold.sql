-- What several audiences share, continued: the thresholds of programmes, whose they are and what they are called.

DROP VIEW IF EXISTS zhiheng.threshold_word CASCADE;
CALL zhiheng.drop_functions('threshold_covers', 'threshold_of', 'threshold_label', 'threshold_scope_label', 'threshold_nature_label', 'threshold_verdict');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.threshold_covers(levels text[], kinds text[], ownerships text[], level text, kind text, specialist_type text, ownership text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (cardinality(levels) = 0 OR level = ANY (levels))
	AND (cardinality(kinds) = 0 OR kind = ANY (kinds) OR coalesce(kind || ':' || specialist_type = ANY (kinds), false))
	AND (cardinality(ownerships) = 0 OR ownership = ANY (ownerships));
COMMENT ON FUNCTION zhiheng.threshold_covers IS 'Whether an institution is in the scope of a threshold; an empty list names all';

-- Taken into the statement that asks: a function with a plan of its own would take longer than the few rows.
CREATE FUNCTION zhiheng.threshold_of(p_programme bigint, p_indicator text, p_level text, p_kind text, p_specialist_type text, p_ownership text)
RETURNS TABLE (op text, value numeric, source text)
LANGUAGE sql STABLE
AS $$
	SELECT item.op, item.value::numeric, item.source
	FROM zhiheng.programme_threshold AS item
	WHERE item.programme_id = p_programme AND item.indicator_code = p_indicator AND item.nature IN ('required', 'direction')
		AND zhiheng.threshold_covers(item.levels, item.kinds, item.ownerships, p_level, p_kind, p_specialist_type, p_ownership)
	ORDER BY item.position
	LIMIT 1
$$;
COMMENT ON FUNCTION zhiheng.threshold_of IS 'What is demanded of such an institution: the first threshold whose scope it is in, if there is one';

CREATE FUNCTION zhiheng.threshold_label(p_op text, p_value numeric, p_value_to numeric, p_unit text, p_dichotomous boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN p_dichotomous AND p_op IN ('=', '>=') AND p_value = 1 THEN '应完成'
	WHEN p_op = 'range' THEN trim_scale(p_value) || ' 至 ' || trim_scale(p_value_to) || coalesce(' ' || p_unit, '')
	ELSE zhiheng.label('op', p_op) || coalesce(' ' || trim_scale(p_value) || coalesce(' ' || p_unit, ''), '')
END;
COMMENT ON FUNCTION zhiheng.threshold_label IS 'A threshold in words: 不低于 90 %, 50 至 60 %, 应完成';

CREATE FUNCTION zhiheng.threshold_nature_label(p_nature text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_nature WHEN 'required' THEN '要求' WHEN 'aim' THEN '力争' WHEN 'average' THEN '平均水平（参考）' WHEN 'direction' THEN '方向'
	WHEN 'area' THEN '对地区合计的要求' END;
COMMENT ON FUNCTION zhiheng.threshold_nature_label IS 'What a threshold is';

CREATE FUNCTION zhiheng.threshold_scope_label(p_levels text[], p_kinds text[], p_ownerships text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN nullif(concat_ws('，',
		(SELECT string_agg(zhiheng.label('ownership', code), '、' ORDER BY place) FROM unnest(p_ownerships) WITH ORDINALITY AS part (code, place)),
		(SELECT string_agg(zhiheng.label('level', code), '、' ORDER BY place) FROM unnest(p_levels) WITH ORDINALITY AS part (code, place)),
		(SELECT string_agg(CASE WHEN code LIKE 'specialist:%' THEN substr(code, 12) || '专科医院' ELSE zhiheng.label('kind', code) END, '、' ORDER BY place)
			FROM unnest(p_kinds) WITH ORDINALITY AS part (code, place))), '');
END
$$;
COMMENT ON FUNCTION zhiheng.threshold_scope_label IS 'For whom a threshold is, in words; null: for all';

CREATE FUNCTION zhiheng.threshold_verdict(p_nature text, p_op text, p_value numeric, p_value_to numeric, p_direction text, p_factor integer,
	p_numerator numeric, p_denominator numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
DECLARE
	value numeric := p_factor * p_numerator;
	base numeric := coalesce(p_denominator, 1);
	-- By products: nothing is rounded.
	below boolean := value < p_value * base;
	above boolean := value > coalesce(p_value_to, p_value) * base;
	met boolean;
BEGIN
	IF value IS NULL OR base = 0 OR p_value IS NULL THEN
		RETURN NULL;
	END IF;
	IF p_nature = 'average' THEN
		RETURN CASE WHEN below THEN '低于平均水平' WHEN above THEN '高于平均水平' WHEN p_op = 'range' THEN '在平均水平之内' ELSE '等于平均水平' END;
	ELSIF p_nature <> 'aim' THEN
		RETURN NULL;
	END IF;
	met := CASE
		WHEN p_op <> 'range' THEN zhiheng.meets(p_op, p_value, p_factor, p_numerator, p_denominator, NULL, NULL)
		ELSE NOT below AND NOT above OR (p_direction = 'increase' AND above) OR (p_direction = 'decrease' AND below)
	END;
	RETURN CASE WHEN p_op <> 'range' THEN '' WHEN below THEN '低于该范围，' WHEN above THEN '高于该范围，' ELSE '在该范围内，' END
		|| CASE WHEN met THEN '达到力争目标' ELSE '未达到力争目标' END;
END
$$;
COMMENT ON FUNCTION zhiheng.threshold_verdict IS 'How a value lies to an aim or an average, in words that never say that a demand was missed; null for other natures, and without a value';

CREATE OR REPLACE VIEW zhiheng.threshold_word AS
SELECT
	item.programme_id,
	item.indicator_code,
	item.position,
	item.nature,
	zhiheng.threshold_nature_label(item.nature) AS nature_label,
	item.op,
	item.value,
	item.value_to,
	item.levels,
	item.kinds,
	item.ownerships,
	zhiheng.threshold_label(item.op, item.value, item.value_to, definition.unit, kind.dichotomous) AS label,
	zhiheng.threshold_scope_label(item.levels, item.kinds, item.ownerships) AS scope_label,
	replace(item.years, ';', '、') || '年' AS years_label,
	item.source
FROM zhiheng.programme_threshold AS item
JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = item.programme_id AND asked.indicator_code = item.indicator_code
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind;
COMMENT ON VIEW zhiheng.threshold_word IS 'All thresholds of programmes in words, each with what it is and for whom';

GRANT EXECUTE ON FUNCTION
	zhiheng.threshold_covers(text[], text[], text[], text, text, text, text),
	zhiheng.threshold_of(bigint, text, text, text, text, text),
	zhiheng.threshold_label(text, numeric, numeric, text, boolean),
	zhiheng.threshold_nature_label(text),
	zhiheng.threshold_scope_label(text[], text[], text[]),
	zhiheng.threshold_verdict(text, text, numeric, numeric, text, integer, numeric, numeric)
TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;

RESET ROLE;
