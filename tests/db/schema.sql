-- What every object of the database must have, whoever made it: words that say what it is.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(6);

CREATE TEMPORARY TABLE ours AS
SELECT oid FROM pg_namespace
WHERE nspname IN ('zhiheng', 'migration', 'account', 'institution', 'commission', 'disclosure', 'worker', 'console');

SELECT is_empty($$
	SELECT class.oid::regclass FROM pg_class AS class
	WHERE class.relnamespace IN (SELECT oid FROM ours) AND class.relkind IN ('r', 'v', 'm', 'p')
		AND obj_description(class.oid, 'pg_class') IS NULL
$$, 'every table and view has a comment');

SELECT is_empty($$
	SELECT class.oid::regclass, attribute.attname FROM pg_class AS class
	JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
	WHERE class.relnamespace IN (SELECT oid FROM ours) AND class.relkind IN ('r', 'p')
		AND col_description(class.oid, attribute.attnum) IS NULL
$$, 'every column of a table has a comment');

SELECT is_empty($$
	SELECT routine.oid::regprocedure FROM pg_proc AS routine
	WHERE routine.pronamespace IN (SELECT oid FROM ours) AND obj_description(routine.oid, 'pg_proc') IS NULL
$$, 'every function and procedure has a comment');

SELECT is_empty($$
	SELECT type.oid::regtype FROM pg_type AS type
	LEFT JOIN pg_class AS class ON class.oid = type.typrelid
	WHERE type.typnamespace IN (SELECT oid FROM ours) AND (type.typtype = 'd' OR class.relkind = 'c')
		AND coalesce(obj_description(type.oid, 'pg_type'), obj_description(class.oid, 'pg_class')) IS NULL
$$, 'every domain and composite type has a comment');

-- Both triggers or none: a record that TRUNCATE could empty would be none.
SELECT is_empty($$
	SELECT trigger.tgrelid::regclass FROM pg_trigger AS trigger
	WHERE trigger.tgname IN ('append_only', 'append_only_truncate')
	GROUP BY trigger.tgrelid
	HAVING count(*) <> 2
$$, 'what is append-only is so against every command');

SELECT throws_like($$
	CREATE TABLE zhiheng.bare (id integer);
	CALL zhiheng.check_comments();
$$, 'without comment: bare.id', 'a table without words stops the schema');

SELECT finish();
ROLLBACK;
