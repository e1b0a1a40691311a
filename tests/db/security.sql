-- Append-only tables and row-level security, asked through the policies themselves: the owner's
-- views and functions are bound by them as well.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- Nobody changes the record, not even the owner of the tables.
SELECT isnt_empty($$SELECT FROM pg_trigger WHERE tgname = 'append_only'$$, 'there is a record to be kept');
SELECT throws_ok(statement, 'ZH403', NULL, statement || ' is refused')
FROM pg_trigger AS guard
CROSS JOIN LATERAL (VALUES ('UPDATE %s SET %I = %I'), ('DELETE FROM %s'), ('TRUNCATE %s CASCADE')) AS pattern (text)
CROSS JOIN LATERAL (SELECT format(pattern.text, guard.tgrelid::regclass,
	(SELECT attname FROM pg_attribute WHERE attrelid = guard.tgrelid AND attnum = 1),
	(SELECT attname FROM pg_attribute WHERE attrelid = guard.tgrelid AND attnum = 1)) AS statement) AS made
WHERE guard.tgname = 'append_only' AND pattern.text LIKE 'TRUNCATE%'
ORDER BY statement;

SELECT zhiheng.return_put(pg_temp.return_of(mark), 1, pg_temp.account_of('clerk_' || mark), '{ais_patients,ais_reperfused,discharges}',
	'{value,value,value}', '{5,5,5}')
FROM unnest(ARRAY['a', 'b', 'c']) AS mark;
SELECT throws_ok('UPDATE zhiheng.return_save SET numbers = numbers', 'ZH403', NULL, 'a value cannot be changed');
SELECT throws_ok('DELETE FROM zhiheng.return_save', 'ZH403', NULL, 'a value cannot be deleted');
SELECT is((SELECT string_agg(element_code || '=' || value, ' ' ORDER BY element_code) FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of('a')),
	'ais_patients=5.0000 ais_reperfused=5.0000 discharges=5.0000', 'the cells follow the save');
SELECT throws_ok(format('INSERT INTO zhiheng.return_save (return_id, revision, account_id, source, elements, numbers, not_applicable) '
	'SELECT %s, 2, pg_temp.account_of(%L), %L, %L, %L, %L', pg_temp.return_of('a'), 'clerk_a', source, elements, numbers, absent), code, NULL, why)
FROM (VALUES
	('{}', '{}', '{}', 'typed', '23514', 'a save of nothing'),
	('{1,2}', '{1}', '{}', 'typed', '23514', 'arrays of unequal length'),
	('{1}', '{1,2}', '{}', 'typed', '23514', 'and the other way round'),
	('{1,1}', '{1,1}', '{}', 'typed', '23514', 'an element twice'),
	('{2,1}', '{1,1}', '{}', 'typed', '23514', 'elements out of order'),
	('{1,NULL}', '{1,1}', '{}', 'typed', '23514', 'no element'),
	('{0}', '{1}', '{}', 'typed', '23514', 'an element before the first'),
	('{-1,1}', '{1,1}', '{}', 'typed', '23514', 'a negative element'),
	('{32767}', '{1}', '{}', 'typed', '23514', 'an element that the catalogue never had'),
	('{{1},{2}}', '{{1},{1}}', '{}', 'typed', '23514', 'a matrix'),
	('[0:1]={1,2}', '{1,1}', '{}', 'typed', '23514', 'an array that does not begin at 1'),
	('{1,2}', '[2:3]={1,1}', '{}', 'typed', '23514', 'nor do the numbers'),
	('{1}', '{-1}', '{}', 'typed', '23514', 'a number below zero'),
	('{1,2}', '{NULL,-1}', '{}', 'typed', '23514', 'one beside an empty one'),
	('{1}', '{10000000000000000}', '{}', 'typed', '23514', 'a number with thirteen digits'),
	('{1}', '{NaN}', '{}', 'typed', '22P02', 'no number'),
	('{1}', '{1}', '{1}', 'typed', '23514', 'not applicable, and a number'),
	('{1}', '{NULL}', '{2}', 'typed', '23514', 'not applicable, but not in the save'),
	('{1,2}', '{NULL,NULL}', '{2,1}', 'typed', '23514', 'not applicable out of order'),
	('{1,2}', '{NULL,NULL}', '{1,1}', 'typed', '23514', 'not applicable twice'),
	('{1,2}', '{NULL,NULL}', '{1,NULL}', 'typed', '23514', 'not applicable to nothing'),
	('{1,2}', '{NULL,NULL}', '{{1},{2}}', 'typed', NULL, 'not applicable as a matrix'),
	('{1}', '{1}', '{}', 'guessed', '23514', 'an unknown source')) AS wrong (elements, numbers, absent, source, code, why);
