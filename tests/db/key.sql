-- The functions that read sets by keys: whatever keys they are given, they give what is the session's.  They run as
-- zhiheng_counter, whom no policy asks, so each is attacked here by those whose keys these are not.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('980200', '试验另市', 'city', '980000');
INSERT INTO zhiheng.commission (region_code, name) VALUES ('980200', '试验另市卫健委');
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'elsewhere', 'elsewhere', 'administrator', id FROM zhiheng.commission WHERE region_code = '980200';
INSERT INTO zhiheng.qc_centre (commission_id, name)
SELECT id, '试验市骨科质控中心' FROM zhiheng.commission WHERE region_code = '980100';
INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
SELECT id, commission_id, 'orthopaedics' FROM zhiheng.qc_centre WHERE name = '试验市骨科质控中心';
INSERT INTO zhiheng.account (login, name, role, qc_centre_id)
SELECT 'bone', 'bone', 'viewer', id FROM zhiheng.qc_centre WHERE name = '试验市骨科质控中心';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login IN ('elsewhere', 'bone');

SELECT zhiheng.return_put(pg_temp.return_of(mark), 1, pg_temp.account_of('clerk_' || mark), '{ais_patients,ais_reperfused,discharges}',
	'{value,value,value}', '{5,5,5}')
FROM unnest(ARRAY['a', 'b', 'c']) AS mark;
SELECT pg_temp.signed(pg_temp.return_of(mark)), pg_temp.taken(pg_temp.return_of(mark)) FROM unnest(ARRAY['a', 'b', 'c']) AS mark;
INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
SELECT head.institution_id, 2031, 'ais_reperfused', 'ais_patients', 1, '2030', 10, 20, '{60}', pg_temp.account_of('clerk_a')
FROM zhiheng.return AS head
WHERE head.id IN (SELECT pg_temp.return_of(mark) FROM unnest(ARRAY['a', 'b', 'c']) AS mark);

-- As the owner's functions would call them, with the keys of all.
CREATE FUNCTION public.call(p_query text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
	answer bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM ' || p_query INTO answer;
	RETURN answer;
END
$$;
ALTER FUNCTION public.call OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT EXECUTE ON FUNCTION public.call TO PUBLIC;
CREATE TEMPORARY TABLE attacked (name text, call text);
INSERT INTO attacked
SELECT item.name, format(item.call, (SELECT array_agg(pg_temp.return_of(mark)) FROM unnest(ARRAY['a', 'b', 'c']) AS mark))
FROM (VALUES
	('return_cells', 'zhiheng.return_cells(%L)'),
	('return_digests', 'zhiheng.return_digests(%L, 3)'),
	('elements_filled', 'zhiheng.elements_filled(%L, ''{ais_patients,discharges,nothing}'')'),
	('baselines_current', 'zhiheng.baselines_current()'),
	('institutions_seen', 'unnest(zhiheng.institutions_seen())'),
	('screen_evidence', 'zhiheng.screen_evidence(zhiheng.returns_seen(%L))')) AS item (name, call);

SELECT is(pg_temp.ask(want.role, want.login, format('SELECT public.call(%L)', attacked.call)), expected,
	format('%s: %s as %s gets %s', name, coalesce(login, 'nobody'), role, expected))
FROM attacked
JOIN (VALUES
	('return_cells', 'zhiheng_institution', 'clerk_a', '3'),
	('return_cells', 'zhiheng_commission', 'county', '6'),
	('return_cells', 'zhiheng_commission', 'city', '9'),
	('return_cells', 'zhiheng_commission', 'province', '9'),
	('return_cells', 'zhiheng_commission', 'nerve', '6'),
	('return_cells', 'zhiheng_commission', 'bone', '0'),
	('return_digests', 'zhiheng_institution', 'clerk_a', '1'),
	('return_digests', 'zhiheng_commission', 'county', '2'),
	('return_digests', 'zhiheng_commission', 'city', '3'),
	('elements_filled', 'zhiheng_institution', 'clerk_a', '2'),
	('elements_filled', 'zhiheng_commission', 'city', '2'),
	('elements_filled', 'zhiheng_commission', 'nerve', '1'),
	('elements_filled', 'zhiheng_commission', 'bone', '0'),
	('institutions_seen', 'zhiheng_institution', 'clerk_a', '1'),
	('institutions_seen', 'zhiheng_commission', 'county', '2'),
	('institutions_seen', 'zhiheng_commission', 'city', '3'),
	('institutions_seen', 'zhiheng_commission', 'nerve', '3'),
	('baselines_current', 'zhiheng_institution', 'clerk_a', '1'),
	('baselines_current', 'zhiheng_commission', 'county', '2'),
	('baselines_current', 'zhiheng_commission', 'city', '3')
) AS want (name, role, login, expected) USING (name);

-- Another region's, nobody, and a session at the wrong program.
SELECT is(pg_temp.ask(want.role, want.login, format('SELECT public.call(%L)', attacked.call)), '0',
	format('%s: %s as %s gets nothing', name, coalesce(login, 'nobody'), role))
FROM attacked
CROSS JOIN (VALUES
	('zhiheng_commission', 'elsewhere'),
	('zhiheng_commission', NULL),
	('zhiheng_commission', 'clerk_a'),
	('zhiheng_institution', 'city'),
	('zhiheng_institution', NULL),
	('zhiheng_disclosure', 'city')) AS want (role, login);

-- One's own keys among a neighbour's bring one's own only.
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', format('SELECT public.call(%L)', format('zhiheng.return_cells(ARRAY[%s]::bigint[])',
	pg_temp.return_of('a')))), '0', 'a neighbour''s return has no cells');
SELECT is(pg_temp.ask('zhiheng_commission', 'county', format('SELECT public.call(%L)', format('zhiheng.return_cells(ARRAY[%s]::bigint[])',
	pg_temp.return_of('c')))), '0', 'nor has one of the next county');
UPDATE zhiheng.session SET ended_at = now() WHERE account_id = pg_temp.account_of('city');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT public.call(%L)', call)), '0', name || ': an ended session gets nothing') FROM attacked;

-- No program calls them itself.
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
SELECT is(pg_temp.try(role, NULL, 'SELECT count(*) FROM ' || call), '42501 ', format('%s cannot call %s', role, name))
FROM attacked
CROSS JOIN unnest(ARRAY['zhiheng_account', 'zhiheng_institution', 'zhiheng_commission', 'zhiheng_disclosure', 'zhiheng_worker']) AS role;

SELECT * FROM finish();
ROLLBACK;
