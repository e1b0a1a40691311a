-- A small fictional world for the database tests, made inside each test's transaction, which is
-- rolled back.  \ir include/fixture.sql after BEGIN.
--   region 980000 province, 980100 city, 980101 and 980102 counties
--   institutions a and b in 980101, c in 980102; general, secondary
--   accounts clerk_a, verifier_a, leader_a, clerk_b, …, city (administrator), city_reviewer,
--   city_viewer, county (administrator of 980101), nerve (QC centre of the city)
--   programme of the city for 2031 with indicators NIT-2025-01.1 (神经) and NIT-2025-09.1 (综合),
--   2031Q1 open, one return for each institution
-- ask(role, login, query) runs a query as that program with that account's session and gives its
-- first value as text.
-- try(role, login, query) does the same and gives the refusal instead, if it was refused: SQLSTATE and
-- rule; try(login, query) asks the program that the account signs in to, a machine's token its hospital's.

SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;

CREATE FUNCTION pg_temp.ask(p_role text, p_login text, p_query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('zhiheng.session', coalesce(encode(sha256(convert_to(p_login, 'UTF8')), 'hex'), ''), true);
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', p_role);
	EXECUTE p_query INTO answer;
	SET LOCAL SESSION AUTHORIZATION DEFAULT;
	RETURN answer;
END
$$;

CREATE FUNCTION pg_temp.try(p_role text, p_login text, p_query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
BEGIN
	RETURN pg_temp.ask(p_role, p_login, p_query);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
	RETURN SQLSTATE || ' ' || rule;
END
$$;
CREATE FUNCTION pg_temp.try(p_login text, p_query text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(CASE WHEN EXISTS (SELECT FROM zhiheng.account WHERE login = p_login AND institution_id IS NULL) THEN 'zhiheng_commission'
		ELSE 'zhiheng_institution' END, p_login, p_query)
$$;

CREATE FUNCTION pg_temp.credit_code(p_stem text) RETURNS text
LANGUAGE sql AS $$
	SELECT p_stem || mark FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS mark
	WHERE zhiheng.is_credit_code(p_stem || mark)
$$;

INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('980000', '试验省', 'province', NULL),
	('980100', '试验市', 'city', '980000'),
	('980101', '试验一县', 'county', '980100'),
	('980102', '试验二县', 'county', '980100');
INSERT INTO zhiheng.commission (region_code, name) VALUES
	('980000', '试验省卫健委'), ('980100', '试验市卫健委'), ('980101', '试验一县卫健委');
INSERT INTO zhiheng.qc_centre (commission_id, name)
SELECT id, '试验市神经质控中心' FROM zhiheng.commission WHERE region_code = '980100';
INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
SELECT id, commission_id, 'neurology' FROM zhiheng.qc_centre WHERE name = '试验市神经质控中心';
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT pg_temp.credit_code('1298010198000000' || mark), '试验医院' || mark, CASE mark WHEN 'C' THEN '980102' ELSE '980101' END,
	'secondary', 'general', 'public', 300
FROM unnest(ARRAY['A', 'B', 'C']) AS mark;

INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT role || '_' || lower(right(institution.name, 1)), role || right(institution.name, 1), role, institution.id
FROM zhiheng.institution AS institution
CROSS JOIN unnest(ARRAY['clerk', 'verifier', 'leader']) AS role
WHERE institution.name LIKE '试验医院%';
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT item.login, item.login, item.role, commission.id
FROM (VALUES ('province', 'administrator', '980000'), ('city', 'administrator', '980100'), ('city_reviewer', 'reviewer', '980100'),
	('city_viewer', 'viewer', '980100'), ('county', 'administrator', '980101')) AS item (login, role, region_code)
JOIN zhiheng.commission AS commission ON commission.region_code = item.region_code;
INSERT INTO zhiheng.account (login, name, role, qc_centre_id)
SELECT 'nerve', 'nerve', 'viewer', id FROM zhiheng.qc_centre WHERE name = '试验市神经质控中心';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account
WHERE login ~ '_[abc]$' OR login IN ('province', 'city', 'city_reviewer', 'city_viewer', 'county', 'nerve');

INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2031, '试验方案' FROM zhiheng.commission WHERE region_code = '980100';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT id, unnest(ARRAY['NIT-2025-01', 'NIT-2025-09']) FROM zhiheng.programme WHERE name = '试验方案';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT programme.id, indicator.code, indicator.version, indicator.target_code,
	CASE indicator.code WHEN 'NIT-2025-01.1' THEN '神经' ELSE '综合' END, indicator.numerator, indicator.denominator, true
FROM zhiheng.programme AS programme
CROSS JOIN zhiheng.indicator AS indicator
WHERE programme.name = '试验方案' AND indicator.code IN ('NIT-2025-01.1', 'NIT-2025-09.1');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT id, '2031Q1', '2031-04-01', '2031-04-20', 'open' FROM zhiheng.programme WHERE name = '试验方案';
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
SELECT programme.id, '2031Q1', institution.id
FROM zhiheng.programme AS programme
CROSS JOIN zhiheng.institution AS institution
WHERE programme.name = '试验方案' AND institution.name LIKE '试验医院%';

-- The password given once more in the session of an account, so that it may sign.
CREATE FUNCTION pg_temp.confirm(p_login text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_account', p_login, 'SELECT account.session_confirm()') $$;

-- An institution is something else, and has always been so.
CREATE FUNCTION pg_temp.become(p_institution bigint, p_changes jsonb) RETURNS void
LANGUAGE sql AS $$ SELECT zhiheng.particulars_record(p_institution, '-infinity', p_changes, '更正') $$;
CREATE FUNCTION pg_temp.become(p_mark text, p_changes jsonb) RETURNS void
LANGUAGE sql AS $$ SELECT pg_temp.become(id, p_changes) FROM zhiheng.institution WHERE name = '试验医院' || p_mark $$;

-- Ids by name, for the tests' queries.
CREATE FUNCTION pg_temp.return_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name = '试验医院' || upper(p_mark)
$$;
CREATE FUNCTION pg_temp.account_of(p_login text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.account WHERE login = p_login $$;

-- What a leader signs of a return, and what each level of its ladder accepts, for tests that are about something else.
CREATE FUNCTION pg_temp.signed(p_return bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
	sheet zhiheng.return_sheet := (SELECT item FROM zhiheng.return_sheet AS item WHERE item.return_id = p_return);
	cells smallint[] := zhiheng.submission_cells(head, 'regular');
	counts bigint[] := ARRAY(SELECT sheet.numbers[item.element] FROM unnest(cells) WITH ORDINALITY AS item (element, place) ORDER BY item.place);
	absent smallint[] := ARRAY(SELECT item.element FROM unnest(cells) AS item (element) WHERE item.element = ANY (sheet.not_applicable) ORDER BY 1);
	ladder smallint[] := zhiheng.rungs(head.institution_id, zhiheng.today());
	made bigint;
BEGIN
	INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, signed_by, rungs, turn, reached)
	SELECT head.institution_id, 1 + coalesce((SELECT max(seq) FROM zhiheng.submission WHERE institution_id = head.institution_id), 0), 'regular',
		zhiheng.period_end(head.period), min(account.id), ladder, ladder[1], ladder[1]
	FROM zhiheng.account AS account WHERE account.institution_id = head.institution_id
	RETURNING id INTO made;
	INSERT INTO zhiheng.submission_sheet (submission_id, return_id, revision, elements, numbers, not_applicable, digest)
	VALUES (made, p_return, head.revision, cells, counts, absent, zhiheng.submission_digest(cells, counts, absent));
END
$$;
CREATE FUNCTION pg_temp.taken(p_return bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO zhiheng.submission_step (submission_id, return_id, level, act)
	SELECT head.id, p_return, rung, 'accepted'
	FROM zhiheng.submission_sheet AS sheet
	JOIN zhiheng.submission AS head ON head.id = sheet.submission_id AND head.turn IS NOT NULL
	CROSS JOIN LATERAL unnest(head.rungs) WITH ORDINALITY AS item (rung, place)
	WHERE sheet.return_id = p_return
	ORDER BY head.id, item.place;
	UPDATE zhiheng.submission AS head SET turn = NULL, reached = 0
	FROM zhiheng.submission_sheet AS sheet WHERE sheet.submission_id = head.id AND sheet.return_id = p_return AND head.turn IS NOT NULL;
	PERFORM zhiheng.accepted_make(p_return);
END
$$;
