-- What institution and commission read alike of what happened to returns, and of corrections: old and new values side by
-- side.  Replaced at every migrate.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.return_step AS
SELECT
	step.id,
	step.return_id,
	step.from_state,
	step.to_state,
	step.account_id,
	step.at,
	step.reason,
	step.revision,
	step.digest,
	false AS opening
FROM zhiheng.return_event AS step
UNION ALL
SELECT
	step.id,
	step.return_id,
	'submitted',
	'submitted',
	opened.account_id,
	opened.at,
	NULL,
	step.revision,
	step.digest,
	true
FROM zhiheng.return_event AS step
JOIN zhiheng.return_opening AS opened ON opened.event_id = step.id;
COMMENT ON VIEW zhiheng.return_step IS 'What happened to returns; openings of a review too, with the id of the submission that was opened';

CREATE OR REPLACE FUNCTION zhiheng.return_values_at(p_return bigint, p_revision integer)
RETURNS TABLE (element_code text, state text, value numeric)
LANGUAGE sql STABLE
AS $$
	SELECT DISTINCT ON (entry.element_code)
		entry.element_code,
		entry.state,
		entry.value
	FROM zhiheng.return_value AS entry
	WHERE entry.return_id = p_return AND entry.revision <= p_revision
	ORDER BY entry.element_code, entry.revision DESC
$$;
COMMENT ON FUNCTION zhiheng.return_values_at IS 'The values of a return as they were at a revision';

CREATE OR REPLACE FUNCTION zhiheng.correction_items(p_return bigint)
RETURNS TABLE (correction_id bigint, code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE
AS $$
	SELECT
		correction.id,
		item.element_code,
		coalesce(element.name, item.element_code),
		coalesce(element.unit, ''),
		coalesce(old.state, 'missing'),
		trim_scale(old.value),
		item.state,
		trim_scale(item.value)
	FROM zhiheng.correction AS correction
	JOIN zhiheng.correction_item AS item ON item.correction_id = correction.id
	LEFT JOIN zhiheng.element AS element ON element.code = item.element_code
	LEFT JOIN LATERAL zhiheng.return_values_at(p_return, correction.revision) AS old ON old.element_code = item.element_code
	WHERE correction.return_id = p_return
	ORDER BY correction.id DESC, item.element_code
$$;
COMMENT ON FUNCTION zhiheng.correction_items IS 'What the corrections of a return ask to change: the accepted value and the new one';

CREATE OR REPLACE FUNCTION zhiheng.return_changes(p_return bigint)
RETURNS TABLE (code text, name text, unit text, old_state text, old_value numeric, new_state text, new_value numeric)
LANGUAGE sql STABLE
AS $$
	SELECT
		coalesce(cell.element_code, old.element_code),
		coalesce(element.name, cell.element_code, old.element_code),
		coalesce(element.unit, ''),
		coalesce(old.state, 'missing'),
		trim_scale(old.value),
		coalesce(cell.state, 'missing'),
		trim_scale(cell.value)
	FROM zhiheng.return_values_at(p_return, (SELECT event.revision FROM zhiheng.return_event AS event
		WHERE event.return_id = p_return AND event.to_state = 'accepted'
			-- While it is accepted, the acceptance before is what it differs from.
			AND event.id < coalesce((SELECT last.id FROM zhiheng.return_event AS last
				JOIN zhiheng.return AS head ON head.id = last.return_id AND head.state IN ('accepted', 'published')
				WHERE last.return_id = p_return AND last.to_state = 'accepted' ORDER BY last.id DESC LIMIT 1), 9223372036854775807)
		ORDER BY event.id DESC LIMIT 1)) AS old
	FULL JOIN (SELECT kept.element_code, kept.state, kept.value FROM zhiheng.return_cell AS kept WHERE kept.return_id = p_return) AS cell
		ON cell.element_code = old.element_code
	LEFT JOIN zhiheng.element AS element ON element.code = coalesce(cell.element_code, old.element_code)
	WHERE (cell.state, cell.value) IS DISTINCT FROM (old.state, old.value)
		-- Nobody above sees a draft.
		AND (zhiheng.level_own() IS NULL OR EXISTS (SELECT FROM zhiheng.return_signed(ARRAY[p_return], zhiheng.level_own()) AS seen
			WHERE seen.element_code = cell.element_code AND (seen.state, seen.value) IS NOT DISTINCT FROM (cell.state, cell.value)))
		AND EXISTS (SELECT FROM zhiheng.return_event AS reopened WHERE reopened.return_id = p_return
			AND reopened.from_state IN ('accepted', 'published') AND reopened.to_state IN ('returned', 'accepted'))
	ORDER BY 1
$$;
COMMENT ON FUNCTION zhiheng.return_changes IS 'Where a return that was sent back after its acceptance, or corrected, differs from what had been accepted; no row for others';

RESET ROLE;
