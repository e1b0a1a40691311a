-- The ladder: who decides in which turn, what each level took, who reads what and when; by attack.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

SELECT pg_temp.become('A', '{"affiliation_code": "980101"}');
CREATE FUNCTION pg_temp.head(p_mark text DEFAULT 'a') RETURNS zhiheng.return
LANGUAGE sql AS $$ SELECT item FROM zhiheng.return AS item WHERE item.id = (SELECT pg_temp.return_of(p_mark)) $$;
CREATE FUNCTION pg_temp.own(p_mark text DEFAULT 'a') RETURNS bigint
LANGUAGE sql AS $$ SELECT institution_id FROM zhiheng.return WHERE id = (SELECT pg_temp.return_of(p_mark)) $$;
CREATE FUNCTION pg_temp.save(p_codes text, p_values text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_' || p_mark, format('SELECT string_agg(concat_ws('' '', outcome, code), '', '' ORDER BY code)
		FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')', pg_temp.return_of(p_mark), (pg_temp.head(p_mark)).revision, p_codes,
		array_fill('value'::text, ARRAY[cardinality(p_codes::text[])]), p_values))
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_to text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.return_move(%s, %s, %L, ''有误'') > 0 THEN ''moved'' END',
		pg_temp.return_of(p_mark), (pg_temp.head(p_mark)).revision, p_to))
$$;
CREATE FUNCTION pg_temp.sign(p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.move('verifier_' || p_mark, 'verified', p_mark);
	SELECT pg_temp.confirm('leader_' || p_mark);
	SELECT pg_temp.move('leader_' || p_mark, 'submitted', p_mark);
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_act text, p_elements text DEFAULT '{}', p_mark text DEFAULT 'a', p_state text DEFAULT 'submitted') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.return_decide(%1$s, %2$L, %3$L, coalesce((SELECT shown.revision
		FROM commission.return_turn(%1$s) AS shown WHERE shown.own), %4$s), %5$L, %6$L, %7$L) > 0 THEN ''decided'' END',
		pg_temp.return_of(p_mark), p_act, p_state, (pg_temp.head(p_mark)).revision, CASE p_act WHEN 'return' THEN '请核对' END,
		p_elements, array_fill('请核对'::text, ARRAY[cardinality(p_elements::text[])])))
$$;
-- What programmes of a level count: 2 province, 3 city, 4 county.
CREATE FUNCTION pg_temp.counted(p_level integer, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(element_code || '=' || trim_scale(value), ' ' ORDER BY element_code) FROM zhiheng.accepted_cell
	WHERE period = '2031Q1' AND institution_id = pg_temp.own(p_mark) AND levels & zhiheng.level_bit(p_level) <> 0
$$;
-- What a commission reads on its page of the return.
CREATE FUNCTION pg_temp.read(p_login text, p_mark text DEFAULT 'a') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format($q$SELECT string_agg(code || '=' || value, ' ' ORDER BY code) FROM commission.return_element(%s) WHERE value IS NOT NULL$q$,
		pg_temp.return_of(p_mark)))
