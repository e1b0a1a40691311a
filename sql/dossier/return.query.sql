-- Statements of the commission and the institution program: what both ask alike of a return.

-- :name sample_list
-- $1 bigint return.  The newest sample of each element that has one.
SELECT
	element_code,
	element_name,
	sampled,
	agreeing,
	note,
	person,
	at,
	outdated
FROM :audience.return_samples($1::bigint)

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
FROM :audience.return_messages($1::bigint)

-- :name message_add
-- $1 bigint return, $2 text element or *, $3 text the words.
SELECT :audience.message_add($1::bigint, $2, $3) AS id

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
	decided_by,
	signed_by,
	signed_at,
	seq
FROM :audience.return_correction($1::bigint)

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
FROM :audience.correction_items($1::bigint)

-- :name return_changes
-- $1 bigint return.  What differs from the values accepted before.
SELECT
	name,
	unit,
	old_state,
	old_value,
	new_state,
	new_value
FROM :audience.return_changes($1::bigint)

-- :name return_pairs
-- $1 bigint[] returns.  Pairs among the elements that their programmes ask.
SELECT child, parent, strict, subset, parts
FROM :audience.return_pairs($1::bigint[])

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
FROM :audience.evidence
WHERE return_id = $1::bigint
ORDER BY id

-- :name evidence_file
-- $1 bigint return, $2 bigint file.  One row or none.
SELECT name, media_type, stored_as
FROM :audience.evidence
WHERE return_id = $1::bigint AND id = $2::bigint

-- :name backfill_sources
-- $1 bigint the return.  Where what was filled in afterwards is from, newest file first.
SELECT id, collected_by, origin, note, file_name, digest, evidence_id, person, at
FROM :audience.backfill_source
WHERE return_id = $1::bigint
ORDER BY id DESC
