-- The ledger: its state machine with what each step needs, who may take it, who sees an item, and
-- that nothing of the record can be changed.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.institution_of(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || upper(p_mark) $$;
CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
-- Opens an item about an institution's indicator; gives 'made' or the refusal.
CREATE FUNCTION pg_temp.open(p_login text, p_mark text, p_indicator text, p_source text, p_content text DEFAULT '低于目标值', p_due integer DEFAULT 30)
RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN commission.ledger_open(%s, %L, %s, %L, %L, %L, %L, %L, %L, %L) > 0 THEN ''made'' END',
		pg_temp.institution_of(p_mark), p_source, CASE WHEN p_indicator IS NULL THEN 'NULL' ELSE pg_temp.programme()::text END,
		CASE WHEN p_indicator IS NULL THEN NULL ELSE '2031Q1' END, p_indicator, '数值', p_content, '达到目标', '医务科科长',
		zhiheng.today() + p_due))
$$;
CREATE FUNCTION pg_temp.item(p_mark text, p_indicator text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT max(id) FROM zhiheng.ledger_item WHERE institution_id = pg_temp.institution_of(p_mark)
		AND indicator_code IS NOT DISTINCT FROM p_indicator
$$;
CREATE FUNCTION pg_temp.one() RETURNS bigint
LANGUAGE sql AS $$ SELECT pg_temp.item('a', 'NIT-2025-01.1') $$;
CREATE FUNCTION pg_temp.state() RETURNS text
LANGUAGE sql AS $$ SELECT state FROM zhiheng.ledger_item WHERE id = pg_temp.one() $$;
CREATE FUNCTION pg_temp.write(p_login text, p_kind text, p_text text, p_numbers text DEFAULT 'NULL, NULL', p_state text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(nullif(pg_temp.try(p_login, format('SELECT institution.ledger_write(%s, %L, %L, %L, %s)',
		pg_temp.one(), coalesce(p_state, pg_temp.state()), p_kind, p_text, p_numbers)), ''), 'written')
$$;
CREATE FUNCTION pg_temp.plan(p_login text, p_text text, p_due integer DEFAULT 10) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.ledger_plan(%s, %L, %L, %L, %L) > 0 THEN ''planned'' END',
		pg_temp.one(), pg_temp.state(), p_text, '护士长', zhiheng.today() + p_due))
$$;
CREATE FUNCTION pg_temp.finish_measure(p_login text, p_text text, p_outcome text) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(nullif(pg_temp.try(p_login, format('SELECT institution.ledger_end(%s, %s, %L, %L)', pg_temp.one(),
		(SELECT min(id) FROM zhiheng.ledger_measure WHERE text = p_text), p_outcome, '情况如此')), ''), 'ended')
$$;
CREATE FUNCTION pg_temp.move(p_login text, p_to text, p_reason text DEFAULT NULL, p_state text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, format('SELECT CASE WHEN institution.ledger_move(%s, %L, %L, %L) > 0 THEN ''moved'' END',
		pg_temp.one(), coalesce(p_state, pg_temp.state()), p_to, p_reason))
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_act text, p_words text DEFAULT NULL, p_state text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT coalesce(nullif(pg_temp.try(p_login, format('SELECT commission.ledger_decide(%s, %L, %L, %L)',
		pg_temp.one(), coalesce(p_state, pg_temp.state()), p_act, p_words)), ''), 'decided')
$$;

-- ---- opening ----
SELECT is(pg_temp.open('city_reviewer', 'a', 'NIT-2025-01.1', 'goal'), 'made', 'a reviewer opens an item');
SELECT is(pg_temp.open('city_reviewer', 'a', 'NIT-2025-01.1', 'goal'), 'made', 'the same form again');
SELECT is((SELECT count(*) FROM zhiheng.ledger_item WHERE indicator_code IS NOT NULL AND institution_id = pg_temp.institution_of('a')), 1::bigint, 'is one item');
SELECT is(pg_temp.open('city', 'a', 'NIT-2025-01.1', 'goal', '又一说'), 'ZH409 ledger_duplicate', 'the same problem is not opened twice');
SELECT is(pg_temp.open('city_viewer', 'a', 'NIT-2025-01.1', 'outlier'), 'ZH403 reviewer_needed', 'a viewer opens none');
SELECT is(pg_temp.open('nerve', 'a', 'NIT-2025-01.1', 'outlier'), 'ZH403 reviewer_needed', 'nor a QC centre');
SELECT is(pg_temp.open('county', 'c', 'NIT-2025-01.1', 'goal'), 'ZH404 ', 'a county opens none outside of it');
SELECT is(pg_temp.open('city', 'a', 'NIT-2025-02.1', 'goal'), 'ZH404 ', 'nor anybody about what the programme does not ask');
SELECT is(pg_temp.open('city', 'b', 'NIT-2025-09.1', 'outlier', '偏离', -1), 'ZH400 ledger_due', 'a deadline in the past is refused');
SELECT is(pg_temp.open('city', 'b', 'NIT-2025-09.1', 'outlier'), 'made', 'another institution and indicator');
SELECT is(pg_temp.open('city', 'a', NULL, 'nonsense'), '23514 ledger_item_source_check', 'sources are on the list');
SELECT is(pg_temp.open('county', 'a', NULL, 'inspection', '现场检查发现'), 'made', 'a county opens its own by hand');
SELECT is((SELECT specialty FROM zhiheng.ledger_item WHERE id = pg_temp.one()), '神经', 'the specialty is that of the indicator');

