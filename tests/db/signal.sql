-- What is said of signals: who may, with a reason, on whose list; and that it stays.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.institution_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || upper(p_mark) $$;
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.say(p_login text, p_act text, p_reason text, p_source text DEFAULT 'outlier', p_indicator text DEFAULT 'NIT-2025-01.1',
	p_institution bigint DEFAULT NULL, p_programme bigint DEFAULT NULL, p_q double precision DEFAULT 0.05, p_cases double precision DEFAULT 20)
RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.signal_say(%s, %L, %s, %L, %L, %L, %L, %L, %L, %L) > 0 THEN ''said'' END',
		coalesce(p_programme, pg_temp.programme()), '2031Q1', coalesce(p_institution, pg_temp.institution_of('a')), p_source, p_indicator, p_act,
		p_q, p_cases, '数值', p_reason))
$$;
CREATE FUNCTION pg_temp.seen(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT string_agg(act || '' '' || reason, '','' ORDER BY act) FROM commission.signal_word')
$$;

-- ---- who, and with what ----
SELECT is(pg_temp.say('city_viewer', 'dismiss', '已核实'), 'ZH403 reviewer_needed', 'a viewer says nothing');
SELECT is(pg_temp.say('nerve', 'dismiss', '已核实'), 'ZH403 reviewer_needed', 'nor does a QC centre');
SELECT is(pg_temp.say('city', 'dismiss', ' 好 '), 'ZH400 signal_reason', 'a reason has to be one');
SELECT is(pg_temp.say('city', 'dismiss', NULL), 'ZH400 signal_reason', 'none is none');
SELECT is(pg_temp.say('city', 'dismiss', repeat('长', 501)), 'ZH400 signal_reason', 'too long a one neither');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_programme => 0), 'ZH404 ', 'no such programme');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_institution => 0), 'ZH404 ', 'no such institution');
SELECT is(pg_temp.say('city', 'forget', '已核实'), '23514 signal_word_act_check', 'no such act');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_source => 'goal'), '23514 signal_word_source_check', 'goals are no signals');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_indicator => NULL), '23514 signal_indicator', 'an outlier is of an indicator');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_source => 'late'), '23514 signal_indicator', 'a late return is not');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_q => 'NaN'), '23514 signal_evidence', 'q is a share');
SELECT is(pg_temp.say('city', 'dismiss', '已核实', p_cases => 'Infinity'), '23514 signal_evidence', 'cases are a number');
SELECT is((SELECT count(*) FROM zhiheng.signal_word WHERE programme_id = pg_temp.programme()), 0::bigint, 'of all that nothing was written');

-- ---- what it leaves ----
SELECT is(pg_temp.say('city_reviewer', 'dismiss', ' 收治转入患者 '), 'said', 'a reviewer dismisses one');
SELECT is((SELECT detail ->> 'reason' FROM zhiheng.audit WHERE act = 'signal.dismiss' ORDER BY id DESC LIMIT 1), '收治转入患者', 'which the audit has');
SELECT is(pg_temp.seen('city'), 'dismiss 收治转入患者', 'the commission sees it');
SELECT is(pg_temp.seen('nerve'), 'dismiss 收治转入患者', 'so does its QC centre');
SELECT is(pg_temp.seen('county'), NULL, 'another commission has a list of its own');
SELECT is(pg_temp.say('city', 'restore', '又有投诉'), 'said', 'an administrator takes it up again');
SELECT is(pg_temp.seen('city'), 'restore 又有投诉', 'the newest word counts');
SELECT is(pg_temp.say('city', 'dismiss', '补报即可', 'late', NULL), 'said', 'a late return is dismissed as a whole');
SELECT is(pg_temp.seen('city'), 'dismiss 补报即可,restore 又有投诉', 'beside the other');
SELECT is(pg_temp.ask('zhiheng_commission', NULL, 'SELECT count(*) FROM commission.signal_word'), '0', 'nobody sees nothing');
SELECT throws_ok('UPDATE zhiheng.signal_word SET reason = ''另一个''', NULL, NULL, 'words are not changed');
SELECT throws_ok('DELETE FROM zhiheng.signal_word', NULL, NULL, 'nor taken away');

