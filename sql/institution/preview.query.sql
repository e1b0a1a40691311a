-- Statements of the institution program: preview.

-- :name preview_list
-- Previews in force, newest first.
SELECT id, programme_name, period_label, small_below, open,
	to_char(prepared_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS prepared_at,
	to_char((closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS last_day
FROM institution.preview
ORDER BY prepared_at DESC, id DESC
LIMIT 20

-- :name preview_one
-- $1 bigint preview: one row or none.
SELECT id, programme_name, period_label, small_below, open,
	to_char(prepared_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS prepared_at,
	to_char((closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS last_day
FROM institution.preview
WHERE id = $1::bigint

-- :name preview_results
-- $1 bigint preview, $2 text indicator or null: own results as they would be published.
SELECT indicator_code, specialty, name, kind, unit, factor, direction, minimum_denominator, required, numerator, denominator, status, lower, upper,
	rank, ranked, tied, rank_lower, rank_upper, remark, remark_carried, objection, objection_carried, outcome_label, answer
FROM institution.preview_result
WHERE preview_id = $1::bigint AND indicator_code = coalesce($2, indicator_code)
ORDER BY position

-- :name preview_grade
-- $1 bigint preview: one row, or none if it has no grades.
SELECT version, band_a, band_b, band_c, status, coverage, composite, error, band, cap_text, grade, rank, ranked, tied, lifted, alike_names
FROM institution.preview_grade
WHERE preview_id = $1::bigint

-- :name preview_grade_items
-- $1 bigint preview.
SELECT indicator_code, name, kind, unit, factor, direction, minimum_denominator, required, weight, floor, benchmark, safety, numerator, denominator,
	status, points, points_error, compared, theta, z, cap, decision, decision_reason
FROM institution.preview_grade_item
WHERE preview_id = $1::bigint
ORDER BY position

-- :name preview_caps
-- $1 bigint preview: what is to cap the own grade.
SELECT indicator_code, name, kind, unit, factor, direction, minimum_denominator, required, numerator, denominator, theta, z, limits, cap, decision,
	decision_reason, decided_on, earlier
FROM institution.preview_cap
WHERE preview_id = $1::bigint
ORDER BY indicator_code

-- :name preview_say
-- $1 bigint preview, $2 text indicator, $3 text remark, $4 text objection.
SELECT institution.preview_say($1::bigint, $2, $3, $4)
