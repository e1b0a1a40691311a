-- Statements of the commission program: account.

-- :name account_list
-- $1 text in login, name or organisation, $2 text kind of organisation, $3 text state; $4 text sort, $5 boolean descending,
-- $6 bigint[] ids or null, $7 bigint rows to leave out, $8 bigint rows wanted: core/list.h.
SELECT
	item.id,
	item.total,
	item.active::text AS version,
	item.login,
	item.name,
	item.role_label,
	item.organisation_name,
	item.region_name,
	item.state,
	item.state_label,
	CASE WHEN item.own THEN '自己的账户须由另一位管理员办理' WHEN NOT item.active THEN '已经停用' END AS stop_fault,
	CASE WHEN item.own THEN '自己的账户须由另一位管理员办理' WHEN item.active THEN '没有停用，无需恢复' END AS resume_fault,
	CASE WHEN item.own THEN '自己的密码请在“我的账户”修改' WHEN NOT item.active THEN '已停用，请先恢复' END AS code_fault
FROM (
	SELECT
		entry.id,
		entry.login,
		entry.name,
		entry.role_label,
		entry.organisation_kind,
		entry.organisation_name,
		entry.region_code,
		entry.region_name,
		entry.state,
		entry.state_label,
		entry.active,
		entry.own,
		CASE $4::text
			WHEN 'name' THEN entry.name
			WHEN 'login' THEN entry.login
			WHEN 'role_label' THEN entry.role
			WHEN 'organisation_name' THEN entry.organisation_name
			WHEN 'region_name' THEN entry.region_code
			WHEN 'state_label' THEN entry.state
		END AS key,
		count(*) OVER () AS total
	FROM commission.account_entry AS entry
	WHERE ($1::text IS NULL OR position(lower($1) IN entry.login) > 0 OR position($1 IN entry.name) > 0
			OR position($1 IN entry.organisation_name) > 0)
		AND ($2::text IS NULL OR entry.organisation_kind = $2)
		AND ($3::text IS NULL OR entry.state = $3)
		AND ($6::bigint[] IS NULL OR entry.id = ANY ($6))
) AS item
ORDER BY
	CASE WHEN NOT $5::boolean THEN item.key END,
	CASE WHEN $5::boolean THEN item.key END DESC NULLS LAST,
	item.region_code,
	item.organisation_kind,
	item.organisation_name,
	item.login
LIMIT $8::bigint
OFFSET $7::bigint

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

-- :name account_activate_all
-- $1 bigint[] accounts, $2 boolean active, $3 text reason.  All or none.
SELECT commission.account_activate(item, $2::boolean, $3)
FROM unnest($1::bigint[]) AS item
ORDER BY item

-- :name account_code_all
-- $1 bigint[] accounts, $2 text[] digests of their new codes in hexadecimal.  All or none.
SELECT commission.account_code(item.id, decode(item.digest, 'hex'))
FROM unnest($1::bigint[], $2::text[]) AS item (id, digest)
ORDER BY item.id

-- :name account_codes
-- $1 bigint[] accounts.  What is printed beside their codes, which are at the same place of the array.
SELECT
	entry.login,
	entry.name,
	entry.role_label,
	entry.organisation_name,
	entry.region_name,
	entry.code_expires_at
FROM unnest($1::bigint[]) WITH ORDINALITY AS item (id, place)
JOIN commission.account_entry AS entry ON entry.id = item.id
ORDER BY item.place
