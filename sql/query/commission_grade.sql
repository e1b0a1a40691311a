-- Statements of the commission program, continued: grade schemes, grades, vetoes.

-- == grade: what it is computed from ==

-- :name grade_head
-- $1 bigint programme, $2 bigint scheme, NULL for the one in force.
SELECT
	scheme_id,
	version,
	state,
	state_label,
	note,
	band_a,
	band_b,
	band_c,
	cap_b,
	cap_c,
	coverage_of_3,
	author_name,
	saved_at,
	enactor_name,
	enacted_at
FROM commission.grade_version
WHERE programme_id = $1::bigint
	AND CASE WHEN $2::bigint IS NULL THEN state = 'in_force' ELSE scheme_id = $2::bigint END

-- :name grade_items
-- $1 bigint programme, $2 bigint scheme, NULL for the one in force.
SELECT
	item.indicator_code,
	item.specialty,
	item.name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.weight,
	item.floor,
	item.benchmark,
	item.safety,
	item.source
FROM commission.grade_item AS item
WHERE item.scheme_id = coalesce($2::bigint, (SELECT scheme_id FROM commission.grade_version
		WHERE programme_id = $1::bigint AND state = 'in_force'))
	AND item.programme_id = $1::bigint
ORDER BY item.position

-- :name grade_values
-- $1 bigint programme, $2 text period, $3 bigint another scheme beside the one in force, or NULL.  Every institution
-- asked, for all indicators of both; peers together.
SELECT
	indicator_code,
	institution_id,
	institution_name,
	region_name,
	peer_group,
	peer_group_label,
	coverage,
	numerator,
	denominator
FROM commission.grade_results($1::bigint, $2, ARRAY(
	SELECT DISTINCT item.indicator_code
	FROM commission.grade_item AS item
	JOIN commission.grade_version AS version ON version.scheme_id = item.scheme_id
	WHERE version.programme_id = $1::bigint
		AND (version.state = 'in_force' OR version.scheme_id = $3::bigint)))
ORDER BY level_position, peer_group_label, peer_group, institution_name, institution_id, indicator_code

-- :name grade_vetoes
-- $1 bigint programme, $2 text period.  Vetoes that count in it.
SELECT
	institution_id,
	cap,
	document,
	event
FROM commission.grade_veto_standing
WHERE programme_id = $1::bigint
	AND counts_in = $2
ORDER BY institution_id, cap DESC, document

-- == grade scheme of a programme ==

-- :name grade_versions
-- $1 bigint programme.  Versions put into force and the draft, newest first.
SELECT
	scheme_id,
	version,
	state,
	state_label,
	note,
	author_name,
	saved_at,
	enactor_name,
	enacted_at
FROM commission.grade_version
WHERE programme_id = $1::bigint
	AND state <> 'replaced'
ORDER BY scheme_id DESC

-- :name grade_choices
-- $1 bigint programme.  Indicators that can be scored, with what the newest scheme (draft or in force) says of them.
SELECT
	indicator.indicator_code,
	indicator.specialty,
	indicator.name,
	indicator.kind,
	indicator.unit,
	indicator.factor,
	indicator.direction,
	indicator.minimum_denominator,
	indicator.required,
	trim_scale(item.weight) AS weight,
	trim_scale(item.floor) AS floor,
	trim_scale(item.benchmark) AS benchmark,
	item.safety,
	item.source
FROM commission.indicator AS indicator
LEFT JOIN commission.grade_item AS item ON item.indicator_code = indicator.indicator_code
	AND item.scheme_id = (SELECT max(scheme_id) FROM commission.grade_version WHERE programme_id = $1::bigint)
WHERE indicator.programme_id = $1::bigint
	AND indicator.denominator IS NOT NULL
	AND indicator.direction IN ('increase', 'decrease')
	AND (indicator.required OR item.weight IS NOT NULL)
ORDER BY indicator.position

-- :name grade_newest
-- $1 bigint programme.  What a draft begins with: the newest scheme, none: no row.
SELECT
	scheme_id,
	state,
	note,
	trim_scale(band_a) AS band_a,
	trim_scale(band_b) AS band_b,
	trim_scale(band_c) AS band_c,
	trim_scale(cap_b) AS cap_b,
	trim_scale(cap_c) AS cap_c,
	coverage_of_3
FROM commission.grade_version
WHERE programme_id = $1::bigint
ORDER BY scheme_id DESC
LIMIT 1

-- :name grade_year_before
-- $1 bigint programme.  Sums of the year before, by indicator.
SELECT
	indicator_code,
	minimum_denominator,
	year,
	numerator,
	denominator
FROM commission.grade_year_before($1::bigint)
ORDER BY indicator_code, institution_id

-- :name grade_save
-- $1 bigint programme, $2 bigint newest scheme as seen (0: none), $3 text note, $4 numeric[] A, B, C from, $5 numeric[]
-- caps B, C, $6 integer thirds of the weight, $7 text[] indicators, $8 numeric[] weights, $9 floors, $10 benchmarks,
-- $11 boolean[] safety, $12 text[] sources.  id.
SELECT commission.grade_save($1::bigint, $2::bigint, $3, $4::numeric[], $5::numeric[], $6::integer, $7::text[], $8::numeric[], $9::numeric[],
	$10::numeric[], $11::boolean[], $12::text[]) AS id

-- :name grade_enact
-- $1 bigint programme, $2 bigint scheme.  version.
SELECT commission.grade_enact($1::bigint, $2::bigint) AS version

-- :name grade_periods
-- $1 bigint programme.  Periods there can be numbers for: value, label.  First the newest quarter that is not being
-- filled in any more.
SELECT
	choice.period AS value,
	choice.period_label AS label
FROM commission.period_choice AS choice
LEFT JOIN commission.calendar AS quarter ON quarter.programme_id = choice.programme_id AND quarter.period = choice.period
WHERE choice.programme_id = $1::bigint
ORDER BY NOT choice.accepted, choice.is_quarter DESC, quarter.state = 'open', choice.period DESC

-- == veto ==

-- :name veto_list
-- $1 bigint programme.  Newest first.
SELECT
	id,
	institution_name,
	period_label,
	cap,
	document,
	event,
	author_name,
	recorded_at,
	withdrawn,
	withdrawal_document,
	withdrawal_reason,
	withdrawer_name,
	withdrawn_at
FROM commission.grade_veto
WHERE programme_id = $1::bigint
ORDER BY id DESC

-- :name veto_institutions
-- Institutions of the subtree: value, label.
SELECT
	id AS value,
	name AS label
FROM commission.institution_card
WHERE active
ORDER BY level_position, name, id

-- :name veto_record
-- $1 bigint programme, $2 bigint institution, $3 text period, $4 text cap, $5 text document, $6 text event.  id.
SELECT commission.veto_record($1::bigint, $2::bigint, $3, $4, $5, $6) AS id

-- :name veto_withdraw
-- $1 bigint programme, $2 bigint veto, $3 text document, $4 text reason.
SELECT commission.veto_withdraw($1::bigint, $2::bigint, $3, $4)
