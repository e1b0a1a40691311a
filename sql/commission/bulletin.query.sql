-- Statements of the commission program: bulletin.

-- :name bulletin_words
-- The words of the own notices as they hold now.
SELECT template_id, issuer, number, title, addressee, body, copies
FROM commission.bulletin_words()

-- :name bulletin_versions
-- The last ten versions, newest first.
SELECT id, title, person, to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at
FROM commission.bulletin_version
ORDER BY id DESC
LIMIT 10

-- :name bulletin_edition
-- The newest edition of the own region.
SELECT region_code, region_name, period, period_label, number, commission_name, correction, expected, included, published_at,
	graded_count, a_count, b_count, c_count, d_count, ungraded_count
FROM commission.bulletin_edition

-- :name bulletin_indicators
-- Its indicators.
SELECT name, kind, unit, factor, direction, minimum_denominator, required, threshold_op, threshold_value, numerator, denominator, status, value,
	lower, upper, institutions, before_period, year_before, comparable, before_institutions, before_numerator, before_denominator,
	matched_institutions, only_before, only_now, matched_hidden, matched_before_numerator, matched_before_denominator, matched_numerator, matched_denominator
FROM commission.bulletin_indicator
ORDER BY position

-- :name bulletin_save
-- $1 issuer, $2 number, $3 title, $4 addressee, $5 body, $6 copies or null.
SELECT commission.bulletin_save($1, $2, $3, $4, $5, $6)
