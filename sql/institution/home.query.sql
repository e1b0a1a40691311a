-- Statements of the institution program: home.

-- :name home_returns
-- Returns that somebody has to work on, most urgent first.
SELECT
	id,
	programme_name,
	period_label,
	state,
	state_label,
	revision,
	open,
	due_on,
	days_left,
	late,
	returned_reason,
	filled,
	asked,
	supplement,
	opened_until,
	closes_on
FROM institution.home_returns()

-- :name home_baselines
-- Baselines and goals by programme, newest year first.
SELECT
	programme_id,
	programme_name,
	asked,
	missing,
	returned,
	waiting,
	approved,
	due_on,
	days_late
FROM institution.home_baseline
ORDER BY year DESC, programme_id

-- :name home_messages
-- Returns whose last words are the commission's, the oldest first.
SELECT
	return_id,
	period_label,
	element_name,
	person,
	at,
	text
FROM institution.home_messages()

-- :name home_corrections
-- What waits for the leader's signature or the commission's decision.
SELECT return_id, period_label, reason, at, signed
FROM institution.home_corrections()

-- :name home_bounds
-- Accepted half-years and years that no longer fit their shorter periods.
SELECT return_id, period_label, text
FROM institution.home_bounds()

-- :name home_ledger
-- One row: own items not closed, those that the institution has to work on, those past their deadline, the nearest deadline.
SELECT
	count(*) AS unclosed,
	count(*) FILTER (WHERE phase = 'working') AS working,
	count(*) FILTER (WHERE overdue) AS overdue,
	min(due_on) AS due_on
FROM institution.ledger_item
WHERE phase <> 'closed'

-- :name home_caps
-- Previews that would cap the own grade: not decided yet, and something can still be said to it.
SELECT preview_id, period_label, last_day, days_left, caps
FROM institution.home_cap
ORDER BY preview_id

-- :name home_analyses
-- The newest closed quarter, if analyses are missing: names of the first three.
SELECT period, period_label, missing, wanted, names
FROM institution.home_analyses()
