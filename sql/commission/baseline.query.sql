-- Statements of the commission program: baseline.

-- :name baseline_list
-- $1 text state or null, $2 text part of an institution's name or null, $3 text part of an indicator's name or its code or null;
-- $4 text sort, $5 boolean descending, $6 bigint[] ids or null, $7 bigint rows to leave out, $8 bigint rows wanted: core/list.h.
SELECT
	item.id,
	page.total,
	item.programme_name,
	item.institution_name,
	item.region_name,
	item.indicator_code,
	item.indicator_name,
	item.indicator_code || ' · 第 ' || item.version || ' 版' AS indicator_version,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.state,
	item.state_label,
	CASE WHEN item.state <> 'waiting' THEN '已经审批过（' || item.state_label || '），审批结果不能更改' END AS decide_fault,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on
FROM (
	SELECT
		head.id,
		count(*) OVER () AS total,
		row_number() OVER (
			ORDER BY
				CASE WHEN NOT $5::boolean THEN head.key END,
				CASE WHEN $5::boolean THEN head.key END DESC NULLS LAST,
				head.programme_id DESC,
				head.institution_id,
				head.indicator_code
		) AS place
	FROM (
		SELECT
			newest.id,
			newest.programme_id,
			newest.institution_id,
			newest.indicator_code,
			CASE $4::text
				WHEN 'institution_name' THEN (SELECT card.name FROM commission.institution_card AS card WHERE card.id = newest.institution_id)
				WHEN 'indicator_name' THEN newest.indicator_code
				WHEN 'registered_on' THEN lpad(newest.id::text, 18, '0')
				WHEN 'state_label' THEN newest.state
			END AS key
		FROM commission.baseline_head AS newest
		WHERE ($1::text IS NULL OR newest.state = $1)
			AND ($2::text IS NULL OR newest.institution_id IN (
				SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $2) > 0))
			AND ($3::text IS NULL OR newest.indicator_code = $3 OR newest.indicator_code IN (
				SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $3) > 0))
			AND ($6::bigint[] IS NULL OR newest.id = ANY ($6))
	) AS head
	ORDER BY place
	LIMIT $8::bigint
	OFFSET $7::bigint
) AS page
-- One by one: all registrations would be joined to all rows of the page otherwise.
CROSS JOIN LATERAL (
	SELECT
		entry.id,
		entry.programme_name,
		entry.institution_name,
		entry.region_name,
		entry.indicator_code,
		entry.indicator_name,
		entry.version,
		entry.kind,
		entry.unit,
		entry.factor,
		entry.direction,
		entry.minimum_denominator,
		entry.required,
		entry.threshold_op,
		entry.threshold_value,
		entry.period_label,
		entry.numerator,
		entry.denominator,
		entry.goal,
		entry.reason,
		entry.state,
		entry.state_label,
		entry.registered_at
	FROM commission.baseline_item AS entry
	WHERE entry.id = page.id
	OFFSET 0
) AS item
ORDER BY page.place

-- :name baseline_states
-- $1 text part of an institution's name or null, $2 text part of an indicator's name or its code or null: baseline_list by state.
SELECT
	head.state AS value,
	count(*) AS count
FROM commission.baseline_head AS head
WHERE ($1::text IS NULL OR head.institution_id IN (
		SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $1) > 0))
	AND ($2::text IS NULL OR head.indicator_code = $2 OR head.indicator_code IN (
		SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $2) > 0))
GROUP BY head.state

-- :name baseline_versions
-- $1 bigint any version.  All versions of the same registration, newest first; this: the one asked for.
SELECT
	item.id,
	item.id = $1::bigint AS this,
	item.programme_id,
	item.programme_name,
	item.year,
	item.institution_id,
	item.institution_name,
	item.region_name,
	item.peer_group_label,
	item.indicator_code,
	item.indicator_name,
	item.specialty,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.threshold_source,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.person,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS registered_at,
	item.state,
	item.state_label,
	item.decision_reason,
	to_char(item.decided_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS decided_at,
	item.decision_person,
	item.newest
FROM commission.baseline_item AS asked
JOIN commission.baseline_item AS item ON item.programme_id = asked.programme_id
	AND item.institution_id = asked.institution_id
	AND item.indicator_code = asked.indicator_code
WHERE asked.id = $1::bigint
ORDER BY item.version DESC

-- :name baseline_decide
-- $1 bigint version, $2 text decision, $3 text reason.
SELECT commission.baseline_decide($1::bigint, $2, $3)

-- :name baseline_decide_all
-- $1 bigint[] of registrations, $2 text decision, $3 text reason: all or none.
SELECT commission.baseline_decide(item, $2, $3)
FROM unnest($1::bigint[]) AS item
ORDER BY item
