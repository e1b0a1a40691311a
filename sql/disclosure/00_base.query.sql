-- Statements of the disclosure program: what several words ask.

-- :name catalogue_lists
-- All lists, newest first.
SELECT code, issuer, issuer_level, year, title, document_no, targets
FROM disclosure.list
ORDER BY year DESC, issuer_level = 'national' DESC, code

-- :name catalogue_nearest
-- $1 text code that is not in the catalogue.  Up to five that are.
SELECT code, name
FROM disclosure.catalogue_nearest($1)

-- :name catalogue_indicator
-- $1 text code.
SELECT code, target_code, target_name, list_code, list_title, seed_file, seed_line, name, kind, unit, factor, direction, numerator, numerator_name, numerator_definition, numerator_unit,
	denominator, denominator_name, denominator_definition, denominator_unit, deviation, deviation_name, frequency, by_department, is_primary, applies_to, basis, to_confirm,
	own_trend, note, version, way, rule, for_area
FROM disclosure.indicator
WHERE code = $1

-- :name catalogue_indicator_thresholds
-- $1 text indicator code.
SELECT indicator_code, indicator_name, label, nature, years, scope, service, judged_for, judged, printed, as_printed, seed_file, seed_line, note
FROM disclosure.threshold
WHERE indicator_code = $1
ORDER BY position

-- :name catalogue_indicator_strategies
-- $1 text indicator code: the core strategies of its target.
SELECT strategy.seq, strategy.category, strategy.action, strategy.cadence
FROM disclosure.indicator AS indicator
JOIN disclosure.strategy AS strategy ON strategy.target_code = indicator.target_code
WHERE indicator.code = $1
ORDER BY strategy.seq

-- :name nearest_editions
-- $1 text region, $2 text period.  Up to six editions that may have been meant, nearest first.
SELECT region_code, region_name, period, period_label
FROM disclosure.edition_nearest($1, $2)

-- :name nearest_indicators
-- $1 region, $2 period, $3 number or null, $4 text code that is not in the edition.
SELECT indicator_code, name
FROM disclosure.indicator_nearest(disclosure.edition_find($1, $2, $3), $4)

-- :name api_keys
-- The public keys that signed something, the newest first.
SELECT public_key, min(edition_id) AS first_edition
FROM disclosure.edition_seal
GROUP BY public_key
ORDER BY 2 DESC

-- :name site_head
-- demo: whether pages must say 演示数据; and what the operator set about the site.
SELECT demo, name, domain, code, sponsor, undertaker, icp, police, contact
FROM disclosure.site

-- :name edition_head
-- $1 text region, $2 text period, $3 text number or null for the newest.  One row or none.
SELECT id, region_code, region_name, period, period_label, number, newest, programme_name, commission_name, correction, method_version,
	small_below, expected, included, demo, withdrawn, withdrawn_at, errata, published_at, digest
FROM disclosure.edition
WHERE id = (SELECT disclosure.edition_find($1, $2, $3))
