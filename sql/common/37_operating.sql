-- What several audiences share, continued: operating data beside the record.

CALL zhiheng.drop_functions('operating_beside', 'operating_words');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.operating_words(p_operating numeric, p_typed numeric, p_source text, p_on text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '运行数据 ' || p_operating || CASE
	WHEN p_typed IS NULL THEN ''
	WHEN p_typed = p_operating THEN '，与填报数一致'
	WHEN p_typed > p_operating THEN '，填报数多 ' || trim_scale(p_typed - p_operating)
	ELSE '，填报数少 ' || trim_scale(p_operating - p_typed)
END || '（' || p_source || '，' || p_on || ' 导入）';
COMMENT ON FUNCTION zhiheng.operating_words IS 'A number of the operating data beside what was typed, in words; null: there is none';

CREATE FUNCTION zhiheng.operating_beside(p_return bigint) RETURNS TABLE (element_code text, words text)
LANGUAGE sql STABLE ROWS 20 SET search_path = ''
AS $$
	WITH current AS MATERIALIZED (
		SELECT DISTINCT ON (item.element_code) item.element_code, item.value::numeric AS value, item.file_id
		FROM zhiheng.return AS head
		JOIN zhiheng.operating_value AS item ON item.institution_id = head.institution_id AND item.period::text = head.period::text
		WHERE head.id = p_return
		ORDER BY item.element_code, item.file_id DESC
	)
	SELECT current.element_code, zhiheng.operating_words(trim_scale(current.value), cell.value::numeric, file.source,
		to_char(file.imported_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))
	FROM current
	JOIN zhiheng.operating_file AS file ON file.id = current.file_id
	-- The values are read only if there is something to stand beside them.
	LEFT JOIN zhiheng.return_cells(ARRAY(SELECT p_return WHERE EXISTS (SELECT FROM current))) AS cell
		ON cell.element_code = current.element_code AND cell.value IS NOT NULL
$$;
COMMENT ON FUNCTION zhiheng.operating_beside IS 'What the latest files say of the institution and period of a return, beside its newest values: in no sum';

RESET ROLE;
