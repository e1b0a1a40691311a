-- What each login role may touch, walked over the whole catalogue of the database.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

CREATE TEMPORARY TABLE audience (role text, own text);
INSERT INTO audience VALUES
	('zhiheng_account', 'account'),
	('zhiheng_institution', 'institution'),
	('zhiheng_commission', 'commission'),
	('zhiheng_disclosure', 'disclosure'),
	('zhiheng_worker', 'worker');

-- Functions of schema zhiheng that views and policies run with the caller's rights (sql/common/00_base.sql).
-- Each says nothing that its caller may not know.
CREATE TEMPORARY TABLE shared (name text);
INSERT INTO shared
SELECT unnest(ARRAY['audience', 'identity', 'programme_visible', 'is_demo', 'scope_label', 'specialty_elements', 'specialty_indicators', 'threshold_scope_label',
	-- Of the catalogue, which everybody may read.
	'accumulation']);

-- The assertions below walk over what is there.  If nothing were, none would run and none would fail.
SELECT is_empty($$SELECT role FROM audience WHERE to_regrole(role) IS NULL$$, 'every program has its role');
SELECT is_empty($$
	SELECT own FROM audience
	WHERE NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = own::regnamespace AND relkind = 'v')
		OR NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = own::regnamespace)
$$, 'every audience has views and functions');
SELECT is_empty($$
	SELECT kind FROM unnest('{r,v,S}'::"char"[]) AS kind
	WHERE NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'zhiheng'::regnamespace AND relkind = kind)
$$, 'the private schema has tables, views and sequences');
SELECT is_empty($$SELECT name FROM shared WHERE NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'zhiheng'::regnamespace AND proname = name)$$,
	'what views and policies share is there');

SELECT ok(NOT rolsuper AND NOT rolcreatedb AND NOT rolcreaterole AND NOT rolbypassrls AND NOT rolreplication,
	role || ' is an ordinary role')
FROM audience JOIN pg_roles ON rolname = role;

SELECT is_empty(format($q$
	SELECT granted.rolname FROM pg_auth_members AS member
	JOIN pg_roles AS granted ON granted.oid = member.roleid
	WHERE member.member = %L::regrole$q$, role), role || ' is a member of no other role')
FROM audience;

