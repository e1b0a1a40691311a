-- Statements of `zhiheng migrate`, prepared after the ledger has been made and before there is any
-- other schema.

-- :name schema_list
-- Files of sql/schema already applied: number, name, sha256.
SELECT number, name, sha256
FROM migration.applied
ORDER BY number

-- :name schema_add
-- $1 number, $2 name, $3 sha256 of the file just applied.
INSERT INTO migration.applied (number, name, sha256)
VALUES ($1::integer, $2::text, $3::text)

-- :name api_get
-- sha256 over the files of views and functions as applied; no row before the first time.
SELECT sha256
FROM migration.api

-- :name api_set
-- $1 sha256 over the files of views and functions as applied now.
INSERT INTO migration.api (sha256)
VALUES ($1::text)
ON CONFLICT (one) DO UPDATE SET sha256 = EXCLUDED.sha256, applied_at = now()

-- :name api_check
-- Every function of the audiences once more past its language's own check: a body that names what is not there
-- stops the migration, as it would have if bodies were checked one by one.  No rows that matter.
SELECT
	CASE language.lanname
		WHEN 'plpgsql' THEN plpgsql_validator(item.oid)
		WHEN 'sql' THEN fmgr_sql_validator(item.oid)
	END AS checked
FROM pg_proc AS item
JOIN pg_namespace AS space ON space.oid = item.pronamespace
JOIN pg_language AS language ON language.oid = item.prolang
WHERE space.nspname IN ('zhiheng', 'account', 'commission', 'console', 'disclosure', 'institution', 'worker')
	AND item.prosrc <> ''