-- ---- the lists as computed: whose, and who sees what ----
CREATE FUNCTION pg_temp.jobs() RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(string_agg(commission.name || ' ' || (job.argument ->> 'period') || ' ' || job.state || coalesce(' ' || account.login, ''), ', '
		ORDER BY commission.region_code, job.id), '')
	FROM zhiheng.job AS job
	JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
	LEFT JOIN zhiheng.account AS account ON account.id = job.account_id
	WHERE job.kind = 'signal' AND job.argument ->> 'programme_id' = pg_temp.programme()::text
$$;
CREATE FUNCTION pg_temp.worker(p_query text) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.try('zhiheng_worker', NULL, p_query) $$;
CREATE FUNCTION pg_temp.request(p_login text, p_period text DEFAULT '2031Q1', p_programme bigint DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.signal_request(%s, %L) > 0 THEN ''queued'' END',
		coalesce(p_programme, pg_temp.programme()), p_period))
$$;
SELECT is(pg_temp.request('city_viewer'), 'ZH403 reviewer_needed', 'a viewer asks for no list');
SELECT is(pg_temp.request('nerve'), 'ZH403 reviewer_needed', 'nor does a QC centre');
SELECT is(pg_temp.request('city', '2031Q2'), 'ZH400 signal_period', 'of a quarter that there is');
SELECT is(pg_temp.request('city', p_programme => 0), 'ZH404 ', 'and a programme');
SELECT is(pg_temp.request('city_reviewer'), 'queued', 'a reviewer does');
SELECT is(pg_temp.request('city'), 'queued', 'who asks for one that waits gets that one');
SELECT is(pg_temp.request('county'), 'queued', 'another commission has a list of its own');
SELECT is(pg_temp.jobs(), '试验市卫健委 2031Q1 queued city, 试验一县卫健委 2031Q1 queued county', 'each waits once');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'signal.compute' AND detail ->> 'programme' = pg_temp.programme()::text), 3::bigint, 'the audit has all who asked');
SELECT throws_ok($t$INSERT INTO zhiheng.job (kind, commission_id, argument) SELECT 'publish', id, '{}' FROM zhiheng.commission LIMIT 1$t$, '23514', NULL,
	'other work is always asked for by somebody');

-- As the worker stores it.
CREATE FUNCTION pg_temp.job() RETURNS bigint
LANGUAGE sql AS $$
	SELECT job.id FROM zhiheng.job AS job JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
	WHERE job.kind = 'signal' AND commission.region_code = '980100' AND job.argument ->> 'programme_id' = pg_temp.programme()::text
	ORDER BY job.id DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.begin_list() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.worker(format('SELECT worker.signal_begin(%s, ''5'', 3, 40, 2, 0.08, 30, 1, 0.02, %s, now())', pg_temp.job(),
		(SELECT max(id) FROM zhiheng.audit)))
$$;
CREATE FUNCTION pg_temp.store(p_centre text, p_code text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.worker(format($q$SELECT worker.signal_store(%s, %L, '{outlier,late}', '{3,1}', '{差于同组,逾期报送}', ARRAY[%s, %s]::bigint[],
		ARRAY[%L, NULL], ARRAY[%L, NULL], '{NULL,NULL}', '{NULL,2031Q1}', '{多,迟}', '{NULL,NULL}', '{NULL,NULL}', '{0.05,1}', '{20,NULL}',
		'{19,0}', '{7,NULL}', '{1,1}')$q$, pg_temp.job(), coalesce((SELECT id FROM zhiheng.qc_centre WHERE name = p_centre), 0), pg_temp.institution_of('a'), pg_temp.institution_of('c'), p_code, p_code))
$$;
SELECT is(pg_temp.worker(format('SELECT region_first || region_last || period FROM worker.signal_job WHERE job_id = %s', pg_temp.job())),
	'9801009801992031Q1', 'the worker reads what is asked');
SELECT is(pg_temp.worker('SELECT string_agg(institution_id::text, '','') FROM worker.signal_institutions(''980101'', ''980101'', NULL)'),
	pg_temp.institution_of('a') || ',' || pg_temp.institution_of('b'), 'of whom');
SELECT is(pg_temp.begin_list(), '', 'it begins');
SELECT is(pg_temp.store('', 'NIT-2025-09.1'), NULL, 'stores the rows of the commission');
SELECT is(pg_temp.store('试验市神经质控中心', 'NIT-2025-01.1'), NULL, 'and those of a QC centre');
SELECT is(pg_temp.store('', 'NIT-2025-09.1'), '23505 signal_row_pkey', 'not twice');
SELECT is(pg_temp.worker(format($q$SELECT worker.signal_store_common(%s, '{NIT-2025-01.1,NIT-2025-09.1}',
	'{NIT-2025-01.1,NIT-2025-01.1,NIT-2025-09.1}', ARRAY[%s, %s, %2$s]::bigint[], '{t,f,t}')$q$, pg_temp.job(), pg_temp.institution_of('a'),
	pg_temp.institution_of('c'))), NULL, 'and who misses what');
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT string_agg(coalesce(indicator_code, kind), '','' ORDER BY place) FROM commission.signal_row'), seen,
	login || ' sees ' || coalesce(seen, 'nothing'))
