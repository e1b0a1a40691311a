-- Statements of the account program: account.

-- :name session_load
-- Who is asking, one row; all NULL but demo when not signed in.
SELECT account_id, account_name, login, organisation_name, role, role_name, demo, audience
FROM account.session

-- :name sign_in_credential
-- $1 text login.  One row or none: account_id, password_hash, state, locked_until, audience.
SELECT account_id, password_hash, state, locked_until, audience
FROM account.credential_find($1)

-- :name sign_in_open
-- $1 bigint account, $2 text digest of the new token in hexadecimal, $3 text client address.
SELECT account.session_open($1::bigint, decode($2, 'hex'), $3)

-- :name sign_in_refuse
-- $1 bigint account or null, $2 text login as typed, $3 text client address.
SELECT account.session_refuse($1::bigint, $2, $3)

-- :name sign_in_rehash
-- $1 bigint account, $2 text hash as it was, $3 text hash at present costs.
SELECT account.password_rehash($1::bigint, $2, $3)

-- :name sign_out_close
SELECT account.session_close()

-- :name confirm_load
-- password_hash, state, locked_until of the signed-in account.
SELECT password_hash, state, locked_until
FROM account.confirm_load()

-- :name confirm_session
SELECT account.session_confirm()

-- :name activate_account
-- $1 text login, $2 text digest of the code in hexadecimal, $3 text password hash.
SELECT account.activate($1, decode($2, 'hex'), $3)

-- :name password_load
-- password_hash of the signed-in account.
SELECT account.password_load() AS password_hash

-- :name password_change
-- $1 text password hash.
SELECT account.password_change($1)

-- :name home_sessions
-- Open sessions: client, created_at, expires_at, current.
SELECT client, created_at, expires_at, current
FROM account.own_session
ORDER BY current DESC, created_at DESC

-- :name home_end_others
SELECT account.session_end_others()
