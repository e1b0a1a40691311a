-- Statements of the disclosure program, prepared at start.  "-- :name page_verb", purpose, \$n types, columns.

-- == catalogue ==

-- :name catalogue_lists
-- All lists, newest first.
SELECT code, issuer, issuer_level, year, title, document_no, targets
FROM disclosure.list
ORDER BY year DESC, issuer_level = 'national' DESC, code

-- :name catalogue_search
-- $1 text words separated by spaces: targets and indicators in whose code, name or specialty each word occurs.  At most 200.
SELECT found.code, found.name, found.kind, found.list_title
FROM (
	SELECT target.code, target.name, '目标' AS kind, target.list_title, target.list_year,
		concat_ws(' ', target.code, target.official_code, target.name, target.specialty, target.brief) AS words
	FROM disclosure.target AS target
	UNION ALL
	SELECT indicator.code, indicator.name, '指标', target.list_title, target.list_year,
		concat_ws(' ', indicator.code, indicator.name, indicator.numerator_name, indicator.denominator_name)
	FROM disclosure.indicator AS indicator
	JOIN disclosure.target AS target ON target.code = indicator.target_code
) AS found
WHERE NOT EXISTS (
	SELECT FROM regexp_split_to_table(btrim($1), '[\s\u3000]+') AS word
	WHERE strpos(lower(found.words), lower(word)) = 0)
ORDER BY found.list_year DESC, found.code
LIMIT 200

-- :name catalogue_find
-- $1 text code.  kind: list, target, indicator, element or null.
SELECT disclosure.catalogue_find($1) AS kind

-- :name catalogue_list
-- $1 text code.
SELECT code, issuer, year, title, document_no, issued_on, seed_file, note, version, targets
FROM disclosure.list
WHERE code = $1

-- :name catalogue_list_targets
-- $1 text list code.
SELECT code, official_code, name, specialty, direction, brief, indicators
FROM disclosure.target
WHERE list_code = $1
ORDER BY seq

-- :name catalogue_target
-- $1 text code.
SELECT code, list_code, official_code, name, specialty, direction, same_as, same_as_known, brief, seed_file, seed_line, version, list_title
FROM disclosure.target
WHERE code = $1

-- :name catalogue_target_indicators
-- $1 text target code.
SELECT code, name, kind, unit, direction, numerator, numerator_name, denominator, denominator_name, frequency, is_primary
FROM disclosure.indicator
WHERE target_code = $1
ORDER BY code

-- :name catalogue_strategies
-- $1 text target code.
SELECT seq, category, action, cadence
FROM disclosure.strategy
WHERE target_code = $1
ORDER BY seq

-- :name catalogue_lineage
-- $1 text target code.
SELECT side, other_code, other_name, other_list, relation, comparable, reason
FROM disclosure.lineage
WHERE code = $1
ORDER BY side DESC, other_code

-- :name catalogue_target_thresholds
-- $1 text target code.
SELECT indicator_code, indicator_name, scope, period, op, value, unit, nature, seed_file, seed_line, note
FROM disclosure.threshold
WHERE target_code = $1
ORDER BY indicator_code, period

-- :name catalogue_indicator
-- $1 text code.
SELECT code, target_code, target_name, list_code, list_title, seed_file, seed_line, name, kind, unit, factor, direction, numerator, numerator_name, numerator_definition, numerator_unit,
	denominator, denominator_name, denominator_definition, denominator_unit, frequency, by_department, is_primary, applies_to, basis, note, version
FROM disclosure.indicator
WHERE code = $1

-- :name catalogue_indicator_thresholds
-- $1 text indicator code.
SELECT indicator_code, indicator_name, scope, period, op, value, unit, nature, seed_file, seed_line, note
FROM disclosure.threshold
WHERE indicator_code = $1
ORDER BY period, scope

-- :name catalogue_indicator_strategies
-- $1 text indicator code: the core strategies of its target.
SELECT strategy.seq, strategy.category, strategy.action, strategy.cadence
FROM disclosure.indicator AS indicator
JOIN disclosure.strategy AS strategy ON strategy.target_code = indicator.target_code
WHERE indicator.code = $1
ORDER BY strategy.seq

-- :name catalogue_indicator_lineage
-- $1 text indicator code: the lineage of its target.
SELECT lineage.side, lineage.other_code, lineage.other_name, lineage.other_list, lineage.relation, lineage.comparable, lineage.reason
FROM disclosure.indicator AS indicator
JOIN disclosure.lineage AS lineage ON lineage.code = indicator.target_code
WHERE indicator.code = $1
ORDER BY lineage.side DESC, lineage.other_code

-- :name catalogue_element
-- $1 text code.
SELECT code, name, definition, unit, type, accumulation, version
FROM disclosure.element
WHERE code = $1

-- :name catalogue_element_uses
-- $1 text element code.
SELECT part, code, name, target_code
FROM disclosure.element_use
WHERE element_code = $1
ORDER BY code, part

-- :name catalogue_same_elements
-- $1 text indicator code: the other indicators that are the same pair of elements.
SELECT other.code, other.name, other.target_code
FROM disclosure.indicator AS own
JOIN disclosure.indicator AS other ON other.numerator = own.numerator
	AND other.denominator IS NOT DISTINCT FROM own.denominator AND other.code <> own.code
WHERE own.code = $1
ORDER BY other.code

-- == site ==

-- :name site_demo
-- demo: whether pages must say 演示数据.
SELECT disclosure.is_demo() AS demo

-- == home ==

