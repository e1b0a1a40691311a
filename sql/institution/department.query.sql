-- Statements of the institution program: department.

-- :name department_load
-- $1 bigint one of them, or no row.
SELECT id, name, retired, version
FROM institution.department
WHERE id = $1::bigint

-- :name department_history
-- $1 bigint department.  Newest first.
SELECT version, name, retired, at, person
FROM institution.department_history
WHERE department_id = $1::bigint
ORDER BY version DESC

-- :name department_add
-- $1 text[] names.
SELECT institution.department_add($1::text[]) AS added

-- :name department_change
-- $1 bigint department, $2 integer version seen, $3 text name, $4 boolean retired.
SELECT institution.department_change($1::bigint, $2::integer, $3, $4::boolean)
