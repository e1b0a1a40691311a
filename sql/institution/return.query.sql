-- Statements of the institution program: return.

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

-- :name draft_changes
-- $1 bigint the return, $2 integer revision.  What later saves brought.
SELECT code, part, state, value, account_name, entered_at
FROM institution.draft_changes($1::bigint, $2::integer)

-- :name draft_clock
-- $1 bigint the return.  Its revision, the time.
SELECT revision, at
FROM institution.draft_clock($1::bigint)

-- :name return_filing
-- $1 bigint the return.  How far its filing is, one row.
SELECT
	opened_at,
	withdrawn_at,
	confirmed_until,
	samples,
	sampled,
	agreeing,
	messages,
	evidence,
	unanswered
FROM institution.return_filing($1::bigint)

-- :name sample_list
-- $1 bigint the return.  The newest sample of each element that has one.
SELECT
	element_code,
	sampled,
	agreeing,
	note,
	person,
	at,
	outdated
FROM institution.return_samples($1::bigint)

-- :name sample_add
-- $1 bigint the return, $2 integer revision shown, $3 text[] elements, $4 integer[] records looked up, $5 integer[] of
-- these agreeing, $6 text[] what was found, or nulls.
SELECT institution.sample_add($1::bigint, $2::integer, $3::text[], $4::integer[], $5::integer[], $6::text[]) AS added

-- :name message_list
-- $1 bigint the return.  Oldest first.
SELECT
	id,
	element_code,
	element_name,
	own,
	person,
	at,
	text
FROM institution.return_messages($1::bigint)

-- :name message_add
-- $1 bigint the return, $2 text element or *, $3 text the words.
SELECT institution.message_add($1::bigint, $2, $3) AS id

-- :name correction_list
-- $1 bigint the return.  Newest first.
SELECT
	id,
	reason,
	person,
	at,
	state,
	state_label,
	decision_reason,
	decided_at,
	decided_by
FROM institution.return_correction($1::bigint)

-- :name correction_items
-- $1 bigint the return.  In the order of the corrections.
SELECT
	correction_id,
	name,
	unit,
	old_state,
	old_value,
	new_state,
	new_value
FROM institution.correction_items($1::bigint)

-- :name correction_ask
-- $1 bigint the return, $2 integer revision shown, $3 text reason, $4 text[] elements, $5 text[] states, $6 numeric[]
-- values.  One row asked, or rows of what cannot be so.
SELECT outcome, code
FROM institution.correction_ask($1::bigint, $2::integer, $3, $4::text[], $5::text[], $6::numeric[])

-- :name return_changes
-- $1 bigint the return.  What differs from the values accepted before.
SELECT
	name,
	unit,
	old_state,
	old_value,
	new_state,
	new_value
FROM institution.return_changes($1::bigint)

-- :name evidence_list
-- $1 bigint the return.
SELECT
	id,
	element_code,
	element_name,
	name,
	media_type,
	size,
	digest,
	person,
	at,
	withdrawn_reason,
	withdrawn_at
FROM institution.evidence
WHERE return_id = $1::bigint
ORDER BY id

-- :name evidence_file
-- $1 bigint the return, $2 bigint the file.  One row or none.
SELECT name, media_type, stored_as
FROM institution.evidence
WHERE return_id = $1::bigint AND id = $2::bigint

-- :name evidence_add
-- $1 bigint the return, $2 text element or *, $3 text name, $4 text media type, $5 integer bytes, $6 text digest in
-- hexadecimal, $7 text name in the store.
SELECT institution.evidence_add($1::bigint, $2, $3, $4, $5::integer, $6, $7) AS id

-- :name evidence_withdraw
-- $1 bigint the return, $2 bigint the file, $3 text reason.
SELECT institution.evidence_withdraw($1::bigint, $2::bigint, $3)
