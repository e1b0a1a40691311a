-- Statements of the institution program: what several words ask.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.  account_id, account_name, organisation_name, role, role_name, demo.
SELECT account_id, account_name, organisation_name, role, role_name, demo
FROM institution.session

-- :name department_list
-- Own departments in the order of the list.
SELECT id, name, retired, version
FROM institution.department
ORDER BY retired, id

-- :name note_list
-- The newest note of each element that has one.
SELECT element_code, source, rule, person, at
FROM institution.element_note
