-- Schema institution: departments: their history, adding and changing them.

SET ROLE zhiheng_owner;

CREATE VIEW institution.department_history AS
SELECT
	version.department_id,
	version.version,
	version.name,
	version.retired,
	zhiheng.time_label(version.at) AS at,
	account.name AS person
FROM zhiheng.department_version AS version
JOIN zhiheng.account AS account ON account.id = version.account_id;
COMMENT ON VIEW institution.department_history IS 'Every name that own departments have had, who gave it and when';

CREATE FUNCTION institution.department_lock() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.require('{clerk,leader}');
BEGIN
	-- One change of the list at a time, so that no name is there twice.
	PERFORM pg_advisory_xact_lock(11, (SELECT institution_id FROM zhiheng.identity())::integer);
	RETURN account;
END
$$;
COMMENT ON FUNCTION institution.department_lock IS 'The account that may change the list of departments, alone until the transaction ends';

CREATE FUNCTION institution.department_write(p_department bigint, p_version integer, p_name text, p_retired boolean, p_account bigint) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
	IF NOT p_retired AND EXISTS (SELECT FROM institution.department AS other
	    WHERE other.name = p_name AND NOT other.retired AND other.id <> p_department) THEN
		RAISE EXCEPTION 'there is a department of that name' USING ERRCODE = 'ZH409', CONSTRAINT = 'department_name_taken', DETAIL = p_name;
	END IF;
	INSERT INTO zhiheng.department_version (department_id, version, name, retired, account_id)
	VALUES (p_department, p_version, p_name, p_retired, p_account);
END
$$;
COMMENT ON FUNCTION institution.department_write IS 'The next version of a department; only the two functions below call it';

CREATE FUNCTION institution.department_add(p_names text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.department_lock();
	made bigint;
	item text;
BEGIN
	IF (SELECT count(*) FROM institution.department) + cardinality(p_names) > 200 THEN
		RAISE EXCEPTION 'more than 200 departments' USING ERRCODE = 'ZH409', CONSTRAINT = 'department_count';
	END IF;
	FOREACH item IN ARRAY p_names LOOP
		INSERT INTO zhiheng.department (institution_id)
		SELECT who.institution_id FROM zhiheng.identity() AS who
		RETURNING id INTO made;
		PERFORM institution.department_write(made, 1, item, false, account);
		CALL zhiheng.write_audit('department.add', made, jsonb_build_object('name', item));
	END LOOP;
	RETURN cardinality(p_names);
END
$$;
COMMENT ON FUNCTION institution.department_add IS 'New departments in that order; ZH409 department_name_taken (the name as detail), department_count; ZH403 neither clerk nor leader';

CREATE FUNCTION institution.department_change(p_department bigint, p_version integer, p_name text, p_retired boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	account bigint := institution.department_lock();
	old institution.department;
BEGIN
	old := (SELECT item FROM institution.department AS item WHERE item.id = p_department);
	IF old.id IS NULL THEN
		RAISE EXCEPTION 'no such department' USING ERRCODE = 'ZH404';
	END IF;
	IF old.version <> p_version THEN
		RAISE EXCEPTION 'department % was changed meanwhile', p_department USING ERRCODE = 'ZH409', CONSTRAINT = 'department_stale';
	END IF;
	IF (old.name, old.retired) IS NOT DISTINCT FROM (p_name, p_retired) THEN
		RETURN;
	END IF;
	PERFORM institution.department_write(p_department, p_version + 1, p_name, p_retired, account);
	CALL zhiheng.write_audit('department.change', p_department, jsonb_build_object(
		'name', jsonb_build_array(old.name, p_name), 'retired', jsonb_build_array(old.retired, p_retired)));
END
$$;
COMMENT ON FUNCTION institution.department_change IS 'Another name, retired or taken up again; nothing happens if it is so already. ZH404, ZH409 department_stale, department_name_taken';

GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
