-- Statements of the commission program, continued: one institution.

-- == institution result ==

-- :name institution_result_head
-- $1 bigint institution.
SELECT
	id,
	name,
	region_name,
	peer_group_label
FROM commission.institution_card
WHERE id = $1::bigint

-- :name institution_results
-- $1 bigint programme, $2 text period, $3 bigint institution.  Every indicator asked from it, for it and all its
-- peers; an indicator's rows stand together, own marks the institution's.
SELECT
	indicator.indicator_code,
	indicator.specialty,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	indicator.threshold_op,
	indicator.threshold_value,
	result.institution_id,
	result.institution_name,
	result.institution_id = $3::bigint AS own,
	result.peer_group,
	result.coverage,
	result.expected,
	result.received,
	result.numerator,
	result.denominator,
	result.baseline_numerator,
	result.baseline_denominator,
	result.goal,
	result.goal_met,
	result.threshold_met,
	before.numerator AS previous_numerator,
	before.denominator AS previous_denominator
FROM commission.peer_results($1::bigint, $2, $3::bigint) AS result
JOIN commission.indicator AS indicator ON indicator.programme_id = $1::bigint
	AND indicator.indicator_code = result.indicator_code
LEFT JOIN commission.values_before($1::bigint, $2, NULL, $3::bigint) AS before ON before.institution_id = result.institution_id
	AND before.indicator_code = result.indicator_code
ORDER BY indicator.position, result.institution_name, result.institution_id

-- :name institution_returns
-- $1 bigint institution.  The newest twelve of all programmes.
SELECT
	item.id,
	programme.name AS programme_name,
	item.period_label,
	item.state,
	item.state_label,
	item.due_on,
	item.submitted,
	item.submitted_at,
	nullif(item.days_late, 0) AS days_late,
	nullif(item.times_returned, 0) AS times_returned
FROM commission.institution_return AS item
JOIN commission.programme_name AS programme ON programme.id = item.programme_id
WHERE item.institution_id = $1::bigint
ORDER BY item.period DESC, item.programme_id DESC
LIMIT 12

-- :name institution_words
-- $1 bigint programme, $2 text period, $3 bigint institution.  What it explained in the quarters of the period.
SELECT
	word.return_id,
	word.period_label,
	word.element_name,
	word.text,
	word.account_name,
	word.at
FROM commission.institution_word AS word
JOIN commission.period_quarter AS span ON span.programme_id = word.programme_id AND span.quarter = word.period
WHERE word.programme_id = $1::bigint
	AND span.period = $2
	AND word.institution_id = $3::bigint
ORDER BY word.period, word.element_name

-- :name institution_ledger
-- $1 bigint institution.  Items not closed, then the newest closed ones.
SELECT
	id,
	content,
	source_label,
	indicator_name,
	period_label,
	state,
	state_label,
	due_on,
	overdue,
	overdue_days
FROM commission.ledger_item
WHERE institution_id = $1::bigint
ORDER BY phase = 'closed', due_on, id DESC
LIMIT 30

-- :name institution_screen_head
-- $1 bigint programme, $2 text period, $3 bigint institution.  The newest submitted return within the period.
SELECT
	id,
	period,
	period_label
FROM commission.return_item
WHERE id = commission.institution_return_last($1::bigint, $2, $3::bigint)

-- :name institution_screen_elements
-- $1 bigint programme, $2 text period, $3 bigint institution.  What sheet_read wants of that return.
SELECT
	code,
	name,
	unit,
	required,
	state,
	value,
	revision,
	last_state,
	last_value,
	explanation,
	explained_revision
FROM commission.return_element(commission.institution_return_last($1::bigint, $2, $3::bigint))

-- :name institution_screen_indicators
-- $1 bigint programme, $2 text period, $3 bigint institution.
SELECT
	indicator_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator_element AS numerator,
	denominator_element AS denominator
FROM commission.return_indicator
WHERE return_id = commission.institution_return_last($1::bigint, $2, $3::bigint)
ORDER BY position

-- :name institution_baselines
-- $1 bigint programme, $2 bigint institution.  Denominators of its baselines, those of one element and period together.
SELECT
	element_name,
	period,
	period_label,
	indicator_name,
	denominator
FROM commission.institution_baseline
WHERE programme_id = $1::bigint
	AND institution_id = $2::bigint
ORDER BY element_name, period, indicator_name
