-- Statements of the commission program, continued: institutions, organisations, accounts.

-- == institution ==

-- :name institution_list
-- $1 text in the name or code, $2 text region, $3 text level, $4 text kind, $5 text yes or no: active; $6 text sort, $7 boolean
-- descending, $8 bigint[] ids or null, $9 bigint rows to leave out, $10 bigint rows wanted: core/list.h.
SELECT
	page.id,
	page.total,
	entry.seen AS version,
	entry.credit_code,
	entry.name,
	entry.region_name,
	entry.level_label,
	entry.kind_label,
	entry.ownership_label,
	entry.beds,
	CASE WHEN entry.active THEN NULL ELSE '已停用' END AS active_label,
	CASE WHEN entry.active THEN '在用' ELSE '已停用' END AS state_label,
	CASE WHEN NOT entry.active THEN '已经停用' END AS stop_fault,
	CASE WHEN entry.active THEN '正在使用，无需恢复' END AS resume_fault
FROM (
	SELECT
		item.id,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $7::boolean THEN item.key END,
				CASE WHEN $7::boolean THEN item.key END DESC NULLS LAST,
				item.region_code,
				item.level_position,
				item.name,
				item.id
		) AS place
	FROM (
		SELECT
			matched.id,
			matched.region_code,
			matched.name,
			array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], matched.level) AS level_position,
			CASE $6::text
				WHEN 'name' THEN matched.name
				WHEN 'region_name' THEN matched.region_code
				WHEN 'level_label' THEN array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], matched.level)::text
					|| coalesce(matched.grade, 'Z')
				WHEN 'kind_label' THEN matched.kind
				WHEN 'ownership_label' THEN matched.ownership
				WHEN 'beds' THEN lpad(matched.beds::text, 10, '0')
				WHEN 'credit_code' THEN matched.credit_code
			END AS key
		FROM commission.institution_entry AS matched
		WHERE ($1::text IS NULL OR position($1 IN matched.name) > 0 OR position(upper($1) IN matched.credit_code) > 0)
			AND ($2::text IS NULL OR matched.region_code LIKE regexp_replace($2, '(0000|00)$', '') || '%')
			AND ($3::text IS NULL OR matched.level = $3)
			AND ($4::text IS NULL OR matched.kind = $4)
			AND ($5::text IS NULL OR matched.active = ($5 = 'yes'))
			AND ($8::bigint[] IS NULL OR matched.id = ANY ($8))
	) AS item
	ORDER BY place
	LIMIT $10::bigint
	OFFSET $9::bigint
) AS page
JOIN commission.institution_entry AS entry ON entry.id = page.id
ORDER BY page.place

-- :name institution_regions
-- Where an institution may lie: value, label.
SELECT code AS value, label
FROM commission.region
WHERE level <> 'province'
ORDER BY code

-- :name institution_specialist_types
-- Types that the catalogue and the institutions of the subtree name: value.
SELECT value
FROM commission.specialist_type
ORDER BY value

-- :name institution_load
-- $1 bigint institution.
SELECT id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type, ownership, beds, level_label,
	kind_label, ownership_label, active, seen
FROM commission.institution_entry
WHERE id = $1::bigint

-- :name institution_events
-- $1 bigint institution.  What was done to its particulars, newest first.
SELECT at, account_name, act, detail
FROM commission.institution_event
WHERE institution_id = $1::bigint
ORDER BY id DESC
LIMIT 50

-- :name institution_register
-- $1 code, $2 name, $3 region, $4 level, $5 grade, $6 kind, $7 specialist type, $8 ownership, $9 beds.  id.
SELECT commission.institution_register($1, $2, $3, $4, $5, $6, $7, $8, $9::integer) AS id

-- :name institution_change
-- $1 bigint institution, $2 text state of the row as seen, $3 to $11 as $1 to $9 of institution_register.
SELECT commission.institution_change($1::bigint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::integer)

-- :name institution_activate
-- $1 bigint institution, $2 text state of the row as seen, $3 boolean active, $4 text reason.
SELECT commission.institution_activate($1::bigint, $2, $3::boolean, $4)

-- :name institution_activate_all
-- $1 bigint[] institutions, $2 text[] state of their rows as seen, $3 boolean active, $4 text reason.  All or none.
SELECT commission.institution_activate(item.id, item.seen, $3::boolean, $4)
FROM unnest($1::bigint[], $2::text[]) AS item (id, seen)
ORDER BY item.id

-- :name institution_accounts
-- $1 bigint institution.  Its accounts: id, name, login, role_label, state, state_label.
SELECT id, name, login, role_label, state, state_label
FROM commission.account_entry
WHERE organisation_kind = 'institution' AND organisation_id = $1::bigint
ORDER BY array_position(ARRAY['clerk', 'verifier', 'leader'], role), login

-- == organisation ==

-- :name organisation_commissions
-- Commissions of the subtree, the own one first.
SELECT id, name, region_code, region_name, institutions, accounts, own
FROM commission.organisation_commission
ORDER BY region_code

-- :name organisation_centres
-- QC centres of these commissions.
SELECT id, name, specialty, commission_name, accounts
FROM commission.organisation_centre
ORDER BY region_code, specialty

-- :name organisation_free_regions
-- Regions of the subtree that have no commission yet: value, label.
SELECT code AS value, label
FROM commission.region
WHERE commission_id IS NULL
ORDER BY code

-- :name organisation_specialties
-- Specialties of the catalogue's targets: value, label.
SELECT specialty AS value, specialty AS label
FROM commission.specialty
ORDER BY specialty

-- :name organisation_commission_register
-- $1 text region, $2 text name.
SELECT commission.commission_register($1, $2)

-- :name organisation_centre_register
-- $1 text name, $2 text specialty.
SELECT commission.qc_centre_register($1, $2)

-- == account ==

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
