-- Statements of the disclosure program: region.

-- :name catalogue_indicator_target
-- $1 text indicator code: what its target is about.
SELECT target.brief
FROM disclosure.indicator AS indicator
JOIN disclosure.target AS target ON target.code = indicator.target_code
WHERE indicator.code = $1

-- :name region_editions
-- $1 text region code, $2 bigint how many to leave out: twenty of its editions, newest period first.
SELECT region_name, period, period_label, number, newest, commission_name, correction, expected, included, published_at,
	CASE WHEN number > 1 THEN (SELECT nullif(count(*), 0) FROM disclosure.edition_grade_change AS change
		WHERE change.edition_id = edition.id AND change.regraded) END AS regraded_count,
	(SELECT count(*) FROM disclosure.edition_identity AS all_of_them WHERE all_of_them.region_code = $1) AS total
FROM disclosure.edition
WHERE region_code = $1
ORDER BY period DESC, number DESC
LIMIT 20 OFFSET $2::bigint

-- :name period_indicators
-- Every indicator with the region's value, and the period that it is compared with, if there is one.
SELECT indicator.indicator_code, indicator.name, indicator.specialty, indicator.kind, indicator.unit, indicator.factor, indicator.direction, indicator.direction_label,
	indicator.minimum_denominator, indicator.required, indicator.threshold, indicator.threshold_op, indicator.threshold_value,
	part.institutions, part.numerator, part.denominator, part.status, part.value, part.lower, part.upper,
	before_period, year_before, comparable, before_institutions, before_numerator, before_denominator,
	matched_institutions, only_before, only_now, matched_hidden, matched_before_numerator, matched_before_denominator, matched_numerator, matched_denominator
FROM disclosure.edition_indicator AS indicator
JOIN disclosure.edition_group AS part ON part.edition_id = indicator.edition_id
	AND part.indicator_code = indicator.indicator_code AND part.dimension = 'region'
LEFT JOIN disclosure.edition_compared AS compared ON compared.edition_id = indicator.edition_id
	AND compared.indicator_code = indicator.indicator_code
WHERE indicator.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY indicator.position

-- :name period_counties
-- $4 text indicator or null for the first that is ranked: counties with what came in, and their value of that indicator.
SELECT place.region_code, place.region_name, place.expected, place.included,
	indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction, indicator.minimum_denominator,
	indicator.required, part.institutions, part.numerator, part.denominator, coalesce(part.status, 'no_data') AS status, part.lower, part.upper,
	whole.value AS whole_value, whole.numerator AS whole_numerator, whole.denominator AS whole_denominator
FROM (
	SELECT edition_id, region_code, region_name, count(*) AS expected, count(*) FILTER (WHERE included) AS included
	FROM disclosure.edition_institution
	WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
	GROUP BY edition_id, region_code, region_name
) AS place
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = place.edition_id AND indicator.indicator_code = (
	SELECT chosen.indicator_code
	FROM disclosure.edition_indicator AS chosen
	WHERE chosen.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
	ORDER BY chosen.indicator_code = $4 DESC NULLS LAST, chosen.required AND chosen.part_of_whole DESC, chosen.indicator_code LIKE 'NIT%' DESC,
		chosen.position
	LIMIT 1)
LEFT JOIN disclosure.edition_group AS part ON part.edition_id = place.edition_id AND part.indicator_code = indicator.indicator_code
	AND part.dimension = 'county' AND part.key = place.region_code
LEFT JOIN disclosure.edition_group AS whole ON whole.edition_id = place.edition_id AND whole.indicator_code = indicator.indicator_code
	AND whole.dimension = 'region'
ORDER BY place.region_code

-- :name period_institutions
SELECT institution_id, name, region_name, level, kind, ownership, included
FROM disclosure.edition_institution
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY region_code, name

-- :name period_editions
-- All editions of the period, whichever was asked for.
SELECT number, newest, correction, published_at, digest
FROM disclosure.edition
WHERE region_code = $1 AND period = $2 AND disclosure.edition_find($1, $2, $3) IS NOT NULL
ORDER BY number DESC

-- :name period_files
-- The files of the edition, with their size in kB.
SELECT title, name, url, ceil(bytes / 1000.0)::bigint AS kilobytes
FROM disclosure.edition_file
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY position

-- :name period_differences
-- Returns that came, went or were corrected since the edition before.
SELECT name, institution_id, period_label, difference, revision_before, revision_now
FROM disclosure.edition_difference
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY name, period_label

-- :name indicator_head
-- $4 indicator code.  One row or none.
SELECT indicator_code, indicator_version, target_code, target_name, specialty, name, kind, unit, factor, direction, direction_label,
	meaning, numerator_name, denominator_name, minimum_denominator, required, threshold, threshold_op, threshold_value,
	bar, basis_label, confirmed_on, confirmed_by, confirmed_source
