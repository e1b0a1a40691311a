-- Statements of the commission program: signal.

-- :name signal_institutions
-- $1 text quarter.  All of the subtree, for the choices of the filter.
SELECT
	region_code,
	region_name,
	level,
	kind,
	ownership
FROM commission.signal_institutions($1)
ORDER BY region_code, level_position, name, id

-- :name signal_head
-- $1 bigint programme, $2 text quarter.  What was computed last: one row or none.
SELECT
	institutions,
	judged,
	listed,
	expected,
	trends,
	trends_listed,
	trends_expected,
	to_char(computed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS computed_at,
	person,
	accepted_since
FROM commission.signal_list
WHERE programme_id = $1::bigint AND period = $2

-- :name signal_job
-- $1 bigint programme, $2 text quarter.  The newest computation of it: one row or none.
SELECT under_way, fault
FROM commission.signal_job
WHERE programme_id = $1::bigint AND period = $2

-- :name signal_rows
-- $1 bigint programme, $2 text quarter, the filter $3 text region, $4 text level, $5 text kind, $6 text ownership (NULL: any).  Gravest
-- first.
SELECT
	item.kind,
	item.severity,
	item.label,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.indicator_code,
	indicator.name AS indicator_name,
	array_to_string(item.members, ' ') AS members,
	item.return_id,
	item.of_period,
	item.reason,
	item.others,
	item.evidence,
	item.q,
	item.cases,
	item.to_go,
	item.parts
FROM commission.signal_row AS item
LEFT JOIN commission.indicator AS indicator ON indicator.programme_id = item.programme_id AND indicator.indicator_code = item.indicator_code
WHERE item.programme_id = $1::bigint AND item.period = $2
	AND coalesce(item.region_code = $3::text, true) AND coalesce(item.level = $4::text, true) AND coalesce(item.institution_kind = $5::text, true)
	AND coalesce(item.ownership = $6::text, true)
ORDER BY item.place

-- :name signal_common
-- $1 bigint programme, $2 text quarter, $3 to $6 the filter, $7 integer rows at most.
SELECT common.indicator_code, indicator.name, indicator.specialty, common.missed, common.judged
FROM commission.signal_common($1::bigint, $2, $3, $4, $5, $6, $7::integer) WITH ORDINALITY
	AS common (indicator_code, missed, judged, place)
JOIN commission.indicator AS indicator ON indicator.programme_id = $1::bigint AND indicator.indicator_code = common.indicator_code
ORDER BY common.place

-- :name signal_request
-- $1 bigint programme, $2 text quarter.
SELECT commission.signal_request($1::bigint, $2) AS job

-- :name signal_ledger
-- $1 bigint programme.  Items that are not closed.
SELECT
	id,
	institution_id,
	source,
	period,
	indicator_code
FROM commission.ledger_item
WHERE programme_id = $1::bigint
	AND state <> 'closed'

-- :name signal_open
-- $1 bigint programme, then an element for each item: $2 bigint[] institutions, $3 text[] sources, $4 text[] periods, $5 text[] indicators or
-- null, $6 text[] figures, $7 text[] contents; for all of them $8 text aim, $9 text post, $10 date deadline.  In the order of institutions,
-- which are locked: two such statements wait for each other but once.
SELECT commission.ledger_open(item.institution, item.source, $1::bigint, item.period, item.indicator, item.figures, item.content,
	$8, $9, $10::date)
FROM (
	SELECT each.institution, each.source, each.period, each.indicator, each.figures, left(each.content, 1000) AS content
	FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
		AS each (institution, source, period, indicator, figures, content)
	ORDER BY each.institution
) AS item

-- :name signal_words
-- $1 bigint programme, $2 text quarter.  What the commission has dismissed; the newest word of each.
SELECT
	institution_id,
	source,
	indicator_code,
	q,
	cases,
	reason,
	account_name,
	at
FROM commission.signal_word
WHERE programme_id = $1::bigint
	AND period = $2
	AND act = 'dismiss'

-- :name signal_say
-- $1 bigint programme, $2 text quarter, $3 text act, $4 text reason, then an element for each signal: $5 bigint[] institutions, $6 text[]
-- sources, $7 text[] indicators with spaces between or null, $8 double precision[] q, $9 double precision[] cases, $10 text[] figures.
SELECT commission.signal_say($1::bigint, $2, item.institution, item.source, each.indicator, $3, item.q, item.cases, item.figures, $4)
FROM unnest($5::bigint[], $6::text[], $7::text[], $8::double precision[], $9::double precision[], $10::text[])
	AS item (institution, source, indicators, q, cases, figures)
LEFT JOIN LATERAL unnest(string_to_array(item.indicators, ' ')) AS each (indicator) ON true
