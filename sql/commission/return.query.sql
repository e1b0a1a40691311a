-- Statements of the commission program: return.

-- :name return_filing
-- $1 bigint return.
SELECT
	filing.opened_at,
	filing.opened_by,
	filing.messages,
	sent_back.opened_until,
	coalesce(sent_back.expired, false) AS expired,
	coalesce(sent_back.answerable, false) AS answerable
FROM commission.return_filing AS filing
LEFT JOIN commission.return_opened($1::bigint) AS sent_back ON true
WHERE filing.return_id = $1::bigint

-- :name return_months
-- $1 bigint return.  The months of a quarter, with what is to be said of their time.
SELECT
	period,
	month_label,
	due_on,
	passed_at,
	CASE WHEN passed_at IS NULL THEN '未审核' WHEN days_late = 0 THEN '按时' ELSE format('晚 %s 天', days_late) END AS timing,
	days_late > 0 AS late
FROM commission.return_months($1::bigint)

-- :name return_open
-- $1 bigint return, $2 integer revision shown.
SELECT commission.return_open($1::bigint, $2::integer) AS first

-- :name return_reopen
-- $1 bigint return, $2 text reason.  The new last day.
SELECT commission.return_reopen($1::bigint, $2) AS until

-- :name correction_decide
-- $1 bigint return, $2 bigint correction, $3 text decision, $4 text reason or null.
SELECT commission.correction_decide($1::bigint, $2::bigint, $3, $4) AS event

-- :name correction_effect
-- $1 bigint return, $2 bigint correction.  Every institution before and after, an indicator after the other.
SELECT
	indicator_code,
	name,
	kind,
	unit,
	factor,
	direction,
	minimum_denominator,
	required,
	bar,
	after,
	own,
	peer_group,
	coverage,
	numerator,
	denominator,
	deviation,
	region_name
FROM commission.correction_effect($1::bigint, $2::bigint)

-- :name return_notes
-- $1 bigint return.
SELECT element_code, source, rule, at
FROM commission.return_notes($1::bigint)

