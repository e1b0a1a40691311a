-- Statements of the institution program: department.

-- :name department_load
-- $1 bigint one of them, or no row.
SELECT id, name, retired, version
FROM institution.department
WHERE id = $1::bigint

-- :name department_history
-- $1 bigint department.  Newest first.
SELECT version, name, retired, at, person
FROM institution.department_history
WHERE department_id = $1::bigint
ORDER BY version DESC

-- :name department_add
-- $1 text[] names.
SELECT institution.department_add($1::text[]) AS added

-- :name department_change
-- $1 bigint department, $2 integer version seen, $3 text name, $4 boolean retired.
SELECT institution.department_change($1::bigint, $2::integer, $3, $4::boolean)

-- :name department_quarters
-- Quarters of own returns, newest first; parted: with numbers by department or month.
SELECT period, period_label, before_label, year_label, accepted, parted
FROM institution.department_quarter
ORDER BY period DESC

-- :name department_figures
-- $1 bigint department, $2 text quarter.  By indicator in the order of pages.
SELECT
	indicator_code,
	name,
	specialty,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator_name,
	denominator_name,
	numerator,
	denominator,
	before_numerator,
	before_denominator,
	year_numerator,
	year_denominator,
	whole_numerator,
	whole_numerator_state,
	whole_denominator,
	whole_denominator_state
FROM institution.department_figures($1::bigint, $2)

-- :name department_months
-- $1 text quarter.  Of the whole institution, by indicator, oldest month first.
SELECT
	indicator_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	month,
	numerator,
	denominator
FROM institution.department_months($1)

-- :name department_words
-- $1 bigint department, $2 text quarter.  Of the quarter and of the last one before it that has any; oldest first.
SELECT period, period_label, kind, indicator_code, indicator_name, text, person, at
FROM institution.department_word
WHERE department_id = $1::bigint
	AND period IN ($2, (SELECT max(earlier.period) FROM institution.department_word AS earlier
		WHERE earlier.department_id = $1::bigint AND earlier.period < $2))
ORDER BY period DESC, id

-- :name department_say
-- $1 bigint department, $2 text quarter, $3 text question or answer, $4 text indicator or null, $5 text words.
SELECT institution.department_say($1::bigint, $2, $3, $4, $5)
