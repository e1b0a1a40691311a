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
	AND item.class NOT IN ('accepted', 'published')
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
