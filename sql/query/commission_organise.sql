-- Statements of the commission program, continued: institutions, organisations, accounts.

-- == institution ==

-- :name institution_list
-- $1 text in the name or code, $2 text region, $3 text level, $4 text kind, $5 text yes or no: active, $6 bigint rows
-- to skip, $7 bigint rows at most; null: any.  total counts all that match.
SELECT id, credit_code, name, region_name, level_label, kind_label, ownership_label, beds, active, count(*) OVER () AS total
FROM commission.institution_entry
WHERE ($1::text IS NULL OR position($1 IN name) > 0 OR position(upper($1) IN credit_code) > 0)
	AND ($2::text IS NULL OR region_code LIKE regexp_replace($2, '(0000|00)$', '') || '%')
	AND ($3::text IS NULL OR level = $3)
	AND ($4::text IS NULL OR kind = $4)
	AND ($5::text IS NULL OR active = ($5 = 'yes'))
ORDER BY region_code, array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], level), name, id
OFFSET $6::bigint
LIMIT $7::bigint

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
