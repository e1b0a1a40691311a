-- Numbers of elements, and sheets that follow saves: what is in them, by whichever way it is read, and made anew.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- ---- numbers of elements ----
SELECT is((SELECT array_agg(number ORDER BY number) FROM zhiheng.element_number),
	(SELECT array_agg(place::smallint ORDER BY place) FROM generate_series(1, (SELECT count(*)::integer FROM zhiheng.element_number)) AS place),
	'from 1, without gaps');
SELECT is_empty('SELECT code FROM zhiheng.catalogue_element EXCEPT SELECT code FROM zhiheng.element_number', 'every element has one');
CREATE FUNCTION pg_temp.add(p_codes text[], p_version integer, p_withdrawn boolean) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.catalogue_element (code, version, withdrawn, load_id, name, definition, unit, type, minimum, accumulation)
	SELECT item.code, p_version, p_withdrawn, (SELECT max(id) FROM zhiheng.catalogue_load), '试验', '试验', '例', 'integer', 0, 'sum'
	FROM unnest(p_codes) AS item (code)
$$;
CREATE FUNCTION pg_temp.after(p_codes text[]) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(given.code || ' ' || given.number - first.number, ', ' ORDER BY given.number)
	FROM zhiheng.element_number AS given
	JOIN zhiheng.element_number AS first ON first.code = 'test_b'
	WHERE given.code = ANY (p_codes)
$$;
CREATE TEMPORARY TABLE known AS SELECT number, code FROM zhiheng.element_number;
SELECT pg_temp.add('{test_b}', 1, false), pg_temp.add('{test_d,test_c,aaa_first}', 1, false);
SELECT is(pg_temp.after('{test_b,test_c,test_d,aaa_first}'), 'test_b 0, aaa_first 1, test_c 2, test_d 3', 'new ones come behind those that are there, whatever their codes');
SELECT is_empty('SELECT number, code FROM known EXCEPT SELECT number, code FROM zhiheng.element_number', 'and change none of these');
SELECT pg_temp.add('{test_b}', 2, true), pg_temp.add('{test_e}', 1, false), pg_temp.add('{test_b}', 3, false);
SELECT is(pg_temp.after('{test_b,test_e}'), 'test_b 0, test_e 4', 'withdrawn, it keeps its number, and has it when it comes back');

