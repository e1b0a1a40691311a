-- Statements of the commission program: programme.

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

-- :name programme_list
-- Programmes of the own commission, and of those above and below.
SELECT id, year, name, commission_name, own, targets, indicators, elements, open_periods
FROM commission.programme_entry
ORDER BY own DESC, year DESC, region_code

-- :name programme_create
-- $1 integer year, $2 text name, $3 boolean copy the newest earlier one.  id.
SELECT commission.programme_create($1::integer, $2, $3::boolean) AS id

-- :name programme_next
-- What a new programme begins with: year, earlier (year of the newest programme; null: none).
SELECT coalesce(max(year) + 1, extract(year FROM now() AT TIME ZONE 'Asia/Shanghai')::integer) AS year, max(year) AS earlier
FROM commission.programme_entry
WHERE own

-- :name programme_load
-- $1 bigint programme.
SELECT id, year, name, commission_name, own, targets, indicators, elements, open_periods
FROM commission.programme_entry
WHERE id = $1::bigint

-- :name programme_lists
-- $1 bigint programme.  Lists of the catalogue with how many of their targets are adopted.
SELECT code, title, issuer, year, targets, adopted
FROM commission.programme_list
WHERE programme_id = $1::bigint
ORDER BY adopted = 0, year DESC, code

-- :name programme_indicators
-- $1 bigint programme.
SELECT code, name, unit, specialty, levels_label, kinds_label, minimum_denominator, required, parts_label, threshold_label
FROM commission.programme_indicator_entry
WHERE programme_id = $1::bigint
ORDER BY specialty <> '综合', specialty, code

-- :name programme_others
-- $1 bigint programme.  Indicators of its targets that nobody types: how they come about.
SELECT code, name, way, rule, frequency_label
FROM commission.programme_other
WHERE programme_id = $1::bigint
ORDER BY code

-- :name programme_events
-- $1 bigint programme.  What was done to it, newest first.
SELECT at, account_name, act, detail
FROM commission.programme_event
WHERE programme_id = $1::bigint
ORDER BY id DESC
LIMIT 30

-- :name adopt_list
-- $1 text list, $2 bigint programme.
SELECT code, title, issuer, year, seen
FROM commission.programme_list
WHERE code = $1 AND programme_id = $2::bigint

-- :name adopt_targets
-- $1 bigint programme, $2 text list.
SELECT code, name, specialty, original, indicators, adopted, used, way
FROM commission.target_choice($1::bigint, $2)

-- :name adopt_save
-- $1 bigint programme, $2 text list, $3 text state as seen, $4 text[] targets.
SELECT commission.programme_adopt($1::bigint, $2, $3, $4::text[])

-- :name programme_indicator_load
-- $1 bigint programme, $2 text indicator.
SELECT code, name, kind_label, unit, direction_label, target_code, target_name, specialty, numerator_name, denominator_name,
	levels, kinds, minimum_denominator, required, coalesce(departments, 'document') AS departments, coalesce(months, 'document') AS months,
	document_parts_label, cadence, cadence_label, cadence_printed, op, value, source, threshold_label, seen
FROM commission.programme_indicator_entry
WHERE programme_id = $1::bigint AND code = $2

-- :name programme_indicator_kinds
-- Kinds an indicator can be asked from, and whether $1 text[] has each: value, label, chosen.
SELECT value, label, value = ANY ($1::text[]) AS chosen
FROM commission.kind_choice
ORDER BY position, value

-- :name programme_indicator_change
-- $1 bigint programme, $2 text indicator, $3 text state as seen, $4 text[] levels, $5 text[] kinds, $6 integer minimum
-- denominator, $7 boolean required, $8 text threshold or null, $9 numeric its value or null, $10 text its source or null,
-- $11 text by department, $12 text by month: document, none, optional or required, $13 text cadence.
SELECT commission.indicator_change($1::bigint, $2, $3, $4::text[], $5::text[], $6::integer, $7::boolean, $8, $9::numeric, $10,
	nullif($11::text, 'document'), nullif($12::text, 'document'), $13)

-- :name period_calendar
-- $1 bigint programme.  Its periods, the finest cadence first.
SELECT period, period_label, cadence, opens_on, due_on, planned, state, state_label, overdue, returns, submitted
FROM commission.calendar
WHERE programme_id = $1::bigint
ORDER BY ends_on, cadence_rank

-- :name period_save
-- $1 bigint programme, $2 text state as seen, $3 text[] periods, $4 date[] first days, $5 date[] last days, null: none.
SELECT commission.calendar_save($1::bigint, $2, $3, $4::date[], $5::date[])

-- :name period_seen
-- $1 bigint programme.  seen: state of the dates.
SELECT commission.calendar_seen($1::bigint) AS seen

-- :name period_move
-- $1 bigint programme, $2 text period, $3 text state.  made: new returns.
SELECT commission.period_move($1::bigint, $2, $3) AS made

-- :name period_fill
-- $1 bigint programme, $2 text period.  made: new returns.
SELECT commission.period_fill($1::bigint, $2) AS made
