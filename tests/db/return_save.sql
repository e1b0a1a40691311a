-- Saving a return: who may, what is written, and what happens when two people save.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

-- save(login, mark, base, codes, states, values) gives the outcomes, sorted; error(...) the rule that refused.
CREATE FUNCTION pg_temp.save(p_login text, p_mark text, p_base integer, p_codes text, p_states text, p_values text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_institution', p_login, format(
		'SELECT string_agg(concat_ws('':'', outcome, code, value, account_name), '' '' ORDER BY outcome, code) '
		'FROM institution.return_save(%s, %s, %L, %L, %L, ''typed'')',
		pg_temp.return_of(p_mark), p_base, p_codes, p_states, p_values))
$$;
CREATE FUNCTION pg_temp.refusal(p_login text, p_mark text, p_base integer, p_codes text, p_states text, p_values text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rule text;
BEGIN
	RETURN pg_temp.save(p_login, p_mark, p_base, p_codes, p_states, p_values);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
	RETURN SQLSTATE || ' ' || rule;
END
$$;
CREATE FUNCTION pg_temp.cells(p_mark text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(element_code || '=' || coalesce(trim_scale(value)::text, state) || '@' || revision, ' ' ORDER BY element_code)
	FROM zhiheng.return_cell WHERE return_id = pg_temp.return_of(p_mark)
$$;
-- Another clerk of institution A.
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'second_a', '另一人', 'clerk', institution_id FROM zhiheng.account WHERE login = 'clerk_a';
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT sha256(convert_to('second_a', 'UTF8')), pg_temp.account_of('second_a'), '127.0.0.1';

-- ---- one person ----
SELECT is(pg_temp.save('clerk_a', 'a', 0, '{ais_patients,ais_reperfused}', '{value,not_applicable}', '{50,NULL}'), 'saved', 'a first save');
SELECT is(pg_temp.cells('a'), 'ais_patients=50@1 ais_reperfused=not_applicable@1', 'value and not applicable are kept');
SELECT is(pg_temp.save('clerk_a', 'a', 0, '{ais_patients,ais_reperfused}', '{value,not_applicable}', '{50,NULL}'), 'unchanged',
	'the same form sent twice writes nothing');
SELECT is((SELECT count(*)::integer FROM zhiheng.return_value WHERE return_id = pg_temp.return_of('a')), 2, 'one record of a double save');
SELECT is(pg_temp.save('clerk_a', 'a', 1, '{ais_patients,ais_reperfused}', '{value,value}', '{0,0}'), 'saved', 'zero is a value');
SELECT is(pg_temp.save('clerk_a', 'a', 2, '{ais_patients}', '{missing}', '{NULL}'), 'saved', 'a value is emptied again');
SELECT is(pg_temp.cells('a'), 'ais_patients=missing@3 ais_reperfused=0@2', 'missing, zero and not applicable differ; others keep their revision');
SELECT is((SELECT string_agg(coalesce(value::text, state), ' ' ORDER BY revision) FROM zhiheng.return_value
	WHERE return_id = pg_temp.return_of('a') AND element_code = 'ais_patients'), '50.0000 0.0000 missing', 'every value ever saved stays');
SELECT is((SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')), 3, 'the return counts its saves');
SELECT is((SELECT count(*)::integer FROM zhiheng.audit WHERE act = 'return.save' AND object_id = pg_temp.return_of('a')), 3, 'each save is in the audit');
SELECT throws_ok(format('UPDATE zhiheng.return_save SET revision = 1 WHERE return_id = %s', pg_temp.return_of('a')), 'ZH403', NULL, 'values are append-only');

-- ---- what is not taken ----
SELECT is(pg_temp.save('clerk_a', 'a', 3, '{ais_patients,ais_reperfused}', '{value,value}', '{5,1.5}'), 'not_whole:ais_reperfused:0:clerkA',
	'half a patient is not saved, nor is anything beside it');
SELECT is(pg_temp.cells('a'), 'ais_patients=missing@3 ais_reperfused=0@2', 'nothing was stored by half');
SELECT is(pg_temp.refusal('clerk_a', 'a', 3, '{ais_patients,nonsense}', '{value,value}', '{5,1}'), 'ZH400 return_unknown_element', 'an element that is not asked');
SELECT is(pg_temp.refusal('clerk_a', 'a', 4, '{ais_patients}', '{value}', '{5}'), 'ZH400 return_base_revision', 'a revision of the future');
SELECT is(pg_temp.refusal('clerk_a', 'a', 3, '{ais_patients}', '{value}', '{-5}'), 'too_small:ais_patients:clerkA', 'a negative number');
SELECT is(pg_temp.refusal('clerk_a', 'b', 0, '{ais_patients}', '{value}', '{5}'), 'ZH404 ', 'a foreign return does not exist');
SELECT is(pg_temp.refusal('clerk_a', 'a', 3, '{ais_patients}', '{value}', '{5}'), 'saved', 'and the own one does');
SELECT is(pg_temp.refusal('verifier_a', 'a', 4, '{ais_patients}', '{value}', '{6}'), 'ZH403 role_needed', 'a verifier does not fill in');
SELECT is(pg_temp.refusal('city', 'a', 4, '{ais_patients}', '{value}', '{6}'), 'ZH403 role_needed', 'a commission does not fill in');
SELECT is(pg_temp.refusal(NULL, 'a', 4, '{ais_patients}', '{value}', '{6}'), 'ZH403 role_needed', 'nobody does not fill in');

-- ---- two people ----
SELECT is(pg_temp.save('clerk_a', 'a', 4, '{ais_patients,ais_reperfused}', '{value,value}', '{50,20}'), 'saved', 'both open the form now, at revision 5');
SELECT is(pg_temp.save('clerk_a', 'a', 5, '{ais_patients,ais_reperfused}', '{value,value}', '{60,20}'), 'saved', 'the first changes one element');
SELECT is(pg_temp.save('second_a', 'a', 5, '{ais_patients,ais_reperfused}', '{value,value}', '{50,25}'), 'saved',
	'the second changes the other, and has the old value of the first in the form');
SELECT is(pg_temp.cells('a'), 'ais_patients=60@6 ais_reperfused=25@7', 'both changes are there: what one did not touch stays as the other left it');
SELECT is(pg_temp.save('clerk_a', 'a', 6, '{ais_patients,ais_reperfused}', '{value,value}', '{60,30}'),
	'conflict:ais_reperfused:25:另一人', 'both changed one element: the answer says what the other entered, and who');
SELECT is(pg_temp.save('clerk_a', 'a', 6, '{ais_patients,ais_reperfused}', '{value,value}', '{61,30}'),
	'conflict:ais_reperfused:25:另一人', 'a conflict holds back the whole save');
SELECT is(pg_temp.cells('a'), 'ais_patients=60@6 ais_reperfused=25@7', 'and wrote nothing');
SELECT is(pg_temp.save('clerk_a', 'a', 5, '{ais_patients,ais_reperfused}', '{value,value}', '{50,30}'),
	'conflict:ais_reperfused:25:另一人 newer:ais_patients:60:clerkA', 'with the conflict comes what else is newer, for the form shown again');
SELECT is(pg_temp.save('clerk_a', 'a', 7, '{ais_patients,ais_reperfused}', '{value,value}', '{60,30}'), 'saved', 'made from the newest revision it decides');
SELECT is(pg_temp.save('second_a', 'a', 6, '{ais_reperfused}', '{value}', '{30}'), 'unchanged', 'two who agree have no conflict');
SELECT is((SELECT max(revision) FROM zhiheng.return_value WHERE return_id = pg_temp.return_of('a')),
	(SELECT revision FROM zhiheng.return WHERE id = pg_temp.return_of('a')), 'no revision without values');

-- ---- when it is too late ----
UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '2031Q1';
SELECT is(pg_temp.refusal('clerk_a', 'a', 8, '{ais_patients}', '{value}', '{61}'), 'ZH409 return_period_closed', 'a closed period takes nothing');
UPDATE zhiheng.return SET reopened = true WHERE id = pg_temp.return_of('a');
SELECT is(pg_temp.refusal('clerk_a', 'a', 8, '{ais_patients}', '{value}', '{61}'), 'saved', 'unless the return was reopened');
UPDATE zhiheng.return SET state = 'verified' WHERE id = pg_temp.return_of('a');
SELECT is(pg_temp.refusal('clerk_a', 'a', 9, '{ais_patients}', '{value}', '{62}'), 'ZH409 return_not_editable', 'what is verified is not changed');

-- ---- the cells are derived from the values ----
SELECT is(pg_temp.cells('a'), (SELECT string_agg(element_code || '=' || coalesce(trim_scale(value)::text, state) || '@' || revision, ' ' ORDER BY element_code)
	FROM (SELECT DISTINCT ON (element_code) element_code, value, state, revision FROM zhiheng.return_value
		WHERE return_id = pg_temp.return_of('a') ORDER BY element_code, revision DESC) AS newest), 'cells are the newest values');

SELECT finish();
ROLLBACK;
