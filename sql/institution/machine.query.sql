-- Statements of the institution program: machine.

-- :name machine_list
-- Tokens of the own institution, newest first.
SELECT
	id,
	name,
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
-- Returns that a token can be made for: value period, label.
SELECT
	period AS value,
	period_label AS label
FROM institution.return
WHERE period_state <> 'closed' OR state = 'returned'
ORDER BY period DESC

-- :name machine_make
-- $1 text name, $2 text digest in hexadecimal, $3 text[] periods, $4 date last day.
SELECT institution.machine_make($1::text, decode($2::text, 'hex'), $3::text[], $4::date) AS id

-- :name machine_revoke
-- $1 bigint the token.
SELECT institution.machine_revoke($1::bigint)