FROM disclosure.edition_indicator
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND indicator_code = $4

-- :name indicator_groups
-- $4 indicator code.
SELECT dimension, CASE dimension WHEN 'region' THEN '全部' WHEN 'county' THEN '按县区' WHEN 'level' THEN '按级别' ELSE '按类别' END AS dimension_label,
	key, label, institutions, numerator, denominator, status, value, lower, upper
FROM disclosure.edition_group
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND indicator_code = $4
ORDER BY array_position(ARRAY['region', 'county', 'level', 'kind'], dimension), key

-- :name indicator_compared
-- $4 indicator code: the region's value and the period that it is compared with.  One row or none.
SELECT part.institutions, part.numerator, part.denominator, before_period, year_before, comparable, before_institutions, before_numerator, before_denominator,
	matched_institutions, only_before, only_now, matched_hidden, matched_before_numerator, matched_before_denominator, matched_numerator, matched_denominator
FROM disclosure.edition_compared AS compared
JOIN disclosure.edition_group AS part ON part.edition_id = compared.edition_id
	AND part.indicator_code = compared.indicator_code AND part.dimension = 'region'
WHERE compared.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND compared.indicator_code = $4

-- :name indicator_missing
-- $4 indicator code: institutions in one of the two periods only.
SELECT side, name
FROM disclosure.edition_missing
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND indicator_code = $4
ORDER BY side, name
LIMIT 400

-- :name indicator_results
-- $4 indicator code: ranked ones by peer group and rank, then the others.
SELECT institution.peer_group, result.rank, result.ranked, result.tied, result.rank_lower, result.rank_upper, result.rank_alike,
	institution.institution_id, institution.name, institution.region_name, result.numerator, result.denominator, result.earlier, result.coverage,
	result.value, result.lower, result.upper, result.status, result.baseline, result.goal, result.goal_met, result.threshold_met, result.remark
FROM disclosure.edition_result AS result
JOIN disclosure.edition_institution AS institution ON institution.edition_id = result.edition_id
	AND institution.institution_id = result.institution_id
WHERE result.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND result.indicator_code = $4
ORDER BY institution.level_position, institution.kind_position, institution.peer_group, result.rank NULLS LAST, institution.name

-- :name indicator_trend
-- $4 indicator code: the region in this edition and in those before it, newest first.
SELECT past.period, past.number, past.past_code AS indicator_code, past.comparable, past.reason, part.numerator, part.denominator,
	coalesce(part.status, 'no_data') AS status, part.value, part.lower, part.upper
FROM disclosure.edition_past AS past
LEFT JOIN disclosure.edition_group AS part ON part.edition_id = past.past_id AND part.indicator_code = past.past_code AND part.dimension = 'region'
WHERE past.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND past.indicator_code = $4
ORDER BY past.position

-- :name institution_head
-- $4 text institution id.  One row or none.
SELECT institution_id, credit_code, name, region_name, level, kind, ownership, peer_group, included
FROM disclosure.edition_institution
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND institution_id = disclosure.institution_number($4)

-- :name institution_results
-- $4 text institution id: all indicators asked from it, and its value of the period before if there is one to compare with.
SELECT indicator.specialty, indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction,
	indicator.direction_label, indicator.minimum_denominator, indicator.required, indicator.bar, indicator.threshold,
	result.numerator, result.denominator, result.value, result.lower, result.upper, result.status, result.rank, result.ranked, result.tied,
	result.rank_lower, result.rank_upper, result.rank_alike, result.baseline, result.goal, result.goal_met, result.threshold_met, result.remark,
	before.period_label AS before_period, before.comparable, earlier.numerator AS before_numerator, earlier.denominator AS before_denominator
FROM disclosure.edition_result AS result
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = result.edition_id
	AND indicator.indicator_code = result.indicator_code
LEFT JOIN disclosure.edition_past AS before ON before.edition_id = indicator.edition_id AND before.indicator_code = indicator.indicator_code
	AND before.position = 2
LEFT JOIN disclosure.edition_result AS earlier ON earlier.edition_id = before.past_id
	AND earlier.indicator_code = before.past_code AND earlier.institution_id = result.institution_id
WHERE result.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND result.institution_id = disclosure.institution_number($4)
ORDER BY indicator.position

-- :name number_result
-- $4 text institution id, $5 indicator code.  One row or none.
SELECT indicator.indicator_code, indicator.indicator_version, indicator.target_code, indicator.target_name, indicator.name AS indicator_name,
	indicator.kind, indicator.unit, indicator.factor, indicator.direction, indicator.direction_label, indicator.minimum_denominator, indicator.required,
	indicator.bar, indicator.meaning, indicator.numerator_name, indicator.denominator_name, indicator.threshold, indicator.threshold_op, indicator.threshold_value,
	institution.institution_id, institution.name, institution.region_name, institution.peer_group,
	result.numerator, result.denominator, result.value, result.lower, result.upper, result.status, result.rank, result.ranked, result.tied,
	result.rank_lower, result.rank_upper, result.rank_alike, result.baseline, result.goal, result.goal_met, result.threshold_met, result.remark