-- :name home_editions
-- Newest editions of all regions and periods, newest first.
SELECT region_code, region_name, period, period_label, number, commission_name, expected, included, published_at
FROM disclosure.edition
WHERE newest
ORDER BY published_at DESC, region_code, period DESC
LIMIT 40

-- == region ==

-- :name region_editions
-- $1 text region code: all its editions.
SELECT region_name, period, period_label, number, newest, commission_name, correction, expected, included, published_at
FROM disclosure.edition
WHERE region_code = $1
ORDER BY period DESC, number DESC

-- == edition (every page of one) ==

-- :name edition_head
-- $1 text region, $2 text period, $3 text number or null for the newest.  One row or none.
SELECT id, region_code, region_name, period, period_label, number, newest, programme_name, commission_name, correction, method_version,
	expected, included, demo, published_at, digest
FROM disclosure.edition
WHERE id = disclosure.edition_find($1, $2, $3)

-- == period ==

-- :name period_indicators
-- $1 region, $2 period, $3 number or null: every indicator with the region's value.
SELECT indicator.indicator_code, indicator.name, indicator.specialty, indicator.kind, indicator.unit, indicator.factor, indicator.direction, indicator.direction_label,
	indicator.minimum_denominator, indicator.required, indicator.threshold,
	part.institutions, part.numerator, part.denominator, part.status, part.value, part.lower, part.upper
FROM disclosure.edition_indicator AS indicator
JOIN disclosure.edition_group AS part ON part.edition_id = indicator.edition_id
	AND part.indicator_code = indicator.indicator_code AND part.dimension = 'region'
WHERE indicator.edition_id = disclosure.edition_find($1, $2, $3)
ORDER BY indicator.position

-- :name period_counties
-- $1 region, $2 period, $3 number or null: institutions and how many of them are in, by county.
SELECT region_code, region_name, count(*) AS expected, count(*) FILTER (WHERE included) AS included,
	round(100.0 * count(*) FILTER (WHERE included) / count(*), 1) AS percent
FROM disclosure.edition_institution
WHERE edition_id = disclosure.edition_find($1, $2, $3)
GROUP BY region_code, region_name
ORDER BY region_code

-- :name period_institutions
-- $1 region, $2 period, $3 number or null.
SELECT institution_id, name, region_name, level, kind, ownership, included
FROM disclosure.edition_institution
WHERE edition_id = disclosure.edition_find($1, $2, $3)
ORDER BY region_code, name

-- :name period_editions
-- $1 region, $2 period, $3 number or null: all editions of the period, whichever was asked for.
SELECT number, newest, correction, published_at, digest
FROM disclosure.edition
WHERE region_code = $1 AND period = $2 AND disclosure.edition_find($1, $2, $3) IS NOT NULL
ORDER BY number DESC

-- == indicator ==

-- :name indicator_head
-- $1 region, $2 period, $3 number or null, $4 indicator code.  One row or none.
SELECT indicator_code, indicator_version, target_code, target_name, specialty, name, kind, unit, factor, direction, direction_label,
	numerator_name, denominator_name, minimum_denominator, required, threshold
FROM disclosure.edition_indicator
WHERE edition_id = disclosure.edition_find($1, $2, $3) AND indicator_code = $4

-- :name indicator_groups
-- $1 region, $2 period, $3 number or null, $4 indicator code.
SELECT dimension, CASE dimension WHEN 'region' THEN '全部' WHEN 'county' THEN '按县区' WHEN 'level' THEN '按级别' ELSE '按类别' END AS dimension_label,
	key, label, institutions, numerator, denominator, status, value, lower, upper
FROM disclosure.edition_group
WHERE edition_id = disclosure.edition_find($1, $2, $3) AND indicator_code = $4
ORDER BY array_position(ARRAY['region', 'county', 'level', 'kind'], dimension), key

-- :name indicator_results
-- $1 region, $2 period, $3 number or null, $4 indicator code: ranked ones by peer group and rank, then the others.
SELECT institution.peer_group, result.rank, result.ranked, result.tied, institution.institution_id, institution.name, institution.region_name,
	result.numerator, result.denominator, result.value, result.lower, result.upper, result.status,
	result.baseline, result.goal, result.goal_met, result.threshold_met
FROM disclosure.edition_result AS result
JOIN disclosure.edition_institution AS institution ON institution.edition_id = result.edition_id
	AND institution.institution_id = result.institution_id
WHERE result.edition_id = disclosure.edition_find($1, $2, $3) AND result.indicator_code = $4
ORDER BY institution.level_position, institution.kind_position, institution.peer_group, result.rank NULLS LAST, institution.name

-- == institution ==

-- :name institution_head
-- $1 region, $2 period, $3 number or null, $4 text institution id.  One row or none.
SELECT institution_id, name, region_name, level, kind, ownership, peer_group, included
FROM disclosure.edition_institution
WHERE edition_id = disclosure.edition_find($1, $2, $3) AND institution_id::text = $4

-- :name institution_results
-- $1 region, $2 period, $3 number or null, $4 text institution id: all indicators asked from it.
SELECT indicator.specialty, indicator.indicator_code, indicator.name, indicator.kind, indicator.unit, indicator.factor, indicator.direction,
	indicator.direction_label, indicator.minimum_denominator, indicator.required, indicator.threshold,
	result.numerator, result.denominator, result.value, result.lower, result.upper, result.status, result.rank, result.ranked, result.tied,
	result.baseline, result.goal, result.goal_met, result.threshold_met
FROM disclosure.edition_result AS result
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = result.edition_id
	AND indicator.indicator_code = result.indicator_code
WHERE result.edition_id = disclosure.edition_find($1, $2, $3) AND result.institution_id::text = $4
ORDER BY indicator.position
