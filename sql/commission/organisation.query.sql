-- Statements of the commission program: organisation.

-- :name organisation_commissions
-- Commissions of the subtree, the own one first.
SELECT id, name, region_code, region_name, institutions, accounts, own
FROM commission.organisation_commission
ORDER BY region_code

-- :name organisation_centres
-- QC centres of these commissions.
SELECT id, name, specialties, commission_name, accounts
FROM commission.organisation_centre
ORDER BY region_code, specialties

-- :name organisation_free_regions
-- Regions of the subtree that have no commission yet: value, label.
SELECT code AS value, label
FROM commission.region
WHERE commission_id IS NULL
ORDER BY code

-- :name organisation_specialties
-- Specialties of the catalogue: value, label with what lists call them otherwise and how many indicators they have.
SELECT
	code AS value,
	name || CASE WHEN other_names <> '' THEN '（又称' || other_names || '）' ELSE '' END || '：' || indicators || ' 项指标' AS label
FROM commission.specialty
ORDER BY name, code

-- :name organisation_commission_register
-- $1 text region, $2 text name.
SELECT commission.commission_register($1, $2)

-- :name organisation_centre_register
-- $1 text name, $2 text[] specialties.
SELECT commission.qc_centre_register($1, $2::text[])

-- :name organisation_rung_now
-- What holds today.
SELECT decides, decides_label, days
FROM commission.rung_now()

-- :name organisation_rungs
-- What was set, newest first.
SELECT from_day, decides_label, days, person, at
FROM commission.rung
ORDER BY id DESC
LIMIT 50

-- :name organisation_rung_set
-- $1 boolean decides, $2 integer working days, $3 date first day.
SELECT commission.rung_set($1::boolean, $2::integer, $3::date)
