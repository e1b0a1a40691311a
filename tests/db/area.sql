-- Baselines and goals of regions: what is refused, who decides, what nobody can write around it; sums over the region; goals over years.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme_of(p_name text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = p_name $$;
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT item.login, item.login, item.role, commission.id
FROM (VALUES ('city_second', 'administrator', '980100'), ('province_second', 'administrator', '980000'), ('province_reviewer', 'reviewer', '980000'))
	AS item (login, role, region_code)
JOIN zhiheng.commission AS commission ON commission.region_code = item.region_code;
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login IN ('city_second', 'province_second', 'province_reviewer');
INSERT INTO zhiheng.programme (commission_id, year, name) SELECT id, 2031, '省试验方案' FROM zhiheng.commission WHERE region_code = '980000';
INSERT INTO zhiheng.programme_target (programme_id, target_code) SELECT pg_temp.programme_of('省试验方案'), 'PIT-2026-22';
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT pg_temp.programme_of('省试验方案'), code, version, target_code, '神经', numerator, denominator, true FROM zhiheng.indicator WHERE code = 'PIT-2026-22.2';

-- A and B have both quarters of the half-year accepted, C one of them: 10/20 each.
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT pg_temp.programme_of('试验方案'), '2024Q' || quarter, '2024-07-01', '2025-01-20', 'closed' FROM generate_series(3, 4) AS quarter;
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
SELECT pg_temp.programme_of('试验方案'), '2024Q' || quarter, institution.id, 'accepted', 1, now()
FROM zhiheng.institution AS institution CROSS JOIN generate_series(3, 4) AS quarter
WHERE institution.name LIKE '试验医院%' AND (institution.name <> '试验医院C' OR quarter = 4);
SELECT zhiheng.return_put(head.id, 1, pg_temp.account_of('clerk_b'), '{ais_reperfused,ais_patients}', '{value,value}', '{10,20}')
FROM zhiheng.return AS head
WHERE head.period LIKE '2024%' AND head.institution_id IN (SELECT id FROM zhiheng.institution WHERE name LIKE '试验医院%');
SELECT zhiheng.accepted_rebuild();
UPDATE zhiheng.return SET accepted_revision = 1 WHERE period LIKE '2024%' AND accepted_revision IS NULL
	AND institution_id IN (SELECT id FROM zhiheng.institution WHERE name LIKE '试验医院%');

CREATE FUNCTION pg_temp.known(p_login text, p_period text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT concat_ws('' '', period, numerator, denominator, quarters, present, complete_count, asked)
		FROM commission.area_known(%s, %L) WHERE indicator_code = ''NIT-2025-01.1''', pg_temp.programme_of('试验方案'), p_period))
$$;
SELECT is(pg_temp.known('city', '2024H2'), '2024H2 50 100 2024年第三季度、2024年第四季度 3 2 3', 'sums of the region: how many are in them, how many with the whole period');
SELECT is(pg_temp.known('county', '2024H2'), '2024H2 40 80 2024年第三季度、2024年第四季度 2 2 2', 'a county''s are of its own');
SELECT is(pg_temp.known('city', '2023'), NULL, 'of a year without numbers there is nothing');
SELECT is(pg_temp.known('nerve', '2024H2'), '2024H2 50 100 2024年第三季度、2024年第四季度 3 2 3', 'a QC centre sees its specialty''s');

-- Values: indicators, versions, periods, numerators, denominators, goals, reasons.
CREATE FUNCTION pg_temp.save(p_login text, p_version integer, p_period text, p_numerator numeric, p_denominator numeric, p_goals text,
	p_reason text DEFAULT NULL, p_indicator text DEFAULT 'NIT-2025-01.1', p_programme text DEFAULT '试验方案') RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(pg_temp.try('zhiheng_commission', p_login, format('SELECT string_agg(rule, '', '') FROM commission.area_save(%s, ARRAY[%L], ARRAY[%s], ARRAY[%L], %L, %L, ARRAY[%L], %L)',
		pg_temp.programme_of(p_programme), p_indicator, p_version, p_period, ARRAY[p_numerator], ARRAY[p_denominator], p_goals, ARRAY[p_reason])), 'kept')
$$;
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 40, '{60}'), 'baseline_part', 'a part is not greater than its whole');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{101}'), 'baseline_goal_range', 'no goal above 100 %');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{60,NULL,70}'), 'baseline_goal_missing', 'no year between is left out');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 0, '{60}'), 'baseline_denominator', 'nothing is divided by 0');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{49}'), 'area_goal_behind', 'a goal behind the baseline is refused');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{49}', '确需如此'), 'area_goal_behind', 'whatever the reason');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{60,49}'), 'area_goal_behind', 'in every year');
SELECT is(pg_temp.save('city_reviewer', 0, '2026', 50, 100, '{60}', '年内估计'), 'area_period_open', 'a year that runs is no baseline');
SELECT is(pg_temp.save('city_reviewer', 0, '2032', 50, 100, '{60}', '预计'), 'baseline_period', 'nor one of the future');
SELECT is(pg_temp.save('city_reviewer', 0, '2024', 50, 100, '{60}', '只有两季'), 'area_period_part', 'nor one of which a quarter lacks everywhere');
SELECT is(pg_temp.save('city_reviewer', 0, '2023', 50, 100, '{60}'), 'area_unfounded', 'without accepted numbers their source is told');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 51, 100, '{60}'), 'area_deviation', 'another sum wants a reason');
SELECT is(pg_temp.save('city_reviewer', 1, '2024H2', 50, 100, '{60}'), 'area_stale', 'an old page is told so');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 50, 100, '{60}', NULL, 'SXQ-10.1'), 'ZH404 ', 'what is not asked cannot be proposed');
SELECT is(pg_temp.save('city_viewer', 0, '2024H2', 50, 100, '{60}'), 'ZH403 reviewer_needed', 'a viewer proposes nothing');
SELECT is(pg_temp.save('nerve', 0, '2024H2', 50, 100, '{60}'), 'ZH403 reviewer_needed', 'nor does a QC centre');
SELECT is(pg_temp.save('province', 0, '2024H2', 50, 100, '{60}'), 'ZH404 ', 'nor another region by the city''s programme');
SELECT is((SELECT count(*)::integer FROM zhiheng.area_baseline WHERE region_code LIKE '98%'), 0, 'nothing refused is kept');
SELECT is(pg_temp.save('city_reviewer', 0, '2024H2', 51, 100, '{60,65}', '补计转院患者'), 'kept', 'with a reason it may differ');
SELECT is((SELECT concat_ws(' ', region_code, trim_scale(numerator), trim_scale(accepted_numerator), trim_scale(accepted_denominator), complete, asked)
	FROM zhiheng.area_baseline WHERE reason = '补计转院患者'), '980100 51 50 100 2 3', 'the accepted sum of then is kept beside it');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'area.propose' AND at = now()), 1, 'and it is in the audit');
SELECT is(pg_temp.save('county', 0, '2024H2', 40, 80, '{60}'), 'kept', 'a county proposes its own, by the programme of the city');

CREATE FUNCTION pg_temp.newest(p_region text) RETURNS bigint
LANGUAGE sql AS $$ SELECT max(id) FROM zhiheng.area_baseline WHERE region_code = p_region $$;
CREATE FUNCTION pg_temp.decide(p_login text, p_region text, p_decision text, p_reason text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('zhiheng_commission', p_login, format('SELECT commission.area_decide(%s, %L, %L)', pg_temp.newest(p_region), p_decision, p_reason))
$$;
SELECT is(pg_temp.decide('city', '980100', 'approved'), 'ZH403 area_other_level', 'the own level does not decide where there is one above');
SELECT is(pg_temp.decide('county', '980100', 'approved'), 'ZH404 ', 'nor the one below, which does not see it');
SELECT is(pg_temp.decide('province', '980101', 'approved'), 'ZH403 area_other_level', 'nor the one above the next');
SELECT is(pg_temp.decide('city_viewer', '980101', 'approved'), 'ZH403 reviewer_needed', 'nor a viewer');
SELECT is(pg_temp.decide('province', '980100', 'returned', 'x'), 'ZH400 area_decision_reason', 'who returns says why');
SELECT is(pg_temp.decide('province', '980100', 'approved'), '', 'the next level approves');
SELECT is(pg_temp.decide('province', '980100', 'returned', '重新考虑'), 'ZH409 area_decided', 'once');
SELECT is(pg_temp.decide('city_reviewer', '980101', 'returned', '目标偏低'), '', 'the city returns what its county proposes');
SELECT is(pg_temp.save('city', 1, '2024H2', 50, 100, '{62}'), 'baseline_change_reason', 'what is approved is changed with a reason');
SELECT is(pg_temp.save('city', 1, '2024H2', 50, 100, '{62,66}', '按省里意见调整'), 'kept', 'and waits again');
CREATE FUNCTION pg_temp.goals(p_login text, p_programme text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(concat_ws('' '', region_code, whole, indicator_code, goal), '', '' ORDER BY region_code)
		FROM commission.area_goals(%s)', pg_temp.programme_of(p_programme)))
$$;
SELECT is(pg_temp.goals('city', '试验方案'), '980100 t NIT-2025-01.1 60', 'meanwhile what was approved is in force');
SELECT is(pg_temp.goals('province', '试验方案'), '980100 t NIT-2025-01.1 60', 'to the province beside the city''s total');
SELECT is(pg_temp.goals('province', '省试验方案'), '980100 f PIT-2026-22.2 60', 'and in its own programme as one region of several: one goal for a pair');
SELECT is(pg_temp.goals('county', '试验方案'), NULL, 'a county sees no goal of others');
SELECT is(pg_temp.decide('province', '980100', 'returned', '请核对'), '', 'what is changed can be returned');
SELECT is(pg_temp.goals('city', '试验方案'), '980100 t NIT-2025-01.1 60', 'and what was approved stays in force');
SELECT is((SELECT pg_temp.try('zhiheng_commission', 'province', format('SELECT commission.area_decide(%s, ''approved'', NULL)', min(id)))
	FROM zhiheng.area_baseline WHERE region_code = '980100'), 'ZH409 area_superseded', 'an older version is not decided any more');

-- Nobody above: a second person.
SELECT is(pg_temp.save('province', 0, '2024H2', 50, 100, '{61}', NULL, 'PIT-2026-22.2', '省试验方案'), 'kept', 'the highest level proposes its own');
SELECT is(pg_temp.decide('province', '980000', 'approved'), 'ZH403 area_own_proposal', 'nobody approves what they proposed');
SELECT is(pg_temp.decide('province_reviewer', '980000', 'approved'), 'ZH403 area_second_administrator', 'no reviewer either');
SELECT is(pg_temp.decide('city', '980000', 'approved'), 'ZH404 ', 'nor the level below');
SELECT is(pg_temp.decide('province_second', '980000', 'approved'), '', 'a second administrator does');
SELECT is(pg_temp.goals('province', '省试验方案'), '980000 t PIT-2026-22.2 61, 980100 f PIT-2026-22.2 60', 'each region has its own');

-- Around the functions.
SELECT pg_temp.save('county', 1, '2024H2', 40, 80, '{70}');
SELECT throws_ok(format('INSERT INTO zhiheng.area_decision (area_baseline_id, decision, commission_id, account_id) SELECT %s, ''approved'', commission_id, id
	FROM zhiheng.account WHERE login = ''county''', pg_temp.newest('980101')), 'ZH403', NULL, 'no own decision');
