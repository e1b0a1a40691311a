-- Schema institution: how an element is counted here: notes and their history.

SET ROLE zhiheng_owner;

CREATE FUNCTION institution.note_elements()
RETURNS TABLE (code text, specialty text, name text, unit text, definition text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		item.code,
		item.specialty,
		item.name,
		item.unit,
		item.definition
	FROM (
		SELECT
			asked.code,
			(array_agg(asked.specialty ORDER BY asked.programme DESC))[1] AS specialty,
			coalesce(min(element.name), asked.code) AS name,
			coalesce(min(element.unit), '') AS unit,
			coalesce(min(element.definition), '') AS definition,
			row_number() OVER (ORDER BY max(asked.programme) DESC, (array_agg(asked.place ORDER BY asked.programme DESC))[1]) AS place
		FROM (
			SELECT
				programme.id AS programme,
				part.code,
				part.specialty,
				part.place
			FROM zhiheng.programme_visible() AS programme (id)
			CROSS JOIN LATERAL zhiheng.elements_asked(ARRAY[programme.id], (SELECT institution_id FROM zhiheng.identity()), NULL) AS part
		) AS asked
		LEFT JOIN zhiheng.element AS element ON element.code = asked.code
		GROUP BY asked.code
	) AS item
	ORDER BY min(item.place) OVER (PARTITION BY item.specialty), item.place;
END
$$;
COMMENT ON FUNCTION institution.note_elements IS 'Every element that is asked of the own institution by any programme, a specialty''s together, the newest programme''s first, in the order of its form';

CREATE FUNCTION institution.note_history(p_code text)
RETURNS TABLE (source text, rule text, person text, at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		note.source,
		note.rule,
		account.name,
		zhiheng.time_label(note.at)
	FROM zhiheng.element_note AS note
	JOIN zhiheng.account AS account ON account.id = note.account_id
	WHERE note.institution_id = (SELECT institution_id FROM zhiheng.identity()) AND note.element_code = p_code
	ORDER BY note.id DESC;
END
$$;
COMMENT ON FUNCTION institution.note_history IS 'All own notes on an element, newest first';

CREATE FUNCTION institution.note_add(p_code text, p_source text, p_rule text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,verifier}');
	own bigint := (SELECT institution_id FROM zhiheng.identity());
BEGIN
	IF p_code NOT IN (SELECT asked.code FROM institution.note_elements() AS asked) THEN
		RAISE EXCEPTION 'element % is not asked', p_code USING ERRCODE = 'ZH404';
	END IF;
	IF EXISTS (SELECT FROM institution.element_note AS known
	    WHERE known.element_code = p_code AND (known.source, known.rule) IS NOT DISTINCT FROM (p_source, p_rule)) THEN
		RETURN false;
	END IF;
	INSERT INTO zhiheng.element_note (institution_id, element_code, source, rule, account_id)
	VALUES (own, p_code, p_source, p_rule, account);
	CALL zhiheng.write_audit('element.note', own, jsonb_build_object('element', p_code, 'source', p_source, 'rule', p_rule));
	RETURN true;
END
$$;
COMMENT ON FUNCTION institution.note_add IS 'Notes the source and rule of an element; false: it says that already';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
