-- Schema commission: registering and changing institutions, one by one or as a table.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.region_find(p_codes text[]) RETURNS TABLE (code text, inside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT
		region.code::text,
		region.level IN ('city', 'county') AND EXISTS (
			SELECT
			FROM zhiheng.identity() AS who
			WHERE region.code >= who.region_first AND region.code <= who.region_last)
	FROM zhiheng.region AS region
	WHERE region.code = ANY (p_codes)
$$;
COMMENT ON FUNCTION commission.region_find IS 'Which of these regions there are, and whether an institution of the subtree can lie there';

CREATE FUNCTION commission.peer_results(p_programme bigint, p_period text, p_institution bigint) RETURNS SETOF zhiheng.result
LANGUAGE sql STABLE SECURITY DEFINER ROWS 2000 SET search_path = ''
AS $$
	SELECT result FROM zhiheng.results(p_programme, p_period, NULL, p_institution, true) AS result
$$;
COMMENT ON FUNCTION commission.peer_results IS 'zhiheng.results of all indicators for an institution of the subtree and its peers there, as the worker computed them: its ranks are those of the pages of all';

-- What a QC centre may read is said of elements of its specialties.  The institution stands among what rows are distinct by, so
-- that of one only its own are read.
CREATE VIEW commission.institution_word AS
SELECT DISTINCT ON (head.programme_id, head.institution_id, remark.return_id, remark.element_code)
	head.programme_id,
	head.institution_id,
	head.id AS return_id,
	head.period::text AS period,
	zhiheng.period_label(head.period) AS period_label,
	CASE remark.element_code WHEN '*' THEN '报表总体' ELSE coalesce(element.name, remark.element_code) END AS element_name,
	remark.text,
	account.name AS account_name,
	zhiheng.time_label(remark.at) AS at
FROM zhiheng.return_remark AS remark
JOIN zhiheng.asked_return AS head ON head.id = remark.return_id
JOIN zhiheng.account AS account ON account.id = remark.account_id
LEFT JOIN zhiheng.element AS element ON element.code = remark.element_code
WHERE remark.kind = 'explanation'
	AND head.first_submitted_at IS NOT NULL
	AND CASE remark.element_code
		WHEN '*' THEN (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
		ELSE EXISTS (SELECT FROM zhiheng.asked_definition AS asked WHERE asked.programme_id = head.programme_id
			AND remark.element_code IN (asked.numerator, asked.denominator, asked.deviation))
	END
ORDER BY head.programme_id, head.institution_id, remark.return_id, remark.element_code, remark.id DESC;
COMMENT ON VIEW commission.institution_word IS 'The newest words of institutions on elements of returns, or on a return as a whole, once submitted';

CREATE FUNCTION commission.institution_column(p_column text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = ''
RETURN CASE p_column WHEN 'credit_code' THEN '统一社会信用代码' WHEN 'name' THEN '机构名称' WHEN 'region_code' THEN '县区代码' WHEN 'affiliation_code' THEN '隶属'
	WHEN 'level' THEN '级别' WHEN 'grade' THEN '等次' WHEN 'kind' THEN '类别' WHEN 'specialist_type' THEN '专科类型'
	WHEN 'ownership' THEN '所有制' WHEN 'beds' THEN '床位数' ELSE p_column END;
COMMENT ON FUNCTION commission.institution_column IS 'A column of institutions as forms and files call it';

CREATE FUNCTION commission.institution_word(p_column text, p_value text) RETURNS text
LANGUAGE sql STABLE SET search_path = ''
RETURN CASE p_column
	WHEN 'affiliation_code' THEN (SELECT zhiheng.label('affiliation', region.level) FROM zhiheng.region AS region WHERE region.code = p_value)
	ELSE coalesce(zhiheng.label(p_column, p_value), p_value)
END;
COMMENT ON FUNCTION commission.institution_word IS 'A value of such a column in Chinese where it is a code';

CREATE FUNCTION commission.institution_changes(p_difference jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (
	SELECT string_agg(commission.institution_column(key) || '：'
		|| coalesce(commission.institution_word(key, value ->> 'old'), '（空）') || ' → '
		|| coalesce(commission.institution_word(key, value ->> 'new'), '（空）'), '；')
	FROM jsonb_each(p_difference)
);
COMMENT ON FUNCTION commission.institution_changes IS 'commission.difference in words';

CREATE FUNCTION commission.institution_version(p_institution zhiheng.institution) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT md5(concat_ws(' ', p_institution::text,
		(SELECT max(item.id) FROM zhiheng.particulars AS item WHERE item.institution_id = p_institution.id),
		(SELECT max(item.id) FROM zhiheng.institution_status AS item WHERE item.institution_id = p_institution.id)))
$$;
COMMENT ON FUNCTION commission.institution_version IS 'Tells one state of an institution from another, what is recorded of days to come with it';

CREATE VIEW commission.institution_entry AS
SELECT
	institution.id,
	institution.credit_code,
	institution.name,
	institution.region_code::text AS region_code,
	region.name AS region_name,
	competent.level AS affiliation,
	competent.name AS competent_name,
	zhiheng.label('affiliation', competent.level) AS affiliation_label,
	institution.level,
	institution.grade,
	institution.kind,
	institution.specialist_type,
	institution.ownership,
	institution.beds,
	zhiheng.label('level', institution.level) || coalesce(zhiheng.label('grade', institution.grade), '') AS level_label,
	coalesce(institution.specialist_type || '专科医院', zhiheng.label('kind', institution.kind)) AS kind_label,
	zhiheng.label('ownership', institution.ownership) AS ownership_label,
	institution.active,
	commission.institution_version(institution) AS seen,
	zhiheng.today()::text AS today
FROM zhiheng.institution AS institution
JOIN zhiheng.region AS region ON region.code = institution.region_code
JOIN zhiheng.region AS competent ON competent.code = institution.affiliation_code;
COMMENT ON VIEW commission.institution_entry IS 'Institutions of the subtree with all that was registered; seen tells one state of a row from another';

CREATE FUNCTION commission.institution_check_region(p_region text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM commission.region AS region WHERE region.code = p_region AND region.level IN ('city', 'county')) THEN
		RAISE EXCEPTION 'region % is none of the subtree', p_region USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_region';
	END IF;
END
$$;
COMMENT ON FUNCTION commission.institution_check_region IS 'An institution lies in a county (or city) of the subtree of the one who asks; else ZH400';

CREATE FUNCTION commission.institution_affiliation(p_region text, p_level text, p_present text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	found text := zhiheng.affiliation_code(p_region, p_level);
BEGIN
	IF found IS NULL THEN
		RAISE EXCEPTION 'region % is in none of level %', p_region, p_level USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_affiliation';
	END IF;
	-- Whoever took over a hospital of the level above would review what that level is to review.
	IF found <> p_present AND NOT EXISTS (SELECT FROM zhiheng.identity() AS who WHERE p_present >= who.region_first AND p_present <= who.region_last) THEN
		RAISE EXCEPTION 'the institution answers to %', p_present USING ERRCODE = 'ZH403', CONSTRAINT = 'institution_affiliation_above';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION commission.institution_affiliation IS 'Region of the commission that an institution of a region is to answer to, said by its level; p_present: to whom it answers (null: it is new), who, or a level above, alone lets it go: else ZH403';

CREATE FUNCTION commission.institution_register(p_credit_code text, p_name text, p_region text, p_affiliation text, p_level text, p_grade text,
	p_kind text, p_specialist_type text, p_ownership text, p_beds integer, p_day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made jsonb;
BEGIN
	PERFORM commission.administrator();
	PERFORM commission.institution_check_region(p_region);
	INSERT INTO zhiheng.institution AS institution (credit_code, name, region_code, affiliation_code, level, grade, kind, specialist_type,
		ownership, beds)
	VALUES (p_credit_code, p_name, p_region, commission.institution_affiliation(p_region, p_affiliation, NULL), p_level, p_grade, p_kind, p_specialist_type, p_ownership, p_beds)
	RETURNING to_jsonb(institution) INTO made;
	PERFORM zhiheng.register_begin(ARRAY[(made ->> 'id')::bigint], p_day);
	CALL zhiheng.write_audit('institution.register', (made ->> 'id')::bigint, made || jsonb_build_object('day', p_day));
	PERFORM commission.return_make(NULL, NULL);
	RETURN made ->> 'id';
END
$$;
COMMENT ON FUNCTION commission.institution_register IS 'One more institution of the subtree, which reports from a day on (null: ever since); gets its returns of the periods that are open';

CREATE FUNCTION commission.institution_lock(p_institution bigint, p_seen text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	present jsonb;
	state text;
BEGIN
	PERFORM commission.administrator();
	SELECT to_jsonb(institution), commission.institution_version(institution) INTO present, state
	FROM zhiheng.institution AS institution
	WHERE institution.id = p_institution
	FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such institution' USING ERRCODE = 'ZH404';
	END IF;
	IF state IS DISTINCT FROM p_seen THEN
		RAISE EXCEPTION 'institution % was changed meanwhile', p_institution
			USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_changed';
	END IF;
	RETURN present;
END
$$;
COMMENT ON FUNCTION commission.institution_lock IS 'The row, to be changed; ZH404 not yours, ZH409 not as the page showed it';

CREATE VIEW commission.institution_event AS
SELECT
	audit.object_id AS institution_id,
	audit.id,
	zhiheng.time_label(audit.at) AS at,
	coalesce(account.name, '系统') AS account_name,
	CASE audit.act WHEN 'institution.register' THEN '登记' WHEN 'institution.change' THEN '修改' WHEN 'institution.close' THEN '关闭'
		WHEN 'institution.suspend' THEN '停业' WHEN 'institution.reopen' THEN '恢复' WHEN 'institution.merge' THEN '并入'
		WHEN 'institution.excuse' THEN '免报' WHEN 'institution.unexcuse' THEN '取消免报' END AS act,
	CASE WHEN audit.act <> 'institution.register' THEN concat_ws('；', '自 ' || (audit.detail ->> 'day') || ' 起',
		zhiheng.period_label(audit.detail ->> 'period'), (SELECT '并入' || successor.name FROM zhiheng.institution AS successor
			WHERE successor.credit_code = audit.detail ->> 'into'),
		commission.institution_changes(audit.detail -> 'changes'), audit.detail ->> 'reason') END AS detail
FROM zhiheng.audit AS audit
JOIN zhiheng.institution AS institution ON institution.id = audit.object_id
LEFT JOIN zhiheng.account AS account ON account.id = audit.account_id
WHERE audit.act IN ('institution.register', 'institution.change', 'institution.close', 'institution.suspend', 'institution.reopen', 'institution.merge',
	'institution.excuse', 'institution.unexcuse');
COMMENT ON VIEW commission.institution_event IS 'Who changed what in the particulars of institutions of the subtree';

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
		SELECT
			(item ->> 'line')::integer AS line,
			item - ARRAY['line', 'affiliation'] || jsonb_build_object('affiliation_code',
				zhiheng.affiliation_code(item ->> 'region_code', item ->> 'affiliation')) AS particulars
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
			WHEN incoming.particulars ->> 'affiliation_code' <> present.particulars ->> 'affiliation_code'
				AND (present.particulars ->> 'affiliation_code' < who.region_first OR present.particulars ->> 'affiliation_code' > who.region_last)
				THEN 'above'
			ELSE 'changed'
		END,
		present.id,
		incoming.particulars,
		CASE WHEN present.id IS NOT NULL THEN commission.difference(present.particulars, incoming.particulars) END
	FROM incoming
	CROSS JOIN taken
	CROSS JOIN zhiheng.identity() AS who
	LEFT JOIN present ON present.credit_code = incoming.particulars ->> 'credit_code'
$$;
COMMENT ON FUNCTION commission.import_plan IS 'What becomes of each line of a file: new, changed, unchanged, taken (the code is another region''s), above (a level above would have to let it go)';

CREATE FUNCTION commission.import_digest(p_rows jsonb) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
	SELECT md5(string_agg(plan.line || plan.action || coalesce(plan.difference::text, ''), ',' ORDER BY plan.line))
	FROM commission.import_plan(p_rows) AS plan
$$;
COMMENT ON FUNCTION commission.import_digest IS 'Tells one plan from another: what was confirmed must be what was shown';

CREATE FUNCTION commission.import_apply(p_rows jsonb, p_digest text, p_day date, p_reason text, OUT added integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	fresh bigint[];
BEGIN
	PERFORM commission.administrator();
	PERFORM FROM zhiheng.institution AS institution
	WHERE institution.credit_code IN (SELECT item ->> 'credit_code' FROM jsonb_array_elements(p_rows) AS item)
	ORDER BY institution.id
	FOR UPDATE;
	IF commission.import_digest(p_rows) IS DISTINCT FROM p_digest
	    OR EXISTS (SELECT FROM commission.import_plan(p_rows) AS plan WHERE plan.action IN ('taken', 'above') OR plan.incoming ->> 'affiliation_code' IS NULL)
	    OR EXISTS (SELECT FROM jsonb_array_elements(p_rows) AS item WHERE NOT EXISTS (
		SELECT FROM commission.region_find(ARRAY[item ->> 'region_code']) AS region WHERE region.inside)) THEN
		RAISE EXCEPTION 'the plan is another by now' USING ERRCODE = 'ZH409', CONSTRAINT = 'institution_import_changed';
	END IF;
	WITH plan AS MATERIALIZED (
		SELECT todo.action, todo.institution_id, todo.difference, todo.incoming, item
		FROM commission.import_plan(p_rows) AS todo
		CROSS JOIN LATERAL jsonb_populate_record(NULL::zhiheng.institution, todo.incoming) AS item
	), made AS (
		INSERT INTO zhiheng.institution AS institution (credit_code, name, region_code, affiliation_code, level, grade, kind, specialist_type,
			ownership, beds)
		SELECT (item).credit_code, (item).name, (item).region_code, (item).affiliation_code, (item).level, (item).grade, (item).kind,
			(item).specialist_type, (item).ownership, (item).beds
		FROM plan
		WHERE plan.action = 'new'
		RETURNING institution.id, to_jsonb(institution) AS detail
	), moved AS (
		SELECT plan.institution_id AS id, jsonb_build_object('day', p_day, 'reason', p_reason, 'changes', plan.difference) AS detail
		FROM plan
		CROSS JOIN LATERAL zhiheng.particulars_record(plan.institution_id, p_day, plan.incoming - 'credit_code', p_reason) AS recorded (rows)
		WHERE plan.action = 'changed' AND recorded.rows > 0
	), written AS (
		INSERT INTO zhiheng.audit (account_id, act, object_id, detail)
		SELECT who.account_id, line.act, line.id, line.detail
		FROM (
			SELECT 'institution.register' AS act, made.id, made.detail FROM made
			UNION ALL
			SELECT 'institution.change', moved.id, moved.detail FROM moved
		) AS line
		CROSS JOIN zhiheng.identity() AS who
		RETURNING act, object_id
	)
	SELECT
		count(*) FILTER (WHERE written.act = 'institution.register'),
		count(*) FILTER (WHERE written.act = 'institution.change'),
		array_agg(written.object_id) FILTER (WHERE written.act = 'institution.register')
	INTO added, changed, fresh
	FROM written;
	IF changed > 0 AND char_length(coalesce(btrim(p_reason), '')) < 2 THEN
		RAISE EXCEPTION 'reason needed' USING ERRCODE = 'ZH400', CONSTRAINT = 'institution_reason';
	END IF;
	PERFORM zhiheng.register_begin(fresh, p_day);
	CALL zhiheng.write_audit('institution.import', NULL, jsonb_build_object('added', added, 'changed', changed, 'day', p_day));
	PERFORM commission.return_make(NULL, NULL);
END
$$;
COMMENT ON FUNCTION commission.import_apply IS 'Registers and changes from a day on all institutions of a file, or none; ZH409 when the plan is no longer the one that was shown';

CREATE FUNCTION commission.import_expected() RETURNS TABLE (programme_id bigint, period text, expected bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
	SELECT calendar.programme_id, calendar.period::text, count(head.id)
	FROM zhiheng.reporting_period AS calendar
	LEFT JOIN zhiheng.asked_return AS head ON head.programme_id = calendar.programme_id AND head.period = calendar.period AND head.exempt IS NULL
	WHERE calendar.state = 'open' AND calendar.programme_id IN (SELECT zhiheng.programme_visible())
	GROUP BY calendar.programme_id, calendar.period
$$;
COMMENT ON FUNCTION commission.import_expected IS 'How many returns of the subtree each programme expects in the periods that are open';

CREATE FUNCTION commission.import_effects(p_rows jsonb, p_digest text, p_day date, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	before jsonb := (SELECT jsonb_agg(item) FROM commission.import_expected() AS item);
	effects jsonb;
BEGIN
	BEGIN
		PERFORM commission.import_apply(p_rows, p_digest, p_day, p_reason);
		effects := (SELECT jsonb_agg(jsonb_build_object('programme_name', programme.name, 'period_label', zhiheng.period_label(old.period),
				'before', old.expected, 'after', new.expected) ORDER BY old.period, old.programme_id)
			FROM jsonb_to_recordset(before) AS old (programme_id bigint, period text, expected bigint)
			JOIN commission.import_expected() AS new ON new.programme_id = old.programme_id AND new.period = old.period
				AND new.expected <> old.expected
			JOIN zhiheng.programme AS programme ON programme.id = old.programme_id);
		RAISE EXCEPTION 'undo' USING ERRCODE = 'ZH999';
	EXCEPTION WHEN SQLSTATE 'ZH999' THEN
		NULL;
	END;
	RETURN coalesce(effects, '[]');
END
$$;
COMMENT ON FUNCTION commission.import_effects IS 'What commission.import_apply would change in how many returns are expected in the periods that are open, without doing it';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
