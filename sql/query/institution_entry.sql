-- Statements of the institution program: entry by parts, drafts, departments.

-- == return ==

-- :name return_parts
-- The newest parts of its elements.  $1 bigint the return.
SELECT code, part, value
FROM institution.return_parts($1::bigint)

-- :name return_enter
-- $1 bigint the return, $2 integer revision its form was made from, $3 text[] element codes, $4 text[] their states,
-- $5 numeric[] their values, $6 text[] elements of parts, $7 text[] parts, $8 numeric[] their numbers, $9 text source,
-- $10 boolean again.  One row saved or unchanged, or rows of what stands in the way.
SELECT outcome, code, part, state, value, account_name, entered_at
FROM institution.return_enter($1::bigint, $2::integer, $3::text[], $4::text[], $5::numeric[], $6::text[], $7::text[], $8::numeric[], $9,
	$10::boolean)

-- == draft ==

-- :name draft_changes
-- $1 bigint the return, $2 integer revision.  What later saves brought.
SELECT code, part, state, value, account_name, entered_at
FROM institution.draft_changes($1::bigint, $2::integer)

-- :name draft_clock
-- $1 bigint the return.  Its revision, the time.
SELECT revision, at
FROM institution.draft_clock($1::bigint)

-- == department ==

-- :name department_list
-- Own departments in the order of the list.
SELECT id, name, retired, version
FROM institution.department
ORDER BY retired, id

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
