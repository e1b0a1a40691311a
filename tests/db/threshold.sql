-- Thresholds: what is demanded of whom, what is only strived for or named for comparison, and what adoption makes of the documents.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- ---- words and scope ----
SELECT is(zhiheng.threshold_label(op, value, value_to, unit, truth), expected, expected)
FROM (VALUES
	('>=', 90.0000, NULL::numeric, '%', false, '不低于 90 %'), ('range', 50, 60, '%', false, '50 至 60 %'), ('=', 1, NULL, '是/否', true, '应完成'),
	('up', NULL, NULL, '%', false, '较基线升高'), ('<', 1.75, NULL, NULL, false, '低于 1.75')
) AS item (op, value, value_to, unit, truth, expected);
SELECT is(zhiheng.threshold_verdict(nature, op, value, value_to, direction, 100, numerator, denominator), expected,
	format('%s %s %s-%s of %s: %s', nature, op, value, value_to, numerator, coalesce(expected, 'nothing')))
FROM (VALUES
	('aim', '>=', 90, NULL, 'increase', 90, 100, '达到力争目标'), ('aim', '>=', 90, NULL, 'increase', 89, 100, '未达到力争目标'),
	('aim', 'range', 50, 60, 'increase', 49, 100, '低于该范围，未达到力争目标'), ('aim', 'range', 50, 60, 'increase', 50, 100, '在该范围内，达到力争目标'),
	('aim', 'range', 50, 60, 'increase', 60, 100, '在该范围内，达到力争目标'), ('aim', 'range', 50, 60, 'increase', 61, 100, '高于该范围，达到力争目标'),
	('aim', 'range', 50, 60, 'decrease', 61, 100, '高于该范围，未达到力争目标'), ('aim', 'range', 50, 60, 'decrease', 40, 100, '低于该范围，达到力争目标'),
	('aim', 'range', 50, 60, 'none', 61, 100, '高于该范围，未达到力争目标'),
	('average', '=', 70, NULL, 'increase', 69, 100, '低于平均水平'), ('average', '=', 70, NULL, 'increase', 70, 100, '等于平均水平'),
	('average', '<', 30, NULL, 'increase', 31, 100, '高于平均水平'), ('average', 'range', 30, 40, 'increase', 35, 100, '在平均水平之内'),
	('aim', '>=', 90, NULL, 'increase', 0, 0, NULL), ('aim', '>=', 90, NULL, 'increase', NULL, 100, NULL),
	('required', '>=', 90, NULL, 'increase', 80, 100, NULL), ('direction', 'up', NULL, NULL, 'increase', 80, 100, NULL)
) AS item (nature, op, value, value_to, direction, numerator, denominator, expected);
SELECT is(zhiheng.threshold_covers(levels, kinds, ownerships, 'secondary', 'specialist', '眼科', 'private'), expected,
	format('%s %s %s: %s', levels, kinds, ownerships, expected))
FROM (VALUES
	('{}'::text[], '{}'::text[], '{}'::text[], true), ('{tertiary,secondary}', '{}', '{}', true), ('{tertiary}', '{}', '{}', false),
	('{}', '{specialist}', '{}', true), ('{}', '{specialist:眼科}', '{}', true), ('{}', '{specialist:口腔}', '{}', false), ('{}', '{tcm}', '{}', false),
	('{}', '{}', '{private}', true), ('{}', '{}', '{public}', false), ('{secondary}', '{}', '{public}', false)
) AS item (levels, kinds, ownerships, expected);
SELECT is(zhiheng.threshold_covers('{}', '{tcm}', '{}', 'secondary', 'general', NULL, 'public'), false, 'a kind without a type is none of another');
SELECT is(zhiheng.threshold_scope_label('{secondary,tertiary}', '{}', '{public}'), '公立，二级、三级', 'a scope in words');
SELECT is(zhiheng.threshold_scope_label('{}', '{}', '{}'), NULL, 'none for all');

-- ---- what cannot be ----
CREATE FUNCTION pg_temp.demand(p_position integer, p_nature text, p_op text, p_value numeric, p_to numeric DEFAULT NULL, p_levels text[] DEFAULT '{}',
	p_ownerships text[] DEFAULT '{}') RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	broken text;
BEGIN
	INSERT INTO zhiheng.programme_threshold (programme_id, indicator_code, position, nature, op, value, value_to, levels, ownerships, source)
	SELECT id, 'NIT-2025-01.1', p_position, p_nature, p_op, p_value, p_to, p_levels, p_ownerships, '试验' FROM zhiheng.programme WHERE name = '试验方案';
	RETURN 'made';
EXCEPTION WHEN check_violation OR unique_violation THEN
	GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
	RETURN broken;
