-- Statements of the commission program: institution.

-- :name institution_result_head
-- $1 bigint institution.
SELECT
	id,
	name,
	region_name,
	peer_group_label
FROM commission.institution_card
WHERE id = $1::bigint

-- :name institution_results
-- $1 bigint programme, $2 text period, $3 bigint institution.  Every indicator asked from it, for it and all its
-- peers; an indicator's rows stand together, own marks the institution's.
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
	CASE WHEN indicator.threshold_scoped THEN demanded.op ELSE indicator.threshold_op END AS threshold_op,
	CASE WHEN indicator.threshold_scoped THEN demanded.value ELSE indicator.threshold_value END AS threshold_value,
	result.institution_id,
	result.institution_name,
	result.institution_id = $3::bigint AS own,
	result.peer_group,
	result.coverage,
	result.expected,
	result.received,
	result.numerator,
	result.denominator,
	result.deviation,
	result.earlier,
	result.baseline_numerator,
	result.baseline_denominator,
	result.goal,
	result.goal_met,
	result.threshold_met,
	before.numerator AS previous_numerator,
	before.denominator AS previous_denominator,
	before.deviation AS previous_deviation,
	(SELECT commission.period_compared($1::bigint, $2)) AS previous_period
FROM commission.peer_results($1::bigint, $2, $3::bigint) AS result
JOIN commission.indicator AS indicator ON indicator.programme_id = $1::bigint
	AND indicator.indicator_code = result.indicator_code
LEFT JOIN commission.threshold_own($1::bigint, $3::bigint, $2) AS demanded ON demanded.indicator_code = result.indicator_code
LEFT JOIN commission.values_before($1::bigint, $2, NULL, $3::bigint) AS before ON before.institution_id = result.institution_id
	AND before.indicator_code = result.indicator_code
ORDER BY indicator.position, result.institution_name, result.institution_id

-- :name institution_returns
-- $1 bigint institution.  The newest twelve of all programmes.
SELECT
	item.id,
	programme.name AS programme_name,
	item.period_label,
	item.state,
	item.state_label,
	item.due_on,
	item.submitted,
	item.submitted_at,
	nullif(item.days_late, 0) AS days_late,
	nullif(item.times_returned, 0) AS times_returned
FROM commission.institution_return AS item
JOIN commission.programme_name AS programme ON programme.id = item.programme_id
WHERE item.institution_id = $1::bigint
ORDER BY item.period DESC, item.programme_id DESC
LIMIT 12

-- :name institution_words
-- $1 bigint programme, $2 text period, $3 bigint institution.  What it explained in the quarters of the period.
SELECT
	word.return_id,
	word.period_label,
	word.element_name,
	word.text,
	word.account_name,
	word.at
FROM commission.institution_word AS word
JOIN commission.period_quarter AS span ON span.programme_id = word.programme_id AND span.quarter = word.period
WHERE word.programme_id = $1::bigint
	AND span.period = $2
	AND word.institution_id = $3::bigint
ORDER BY word.period, word.element_name

-- :name institution_ledger
-- $1 bigint institution.  Items not closed, then the newest closed ones.
SELECT
	id,
	content,
	source_label,
	indicator_name,
	period_label,
	state,
	state_label,
	due_on,
	overdue,
	overdue_days
FROM commission.ledger_item
WHERE institution_id = $1::bigint
ORDER BY phase = 'closed', due_on, id DESC
LIMIT 30

-- :name institution_screen_head
-- $1 bigint programme, $2 text period, $3 bigint institution.  The newest submitted return within the period.
SELECT
	id,
	period,
	period_label
FROM commission.return_item
WHERE id = commission.institution_return_last($1::bigint, $2, $3::bigint)
	AND programme_id = $1::bigint

-- :name institution_screen_elements
-- $1 bigint programme, $2 text period, $3 bigint institution.  What sheet_read wants of that return.
SELECT
	code,
	name,
	unit,
	stock,
	required,
	state,
	value,
	revision,
	last_state,
	last_value,
	explanation,
	explained_revision
FROM commission.return_element(commission.institution_return_last($1::bigint, $2, $3::bigint))

-- :name institution_screen_indicators
-- $1 bigint programme, $2 text period, $3 bigint institution.
SELECT
	indicator_code,
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
	year_ago_numerator,
	year_ago_denominator,
	pairs,
	variance,
	peers,
	shift,
	peer_variance
FROM commission.screen_indicators(commission.institution_return_last($1::bigint, $2, $3::bigint))

-- :name institution_baselines
-- $1 bigint programme, $2 bigint institution.  Denominators of its baselines, those of one element and period together.
SELECT
	element_name,
	period,
	period_label,
	indicator_name,
	denominator
