-- Statements of the commission program: home.

-- :name home_periods
-- Counts of the returns of open periods and of closed ones with something left to do, newest first.
SELECT
	item.programme_id,
	programme.name AS programme_name,
	item.period,
	item.period_label,
	item.period_state,
	item.due_on,
	count(*) AS expected,
	count(*) FILTER (WHERE item.class = 'waiting') AS waiting,
	count(*) FILTER (WHERE item.class = 'missing') AS missing,
	count(*) FILTER (WHERE item.class = 'late') AS late,
	count(*) FILTER (WHERE item.class = 'returned') AS returned,
	count(*) FILTER (WHERE item.class = 'accepted') AS accepted,
	count(*) FILTER (WHERE item.class = 'published') AS published
FROM commission.return_item AS item
JOIN commission.programme_name AS programme ON programme.id = item.programme_id
GROUP BY item.programme_id, programme.name, item.period, item.period_label, item.period_state, item.due_on
HAVING item.period_state = 'open' OR bool_or(item.class IN ('waiting', 'returned', 'accepted'))
ORDER BY item.period DESC, item.programme_id
LIMIT 12

-- :name home_counts
-- One row: registrations that wait, publications under way.
SELECT
	(SELECT count(*) FROM commission.baseline_head WHERE state = 'waiting') AS baselines,
	(SELECT count(*) FROM commission.job WHERE state IN ('queued', 'running')) AS jobs

-- :name home_filing
-- What institutions wait for, the oldest first.
SELECT
	return_id,
	institution_name,
	period_label,
	kind,
	text,
	at
FROM commission.filing_item
ORDER BY kind, at
LIMIT 200

-- :name home_area
-- One row: what the own region owes the newest programme that covers it, and what it has to decide; nothing for a QC centre.
SELECT owing.programme_id, owing.year, coalesce(owing.owed, 0) AS owed, coalesce(owing.waiting, 0) AS waiting
FROM commission.home_area() AS owing

-- :name home_ledger
-- One row: open items, those that wait for the commission, those past their deadline.
SELECT
	count(*) FILTER (WHERE phase <> 'closed') AS unclosed,
	count(*) FILTER (WHERE phase = 'waiting' AND decides) AS waiting,
	count(*) FILTER (WHERE phase <> 'closed' AND overdue) AS overdue
FROM commission.ledger_item

-- :name home_told
-- Own programmes whose definitions a higher one changed lately, by both.
SELECT programme_id, programme_name, leader_name, elements, element_name, told_on
FROM commission.definition_told
ORDER BY programme_id, leader_name
