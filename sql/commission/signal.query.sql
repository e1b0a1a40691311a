-- Statements of the commission program: signal.

-- :name signal_institutions
-- The filter: $1 text region, $2 text level, $3 text kind, $4 text ownership (NULL: any).  All of the subtree.
SELECT
	id AS institution_id,
	name,
	region_code,
	region_name,
	level,
	kind,
	ownership,
	peer_group_label,
	coalesce(region_code = $1::text, true) AND coalesce(level = $2::text, true) AND coalesce(kind = $3::text, true)
		AND coalesce(ownership = $4::text, true) AS shown
FROM commission.signal_institution
ORDER BY region_code, level_position, name, id

-- :name signal_indicators
-- $1 bigint programme.  In the order of pages.
SELECT
	indicator_code,
	specialty,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	threshold_op,
	threshold_value,
	numerator,
	denominator
FROM commission.indicator
WHERE programme_id = $1::bigint
ORDER BY position

-- :name signal_results
-- $1 bigint programme, $2 text period.  An indicator's rows together, in the order of signal_indicators.
SELECT
	result.indicator_code,
	result.institution_id,
	result.peer_group,
	result.coverage,
	result.numerator,
	result.denominator,
	result.earlier,
	result.goal,
	result.goal_met,
	result.threshold_met
FROM commission.results($1::bigint, $2, NULL) AS result
JOIN commission.indicator AS indicator ON indicator.programme_id = $1::bigint AND indicator.indicator_code = result.indicator_code
ORDER BY indicator.position, result.institution_id

-- :name signal_history
-- $1 bigint programme, $2 text quarter.  The last twelve quarters; an indicator and institution together, oldest first.
SELECT
	indicator_code,
	institution_id,
	period,
	age,
	1 AS expected,
	1 AS received,
	numerator,
	denominator
FROM commission.signal_history($1::bigint, $2, 12)
ORDER BY place, institution_id, age DESC

-- :name signal_elements
-- $1 bigint programme, $2 text quarter.  A return's rows together.
SELECT
	return_id,
	institution_id,
	code,
	name,
	unit,
	stock,
	state,
	value,
	last_state,
	last_value
FROM commission.signal_elements($1::bigint, $2)
ORDER BY institution_id, code

-- :name signal_pasts
-- $1 bigint programme, $2 text quarter.  What is known before of the returns of signal_elements, in their order and that of
-- signal_indicators.
SELECT
	past.return_id,
	past.indicator_code,
	past.year_ago_numerator,
	past.year_ago_denominator,
	past.pairs,
	past.variance,
	past.peers,
	past.shift,
	past.peer_variance
FROM commission.screen_evidence(ARRAY(SELECT commission.signal_submitted($1::bigint, $2))) AS past
JOIN commission.return_item AS item ON item.id = past.return_id
JOIN commission.indicator AS indicator ON indicator.programme_id = $1::bigint AND indicator.indicator_code = past.indicator_code
ORDER BY item.institution_id, indicator.position

-- :name signal_baselines
-- $1 bigint programme.  Groups of baselines that should have one denominator and have not.
SELECT
	institution_id,
	element_code,
	element_name,
	period_label,
	indicator_name,
	denominator
FROM commission.signal_baselines($1::bigint)

-- :name signal_returns
-- $1 bigint programme, $2 text quarter.  Late returns: those of the quarter, and of quarters before it what never came.
-- Nothing for a QC centre: returns are of all specialties.
SELECT
	item.id AS return_id,
	item.institution_id,
	item.period,
	item.period_label,
	item.due_on,
	item.first_submitted_at IS NULL AS missing,
	item.late_days
FROM commission.signal_return AS item
WHERE item.programme_id = $1::bigint
	AND (item.period = $2 OR (item.period < $2 AND item.first_submitted_at IS NULL))

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

-- :name signal_parts
-- Elements of which one counts some of the cases of another, in the order of bytes.
SELECT
	child,
	parent
FROM commission.signal_part
ORDER BY child, parent

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