-- ---- who sees what ----
SELECT is(pg_temp.try(login, query), expected, format('%s sees %s', login, expected))
FROM (VALUES
	('city', 'SELECT count(*) FROM commission.ledger_item WHERE region_code LIKE ''98%''', '3'),
	('province', 'SELECT count(*) FROM commission.ledger_item WHERE region_code LIKE ''98%''', '3'),
	('city_viewer', 'SELECT count(*) FROM commission.ledger_item WHERE region_code LIKE ''98%''', '3'),
	('county', 'SELECT count(*) FROM commission.ledger_item', '3'),
	('nerve', 'SELECT count(*) FROM commission.ledger_item', '1'),
	('nerve', 'SELECT count(*) FROM commission.ledger_history', '1'),
	('clerk_a', 'SELECT count(*) FROM institution.ledger_item', '2'),
	('clerk_b', 'SELECT count(*) FROM institution.ledger_item', '1'),
	('clerk_c', 'SELECT count(*) FROM institution.ledger_item', '0'),
	('clerk_c', 'SELECT count(*) FROM institution.ledger_history', '0'),
	('clerk_b', 'SELECT count(*) FROM institution.ledger_history', '1')
) AS want (login, query, expected);
SELECT is(pg_temp.try('city', format('SELECT decides FROM commission.ledger_item WHERE id = %s', pg_temp.one())), 'true', 'the city decides on its item');
SELECT is(pg_temp.try('county', format('SELECT decides FROM commission.ledger_item WHERE id = %s', pg_temp.one())), 'false', 'the county does not');
SELECT is(pg_temp.try('city', format('SELECT decides FROM commission.ledger_item WHERE id = %s', pg_temp.item('a', NULL))), 'true',
	'but the city does on the county''s');

-- ---- cause before measures ----
SELECT is(pg_temp.plan('clerk_a', '加强培训'), 'ZH409 ledger_cause_first', 'no measure without a cause');
SELECT is(pg_temp.move('clerk_a', 'analysed'), 'ZH409 ledger_cause_first', 'nor further without one');
SELECT is(pg_temp.write('clerk_a', 'effect', '好转', '1, 2'), 'ZH409 ledger_state', 'no effect before anything was done');
SELECT is(pg_temp.write('clerk_b', 'cause', '某原因'), 'ZH404 ', 'a foreign item does not exist');
SELECT is(pg_temp.write('clerk_a', 'cause', ' '), 'ZH400 ledger_note_text', 'a cause has words');
SELECT is(pg_temp.write('clerk_a', 'cause', '某原因', 'NULL, NULL', 'analysed'), 'ZH409 ledger_stale', 'not on a page that showed another state');
SELECT is(pg_temp.write('clerk_a', 'nonsense', '某原因'), 'ZH409 ledger_state', 'kinds are on the list');
SELECT is(pg_temp.write('clerk_a', 'visit', '冒充核查'), 'ZH409 ledger_state', 'a visit is not the institution''s to write');
SELECT is(pg_temp.write('clerk_a', 'cause', '绕行流程未落实'), 'written', 'the cause');
SELECT is(pg_temp.state(), 'analysed', 'leads on');

