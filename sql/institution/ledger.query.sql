-- Statements of the institution program: ledger.

-- :name ledger_list
-- $1 text phase, or overdue, or null.  Open ones first, by deadline.
SELECT
	id,
	source_label,
	opener,
	content,
	post,
	indicator_code,
	indicator_name,
	state,
	state_label,
	due_on,
	overdue,
	overdue_days
FROM institution.ledger_item
WHERE $1::text IS NULL OR phase = $1 OR ($1 = 'overdue' AND overdue AND phase <> 'closed')
ORDER BY phase = 'closed', due_on, id

-- :name ledger_counts
-- One row.
SELECT
	count(*) AS every,
	count(*) FILTER (WHERE phase = 'waiting') AS waiting,
	count(*) FILTER (WHERE phase = 'working') AS working,
	count(*) FILTER (WHERE phase <> 'closed' AND overdue) AS overdue,
	count(*) FILTER (WHERE phase = 'closed') AS closed
FROM institution.ledger_item

-- :name ledger_head
-- $1 bigint item.
SELECT
	id,
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
	content,
	aim,
	post,
	due_on,
	overdue,
	overdue_days,
	reported_at,
	return_id
FROM institution.ledger_item
WHERE id = $1::bigint

-- :name ledger_open
-- $1 text source, $2 text content, $3 text aim, $4 text post, $5 date deadline.
SELECT institution.ledger_open($1, $2, $3, $4, $5::date) AS id

-- :name ledger_write
-- $1 bigint item, $2 text state as the page showed it, $3 text kind, $4 text words, $5 numeric and $6 numeric: of an effect.
SELECT institution.ledger_write($1::bigint, $2, $3, $4, $5::numeric, $6::numeric)

-- :name ledger_plan
-- $1 bigint item, $2 text state as the page showed it, $3 text measure, $4 text post, $5 date until when.
SELECT institution.ledger_plan($1::bigint, $2, $3, $4, $5::date)

-- :name ledger_end
-- $1 bigint item, $2 bigint measure, $3 text outcome, $4 text words.
SELECT institution.ledger_end($1::bigint, $2::bigint, $3, $4)

-- :name ledger_move
-- $1 bigint item, $2 text state as the page showed it, $3 text state to go to, $4 text reason or null.
SELECT institution.ledger_move($1::bigint, $2, $3, $4)