SELECT throws_ok(format('SELECT zhiheng.return_put(%s, %s, pg_temp.account_of(%L), %L, %L, %L)', pg_temp.return_of('a'), revision, 'clerk_a', codes, states,
	numbers), code, NULL, why)
FROM (VALUES
	(2, '{nonsense}', '{value}', '{1}', '23514', 'a code that the catalogue never had'),
	(2, '{discharges,discharges}', '{value,value}', '{1,1}', '23514', 'a code twice'),
	(2, '{discharges}', '{value}', '{NULL}', '23514', 'a value without a number'),
	(2, '{discharges}', '{missing}', '{1}', '23514', 'a number where there is none'),
	(2, '{discharges}', '{nonsense}', '{NULL}', '23514', 'an unknown state'),
	(2, '{discharges}', '{value}', '{-0.0001}', '23514', 'the smallest number below zero'),
	(2, '{discharges}', '{value}', '{1e12}', '22003', 'a number that is too large'),
	(2, '{discharges}', '{value}', '{NaN}', '0A000', 'not a number'),
	(2, '{discharges}', '{value}', '{Infinity}', '22003', 'without bounds')) AS wrong (revision, codes, states, numbers, code, why);
SELECT throws_ok(format('SELECT zhiheng.return_put(%s, given.revision, 0, ''{discharges}'', ''{value}'', ''{1}'') FROM (VALUES (3), (2)) AS given (revision)',
	pg_temp.return_of('a')), '23514', NULL, 'a save after a later one');
SELECT is((SELECT string_agg(element_code || '=' || value || '@' || revision, ' ' ORDER BY element_code) FROM zhiheng.return_cell
	WHERE return_id = pg_temp.return_of('a')), 'ais_patients=5.0000@1 ais_reperfused=5.0000@1 discharges=5.0000@1', 'nothing of it is in the sheet');
SELECT throws_ok('UPDATE zhiheng.element_number SET number = number + 1000', 'ZH403', NULL, 'a number of an element cannot be changed');
SELECT throws_ok('DELETE FROM zhiheng.element_number', 'ZH403', NULL, 'nor given back');
SELECT throws_ok('UPDATE zhiheng.audit SET act = act', 'ZH403', NULL, 'the audit cannot be changed');
SELECT throws_ok('DELETE FROM zhiheng.return', 'ZH403', NULL, 'a return cannot be deleted');
SELECT throws_ok(format('UPDATE zhiheng.return SET state = %L WHERE id = %s', 'published', pg_temp.return_of('a')), 'ZH409', NULL,
	'a state cannot be jumped');
SELECT throws_ok(format('UPDATE zhiheng.return SET revision = 5 WHERE id = %s', pg_temp.return_of('a')), 'ZH403', NULL,
	'a revision cannot be skipped');

