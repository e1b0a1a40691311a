-- Statements of the commission program: definition.

-- :name definition_programmes
-- value, label, own: the own ones first, the newest first.
SELECT value, label, own
FROM commission.definition_programme
ORDER BY own DESC, year DESC, value

-- :name definition_list
-- $1 bigint programme, $2 text state or null, $3 text basis or null, $4 text part of a name or the code, or null; $5 text sort,
-- $6 boolean descending, $7 bigint[] ids or null, $8 bigint rows to leave out, $9 bigint rows wanted: core/list.h.
SELECT
	item.id,
	item.total,
	item.version,
	item.name,
	item.indicator_code,
	item.specialty,
	item.basis_label,
	item.note,
	item.state_label,
	item.confirmed_on,
	item.confirmed_by,
	item.confirmed_source,
	concat_ws('，', item.confirmed_by, item.confirmed_on) AS confirmed,
	'/commission/programme/' || item.programme_id || '/indicator/' || item.indicator_code AS url,
	CASE WHEN item.state <> 'unconfirmed' THEN item.state_label END AS confirm_fault,
	CASE WHEN item.state <> 'confirmed' THEN item.state_label END AS withdraw_fault
FROM (
	SELECT
		head.programme_id,
		head.id,
		head.version,
		head.name,
		head.indicator_code,
		head.specialty,
		head.basis_label,
		head.note,
		head.confirmed_on,
		head.confirmed_by,
		head.confirmed_source,
		head.state,
		CASE head.state WHEN 'confirmed' THEN '已确认' WHEN 'unconfirmed' THEN '未确认' WHEN 'document' THEN '文件原文，不需要确认'
			ELSE '只看本机构趋势，不排名' END AS state_label,
		CASE $5::text
			WHEN 'name' THEN head.indicator_code
			WHEN 'specialty' THEN head.specialty
			WHEN 'basis_label' THEN head.basis
			WHEN 'state_label' THEN head.state
			WHEN 'confirmed' THEN head.confirmed_on
		END AS key,
		count(*) OVER () AS total
	FROM commission.definition AS head
	WHERE head.programme_id = $1::bigint
		AND ($2::text IS NULL OR head.state = $2)
		AND ($3::text IS NULL OR head.basis = $3)
		AND ($4::text IS NULL OR head.indicator_code = $4 OR strpos(head.name, $4) > 0)
		AND ($7::bigint[] IS NULL OR head.id = ANY ($7))
) AS item
ORDER BY
	CASE WHEN NOT $6::boolean THEN item.key END,
	CASE WHEN $6::boolean THEN item.key END DESC NULLS LAST,
	item.id
LIMIT $9::bigint
OFFSET $8::bigint

-- :name definition_states
-- $1 bigint programme, $2 text basis or null, $3 text part of a name or the code, or null: definition_list by state.
SELECT
	state AS value,
	count(*) AS count
FROM commission.definition
WHERE programme_id = $1::bigint
	AND ($2::text IS NULL OR basis = $2)
	AND ($3::text IS NULL OR indicator_code = $3 OR strpos(name, $3) > 0)
GROUP BY state

-- :name definition_say
-- $1 bigint programme, $2 text[] versions as seen, $3 boolean confirmed, $4 text source, of a withdrawal its reason.
SELECT commission.definition_say($1::bigint, $2::text[], $3::boolean, $4)
