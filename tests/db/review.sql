-- The commission's side: who may decide on returns and baselines, what a decision leaves behind,
-- sums of quarters, publishing.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.state_of(p_mark text) RETURNS text
LANGUAGE sql AS $$ SELECT state FROM zhiheng.return WHERE id = pg_temp.return_of(p_mark) $$;
CREATE FUNCTION pg_temp.put(p_return bigint, p_element text, p_value numeric) RETURNS void
LANGUAGE sql AS $$
	SELECT zhiheng.return_put(p_return, coalesce(max(save.revision), 0) + 1, pg_temp.account_of('clerk_a'), ARRAY[p_element],
		ARRAY[CASE WHEN p_value IS NULL THEN 'not_applicable' ELSE 'value' END], ARRAY[p_value])
	FROM zhiheng.return_save AS save
	WHERE save.return_id = p_return
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_mark text, p_act text, p_state text, p_reason text DEFAULT NULL, p_elements text DEFAULT '{}',
	p_texts text DEFAULT '{}', p_revision integer DEFAULT 2) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT commission.return_decide(%s, %L, %L, %s, %L, %L, %L)',
		pg_temp.return_of(p_mark), p_act, p_state, p_revision, p_reason, p_elements, p_texts))
$$;

-- Three returns submitted: a 30/40 and 3/1000, b 20/40, c 40/60 (the other county).
SELECT pg_temp.put(pg_temp.return_of(mark), code, value)
FROM (VALUES ('a', 'ais_reperfused', 30), ('a', 'ais_patients', 40), ('b', 'ais_reperfused', 20), ('b', 'ais_patients', 40),
	('c', 'ais_reperfused', 40), ('c', 'ais_patients', 60)) AS item (mark, code, value);
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
UPDATE zhiheng.return SET state = 'submitted', revision = 2, first_submitted_at = '2031-04-19 23:30+08'
WHERE id IN (SELECT pg_temp.return_of(mark) FROM unnest(ARRAY['a', 'b', 'c']) AS mark);
UPDATE zhiheng.demand SET first_submitted_at = '2031-04-19 23:30+08' WHERE programme_id = pg_temp.programme();
ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
SELECT pg_temp.signed(pg_temp.return_of(mark)) FROM unnest(ARRAY['a', 'b', 'c']) AS mark;

-- Who sees what.
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT count(*) FROM commission.return_item WHERE programme_id = ' || pg_temp.programme()),
	seen, login || ' sees ' || seen || ' returns')
FROM (VALUES ('city', '3'), ('city_viewer', '3'), ('county', '2'), ('nerve', '3'), ('province', '3'), ('clerk_a', '0')) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', 'county', format('SELECT count(*) FROM commission.return_element(%s)', pg_temp.return_of('c'))), '0',
	'no element of a return outside the own county');
SELECT is(pg_temp.ask('zhiheng_commission', 'nerve', format($q$SELECT string_agg(code, ' ' ORDER BY code) FROM commission.return_element(%s)$q$,
	pg_temp.return_of('a'))), 'ais_patients ais_reperfused', 'a QC centre sees the elements of its specialty');
SELECT is(pg_temp.ask('zhiheng_commission', 'nerve', 'SELECT string_agg(indicator_code, '' '') FROM commission.indicator WHERE programme_id = '
	|| pg_temp.programme()), 'NIT-2025-01.1', 'and its indicators');

