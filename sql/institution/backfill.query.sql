-- Statements of the institution program: backfill.

-- :name backfill_programmes
-- Programmes that have the own institution fill in past periods, newest first.
SELECT
	programme_id,
	programme_name,
	commission_name,
	count(*) AS periods,
	count(*) FILTER (WHERE open) AS open_periods,
	count(*) FILTER (WHERE accepted_revision IS NOT NULL) AS accepted,
	min(due_on) FILTER (WHERE open) AS due_on
FROM institution.backfill_period
GROUP BY programme_id, programme_name, commission_name
ORDER BY programme_id DESC

-- :name backfill_periods
-- $1 bigint programme.  Its periods that are filled in afterwards, oldest first.
SELECT
	programme_name,
	commission_name,
	return_id,
	period,
	period_label,
	state,
	state_label,
	revision,
	open,
	due_on,
	late,
	note
FROM institution.backfill_period
WHERE programme_id = $1::bigint
ORDER BY period

-- :name backfill_cells
-- $1 bigint programme.  Element by element, in order of the form, then period by period.
SELECT
	code,
	specialty,
	name,
	definition,
	unit,
	type,
	minimum,
	period,
	return_id,
	state,
	value,
	bar
FROM institution.backfill_cells($1::bigint)

-- :name backfill_own
-- The institution of who asks.
SELECT credit_code, name
FROM institution.own

-- :name backfill_waiting
-- $1 bigint programme.  Files that wait for confirmation, newest first.
SELECT id, file_name, uploaded_at, account_name
FROM institution.backfill_upload
WHERE programme_id = $1::bigint AND saved_at IS NULL
ORDER BY id DESC
LIMIT 20

-- :name backfill_keep
-- $1 bigint programme, $2 text who collected, $3 text source, $4 text note or null, $5 text name of the file, $6 text media type, $7 integer
-- bytes, $8 text digest in hexadecimal, $9 text where it lies, $10 text its lines.  id.
SELECT institution.backfill_keep($1::bigint, $2, $3, $4, $5, $6, $7::integer, $8, $9, $10) AS id

-- :name backfill_load
-- $1 bigint programme, $2 bigint upload.
SELECT id, collected_by, origin, note, file_name, digest, lines, uploaded_at, expires_at, saved_at, account_name
FROM institution.backfill_upload
WHERE programme_id = $1::bigint AND id = $2::bigint

-- :name backfill_confirm
-- $1 bigint upload, $2 bigint[] returns, $3 integer[] their revisions, $4 bigint[] return of each cell, $5 text[] codes, $6 text[] states,
-- $7 numeric[] values.  returns: how many changed.
SELECT institution.backfill_confirm($1::bigint, $2::bigint[], $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::numeric[]) AS returns