FROM (VALUES ('city', 'NIT-2025-09.1,late'), ('city_viewer', 'NIT-2025-09.1,late'), ('nerve', 'NIT-2025-01.1,late'), ('county', NULL),
	('province', NULL), ('clerk_a', NULL), (NULL, NULL)) AS want (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', login, 'SELECT judged || '' '' || trends || '' '' || coalesce(person, ''nobody'') FROM commission.signal_list'), seen,
	coalesce(login, 'nobody') || ' sees the head or not')
FROM (VALUES ('city', '40 30 city'), ('nerve', '40 30 city'), ('county', NULL), ('province', NULL)) AS want (login, seen);
SELECT is(pg_temp.try('clerk_a', 'SELECT count(*) FROM zhiheng.signal_row'), '42501 ', 'an institution has nothing of them');
SELECT is((SELECT string_agg(indicator_code || ' ' || cardinality(judged) || ' ' || cardinality(missed), ',' ORDER BY indicator_code) FROM zhiheng.signal_common
	WHERE programme_id = pg_temp.programme()), 'NIT-2025-01.1 2 1,NIT-2025-09.1 1 1', 'verdicts stand by indicators');

-- What is common: half of at least five, of those that the filter leaves.
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
SELECT pg_temp.credit_code('1298010198000000' || mark), '试验医院' || mark, '980102', 'secondary', 'general', 'public', 300
FROM unnest(ARRAY['D', 'E', 'F']) AS mark;
UPDATE zhiheng.signal_common SET judged = (SELECT array_agg(id) FROM zhiheng.institution WHERE name LIKE '试验医院%'),
	missed = (SELECT array_agg(id) FROM zhiheng.institution WHERE name ~ '试验医院[ADE]')
