-- The dated register: no figure of a past period changes because the register of today does (invariant W2).  All figures of the
-- demo are computed, by the worker and live, for the city, three counties and a hospital; then hospitals move, rise, change their
-- kind and name, are merged, suspended and excused, and all is computed anew.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- Administrators of the counties that the hospital leaves and comes to.
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'w2_' || commission.region_code, '张登记', 'administrator', commission.id
FROM zhiheng.commission AS commission WHERE commission.region_code IN ('990100', '990101', '990102', '990103');
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to(login, 'UTF8')), id, '127.0.0.1' FROM zhiheng.account WHERE login LIKE 'w2\_%' OR login = 'h1.clerk';
CREATE FUNCTION pg_temp.id_of(p_name text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = p_name $$;
CREATE TEMPORARY TABLE target AS
SELECT programme.id AS programme_id, span.period
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id AND owner.region_code = '990100'
JOIN zhiheng.period_quarter AS span ON span.programme_id = programme.id AND span.period IN ('2024Q4', '2025Q1', '2025Q2', '2025H1', '2025')
GROUP BY programme.id, span.period;

CREATE TEMPORARY TABLE figure (stage text, who text, programme_id bigint, period text, what text, digest text, rows bigint);
CREATE FUNCTION pg_temp.digest(p_role text, p_login text, p_query text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask(p_role, p_login, format('SELECT count(*) || '' '' || coalesce(md5(string_agg(line, E''\n'' ORDER BY line)), '''') FROM (SELECT shown::text AS line FROM (%s) AS shown) AS item', p_query))
$$;
CREATE FUNCTION pg_temp.note(p_stage text, p_who text, p_programme bigint, p_period text, p_what text, p_query text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO figure (stage, who, programme_id, period, what, digest, rows)
	SELECT p_stage, p_who, p_programme, p_period, p_what, split_part(found, ' ', 2), split_part(found, ' ', 1)::bigint
	FROM pg_temp.digest(CASE p_who WHEN 'operator' THEN session_user::text WHEN 'h1.clerk' THEN 'zhiheng_institution' ELSE 'zhiheng_commission' END,
		p_who, p_query) AS found
$$;
CREATE FUNCTION pg_temp.figures(p_stage text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	item record;
	login text;
BEGIN
	FOR item IN SELECT target.programme_id, target.period FROM target LOOP
		PERFORM zhiheng.computed_make(item.programme_id, item.period);
		PERFORM pg_temp.note(p_stage, 'operator', item.programme_id, item.period, 'computed values', format(
			'SELECT value.indicator_code, value.institution_ids, value.expected, value.accepted, value.received, value.coverages, value.numerators,
				value.denominators, value.deviations, value.earlier, value.baseline_numerators, value.goals, value.met
			FROM zhiheng.computed_value AS value WHERE value.programme_id = %s AND value.period = %L', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'operator', item.programme_id, item.period, 'computed totals', format(
			'SELECT total.* FROM zhiheng.computed_total AS total WHERE total.programme_id = %s AND total.period = %L', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'operator', item.programme_id, item.period, 'groups', format(
			'SELECT * FROM worker.compute_institutions(%s, %L)', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'operator', item.programme_id, item.period, 'edition', format(
			'SELECT item.* FROM worker.publish_institution AS item WHERE item.programme_id = %s AND item.period = %L', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'operator', item.programme_id, item.period, 'edition values', format(
			'SELECT * FROM worker.publish_values(%s, %L, 10)', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'h1.clerk', item.programme_id, item.period, 'peers', format(
			'SELECT one.code, (SELECT array_agg(step) FROM institution.similar_evidence(%1$s, %2$L, one.code) AS step),
				(SELECT array_agg(step) FROM institution.improvement_evidence(%1$s, %2$L, one.code) AS step)
			FROM unnest(''{NIT-2025-01.1,NIT-2025-05.1,NIT-2025-09.1,SXQ-13.1}''::text[]) AS one (code)', item.programme_id, item.period));
		PERFORM pg_temp.note(p_stage, 'h1.clerk', item.programme_id, item.period, 'values', format(
			'SELECT * FROM institution.peer_results(%s, %L, NULL)', item.programme_id, item.period));
		FOREACH login IN ARRAY ARRAY['w2_990100', 'w2_990101', 'w2_990103'] LOOP
			PERFORM pg_temp.note(p_stage, login, item.programme_id, item.period, what.name, format(what.query, item.programme_id, item.period))
			FROM (VALUES
				('results', 'SELECT * FROM commission.results(%s, %L, NULL)'),
				('totals', 'SELECT * FROM commission.totals(%s, %L)'),
				('matrix', 'SELECT * FROM commission.matrix(%s, %L, NULL)'),
				('arrivals', 'SELECT * FROM commission.arrivals(%s, %L)'),
				('before', 'SELECT * FROM commission.values_before(%s, %L, NULL)'),
				('similar', 'SELECT *, %s FROM commission.similar_groups(%L)'),
				('list', 'SELECT *, %s FROM commission.signal_institutions(%L)')
			) AS what (name, query);
		END LOOP;
	END LOOP;
	FOREACH login IN ARRAY ARRAY['w2_990100', 'w2_990101', 'w2_990103'] LOOP
		PERFORM pg_temp.note(p_stage, login, asked.programme_id, NULL, 'trend ' || asked.indicator_code, format(
			'SELECT * FROM commission.trend(%s, %L, NULL)', asked.programme_id, asked.indicator_code))
		FROM (SELECT DISTINCT target.programme_id FROM target) AS own
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = own.programme_id AND asked.indicator_code IN ('NIT-2025-01.1', 'NIT-2025-05.1', 'NIT-2025-09.1');
	END LOOP;
END
$$;
CREATE FUNCTION pg_temp.changed(p_before text, p_after text, p_last date DEFAULT 'infinity') RETURNS SETOF text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', old.who, old.programme_id, old.period, old.what)
	FROM figure AS old
	JOIN figure AS new ON new.stage = p_after AND (new.who, new.what) = (old.who, old.what) AND new.programme_id = old.programme_id
		AND new.period IS NOT DISTINCT FROM old.period
	WHERE old.stage = p_before AND new.digest IS DISTINCT FROM old.digest AND coalesce(zhiheng.period_end(old.period) <= p_last, p_last = 'infinity')
	ORDER BY 1
$$;

SELECT pg_temp.figures('before');
SELECT cmp_ok((SELECT count(*) FROM figure WHERE rows > 0), '>', 100::bigint, 'there are figures to hold');

-- == today's register changes ==
SELECT zhiheng.particulars_record(pg_temp.id_of('示例市中心医院'), zhiheng.today(), '{"region_code": "990103", "name": "示例市新中心医院"}', '迁建');
SELECT zhiheng.particulars_record(pg_temp.id_of('示例市示中区人民医院'), zhiheng.today(), '{"level": "tertiary", "grade": "B", "beds": 700}', '晋级');
SELECT zhiheng.particulars_record(pg_temp.id_of('示例安宁医院'), zhiheng.today(), '{"kind": "specialist", "specialist_type": "精神", "ownership": "public"}', '转型');
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason) VALUES
	(pg_temp.id_of('示例市中医医院'), zhiheng.today(), 'closed', '并入第一人民医院'),
	(pg_temp.id_of('示例市口腔医院'), zhiheng.today(), 'suspended', '装修');
INSERT INTO zhiheng.succession (predecessor_id, successor_id, way, on_day, reason)
VALUES (pg_temp.id_of('示例市中医医院'), pg_temp.id_of('示例市第一人民医院'), 'merged', zhiheng.today(), '并入');
INSERT INTO zhiheng.excuse (institution_id, period, excused, reason) VALUES (pg_temp.id_of('示例市儿童医院'), '2026Q4', true, '系统更换');
SELECT is((SELECT region_code || ' ' || name FROM zhiheng.institution WHERE id = pg_temp.id_of('示例市新中心医院')), '990103 示例市新中心医院',
	'the desk of today has the new ones at once');
SELECT is((SELECT count(*) FROM zhiheng.institution WHERE NOT active AND name IN ('示例市中医医院', '示例市口腔医院')), 2::bigint, 'closed and suspended');
SELECT pg_temp.figures('today');
SELECT is_empty($$SELECT pg_temp.changed('before', 'today')$$, 'no figure of any past period has changed');
SELECT is(zhiheng.register_rebuild(), (SELECT count(*) FROM zhiheng.register), 'the register is made anew from the record');
SELECT pg_temp.figures('rebuilt');
SELECT is_empty($$SELECT pg_temp.changed('today', 'rebuilt')$$, 'and with it every figure, to the same');

-- == a change of a past day is a correction of the periods from it on, and of no other ==
SELECT zhiheng.particulars_record(pg_temp.id_of('示例市第一人民医院'), '2025-05-15', '{"region_code": "990103"}', '补登迁址');
SELECT zhiheng.particulars_record(pg_temp.id_of('示例市示中区人民医院'), '2025-05-15', '{"level": "tertiary"}', '补登晋级');
SELECT pg_temp.figures('corrected');
SELECT is_empty($$SELECT pg_temp.changed('rebuilt', 'corrected', '2025-05-14')$$, 'periods that ended before the day stay');
SELECT bag_has($$SELECT pg_temp.changed('rebuilt', 'corrected')$$, $$SELECT 'operator ' || programme_id || ' ' || period || ' computed totals'
	FROM target WHERE period IN ('2025Q2', '2025H1', '2025')$$, 'periods that ended after it have other totals');

-- Counted again without any of these functions: what was accepted in the quarter, by where the institution lay on its last day.
CREATE TEMPORARY TABLE place AS
SELECT DISTINCT ON (item.institution_id, day.period) item.institution_id, day.period, item.region_code, item.level, item.kind, item.specialist_type
FROM (VALUES ('2025Q1', '2025-03-31'::date), ('2025Q2', '2025-06-30'), ('2024Q4', '2024-12-31')) AS day (period, last)
JOIN zhiheng.particulars AS item ON item.from_day <= day.last
ORDER BY item.institution_id, day.period, item.from_day DESC, item.id DESC;
SELECT bag_eq($$
	SELECT total.period::text, total.region_code, total.indicator_code, total.numerator, total.denominator
	FROM zhiheng.computed_total AS total
	JOIN target ON target.programme_id = total.programme_id AND target.period = total.period AND target.period IN ('2025Q1', '2025Q2', '2024Q4')
	WHERE total.indicator_code IN ('NIT-2025-01.1', 'NIT-2025-05.1', 'NIT-2025-09.1') AND total.region_code ~ '9901(0|2)[1-6]'
$$, $$
	SELECT target.period, place.region_code, asked.indicator_code,
		sum(upper_cell.value) FILTER (WHERE upper_cell.value <= lower_cell.value) AS numerator,
		sum(lower_cell.value) FILTER (WHERE upper_cell.value <= lower_cell.value) AS denominator
	FROM target
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = target.programme_id
		AND asked.indicator_code IN ('NIT-2025-01.1', 'NIT-2025-05.1', 'NIT-2025-09.1')
	JOIN zhiheng.demand AS asking ON asking.programme_id = target.programme_id AND asking.period = target.period
	JOIN place ON place.institution_id = asking.institution_id AND place.period = target.period
		AND zhiheng.applies(asked.levels, asked.kinds, place.level, place.kind, place.specialist_type)
	LEFT JOIN zhiheng.accepted_cell AS upper_cell ON upper_cell.institution_id = place.institution_id AND upper_cell.period = target.period
		AND upper_cell.element_code = asked.numerator
	LEFT JOIN zhiheng.accepted_cell AS lower_cell ON lower_cell.institution_id = place.institution_id AND lower_cell.period = target.period
		AND lower_cell.element_code = asked.denominator
	WHERE target.period IN ('2025Q1', '2025Q2', '2024Q4')
	GROUP BY target.period, place.region_code, asked.indicator_code
$$, 'county by county the totals are those counted by hand');
SELECT is(pg_temp.ask('zhiheng_commission', 'w2_990101', format($q$SELECT count(*)::text FROM commission.results(%s, '2025Q1', 'NIT-2025-09.1')
	WHERE institution_name = '示例市第一人民医院'$q$, (SELECT programme_id FROM target WHERE period = '2025Q1'))), '1', 'whom it left has it still in the quarter before');
SELECT is(pg_temp.ask('zhiheng_commission', 'w2_990101', format($q$SELECT count(*)::text FROM commission.results(%s, '2025Q2', 'NIT-2025-09.1')
	WHERE institution_name = '示例市第一人民医院'$q$, (SELECT programme_id FROM target WHERE period = '2025Q2'))), '0', 'and no more in that of the move');
SELECT is(pg_temp.ask('zhiheng_commission', 'w2_990103', format($q$SELECT count(*)::text FROM commission.results(%s, '2025Q2', 'NIT-2025-09.1')
	WHERE institution_name = '示例市第一人民医院'$q$, (SELECT programme_id FROM target WHERE period = '2025Q2'))), '1', 'which is the other''s');

-- == by the register of today, on wish ==
CREATE TEMPORARY TABLE home AS SELECT id, region_code, level, kind, specialist_type FROM zhiheng.institution;
SELECT bag_eq(format($$SELECT item.line FROM unnest(string_to_array(pg_temp.ask('zhiheng_commission', %L, $q$SELECT string_agg(concat_ws(' ', indicator_code,
		numerator::numeric(16,4), denominator::numeric(16,4)), ';') FROM commission.totals(%s, '2025Q1', true) WHERE indicator_code IN ('NIT-2025-01.1', 'NIT-2025-05.1', 'NIT-2025-09.1')$q$), ';')) AS item (line)$$,
	login, (SELECT programme_id FROM target WHERE period = '2025Q1')), format($$
	SELECT concat_ws(' ', asked.indicator_code, sum(upper_cell.value)::numeric(16,4), sum(lower_cell.value)::numeric(16,4))
	FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.demand AS asking ON asking.programme_id = asked.programme_id AND asking.period = '2025Q1'
	JOIN home ON home.id = asking.institution_id AND home.region_code = %L AND zhiheng.applies(asked.levels, asked.kinds, home.level, home.kind, home.specialist_type)
	JOIN place ON place.institution_id = home.id AND place.period = '2025Q1' AND zhiheng.applies(asked.levels, asked.kinds, place.level, place.kind, place.specialist_type)
	JOIN zhiheng.accepted_cell AS upper_cell ON upper_cell.institution_id = home.id AND upper_cell.period = '2025Q1' AND upper_cell.element_code = asked.numerator
	JOIN zhiheng.accepted_cell AS lower_cell ON lower_cell.institution_id = home.id AND lower_cell.period = '2025Q1' AND lower_cell.element_code = asked.denominator
	WHERE asked.programme_id = %s AND asked.indicator_code IN ('NIT-2025-01.1', 'NIT-2025-05.1', 'NIT-2025-09.1') AND upper_cell.value <= lower_cell.value
	GROUP BY asked.indicator_code
$$, right(login, 6), (SELECT programme_id FROM target WHERE period = '2025Q1')), login || ' has those that lie there now, counted by hand')
FROM unnest(ARRAY['w2_990101', 'w2_990103']) AS login;
SELECT isnt(pg_temp.ask('zhiheng_commission', 'w2_990103', format(query, own.programme_id, 'true')), pg_temp.ask('zhiheng_commission', 'w2_990103', format(query, own.programme_id, 'false')), what || ' differs from that of then')
FROM (VALUES ('the total', 'SELECT string_agg(total::text, ''|'' ORDER BY indicator_code) FROM commission.totals(%s, ''2025Q1'', %s) AS total'),
	('the trend', 'SELECT string_agg(span::text, ''|'' ORDER BY period) FROM commission.trend(%s, ''NIT-2025-09.1'', NULL, %s) AS span')) AS item (what, query)
CROSS JOIN (SELECT programme_id FROM target WHERE period = '2025Q1') AS own;

-- == what is of one day, and of later ones ==
SELECT is((SELECT string_agg(from_day || ' ' || level, ', ' ORDER BY from_day) FROM zhiheng.particulars_held
	WHERE institution_id = pg_temp.id_of('示例市示中区人民医院')), '-infinity secondary, 2025-05-15 tertiary, ' || zhiheng.today() || ' tertiary',
	'a correction of an earlier day leaves what was recorded of later ones');
SELECT is((SELECT grade FROM zhiheng.register_of(NULL) WHERE id = pg_temp.id_of('示例市示中区人民医院')), 'B', 'with all it says');
SELECT zhiheng.particulars_record(pg_temp.id_of('示例市示中区人民医院'), '2025-01-01', '{"beds": 480, "name": "示例市示中区医院"}', '补登');
SELECT is((SELECT string_agg(from_day || ' ' || beds || ' ' || name, ', ' ORDER BY from_day) FROM zhiheng.particulars_held
	WHERE institution_id = pg_temp.id_of('示例市示中区医院')), '-infinity 450 示例市示中区人民医院, 2025-01-01 480 示例市示中区医院, 2025-05-15 480 示例市示中区医院, '
	|| zhiheng.today() || ' 700 示例市示中区医院', 'and what stood unchanged in them follows');
SELECT is(zhiheng.particulars_record(pg_temp.id_of('示例市示中区医院'), '2025-02-01', '{"beds": 480}', '无变化'), 0, 'nothing new is nothing');
SELECT throws_ok($$UPDATE zhiheng.institution SET level = 'primary' WHERE name = '示例市儿童医院'$$, 'ZH403', NULL, 'today''s row is not written by hand');
SELECT throws_ok($$UPDATE zhiheng.particulars SET level = 'primary'$$, 'ZH403', NULL, 'the record is only ever added to');
SELECT throws_ok($$INSERT INTO zhiheng.particulars (institution_id, from_day, name, region_code, affiliation_code, level, kind, ownership, beds)
	SELECT id, '2025-01-01', name, region_code, affiliation_code, 'top', kind, ownership, beds FROM zhiheng.institution LIMIT 1$$, '23514', NULL,
	'a level that there is not');

-- == open, suspended, closed; the last open day says what it was ==
SELECT zhiheng.particulars_record(pg_temp.id_of('示例晨光医院'), '2025-09-10', '{"level": "primary"}', '预先登记');
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason) VALUES (pg_temp.id_of('示例晨光医院'), '2025-08-15', 'closed', '关闭');
SELECT is((SELECT level FROM zhiheng.register_of('2025Q3') WHERE id = pg_temp.id_of('示例晨光医院')), 'secondary', 'what is of a day after the last open one does not count');
SELECT is((SELECT string_agg(concat_ws(' ', period, exempt, final), ', ' ORDER BY period) FROM zhiheng.return
	WHERE institution_id = pg_temp.id_of('示例晨光医院') AND period IN ('2025Q2', '2025Q3')), '2025Q2 f, 2025Q3 t', 'it owes the quarter in which it closed, as a final return');
SELECT is(zhiheng.return_exempt(pg_temp.id_of('示例晨光医院'), '2025Q4'), 'closed', 'and none after it');
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason) VALUES (pg_temp.id_of('示例晨光医院'), '2026-02-01', 'open', '重新开业');
SELECT is((SELECT level FROM zhiheng.register_of('2026Q1') WHERE id = pg_temp.id_of('示例晨光医院')), 'primary', 'reopened it is what was recorded meanwhile');
SELECT is(zhiheng.return_exempt(pg_temp.id_of('示例晨光医院'), '2026Q1'), NULL, 'and reports again');
INSERT INTO zhiheng.excuse (institution_id, period, excused, reason) VALUES (pg_temp.id_of('示例晨光医院'), '2025Q3', true, '系统更换');
SELECT is((SELECT exempt FROM zhiheng.return WHERE institution_id = pg_temp.id_of('示例晨光医院') AND period = '2025Q3'), 'excused', 'excused');
INSERT INTO zhiheng.excuse (institution_id, period, excused, reason) VALUES (pg_temp.id_of('示例晨光医院'), '2025Q3', false, '误登');
SELECT is((SELECT exempt FROM zhiheng.return WHERE institution_id = pg_temp.id_of('示例晨光医院') AND period = '2025Q3'), NULL, 'and not');

-- A final return counts, and is not ranked.
CREATE FUNCTION pg_temp.value(p_stage text) RETURNS text
LANGUAGE sql AS $$
	SELECT p_stage || ' ' || value.coverage || ' ' || trim_scale(value.numerator) || '/' || trim_scale(value.denominator)
	FROM zhiheng.count_values((SELECT programme_id FROM target WHERE period = '2025Q2'), '2025Q2', 'NIT-2025-09.1', ARRAY[pg_temp.id_of('示例市肿瘤医院')], NULL) AS value
$$;
CREATE TEMPORARY TABLE open_value AS SELECT pg_temp.value('') AS words;
INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason) VALUES (pg_temp.id_of('示例市肿瘤医院'), '2025-06-20', 'closed', '关闭');
SELECT matches(words, 'complete') FROM open_value;
SELECT is(pg_temp.value(''), (SELECT replace(words, 'complete', 'partial') FROM open_value), 'a final return has its numbers, of a part of the period');
SELECT is_empty($$SELECT FROM zhiheng.return WHERE exempt IS NOT NULL AND period = '2025Q2' AND institution_id = pg_temp.id_of('示例市肿瘤医院')$$, 'and is owed');

SELECT finish();
ROLLBACK;