-- :name return_list
-- $1 bigint programme, $2 text period, $3 text class or null, $4 text county or null, $5 text part of a name or null; $6 text
-- sort, $7 boolean descending, $8 bigint[] ids or null, $9 bigint rows to leave out, $10 bigint rows wanted: core/list.h.
SELECT
	item.id,
	item.total,
	coalesce(turn.revision, item.revision) AS version,
	item.state,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.class,
	item.class_label,
	to_char(item.first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	CASE WHEN NOT item.in_time THEN '逾期' END AS late_label,
	CASE WHEN turn.own IS FALSE THEN '还没有轮到本级审核' WHEN turn.own IS NULL THEN '不是待审核的报表（' || item.class_label || '）' END AS accept_fault
FROM (
	SELECT
		head.id,
		head.revision,
		head.state,
		head.institution_name,
		head.region_code,
		head.region_name,
		head.level_position,
		head.peer_group_label,
		head.class,
		head.class_label,
		head.first_submitted_at,
		head.in_time,
		CASE $6::text
			WHEN 'institution_name' THEN head.institution_name
			WHEN 'region_name' THEN head.region_code
			WHEN 'peer_group_label' THEN head.level_position::text
			WHEN 'submitted_at' THEN to_char(head.first_submitted_at, 'YYYYMMDDHH24MISS')
			WHEN 'class_label' THEN head.class
		END AS key,
		count(*) OVER () AS total
	FROM commission.return_item AS head
	WHERE head.programme_id = $1::bigint
		AND head.period = $2
		AND ($3::text IS NULL OR head.class = $3)
		AND ($4::text IS NULL OR head.region_code = $4)
		AND ($5::text IS NULL OR strpos(head.institution_name, $5) > 0)
		AND ($8::bigint[] IS NULL OR head.id = ANY ($8))
) AS item
LEFT JOIN LATERAL commission.return_turn(item.id) AS turn ON true
ORDER BY
	CASE WHEN NOT $7::boolean THEN item.key END,
	CASE WHEN $7::boolean THEN item.key END DESC NULLS LAST,
	item.region_code,
	item.level_position,
	item.institution_name,
	item.id
LIMIT $10::bigint
OFFSET $9::bigint

-- :name return_classes
-- $1 bigint programme, $2 text period, $3 text county or null, $4 text part of a name or null: return_list by class.
SELECT
	class AS value,
	count(*) AS count
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
	AND ($3::text IS NULL OR region_code = $3)
	AND ($4::text IS NULL OR strpos(institution_name, $4) > 0)
GROUP BY class

-- :name return_counties
-- $1 bigint programme, $2 text period.  Completeness and timeliness; the last row, without county, is all.
SELECT
	region_code,
	min(region_name) AS region_name,
	count(*) AS expected,
	count(first_submitted_at) AS submitted,
	count(*) FILTER (WHERE in_time) AS in_time,
	count(*) FILTER (WHERE class IN ('accepted', 'published')) AS accepted,
	round(100.0 * count(first_submitted_at) / nullif(count(*), 0), 1) AS submitted_percent,
	round(100.0 * count(*) FILTER (WHERE in_time) / nullif(count(*), 0), 1) AS in_time_percent,
	round(100.0 * count(*) FILTER (WHERE class IN ('accepted', 'published')) / nullif(count(*), 0), 1) AS accepted_percent
FROM commission.return_item
WHERE programme_id = $1::bigint
	AND period = $2
GROUP BY GROUPING SETS ((region_code), ())
ORDER BY region_code NULLS LAST

-- :name return_head
-- $1 bigint return.
SELECT
	item.id,
	item.programme_id,
	programme.name AS programme_name,
	item.period,
	item.period_label,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.state,
	item.state_label,
	item.revision,
	item.due_on,
	to_char(item.first_submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS submitted_at,
	NOT item.in_time AS submitted_late,
	explanation.text AS explanation,
	explanation.revision AS explained_revision
FROM commission.return_item AS item
JOIN commission.programme_name AS programme ON programme.id = item.programme_id
LEFT JOIN commission.return_explanation AS explanation ON explanation.return_id = item.id
WHERE item.id = $1::bigint
	AND item.programme_id = (SELECT asker.programme_id FROM commission.return_asker AS asker WHERE asker.return_id = $1::bigint AND asker.place = 1)

-- :name return_elements
-- $1 bigint return.  In the order of the institution's form.
SELECT
	code,
	specialty,
	required,
	name,
	unit,
	stock,
	definition,
	state,
	value,
	revision,
	last_state,
	last_value,
	round(100 * (value - last_value) / nullif(last_value, 0), 1) AS change_percent,
	explanation,
	explained_revision,
	reason,
	operating
FROM commission.return_element($1::bigint) WITH ORDINALITY
LEFT JOIN commission.return_operating($1::bigint) ON operating_code = code
ORDER BY ordinality

-- :name return_indicators
-- $1 bigint return.
SELECT
	asked.indicator_code,
	asked.specialty,
	asked.name,
	asked.kind,
	asked.unit,
	asked.factor,
	asked.direction,
	asked.minimum_denominator,
	asked.required,
	asked.numerator_element AS numerator,
	asked.denominator_element AS denominator,
	asked.deviation,
	asked.state,
	asked.numerator_value,
	asked.denominator_value,
	asked.threshold_op,
	asked.threshold_value,
	asked.threshold_met,
	asked.goal,
	asked.goal_met,
	past.year_ago_numerator,
	past.year_ago_denominator,
	past.pairs,
	past.variance,
	past.peers,
	past.shift,
	past.peer_variance
FROM commission.return_indicator(ARRAY[$1::bigint]) AS asked
LEFT JOIN commission.screen_evidence(ARRAY[$1::bigint]) AS past ON past.indicator_code = asked.indicator_code
ORDER BY asked.position

-- :name return_events
-- $1 bigint return.
SELECT
	to_state,
	to_label,
	to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at,
	person,
	organisation,
	revision,
	reason
FROM commission.return_event
WHERE return_id = $1::bigint
ORDER BY id DESC, opening DESC

-- :name return_decide
-- $1 bigint return, $2 text act, $3 text state and $4 integer revision as the page showed them, $5 text
-- overall reason, $6 text[] elements, $7 text[] their reasons.
SELECT commission.return_decide($1::bigint, $2, $3, $4::integer, $5, $6::text[], $7::text[])

-- :name return_turn
-- $1 bigint return.  Whose turn it is, if anybody's: own, the revision that was signed, how long the level has yet, and whether it may be taken over.
SELECT own, revision, wait, lapsed
FROM commission.return_turn($1::bigint)

-- :name return_take_over
-- $1 bigint return.
SELECT commission.return_take_over($1::bigint)

-- :name opinion_list
-- $1 bigint return.  The newest hundred, oldest first; due: last day for another one, or null.
SELECT id, centre_name, element_name, text, person, at, answer, answered_by, answered_at
FROM (
	SELECT id, centre_name, element_name, text, person, at, answer, answered_by, answered_at
	FROM commission.return_opinion
	WHERE return_id = $1::bigint
	ORDER BY id DESC
	LIMIT 100
) AS newest
ORDER BY id

-- :name opinion_due
-- $1 bigint return.
SELECT commission.opinion_due($1::bigint) AS due

-- :name opinion_open
-- $1 bigint return.  Opinions that are not answered yet: value, label.
SELECT id AS value, centre_name || '：' || element_name AS label
FROM commission.return_opinion
WHERE return_id = $1::bigint AND answer IS NULL
ORDER BY id

-- :name opinion_elements
-- $1 bigint return.  Elements that who asks sees of it: value, label.
SELECT code AS value, name AS label
FROM commission.return_element($1::bigint)
WHERE value IS NOT NULL

-- :name opinion_add
-- $1 bigint return, $2 text element, $3 text words.
SELECT commission.opinion_add($1::bigint, $2, $3)

-- :name opinion_answer
-- $1 bigint return, $2 bigint opinion, $3 text words.
SELECT commission.opinion_answer($1::bigint, $2::bigint, $3)
