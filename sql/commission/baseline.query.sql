-- Statements of the commission program: baseline.

-- :name baseline_list
-- $1 text state or null, $2 text part of an institution's name or null, $3 text part of an indicator's
-- name or its code or null, $4 bigint rows to leave out, $5 bigint rows wanted.
SELECT
	item.id,
	item.programme_name,
	item.institution_name,
	item.region_name,
	item.indicator_code,
	item.indicator_name,
	item.kind,
	item.unit,
	item.factor,
	item.direction,
	item.minimum_denominator,
	item.required,
	item.threshold_op,
	item.threshold_value,
	item.version,
	item.period_label,
	item.numerator,
	item.denominator,
	item.goal,
	item.reason,
	item.state,
	item.state_label,
	to_char(item.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS registered_on
FROM (
	SELECT head.id
	FROM commission.baseline_head AS head
	WHERE ($1::text IS NULL OR head.state = $1)
		AND ($2::text IS NULL OR head.institution_id IN (
			SELECT card.id FROM commission.institution_card AS card WHERE strpos(card.name, $2) > 0))
		AND ($3::text IS NULL OR head.indicator_code = $3 OR head.indicator_code IN (
			SELECT asked.indicator_code FROM commission.indicator AS asked WHERE strpos(asked.name, $3) > 0))
	ORDER BY head.programme_id DESC, head.institution_id, head.indicator_code
	LIMIT $5::bigint
	OFFSET $4::bigint
) AS page
JOIN commission.baseline_item AS item ON item.id = page.id
ORDER BY item.programme_id DESC, item.institution_id, item.indicator_code

-- :name baseline_approve
-- $1 bigint[] of registrations: approves all or none.
SELECT commission.baseline_decide(item, 'approved', NULL)
FROM unnest($1::bigint[]) AS item
ORDER BY item

-- :name baseline_states
-- $1 text part of an institution's name or null, $2 text part of an indicator's name or its code or null.
SELECT
	head.state,
	count(*) AS baselines
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
