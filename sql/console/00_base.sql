-- What the operator's command does: functions of schema console.  They run with the caller's rights;
-- no program's role may use them.  Made anew at every migrate, in one transaction; holds no data.

CREATE SCHEMA console AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

-- == catalogue ==

CREATE FUNCTION console.catalogue_rows(p_noun text, p_files jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
RETURN CASE p_noun
	WHEN 'element' THEN (
		SELECT jsonb_agg(element.item || jsonb_build_object('accumulation', coalesce(rule.item ->> 'accumulation', 'sum'),
			'none_kind', rule.item -> 'none_kind', 'half_year_rule', rule.item -> 'half_year_rule', 'year_rule', rule.item -> 'year_rule'))
		FROM jsonb_array_elements(p_files -> 'element') AS element (item)
		LEFT JOIN jsonb_array_elements(p_files -> 'accumulation') AS rule (item) ON rule.item ->> 'code' = element.item ->> 'code')
	ELSE p_files -> p_noun
END;
COMMENT ON FUNCTION console.catalogue_rows IS 'The rows of one table of the catalogue; elements know how they accumulate, sum where accumulation.csv is silent';

CREATE FUNCTION console.catalogue_stage(p_noun text, p_rows jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	fields text;
	incoming text;
	newest text;
BEGIN
	SELECT
		string_agg(quote_ident(attname), ', ' ORDER BY attnum),
		string_agg('incoming.' || quote_ident(attname), ', ' ORDER BY attnum),
		string_agg('newest.' || quote_ident(attname), ', ' ORDER BY attnum)
	INTO fields, incoming, newest
	FROM pg_catalog.pg_attribute
	WHERE attrelid = ('zhiheng.catalogue_' || p_noun)::regclass AND attnum > 0 AND NOT attisdropped
		AND attname NOT IN ('code', 'version', 'withdrawn', 'load_id');
	EXECUTE format('CREATE TEMPORARY TABLE stage_%1$s (LIKE zhiheng.catalogue_%1$s) ON COMMIT DROP', p_noun);
	EXECUTE format('ALTER TABLE pg_temp.stage_%s DROP COLUMN load_id', p_noun);
	-- A row differs, is new or has come back; or it is gone.
	EXECUTE format($q$
		WITH newest AS (
			SELECT DISTINCT ON (newest.code) newest.code, newest.version, newest.withdrawn, %4$s
			FROM zhiheng.catalogue_%1$s AS newest
			ORDER BY newest.code, newest.version DESC
		), incoming AS (
			SELECT incoming.code, %3$s
			FROM jsonb_populate_recordset(NULL::zhiheng.catalogue_%1$s, $1) AS incoming
		)
		INSERT INTO pg_temp.stage_%1$s (code, version, withdrawn, %2$s)
		SELECT incoming.code, coalesce(newest.version, 0) + 1, false, %3$s
		FROM incoming
		LEFT JOIN newest ON newest.code = incoming.code
		WHERE newest.code IS NULL OR newest.withdrawn OR (%3$s) IS DISTINCT FROM (%4$s)
		UNION ALL
		SELECT newest.code, newest.version + 1, true, %4$s
		FROM newest
		WHERE NOT newest.withdrawn AND NOT EXISTS (SELECT FROM incoming WHERE incoming.code = newest.code)
	$q$, p_noun, fields, incoming, newest) USING p_rows;
END
$$;
COMMENT ON FUNCTION console.catalogue_stage IS 'Makes the temporary table stage_<noun> of the versions that a load must add';

CREATE FUNCTION console.catalogue_load(p_files jsonb, OUT added integer, OUT changed integer, OUT withdrawn integer)
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	nouns CONSTANT text[] := ARRAY['list', 'target', 'element', 'indicator', 'threshold', 'strategy', 'lineage', 'part', 'specialty',
		'specialty_member', 'indicator_cadence', 'reporting', 'formula'];
	noun text;
	new_rows integer;
	new_versions integer;
	gone integer;
	load integer;
	fields text;
BEGIN
	LOCK TABLE zhiheng.catalogue_load IN SHARE ROW EXCLUSIVE MODE;
	added := 0;
	changed := 0;
	withdrawn := 0;
	FOREACH noun IN ARRAY nouns LOOP
		PERFORM console.catalogue_stage(noun, coalesce(console.catalogue_rows(noun, p_files), '[]'));
		EXECUTE format('SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1 AND NOT withdrawn), '
			'count(*) FILTER (WHERE withdrawn) FROM pg_temp.stage_%s', noun) INTO new_rows, new_versions, gone;
		added := added + new_rows;
		changed := changed + new_versions;
		withdrawn := withdrawn + gone;
	END LOOP;
	IF added + changed + withdrawn = 0 THEN
		RETURN;
	END IF;
	INSERT INTO zhiheng.catalogue_load (added, changed, withdrawn) VALUES (added, changed, withdrawn) RETURNING id INTO load;
	FOREACH noun IN ARRAY nouns LOOP
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO fields
		FROM pg_catalog.pg_attribute
		WHERE attrelid = ('pg_temp.stage_' || noun)::regclass AND attnum > 0 AND NOT attisdropped;
		EXECUTE format('INSERT INTO zhiheng.catalogue_%1$s (load_id, %2$s) SELECT $1, %2$s FROM pg_temp.stage_%1$s', noun, fields) USING load;
	END LOOP;
	PERFORM zhiheng.part_rebuild();
	CALL zhiheng.write_audit('catalogue.load', load,
		jsonb_build_object('added', added, 'changed', changed, 'withdrawn', withdrawn));
END
$$;
COMMENT ON FUNCTION console.catalogue_load IS 'Adds new versions of the rows that differ from the newest ones; three zeros: nothing did. Argument: {noun: [row, ...]}, checked before';

-- == region ==

CREATE FUNCTION console.region_load(p_rows jsonb, OUT added integer, OUT changed integer)
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
	WITH incoming AS (
		SELECT code, name, level, parent_code
		FROM jsonb_populate_recordset(NULL::zhiheng.region, p_rows)
	), written AS (
		INSERT INTO zhiheng.region AS region (code, name, level, parent_code)
		SELECT code, name, level, parent_code
		FROM incoming
		ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, level = EXCLUDED.level, parent_code = EXCLUDED.parent_code
			WHERE (region.name, region.level, region.parent_code) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.level, EXCLUDED.parent_code)
		RETURNING region.code
	)
	-- The table is seen here as it was before.
	SELECT count(*) FILTER (WHERE before.code IS NULL), count(before.code)
	INTO added, changed
	FROM written
	LEFT JOIN zhiheng.region AS before ON before.code = written.code;
	IF added + changed > 0 THEN
		CALL zhiheng.write_audit('region.load', NULL, jsonb_build_object('added', added, 'changed', changed));
	END IF;
END
$$;
COMMENT ON FUNCTION console.region_load IS 'Adds regions and changes those that differ; none is ever removed, since institutions may lie in it';

-- == account ==

CREATE FUNCTION console.account_create(p_login text, p_name text, p_role text, p_credit_code text, p_region_code text,
	p_commission_name text, p_activation_digest text, OUT id bigint, OUT organisation text, OUT expires_at timestamptz)
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	v_institution bigint;
	v_commission bigint;
BEGIN
	IF p_credit_code IS NOT NULL THEN
		SELECT institution.id, institution.name INTO v_institution, organisation
		FROM zhiheng.institution AS institution
		WHERE institution.credit_code = p_credit_code;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'no institution has the code %', p_credit_code USING ERRCODE = 'ZH404';
		END IF;
	ELSE
		SELECT commission.id, commission.name INTO v_commission, organisation
		FROM zhiheng.commission AS commission
		WHERE commission.region_code = p_region_code;
		IF NOT FOUND THEN
			INSERT INTO zhiheng.commission AS commission (region_code, name)
			SELECT region.code, coalesce(p_commission_name, region.name || '卫生健康委员会')
			FROM zhiheng.region AS region
			WHERE region.code = p_region_code
			RETURNING commission.id, commission.name INTO v_commission, organisation;
			IF NOT FOUND THEN
				RAISE EXCEPTION 'no region has the code %', p_region_code USING ERRCODE = 'ZH404';
			END IF;
			CALL zhiheng.write_audit('commission.register', v_commission,
				jsonb_build_object('region', p_region_code, 'name', organisation));
		END IF;
	END IF;
	INSERT INTO zhiheng.account AS account (login, name, role, institution_id, commission_id, activation_digest, activation_expires_at)
	VALUES (p_login, p_name, p_role, v_institution, v_commission, decode(p_activation_digest, 'hex'), now() + interval '7 days')
	RETURNING account.id, account.activation_expires_at INTO id, expires_at;
	CALL zhiheng.write_audit('account.create', id, jsonb_build_object('login', p_login, 'role', p_role, 'organisation', organisation));
END
$$;
COMMENT ON FUNCTION console.account_create IS 'An account that is activated with a code; makes the region''s commission if there is none';

-- == demo ==

CREATE FUNCTION console.demo_state() RETURNS text
LANGUAGE sql STABLE SET search_path = ''
RETURN CASE
	WHEN zhiheng.is_demo() THEN 'demo'
	WHEN EXISTS (SELECT FROM zhiheng.institution) OR EXISTS (SELECT FROM zhiheng.account) OR EXISTS (SELECT FROM zhiheng.commission) THEN 'real'
	ELSE 'empty'
END;
COMMENT ON FUNCTION console.demo_state IS 'demo: invented data are there; real: others are, and invented ones must never join them; empty';

CREATE FUNCTION console.demo_accounts(p_rows jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	strange text;
	made integer;
BEGIN
	INSERT INTO zhiheng.account (login, password_hash, name, role, institution_id, commission_id, qc_centre_id, demo)
	SELECT item.login, item.password_hash, item.name, item.role, institution.id, commission.id, centre.id, true
	FROM jsonb_to_recordset(p_rows) AS item (login text, password_hash text, name text, role text, organisation text)
	LEFT JOIN zhiheng.institution AS institution ON institution.name = item.organisation
	LEFT JOIN zhiheng.commission AS commission ON commission.name = item.organisation
	LEFT JOIN zhiheng.qc_centre AS centre ON centre.name = item.organisation
	WHERE num_nonnulls(institution.id, commission.id, centre.id) = 1;
	GET DIAGNOSTICS made = ROW_COUNT;
	SELECT string_agg(item.login, ', ') INTO strange
	FROM jsonb_to_recordset(p_rows) AS item (login text)
	WHERE NOT EXISTS (SELECT FROM zhiheng.account AS account WHERE account.login = item.login);
	IF strange IS NOT NULL THEN
		RAISE EXCEPTION 'no such organisation for %', strange USING ERRCODE = 'ZH404';
	END IF;
	RETURN made;
END
$$;
COMMENT ON FUNCTION console.demo_accounts IS 'Accounts of the demo with their password hashes; organisations are found by name';

-- == site ==

CREATE VIEW console.site_setting AS
SELECT
	known.position,
	known.name,
	known.meaning,
	setting.value
FROM (VALUES
	(1, 'name', '网站名称'),
	(2, 'domain', '网站域名'),
	(3, 'code', '政府网站标识码'),
	(4, 'sponsor', '主办单位'),
	(5, 'undertaker', '承办单位'),
	(6, 'icp', 'ICP 备案号'),
	(7, 'police', '公安备案号'),
	(8, 'contact', '联系方式')
) AS known (position, name, meaning)
LEFT JOIN zhiheng.setting AS setting ON setting.name = 'site.' || known.name;
COMMENT ON VIEW console.site_setting IS 'What can be said about the site, and what is';

CREATE FUNCTION console.site_set(p_name text, p_value text) RETURNS boolean
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM console.site_setting AS known WHERE known.name = p_name) OR char_length(p_value) > 200 THEN
		RETURN false;
	END IF;
	DELETE FROM zhiheng.setting WHERE name = 'site.' || p_name;
	INSERT INTO zhiheng.setting (name, value)
	SELECT 'site.' || p_name, btrim(p_value)
	WHERE btrim(p_value) <> '';
	INSERT INTO zhiheng.audit (act, detail)
	VALUES ('site.set', jsonb_build_object('name', p_name, 'value', p_value));
	RETURN true;
END
$$;
COMMENT ON FUNCTION console.site_set IS 'Sets or (empty) unsets one of them; false for a name unknown or a value too long';

RESET ROLE;
