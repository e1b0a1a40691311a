-- Statements of the commission and the institution program: what both see alike of ledger items.

-- :name ledger_measures
-- $1 bigint item.
SELECT
	id,
	text,
	post,
	due_on,
	outcome,
	outcome_label,
	outcome_text,
	ended_at,
	overdue
FROM :audience.ledger_measure
WHERE item_id = $1::bigint
ORDER BY id

-- :name ledger_notes
-- $1 bigint item.  Oldest first.
SELECT
	kind,
	text,
	trim_scale(numerator) AS numerator,
	trim_scale(denominator) AS denominator,
	at,
	person
FROM :audience.ledger_note
WHERE item_id = $1::bigint
ORDER BY id

-- :name ledger_history
-- $1 bigint item.  Newest first.
SELECT
	to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at,
	label,
	text,
	person,
	organisation
FROM :audience.ledger_history
WHERE item_id = $1::bigint
ORDER BY :audience.ledger_history.at DESC, place DESC