-- ---- the plan ----
SELECT is(pg_temp.move('clerk_a', 'planned'), 'ZH409 ledger_measure_first', 'no plan without a measure');
SELECT is(pg_temp.plan('clerk_a', '太晚', -1), 'ZH400 ledger_due', 'a measure has time');
SELECT is(pg_temp.plan('clerk_a', '加强培训'), 'planned', 'a measure');
SELECT is(pg_temp.plan('clerk_a', '加强培训'), 'planned', 'the same form again');
SELECT is((SELECT count(*) FROM zhiheng.ledger_measure WHERE item_id = pg_temp.one()), 1::bigint, 'is one measure');
SELECT is(pg_temp.plan('verifier_a', '改造流程'), 'planned', 'another measure');
SELECT is(pg_temp.finish_measure('clerk_a', '加强培训', 'done'), 'ZH409 ledger_state', 'a measure is not done before the plan is accepted');
SELECT is(pg_temp.move('clerk_a', 'working'), 'ZH409 ledger_transition', 'nobody works without an accepted plan');
SELECT is(pg_temp.move('clerk_a', 'planned'), 'moved', 'the plan is handed in');
SELECT is(pg_temp.plan('clerk_a', '再加一条'), 'ZH409 ledger_state', 'while it waits nothing is added');
SELECT is(pg_temp.move('leader_a', 'working'), 'ZH403 ledger_transition_role', 'the institution does not accept its own plan');
SELECT is(pg_temp.decide('county', 'accept'), 'ZH403 ledger_transition_role', 'nor a county the one that the city asked for');
SELECT is(pg_temp.decide('city_viewer', 'accept'), 'ZH403 reviewer_needed', 'nor a viewer');
SELECT is(pg_temp.decide('nerve', 'accept'), 'ZH403 reviewer_needed', 'nor a QC centre');
SELECT is(pg_temp.decide('city', 'return'), 'ZH400 ledger_reason', 'returning it wants a reason');
SELECT is(pg_temp.decide('city', 'accept', NULL, 'analysed'), 'ZH409 ledger_stale', 'not on a page that showed another state');
SELECT is(pg_temp.decide('city', 'return', '措施不具体'), 'decided', 'with a reason it goes back');
SELECT is(pg_temp.finish_measure('clerk_a', '改造流程', 'dropped'), 'ended', 'a measure is given up');
SELECT is(pg_temp.finish_measure('clerk_a', '改造流程', 'dropped'), 'ZH409 ledger_measure_ended', 'once');
SELECT is(pg_temp.finish_measure('clerk_b', '加强培训', 'dropped'), 'ZH404 ', 'not by another institution');
SELECT is(pg_temp.move('clerk_a', 'planned'), 'moved', 'handed in again');
SELECT is(pg_temp.decide('city_reviewer', 'accept'), 'decided', 'and accepted');

-- ---- carried out, effect, sign-off ----
SELECT is(pg_temp.move('clerk_a', 'carried'), 'ZH409 ledger_measure_open', 'not carried out while a measure is open');
SELECT is(pg_temp.finish_measure('clerk_a', '加强培训', 'done'), 'ended', 'the measure is done');
SELECT is(pg_temp.write('clerk_a', 'progress', '培训两次'), 'written', 'progress');
SELECT is(pg_temp.write('clerk_a', 'progress', '培训两次', '1, 2'), '23514 ledger_effect_numerator', 'numbers belong to an effect');
SELECT is(pg_temp.move('clerk_a', 'carried'), 'moved', 'carried out');
SELECT is(pg_temp.move('leader_a', 'reported'), 'ZH409 ledger_effect_first', 'not reported without an effect');
SELECT is(pg_temp.write('clerk_a', 'effect', '好转'), '23514 ledger_effect_numerator', 'an effect has numbers');
SELECT is(pg_temp.write('clerk_a', 'effect', '好转', '9, 0'), '23514 ledger_effect_denominator', 'not out of nothing');
SELECT is(pg_temp.write('clerk_a', 'effect', '好转', '9, 8'), 'ZH400 ledger_effect_part', 'nor more than all');
SELECT is(pg_temp.write('clerk_a', 'effect', '没有好转', '3, 10'), 'written', 'the effect is not there');
SELECT is(pg_temp.move('clerk_a', 'working'), 'ZH400 ledger_reason', 'going on wants a reason');
SELECT is(pg_temp.move('clerk_a', 'working', '效果不明显'), 'moved', 'the work goes on');
SELECT is(pg_temp.plan('clerk_a', '每周抽查'), 'planned', 'with a further measure');
SELECT is(pg_temp.finish_measure('clerk_a', '每周抽查', 'done'), 'ended', 'done');
SELECT is(pg_temp.move('clerk_a', 'carried'), 'moved', 'carried out again');
SELECT is(pg_temp.move('leader_a', 'reported'), 'ZH409 ledger_effect_first', 'the effect of before does not count');
SELECT is(pg_temp.write('clerk_a', 'effect', '明显好转', '8, 10'), 'written', 'a new one does');
SELECT is(pg_temp.move('clerk_a', 'reported'), 'ZH403 ledger_transition_role', 'a clerk does not report');
SELECT is(pg_temp.move('leader_a', 'reported'), 'moved', 'the leader does');
SELECT is(pg_temp.move('leader_a', 'closed', '自行销号'), 'ZH403 ledger_transition_role', 'the institution does not sign off');
SELECT is(pg_temp.decide('city', 'return', '佐证不足'), 'decided', 'the commission sends it back');
SELECT is(pg_temp.state(), 'working', 'to be worked on');
SELECT is((SELECT reported_at FROM zhiheng.ledger_item WHERE id = pg_temp.one()), NULL, 'it does not count as reported any more');
SELECT is(pg_temp.move('clerk_a', 'carried'), 'moved', 'carried out');
SELECT is(pg_temp.write('clerk_a', 'effect', '补充佐证后', '9, 10'), 'written', 'checked');
SELECT is(pg_temp.move('leader_a', 'reported'), 'moved', 'reported');
SELECT is(pg_temp.decide('city', 'close'), 'ZH400 ledger_reason', 'the sign-off has words');
SELECT is(pg_temp.decide('city', 'close', '同意销号'), 'decided', 'closed');
SELECT is(pg_temp.write('clerk_a', 'progress', '又一说'), 'ZH409 ledger_state', 'closed is closed');
SELECT is(pg_temp.try('city', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, ''原因'')', pg_temp.one(), zhiheng.today() + 60)),
	'ZH409 ledger_stale', 'its terms too');
