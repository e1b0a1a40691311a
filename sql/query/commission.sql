-- Statements of the commission program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.  account_id, account_name, organisation_name, role, role_name, demo, ids.
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM commission.session

-- :name post_claim
-- A form that is sent: $1 text its key, $2 text digest of its content, in hexadecimal.  One row; none when nobody is signed in.
SELECT received, answer
FROM commission.post_claim($1, $2)

-- :name post_answer
-- $1 text key, $2 text digest, $3 text where it leads to or null.  One row.
SELECT commission.post_answer($1, $2, $3) AS answered

-- :name post_release
-- $1 text key, $2 text digest.  One row.
SELECT commission.post_release($1, $2) AS released