SELECT throws_ok(format('INSERT INTO zhiheng.area_decision (area_baseline_id, decision, commission_id, account_id) SELECT %s, ''approved'', commission_id, id
	FROM zhiheng.account WHERE login = ''province''', pg_temp.newest('980101')), 'ZH403', NULL, 'none of another level');
SELECT throws_ok('UPDATE zhiheng.area_baseline SET goals = ''{1}''', NULL, NULL, 'no version is changed');
SELECT throws_ok('DELETE FROM zhiheng.area_decision', NULL, NULL, 'no decision is taken away');
SELECT is(pg_temp.try('zhiheng_commission', 'city', $$INSERT INTO zhiheng.area_baseline (region_code, year, numerator_code, version, period, numerator, goals, complete, asked, account_id)
	VALUES ('980100', 2031, 'x', 1, '2024', 1, '{1}', 0, 0, 1)$$), '42501 ', 'a program writes no table');
SELECT is(pg_temp.try('zhiheng_institution', 'clerk_a', 'SELECT count(*) FROM zhiheng.area_baseline'), '42501 ', 'an institution reads none of it');
SELECT is(pg_temp.try('zhiheng_disclosure', NULL, 'SELECT count(*) FROM zhiheng.area_baseline'), '42501 ', 'nor the public');

-- Duties and years.
CREATE FUNCTION pg_temp.duties(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, 'SELECT string_agg(concat_ws('' '', region_code, numerator_code, state), '', '' ORDER BY region_code, numerator_code)
		FROM commission.area_duties(NULL)')
$$;
SELECT is(pg_temp.duties('city'), '980100 ais_reperfused returned, 980100 unplanned_reops missing, 980101 ais_reperfused waiting, 980101 unplanned_reops missing',
	'what regions have not proposed is missing, once for a pair');
SELECT is(pg_temp.duties('county'), '980101 ais_reperfused waiting, 980101 unplanned_reops missing', 'to a county its own');
SELECT is(pg_temp.duties('nerve'), '980100 ais_reperfused returned, 980101 ais_reperfused waiting', 'to a QC centre its specialty');
CREATE FUNCTION pg_temp.years(p_login text, p_region text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', p_login, format('SELECT string_agg(concat_ws('' '', year, goal, base_numerator, base_denominator, coalesce(numerator::text, ''-''), complete, asked), '', '' ORDER BY year)
		FROM commission.area_years(%L)', p_region))
$$;
SELECT is(pg_temp.years('city', '980100'), '2031 60 51 100 - 0 3, 2032 65 51 100 - 0 3', 'each year of the goals has its row, with or without numbers');
SELECT is(pg_temp.years('province', '980100'), pg_temp.years('city', '980100'), 'to the level above, too');
SELECT is(pg_temp.years('county', '980100'), NULL, 'not to the one below');

SELECT * FROM finish();
ROLLBACK;