-- Who may decide.
SELECT throws_ok(format($t$SELECT pg_temp.decide(%L, 'a', 'accept', 'submitted')$t$, login), 'ZH403', NULL, login || ' may not accept')
FROM unnest(ARRAY['city_viewer', 'nerve', 'clerk_a']) AS login;
SELECT throws_ok($t$SELECT pg_temp.decide('county', 'c', 'accept', 'submitted')$t$, 'ZH404', NULL, 'another county''s return is not there');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'accept', 'submitted', NULL, '{}', '{}', 3)$t$, 'ZH409', NULL,
	'a page made from another revision is stale');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'accept', 'accepted')$t$, 'ZH409', NULL, 'a page that showed another state is stale');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'return', 'submitted', ' ')$t$, 'ZH400', NULL, 'returning needs a reason');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'accept', 'submitted', NULL, '{ais_patients}', '{偏大}')$t$, 'ZH400', NULL,
	'accepting takes no reasons of elements');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'return', 'submitted', '请核对', '{no_such}', '{偏大}')$t$, 'ZH400', NULL,
	'a reason needs an element of the return');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'return', 'submitted', '请核对', '{ais_patients}', '{大}')$t$, 'ZH400', NULL,
	'a reason of one character is none');
SELECT is(pg_temp.state_of('a'), 'submitted', 'refused decisions change nothing');
SELECT is((SELECT count(*) FROM zhiheng.return_remark WHERE return_id = pg_temp.return_of('a')), 0::bigint, 'nor leave a word');

-- What a decision leaves behind.
SELECT throws_ok($t$SELECT pg_temp.decide('county', 'a', 'return', 'submitted', '请核对分母', '{ais_patients}', '{与病案首页不符}')$t$, 'ZH403', NULL,
	'a county decides no hospital of the city');
SELECT pg_temp.decide('city_reviewer', 'a', 'return', 'submitted', '请核对分母', '{ais_patients}', '{与病案首页不符}');
SELECT is(pg_temp.state_of('a'), 'returned', 'a city reviewer returns it');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT reason FROM commission.return_element(%s) WHERE code = 'ais_patients'$q$,
	pg_temp.return_of('a'))), '与病案首页不符', 'the reason stands beside the element');
SELECT is((SELECT event.reason || ' ' || account.login FROM zhiheng.return_event AS event
	JOIN zhiheng.account AS account ON account.id = event.account_id
	WHERE event.return_id = pg_temp.return_of('a') AND event.to_state = 'returned'), '请核对分母 city_reviewer', 'the event says who and why');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'return.returned' AND object_id = pg_temp.return_of('a')), 1::bigint, 'so does the audit');
SELECT throws_ok($t$SELECT pg_temp.decide('city_reviewer', 'a', 'accept', 'returned')$t$, 'ZH409', NULL, 'a returned one is not accepted');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT class FROM commission.return_item WHERE id = %s', pg_temp.return_of('a'))),
	'returned', 'and counts as returned');
SELECT pg_temp.decide('city_reviewer', mark, 'accept', 'submitted') FROM unnest(ARRAY['b', 'c']) AS mark;
SELECT is(pg_temp.state_of('c'), 'accepted', 'the city accepts');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format('SELECT in_time FROM commission.return_item WHERE id = %s', pg_temp.return_of('c'))),
	'true', 'submitted on the day before the last is in time');

-- Sums: accepted returns only, numerators and denominators of the same cells.
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT sum(numerator) || ''/'' || sum(denominator) || '' '' || count(numerator)
	FROM commission.results(%s, %L, ''NIT-2025-01.1'')', pg_temp.programme(), '2031Q1')), seen, login || ' sums what is accepted in its region')
FROM (VALUES ('city', '60.0000/100.0000 2'), ('county', '20.0000/40.0000 1'), ('nerve', '60.0000/100.0000 2')) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(coverage, ' ' ORDER BY coverage)
	FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())), 'complete complete no_data', 'of the returned one the denominator is not in');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(DISTINCT coverage, ' ')
	FROM commission.results(%s, '2031', 'NIT-2025-01.1') WHERE accepted > 0$q$, pg_temp.programme())), 'no_data partial', 'a year of one quarter is partial');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT count(*) FROM commission.results(%s, '2031Q1', 'NIT-2025-09.1')
	WHERE coverage = 'no_data'$q$, pg_temp.programme())), '3', 'an element not filled in is no data, not nought');

