-- Schema institution: return, continued: what changed since a draft was begun.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.draft_changes(p_return bigint, p_base integer)
RETURNS TABLE (code text, part text, state text, value numeric, account_name text, entered_at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
DECLARE
	head institution.return := (SELECT item FROM institution.return AS item WHERE item.id = p_return);
BEGIN
	RETURN QUERY
	SELECT
		cell.element_code,
		NULL::text,
		cell.state,
		trim_scale(cell.value),
		writer.name,
		zhiheng.time_label(entry.entered_at)
	FROM zhiheng.return_cells(ARRAY[head.id]) AS cell
	JOIN zhiheng.return_value AS entry ON entry.return_id = cell.return_id AND entry.element_code = cell.element_code
		AND entry.revision = cell.revision
	JOIN zhiheng.account AS writer ON writer.id = entry.account_id
	WHERE cell.revision > p_base;
	IF EXISTS (SELECT FROM zhiheng.return AS item WHERE item.id = head.id AND item.parted) THEN
		RETURN QUERY
		SELECT
			cell.code,
			cell.part,
			CASE WHEN cell.number IS NULL THEN 'missing' ELSE 'value' END,
			trim_scale(cell.number),
			writer.name,
			zhiheng.time_label(cell.entered_at)
		FROM zhiheng.return_parts_at(head.id, head.revision) AS cell
		JOIN zhiheng.account AS writer ON writer.id = cell.account_id
		WHERE cell.revision > p_base;
	END IF;
END
$$;
COMMENT ON FUNCTION institution.draft_changes IS 'Every value and part of an own return that a save after revision p_base brought, with who and when';

CREATE FUNCTION institution.draft_clock(p_return bigint)
RETURNS TABLE (revision integer, at text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT head.revision, to_char(now() AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')
	FROM institution.return AS head
	WHERE head.id = p_return
$$;
COMMENT ON FUNCTION institution.draft_clock IS 'Revision of an own return, and what time it is for 14:32 已保存; no row for another''s';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