FROM disclosure.edition_result AS result
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = result.edition_id AND indicator.indicator_code = result.indicator_code
JOIN disclosure.edition_institution AS institution ON institution.edition_id = result.edition_id
	AND institution.institution_id = result.institution_id
WHERE result.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND result.institution_id = disclosure.institution_number($4) AND result.indicator_code = $5

-- :name number_sources
-- $4 text institution id: its frozen returns.
SELECT period_label, revision, commitment, submitted_at, accepted_at
FROM disclosure.edition_source
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND institution_id = disclosure.institution_number($4)
ORDER BY period

-- :name number_trend
-- $4 text institution id, $5 indicator code: it in this edition and in those before, newest first.
SELECT past.period, past.number, past.past_code AS indicator_code, past.comparable, past.reason, result.numerator, result.denominator,
	coalesce(result.status, 'not_in') AS status, result.value, result.lower, result.upper
FROM disclosure.edition_past AS past
LEFT JOIN disclosure.edition_result AS result ON result.edition_id = past.past_id AND result.indicator_code = past.past_code
	AND result.institution_id = disclosure.institution_number($4)
WHERE past.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND past.indicator_code = $5
ORDER BY past.position

-- :name compare_institutions
-- $4 text ids with commas between: at most five of them, in the order of the list of the period.
SELECT institution_id, name, region_name, level, kind, peer_group, included
FROM disclosure.edition_institution
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND institution_id = ANY (string_to_array($4, ',')::bigint[])
ORDER BY region_code, name
LIMIT 5

-- :name compare_results
-- $4 text ids with commas between: the indicators, and a row for each of these institutions that is asked for one.
SELECT indicator.specialty, indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction,
	indicator.direction_label, indicator.minimum_denominator, indicator.required, indicator.bar, indicator.threshold,
	result.institution_id, result.numerator, result.denominator, result.value, result.lower, result.upper, result.status, result.rank,
	result.ranked, result.tied, result.rank_lower, result.rank_upper, result.rank_alike, result.goal, result.goal_met,
	result.threshold_met
FROM disclosure.edition_indicator AS indicator
JOIN disclosure.edition_result AS result ON result.edition_id = indicator.edition_id AND result.indicator_code = indicator.indicator_code
WHERE indicator.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND result.institution_id = ANY (string_to_array($4, ',')::bigint[])
ORDER BY indicator.position, result.institution_id

-- :name find_institutions
-- All institutions of the edition; which of them are meant is found out by the program.
SELECT institution_id, credit_code, name, region_name, level, kind
FROM disclosure.edition_institution
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY level_position, region_code, name

-- :name bulletin_words
-- The words of the notice, and its address as PDF if the edition has it.  One row or none.
SELECT words.issuer, words.number, words.title, words.addressee, words.body, words.copies, words.graded_count, words.a_count,
	words.b_count, words.c_count, words.d_count, words.ungraded_count, file.url AS pdf_url
FROM disclosure.edition_bulletin AS words
LEFT JOIN disclosure.edition_file AS file ON file.edition_id = words.edition_id AND file.name = 'bulletin.pdf'
WHERE words.edition_id = (SELECT disclosure.edition_find($1, $2, $3))

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
	point.points_error, point.compared, point.theta, point.z, point.cap, point.decision, point.decision_reason
FROM disclosure.edition_grade_rule AS rule
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = rule.edition_id AND indicator.indicator_code = rule.indicator_code
LEFT JOIN disclosure.edition_grade_point AS point ON point.edition_id = rule.edition_id AND point.indicator_code = rule.indicator_code
	AND point.institution_id = disclosure.institution_number($4)
LEFT JOIN disclosure.edition_result AS result ON result.edition_id = rule.edition_id AND result.indicator_code = rule.indicator_code
	AND result.institution_id = disclosure.institution_number($4)
WHERE rule.edition_id = (SELECT disclosure.edition_find($1, $2, $3))
ORDER BY indicator.position

-- :name compare_grades
-- $4 text ids with commas between: their grades; no row: the edition has none.
SELECT grade.institution_id, grade.status, grade.composite, grade.error, grade.band, grade.grade, grade.rank, grade.ranked, grade.tied, grade.alike
FROM disclosure.edition_grade AS grade
WHERE grade.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND grade.institution_id = ANY (string_to_array($4, ',')::bigint[])
ORDER BY grade.institution_id
