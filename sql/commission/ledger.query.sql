-- Statements of the commission program: ledger.

-- :name ledger_list
-- $1 text phase, unclosed, overdue or null (waiting: for the one who asks), $2 text part of an institution's name or null, $3 text part of an indicator's name or its
-- code or null, $4 text county or null, $5 text source or null, $6 text state or null, $7 bigint rows to leave out,
-- $8 bigint rows wanted.  Open ones first, by deadline.
SELECT
	id,
	institution_name,
	region_name,
	source,
	source_label,
	content,
	aim,
	post,
	indicator_code,
	indicator_name,
	period_label,
	figures,
	state,
	state_label,
	phase,
	due_on,
	overdue,
	overdue_days,
	reported_at,
	opener,
	opened_at
FROM commission.ledger_item
WHERE ($1::text IS NULL OR (phase = $1 AND (phase <> 'waiting' OR decides)) OR ($1 = 'unclosed' AND phase <> 'closed')
		OR ($1 = 'overdue' AND overdue AND phase <> 'closed'))
	AND ($2::text IS NULL OR strpos(institution_name, $2) > 0)
	AND ($3::text IS NULL OR indicator_code = $3 OR strpos(indicator_name, $3) > 0)
	AND ($4::text IS NULL OR region_code = $4)
	AND ($5::text IS NULL OR source = $5)
	AND ($6::text IS NULL OR state = $6)
ORDER BY phase = 'closed', due_on, id
LIMIT $8::bigint
OFFSET $7::bigint

-- :name ledger_counts
-- $1 to $5 as $2 to $6 of ledger_list.  One row.
SELECT
	count(*) AS every,
	count(*) FILTER (WHERE phase <> 'closed') AS unclosed,
	count(*) FILTER (WHERE phase = 'waiting' AND decides) AS waiting,
	count(*) FILTER (WHERE phase = 'working') AS working,
	count(*) FILTER (WHERE phase <> 'closed' AND overdue) AS overdue,
	count(*) FILTER (WHERE phase = 'closed') AS closed
FROM commission.ledger_item
WHERE ($1::text IS NULL OR strpos(institution_name, $1) > 0)
	AND ($2::text IS NULL OR indicator_code = $2 OR strpos(indicator_name, $2) > 0)
	AND ($3::text IS NULL OR region_code = $3)
	AND ($4::text IS NULL OR source = $4)
	AND ($5::text IS NULL OR state = $5)

-- :name ledger_counties
-- Counties of the subtree's institutions, to choose from.
SELECT DISTINCT
	region_code AS value,
	region_name AS label
FROM commission.institution_card
ORDER BY region_code

-- :name ledger_institutions
-- Institutions of the subtree, to choose from.
SELECT
	id AS value,
	name || '（' || region_name || '）' AS label
FROM commission.institution_card
WHERE active
ORDER BY region_code, level_position, name

-- :name ledger_head
-- $1 bigint item.
SELECT
	id,
	institution_id,
	institution_name,
	region_name,
	peer_group_label,
	own,
	opener,
	person,
	opened_at,
	source,
	source_label,
	programme_id,
	period,
	period_label,
	indicator_code,
	indicator_name,
	specialty,
	figures,
	state,
	state_label,
	term,
	content,
	aim,
	post,
	due_on,
	overdue,
	overdue_days,
	reported_at,
	decides,
	return_id
FROM commission.ledger_item
WHERE id = $1::bigint

-- :name ledger_evidence
-- $1 bigint programme, $2 text period, $3 bigint institution.
SELECT
	card.name,
	choice.period_label
FROM commission.institution_card AS card
JOIN commission.period_choice AS choice ON choice.programme_id = $1::bigint AND choice.period = $2
WHERE card.id = $3::bigint

-- :name ledger_return
-- $1 bigint programme, $2 text period, $3 bigint institution: the return that a late one is about.
SELECT
	id,
	period_label,
	due_on,
	class,
	class_label,
	to_char(first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS submitted_on,
	NOT in_time AS submitted_late
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
	AND institution_id = $3::bigint

-- :name ledger_open
-- $1 bigint institution, $2 text source, $3 bigint programme, $4 text period, $5 text indicator, $6 text figures (these four
-- null if it was not seen in numbers), $7 text content, $8 text aim, $9 text post, $10 date deadline.
SELECT commission.ledger_open($1::bigint, $2, $3::bigint, $4, $5, $6, $7, $8, $9, $10::date) AS id

-- :name ledger_decide
-- $1 bigint item, $2 text state as the page showed it, $3 text act, $4 text words or null.
SELECT commission.ledger_decide($1::bigint, $2, $3, $4)

-- :name ledger_change
-- $1 bigint item, $2 integer version as the page showed it, $3 text content, $4 text aim, $5 text post, $6 date deadline,
-- $7 text reason.
SELECT commission.ledger_change($1::bigint, $2::integer, $3, $4, $5, $6::date, $7)