-- A second quarter: 10/20 of b, not applicable at c.
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state) VALUES (pg_temp.programme(), '2031Q2', '2031-07-01', '2031-07-20', 'open');
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT programme_id, '2031Q2', institution_id, 'accepted', 2, '2031-07-02' FROM zhiheng.asked_return WHERE id IN (pg_temp.return_of('b'), pg_temp.return_of('c'));
CREATE FUNCTION pg_temp.second_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT second.id FROM zhiheng.return AS first
	JOIN zhiheng.return AS second ON second.institution_id = first.institution_id AND second.period = '2031Q2'
	WHERE first.id = (SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE institution.name = '试验医院' || upper(p_mark) AND head.period = '2031Q1')
$$;
SELECT pg_temp.put(pg_temp.second_of('b'), 'ais_reperfused', 10), pg_temp.put(pg_temp.second_of('b'), 'ais_patients', 20),
	pg_temp.put(pg_temp.second_of('c'), 'ais_reperfused', NULL), pg_temp.put(pg_temp.second_of('c'), 'ais_patients', NULL);
SELECT zhiheng.accepted_rebuild();
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(numerator || '/' || denominator || ' ' || coverage, ', ' ORDER BY institution_name)
	FROM commission.results(%s, '2031H1', 'NIT-2025-01.1') WHERE accepted > 0$q$, pg_temp.programme())),
	'30.0000/60.0000 complete, 40.0000/60.0000 complete', 'a half-year adds its quarters; one not applicable is no gap');
SELECT is((SELECT count(*) FROM zhiheng.indicator_values(pg_temp.programme(), '2031', NULL) AS value
	WHERE value.numerator IS DISTINCT FROM (SELECT quarters.numerator FROM zhiheng.indicator_values(pg_temp.programme(), '2031H1', NULL) AS quarters
		WHERE quarters.institution_id = value.institution_id AND quarters.indicator_code = value.indicator_code)), 0::bigint,
	'year and half-year have the same sums while there is no more');

-- Reopening what was accepted.
SELECT throws_ok($t$SELECT pg_temp.ask('zhiheng_commission', 'city_viewer', format('SELECT commission.return_decide(%s, ''return'', ''accepted'', 2, ''更正'', ''{}'', ''{}'')',
	pg_temp.second_of('c')))$t$, 'ZH403', NULL, 'a viewer reopens nothing');
SELECT pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT commission.return_decide(%s, 'return', 'accepted', 2, '更正分子', '{}', '{}')$q$, pg_temp.second_of('c')));
SELECT is((SELECT state || reopened FROM zhiheng.return WHERE id = pg_temp.second_of('c')), 'returnedtrue', 'an accepted return goes back as a correction');

-- Baselines: decided once, the newest version only.
INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
SELECT institution.id, 2031, 'ais_reperfused', 'ais_patients', version, '2030', 30, 60, '{70}', pg_temp.account_of('clerk_a')
FROM zhiheng.institution AS institution
CROSS JOIN generate_series(1, 2) AS version
WHERE institution.name = '试验医院A';
CREATE FUNCTION pg_temp.baseline(p_version integer) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.baseline WHERE year = 2031 AND version = p_version $$;
CREATE FUNCTION pg_temp.judge(p_login text, p_version integer, p_decision text, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT commission.baseline_decide(%s, %L, %L)', pg_temp.baseline(p_version), p_decision, p_reason))
$$;
SELECT throws_ok(format($t$SELECT pg_temp.judge(%L, 2, 'approved')$t$, login), 'ZH403', NULL, login || ' may not approve')
FROM unnest(ARRAY['city_viewer', 'nerve']) AS login;
SELECT throws_ok($t$SELECT pg_temp.judge('city', 1, 'approved')$t$, 'ZH409', NULL, 'an older version is not decided any more');
SELECT throws_ok($t$SELECT pg_temp.judge('city', 2, 'returned')$t$, 'ZH400', NULL, 'returning a goal needs a reason');
SELECT pg_temp.judge('county', 2, 'approved');
SELECT is((SELECT goal FROM zhiheng.baseline_approved WHERE programme_id = pg_temp.programme()), 70.0000, 'an approved goal is in force');
SELECT throws_ok($t$SELECT pg_temp.judge('city', 2, 'returned', '改变主意')$t$, 'ZH409', NULL, 'a decision is final');

-- Preparing and publishing.
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', %L, 'SELECT commission.edition_prepare(%s, ''2031Q1'', NULL)')$t$,
	login, pg_temp.programme()), 'ZH403', NULL, login || ' may not prepare an edition')
