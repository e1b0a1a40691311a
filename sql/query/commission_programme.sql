-- Statements of the commission program, continued: programmes, adopted targets, calendar.

-- == programme ==

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

-- :name programme_events
-- $1 bigint programme.  What was done to it, newest first.
SELECT at, account_name, act, detail
FROM commission.programme_event
WHERE programme_id = $1::bigint
ORDER BY id DESC
LIMIT 30

-- == adopt ==

-- :name adopt_list
-- $1 text list, $2 bigint programme.
SELECT code, title, issuer, year, seen
FROM commission.programme_list
WHERE code = $1 AND programme_id = $2::bigint

-- :name adopt_targets
-- $1 bigint programme, $2 text list.
SELECT code, name, specialty, original, indicators, adopted, used
FROM commission.target_choice($1::bigint, $2)

-- :name adopt_save
-- $1 bigint programme, $2 text list, $3 text state as seen, $4 text[] targets.
SELECT commission.programme_adopt($1::bigint, $2, $3, $4::text[])

-- == indicator of a programme ==

-- :name programme_indicator_load
-- $1 bigint programme, $2 text indicator.
SELECT code, name, kind_label, unit, direction_label, target_code, target_name, specialty, numerator_name, denominator_name,
	levels, kinds, minimum_denominator, required, coalesce(departments, 'document') AS departments, coalesce(months, 'document') AS months,
	document_parts_label, op, value, source, seen
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
-- $11 text by department, $12 text by month: document, none, optional or required.
SELECT commission.indicator_change($1::bigint, $2, $3, $4::text[], $5::text[], $6::integer, $7::boolean, $8, $9::numeric, $10,
	nullif($11::text, 'document'), nullif($12::text, 'document'))

-- == period ==

-- :name period_calendar
-- $1 bigint programme.  Its four quarters.
SELECT period, period_label, opens_on, due_on, planned, state, state_label, overdue, returns, submitted
FROM commission.calendar
WHERE programme_id = $1::bigint
ORDER BY period

-- :name period_save
-- $1 bigint programme, $2 text state as seen, $3 date[] first days, $4 date[] last days, both of four quarters.
SELECT commission.calendar_save($1::bigint, $2, $3::date[], $4::date[])

-- :name period_seen
-- $1 bigint programme.  seen: state of the dates.
SELECT commission.calendar_seen($1::bigint) AS seen

-- :name period_move
-- $1 bigint programme, $2 text quarter, $3 text state.  made: new returns.
SELECT commission.period_move($1::bigint, $2, $3) AS made

-- :name period_fill
-- $1 bigint programme, $2 text quarter.  made: new returns.
SELECT commission.period_fill($1::bigint, $2) AS made
