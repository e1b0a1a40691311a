-- Schema commission, continued: many institutions at once.  Loaded after commission_organise.sql.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.region_find(p_codes text[]) RETURNS TABLE (code text, inside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		region.code::text,
		region.level <> 'province' AND EXISTS (
			SELECT
			FROM zhiheng.identity() AS who
			WHERE region.code >= who.region_first AND region.code <= who.region_last)
	FROM zhiheng.region AS region
	WHERE region.code = ANY (p_codes)
$$;
COMMENT ON FUNCTION commission.region_find IS 'Which of these regions there are, and whether an institution of the subtree can lie there';

-- Row-level security hides institutions of others, but not that their code is taken: only an insert
-- finds out, and it is undone.
CREATE FUNCTION commission.credit_code_taken(p_codes text[]) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	free text[];
BEGIN
	BEGIN
		WITH made AS (
			INSERT INTO zhiheng.institution AS institution (credit_code, name, region_code, level, kind, ownership, beds)
			SELECT code, 'trial', who.region_first, 'ungraded', 'other', 'public', 0
			FROM unnest(p_codes) AS code
			ON CONFLICT DO NOTHING
			RETURNING institution.credit_code
		)
		SELECT array_agg(made.credit_code) INTO free FROM made;
		RAISE EXCEPTION 'undo' USING ERRCODE = 'ZH000';
	EXCEPTION WHEN SQLSTATE 'ZH000' THEN
		NULL;
	END;
	RETURN ARRAY(SELECT unnest(p_codes) EXCEPT SELECT unnest(free));
END
$$;
COMMENT ON FUNCTION commission.credit_code_taken IS 'Which of these codes have institutions already, in the subtree or elsewhere';

CREATE FUNCTION commission.import_plan(p_rows jsonb)
RETURNS TABLE (line integer, action text, institution_id bigint, incoming jsonb, difference jsonb)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	WITH incoming AS (
		SELECT (item ->> 'line')::integer AS line, item - 'line' AS particulars
		FROM jsonb_array_elements(p_rows) AS item
	), present AS (
		SELECT
			institution.id,
			institution.credit_code,
			to_jsonb(institution) - ARRAY['id', 'active', 'registered_at'] AS particulars
		FROM zhiheng.institution AS institution
	), taken AS (
		SELECT commission.credit_code_taken(ARRAY(
			SELECT incoming.particulars ->> 'credit_code'
			FROM incoming
			WHERE NOT EXISTS (SELECT FROM present WHERE present.credit_code = incoming.particulars ->> 'credit_code'))) AS codes
	)
	SELECT
		incoming.line,
		CASE
			WHEN incoming.particulars ->> 'credit_code' = ANY (taken.codes) THEN 'taken'
			WHEN present.id IS NULL THEN 'new'
			WHEN present.particulars = incoming.particulars THEN 'unchanged'
			ELSE 'changed'
		END,
		present.id,
		incoming.particulars,
		CASE WHEN present.id IS NOT NULL THEN commission.difference(present.particulars, incoming.particulars) END
	FROM incoming
	CROSS JOIN taken
	LEFT JOIN present ON present.credit_code = incoming.particulars ->> 'credit_code'
$$;
COMMENT ON FUNCTION commission.import_plan IS 'What becomes of each line of a file: new, changed, unchanged, taken (the code is another region''s)';

CREATE FUNCTION commission.import_digest(p_rows jsonb) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	SELECT md5(string_agg(plan.line || plan.action || coalesce(plan.difference::text, ''), ',' ORDER BY plan.line))
	FROM commission.import_plan(p_rows) AS plan
$$;
COMMENT ON FUNCTION commission.import_digest IS 'Tells one plan from another: what was confirmed must be what was shown';

CREATE FUNCTION commission.import_apply(p_rows jsonb, p_digest text, OUT added integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	PERFORM commission.administrator();
	PERFORM FROM zhiheng.institution AS institution
	WHERE institution.credit_code IN (SELECT item ->> 'credit_code' FROM jsonb_array_elements(p_rows) AS item)
	ORDER BY institution.id
	FOR UPDATE;
	IF commission.import_digest(p_rows) IS DISTINCT FROM p_digest
	    OR EXISTS (SELECT FROM commission.import_plan(p_rows) AS plan WHERE plan.action = 'taken')
	    OR EXISTS (SELECT FROM jsonb_array_elements(p_rows) AS item WHERE NOT EXISTS (
		SELECT FROM commission.region_find(ARRAY[item ->> 'region_code']) AS region WHERE region.inside)) THEN
		RAISE EXCEPTION 'the plan is another by now' USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_import_changed';
	END IF;
	WITH plan AS MATERIALIZED (
		SELECT todo.action, todo.institution_id, todo.difference, item
		FROM commission.import_plan(p_rows) AS todo
		CROSS JOIN LATERAL jsonb_populate_record(NULL::zhiheng.institution, todo.incoming) AS item
	), made AS (
		INSERT INTO zhiheng.institution AS institution (credit_code, name, region_code, level, grade, kind, specialist_type, ownership, beds)
		SELECT (item).credit_code, (item).name, (item).region_code, (item).level, (item).grade, (item).kind, (item).specialist_type,
			(item).ownership, (item).beds
		FROM plan
		WHERE plan.action = 'new'
		RETURNING institution.id, to_jsonb(institution) AS detail
	), moved AS (
		UPDATE zhiheng.institution AS institution SET
			name = (plan.item).name,
			region_code = (plan.item).region_code,
			level = (plan.item).level,
			grade = (plan.item).grade,
			kind = (plan.item).kind,
			specialist_type = (plan.item).specialist_type,
			ownership = (plan.item).ownership,
			beds = (plan.item).beds
		FROM plan
		WHERE plan.action = 'changed' AND institution.id = plan.institution_id
		RETURNING institution.id, plan.difference AS detail
	), written AS (
		INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
		SELECT who.account_id, line.act, line.id, line.detail
		FROM (
			SELECT 'institution.register' AS act, made.id, made.detail FROM made
			UNION ALL
			SELECT 'institution.change', moved.id, moved.detail FROM moved
		) AS line
		CROSS JOIN zhiheng.identity() AS who
		RETURNING act
	)
	SELECT
		count(*) FILTER (WHERE written.act = 'institution.register'),
		count(*) FILTER (WHERE written.act = 'institution.change')
	INTO added, changed
	FROM written;
	CALL zhiheng.write_audit('institution.import', NULL, jsonb_build_object('added', added, 'changed', changed));
	PERFORM commission.return_make(NULL, NULL);
END
$$;
COMMENT ON FUNCTION commission.import_apply IS 'Registers and changes all institutions of a file, or none; ZH409 when the plan is no longer the one that was shown';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
