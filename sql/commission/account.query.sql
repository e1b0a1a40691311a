-- Statements of the commission program: account.

-- :name account_list
-- $1 text in login, name or organisation, $2 text kind of organisation, $3 text state, $4 bigint rows to skip, $5 bigint
-- rows at most; null: any.  total counts all that match.
SELECT id, login, name, role_label, organisation_kind, organisation_name, region_name, state, state_label, count(*) OVER () AS total
FROM commission.account_entry
WHERE ($1::text IS NULL OR position(lower($1) IN login) > 0 OR position($1 IN name) > 0 OR position($1 IN organisation_name) > 0)
	AND ($2::text IS NULL OR organisation_kind = $2)
	AND ($3::text IS NULL OR state = $3)
ORDER BY region_code, organisation_kind, organisation_name, login
OFFSET $4::bigint
LIMIT $5::bigint

-- :name account_load
-- $1 bigint account.
SELECT id, login, name, role_label, organisation_kind, organisation_id, organisation_name, state, state_label, active, own,
	code_expires_at, created_at
FROM commission.account_entry
WHERE id = $1::bigint

-- :name account_events
-- $1 bigint account.  What was done to it, newest first.
SELECT at, account_name, act, reason
FROM commission.account_event
WHERE object_id = $1::bigint
ORDER BY id DESC
LIMIT 50

-- :name account_organisations
-- $1 text in the name.  Organisations an account may be made for: kind, id, name, kind_label, region_name.
SELECT kind, id, name, kind_label, region_name
FROM commission.organisation
WHERE position($1 IN name) > 0
ORDER BY region_code, array_position(ARRAY['commission', 'qc_centre', 'institution'], kind), name
LIMIT 50

-- :name account_organisation
-- $1 text kind, $2 bigint id.
SELECT kind, id, name, kind_label, region_name
FROM commission.organisation
WHERE kind = $1 AND id = $2::bigint

-- :name account_create
-- $1 text kind of organisation, $2 bigint its id, $3 text login, $4 text name, $5 text role, $6 text digest of the code in
-- hexadecimal.  id.
SELECT commission.account_create($1, $2::bigint, $3, $4, $5, decode($6, 'hex')) AS id

-- :name account_code
-- $1 bigint account, $2 text digest of the new code in hexadecimal.
SELECT commission.account_code($1::bigint, decode($2, 'hex'))

-- :name account_activate
-- $1 bigint account, $2 boolean active, $3 text reason.
SELECT commission.account_activate($1::bigint, $2::boolean, $3)
