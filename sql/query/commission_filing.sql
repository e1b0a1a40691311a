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
