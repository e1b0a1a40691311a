-- Statements of the disclosure program: api.

-- :name api_editions
-- $1 text region or null, $2 text period or null, $3 bigint rows to skip.  One row: body; more: whether there are further ones.
SELECT
	json_build_object('editions', coalesce(json_agg(page.body ORDER BY page.published_at DESC, page.id DESC)
		FILTER (WHERE page.position <= 100), '[]'))::text AS body,
	count(*) > 100 AS more,
	count(*) AS found
FROM (
	SELECT edition.id, edition.published_at, edition.body, row_number() OVER (ORDER BY edition.published_at DESC, edition.id DESC) AS position
	FROM (
		SELECT open.id, open.published_at, open.body
		FROM disclosure.edition_open AS open
		WHERE open.region_code = coalesce($1, open.region_code) AND open.period = coalesce($2, open.period)
		ORDER BY open.published_at DESC, open.id DESC
		LIMIT 101 OFFSET $3::bigint
	) AS edition
) AS page

-- :name api_edition
-- $1 text region, $2 text period, $3 text number: one row or none.
SELECT body::text AS body
FROM disclosure.edition_open
WHERE id = (SELECT disclosure.edition_find($1, $2, $3))

-- :name api_indicators
-- $1 region, $2 period, $3 number, $4 indicator or null, $5 institution or null (not looked at), $6 rows to skip.
SELECT indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit, factor, direction, numerator_name,
	denominator_name, minimum_denominator, required, bar, confirmed_on, confirmed_by, confirmed_source
FROM disclosure.edition_indicator
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND indicator_code = coalesce($4, indicator_code) AND coalesce($5, '') IS NOT NULL
ORDER BY position
LIMIT 1001 OFFSET $6::bigint

-- :name api_institutions
-- $1 region, $2 period, $3 number, $4 indicator or null (not looked at), $5 institution or null, $6 rows to skip.
SELECT institution_id, name, region_code, region_name, level, kind, ownership, peer_group, included
FROM disclosure.edition_institution
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND coalesce($4, '') IS NOT NULL AND institution_id::text = coalesce($5, institution_id::text)
ORDER BY institution_id
LIMIT 1001 OFFSET $6::bigint

-- :name api_results
-- $1 region, $2 period, $3 number, $4 indicator or null, $5 institution or null, $6 rows to skip.
SELECT result.indicator_code, result.institution_id, result.hidden, result.numerator, result.denominator, result.status, result.value, result.lower,
	result.upper, result.rank, result.ranked, result.tied, result.rank_lower, result.rank_upper, result.baseline, result.goal, result.goal_met,
	result.threshold_met
FROM disclosure.edition_result AS result
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = result.edition_id AND indicator.indicator_code = result.indicator_code
WHERE result.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND result.indicator_code = coalesce($4, result.indicator_code)
	AND result.institution_id::text = coalesce($5, result.institution_id::text)
ORDER BY indicator.position, result.institution_id
LIMIT 1001 OFFSET $6::bigint

-- :name api_groups
-- $1 region, $2 period, $3 number, $4 indicator or null, $5 institution or null (not looked at), $6 rows to skip.
SELECT part.indicator_code, part.dimension, part.key, part.label, part.expected, part.institutions, part.hidden, part.numerator, part.denominator,
	part.status, part.value, part.lower, part.upper
FROM disclosure.edition_group AS part
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = part.edition_id AND indicator.indicator_code = part.indicator_code
WHERE part.edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND part.indicator_code = coalesce($4, part.indicator_code)
	AND coalesce($5, '') IS NOT NULL
ORDER BY indicator.position, array_position(ARRAY['region', 'county', 'level', 'kind'], part.dimension), part.key
LIMIT 1001 OFFSET $6::bigint

-- :name api_grades
-- $1 region, $2 period, $3 number, $4 indicator or null (not looked at), $5 institution or null, $6 rows to skip.
SELECT institution_id, veto, veto_document, status, eligible_weight, weight, coverage, weighted_points, composite, error, band, safety_cap, cap_text,
	grade, rank, ranked, tied, alike
FROM disclosure.edition_grade
WHERE edition_id = (SELECT disclosure.edition_find($1, $2, $3)) AND coalesce($4, '') IS NOT NULL AND institution_id::text = coalesce($5, institution_id::text)
ORDER BY institution_id
LIMIT 1001 OFFSET $6::bigint
