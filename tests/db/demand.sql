-- One return of an institution and period, however many programmes ask for it: nobody makes a second current number; what
-- is asked is the union, the strictest word of each; each programme judges lateness by its own day; what only closed
-- programmes ask is closed.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme_of(p_region text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT programme.id FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
	WHERE commission.region_code = p_region AND programme.year = 2031
$$;
CREATE FUNCTION pg_temp.institution_of(p_mark text) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT institution_id FROM zhiheng.return WHERE id = pg_temp.return_of(p_mark) $$;
CREATE FUNCTION pg_temp.save(p_mark text, p_base integer, p_code text, p_value numeric) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_' || p_mark, format('SELECT string_agg(outcome || coalesce('' '' || code, ''''), '', '')
		FROM institution.return_save(%s, %s, %L, ''{value}'', %L, ''typed'')', pg_temp.return_of(p_mark), p_base, ARRAY[p_code], ARRAY[p_value]))
$$;

-- ---- the province asks for the same period: no second return ----
INSERT INTO zhiheng.programme (commission_id, year, name)
SELECT id, 2031, '试验省方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT pg_temp.programme_of('980000'), unnest(ARRAY['NIT-2025-01', 'NIT-2025-03']);
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required,
	departments, months)
SELECT pg_temp.programme_of('980000'), indicator.code, indicator.version, indicator.target_code,
	CASE indicator.code WHEN 'NIT-2025-01.1' THEN '神经' ELSE '综合' END, indicator.numerator, indicator.denominator,
	indicator.code = 'NIT-2025-03.1', 'required', 'none'
FROM zhiheng.indicator AS indicator
WHERE indicator.code IN ('NIT-2025-01.1', 'NIT-2025-03.1');
UPDATE zhiheng.programme_indicator SET departments = 'optional', months = 'optional' WHERE programme_id = pg_temp.programme_of('980100');
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on)
VALUES (pg_temp.programme_of('980000'), '2031Q1', zhiheng.today() - 9, zhiheng.today() + 5);
UPDATE zhiheng.reporting_period SET due_on = zhiheng.today() - 2, opens_on = zhiheng.today() - 20 WHERE programme_id = pg_temp.programme_of('980100');

SELECT is((SELECT count(*)::integer FROM zhiheng.return WHERE period = '2031Q1' AND institution_id = (SELECT pg_temp.institution_of('a'))), 1, 'one before');
SELECT is(pg_temp.try('province', format('SELECT commission.period_move(%s, ''2031Q1'', ''open'')', pg_temp.programme_of('980000'))), '3',
	'three hospitals are asked by the second programme');
SELECT is((SELECT count(*)::integer FROM zhiheng.return WHERE period = '2031Q1' AND institution_id = (SELECT pg_temp.institution_of('a'))), 1, 'and one after');
SELECT is((SELECT count(*)::integer FROM zhiheng.demand WHERE period = '2031Q1' AND institution_id = (SELECT pg_temp.institution_of('a'))), 2, 'of two askers');
SELECT is(pg_temp.try('province', format('SELECT commission.period_fill(%s, ''2031Q1'')', pg_temp.programme_of('980000'))), '0', 'once');
SELECT is((SELECT count(*)::integer FROM zhiheng.asked_return WHERE id = pg_temp.return_of('a')), 2, 'each reads it as its own');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', $$SELECT count(*) || ' ' || min(programme_name) FROM institution.return$$),
	'1 试验方案、试验省方案', 'the hospital sees one line, with both');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', 'SELECT count(*) FROM institution.home_returns()'), '1', 'and one thing to do');

-- ---- W1: no role makes a second current number ----
SELECT throws_ok(format('INSERT INTO zhiheng.return (period, institution_id) VALUES (''2031Q1'', %s)', pg_temp.institution_of('a')), '23505', NULL,
	'not even the operator makes a second return');
SELECT throws_ok(format('INSERT INTO zhiheng.return_sheet (return_id, revision, numbers, revisions, not_applicable) VALUES (%1$s, 1, ''{1}'', ''{1}'', ''{}''),
	(%1$s, 1, ''{2}'', ''{1}'', ''{}'')', pg_temp.return_of('a')), '23505', NULL, 'nor a second sheet of it');
SELECT throws_ok(format('SELECT zhiheng.return_put(%s, 1, 0, ''{discharges,discharges}'', ''{value,value}'', ''{1,2}'')', pg_temp.return_of('a')), '23514', NULL,
	'nor two numbers of an element');
SELECT throws_ok(format('UPDATE zhiheng.return SET institution_id = %s WHERE id = %s', pg_temp.institution_of('b'), pg_temp.return_of('a')), 'ZH403', NULL,
	'nor gives a return to another');
SELECT throws_ok(format('DELETE FROM zhiheng.demand WHERE institution_id = %s', pg_temp.institution_of('a')), 'ZH403', NULL, 'what is asked stays asked');
SELECT throws_ok(format('UPDATE zhiheng.demand SET programme_id = %s WHERE institution_id = %s', pg_temp.programme_of('980000'), pg_temp.institution_of('a')),
	'ZH403', NULL, 'by whom it was');
SELECT throws_ok(format('INSERT INTO zhiheng.demand (programme_id, period, institution_id) VALUES (%s, ''2031Q1'', 0)', pg_temp.programme_of('980000')),
	'23503', NULL, 'nobody is asked without a return');
SELECT is(pg_temp.try(login, format('INSERT INTO zhiheng.%s (period, institution_id) VALUES (''2031Q1'', %s)', relation, pg_temp.institution_of('a'))),
	'42501 ', format('%s has no pen for %s', login, relation))
FROM unnest(ARRAY['clerk_a', 'leader_a', 'city', 'province', 'county']) AS login, unnest(ARRAY['return', 'demand', 'asked_return']) AS relation;
SELECT is((SELECT count(*)::integer FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
	WHERE relnamespace = 'zhiheng'::regnamespace AND relname IN ('return', 'return_save', 'return_sheet', 'return_cell', 'return_part', 'accepted_number', 'accepted_cell',
		'screen_return')
		AND attname = 'programme_id'), 0, 'no table of numbers knows a programme');

-- ---- the union, once, the strictest word, the nearest commission's order ----
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT count(*) || ' ' || count(DISTINCT code) FROM institution.asked_elements(%s)$q$,
	pg_temp.return_of('a'))), '6 6', 'two pairs of the city, one of them the province''s, and one of its own: each element once');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(concat_ws(' ', code, required, departments, months, cardinality(programmes)), ', ' ORDER BY place)
	FROM institution.asked_elements(%s) WHERE code LIKE 'ais%%'$q$, pg_temp.return_of('a'))),
	'ais_patients t required optional 2, ais_reperfused t required optional 2',
	'required as the city has it, by department as the province, by month as the city');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(DISTINCT specialty, ', ') || ' ' || count(*) FILTER (WHERE specialty = '综合'
	AND place <= 4) FROM institution.asked_elements(%s)$q$, pg_temp.return_of('a'))), '神经, 综合 4', 'a group''s elements stand together, whoever asks them');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(indicator_code, ', ') FROM institution.return_indicators(%s)$q$,
	pg_temp.return_of('a'))), 'NIT-2025-09.1, NIT-2025-01.1, NIT-2025-03.1', 'an indicator that both ask is there once');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(mark || ' ' || due_on || ' ' || late, ', ' ORDER BY place)
	FROM institution.return_asker WHERE return_id = %s$q$, pg_temp.return_of('a'))),
	format('市 %s true, 省 %s false', zhiheng.today() - 2, zhiheng.today() + 5), 'each with its own day');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format('SELECT due_on || '' '' || late FROM institution.return_head(%s)', pg_temp.return_of('a'))),
	format('%s true', zhiheng.today() - 2), 'the earliest is that of the return');
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT count(*) FROM commission.return_element(%s)', pg_temp.return_of('a'))), '6',
	login || ' reads all that stands in it')
FROM unnest(ARRAY['city', 'province', 'county']) AS login;
SELECT is(pg_temp.ask('zhiheng_commission', login, format($q$SELECT string_agg(programme.name, ', ' ORDER BY asker.place) FROM commission.return_asker AS asker
	JOIN commission.programme_name AS programme ON programme.id = asker.programme_id WHERE asker.return_id = %s$q$, pg_temp.return_of('a'))), expected,
	login || ' reads it first as its own, else as the nearest above')
FROM (VALUES ('city', '试验方案, 试验省方案'), ('province', '试验省方案, 试验方案'), ('county', '试验方案, 试验省方案')) AS item (login, expected);
SELECT is(pg_temp.ask('zhiheng_commission', 'nerve', format('SELECT string_agg(code, '', '' ORDER BY code) FROM commission.return_element(%s)',
	pg_temp.return_of('a'))), 'ais_patients, ais_reperfused', 'a QC centre its specialty');

-- ---- typed once, counted by both ----
SELECT is(pg_temp.save('a', 0, 'ais_patients', 40), 'saved', 'a number is typed');
SELECT is(pg_temp.save('a', 1, 'ais_reperfused', 30), 'saved', 'and its other');
SELECT is(pg_temp.save('a', 2, 'or_surgeries', 900), 'saved', 'what the city alone asks');
SELECT is(pg_temp.save('a', 3, 'vte_bleed_assessed', 5), 'ZH400 return_unknown_element', 'what nobody asks is refused');
SELECT pg_temp.try('verifier_a', format('SELECT institution.return_move(%s, 3, ''verified'', NULL)', pg_temp.return_of('a')));
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.try('leader_a', format('SELECT institution.return_move(%s, 3, ''submitted'', NULL) > 0', pg_temp.return_of('a'))), 'true', 'signed once');

-- ---- lateness of each ----
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(programme.name || ' ' || item.in_time, ', ' ORDER BY item.programme_id)
	FROM commission.return_item AS item JOIN commission.programme_name AS programme ON programme.id = item.programme_id
	WHERE item.id = %s$q$, pg_temp.return_of('a'))), '试验方案 false, 试验省方案 true', 'two days late for the city, in time for the province');
SELECT is(pg_temp.ask('zhiheng_commission', login, format('SELECT item.programme_id = %s AND in_time = %L FROM commission.return_item AS item
	JOIN commission.return_asker AS asker ON asker.return_id = item.id AND asker.programme_id = item.programme_id AND asker.place = 1
	WHERE item.id = %s', pg_temp.programme_of(region), in_time, pg_temp.return_of('a'))), 'true', login || ' reads its own programme''s')
FROM (VALUES ('city', '980100', false), ('province', '980000', true)) AS item (login, region, in_time);
SELECT is(pg_temp.try('leader_a', format('SELECT institution.return_move(%s, 3, ''draft'', ''撤回修改'') > 0', pg_temp.return_of('a'))), 'true', 'withdrawn');
SELECT is((SELECT count(first_submitted_at)::integer FROM zhiheng.demand WHERE institution_id = (SELECT pg_temp.institution_of('a'))), 0,
	'as if it had not been there, for both');
SELECT pg_temp.try('verifier_a', format('SELECT institution.return_move(%s, 3, ''verified'', NULL)', pg_temp.return_of('a')));
SELECT pg_temp.confirm('leader_a');
SELECT is(pg_temp.try('leader_a', format('SELECT institution.return_move(%s, 3, ''submitted'', NULL) > 0', pg_temp.return_of('a'))), 'true', 'signed again');
SELECT throws_ok(format('UPDATE zhiheng.demand SET first_submitted_at = now() - interval ''9 days'' WHERE institution_id = %s', pg_temp.institution_of('a')),
	'ZH403', NULL, 'nobody moves the day');
SELECT is(pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''accept'', ''submitted'', 3, NULL, ''{}'', ''{}'') > 0',
	pg_temp.return_of('a'))), 'true', 'the city accepts');
SELECT is(pg_temp.ask('zhiheng_commission', login, format($q$SELECT trim_scale(numerator) || '/' || trim_scale(denominator)
	FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1') WHERE coverage = 'complete'$q$, pg_temp.programme_of(region))), '30/40',
	'one acceptance counts for ' || login)
FROM (VALUES ('city', '980100'), ('province', '980000')) AS item (login, region);
SELECT is((SELECT count(*)::integer FROM zhiheng.accepted_cell WHERE institution_id = (SELECT pg_temp.institution_of('a'))), 3, 'each number is there once');
SELECT is((SELECT count(*)::integer FROM zhiheng.signal_change AS change WHERE change.institution_id = (SELECT pg_temp.institution_of('a'))
	AND change.programme_id IN (pg_temp.programme_of('980100'), pg_temp.programme_of('980000'))
	AND change.at = (SELECT max(at) FROM zhiheng.signal_change)) > 0, true, 'the lists of both are made anew');

-- ---- closed by one ----
SELECT is(pg_temp.save('b', 0, 'or_surgeries', 800), 'saved', 'b types what the city asks');
SELECT is(pg_temp.try('city', format('SELECT commission.period_move(%s, ''2031Q1'', ''closed'')', pg_temp.programme_of('980100'))), '0', 'the city closes');
SELECT is(pg_temp.save('b', 1, 'ais_patients', 12), 'saved', 'what the province asks, too, goes on');
SELECT is(pg_temp.save('b', 2, 'or_surgeries', 801), 'closed or_surgeries', 'what the city alone asks is closed');
SELECT is(pg_temp.save('b', 2, 'or_surgeries', 800), 'unchanged', 'as it is it may come');
SELECT is((SELECT value::integer FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of('b') AND element_code = 'or_surgeries'), 800, 'and stays');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', format($q$SELECT string_agg(code, ', ' ORDER BY code) FROM institution.return_elements(%s)
	WHERE required AND NOT open$q$, pg_temp.return_of('b'))), NULL, 'what is closed is not missed');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', format('SELECT open FROM institution.return_head(%s)', pg_temp.return_of('b'))), 'true', 'the form is open');
SELECT is(pg_temp.try('province', format('SELECT commission.period_move(%s, ''2031Q1'', ''closed'')', pg_temp.programme_of('980000'))), '0', 'the province closes');
SELECT is(pg_temp.save('b', 2, 'ais_patients', 13), 'ZH409 return_period_closed', 'then all is');
SELECT is(pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.return_decide(%s, ''return'', ''accepted'', 3, ''请核对'', ''{}'', ''{}'') > 0',
	pg_temp.return_of('a'))), 'true', 'a is sent back');
SELECT is(pg_temp.save('a', 3, 'or_surgeries', 901), 'saved', 'what was sent back is open, whoever has closed');

SELECT * FROM finish();
ROLLBACK;