FROM commission.institution_baseline
WHERE programme_id = $1::bigint
	AND institution_id = $2::bigint
ORDER BY element_name, period, indicator_name

-- :name institution_list
-- $1 text in the name or code, $2 text region, $3 text level, $4 text kind, $5 text yes or no: active; $6 text sort, $7 boolean
-- descending, $8 bigint[] ids or null, $9 bigint rows to leave out, $10 bigint rows wanted: core/list.h.
SELECT
	page.id,
	page.total,
	entry.seen AS version,
	entry.credit_code,
	entry.name,
	entry.region_name,
	entry.affiliation_label,
	entry.level_label,
	entry.kind_label,
	entry.ownership_label,
	entry.beds,
	CASE WHEN entry.active THEN NULL ELSE '未开业' END AS active_label,
	CASE WHEN entry.active THEN '开业' ELSE '未开业' END AS state_label,
	CASE WHEN NOT entry.active THEN '已经不在开业状态' END AS stop_fault,
	CASE WHEN entry.active THEN '正在开业，无需恢复' END AS resume_fault
FROM (
	SELECT
		item.id,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $7::boolean THEN item.key END,
				CASE WHEN $7::boolean THEN item.key END DESC NULLS LAST,
				item.region_code,
				item.level_position,
				item.name,
				item.id
		) AS place
	FROM (
		SELECT
			matched.id,
			matched.region_code,
			matched.name,
			array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], matched.level) AS level_position,
			CASE $6::text
				WHEN 'name' THEN matched.name
				WHEN 'region_name' THEN matched.region_code
				WHEN 'affiliation_label' THEN matched.affiliation
				WHEN 'level_label' THEN array_position(ARRAY['tertiary', 'secondary', 'primary', 'ungraded'], matched.level)::text
					|| coalesce(matched.grade, 'Z')
				WHEN 'kind_label' THEN matched.kind
				WHEN 'ownership_label' THEN matched.ownership
				WHEN 'beds' THEN lpad(matched.beds::text, 10, '0')
				WHEN 'credit_code' THEN matched.credit_code
			END AS key
		FROM commission.institution_entry AS matched
		WHERE ($1::text IS NULL OR position($1 IN matched.name) > 0 OR position(upper($1) IN matched.credit_code) > 0)
			AND ($2::text IS NULL OR matched.region_code LIKE regexp_replace($2, '(0000|00)$', '') || '%')
			AND ($3::text IS NULL OR matched.level = $3)
			AND ($4::text IS NULL OR matched.kind = $4)
			AND ($5::text IS NULL OR matched.active = ($5 = 'yes'))
			AND ($8::bigint[] IS NULL OR matched.id = ANY ($8))
	) AS item
	ORDER BY place
	LIMIT $10::bigint
	OFFSET $9::bigint
) AS page
JOIN commission.institution_entry AS entry ON entry.id = page.id
ORDER BY page.place

-- :name institution_regions
-- Where an institution may lie: value, label.
SELECT code AS value, label
FROM commission.region
WHERE level IN ('city', 'county')
ORDER BY code

-- :name institution_specialist_types
-- Types that the catalogue and the institutions of the subtree name: value.
SELECT value
FROM commission.specialist_type
ORDER BY value

-- :name institution_load
-- $1 bigint institution.
SELECT id, credit_code, name, region_code, region_name, affiliation, affiliation_label, competent_name, level, grade, kind, specialist_type, ownership, beds, level_label,
	kind_label, ownership_label, active, seen, today
FROM commission.institution_entry
WHERE id = $1::bigint

-- :name institution_events
-- $1 bigint institution.  What was done to its particulars, newest first.
SELECT at, account_name, act, detail
FROM commission.institution_event
WHERE institution_id = $1::bigint
ORDER BY id DESC
LIMIT 50

-- :name institution_register
-- $1 code, $2 name, $3 region, $4 level it answers to, $5 level, $6 grade, $7 kind, $8 specialist type, $9 ownership, $10 beds,
-- $11 date from which it reports (null: ever since).  id.
SELECT commission.institution_register($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::integer, $11::date) AS id

-- :name institution_change
-- $1 bigint institution, $2 text state of the row as seen, $3 to $12 as $1 to $10 of institution_register, $13 date, $14 text reason.
SELECT commission.institution_change($1::bigint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::integer, $13::date, $14, false)

-- :name institution_effects
-- As institution_change, which it does not do: digest of it, and period_label (null: none), before, after, past of the periods changed.
WITH made AS MATERIALIZED (
	SELECT commission.institution_change($1::bigint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::integer, $13::date, $14, true) AS effects
)
SELECT md5(concat_ws('|', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, made.effects)) AS digest, item.period_label, item.before, item.after,
	coalesce(item.past, false) AS past