FROM unnest(ARRAY['city_viewer', 'nerve']) AS login;
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', 'county', 'SELECT commission.edition_prepare(%s, ''2031Q1'', NULL)')$t$,
	pg_temp.programme()), 'ZH404', NULL, 'a county does not publish the city''s programme');
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', 'city', 'SELECT commission.edition_prepare(%s, ''2031Q4'', NULL)')$t$,
	pg_temp.programme()), 'ZH400', NULL, 'nor anybody a period that is not there');
SELECT isnt(pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.edition_prepare(%s, ''2031Q1'', NULL)', pg_temp.programme())),
	NULL, 'a reviewer prepares');
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', 'city', 'SELECT commission.edition_prepare(%s, ''2031Q1'', NULL)')$t$,
	pg_temp.programme()), 'ZH409', NULL, 'one job of a period at a time');
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT count(*) FROM commission.job WHERE programme_id = ' || pg_temp.programme()), seen,
	login || ' sees the job: ' || seen)
FROM (VALUES ('city_viewer', '1'), ('county', '0')) AS item (login, seen);

CREATE FUNCTION pg_temp.preview(p_login text, p_closes interval) RETURNS bigint
LANGUAGE sql AS $$
	INSERT INTO zhiheng.preview (programme_id, region_code, period, small_below, prepared_by, prepared_at, closes_at, digest)
	SELECT pg_temp.programme(), '980100', '2031Q1', 5, account.id, clock_timestamp(), now() + p_closes, sha256('preview')
	FROM zhiheng.account AS account WHERE account.login = p_login
	RETURNING id
$$;
UPDATE zhiheng.job SET state = 'done' WHERE state = 'queued';
SELECT pg_temp.preview('city_reviewer', '1 day');
CREATE FUNCTION pg_temp.publish(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT commission.edition_publish(' || (SELECT max(id) FROM zhiheng.preview) || ')')
$$;
SELECT throws_ok(format('SELECT pg_temp.publish(%L)', login), 'ZH403', NULL, login || ' may not publish')
FROM unnest(ARRAY['city_reviewer', 'city_viewer', 'nerve']) AS login;
SELECT throws_ok($t$SELECT pg_temp.publish('county')$t$, 'ZH404', NULL, 'a county does not see the city''s preview');
SELECT throws_ok($t$SELECT pg_temp.publish('city')$t$, 'ZH409', NULL, 'not before the window has closed');
SELECT pg_temp.preview('city', '0');
SELECT throws_ok($t$SELECT pg_temp.publish('city')$t$, 'ZH403', NULL, 'not by who prepared it');
SELECT pg_temp.preview('city_reviewer', '0');
SELECT throws_ok(format($t$SELECT pg_temp.ask('zhiheng_commission', 'city', 'SELECT commission.edition_publish(%s)')$t$, min(id)), 'ZH404', NULL,
	'only the newest preview is published')
FROM zhiheng.preview WHERE programme_id = pg_temp.programme();
SELECT isnt(pg_temp.publish('city'), NULL, 'another person publishes');
SELECT is((SELECT argument ->> 'prepared_by' FROM zhiheng.job ORDER BY id DESC LIMIT 1),
	(SELECT id::text FROM zhiheng.account WHERE login = 'city_reviewer'), 'the job names who prepared it');

SELECT * FROM finish();
ROLLBACK;