-- Who sees which rows.  The queries run inside the owner's functions, so they stand for any view.
CREATE FUNCTION public.count_rows(p_table regclass, p_where text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
	answer bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM %s WHERE %s', p_table, p_where) INTO answer;
	RETURN answer;
END
$$;
ALTER FUNCTION public.count_rows OWNER TO zhiheng_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA zhiheng TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
GRANT EXECUTE ON FUNCTION public.count_rows TO PUBLIC;

SELECT is(pg_temp.ask(role, login, format('SELECT public.count_rows(%L, %L)', relation, place)), expected,
	format('%s as %s sees %s of %s', login, role, expected, relation))
FROM (VALUES
	('zhiheng_institution', 'clerk_a', 'zhiheng.institution', $w$name LIKE '试验医院%'$w$, '1'),
	('zhiheng_institution', 'clerk_a', 'zhiheng.return', $w$period = '2031Q1'$w$, '1'),
	('zhiheng_institution', 'clerk_a', 'zhiheng.return_value', $w$account_id <> 0$w$, '3'),
	('zhiheng_institution', 'clerk_b', 'zhiheng.return_cell', $w$true$w$, '3'),
	('zhiheng_institution', NULL, 'zhiheng.institution', $w$true$w$, '0'),
	('zhiheng_institution', NULL, 'zhiheng.return_value', $w$true$w$, '0'),
	('zhiheng_institution', 'city', 'zhiheng.institution', $w$true$w$, '0'),
	('zhiheng_commission', 'clerk_a', 'zhiheng.institution', $w$true$w$, '0'),
	('zhiheng_commission', 'province', 'zhiheng.institution', $w$true$w$, '3'),
	('zhiheng_commission', 'city', 'zhiheng.institution', $w$true$w$, '3'),
	('zhiheng_commission', 'city', 'zhiheng.return_value', $w$true$w$, '9'),
	('zhiheng_commission', 'county', 'zhiheng.institution', $w$true$w$, '2'),
	('zhiheng_commission', 'county', 'zhiheng.return_value', $w$true$w$, '6'),
	('zhiheng_commission', 'county', 'zhiheng.programme_indicator', $w$true$w$, '2'),
	('zhiheng_commission', 'nerve', 'zhiheng.institution', $w$true$w$, '3'),
	('zhiheng_commission', 'nerve', 'zhiheng.return_value', $w$true$w$, '0'),
	('zhiheng_commission', NULL, 'zhiheng.programme_indicator', $w$true$w$, '0'),
	('zhiheng_disclosure', 'city', 'zhiheng.institution', $w$true$w$, '0'),
	('zhiheng_disclosure', 'clerk_a', 'zhiheng.return_value', $w$true$w$, '0'),
	('zhiheng_account', 'city', 'zhiheng.return_value', $w$source = 'none'$w$, '0')
) AS want (role, login, relation, place, expected);

-- A session that ended, ran out, or belongs to a stopped account is nobody's.
UPDATE zhiheng.session SET ended_at = now() WHERE account_id = pg_temp.account_of('clerk_b');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_b', $q$SELECT public.count_rows('zhiheng.return', 'true')$q$), '0', 'an ended session sees nothing');
UPDATE zhiheng.session SET expires_at = now() - interval '1 second' WHERE account_id = pg_temp.account_of('clerk_c');
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_c', $q$SELECT public.count_rows('zhiheng.return', 'true')$q$), '0', 'an expired session sees nothing');
UPDATE zhiheng.account SET active = false WHERE login = 'verifier_a';
SELECT is(pg_temp.ask('zhiheng_institution', 'verifier_a', $q$SELECT public.count_rows('zhiheng.return', 'true')$q$), '0', 'a stopped account sees nothing');

-- Accounts: the guards of the table.
SELECT throws_ok($q$INSERT INTO zhiheng.account (login, name, role, commission_id)
	SELECT 'wrong_role', 'x', 'clerk', id FROM zhiheng.commission WHERE region_code = '980100'$q$, '23514', NULL, 'a commission has no clerks');
SELECT throws_ok($q$INSERT INTO zhiheng.institution (credit_code, name, region_code, level, kind, ownership, beds)
	VALUES ('129801019800000000', '试验医院X', '980101', 'secondary', 'general', 'public', 1)$q$, '23514', NULL, 'a wrong check character is refused');
UPDATE zhiheng.setting SET value = 'no' WHERE name = 'demo';
SELECT throws_ok($q$INSERT INTO zhiheng.account (login, name, role, commission_id, demo)
	SELECT 'demo_one', 'x', 'viewer', id, true FROM zhiheng.commission WHERE region_code = '980100'$q$, 'ZH403', NULL,
	'no demo account outside demo mode');

SELECT * FROM finish();
ROLLBACK;