FROM made
LEFT JOIN jsonb_to_recordset(made.effects) AS item (period_label text, before text, after text, past boolean) ON true

-- :name register_act
-- $1 bigint institution, $2 text state of the row as seen, $3 act, $4 date, $5 text code of another institution, $6 period, $7 reason.
SELECT commission.register_act($1::bigint, $2, $3, $4::date, jsonb_build_object('into', $5::text, 'period', $6::text), $7)

-- :name register_effects
-- As register_act, which it does not do; the columns of institution_effects.
WITH made AS MATERIALIZED (
	SELECT commission.register_preview($1::bigint, $2, $3, $4::date, jsonb_build_object('into', $5::text, 'period', $6::text), $7) AS effects
)
SELECT md5(concat_ws('|', $2, $3, $4, $5, $6, made.effects)) AS digest, item.period_label, item.before, item.after, coalesce(item.past, false) AS past
FROM made
LEFT JOIN jsonb_to_recordset(made.effects) AS item (period_label text, before text, after text, past boolean) ON true

-- :name register_periods
-- Periods of calendars that the session sees, newest first: value, label.
SELECT value, label
FROM commission.register_period
ORDER BY value DESC

-- :name register_history
-- $1 bigint institution, $2 bigint rows to leave out, $3 bigint rows wanted.  What is on record, newest day first.
SELECT from_day, back_dated, kind, words, reason, person, recorded_at
FROM commission.register_history
WHERE institution_id = $1::bigint
ORDER BY day DESC, recorded_at DESC, kind
OFFSET $2::bigint
LIMIT $3::bigint

-- :name institution_accounts
-- $1 bigint institution.  Its accounts: id, name, login, role_label, state, state_label.
SELECT id, name, login, role_label, state, state_label
FROM commission.account_entry
WHERE organisation_kind = 'institution' AND organisation_id = $1::bigint
ORDER BY array_position(ARRAY['clerk', 'verifier', 'leader'], role), login

-- :name import_regions
-- $1 text[] codes.  Those that are regions: code, inside (of the subtree, and no province).
SELECT code, inside
FROM commission.region_find($1::text[])

-- :name import_plan
-- The eleven arrays.  line, action, changes (in words), digest (of the whole plan), in order of lines.
WITH incoming AS (
	SELECT jsonb_agg(to_jsonb(item)) AS rows
	FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
		$10::text[], $11::integer[]) AS item (line, credit_code, name, region_code, affiliation, level, grade, kind, specialist_type, ownership, beds)
)
SELECT plan.line, plan.action, commission.institution_changes(plan.difference) AS changes, digest.digest
FROM incoming
CROSS JOIN LATERAL commission.import_digest(incoming.rows) AS digest (digest)
CROSS JOIN LATERAL commission.import_plan(incoming.rows) AS plan
ORDER BY plan.line

-- :name import_apply
-- The eleven arrays, $12 text digest of the plan as shown, $13 date, $14 text reason.  added, changed.
WITH incoming AS (
	SELECT jsonb_agg(to_jsonb(item)) AS rows
	FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
		$10::text[], $11::integer[]) AS item (line, credit_code, name, region_code, affiliation, level, grade, kind, specialist_type, ownership, beds)
)
SELECT done.added, done.changed
FROM incoming
CROSS JOIN LATERAL commission.import_apply(incoming.rows, $12, $13::date, $14) AS done

-- :name import_effects
-- As import_apply, which it does not do.  programme_name, period_label, before, after: open periods in which other numbers would be expected.
WITH incoming AS (
	SELECT jsonb_agg(to_jsonb(item)) AS rows
	FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
		$10::text[], $11::integer[]) AS item (line, credit_code, name, region_code, affiliation, level, grade, kind, specialist_type, ownership, beds)
), made AS MATERIALIZED (
	SELECT commission.import_effects(incoming.rows, $12, $13::date, $14) AS effects
	FROM incoming
)
SELECT item.programme_name, item.period_label, item.before, item.after
FROM made
CROSS JOIN LATERAL jsonb_to_recordset(made.effects) AS item (programme_name text, period_label text, before bigint, after bigint)

-- :name register_act_all
-- $1 bigint[] institutions, $2 text[] state of their rows as seen, $3 act, $4 text reason: today.  All or none.
SELECT commission.register_act(item.id, item.seen, $3, commission.today(), '{}', $4)
FROM unnest($1::bigint[], $2::text[]) AS item (id, seen)
ORDER BY item.id

-- :name institution_analyses
-- $1 bigint programme, $2 text indicator, $3 bigint institution.  Newest quarter first.
SELECT period, period_label, text, person, at, earlier
FROM commission.institution_analyses($1::bigint, $2, $3::bigint)
