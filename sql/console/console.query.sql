-- Statements of the zhiheng command, prepared when a subcommand opens the database.

-- :name catalogue_load
-- $1 {noun: [row, ...]} as jsonb.  added, changed, withdrawn.
SELECT added, changed, withdrawn
FROM console.catalogue_load($1::jsonb)

-- :name region_load
-- $1 [row, ...] as jsonb.  added, changed.
SELECT added, changed
FROM console.region_load($1::jsonb)

-- :name account_create
-- $1 login, $2 name, $3 role, $4 credit code or null, $5 region code or null, $6 name of the
-- commission or null, $7 digest of the activation code in hexadecimal.  organisation, expires_at.
SELECT organisation, to_char(expires_at, 'YYYY-MM-DD HH24:MI') AS expires_at
FROM console.account_create($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text)

-- :name part_rebuild
-- Makes part_pair anew.  cells: its pairs.
SELECT zhiheng.part_rebuild() AS cells

-- :name return_rebuild
-- Makes return_sheet anew.  cells.
SELECT zhiheng.return_rebuild() AS cells

-- :name accepted_rebuild
-- Makes accepted_number anew, after return_sheet.  cells.
SELECT zhiheng.accepted_rebuild() AS cells

-- :name register_rebuild
-- Makes register anew, and what follows from it.  cells: its rows.
SELECT zhiheng.register_rebuild() AS cells

-- :name screen_rebuild
-- Makes screen_return anew, after accepted_number.  cells: its rows.
SELECT zhiheng.screen_rebuild() AS cells

-- :name bound_rebuild
-- Makes bound_conflict anew, after accepted_number.  cells: its rows.
SELECT zhiheng.bound_rebuild() AS cells

-- :name computed_rebuild
-- Makes computed_value and computed_total anew, after accepted_number.  cells: their indicators.
SELECT zhiheng.computed_rebuild() AS cells

-- :name evidence_list
-- Every file on record, once, in order of bytes.  id, owner (return 12, baseline 7, back-fill 3), stored_as, digest in hexadecimal.
SELECT file.id, file.owner, file.stored_as, encode(file.digest, 'hex') AS digest
FROM (
	SELECT id, 'return ' || return_id AS owner, stored_as, digest
	FROM zhiheng.evidence AS evidence
	WHERE NOT EXISTS (SELECT FROM zhiheng.backfill_source AS source WHERE source.stored_as = evidence.stored_as)
	UNION ALL
	SELECT id, 'back-fill ' || id, stored_as, digest
	FROM zhiheng.backfill_source
	UNION ALL
	SELECT id, 'baseline ' || baseline_id, stored_as, digest
	FROM zhiheng.baseline_file
) AS file
ORDER BY file.stored_as COLLATE "C"

-- :name demo_state
-- Whether invented data may be loaded.  state: empty, demo, real.
SELECT console.demo_state() AS state

-- :name demo_accounts
-- $1 [row of accounts.csv with password_hash, ...] as jsonb.  made.
SELECT console.demo_accounts($1::jsonb) AS made

-- :name site_list
-- name, meaning, value.
SELECT name, meaning, value
FROM console.site_setting
ORDER BY position

-- :name site_set
-- $1 name, $2 value, empty to unset.  known: whether it was set.
SELECT console.site_set($1, $2) AS known

-- :name recompute_head
-- $1 region/period/number.  Columns of edition.csv, with edition_id and programme_id: one row or none.
SELECT edition_id, region_code, region_name, period, number, programme_name, commission_name, correction, method_version, rank_draws, rank_seed,
	pooled_editions, small_below, expected, included, demo, published_at, input_digest
FROM console.recompute_edition
WHERE concat_ws('/', region_code, period, number) = $1

