-- Statements of the institution program: machine.

-- :name machine_list
-- Tokens of the own institution, newest first.
SELECT
	id,
	name,
	programme_name,
	periods,
	expires_on,
	made_at,
	made_by,
	used_at,
	active,
	state,
	state_label
FROM institution.machine
ORDER BY id DESC

-- :name machine_scopes
-- Returns that a token can be made for: value programme/period, label.
SELECT
	programme_id || '/' || period AS value,
	programme_name || ' ' || period_label AS label
FROM institution.return
WHERE period_state <> 'closed' OR state = 'returned'
ORDER BY period DESC, programme_id

-- :name machine_make
-- $1 text name, $2 text digest in hexadecimal, $3 bigint programme, $4 text[] periods, $5 date last day.
SELECT institution.machine_make($1::text, decode($2::text, 'hex'), $3::bigint, $4::text[], $5::date) AS id

-- :name machine_revoke
-- $1 bigint the token.
SELECT institution.machine_revoke($1::bigint)
