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

-- :name receipt_submissions
-- $1 bigint the return.  Every submission, newest first.
SELECT
	id,
	number,
	submitted_at,
	revision,
	commitment,
	key
FROM institution.return_submissions($1::bigint)

-- :name receipt_text
-- $1 bigint the return, $2 bigint a submission: what its commitment is of, or null.
SELECT institution.return_submission_text($1::bigint, $2::bigint) AS text

-- :name returns_list
-- $1 date or null: only those that are one item on the desk.  All own returns, newest first.
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
	submitted_late,
	cadence = 'month' AS month
FROM institution.return
WHERE $1::date IS NULL OR closes_on = $1::date
ORDER BY closes_on DESC, cadence = 'month', period DESC, id

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

-- :name sample_add
-- $1 bigint the return, $2 integer revision shown, $3 text[] elements, $4 integer[] records looked up, $5 integer[] of
-- these agreeing, $6 text[] what was found, or nulls.
SELECT institution.sample_add($1::bigint, $2::integer, $3::text[], $4::integer[], $5::integer[], $6::text[]) AS added

-- :name correction_ask
-- $1 bigint the return, $2 integer revision shown, $3 text reason, $4 text[] elements, $5 text[] states, $6 numeric[]
-- values.  One row asked, or rows of what cannot be so.
SELECT outcome, code, value
FROM institution.correction_ask($1::bigint, $2::integer, $3, $4::text[], $5::text[], $6::numeric[])

-- :name correction_sign
-- $1 bigint the return, $2 bigint the correction.
SELECT institution.correction_sign($1::bigint, $2::bigint) AS submission

-- :name correction_withdraw
-- $1 bigint the return, $2 bigint the correction, $3 text reason.
SELECT institution.correction_withdraw($1::bigint, $2::bigint, $3)

-- :name evidence_add
-- $1 bigint the return, $2 text element or *, $3 text name, $4 text media type, $5 integer bytes, $6 text digest in
-- hexadecimal, $7 text name in the store.
SELECT institution.evidence_add($1::bigint, $2, $3, $4, $5::integer, $6, $7) AS id

-- :name evidence_withdraw
-- $1 bigint the return, $2 bigint the file, $3 text reason.
SELECT institution.evidence_withdraw($1::bigint, $2::bigint, $3)
