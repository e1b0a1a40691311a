-- Statements of the institution program, continued: signature, internal verification, words to and fro.

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

-- == home ==

-- :name home_messages
-- Returns whose last words are the commission's, the oldest first.
SELECT
	return_id,
	period_label,
	element_name,
	person,
	at,
	text
FROM institution.home_messages()

-- == sample ==

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

-- == message ==

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

-- == note ==

-- :name note_list
-- The newest note of each element that has one.
SELECT element_code, source, rule, person, at
FROM institution.element_note

-- :name note_elements
-- Every element that is asked of the own institution.
SELECT code, specialty, name, unit, definition
FROM institution.note_elements()

-- :name note_history
-- $1 text element.  Newest first.
SELECT source, rule, person, at
FROM institution.note_history($1)

-- :name note_add
-- $1 text element, $2 text source, $3 text rule or null.
SELECT institution.note_add($1, $2, $3) AS added

-- == correction ==

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

-- :name home_corrections
-- What waits for the commission's decision.
SELECT return_id, period_label, reason, at
FROM institution.home_corrections()

-- == evidence ==

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
