-- What a policy may read: who asks, and one row of another table by its key.  EXISTS and IN over a table may become a hash of
-- all of it that the session sees, in every statement that touches the guarded one: a page then takes longer by what
-- others hand in.  make bench-others measures it; this finds the kind.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

-- Tables that policies ask, and why one row of them has to be asked.
CREATE TEMPORARY TABLE askable (relation text PRIMARY KEY, reason text NOT NULL CHECK (length(reason) > 10));
INSERT INTO askable (relation, reason) VALUES
	('institution', 'whose a row is, and where that lies, stands there only'),
	('return', 'whose the values of a return are'),
	('return_event', 'whose an opening, a commitment is'),
	('area_baseline', 'of which region a decision on its baseline is'),
	('return_opinion', 'whose the answer to an opinion is'),
	('submission', 'whose a sheet of a submission, a step about it is'),
	('baseline', 'whose a decision on a baseline is'),
	('evidence', 'whose a withdrawal of a file is'),
	('backfill_source', 'whose the cells of a file for back-fill are'),
	('correction', 'whose an item of a correction or the decision on it is'),
	('department', 'whose a version of a department is'),
	('ledger_item', 'whose a term, a note, a measure, an event of the ledger is'),
	('ledger_measure', 'whose the end of a measure is'),
	('preview_remark', 'whose an answer to a remark is'),
	('grade_scheme', 'of which programme the row of a scheme is'),
	('grade_veto', 'whose the withdrawal of a veto is'),
	('edition_release', 'whether an edition was published'),
	('computation', 'of whose programme the groups of a computation are'),
	('programme', 'which commission made it');

-- Functions that give sets, and why such a set stays small.
CREATE TEMPORARY TABLE gathered (name text PRIMARY KEY, reason text NOT NULL);
INSERT INTO gathered (name, reason) VALUES ('programme_visible', 'some programmes a year, whoever hands in what');

CREATE FUNCTION pg_temp.policy_faults() RETURNS SETOF text
LANGUAGE sql AS $$
	WITH policy AS (
		SELECT
			item.oid,
			format('%s of %s', item.polname, item.polrelid::regclass) AS name,
			item.polrelid,
			concat_ws(' ', item.polqual, item.polwithcheck) AS tree,
			regexp_replace(concat_ws(' ', pg_get_expr(item.polqual, item.polrelid), pg_get_expr(item.polwithcheck, item.polrelid)), '\s+', ' ', 'g') AS words
		FROM pg_policy AS item
		JOIN pg_class AS relation ON relation.oid = item.polrelid AND relation.relnamespace = 'zhiheng'::regnamespace
	), asked AS (
		SELECT DISTINCT policy.oid, policy.name, policy.words, relation.oid AS relation, relation.relname
		FROM policy
		CROSS JOIN LATERAL regexp_matches(policy.words, 'FROM zhiheng\.([a-z_]+)(?![a-z_(])', 'g') AS found
		JOIN pg_class AS relation ON relation.relname = found[1] AND relation.relnamespace = 'zhiheng'::regnamespace
	)
	SELECT policy.name || ' has an EXISTS'
	FROM policy
	WHERE policy.tree ~ ':subLinkType 0 '
	UNION ALL
	-- An ANY or ALL is one over a function that is known to give few.
	SELECT policy.name || ' has an IN over what is not in the list'
	FROM policy
	WHERE (SELECT count(*) FROM regexp_matches(policy.tree, ':subLinkType [12] ', 'g'))
		<> (SELECT count(*) FROM regexp_matches(policy.words, '[( ]IN \( ?SELECT zhiheng\.([a-z_]+)\(\) ', 'g') AS found
			WHERE found[1] IN (SELECT gathered.name FROM gathered))
	UNION ALL
	SELECT format('%s asks %s, which is not in the list', asked.name, asked.relname)
	FROM asked
	WHERE asked.relname NOT IN (SELECT askable.relation FROM askable)
	UNION ALL
	-- By the first column of its primary key, each time.
	SELECT format('%s asks %s not by its key', asked.name, asked.relname)
	FROM asked
	JOIN pg_index AS key ON key.indrelid = asked.relation AND key.indisprimary
	JOIN pg_attribute AS part ON part.attrelid = key.indrelid AND part.attnum = key.indkey[0]
	WHERE (SELECT count(*) FROM regexp_matches(asked.words, format('FROM zhiheng\.%s(?![a-z_(])', asked.relname), 'g'))
		<> (SELECT count(*) FROM regexp_matches(asked.words, format('FROM zhiheng\.%s ([a-z_]+) WHERE \(+\1\.%s = ', asked.relname, part.attname), 'g'))
	UNION ALL
	-- Whatever is read otherwise (a join, a table of another schema) is in the dependencies.
	SELECT DISTINCT format('%s reads %s', policy.name, relation.oid::regclass)
	FROM policy
	JOIN pg_depend AS needs ON needs.classid = 'pg_policy'::regclass AND needs.objid = policy.oid AND needs.refclassid = 'pg_class'::regclass
	JOIN pg_class AS relation ON relation.oid = needs.refobjid AND relation.oid <> policy.polrelid AND relation.relkind <> 'c'
	WHERE NOT EXISTS (SELECT FROM asked WHERE asked.oid = policy.oid AND asked.relation = relation.oid)
$$;

SELECT cmp_ok((SELECT count(*) FROM pg_policy), '>', 50::bigint, 'there are policies to look at');
SELECT is_empty('SELECT pg_temp.policy_faults()', 'no policy reads more than keys');
SELECT is_empty($$
	SELECT relation FROM askable
	WHERE NOT EXISTS (SELECT FROM pg_policies WHERE (concat_ws(' ', qual, with_check) ~ format('FROM zhiheng\.%s(?![a-z_(])', relation)))
$$, 'no table is in the list for nothing');

-- Each kind of breach is found.
CREATE TABLE zhiheng.breach (institution_id bigint, return_id bigint, account_id bigint);
CREATE FUNCTION pg_temp.planted(p_policy text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	CALL zhiheng.protect('zhiheng.breach', p_policy);
	RETURN (SELECT string_agg(replace(fault, ' of zhiheng.breach', ''), '; ' ORDER BY fault) FROM pg_temp.policy_faults() AS fault);
END
$$;
SELECT is(pg_temp.planted('EXISTS (SELECT FROM zhiheng.institution AS visible WHERE visible.id = institution_id)'), 'scope has an EXISTS', 'an EXISTS');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted('return_id IN (SELECT id FROM zhiheng.return)'),
	'scope asks return not by its key; scope has an IN over what is not in the list', 'an IN over a table');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted('return_id IN (SELECT account_id FROM zhiheng.identity())'), 'scope has an IN over what is not in the list',
	'an IN over a function that is not known');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted('(SELECT visible.id FROM zhiheng.account AS visible WHERE visible.id = account_id) IS NOT NULL'),
	'scope asks account, which is not in the list', 'a table that is not known');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted('(SELECT max(visible.id) FROM zhiheng.return AS visible WHERE visible.period = institution_id::text) IS NOT NULL'),
	'scope asks return not by its key', 'a row by something else than its key');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted('(SELECT count(*) FROM pg_catalog.pg_tables) > 0'), 'scope reads pg_tables', 'what another schema holds');
DROP POLICY scope ON zhiheng.breach;
SELECT is(pg_temp.planted(zhiheng.by_key('institution', 'institution_id')), NULL, 'by key');

SELECT * FROM finish();
ROLLBACK;