-- ---- a sheet after each save ----
CREATE FUNCTION pg_temp.read(p_view text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT string_agg(element_code || ''='' || coalesce(trim_scale(value)::text, state) || ''@'' || revision, '' '' ORDER BY element_code, revision)
		FROM zhiheng.%I WHERE return_id = %s', p_view, pg_temp.return_of('a')) INTO answer;
	RETURN answer;
END
$$;
CREATE FUNCTION pg_temp.put(p_revision integer, p_codes text[], p_states text[], p_values numeric[]) RETURNS void
LANGUAGE sql AS $$ SELECT zhiheng.return_put(pg_temp.return_of('a'), p_revision, pg_temp.account_of('clerk_a'), p_codes, p_states, p_values) $$;
CREATE FUNCTION pg_temp.sheet() RETURNS text
LANGUAGE sql AS $$ SELECT sheet::text FROM zhiheng.return_sheet AS sheet WHERE sheet.return_id = pg_temp.return_of('a') $$;
CREATE FUNCTION pg_temp.holds(p_cells text, p_lines text, p_what text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	before text := pg_temp.sheet();
	view text;
BEGIN
	FOREACH view IN ARRAY ARRAY['sheet_cell', 'sheet_list', 'return_cell'] LOOP
		RETURN NEXT is(pg_temp.read(view), p_cells, p_what || ', by ' || view);
	END LOOP;
	RETURN NEXT is(zhiheng.return_digest(pg_temp.return_of('a')), sha256(convert_to(p_lines, 'UTF8')), p_what || ': the digest is that of its lines');
	RETURN NEXT is(zhiheng.return_text(pg_temp.return_of('a'), 1000), p_lines, p_what || ': and these are what the saves say');
	PERFORM zhiheng.return_rebuild();
	RETURN NEXT is(pg_temp.sheet(), before, p_what || ': made anew it is the same, bit for bit');
END
$$;
SELECT pg_temp.put(1, '{or_surgeries,ais_patients,test_e}', '{value,not_applicable,value}', '{0,NULL,0.5}');
SELECT pg_temp.holds('ais_patients=not_applicable@1 or_surgeries=0@1 test_e=0.5@1',
	E'ais_patients=not_applicable:\nor_surgeries=value:0.0000\ntest_e=value:0.5000\n', 'nought, not applicable, a decimal');
SELECT pg_temp.put(2, '{ais_patients,test_e,ais_reperfused}', '{value,missing,not_applicable}', '{999999999999.9999,NULL,NULL}');
SELECT pg_temp.holds('ais_patients=999999999999.9999@2 ais_reperfused=not_applicable@2 or_surgeries=0@1 test_e=missing@2',
	E'ais_patients=value:999999999999.9999\nais_reperfused=not_applicable:\nor_surgeries=value:0.0000\ntest_e=missing:\n',
	'the largest, one emptied at the end, others as they were');
SELECT pg_temp.put(3, '{ais_patients,ais_reperfused}', '{missing,missing}', '{NULL,NULL}');
SELECT pg_temp.holds('ais_patients=missing@3 ais_reperfused=missing@3 or_surgeries=0@1 test_e=missing@2',
	E'ais_patients=missing:\nais_reperfused=missing:\nor_surgeries=value:0.0000\ntest_e=missing:\n', 'emptied, what did not apply as well');
-- As after a save of parts: revisions have gaps here.
SELECT pg_temp.put(7, '{test_e,ais_reperfused}', '{not_applicable,value}', '{NULL,12.3456}');
SELECT pg_temp.holds('ais_patients=missing@3 ais_reperfused=12.3456@7 or_surgeries=0@1 test_e=not_applicable@7',
	E'ais_patients=missing:\nais_reperfused=value:12.3456\nor_surgeries=value:0.0000\ntest_e=not_applicable:\n', 'four decimals');
SELECT is(pg_temp.read('return_value'), 'ais_patients=not_applicable@1 ais_patients=999999999999.9999@2 ais_patients=missing@3 ais_reperfused=not_applicable@2 '
	'ais_reperfused=missing@3 ais_reperfused=12.3456@7 or_surgeries=0@1 test_e=0.5@1 test_e=missing@2 test_e=not_applicable@7', 'every value ever saved');
SELECT is(zhiheng.return_digest(pg_temp.return_of('b')), sha256(''), 'the digest of a return without numbers is that of nothing');

-- ---- who sees which cells: a QC centre those of its specialty, whichever way a page goes ----
CREATE FUNCTION public.cells_seen() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT coalesce(string_agg(element_code, ' ' ORDER BY element_code), '') FROM zhiheng.return_cell $$;
CREATE FUNCTION public.sheets_seen() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT count(*) FROM zhiheng.return_sheet $$;
ALTER FUNCTION public.cells_seen OWNER TO zhiheng_owner;
ALTER FUNCTION public.sheets_seen OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT EXECUTE ON FUNCTION public.cells_seen, public.sheets_seen TO PUBLIC;
SELECT is(pg_temp.ask(role, login, 'SELECT public.cells_seen()'), expected, format('%s as %s', coalesce(login, 'nobody'), role))
FROM (VALUES
	('zhiheng_institution', 'clerk_a', 'ais_patients ais_reperfused or_surgeries test_e'),
	('zhiheng_institution', 'clerk_b', ''),
	('zhiheng_institution', NULL, ''),
	('zhiheng_commission', 'city', 'ais_patients ais_reperfused or_surgeries test_e'),
	('zhiheng_commission', 'nerve', 'ais_patients ais_reperfused'),
	('zhiheng_disclosure', 'city', '')) AS want (role, login, expected);
SELECT is(pg_temp.ask(role, login, 'SELECT public.sheets_seen()'), expected, format('%s as %s sees %s sheets', coalesce(login, 'nobody'), role, expected))
FROM (VALUES ('zhiheng_institution', 'clerk_a', '1'), ('zhiheng_institution', 'clerk_b', '0'), ('zhiheng_institution', NULL, '0'),
	('zhiheng_commission', 'city', '1'), ('zhiheng_disclosure', 'city', '0')) AS want (role, login, expected);
-- What shows all of a sheet is for functions that have asked before, and for what is made of all.
SELECT is_empty($q$SELECT relname FROM pg_depend AS link JOIN pg_rewrite AS rule ON rule.oid = link.objid AND link.classid = 'pg_rewrite'::regclass
	JOIN pg_class AS dependent ON dependent.oid = rule.ev_class
	WHERE link.refobjid = ANY (ARRAY['zhiheng.sheet_cell', 'zhiheng.sheet_list']::regclass[]) AND dependent.oid <> link.refobjid$q$,
	'no view is made of them');
SELECT is_empty($q$SELECT format('%s %s', role, relation) FROM unnest(ARRAY['account', 'commission', 'disclosure', 'institution', 'worker']) AS role
	CROSS JOIN unnest(ARRAY['return_sheet', 'sheet_cell', 'sheet_list', 'element_number']) AS relation
	WHERE has_table_privilege('zhiheng_' || role, 'zhiheng.' || relation, 'SELECT, INSERT, UPDATE, DELETE')$q$, 'no program reads or writes sheets but by functions');

SELECT finish();
ROLLBACK;
