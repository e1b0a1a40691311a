-- Statements of the institution program: upload.

-- :name api_return_find
-- $1 text credit code, $2 text period.  own: the code is that of the token's institution.
SELECT
	credit_code = $1::text AS own,
	institution.machine_return($2::text) AS id
FROM institution.own

-- :name api_return_json
-- $1 text body.
SELECT
	place,
	name,
	kind,
	value,
	element
FROM institution.machine_json($1::text)

-- :name api_return_answer
-- $1 text key.
SELECT
	digest,
	answer
FROM institution.machine_answer
WHERE key = $1::text

-- :name api_return_keep
-- $1 text key, $2 text digest in hexadecimal, $3 text answer.
SELECT institution.machine_keep($1::text, decode($2::text, 'hex'), $3::text)

-- :name template_own
-- The institution of who asks, one row.
SELECT
	credit_code,
	name
FROM institution.own

-- :name upload_rules
-- $1 bigint the return.
SELECT
	code,
	minimum
FROM institution.return_rules($1::bigint)

-- :name upload_keep
-- $1 bigint the return, $2 text name of the file, $3 text its lines.  id.
SELECT institution.upload_keep($1::bigint, $2::text, $3::text) AS id

-- :name upload_list
-- Tables of a return that wait for confirmation, newest first.  $1 bigint the return.
SELECT
	id,
	file_name,
	uploaded_at,
	account_name
FROM institution.upload
WHERE return_id = $1::bigint AND saved_revision IS NULL
ORDER BY id DESC
LIMIT 20

-- :name upload_load
-- $1 bigint the return, $2 bigint the upload.
SELECT
	id,
	file_name,
	lines,
	saved_revision,
	uploaded_at,
	expires_at,
	account_name
FROM institution.upload
WHERE return_id = $1::bigint AND id = $2::bigint

-- :name upload_done
-- $1 bigint the upload.
SELECT institution.upload_done($1::bigint)
