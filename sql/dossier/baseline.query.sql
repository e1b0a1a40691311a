-- Statements of the commission and the institution program: what both ask alike of a baseline.

-- :name baseline_files
-- $1 bigint version.  Files of it and of all other versions, the newest first.
SELECT
	id,
	baseline_id,
	version,
	name,
	person,
	at
FROM :audience.baseline_files($1::bigint)

-- :name baseline_file
-- $1 bigint version, $2 bigint file.  One row or none.
SELECT name, media_type, stored_as
FROM :audience.baseline_file
WHERE baseline_id = $1::bigint AND id = $2::bigint