-- :name recompute_indicators
-- $1 edition.  Columns of indicators.csv.
SELECT indicator_code, indicator_version, position, target_code, target_name, specialty, name, kind, unit, factor, direction, numerator,
	numerator_name, denominator, denominator_name, minimum_denominator, required, trim_scale(threshold_value) AS threshold_value, threshold_op,
	basis, own_trend, confirmed_on, confirmed_by, confirmed_source
FROM zhiheng.edition_indicator
WHERE edition_id = $1::bigint
ORDER BY position

-- :name recompute_institutions
-- $1 edition.  Columns of institutions.csv.
SELECT institution_id, credit_code, name, region_code, region_name, level, grade, kind, specialist_type, ownership, peer_group, included
FROM zhiheng.edition_institution
WHERE edition_id = $1::bigint
ORDER BY institution_id

-- :name recompute_remarks
-- $1 edition.  Columns of remarks.csv.
SELECT institution_id, indicator_code, text
FROM zhiheng.edition_remark
WHERE edition_id = $1::bigint
ORDER BY institution_id, indicator_code

-- :name recompute_results
-- $1 edition.  Given columns of results.csv, out of the frozen inputs.
SELECT indicator_code, institution_id, coverage, hidden, numerator, denominator, earlier, baseline, goal, goal_met, threshold_met
FROM console.recompute_results($1::bigint)
ORDER BY position, institution_id

-- :name recompute_groups
-- $1 edition.  Given columns of groups.csv, summed from the frozen inputs; those of results.csv come first.
SELECT indicator_code, dimension, key, label, expected, institutions, hidden, numerator, denominator, status
FROM console.recompute_group
WHERE edition_id = $1::bigint
ORDER BY position, array_position(ARRAY['region', 'county', 'level', 'kind'], dimension), first_institution

-- :name recompute_grade_scheme
-- $1 edition.  Columns of grade_scheme.csv: one row or none.
SELECT version, note, trim_scale(band_a) AS band_a, trim_scale(band_b) AS band_b, trim_scale(band_c) AS band_c, trim_scale(cap_b) AS cap_b,
	trim_scale(cap_c) AS cap_c, coverage_of_3, to_char(enacted_on, 'YYYY-MM-DD') AS enacted_on
FROM zhiheng.edition_grade_scheme
WHERE edition_id = $1::bigint

-- :name recompute_grade_rules
-- $1 edition.  Columns of grade_rules.csv.
SELECT rule.indicator_code, trim_scale(rule.weight) AS weight, trim_scale(rule.floor) AS floor, trim_scale(rule.benchmark) AS benchmark, rule.safety,
	rule.source
FROM zhiheng.edition_grade_rule AS rule
JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = rule.edition_id AND indicator.indicator_code = rule.indicator_code
WHERE rule.edition_id = $1::bigint
ORDER BY indicator.position

-- :name recompute_grade_vetoes
-- $1 edition.  Given columns of grades.csv, of institutions on which a veto stood.
SELECT institution_id, veto, veto_document
FROM zhiheng.edition_grade
WHERE edition_id = $1::bigint AND veto IS NOT NULL
ORDER BY institution_id

-- :name recompute_grade_decisions
-- $1 edition.  Given columns of grade_points.csv, of caps: what was decided on them.
SELECT indicator_code, institution_id, cap, decision, decision_reason, to_char(decided_on, 'YYYY-MM-DD') AS decided_on
FROM zhiheng.edition_grade_point
WHERE edition_id = $1::bigint AND decision IS NOT NULL
ORDER BY indicator_code, institution_id

-- :name recompute_returns
-- $1 edition.  The frozen returns; same: their values are still what was frozen.
SELECT return_id, revision, digest, same
FROM console.recompute_return
WHERE edition_id = $1::bigint
ORDER BY return_id

-- :name recompute_files
-- $1 edition.  name, digest in hexadecimal.
SELECT name, encode(digest, 'hex') AS digest
FROM zhiheng.edition_file
WHERE edition_id = $1::bigint
ORDER BY position
