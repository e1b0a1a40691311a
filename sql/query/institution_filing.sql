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
	unanswered
FROM institution.return_filing($1::bigint)

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
