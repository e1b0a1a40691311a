-- Statements of the commission program, continued: opening a submission, the internal verification, words to and fro.

-- :name return_filing
-- $1 bigint return.
SELECT
	opened_at,
	opened_by,
	messages
FROM commission.return_filing
WHERE return_id = $1::bigint

-- :name return_open
-- $1 bigint return, $2 integer revision shown.
SELECT commission.return_open($1::bigint, $2::integer) AS first

-- :name return_samples
-- $1 bigint return.
SELECT
	element_code,
	element_name,
	sampled,
	agreeing,
	note,
	person,
	at,
	outdated
FROM commission.return_samples($1::bigint)

-- == message ==

-- :name message_list
-- $1 bigint return.  Oldest first.
SELECT
	id,
	element_code,
	element_name,
	own,
	person,
	organisation,
	at,
	text
FROM commission.return_messages($1::bigint)

-- :name message_add
-- $1 bigint return, $2 text element or *, $3 text the words.
SELECT commission.message_add($1::bigint, $2, $3) AS id

-- == correction ==

-- :name correction_list
-- $1 bigint return.  Newest first.
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
FROM commission.return_correction
WHERE return_id = $1::bigint
ORDER BY id DESC

-- :name correction_items
-- $1 bigint return.  In the order of the corrections.
SELECT
	correction_id,
	name,
	unit,
	old_state,
	old_value,
	new_state,
	new_value
FROM commission.correction_items($1::bigint)

-- :name correction_decide
-- $1 bigint return, $2 bigint correction, $3 text decision, $4 text reason or null.
SELECT commission.correction_decide($1::bigint, $2::bigint, $3, $4) AS event

-- :name return_changes
-- $1 bigint return.  What differs from the values accepted before.
SELECT
	name,
	unit,
	old_state,
	old_value,
	new_state,
	new_value
FROM commission.return_changes($1::bigint)

-- :name return_notes
-- $1 bigint return.
SELECT element_code, source, rule, at
FROM commission.return_notes($1::bigint)

-- == home ==

-- :name home_filing
-- What institutions wait for, the oldest first.
SELECT
	return_id,
	institution_name,
	period_label,
	kind,
	text,
	at
FROM commission.filing_item
ORDER BY kind, at
LIMIT 200

-- == evidence ==

-- :name evidence_list
-- $1 bigint return.
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
FROM commission.evidence
WHERE return_id = $1::bigint
ORDER BY id

-- :name evidence_file
-- $1 bigint return, $2 bigint file.  One row or none.
SELECT name, media_type, stored_as
FROM commission.evidence
WHERE return_id = $1::bigint AND id = $2::bigint
