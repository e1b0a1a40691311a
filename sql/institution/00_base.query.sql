-- Statements of the institution program: what several words ask.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.  account_id, account_name, organisation_name, role, role_name, demo.
SELECT account_id, account_name, organisation_name, role, role_name, demo
FROM institution.session

-- :name post_claim
-- A form that is sent: $1 text its key, $2 text digest of its content, in hexadecimal.  One row; none when nobody is signed in.
SELECT received, answer
FROM institution.post_claim($1, $2)

-- :name post_answer
-- $1 text key, $2 text digest, $3 text where it leads to or null.  One row.
SELECT institution.post_answer($1, $2, $3) AS answered

-- :name post_release
-- $1 text key, $2 text digest.  One row.
SELECT institution.post_release($1, $2) AS released

-- :name department_list
-- Own departments in the order of the list.
SELECT id, name, retired, version
FROM institution.department
ORDER BY retired, id

-- :name note_list
-- The newest note of each element that has one.
SELECT element_code, source, rule, person, at
FROM institution.element_note
