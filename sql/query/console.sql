-- Statements of the zhiheng command, prepared when a subcommand opens the database.

-- :name catalogue_load
-- $1 {noun: [row, ...]} as jsonb.  added, changed, withdrawn.
SELECT added, changed, withdrawn
FROM console.catalogue_load($1::jsonb)

-- :name region_load
-- $1 [row, ...] as jsonb.  added, changed.
SELECT added, changed
FROM console.region_load($1::jsonb)

-- :name account_create
-- $1 login, $2 name, $3 role, $4 credit code or null, $5 region code or null, $6 name of the
-- commission or null, $7 digest of the activation code in hexadecimal.  organisation, expires_at.
SELECT organisation, to_char(expires_at, 'YYYY-MM-DD HH24:MI') AS expires_at
FROM console.account_create($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text)

-- :name return_rebuild
-- Makes return_cell anew.  cells.
SELECT zhiheng.return_rebuild() AS cells

-- :name demo_state
-- Whether invented data may be loaded.  state: empty, demo, real.
SELECT console.demo_state() AS state

-- :name demo_accounts
-- $1 [row of accounts.csv with password_hash, ...] as jsonb.  made.
SELECT console.demo_accounts($1::jsonb) AS made

-- :name site_list
-- name, meaning, value.
SELECT name, meaning, value
FROM console.site_setting
ORDER BY position

-- :name site_set
-- $1 name, $2 value, empty to unset.  known: whether it was set.
SELECT console.site_set($1, $2) AS known
