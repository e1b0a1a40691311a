-- Statements of the commission program: edition.

-- :name edition_list
-- Editions of the own region, newest first.
SELECT
	region_code,
	period,
	period_label,
	number,
	correction,
	expected,
	included,
	to_char(published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS published_at,
	person,
	preparer,
	withdrawn,
	newest
FROM commission.edition
ORDER BY published_at DESC, id DESC
LIMIT 100

-- :name edition_jobs
-- Publications under way or failed lately, newest first.
SELECT
	id,
	programme_name,
	period_label,
	state,
	state_label,
	message,
	to_char(queued_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS queued_at,
	person
FROM commission.job
WHERE state IN ('queued', 'running') OR (state = 'failed' AND finished_at > now() - interval '7 days')
ORDER BY id DESC

-- :name edition_missing
-- $1 bigint programme, $2 text period.  Returns that would not be in an edition.
SELECT
	item.id,
	item.institution_name,
	item.region_name,
	item.period_label,
	item.class,
	item.class_label
FROM commission.period_quarter AS span
JOIN commission.return_item AS item ON item.programme_id = span.programme_id AND item.period = span.quarter
WHERE span.programme_id = $1::bigint
	AND span.period = $2
	AND NOT item.counted
ORDER BY item.region_code, item.level_position, item.institution_name, item.period

-- :name edition_difference
-- $1 bigint programme, $2 text period.  Against the newest edition.
SELECT
	institution_name,
	period,
	difference
FROM commission.edition_difference($1::bigint, $2)

-- :name edition_prepare
-- $1 bigint programme, $2 text period, $3 text reason of a correction.
SELECT commission.edition_prepare($1::bigint, $2, $3) AS job

-- :name edition_publish
-- $1 bigint preview.
SELECT commission.edition_publish($1::bigint) AS job

-- :name edition_preview
-- $1 bigint programme, $2 text period.  The preview in force: one row or none.
SELECT
	id AS preview_id,
	reason AS preview_reason,
	person AS preview_person,
	to_char(prepared_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS prepared_at,
	to_char((closes_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS last_day,
	closed,
	own,
	outdated
FROM commission.preview
WHERE programme_id = $1::bigint AND period = $2 AND NOT used

-- :name edition_remarks
-- $1 bigint programme, $2 text period.  Of the preview in force, objections without an answer first.
SELECT
	remark.id,
	remark.institution_name,
	remark.indicator_code,
	remark.indicator_name,
	remark.kind = 'objection' AS objection,
	remark.text,
	remark.carried,
	remark.person,
	to_char(remark.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at,
	remark.outcome_label,
	remark.answer
FROM commission.preview AS preview
JOIN commission.preview_remark AS remark ON remark.preview_id = preview.id
WHERE preview.programme_id = $1::bigint AND preview.period = $2 AND NOT preview.used AND remark.text <> ''
ORDER BY remark.kind = 'objection' AND remark.outcome IS NULL DESC, remark.kind DESC, remark.id

-- :name edition_objection
-- $1 bigint objection: one row or none.
SELECT
	remark.id,
	remark.institution_name,
	remark.indicator_code,
	remark.indicator_name,
	remark.text,
	remark.person,
	preview.programme_id,
	preview.period,
	remark.outcome IS NOT NULL AS answered
FROM commission.preview_remark AS remark
JOIN commission.preview AS preview ON preview.id = remark.preview_id
WHERE remark.id = $1::bigint AND remark.kind = 'objection' AND remark.text <> ''

-- :name edition_objection_answer
-- $1 bigint objection, $2 text outcome, $3 text answer.
SELECT commission.preview_answer($1::bigint, $2, $3)

-- :name edition_rule
-- $1 bigint programme.  One row, or none if it is not one's own.
SELECT programme_id, programme_name, preview_days, small_below, grades, grades_label
FROM commission.edition_rule
WHERE programme_id = $1::bigint

-- :name edition_rule_save
-- $1 bigint programme, $2 integer days, $3 integer threshold, $4 boolean whether grades are published.
SELECT commission.edition_rule_save($1::bigint, $2::integer, $3::integer, $4::boolean)

-- :name edition_withdraw
-- $1 text period, $2 integer number, $3 text reason.
SELECT commission.edition_withdraw($1, $2::integer, $3)

-- :name edition_one
-- $1 text period, $2 text number: one row or none.
SELECT region_code, period, period_label, number, withdrawn IS NOT NULL AS is_withdrawn
FROM commission.edition
WHERE period = $1 AND number::text = $2

-- :name edition_job
-- $1 bigint job.
SELECT
	id,
	programme_id,
	programme_name,
	period,
	period_label,
	reason,
	region_code,
	state,
	state_label,
	kind = 'preview' AS preview,
	progress,
	step,
	message,
	to_char(queued_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS queued_at,
	to_char(finished_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS finished_at,
	person
FROM commission.job
WHERE id = $1::bigint

-- :name edition_caps
-- $1 bigint programme, $2 text period, $3 text state or null; $4 text sort, $5 boolean descending, $6 bigint[] ids or null, $7 bigint
-- rows to leave out, $8 bigint rows wanted: core/list.h.
SELECT
	item.id,
	item.total,
	item.version,
	item.institution_name || ' ' || item.indicator_name AS row_name,
	'/commission/institution/' || item.institution_id || '/result?programme=' || $1 || '&period=' || $2 AS url,
	item.institution_name,
	item.peer_group_label,
	item.indicator_name,
	item.indicator_code,
	item.numerator || '/' || item.denominator AS counts,
	item.expected,
	item.z::text AS z,
	CASE WHEN item.exact IN ('low_998', 'high_998') THEN '精确 99.8% 限外' ELSE '精确 95% 限外' END AS exact_label,
	CASE WHEN item.kept_grade IS NULL THEN '不评级' ELSE concat(item.kept_grade, ' 级', '，第 ' || item.kept_rank || ' 名') END AS kept,
	CASE WHEN item.lifted_grade IS NULL THEN '不评级' ELSE concat(item.lifted_grade, ' 级', '，第 ' || item.lifted_rank || ' 名') END AS lifted,
	concat_ws('；', '异议：' || item.objection || coalesce('（' || item.outcome_label || '：' || item.answer || '）', '（未答复）'),
		'附注：' || item.remark) AS said,
	CASE WHEN NOT item.heard THEN '公开规则没有设预览期，机构没有机会提出异议' WHEN item.closed THEN '预览期已结束' ELSE '预览期至 ' || item.last_day END AS hearing,
	item.state,
	CASE item.state WHEN 'open' THEN '待审议' WHEN 'keep' THEN '维持' ELSE '不适用' END AS state_label,
	CASE item.state WHEN 'open' THEN 'waiting' ELSE item.state END AS sign,
	coalesce(concat_ws('，', rtrim(item.decision_reason, '。'), item.person, item.decided_on), item.earlier) AS decided,
	CASE WHEN NOT item.closed THEN '预览期至 ' || item.last_day || '，机构仍可提出异议，结束后才能维持'
		WHEN item.objection IS NOT NULL AND item.answer IS NULL THEN '异议还没有答复，答复后才能维持' END AS keep_fault
FROM (
	SELECT
		candidate.id,
		candidate.version,
		candidate.institution_id,
		candidate.institution_name,
		candidate.peer_group_label,
		candidate.indicator_code,
		candidate.indicator_name,
		candidate.numerator,
		candidate.denominator,
		candidate.expected,
		candidate.z,
		candidate.exact,
		candidate.kept_grade,
		candidate.kept_rank,
		candidate.lifted_grade,
		candidate.lifted_rank,
		candidate.heard,
		candidate.closed,
		candidate.last_day,
		candidate.remark,
		candidate.objection,
		candidate.outcome_label,
		candidate.answer,
		candidate.state,
		candidate.decision_reason,
		candidate.decided_on,
		candidate.person,
		candidate.earlier,
		CASE $4::text WHEN 'institution_name' THEN candidate.institution_name WHEN 'state_label' THEN candidate.state END AS key,
		count(*) OVER () AS total
	FROM commission.cap_candidates($1::bigint, $2) AS candidate
	WHERE ($3::text IS NULL OR candidate.state = $3) AND ($6::bigint[] IS NULL OR candidate.id = ANY ($6))
) AS item
ORDER BY
	CASE WHEN $5::boolean THEN NULL ELSE item.key END,
	CASE WHEN $5::boolean THEN item.key END DESC,
	item.state <> 'open',
	item.z,
	item.id
LIMIT $8::bigint OFFSET $7::bigint

-- :name edition_cap_states
-- $1 bigint programme, $2 text period.  edition_caps by state.
SELECT state AS value, count(*) AS count
FROM commission.cap_candidates($1::bigint, $2)
GROUP BY state

-- :name edition_cap_open
-- $1 bigint programme, $2 text period.  One row: caps of the preview in force, those not decided, and whose they are.
SELECT
	nullif(count(*), 0) AS caps,
	nullif(count(*) FILTER (WHERE state = 'open'), 0) AS open_caps,
	string_agg(institution_name || '（' || indicator_name || '）', '、' ORDER BY id) FILTER (WHERE state = 'open') AS open_names
FROM commission.cap_candidates($1::bigint, $2)

-- :name edition_cap_decide
-- $1 bigint programme, $2 text period, $3 bigint[] ids and $4 text[] versions of edition_caps, $5 text keep or lift, $6 text reason.
SELECT commission.cap_decide($1::bigint, $2, $3::bigint[], $4::text[], $5, $6)