-- Each role against each table and view of the private schema: no right of any kind.
SELECT ok(NOT has_table_privilege(role, relation.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
		AND NOT has_any_column_privilege(role, relation.oid, 'SELECT, INSERT, UPDATE, REFERENCES'),
	format('%s has no right on zhiheng.%s', role, relation.relname))
FROM audience
CROSS JOIN pg_class AS relation
WHERE relation.relnamespace = 'zhiheng'::regnamespace AND relation.relkind IN ('r', 'v', 'p', 'm')
ORDER BY role, relation.relname;

SELECT ok(NOT has_sequence_privilege(role, relation.oid, 'USAGE, SELECT, UPDATE'),
	format('%s has no right on sequence zhiheng.%s', role, relation.relname))
FROM audience
CROSS JOIN pg_class AS relation
WHERE relation.relnamespace = 'zhiheng'::regnamespace AND relation.relkind = 'S'
ORDER BY role, relation.relname;

-- Each role against each view of the audiences: it reads its own, writes none.
SELECT is(has_table_privilege(role, relation.oid, 'SELECT'), schema.nspname = own,
	format('%s %s %s.%s', role, CASE WHEN schema.nspname = own THEN 'reads' ELSE 'does not read' END, schema.nspname, relation.relname))
FROM audience
CROSS JOIN pg_class AS relation
JOIN pg_namespace AS schema ON schema.oid = relation.relnamespace
WHERE schema.nspname IN (SELECT own FROM audience) AND relation.relkind IN ('r', 'v')
ORDER BY role, schema.nspname, relation.relname;

SELECT ok(NOT has_table_privilege(role, relation.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'),
	format('%s writes nothing into %s.%s', role, schema.nspname, relation.relname))
FROM audience
CROSS JOIN pg_class AS relation
JOIN pg_namespace AS schema ON schema.oid = relation.relnamespace
WHERE schema.nspname IN (SELECT own FROM audience) AND relation.relkind IN ('r', 'v')
ORDER BY role, schema.nspname, relation.relname;

-- Each role against each function of ours.
SELECT is(has_function_privilege(role, routine.oid, 'EXECUTE') AND has_schema_privilege(role, schema.oid, 'USAGE'),
	schema.nspname = own,
	format('%s %s %s', role, CASE WHEN schema.nspname = own THEN 'may call' ELSE 'may not call' END, routine.oid::regprocedure))
FROM audience
CROSS JOIN pg_proc AS routine
JOIN pg_namespace AS schema ON schema.oid = routine.pronamespace
WHERE schema.nspname = 'zhiheng' OR schema.nspname IN (SELECT own FROM audience)
ORDER BY role, routine.oid::regprocedure::text;

-- What of schema zhiheng runs with a caller's rights inside views neither writes nor is trusted with more.
SELECT ok(routine.provolatile IN ('i', 's'), routine.oid::regprocedure || ' is granted and does not write')
FROM pg_proc AS routine
WHERE routine.pronamespace = 'zhiheng'::regnamespace
	AND has_function_privilege('zhiheng_disclosure', routine.oid, 'EXECUTE')
ORDER BY 1;
SELECT is_empty($q$
	SELECT routine.oid::regprocedure::text FROM pg_proc AS routine
	WHERE routine.pronamespace = 'zhiheng'::regnamespace AND routine.prosecdef
		AND has_function_privilege('zhiheng_disclosure', routine.oid, 'EXECUTE')
		AND routine.proname NOT IN (SELECT name FROM shared)$q$,
	'no function with the owner''s rights is granted beyond the known ones');

-- Every function with the owner's rights has a fixed search_path.
SELECT is_empty($q$
	SELECT routine.oid::regprocedure::text
	FROM pg_proc AS routine
	JOIN pg_namespace AS schema ON schema.oid = routine.pronamespace
	WHERE (schema.nspname = 'zhiheng' OR schema.nspname IN (SELECT own FROM audience)) AND routine.prosecdef
		AND NOT coalesce(routine.proconfig, '{}') @> ARRAY['search_path=""']$q$,
	'SECURITY DEFINER functions have an empty search_path');

-- Nobody may make objects anywhere.
SELECT ok(NOT has_schema_privilege(role, schema.oid, 'CREATE'), format('%s makes nothing in %s', role, schema.nspname))
FROM audience
CROSS JOIN pg_namespace AS schema
WHERE schema.nspname IN ('public', 'zhiheng') OR schema.nspname IN (SELECT own FROM audience)
ORDER BY role, schema.nspname;

-- Row-level security is on, and forced, wherever a row belongs to an institution.
SELECT ok(relation.relrowsecurity AND relation.relforcerowsecurity, 'row-level security is forced on ' || relation.relname)
FROM pg_class AS relation
WHERE relation.oid = ANY (ARRAY['zhiheng.institution', 'zhiheng.baseline', 'zhiheng.baseline_decision', 'zhiheng.baseline_file', 'zhiheng.baseline_deadline', 'zhiheng.return',
	'zhiheng.return_save', 'zhiheng.return_sheet', 'zhiheng.accepted_number', 'zhiheng.return_event', 'zhiheng.return_remark', 'zhiheng.programme_target',
	'zhiheng.programme_indicator', 'zhiheng.programme_threshold', 'zhiheng.reporting_period', 'zhiheng.job',
	'zhiheng.session_confirmation', 'zhiheng.submission', 'zhiheng.submission_sheet', 'zhiheng.submission_step', 'zhiheng.return_opening', 'zhiheng.return_sample', 'zhiheng.return_message',
	'zhiheng.evidence', 'zhiheng.evidence_withdrawal', 'zhiheng.correction', 'zhiheng.correction_item', 'zhiheng.correction_decision',
	'zhiheng.element_note',
	'zhiheng.grade_scheme', 'zhiheng.grade_scheme_row', 'zhiheng.grade_enactment', 'zhiheng.grade_veto', 'zhiheng.grade_veto_withdrawal',
	'zhiheng.ledger_item', 'zhiheng.ledger_term', 'zhiheng.ledger_note', 'zhiheng.ledger_measure', 'zhiheng.ledger_measure_end',
	'zhiheng.ledger_event', 'zhiheng.return_upload', 'zhiheng.machine_token', 'zhiheng.machine_request', 'zhiheng.computation',
	'zhiheng.computation_group', 'zhiheng.computed', 'zhiheng.computed_value', 'zhiheng.computed_total', 'zhiheng.signal_word', 'zhiheng.signal_list', 'zhiheng.signal_row', 'zhiheng.signal_common']::regclass[])
ORDER BY relation.relname;

-- The password hash is to be had by the account program only.
SELECT throws_ok(format('SET LOCAL SESSION AUTHORIZATION %I; SELECT password_hash FROM zhiheng.account', role), '42501', NULL,
	role || ' cannot read password hashes')
FROM audience;

SELECT * FROM finish();
ROLLBACK;
