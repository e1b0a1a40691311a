-- Schema commission: operating data of the service centre, imported, and where they differ from what institutions report.

SET ROLE zhiheng_owner;

-- What is wrong with the lines of a file.  Line 1 is its head.
CREATE FUNCTION commission.operating_faults(p_codes text[], p_periods text[], p_elements text[], p_values text[])
RETURNS TABLE (line bigint, head text, cell text, message text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	WITH entry AS MATERIALIZED (
		SELECT
			item.place + 1 AS line,
			coalesce(item.code, '') AS code,
			coalesce(item.period, '') AS period,
			coalesce(item.element, '') AS element,
			coalesce(item.value, '') AS value,
			count(*) OVER (PARTITION BY item.code, item.period, item.element) > 1 AS repeated
		FROM unnest(p_codes, p_periods, p_elements, p_values) WITH ORDINALITY AS item (code, period, element, value, place)
	), read AS (
		SELECT
			entry.line,
			entry.code,
			entry.period,
			entry.element,
			entry.value,
			entry.repeated,
			institution.id AS institution_id,
			element.code AS known,
			element.type,
			element.minimum,
			CASE WHEN entry.value ~ '^-?[0-9]{1,12}(\.[0-9]{1,4})?$' THEN entry.value::numeric END AS number
		FROM entry
		LEFT JOIN zhiheng.institution AS institution ON institution.credit_code = entry.code
		LEFT JOIN LATERAL zhiheng.element_then(entry.element, entry.period) AS element ON true
	)
	SELECT read.line, '统一社会信用代码', read.code, '本辖区没有登记这个代码的机构' FROM read WHERE read.institution_id IS NULL
	UNION ALL
	SELECT read.line, '报告期', read.period, '写作 2025Q2、2025H1、2025 或 2025-06'
	FROM read WHERE read.period !~ '^20[0-9]{2}(Q[1-4]|H[12]|-(0[1-9]|1[0-2]))?$'
	UNION ALL
	SELECT read.line, '数据项代码', read.element, '目录中没有这个数据项' FROM read WHERE read.known IS NULL
	UNION ALL
	SELECT read.line, '数值', read.value, '不是数字：最多 12 位整数、4 位小数，不写千分位' FROM read WHERE read.number IS NULL
	UNION ALL
	SELECT read.line, '数值', read.value, '小于这个数据项的最小值 ' || trim_scale(read.minimum) FROM read WHERE read.number < read.minimum
	UNION ALL
	SELECT read.line, '数值', read.value, '这个数据项只有整数' FROM read WHERE read.type <> 'decimal' AND read.number <> trunc(read.number)
	UNION ALL
	SELECT read.line, '数值', read.value, '这个数据项只有 0 和 1' FROM read WHERE read.type = 'boolean' AND read.number NOT IN (0, 1)
	UNION ALL
	SELECT read.line, '', concat_ws(' ', read.code, read.period, read.element), '同一机构、报告期、数据项在文件中不止一行' FROM read WHERE read.repeated
	ORDER BY 1, 2
$$;
COMMENT ON FUNCTION commission.operating_faults IS 'What is wrong with the lines of a file of operating data (line 1: its head); no rows: it can be imported';

CREATE FUNCTION commission.operating_import(p_name text, p_digest text, p_source text, p_codes text[], p_periods text[], p_elements text[],
	p_values text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	made bigint;
BEGIN
	IF coalesce(cardinality(p_codes), 0) = 0 OR EXISTS (SELECT FROM commission.operating_faults(p_codes, p_periods, p_elements, p_values)) THEN
		RAISE EXCEPTION 'a file with faults' USING ERRCODE = 'ZH400', CONSTRAINT = 'operating_faults';
	END IF;
	INSERT INTO zhiheng.operating_file (commission_id, account_id, file_name, digest, source)
	VALUES (who.commission_id, who.account_id, left(p_name, 200), decode(p_digest, 'hex'), p_source)
	RETURNING id INTO made;
	INSERT INTO zhiheng.operating_value (file_id, institution_id, period, element_code, line, value)
	SELECT made, institution.id, item.period, item.element, item.place + 1, item.value::numeric
	FROM unnest(p_codes, p_periods, p_elements, p_values) WITH ORDINALITY AS item (code, period, element, value, place)
	JOIN zhiheng.institution AS institution ON institution.credit_code = item.code;
	CALL zhiheng.write_audit('operating.import', made,
		jsonb_build_object('file', p_name, 'digest', p_digest, 'source', p_source, 'values', cardinality(p_codes)));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.operating_import IS 'Keeps a file of operating data, all its lines or none; ZH400 with a fault, a unique violation for a file imported before';

CREATE VIEW commission.operating_file AS
SELECT
	file.id,
	file.file_name,
	file.source,
	account.name AS account_name,
	zhiheng.time_label(file.imported_at) AS imported_at,
	encode(file.digest, 'hex') AS digest,
	(SELECT count(*) FROM zhiheng.operating_value AS item WHERE item.file_id = file.id) AS lines
FROM zhiheng.operating_file AS file
JOIN zhiheng.account AS account ON account.id = file.account_id
WHERE file.commission_id = (SELECT commission_id FROM zhiheng.identity()) AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL;
COMMENT ON VIEW commission.operating_file IS 'Files of operating data that the own commission imported';

CREATE FUNCTION commission.operating_compared(p_period text)
RETURNS TABLE (institution_name text, period text, period_label text, element_code text, element_name text, unit text, operating numeric,
	reported numeric, difference numeric, percent numeric, source text, file_name text, imported_on text, return_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	WITH current AS MATERIALIZED (
		SELECT DISTINCT ON (item.institution_id, item.period, item.element_code)
			item.institution_id,
			item.period::text AS period,
			item.element_code,
			item.value::numeric AS value,
			item.file_id
		FROM zhiheng.operating_value AS item
		WHERE p_period IS NULL OR item.period = p_period
		ORDER BY item.institution_id, item.period, item.element_code, item.file_id DESC
	), head AS MATERIALIZED (
		SELECT DISTINCT own.id, own.institution_id, own.period::text AS period
		FROM zhiheng.return AS own
		JOIN current ON current.institution_id = own.institution_id AND current.period = own.period
		WHERE own.state NOT IN ('draft', 'verified')
	), cell AS MATERIALIZED (
		SELECT cell.return_id, cell.element_code, cell.value
		FROM zhiheng.return_cells(ARRAY(SELECT head.id FROM head)) AS cell
		WHERE cell.value IS NOT NULL
	)
	SELECT DISTINCT ON (institution.name, current.period, current.element_code)
		institution.name,
		current.period,
		zhiheng.period_label(current.period),
		current.element_code,
		element.name,
		element.unit,
		trim_scale(current.value),
		trim_scale(cell.value),
		trim_scale(cell.value - current.value),
		round(100 * (cell.value - current.value) / nullif(current.value, 0), 1),
		file.source,
		file.file_name,
		to_char(file.imported_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'),
		head.id
	FROM current
	JOIN zhiheng.institution AS institution ON institution.id = current.institution_id
	JOIN zhiheng.operating_file AS file ON file.id = current.file_id
	JOIN zhiheng.element AS element ON element.code = current.element_code
	JOIN head ON head.institution_id = current.institution_id AND head.period = current.period
	JOIN cell ON cell.return_id = head.id AND cell.element_code = current.element_code
	ORDER BY institution.name, current.period, current.element_code, head.id DESC
$$;
COMMENT ON FUNCTION commission.operating_compared IS 'Operating data beside what institutions of the subtree have submitted, of a period or (null) of all: neither replaces the other';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
