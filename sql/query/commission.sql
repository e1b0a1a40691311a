-- Statements of the commission program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.  account_id, account_name, organisation_name, role, role_name, demo, ids.
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM commission.session