END
$$;
SELECT is(pg_temp.demand(9, nature, op, value, value_to), expected, format('%s %s %s-%s: %s', nature, op, value, value_to, expected))
FROM (VALUES
	('required', 'range', 50, 60, 'programme_threshold_range'), ('aim', 'range', 50, NULL, 'programme_threshold_range'),
	('aim', 'range', 60, 50, 'programme_threshold_range'), ('aim', '>=', 50, 60, 'programme_threshold_range'),
	('aim', 'up', NULL, NULL, 'programme_threshold_nature'), ('direction', '>=', 50, NULL, 'programme_threshold_nature'),
	('required', '>=', NULL, NULL, 'programme_threshold_value'), ('direction', 'up', 50, NULL, 'programme_threshold_value')
) AS item (nature, op, value, value_to, expected);

-- ---- whose is which: public secondary hospitals 40, secondary ones else 60 ----
SELECT is(pg_temp.demand(1, 'required', '>=', 40, NULL, '{secondary}', '{public}'), 'made', 'one for some');
SELECT is(pg_temp.demand(2, 'required', '>=', 60, NULL, '{secondary}'), 'made', 'one for more');
SELECT is(pg_temp.demand(3, 'aim', 'range', 70, 80), 'made', 'an aim, a range');
SELECT is(pg_temp.demand(4, 'average', '=', 55), 'made', 'an average');
SELECT is(pg_temp.demand(4, 'average', '=', 56), 'programme_threshold_pkey', 'a place once');
SELECT pg_temp.become('B', '{"ownership": "private"}');
SELECT pg_temp.become('C', '{"level": "tertiary"}');
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
SELECT is((SELECT string_agg(right(institution.name, 1) || ' ' || coalesce(trim_scale(own.value)::text, '-'), ', ' ORDER BY institution.name)
	FROM zhiheng.institution AS institution
	LEFT JOIN LATERAL zhiheng.threshold_of(pg_temp.programme(), 'NIT-2025-01.1', institution.level, institution.kind, institution.specialist_type,
		institution.ownership) AS own ON true
	WHERE institution.name LIKE '试验医院_'), 'A 40, B 60, C -', 'the first whose scope an institution is in, or none');
SELECT is(pg_temp.ask('zhiheng_institution', login, 'SELECT coalesce(threshold_op || trim_scale(threshold_value), ''none'') FROM institution.asked_indicator
	WHERE indicator_code = ''NIT-2025-01.1'''), expected, login || ' reads what is demanded of it: ' || expected)
FROM (VALUES ('clerk_a', '>=40'), ('clerk_b', '>=60'), ('clerk_c', 'none')) AS want (login, expected);
SELECT is(pg_temp.ask('zhiheng_institution', login, 'SELECT string_agg(nature_label || label, '' '' ORDER BY position) FROM institution.threshold_word
	WHERE indicator_code = ''NIT-2025-01.1'''), expected, login || ' reads all that is for it')
FROM (VALUES ('clerk_a', '要求不低于 40 % 要求不低于 60 % 力争70 至 80 % 平均水平（参考）等于 55 %'), ('clerk_c', '力争70 至 80 % 平均水平（参考）等于 55 %')) AS want (login, expected);

-- All with 50 of 100: A has what is demanded of it, B has not, of C nothing is.
SELECT zhiheng.return_put(pg_temp.return_of(mark), 1, pg_temp.account_of('clerk_' || mark), '{ais_patients,ais_reperfused}', '{value,value}', '{100,50}')
FROM unnest(ARRAY['a', 'b', 'c']) AS mark;
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
UPDATE zhiheng.return SET state = 'accepted', first_submitted_at = now() WHERE id IN (SELECT pg_temp.return_of(mark) FROM unnest(ARRAY['a', 'b', 'c']) AS mark);
ALTER TABLE zhiheng.return ENABLE TRIGGER return_guard;
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(right(institution_name, 1) || ' ' || coalesce(threshold_met::text, '-'), ', '
	ORDER BY institution_name) FROM commission.results(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())), 'A true, B false, C -',
	'each is held against its own');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(right(head.institution_name, 1) || ' ' || coalesce(item.threshold_met::text, '-'), ', '
	ORDER BY head.institution_name) FROM commission.return_item AS head CROSS JOIN LATERAL commission.return_indicator(ARRAY[head.id]) AS item
	WHERE head.programme_id = %s AND item.indicator_code = 'NIT-2025-01.1'$q$, pg_temp.programme())), 'A true, B false, C -', 'on the page of a return, too');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(trim_scale(own.value)::text, ',') FROM commission.threshold_own(%s, %s, '2031Q1') AS own$q$,
	pg_temp.programme(), (SELECT id FROM zhiheng.institution WHERE name = '试验医院' || mark))), expected, mark || ' on the page of its results')