SELECT is(pg_temp.decide('city', 'reopen', '再次出现'), 'decided', 'unless it is reopened');
SELECT is(pg_temp.move('clerk_a', 'analysed'), 'ZH409 ledger_cause_first', 'then the cause is sought anew');
SELECT is((SELECT array_agg(from_state || '>' || to_state ORDER BY id) FROM zhiheng.ledger_event WHERE item_id = pg_temp.one()),
	'{found>analysed,analysed>planned,planned>analysed,analysed>planned,planned>working,working>carried,carried>working,working>carried,carried>reported,reported>working,working>carried,carried>reported,reported>closed,closed>found}'::text[],
	'every step is recorded');
SELECT is((SELECT count(DISTINCT digest) FROM zhiheng.ledger_event WHERE item_id = pg_temp.one() AND to_state IN ('planned', 'reported')), 4::bigint,
	'with the digest of the words as they were');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE object_id = pg_temp.one() AND act = 'ledger.closed'), 1::bigint, 'and audited');

-- ---- terms ----
SELECT is(pg_temp.try('city', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, '' '')', pg_temp.one(), zhiheng.today() + 60)),
	'ZH400 ledger_term_reason', 'a change wants a reason');
SELECT is(pg_temp.try('county', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, ''原因'')', pg_temp.one(), zhiheng.today() + 60)),
	'ZH403 ledger_transition_role', 'the county does not change the city''s terms');
SELECT is(pg_temp.try('city', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, ''原因'')', pg_temp.one(), zhiheng.today() + 60)),
	'2', 'a new version');
SELECT is(pg_temp.try('city', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, ''原因'')', pg_temp.one(), zhiheng.today() + 90)),
	'ZH409 ledger_stale', 'not on a page that showed the old one');
SELECT is((SELECT array_agg(due_on - zhiheng.today() ORDER BY version) FROM zhiheng.ledger_term WHERE item_id = pg_temp.one()), '{30,60}', 'both versions stay');
SELECT is(pg_temp.decide('city', 'visit', '到院核查'), 'decided', 'a visit is recorded');
SELECT is(pg_temp.decide('county', 'remark', '县里的意见'), 'ZH403 ledger_transition_role', 'the county writes nothing on the city''s item');

-- ---- an item of the institution's own ----
SELECT is(pg_temp.try('clerk_c', format('SELECT CASE WHEN institution.ledger_open(''goal'', ''自查问题'', ''目标'', ''岗位'', %L) > 0 THEN ''made'' END', zhiheng.today())),
	'ZH400 ledger_source', 'what the commission finds is not the institution''s to claim');
SELECT is(pg_temp.try('clerk_c', format('SELECT CASE WHEN institution.ledger_open(''self_check'', ''自查问题'', ''目标'', ''岗位'', %L) > 0 THEN ''made'' END', zhiheng.today())),
	'made', 'a self-check');