WHERE programme_id = pg_temp.programme();
CREATE FUNCTION pg_temp.common(p_login text, p_region text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(indicator_code || '' '' || missed || ''/'' || judged, '','')
		FROM commission.signal_common(%s, ''2031Q1'', %L, NULL, NULL, NULL, 10)', pg_temp.programme(), p_region))
$$;
SELECT is(pg_temp.common('city', NULL), 'NIT-2025-09.1 3/6,NIT-2025-01.1 3/6', 'half of six, in the order of pages');
SELECT is(pg_temp.common('nerve', NULL), 'NIT-2025-01.1 3/6', 'a QC centre is told of its specialty');
SELECT is(pg_temp.common('city', '980102'), NULL, 'four are not many');
SELECT is(pg_temp.common('county', NULL), NULL, 'another commission is told nothing');

-- ---- out of date ----
CREATE FUNCTION pg_temp.finish() RETURNS void
LANGUAGE sql AS $$ UPDATE zhiheng.job SET state = 'done' WHERE kind = 'signal' $$;
CREATE FUNCTION pg_temp.queue(p_quiet double precision DEFAULT 0) RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.worker(format('SELECT worker.signal_queue(%s, 20)', p_quiet)) $$;
CREATE FUNCTION pg_temp.since() RETURNS text
LANGUAGE sql AS $$ SELECT pg_temp.ask('zhiheng_commission', 'city', 'SELECT accepted_since FROM commission.signal_list') $$;
DELETE FROM zhiheng.signal_change;
SELECT pg_temp.finish();
SELECT is(pg_temp.queue(), '0', 'nothing has changed');
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
UPDATE zhiheng.return SET first_submitted_at = now() WHERE id = pg_temp.return_of('c');
UPDATE zhiheng.demand SET first_submitted_at = now()
WHERE institution_id = (SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of('c'));
CALL zhiheng.write_audit('return.save', pg_temp.return_of('c'));
CALL zhiheng.write_audit('session.close', 1);
SELECT is(pg_temp.queue(), '0', 'a draft saved changes none');
CALL zhiheng.write_audit('return.submitted', pg_temp.return_of('c'));
SELECT is(pg_temp.queue(60), '0', 'what has just happened waits for more of it');
SELECT is(pg_temp.since(), '0', 'nothing was accepted since');
UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of('c') AND state = 'draft';
UPDATE zhiheng.return SET state = 'submitted' WHERE id = pg_temp.return_of('c') AND state = 'verified';
UPDATE zhiheng.return SET state = 'accepted' WHERE id = pg_temp.return_of('c');
UPDATE zhiheng.return SET state = 'returned' WHERE id = pg_temp.return_of('c');
CALL zhiheng.write_audit('return.accepted', pg_temp.return_of('c'));
CALL zhiheng.write_audit('return.accepted', pg_temp.return_of('c'));
SELECT is(pg_temp.since(), '1', 'a return that was is told once');
SELECT is(pg_temp.queue(), '2', 'of the city and the province, in whose region it is');
SELECT is(pg_temp.jobs(), '试验省卫健委 2031Q1 queued, 试验市卫健委 2031Q1 done city, 试验市卫健委 2031Q1 queued, 试验一县卫健委 2031Q1 done county',
	'not of another county; nobody asked');
CALL zhiheng.write_audit('return.returned', pg_temp.return_of('c'));
SELECT is(pg_temp.queue(), '0', 'what waits is not queued again');
SELECT is((SELECT count(*) FROM zhiheng.signal_change), 0::bigint, 'and what was looked into is gone');
UPDATE zhiheng.job SET state = 'running' WHERE id = pg_temp.job();
CALL zhiheng.write_audit('baseline.register', 0);
SELECT is(pg_temp.queue(), '0', 'a baseline that is none is nobody''s');
CALL zhiheng.write_audit('programme.indicator', pg_temp.programme());
SELECT is(pg_temp.queue(), '2', 'beside one that runs another may wait; the county''s, too');
SELECT lives_ok('SELECT worker.job_requeue()', 'after a worker that was killed');
SELECT is(pg_temp.jobs(), '试验省卫健委 2031Q1 queued, 试验市卫健委 2031Q1 done city, 试验市卫健委 2031Q1 queued, '
	|| '试验一县卫健委 2031Q1 done county, 试验一县卫健委 2031Q1 queued', 'each waits once again');

-- The same list made anew from nothing; a day later once more while somebody is late.
SELECT is(pg_temp.begin_list(), '', 'computed again');
SELECT is((SELECT count(*) FROM zhiheng.signal_row WHERE programme_id = pg_temp.programme()), 0::bigint, 'what was there is gone');
SELECT pg_temp.finish();
SELECT is(pg_temp.worker('SELECT worker.signal_sweep()') , (SELECT count(*)::text FROM worker.signal_scope AS scope
	WHERE scope.begun AND NOT EXISTS (SELECT FROM zhiheng.signal_list AS made WHERE made.commission_id = scope.commission_id
		AND made.programme_id = scope.programme_id AND made.period = scope.period)), 'lists that nobody has computed are');
SELECT unalike(pg_temp.jobs(), '%试验市卫健委 2031Q1 queued%', 'that of today is not');
UPDATE zhiheng.signal_list SET computed_at = now() - interval '1 day' WHERE job_id = pg_temp.job();
SELECT pg_temp.worker('SELECT worker.signal_sweep()');
SELECT alike(pg_temp.jobs(), '%试验市卫健委 2031Q1 queued%', 'that of yesterday is, for two are late');

SELECT * FROM finish();
ROLLBACK;
