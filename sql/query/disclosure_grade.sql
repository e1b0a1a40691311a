-- Statements about the grades of editions.  $1 region, $2 period, $3 number or null for the newest: in all of them.

-- == grade ==

-- :name grade_scheme
-- One row, or none if the edition has no grades.
SELECT version, note, band_a, band_b, band_c, cap_b, cap_c, coverage_of_3, enacted_on
FROM disclosure.edition_grade_scheme
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))

-- :name grade_rules
-- The scheme's indicators.
SELECT indicator.indicator_code, indicator.name, indicator.unit, indicator.minimum_denominator, rule.weight, rule.floor, rule.benchmark, rule.safety,
	rule.source
FROM disclosure.edition_grade_rule AS rule
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = rule.edition_id AND indicator.indicator_code = rule.indicator_code
WHERE rule.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY indicator.position

-- :name grade_list
-- Every institution, peers together, graded ones first, by rank.
SELECT institution.peer_group, institution.institution_id, institution.name, institution.region_name, grade.status, grade.coverage, grade.composite,
	grade.error, grade.band, grade.cap_text, grade.grade, grade.rank, grade.ranked, grade.tied, alike.names AS alike_names, alike.ranks AS alike_ranks,
	count(grade.grade) OVER (PARTITION BY institution.peer_group) = 1 AS alone
FROM disclosure.edition_grade AS grade
JOIN disclosure.edition_institution AS institution ON institution.edition_id = grade.edition_id AND institution.institution_id = grade.institution_id
CROSS JOIN LATERAL disclosure.grade_alike(grade.edition_id, grade.alike) AS alike
WHERE grade.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY institution.level_position, institution.kind_position, institution.peer_group, grade.grade NULLS LAST, grade.composite::numeric DESC,
	institution.name

-- :name grade_distribution
-- A row for each peer group: how many have which grade.
SELECT institution.peer_group,
	count(*) FILTER (WHERE grade.grade = 'A') AS a_count,
	count(*) FILTER (WHERE grade.grade = 'B') AS b_count,
	count(*) FILTER (WHERE grade.grade = 'C') AS c_count,
	count(*) FILTER (WHERE grade.grade = 'D') AS d_count,
	count(*) FILTER (WHERE grade.grade IS NULL) AS other_count,
	count(*) AS all_count
FROM disclosure.edition_grade AS grade
JOIN disclosure.edition_institution AS institution ON institution.edition_id = grade.edition_id AND institution.institution_id = grade.institution_id
WHERE grade.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
GROUP BY institution.level_position, institution.kind_position, institution.peer_group
ORDER BY institution.level_position, institution.kind_position, institution.peer_group

-- :name grade_changes
-- What a correction changed of grades: those whose grade itself changed first.
SELECT name, institution_id, number_before, grade_before, grade_now, composite_before, composite_now, rank_before, rank_now, regraded
FROM disclosure.edition_grade_change
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY regraded DESC, name

-- == institution ==

-- :name institution_grade
-- $4 text institution id.  One row with the scheme's bands, or none if the edition has no grades.
SELECT scheme.version, scheme.band_a, scheme.band_b, scheme.band_c, grade.status, grade.eligible_weight, grade.coverage, grade.weighted_points,
	grade.composite, grade.error, grade.band, grade.cap_text, grade.grade, grade.rank, grade.ranked, grade.tied, alike.names AS alike_names,
	change.number_before, change.grade_before, change.composite_before, change.regraded
FROM disclosure.edition_grade AS grade
JOIN disclosure.edition_grade_scheme AS scheme ON scheme.edition_id = grade.edition_id
CROSS JOIN LATERAL disclosure.grade_alike(grade.edition_id, grade.alike) AS alike
LEFT JOIN disclosure.edition_grade_change AS change ON change.edition_id = grade.edition_id AND change.institution_id = grade.institution_id
WHERE grade.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND grade.institution_id = disclosure.institution_number($4)

-- :name institution_grade_items
-- $4 text institution id: the scheme's indicators with what they give it.
SELECT indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction, indicator.minimum_denominator,
	indicator.required, rule.weight, rule.floor, rule.benchmark, rule.safety, result.numerator, result.denominator, point.status, point.points,
	point.points_error, point.theta, point.z, point.cap
FROM disclosure.edition_grade_rule AS rule
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = rule.edition_id AND indicator.indicator_code = rule.indicator_code
LEFT JOIN disclosure.edition_grade_point AS point ON point.edition_id = rule.edition_id AND point.indicator_code = rule.indicator_code
	AND point.institution_id = disclosure.institution_number($4)
LEFT JOIN disclosure.edition_result AS result ON result.edition_id = rule.edition_id AND result.indicator_code = rule.indicator_code
	AND result.institution_id = disclosure.institution_number($4)
WHERE rule.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY indicator.position

-- == compare ==

-- :name compare_grades
-- $4 text ids with commas between: their grades; no row: the edition has none.
SELECT grade.institution_id, grade.status, grade.composite, grade.error, grade.band, grade.grade, grade.rank, grade.ranked, grade.tied, grade.alike
FROM disclosure.edition_grade AS grade
WHERE grade.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND grade.institution_id = ANY (string_to_array($4, ',')::bigint[])
ORDER BY grade.institution_id