SELECT is(pg_temp.try('clerk_c', format('SELECT institution.ledger_write(%s, ''found'', ''cause'', ''原因'', NULL, NULL)', pg_temp.item('c', NULL))), '', 'its cause');
SELECT is(pg_temp.try('clerk_c', format('SELECT institution.ledger_plan(%s, ''analysed'', ''措施'', ''岗位'', %L) > 0', pg_temp.item('c', NULL), zhiheng.today())), 'true', 'its measure');
SELECT is(pg_temp.try('clerk_c', format('SELECT institution.ledger_move(%s, ''analysed'', ''planned'', NULL) > 0', pg_temp.item('c', NULL))), 'true', 'its plan');
SELECT is(pg_temp.try('clerk_c', format('SELECT institution.ledger_move(%s, ''planned'', ''working'', NULL) > 0', pg_temp.item('c', NULL))),
	'ZH403 ledger_transition_role', 'a clerk does not accept it');
SELECT is(pg_temp.try('leader_c', format('SELECT institution.ledger_move(%s, ''planned'', ''working'', NULL) > 0', pg_temp.item('c', NULL))), 'true', 'the leader does');

-- ---- overdue ----
SELECT is(pg_temp.try('clerk_b', 'SELECT concat_ws(''/'', overdue, overdue_days) FROM institution.ledger_item'), 'f/-30', 'in time');
SELECT is(pg_temp.try('city', format('SELECT commission.ledger_change(%s, 1, ''内容'', ''目标'', ''岗位'', %L, ''改期'')', pg_temp.item('b', 'NIT-2025-09.1'), zhiheng.today() - 5)),
	'ZH400 ledger_due', 'a deadline is not moved into the past');
INSERT INTO zhiheng.ledger_term (item_id, version, content, aim, post, due_on, reason, account_id)
VALUES (pg_temp.item('b', 'NIT-2025-09.1'), 2, '内容', '目标', '岗位', zhiheng.today() - 5, '时间过去', pg_temp.account_of('city'));
UPDATE zhiheng.ledger_item SET term = 2, due_on = zhiheng.today() - 5 WHERE id = pg_temp.item('b', 'NIT-2025-09.1');
SELECT is(pg_temp.try('clerk_b', 'SELECT concat_ws(''/'', overdue, overdue_days) FROM institution.ledger_item'), 't/5', 'days after its deadline it is overdue');

-- ---- the record ----
SELECT throws_ok(format('%s zhiheng.%s %s', act, relation, rest), 'ZH403', NULL, format('%s %s is refused', act, relation))
FROM unnest(ARRAY['ledger_transition', 'ledger_term', 'ledger_note', 'ledger_measure', 'ledger_measure_end', 'ledger_event']) AS relation
CROSS JOIN LATERAL (VALUES ('UPDATE', 'SET ' || (SELECT quote_ident(attname) || ' = ' || quote_ident(attname) FROM pg_attribute
	WHERE attrelid = ('zhiheng.' || relation)::regclass AND attnum = 2)), ('DELETE FROM', '')) AS way (act, rest);
SELECT throws_ok('DELETE FROM zhiheng.ledger_item', 'ZH403', NULL, 'an item is not deleted');
SELECT throws_ok(format('UPDATE zhiheng.ledger_item SET state = ''closed'', reported_at = now() WHERE id = %s', pg_temp.one()), 'ZH409', NULL, 'a state is not jumped');
SELECT throws_ok(format('UPDATE zhiheng.ledger_item SET source = ''goal'', figures = ''另一个数'' WHERE id = %s', pg_temp.one()), 'ZH403', NULL, 'figures stay as they were');
SELECT throws_ok(format('UPDATE zhiheng.ledger_item SET due_on = due_on + 9 WHERE id = %s', pg_temp.one()), 'ZH403', NULL, 'no deadline without its term');
SELECT is_empty('SELECT item.id FROM zhiheng.ledger_item AS item WHERE item.state <> coalesce((SELECT event.to_state FROM zhiheng.ledger_event AS event
	WHERE event.item_id = item.id ORDER BY event.id DESC LIMIT 1), ''found'')', 'every state is that of the newest event');
SELECT is_empty('SELECT item.id FROM zhiheng.ledger_item AS item JOIN zhiheng.ledger_term AS term ON term.item_id = item.id AND term.version = item.term
	WHERE term.due_on <> item.due_on', 'every deadline is that of the newest term');
SELECT is(pg_temp.ask('zhiheng_institution', NULL, 'SELECT count(*) FROM institution.ledger_item'), '0', 'nobody sees nothing');

SELECT * FROM finish();
ROLLBACK;
