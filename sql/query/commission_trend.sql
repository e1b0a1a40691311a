-- Statements of the commission program, continued: indicators over time.

-- == indicator, institution trend ==

-- :name trend_quarters
-- $1 bigint programme, $2 text indicator, $3 bigint institution or NULL for all.  Oldest first.
SELECT
	period,
	period_label,
	expected,
	received,
	numerator,
	denominator
FROM commission.trend($1::bigint, $2, $3::bigint)
ORDER BY period
