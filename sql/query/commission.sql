-- Statements of the commission program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

-- :name session_load
-- The open session, or no row.  account_name, organisation_name, role, role_name, demo, ids.
SELECT account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM commission.session
