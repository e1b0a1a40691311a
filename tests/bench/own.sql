-- What belongs to the returns of the city of data.sql, on top of it, as others.sql gives it to others.
\set ON_ERROR_STOP on
BEGIN;
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE own AS
SELECT head.id, head.period, head.state, account.id AS account_id
FROM zhiheng.return AS head
JOIN zhiheng.account AS account ON account.institution_id = head.institution_id AND account.role = 'clerk';
INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, revision, digest)
SELECT own.id, move.from_state, move.to_state, own.account_id, 1, sha256('bench')
FROM own
CROSS JOIN (VALUES (1, 'draft', 'verified'), (2, 'verified', 'submitted'), (3, 'submitted', 'accepted')) AS move (place, from_state, to_state)
WHERE own.state = 'accepted'
ORDER BY own.id, move.place;
INSERT INTO zhiheng.return_opening (event_id, account_id)
SELECT event.id, event.account_id FROM zhiheng.return_event AS event WHERE event.to_state = 'submitted';
-- What a leader signed of each that is accepted, and the decision.
WITH made AS (
	INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, signed_by, rungs, reached)
	SELECT head.institution_id, row_number() OVER (PARTITION BY head.institution_id ORDER BY head.id), 'regular', zhiheng.period_end(head.period), own.account_id,
		ARRAY[3], 0
	FROM own
	JOIN zhiheng.return AS head ON head.id = own.id
	WHERE own.state = 'accepted'
	RETURNING id, institution_id, seq
)
INSERT INTO zhiheng.submission_sheet (submission_id, return_id, event_id, revision, elements, numbers, digest)
SELECT made.id, signed.return_id, signed.event_id, 1, save.elements, save.numbers, sha256('bench')
FROM made
JOIN (
	SELECT head.institution_id, row_number() OVER (PARTITION BY head.institution_id ORDER BY head.id) AS seq, event.return_id, event.id AS event_id
	FROM own
	JOIN zhiheng.return AS head ON head.id = own.id
	JOIN zhiheng.return_event AS event ON event.return_id = head.id AND event.to_state = 'submitted'
	WHERE own.state = 'accepted'
) AS signed ON signed.institution_id = made.institution_id AND signed.seq = made.seq
JOIN zhiheng.return_save AS save ON save.return_id = signed.return_id AND save.revision = 1;
INSERT INTO zhiheng.submission_step (submission_id, return_id, level, act)
SELECT sheet.submission_id, sheet.return_id, 3, 'accepted'
FROM zhiheng.submission_sheet AS sheet
JOIN own ON own.id = sheet.return_id;
INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
SELECT own.id, (SELECT min(cell.element_code) FROM zhiheng.return_cell AS cell WHERE cell.return_id = own.id), 'explanation', '季节性波动', 1, own.account_id
FROM own;
INSERT INTO zhiheng.return_message (return_id, element_code, side, text, account_id)
SELECT id, '*', 'institution', '请问何时审核', account_id FROM own WHERE id % 20 = 0;
INSERT INTO zhiheng.correction (return_id, revision, reason, account_id)
SELECT id, 1, '录入错误', account_id FROM own WHERE state = 'accepted' AND id % 50 = 0;
INSERT INTO zhiheng.ledger_item (institution_id, source, account_id, due_on)
SELECT account.institution_id, 'self_check', account.id, current_date + 30 FROM zhiheng.account AS account WHERE account.role = 'clerk';
-- What the published edition was made from.
INSERT INTO zhiheng.edition_return (edition_id, return_id, institution_id, period, revision, digest)
SELECT edition.id, head.id, head.institution_id, head.period, head.revision, zhiheng.return_digest(head.id)
FROM zhiheng.edition AS edition
JOIN zhiheng.asked_return AS head ON head.programme_id = edition.programme_id AND head.period = edition.period;
SELECT zhiheng.screen_rebuild();
COMMIT;
VACUUM ANALYZE;
