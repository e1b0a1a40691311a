-- Statements of the disclosure program: catalogue.

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
SELECT code, official_code, name, specialty, direction, brief, indicators, way
FROM disclosure.target
WHERE list_code = $1
ORDER BY seq

-- :name catalogue_target
-- $1 text code.
SELECT code, list_code, official_code, name, specialty, direction, same_as, same_as_known, brief, seed_file, seed_line, version, list_title, way
FROM disclosure.target
WHERE code = $1

-- :name catalogue_target_indicators
-- $1 text target code.
SELECT code, name, kind, unit, direction, numerator, numerator_name, denominator, denominator_name, frequency, is_primary, way
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
SELECT indicator_code, indicator_name, label, nature, years, scope, service, judged_for, judged, printed, as_printed, seed_file, seed_line, note
FROM disclosure.threshold
WHERE target_code = $1
ORDER BY indicator_code, position

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
