-- Statements of the commission and the institution program: what both see alike of submissions.

-- :name submission_head
-- $1 bigint submission.
SELECT
	id,
	institution_id,
	institution_name,
	seq,
	kind,
	kind_label,
	closes_on,
	signed_by,
	signed_at,
	answers_id,
	answers_seq,
	cells,
	returns,
	state,
	state_label
FROM :audience.submission
WHERE id = $1::bigint

-- :name submission_sheets
-- $1 bigint submission.
SELECT return_id, period_label, revision, cells, digest, act, act_label
FROM :audience.submission_sheets($1::bigint)

-- :name submission_cells
-- $1 bigint submission.  Those of one return after the other, as submission_sheets has them.
SELECT return_id, code, name, unit, state, value
FROM :audience.submission_cells($1::bigint)

-- :name submission_steps
-- $1 bigint submission.  Newest first.
SELECT at, period_label, act_label, person, reason
FROM :audience.submission_steps($1::bigint)

-- :name submission_list_of
-- $1 bigint return.  Its submissions, newest first.
SELECT id, seq, kind_label, signed_by, signed_at, cells, returns, state, state_label
FROM :audience.submissions_of($1::bigint)

-- :name return_ladder
-- $1 bigint return.  The levels above its institution, from the first.
SELECT level_label, commission_name, state, words, late
FROM :audience.return_ladder($1::bigint)
