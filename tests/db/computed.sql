-- Values and totals as the worker computed them (zhiheng.computed_value, computed_total): they are what a sum of the record
-- is, bit for bit; what is accepted later is counted and is not in them; who sees which; when they are made anew.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.accept(p_mark text, p_revision integer, p_numbers numeric[]) RETURNS void
LANGUAGE sql AS $$
	SELECT zhiheng.return_put(pg_temp.return_of(p_mark), p_revision, pg_temp.account_of('clerk_' || p_mark),
		'{ais_reperfused,ais_patients,discharges}', '{value,value,value}', p_numbers);
	UPDATE zhiheng.return SET revision = p_revision WHERE id = pg_temp.return_of(p_mark);
	UPDATE zhiheng.return SET state = 'draft' WHERE id = pg_temp.return_of(p_mark) AND state = 'returned';
	UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of(p_mark);
	UPDATE zhiheng.return SET state = 'submitted' WHERE id = pg_temp.return_of(p_mark);
	UPDATE zhiheng.return SET state = 'accepted' WHERE id = pg_temp.return_of(p_mark);
	CALL zhiheng.write_audit('return.accepted', pg_temp.return_of(p_mark));
$$;
-- What the pages of a login say of the programme: sums of all, value by value, the head, the trend.
CREATE FUNCTION pg_temp.totals(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(concat_ws('' '', indicator_code, asked, complete, with_data,
		trim_scale(numerator) || ''/'' || trim_scale(denominator)), '', '' ORDER BY indicator_code) FROM commission.totals(%s, ''2031Q1'')', pg_temp.programme()))
$$;
CREATE FUNCTION pg_temp.values(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(concat_ws('' '', right(institution_name, 1), coverage,
		trim_scale(numerator) || ''/'' || trim_scale(denominator)), '', '' ORDER BY institution_name)
		FROM commission.results(%s, ''2031Q1'', ''NIT-2025-01.1'')', pg_temp.programme()))
$$;
CREATE FUNCTION pg_temp.head(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT concat_ws('' '', computed_at IS NOT NULL, accepted_since, own, under_way)
		FROM commission.computed_head(%s, ''2031Q1'')', pg_temp.programme()))
$$;
CREATE FUNCTION pg_temp.trend(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(concat_ws('' '', period, received || ''/'' || expected,
		trim_scale(numerator) || ''/'' || trim_scale(denominator)), '', '') FROM commission.trend(%s, ''NIT-2025-01.1'', NULL)', pg_temp.programme()))
$$;
CREATE FUNCTION pg_temp.make() RETURNS void
LANGUAGE sql AS $$
	SELECT zhiheng.computed_make(pg_temp.programme(), '2031Q1');
$$;

-- ---- before anything was computed: of this moment ----
SELECT pg_temp.accept('a', 1, '{30,40,900}'), pg_temp.accept('c', 1, '{6,10,100}');
SELECT is(pg_temp.head('city'), 'f 0 t f', 'nothing is computed');
SELECT is(pg_temp.totals('city'), 'NIT-2025-01.1 3 2 2 36/50, NIT-2025-09.1 3 0 0', 'the sums are those of this moment');
SELECT is(pg_temp.values('city'), 'A complete 30/40, B not_in, C complete 6/10', 'and the values');

CREATE TEMPORARY TABLE live AS
SELECT login, pg_temp.totals(login) AS totals, pg_temp.values(login) AS values, pg_temp.trend(login) AS trend
FROM unnest(ARRAY['city', 'city_viewer', 'county', 'nerve', 'province']) AS login;
SELECT is(trend, '2031Q1 2/3 36/50', 'there is a trend') FROM live WHERE login = 'city';

-- ---- computed: the same, for everybody ----
SELECT pg_temp.make();
SELECT is(pg_temp.totals(login), totals, login || ' sees the same sums') FROM live;
SELECT is(pg_temp.values(login), values, login || ' sees the same values') FROM live;
SELECT is(pg_temp.trend(login), trend, login || ' sees the same trend') FROM live;
SELECT is(pg_temp.head('city'), 't 0 t f', 'it says so');
SELECT is(pg_temp.head('county'), 't 0 f f', 'the county sees it and did not make the programme');
SELECT is((SELECT totals FROM live WHERE login = 'county'), 'NIT-2025-01.1 2 1 1 30/40, NIT-2025-09.1 2 0 0', 'a county sees its own institutions');
SELECT is((SELECT totals FROM live WHERE login = 'nerve'), 'NIT-2025-01.1 3 2 2 36/50', 'a QC centre its specialty');
SELECT is((SELECT count(*) FROM zhiheng.computed_total WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1'), 5::bigint,
	'two counties, the city, the province, the nation');

-- ---- accepted since: counted, and in no figure ----
SELECT pg_temp.accept('b', 1, '{1,20,10}');
SELECT is(pg_temp.head('city'), 't 1 t f', 'one was accepted since');
SELECT is(pg_temp.head('county'), 't 1 f f', 'in the county, too');
SELECT is(pg_temp.totals('city'), (SELECT totals FROM live WHERE login = 'city'), 'the sums are as they were computed');
SELECT is(pg_temp.values('city'), (SELECT values FROM live WHERE login = 'city'), 'the values');
SELECT is(pg_temp.trend('city'), (SELECT trend FROM live WHERE login = 'city'), 'the trend');
UPDATE zhiheng.return SET state = 'returned' WHERE id = pg_temp.return_of('a');
SELECT is(pg_temp.head('city'), 't 1 t f', 'what is sent back is no acceptance');
SELECT pg_temp.accept('a', 2, '{31,40,900}');
SELECT is(pg_temp.head('city'), 't 2 t f', 'a correction that is accepted is one');

-- ---- the worker finds what is out of date ----
DELETE FROM zhiheng.job WHERE kind = 'compute' AND account_id IS NULL AND state <> 'running'
	AND id NOT IN (SELECT job_id FROM zhiheng.computation);
CREATE FUNCTION pg_temp.queued() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(argument ->> 'period', ' ' ORDER BY argument ->> 'period') FROM zhiheng.job
	WHERE kind = 'compute' AND state = 'queued' AND argument ->> 'programme_id' = pg_temp.programme()::text
$$;
SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.signal_queue(0, 0)');
SELECT is(pg_temp.queued(), '2031 2031H1 2031Q1', 'the quarter, and what it is part of');
SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.compute_sweep()');
SELECT is(pg_temp.queued(), '2031 2031H1 2031Q1', 'each waits once');
SELECT is(pg_temp.head('city'), 't 2 t t', 'the page says that it is under way');
SELECT is((SELECT string_agg(DISTINCT rank_intervals || ' ' || ranked, ', ') FROM worker.compute_job
	WHERE programme_id = pg_temp.programme()), 'false false', 'no ranks, which nobody asked for');
SELECT pg_temp.ask('zhiheng_worker', NULL, format('SELECT worker.compute_figures(%s)', id))
FROM zhiheng.job WHERE kind = 'compute' AND state = 'queued' AND argument ->> 'programme_id' = pg_temp.programme()::text ORDER BY id;
UPDATE zhiheng.job SET state = 'done' WHERE kind = 'compute' AND state = 'queued' AND argument ->> 'programme_id' = pg_temp.programme()::text;
SELECT is(pg_temp.head('city'), 't 0 t f', 'afterwards nothing was accepted since');
SELECT is(pg_temp.totals('city'), 'NIT-2025-01.1 3 3 3 38/70, NIT-2025-09.1 3 0 0', 'and all are in the sums');
SELECT is(pg_temp.values('county'), 'A complete 31/40, B complete 1/20', 'and in the values');
SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.compute_sweep()');
SELECT is(pg_temp.queued(), NULL, 'nothing is out of date');
CALL zhiheng.write_audit('return.submitted', pg_temp.return_of('a'));
SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.signal_queue(0, 0)');
SELECT is(pg_temp.queued(), NULL, 'what was not accepted changes nothing');
CALL zhiheng.write_audit('programme.indicator', pg_temp.programme());
SELECT pg_temp.ask('zhiheng_worker', NULL, 'SELECT worker.signal_queue(0, 0)');
SELECT is(pg_temp.queued(), '2031 2031H1 2031Q1', 'a change of the programme does');

-- ---- a rebuild makes the same, of everything that there is ----
CREATE TEMPORARY TABLE kept_value AS SELECT * FROM zhiheng.computed_value WHERE programme_id = pg_temp.programme();
CREATE TEMPORARY TABLE kept_total AS SELECT * FROM zhiheng.computed_total WHERE programme_id = pg_temp.programme();
SELECT cmp_ok(zhiheng.computed_rebuild(), '>', 0::bigint, 'all is made anew');
SELECT is_empty($$(SELECT * FROM kept_value EXCEPT SELECT * FROM zhiheng.computed_value)
	UNION ALL (SELECT * FROM zhiheng.computed_value WHERE programme_id = pg_temp.programme() EXCEPT SELECT * FROM kept_value)$$, 'the values are the same bit for bit');
SELECT is_empty($$(SELECT * FROM kept_total EXCEPT SELECT * FROM zhiheng.computed_total)
	UNION ALL (SELECT * FROM zhiheng.computed_total WHERE programme_id = pg_temp.programme() EXCEPT SELECT * FROM kept_total)$$, 'the totals, too');
SELECT is_empty($$
	SELECT whole.programme_id, whole.period, whole.indicator_code, item.*
	FROM zhiheng.computed_value AS whole
	CROSS JOIN LATERAL unnest(whole.institution_ids, whole.expected, whole.accepted, whole.received, whole.coverages, whole.numerators,
		whole.denominators, whole.deviations) AS item
	EXCEPT
	SELECT head.programme_id, head.period, value.indicator_code, value.institution_id, value.expected, value.accepted, value.received, value.coverage,
		value.numerator, value.denominator, value.deviation
	FROM zhiheng.computed AS head
	CROSS JOIN LATERAL zhiheng.count_values(head.programme_id, head.period, NULL,
		ARRAY(SELECT id FROM zhiheng.institution), NULL) AS value
$$, 'whatever stands computed is what the record adds up to');

-- ---- nobody reads the tables but through functions that ask whose they are ----
SELECT throws_ok(format('SELECT pg_temp.ask(%L, %L, ''SELECT count(*) FROM zhiheng.%s'')', role, login, relation), '42501', NULL,
	role || ' does not read ' || relation)
FROM (VALUES ('zhiheng_commission', 'city'), ('zhiheng_institution', 'clerk_a'), ('zhiheng_disclosure', NULL)) AS who (role, login)
CROSS JOIN unnest(ARRAY['computed', 'computed_value', 'computed_total']) AS relation;
SELECT is(pg_temp.ask('zhiheng_commission', 'clerk_a', format('SELECT count(*) FROM commission.computed_head(%s, ''2031Q1'')', pg_temp.programme())), '0',
	'nobody else learns that it is there');

SELECT * FROM finish();
ROLLBACK;
