-- Statements of the institution program: analysis.

-- :name analysis_periods
-- Quarters, newest first; closed.
SELECT period, period_label, closed
FROM institution.analysis_period
ORDER BY period DESC

-- :name analysis_list
-- $1 text quarter.  By indicator in the order of pages: wanted is yes, optional or no; text null where nothing was written.
SELECT indicator_code, name, specialty, wanted, text, person, at, earlier
FROM institution.analysis_list($1)

-- :name analysis_history
-- $1 text quarter, $2 text indicator.  Newest first.
SELECT text, person, at
FROM institution.analysis_history($1, $2)

-- :name analysis_write
-- $1 text quarter, $2 text indicator, $3 text.
SELECT institution.analysis_write($1, $2, $3) AS written
