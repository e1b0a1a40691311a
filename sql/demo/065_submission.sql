-- What was signed and decided of these returns, as if it had been done here.

INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, answers, signed_by, at, rungs, turn, turn_at, reached)
SELECT
	head.institution_id,
	row_number() OVER (PARTITION BY head.institution_id ORDER BY event.id),
	'regular',
	zhiheng.period_end(head.period),
	NULL,
	event.account_id,
	event.at,
	ladder.rungs,
	CASE WHEN head.state = 'submitted' THEN ladder.rungs[1] END,
	event.at,
	CASE WHEN head.state = 'accepted' THEN 0 ELSE ladder.rungs[1] END
FROM zhiheng.return_event AS event
JOIN zhiheng.return AS head ON head.id = event.return_id
CROSS JOIN LATERAL (SELECT zhiheng.rungs(head.institution_id, zhiheng.today()) AS rungs) AS ladder
WHERE event.to_state = 'submitted' AND NOT EXISTS (SELECT FROM zhiheng.return_event AS before
	WHERE before.return_id = event.return_id AND before.to_state = 'submitted' AND before.id < event.id)
ORDER BY event.id;
-- The answer to what was sent back comes after the others of its hospital: numbers go by the day of signing no more than ids do.
INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, answers, signed_by, at, rungs, reached)
SELECT
	head.institution_id,
	(SELECT max(known.seq) FROM zhiheng.submission AS known WHERE known.institution_id = head.institution_id) + 1,
	'answer',
	zhiheng.period_end(head.period),
	(SELECT first.id FROM zhiheng.submission AS first WHERE first.institution_id = head.institution_id
		AND first.closes_on = zhiheng.period_end(head.period)),
	event.account_id,
	event.at,
	zhiheng.rungs(head.institution_id, zhiheng.today()),
	0
FROM zhiheng.return_event AS event
JOIN zhiheng.return AS head ON head.id = event.return_id
WHERE event.to_state = 'submitted' AND EXISTS (SELECT FROM zhiheng.return_event AS before
	WHERE before.return_id = event.return_id AND before.to_state = 'submitted' AND before.id < event.id)
ORDER BY event.id;

INSERT INTO zhiheng.submission_sheet (submission_id, return_id, event_id, revision, elements, numbers, not_applicable, digest)
SELECT made.submission_id, made.return_id, made.event_id, made.revision, made.elements, made.numbers, made.not_applicable,
	zhiheng.submission_digest(made.elements, made.numbers, made.not_applicable)
FROM (
	SELECT
		signed.id AS submission_id,
		event.return_id,
		event.id AS event_id,
		event.revision,
		array_agg(cell.element ORDER BY cell.element) AS elements,
		array_agg(zhiheng.ten_thousandths(entry.value) ORDER BY cell.element) AS numbers,
		coalesce(array_agg(cell.element ORDER BY cell.element) FILTER (WHERE entry.state = 'not_applicable'), '{}') AS not_applicable
	FROM zhiheng.submission AS signed
	JOIN zhiheng.return AS head ON head.institution_id = signed.institution_id AND zhiheng.period_end(head.period) = signed.closes_on
	JOIN zhiheng.return_event AS event ON event.return_id = head.id AND event.to_state = 'submitted' AND event.at = signed.at
	JOIN zhiheng.return_sheet AS sheet ON sheet.return_id = head.id
	CROSS JOIN LATERAL unnest(zhiheng.submission_cells(head, 'regular')) AS cell (element)
	JOIN zhiheng.element_number AS element ON element.number = cell.element
	LEFT JOIN LATERAL zhiheng.return_values_at(head.id, event.revision) AS entry ON entry.element_code = element.code
	WHERE signed.kind = 'regular' OR sheet.revisions[cell.element] = event.revision
	GROUP BY signed.id, event.return_id, event.id, event.revision
) AS made
ORDER BY made.submission_id;

-- Each level of the ladder decided in its turn, the first a day before the next.
INSERT INTO zhiheng.submission_step (submission_id, return_id, level, commission_id, act, excepted, account_id, at, reason)
SELECT sheet.submission_id, sheet.return_id, rung.level, zhiheng.rung_commission(signed.institution_id, rung.level), event.to_state,
	-- Of what was answered the other cells had passed.
	CASE WHEN event.to_state = 'returned' AND head.state = 'accepted' THEN ARRAY(SELECT element.number FROM zhiheng.return_remark AS remark
		JOIN zhiheng.element_number AS element ON element.code = remark.element_code WHERE remark.return_id = head.id AND remark.kind = 'reason' ORDER BY 1)
		ELSE '{}' END,
	CASE rung.place WHEN cardinality(signed.rungs) THEN event.account_id END,
	event.at - (cardinality(signed.rungs) - rung.place) * interval '6 hours', event.reason
FROM zhiheng.submission_sheet AS sheet
JOIN zhiheng.submission AS signed ON signed.id = sheet.submission_id
JOIN zhiheng.return AS head ON head.id = sheet.return_id
JOIN zhiheng.return_event AS event ON event.return_id = sheet.return_id AND event.from_state = 'submitted' AND event.revision = sheet.revision
CROSS JOIN LATERAL unnest(signed.rungs) WITH ORDINALITY AS rung (level, place)
WHERE event.to_state = 'accepted' OR rung.place = 1
ORDER BY event.at - (cardinality(signed.rungs) - rung.place) * interval '6 hours', event.id, rung.place;

UPDATE zhiheng.return AS head SET
	accepted = ARRAY(SELECT unnest(sheet.elements) FROM zhiheng.submission_sheet AS sheet WHERE sheet.return_id = head.id
		UNION SELECT place::smallint FROM zhiheng.return_sheet AS kept CROSS JOIN LATERAL unnest(kept.revisions) WITH ORDINALITY AS item (revision, place)
			WHERE kept.return_id = head.id AND item.revision IS NOT NULL ORDER BY 1),
	opened = CASE WHEN head.reopened THEN '{}'::smallint[] END
WHERE head.state = 'accepted';
UPDATE zhiheng.return AS head SET
	opened = ARRAY(SELECT element.number FROM zhiheng.return_remark AS remark JOIN zhiheng.element_number AS element ON element.code = remark.element_code
		WHERE remark.return_id = head.id AND remark.kind = 'reason' ORDER BY 1),
	opened_until = zhiheng.working_day_after((step.at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.opening_days())
FROM zhiheng.submission_step AS step
WHERE step.return_id = head.id AND step.act = 'returned' AND head.state = 'returned';

SELECT zhiheng.accepted_rebuild();
ANALYZE zhiheng.accepted_number, zhiheng.submission, zhiheng.submission_sheet, zhiheng.submission_step;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM zhiheng.submission) = (SELECT count(*) FROM zhiheng.return_event WHERE to_state = 'submitted'), 'each was signed';
	ASSERT (SELECT count(*) FROM zhiheng.submission_sheet) = (SELECT count(*) FROM zhiheng.submission), 'each is of one return';
	ASSERT NOT EXISTS (SELECT FROM zhiheng.submission AS signed WHERE signed.turn IS NULL
		AND NOT EXISTS (SELECT FROM zhiheng.submission_step AS step WHERE step.submission_id = signed.id)), 'what is nobody''s turn was decided';
END
$$;