$$;
CREATE FUNCTION pg_temp.signed_cells(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT count(*) FROM commission.submission_cells(%s)', (SELECT max(id) FROM zhiheng.submission WHERE institution_id = pg_temp.own())))
$$;
-- seq kind cells turn, of the newest.
CREATE FUNCTION pg_temp.newest() RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', head.seq, head.kind, cardinality(sheet.elements), head.rungs, coalesce(head.turn::text, '-'))
	FROM zhiheng.submission AS head JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id
	WHERE head.institution_id = pg_temp.own() ORDER BY head.id DESC LIMIT 1
$$;

-- ---- the ladder of a day ----
CREATE FUNCTION pg_temp.ladder(p_mark text, p_day date DEFAULT '2031-04-10') RETURNS text
LANGUAGE sql AS $$ SELECT zhiheng.rungs(pg_temp.own(p_mark), p_day)::text $$;
SELECT is(pg_temp.ladder('a'), '{4,3}', 'a county hospital begins at the county; the province takes note');
SELECT is(pg_temp.ladder('b'), '{3}', 'a city hospital in the same county at the city');
INSERT INTO zhiheng.commission_rung (commission_id, from_day, decides, days) SELECT id, '2031-04-11', true, 3 FROM zhiheng.commission WHERE region_code = '980000';
SELECT is(pg_temp.ladder('a'), '{4,3}', 'what is set from a day on');
SELECT is(pg_temp.ladder('a', '2031-04-11'), '{4,3,2}', 'holds from that day');
INSERT INTO zhiheng.commission_rung (commission_id, from_day, decides, days) SELECT id, '2031-04-12', false, 3 FROM zhiheng.commission WHERE region_code IN ('980100', '980101');
SELECT is(pg_temp.ladder('a', '2031-04-12'), '{2}', 'who takes note is left out');
INSERT INTO zhiheng.commission_rung (commission_id, from_day, decides, days) SELECT id, '2031-04-13', false, 3 FROM zhiheng.commission WHERE region_code = '980000';
SELECT is(pg_temp.ladder('a', '2031-04-13'), '{4}', 'where all take note the nearest decides');
SELECT pg_temp.become('C', '{"affiliation_code": "980000"}');
SELECT is(pg_temp.ladder('c'), '{2}', 'a province''s hospital is the province''s, which takes note of all others');
SELECT throws_ok('UPDATE zhiheng.commission_rung SET decides = true', 'ZH403', NULL, 'settings are append-only');

-- ---- W10: no draft, nothing before its turn ----
SELECT is(pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{60,30,400,14}'), 'saved', 'filled in');
SELECT is(pg_temp.read(login), NULL, login || ' reads no draft') FROM unnest(ARRAY['county', 'city', 'province', 'nerve']) AS login;
SELECT is(pg_temp.sign(), 'moved', 'signed');
SELECT is(pg_temp.newest(), '1 regular 4 {4,3} 4', 'it is the county''s turn');
SELECT is(pg_temp.read('county'), 'ais_patients=60 ais_reperfused=30 or_surgeries=400 unplanned_reops=14', 'the county reads');
SELECT is(pg_temp.read(login), NULL, login || ' does not read before its turn') FROM unnest(ARRAY['city', 'province', 'nerve']) AS login;
SELECT is(pg_temp.signed_cells(login), cells, login || ' sees ' || cells || ' cells of the submission')
FROM (VALUES ('county', '4'), ('city', '0'), ('province', '0')) AS item (login, cells);

-- ---- W8: nobody out of turn ----
SELECT is(pg_temp.decide('city', 'accept'), 'ZH409 submission_below', 'the city does not skip the county');
SELECT is(pg_temp.decide('city', 'return', '{ais_patients}'), 'ZH409 submission_below', 'nor sends it back over its head');
SELECT is(pg_temp.decide('province', 'accept'), 'ZH403 submission_reads', 'the province takes note');
SELECT is(pg_temp.try('city', format('SELECT commission.return_open(%s, 1)', pg_temp.return_of('a'))), 'ZH409 submission_below', 'nor begins the review');
SELECT is(pg_temp.try('city', format('SELECT commission.return_take_over(%s)', pg_temp.return_of('a'))), 'ZH409 submission_below', 'nor takes over in time');
SELECT is(pg_temp.save('{ais_patients,ais_reperfused,or_surgeries,unplanned_reops}', '{50,25,100,1}', 'b'), 'saved', 'a city hospital fills in');
SELECT is(pg_temp.sign('b'), 'moved', 'and signs');
SELECT is(pg_temp.decide('county', 'accept', '{}', 'b'), 'ZH403 submission_affiliation', 'a county never accepts a hospital of the city');
SELECT is(pg_temp.try('county', format('SELECT commission.return_open(%s, 1)', pg_temp.return_of('b'))), 'ZH403 submission_affiliation', 'nor begins its review');
SELECT is(pg_temp.read('county', 'b'), NULL, 'nor reads it before the city accepted');
SELECT is(pg_temp.decide('city', 'accept', '{}', 'b'), 'decided', 'the city does');
SELECT is(pg_temp.counted(4, 'b'), 'ais_patients=50 ais_reperfused=25 or_surgeries=100 unplanned_reops=1', 'and the county''s programmes count what the competent one accepted');
SELECT is(pg_temp.read('county', 'b'), pg_temp.counted(4, 'b'), 'and it reads it');
SELECT is((SELECT count(*) FROM zhiheng.submission_step AS step WHERE step.return_id = pg_temp.return_of('a')), 0::bigint, 'refusals leave nothing');

-- ---- cell by cell, each level its own copy (W7) ----
SELECT is(pg_temp.decide('county', 'return', '{ais_reperfused}'), 'decided', 'the county sends one cell back');
SELECT is(pg_temp.counted(4), 'ais_patients=60 or_surgeries=400 unplanned_reops=14', 'the others are in its copy');
SELECT is(pg_temp.counted(3), NULL, 'and in no other');
SELECT is((pg_temp.head()).state, 'returned', 'the hospital is told');
SELECT is(pg_temp.newest(), '1 regular 4 {4,3} 3', 'they go on to the city');
SELECT is(pg_temp.read('city'), 'ais_patients=60 or_surgeries=400 unplanned_reops=14', 'which reads them now');
SELECT is(pg_temp.read('province'), NULL, 'the province not yet');
SELECT is(pg_temp.decide('county', 'accept'), 'ZH409 submission_decided', 'the county has decided');
SELECT is(pg_temp.decide('city', 'return', '{ais_reperfused}'), 'ZH400 return_reason_cell', 'what did not come is not sent back');
SELECT is(pg_temp.decide('city', 'return', '{or_surgeries}'), 'decided', 'the city sends another one back');
SELECT is(pg_temp.counted(4), 'ais_patients=60 or_surgeries=400 unplanned_reops=14', 'the county''s copy stands');
SELECT is(pg_temp.counted(3), 'ais_patients=60 unplanned_reops=14', 'the city has what it took');
SELECT is(pg_temp.counted(2), pg_temp.counted(3), 'and the province takes note of the same');
SELECT is((SELECT string_agg(asked.code, ' ' ORDER BY asked.code) FROM zhiheng.return_asked(pg_temp.return_of('a')) AS asked WHERE asked.open), 'ais_reperfused or_surgeries',
	'both are open');
SELECT is(pg_temp.save('{unplanned_reops}', '{13}'), 'accepted unplanned_reops', 'the others are locked');
SELECT is(pg_temp.save('{ais_reperfused,or_surgeries}', '{31,389}'), 'saved', 'both are mended');
SELECT is(pg_temp.read('county') || '/' || pg_temp.read('city'), 'ais_patients=60 ais_reperfused=30 or_surgeries=400 unplanned_reops=14/'
	|| 'ais_patients=60 or_surgeries=400 unplanned_reops=14', 'nobody reads the new numbers');
SELECT is(pg_temp.sign(), 'moved', 'and signed');
SELECT is(pg_temp.newest(), '2 answer 2 {4,3} 4', 'the answer climbs from the first step');
SELECT is(pg_temp.counted(4), 'ais_patients=60 or_surgeries=400 unplanned_reops=14', 'the county''s copy stands until it decides');
SELECT is(pg_temp.decide('county', 'accept'), 'decided', 'the county accepts');
SELECT is(pg_temp.counted(4), 'ais_patients=60 ais_reperfused=31 or_surgeries=389 unplanned_reops=14', 'then it has the new ones');
SELECT is(pg_temp.counted(3), 'ais_patients=60 unplanned_reops=14', 'the city has not');
SELECT is((pg_temp.head()).state, 'accepted', 'nothing is open');
SELECT is(pg_temp.try('city', format('SELECT string_agg(class, '' '') FROM commission.return_item WHERE id = %s', pg_temp.return_of('a'))), 'accepted', 'the city counts a copy already');
SELECT is(pg_temp.decide('city', 'accept'), 'decided', 'the city accepts');
SELECT is((SELECT count(DISTINCT levels) || ' ' || min(levels) FROM zhiheng.accepted_number WHERE institution_id = pg_temp.own()), '1 30', 'all agree: one row for each number');

-- ---- correction: each level keeps its copy until it decided (scenario 9) ----
CREATE FUNCTION pg_temp.correct(p_code text, p_value text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try('clerk_a', format('SELECT outcome FROM institution.correction_ask(%s, %s, ''登记有误'', %L, ''{value}'', %L)', pg_temp.return_of('a'),
		(pg_temp.head()).revision, format('{%s}', p_code), format('{%s}', p_value)));
	SELECT pg_temp.confirm('leader_a');
	SELECT pg_temp.try('leader_a', format('SELECT CASE WHEN institution.correction_sign(%s, %s) > 0 THEN ''signed'' END', pg_temp.return_of('a'),
		(SELECT max(id) FROM zhiheng.correction)));
$$;
CREATE FUNCTION pg_temp.rule_on(p_login text, p_decision text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT ''ruled'' FROM commission.correction_decide(%s, %s, %L, ''请看病案'')', pg_temp.return_of('a'),
		(SELECT max(correction_id) FROM zhiheng.submission), p_decision))
$$;
CREATE FUNCTION pg_temp.patients() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg((SELECT trim_scale(value)::text FROM zhiheng.accepted_cell WHERE period = '2031Q1' AND institution_id = pg_temp.own()
		AND element_code = 'ais_patients' AND levels & zhiheng.level_bit(level) <> 0), ' ' ORDER BY level DESC) FROM generate_series(2, 4) AS level
$$;
SELECT is(pg_temp.correct('ais_patients', '54'), 'signed', 'a correction is signed');
SELECT is(pg_temp.rule_on('city', 'approved'), 'ZH409 submission_below', 'the city does not approve it first');
SELECT is(pg_temp.rule_on('county', 'approved'), 'ruled', 'the county approves');
SELECT is(pg_temp.patients(), '54 60 60', 'its copy has the new value, the city''s the old until it decides');
SELECT is((SELECT trim_scale(value)::text FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of('a') AND element_code = 'ais_patients'), '54', 'it is in the return');
SELECT is(pg_temp.try('city', format('SELECT sum(denominator)::integer FROM commission.results(%s, ''2031Q1'', ''NIT-2025-01.1'')',
	(SELECT id FROM zhiheng.programme WHERE name = '试验方案'))), '110', 'the city sums 60 and 50');
SELECT is(pg_temp.correct('ais_patients', '55'), 'ZH409 submission_cell_waiting', 'W6: not a second time while it climbs');
SELECT is(pg_temp.rule_on('county', 'approved'), 'ZH409 submission_decided', 'the county has decided');
SELECT is(pg_temp.rule_on('city', 'approved'), 'ruled', 'the city approves');
SELECT is(pg_temp.patients(), '54 54 54', 'then all have it');
SELECT is(pg_temp.correct('or_surgeries', '388'), 'signed', 'another one');
SELECT is(pg_temp.rule_on('county', 'approved') || pg_temp.rule_on('city', 'refused'), 'ruledruled', 'is refused above');
SELECT is(pg_temp.counted(4), 'ais_patients=54 ais_reperfused=31 or_surgeries=388 unplanned_reops=14', 'the county counts it');
SELECT is(pg_temp.counted(3), 'ais_patients=54 ais_reperfused=31 or_surgeries=389 unplanned_reops=14', 'the city''s copy stays');

-- ---- sent back after acceptance: no sum changes (W12, scenario 10) ----
CREATE TEMPORARY TABLE before AS SELECT pg_temp.counted(3) AS city, pg_temp.counted(4) AS county;
SELECT is(pg_temp.decide('province', 'return', '{ais_patients}', 'a', 'accepted'), 'ZH403 submission_reads', 'who takes note sends nothing back');
SELECT is(pg_temp.decide('city', 'return', '{ais_patients}', 'a', 'accepted'), 'decided', 'the city sends an accepted cell back');
SELECT is(pg_temp.counted(3) || '/' || pg_temp.counted(4), (SELECT city || '/' || county FROM before), 'both copies count on');
SELECT is(pg_temp.save('{ais_patients}', '{53}'), 'saved', 'mended');
SELECT is(pg_temp.sign(), 'moved', 'answered');
SELECT is(pg_temp.newest(), '5 answer 1 {4,3} 4', 'one cell, from the first step');
SELECT is(pg_temp.decide('county', 'accept'), 'decided', 'the county accepts');
SELECT is(pg_temp.patients(), '53 54 54', 'the city still counts what it had');
SELECT is((SELECT count(*) FROM zhiheng.accepted_number AS kept JOIN zhiheng.element_number AS element ON element.number = kept.element
	WHERE kept.institution_id = pg_temp.own() AND element.code = 'ais_patients'), 2::bigint, 'a second row where they differ, and no third');

-- ---- late: the next level takes over ----
SELECT is(pg_temp.decide('city', 'accept'), 'decided', 'the city accepts');
SELECT is(pg_temp.decide('county', 'return', '{ais_reperfused}', 'a', 'accepted'), 'decided', 'the county asks once more');
SELECT is(pg_temp.save('{ais_reperfused}', '{32}') || pg_temp.sign(), 'savedmoved', 'and is answered');
UPDATE zhiheng.submission SET turn_at = now() - interval '30 days' WHERE institution_id = pg_temp.own() AND turn = 4;
SELECT is(pg_temp.try('city_viewer', format('SELECT commission.return_take_over(%s)', pg_temp.return_of('a'))), 'ZH403 reviewer_needed', 'a viewer takes nothing over');
SELECT is(pg_temp.try('province', format('SELECT commission.return_take_over(%s)', pg_temp.return_of('a'))), 'ZH403 submission_reads', 'nor the province');
SELECT is(pg_temp.decide('city', 'accept'), 'ZH409 submission_below', 'late or not, it is decided only when taken over');
SELECT is(pg_temp.try('city', format('SELECT ''taken'' FROM commission.return_take_over(%s)', pg_temp.return_of('a'))), 'taken', 'the city takes over');
SELECT is((SELECT step.level || ' ' || commission.region_code FROM zhiheng.submission_step AS step JOIN zhiheng.commission AS commission ON commission.id = step.commission_id
	WHERE step.return_id = pg_temp.return_of('a') AND step.act = 'taken_over'), '4 980100', 'the step names the late level and who took over');
SELECT is(pg_temp.decide('county', 'accept'), 'ZH403 submission_affiliation', 'the county comes too late');
SELECT is(pg_temp.decide('city', 'accept'), 'decided', 'the city decides');
SELECT is(pg_temp.counted(3), 'ais_patients=53 ais_reperfused=32 or_surgeries=389 unplanned_reops=14', 'into its copy');
SELECT is(pg_temp.counted(4), 'ais_patients=53 ais_reperfused=32 or_surgeries=388 unplanned_reops=14', 'which counts for the county, too');

-- ---- opinions of QC centres: while it is the turn of their level, and answered before it decides ----
CREATE FUNCTION pg_temp.opine(p_login text, p_element text DEFAULT 'ais_patients', p_text text DEFAULT '与去年差距大') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.opinion_add(%s, %L, %L) > 0 THEN ''said'' END', pg_temp.return_of('b'), p_element, p_text))
$$;
SELECT is(pg_temp.decide('city', 'return', '{ais_patients,or_surgeries}', 'b', 'accepted'), 'decided', 'the city sends two cells back');
SELECT is(pg_temp.opine('nerve'), 'ZH409 opinion_element', 'nothing waits at the centre''s level');
SELECT is(pg_temp.save('{ais_patients,or_surgeries}', '{51,101}', 'b') || pg_temp.sign('b'), 'savedmoved', 'answered');
SELECT is(pg_temp.opine('city'), 'ZH403 opinion_centre', 'a commission has no opinion, it decides');
SELECT is(pg_temp.opine('nerve', 'or_surgeries'), 'ZH409 opinion_element', 'a centre has none on others'' specialties');
SELECT is(pg_temp.opine('nerve', 'ais_patients', '错'), '23514 return_opinion_text', 'nor of one character');
SELECT is(pg_temp.opine('nerve'), 'said', 'it says something');
SELECT is(pg_temp.decide('city', 'accept', '{}', 'b'), 'ZH409 opinion_unanswered', 'which is answered first');
SELECT is(pg_temp.try(login, format('SELECT commission.opinion_answer(%s, %s, ''已核对'')', pg_temp.return_of('b'), (SELECT max(id) FROM zhiheng.return_opinion))), refusal,
	login || ' does not answer it')
FROM (VALUES ('county', 'ZH404 '), ('city_viewer', 'ZH403 reviewer_needed'), ('nerve', 'ZH403 reviewer_needed')) AS item (login, refusal);
SELECT is(pg_temp.try('city', format('SELECT ''answered'' FROM commission.opinion_answer(%s, %s, ''已核对'')', pg_temp.return_of('b'), (SELECT max(id) FROM zhiheng.return_opinion))), 'answered', 'the city does');
SELECT is(pg_temp.try('city', format('SELECT commission.opinion_answer(%s, %s, ''再答'')', pg_temp.return_of('b'), (SELECT max(id) FROM zhiheng.return_opinion))), 'ZH409 opinion_answered', 'once');
UPDATE zhiheng.submission SET turn_at = now() - interval '30 days' WHERE turn = 3 AND institution_id = pg_temp.own('b');
SELECT is(pg_temp.opine('nerve'), 'ZH409 opinion_late', 'after the last day it comes too late');
SELECT is(pg_temp.decide('city', 'accept', '{}', 'b'), 'decided', 'then the city decides');

-- ---- W17: made anew it is the same ----
CREATE TEMPORARY TABLE kept AS SELECT * FROM zhiheng.accepted_number;
CREATE TEMPORARY TABLE heads AS SELECT id, counted, accepted_revision, accepted_at FROM zhiheng.return;
SELECT isnt(zhiheng.accepted_rebuild(), 0::bigint, 'made anew');
SELECT set_eq('SELECT * FROM zhiheng.accepted_number', 'SELECT * FROM kept', 'the same numbers');
SELECT set_eq('SELECT id, counted, accepted_revision, accepted_at FROM zhiheng.return', 'SELECT * FROM heads', 'and the same heads');
SELECT throws_ok(format('UPDATE zhiheng.submission SET turn = 4 WHERE institution_id = %s', pg_temp.own()), 'ZH403', NULL, 'no turn comes back');
SELECT throws_ok(format('UPDATE zhiheng.submission SET rungs = ''{4,3,2}'' WHERE institution_id = %s', pg_temp.own()), 'ZH403', NULL, 'no rung is added');

SELECT * FROM finish();
ROLLBACK;
