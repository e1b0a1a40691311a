-- Statements of the institution program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

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

-- == return ==

-- :name return_head
-- One own return, or no row.  $1 bigint its id.
SELECT
	id,
	programme_id,
	programme_name,
	period,
	period_label,
	last_label,
	state,
	state_label,
	revision,
	open,
	opens_on,
	due_on,
	days_left,
	late,
	returned_reason,
	returned_at,
	returned_by,
	withdrawn,
	explanation,
	explained_revision,
	receipt
FROM institution.return_head($1::bigint)

-- :name return_elements
-- The rows of its form.  $1 bigint the return's id.
SELECT
	code,
	specialty,
	required,
	name,
	definition,
	unit,
	type,
	state,
	value,
	revision,
	last_state,
	last_value,
	round(100 * (value - last_value) / nullif(last_value, 0), 1) AS change_percent,
	year_ago_state,
	year_ago_value,
	explanation,
	explained_by,
	explained_revision,
	reason,
	way,
	parts_required,
	parts_wanted
FROM institution.return_elements($1::bigint)

-- :name return_indicators
-- What its elements make.  $1 bigint the return's id.
SELECT
	indicator_code,
	target_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator,
	denominator,
	threshold_op,
	threshold_value,
	threshold_source
FROM institution.return_indicators($1::bigint)

-- :name return_save
-- $1 bigint the return, $2 integer revision its form was made from, $3 text[] element codes, $4 text[] their states,
-- $5 numeric[] their values, $6 text source, $7 boolean again.  One row saved or unchanged, or rows of what stands in the way.
SELECT
	outcome,
	code,
	state,
	value,
	account_name,
	entered_at
FROM institution.return_save($1::bigint, $2::integer, $3::text[], $4::text[], $5::numeric[], $6, $7::boolean)

-- == check ==

-- :name return_explain
-- $1 bigint the return, $2 integer revision shown, $3 text[] element codes (* for the whole), $4 text[] the words.
SELECT institution.return_explain($1::bigint, $2::integer, $3::text[], $4::text[]) AS added

-- :name return_move
-- $1 bigint the return, $2 integer revision shown, $3 text state to go to, $4 text reason or null.
SELECT institution.return_move($1::bigint, $2::integer, $3, $4) AS event

-- :name return_events
-- $1 bigint the return.  Newest first.
SELECT
	id,
	from_state,
	to_state,
	to_label,
	at,
	person,
	reason,
	revision,
	digest
FROM institution.return_events($1::bigint)

-- == receipt ==

-- :name receipt_head
-- $1 bigint the return.  Its last submission, or no row.
SELECT
	number,
	submitted_at,
	submitted_by,
	verified_at,
	verified_by,
	entered_by,
	revision,
	digest,
	late,
	institution_name,
	credit_code,
	commission_name,
	programme_name,
	period_label,
	signed_at,
	withdrawn_at,
	samples
FROM institution.return_receipt($1::bigint)

-- :name receipt_values
-- $1 bigint the return.  The values that were submitted, in the order of the form.
SELECT
	code,
	specialty,
	name,
	unit,
	state,
	value
FROM institution.return_receipt_values($1::bigint)

-- == home ==

-- :name home_returns
-- Returns that somebody has to work on, most urgent first.
SELECT
	id,
	programme_name,
	period_label,
	state,
	state_label,
	revision,
	open,
	due_on,
	days_left,
	late,
	returned_reason,
	filled,
	asked
FROM institution.home_returns()

-- :name home_baselines
-- Baselines and goals by programme, newest year first.
SELECT
	programme_id,
	programme_name,
	asked,
	missing,
	returned,
	waiting,
	approved
FROM institution.home_baseline
ORDER BY year DESC, programme_id

-- == returns ==

-- :name returns_list
-- All own returns, newest first.
SELECT
	id,
	programme_name,
	period_label,
	state,
	state_label,
	revision,
	due_on,
	late,
	submitted_at,
	submitted_late
FROM institution.return
ORDER BY period DESC, id