FROM (VALUES ('A', '40'), ('B', '60'), ('C', NULL)) AS want (mark, expected);
SELECT is(pg_temp.ask('zhiheng_institution', 'leader_a', format($q$SELECT string_agg(nature_label || '：' || verdict, ' ')
	FROM institution.threshold_words(%s, '2031Q1', 'NIT-2025-01.1')$q$, pg_temp.programme())),
	'力争：低于该范围，未达到力争目标 平均水平（参考）：低于平均水平', 'an aim and an average are no demand');

-- An edition says one threshold of all, or none.
SELECT is((SELECT threshold_op FROM worker.publish_indicator WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1'), NULL,
	'what differs is not published');
UPDATE zhiheng.programme_threshold SET value = 40 WHERE programme_id = pg_temp.programme() AND position = 2;
SELECT is((SELECT threshold_op FROM worker.publish_indicator WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1'), NULL,
	'nor what is not demanded of all');
SELECT pg_temp.become('C', '{"level": "secondary"}');
SELECT is((SELECT threshold_op || trim_scale(threshold_value) FROM worker.publish_indicator WHERE programme_id = pg_temp.programme()
	AND indicator_code = 'NIT-2025-01.1'), '>=40', 'what is the same for all is');

-- ---- from the documents ----
SELECT is((SELECT string_agg(concat_ws(' ', nature, op, trim_scale(value), trim_scale(value_to), array_to_string(levels, '+'), array_to_string(ownerships, '+'), years), ' / '
	ORDER BY position) FROM commission.threshold_proposal(year) WHERE indicator_code = code), expected, format('%s in %s', code, year))
FROM (VALUES
	('CZA-7-6.1', 2023, 'required = 100 secondary+tertiary public 2023;2024;2025'),
	('CZA-7-6.1', 2024, 'required = 100 secondary+tertiary public 2023;2024;2025 / required = 100 secondary  2024;2025'),
	('CZA-7-2.1', 2023, 'required >= 90 secondary+tertiary  2023'),
	('CZA-7-2.1', 2024, 'required = 100 secondary+tertiary  2024;2025'),
	('CZA-7-2.1', 2027, 'required = 100 secondary+tertiary  2024;2025'),
	('SD-2024-22.1', 2024, 'aim range 50 60   2024'),
	('SD-2024-22.1', 2023, NULL),
	('SXQ-34.1', 2025, 'direction up   2025')
) AS want (code, year, expected);
SELECT is_empty($$SELECT proposal.indicator_code FROM commission.threshold_proposal(2024) AS proposal
	JOIN zhiheng.threshold AS threshold ON threshold.indicator_code = proposal.indicator_code AND threshold.judged_for = 'area'
		AND threshold.years ~ '2024'
	WHERE proposal.nature IN ('required', 'direction')$$, 'what is judged of an area is demanded of no institution');
SELECT cmp_ok((SELECT count(*) FROM commission.threshold_proposal(2024) WHERE nature = 'area'), '>=', 7::bigint, 'it is kept as such');
SELECT is_empty($$SELECT indicator_code FROM commission.threshold_proposal(2025) WHERE nature IN ('required', 'direction')
	GROUP BY indicator_code HAVING min(position) <> 1$$, 'what is demanded comes first');

-- A change of who is asked leaves them as they are; another demand replaces those there were, not the aims.
CREATE FUNCTION pg_temp.change(p_op text, p_value text, p_source text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT commission.indicator_change(%s, ''NIT-2025-01.1'', %L, ''{}'', ''{}'', 30, true, %L, %s, %L, NULL, NULL, ''quarter'')',
		pg_temp.programme(), (SELECT entry.seen FROM commission.programme_indicator_entry AS entry WHERE entry.programme_id = pg_temp.programme()
			AND entry.code = 'NIT-2025-01.1'), p_op, coalesce(p_value, 'NULL'), p_source))
$$;
CREATE FUNCTION pg_temp.all_of() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(nature || ' ' || op || coalesce(trim_scale(value)::text, '') || ' ' || array_to_string(levels, '+'), ', ' ORDER BY position)
	FROM zhiheng.programme_threshold WHERE programme_id = pg_temp.programme() AND indicator_code = 'NIT-2025-01.1'
$$;
SELECT pg_temp.change('>=', '40', '试验');
SELECT is(pg_temp.all_of(), 'required >=40 secondary, required >=40 secondary, aim range70 , average =55 ', 'nothing else is demanded');
SELECT pg_temp.change('>=', '45', '自定');
SELECT is(pg_temp.all_of(), 'required >=45 , aim range70 , average =55 ', 'something else is');
SELECT pg_temp.change(NULL, NULL, NULL);
SELECT is(pg_temp.all_of(), 'aim range70 , average =55 ', 'nothing is');
SELECT pg_temp.change('up', NULL, '自定');
SELECT is(pg_temp.all_of(), 'direction up , aim range70 , average =55 ', 'a direction is');

SELECT * FROM finish();
ROLLBACK;
