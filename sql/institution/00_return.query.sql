-- Statements of the institution program: an own return, for the several words that read or write it.

-- :name return_head
-- One own return, or no row.  $1 bigint its id.
SELECT
	id,
	programme_name,
	period,
	period_label,
	last_label,
	state,
	state_label,
	revision,
	open,
	opens_on,
	due_on,
	days_left,
	late,
	returned_reason,
	returned_at,
	returned_by,
	withdrawn,
	explanation,
	explained_revision,
	receipt,
	askers,
	institution.quarter_signed(id) AS quarter_signed,
	supplement,
	counted,
	opened_until,
	new_elements
FROM institution.return_head($1::bigint)

-- :name return_elements
-- The rows of its form.  $1 bigint the return's id.
SELECT
	code,
	specialty,
	required,
	name,
	definition,
	unit,
	stock,
	type,
	state,
	value,
	revision,
	last_state,
	last_value,
	round(100 * (value - last_value) / nullif(last_value, 0), 1) AS change_percent,
	year_ago_state,
	year_ago_value,
	explanation,
	explained_by,
	explained_revision,
	reason,
	way,
	parts_required,
	parts_wanted,
	programmes,
	open,
	accepted,
	parts_open,
	derived,
	operating
FROM institution.return_elements($1::bigint) WITH ORDINALITY
LEFT JOIN institution.return_operating($1::bigint) ON operating_code = code
ORDER BY ordinality

-- :name return_askers
-- Who asks for it, the nearest commission first.  $1 bigint the return's id.
SELECT
	programme_id,
	mark,
	programme_name,
	commission_name,
	period_state,
	due_on,
	days_left,
	late,
	submitted_late
FROM institution.return_asker
WHERE return_id = $1::bigint
ORDER BY place, programme_id

-- :name return_indicators
-- What its elements make.  $1 bigint the return's id.
SELECT
	indicator_code,
	target_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	numerator,
	denominator,
	deviation,
	threshold_op,
	threshold_value,
	threshold_source,
	year_ago_numerator,
	year_ago_denominator,
	pairs,
	variance,
	peers,
	shift,
	peer_variance
FROM institution.return_indicators($1::bigint)

-- :name return_save
-- $1 bigint the return, $2 integer revision its form was made from, $3 text[] element codes, $4 text[] their states,
-- $5 numeric[] their values, $6 text source, $7 boolean again.  One row saved or unchanged, or rows of what stands in the way.
SELECT
	outcome,
	code,
	state,
	value,
	account_name,
	entered_at
FROM institution.return_save($1::bigint, $2::integer, $3::text[], $4::text[], $5::numeric[], $6, $7::boolean)

-- :name return_parts
-- The newest parts of its elements.  $1 bigint the return.
SELECT code, part, value
FROM institution.return_parts($1::bigint)

-- :name return_enter
-- $1 bigint the return, $2 integer revision its form was made from, $3 text[] element codes, $4 text[] their states,
-- $5 numeric[] their values, $6 text[] elements of parts, $7 text[] parts, $8 numeric[] their numbers, $9 text source,
-- $10 boolean again.  One row saved or unchanged, or rows of what stands in the way.
SELECT outcome, code, part, state, value, account_name, entered_at
FROM institution.return_enter($1::bigint, $2::integer, $3::text[], $4::text[], $5::numeric[], $6::text[], $7::text[], $8::numeric[], $9,
	$10::boolean)

-- :name return_bounds
-- What its shorter periods allow.  $1 bigint the return's id.
SELECT code, lowest, lowest_label, highest, highest_label
FROM institution.return_bounds($1::bigint)
