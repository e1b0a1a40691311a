-- Around the returns: notes on sources, samples of the internal verification, words to and fro, a
-- correction that waits.

INSERT INTO zhiheng.element_note (institution_id, element_code, source, rule, account_id, at)
SELECT clerk.institution_id, note.code, note.source, note.rule, clerk.id, now() - interval '40 days'
FROM zhiheng.account AS clerk
CROSS JOIN (VALUES
	('discharges', '病案首页系统', '按出院日期统计，不含日间手术'),
	('or_surgeries', '手术麻醉系统', '以手术室登记为准，同一次麻醉计 1 例'),
	('unplanned_reops', '手术麻醉系统', '同一次住院期间再次进入手术室，排除计划内分期手术'),
	('ae_reports', '不良事件报告系统', NULL)
) AS note (code, source, rule)
WHERE clerk.login IN ('h1.clerk', 'h2.clerk', 'h3.clerk')
ORDER BY clerk.login, note.code;

INSERT INTO zhiheng.return_sample (return_id, element_code, revision, sampled, agreeing, note, account_id, at)
SELECT head.id, sample.code, head.revision, sample.sampled, sample.agreeing, sample.note, verifier.id, now() - interval '6 days'
FROM zhiheng.account AS verifier
JOIN zhiheng.return AS head ON head.institution_id = verifier.institution_id AND head.state = 'returned'
CROSS JOIN (VALUES
	('or_surgeries', 20, 20, NULL),
	('unplanned_reops', 3, 2, '1 例为计划内二期手术，应剔除')
) AS sample (code, sampled, agreeing, note)
WHERE verifier.login = 'h3.verifier'
ORDER BY sample.code;

INSERT INTO zhiheng.return_message (return_id, element_code, side, text, account_id, at)
SELECT head.id, 'unplanned_reops', 'commission', '请说明非计划再次手术的判定口径，并附一份病例清单。', reviewer.id, now() - interval '3 days'
FROM zhiheng.account AS clerk
JOIN zhiheng.return AS head ON head.institution_id = clerk.institution_id AND head.state = 'returned'
CROSS JOIN (SELECT id FROM zhiheng.account WHERE login = 'city.reviewer') AS reviewer
WHERE clerk.login = 'h3.clerk';

-- The quarter before the newest, which is published: the hospital found 12 discharges too few.
WITH asked AS (
	INSERT INTO zhiheng.correction (return_id, revision, reason, account_id, at)
	SELECT head.id, head.revision, '出院登记补录了 12 人次，附出院登记为据。', clerk.id, now() - interval '2 days'
	FROM zhiheng.account AS clerk
	JOIN zhiheng.return AS head ON head.institution_id = clerk.institution_id AND head.state IN ('accepted', 'published')
	WHERE clerk.login = 'h2.clerk'
	ORDER BY head.period DESC
	LIMIT 1
	RETURNING id, return_id
)
INSERT INTO zhiheng.correction_item (correction_id, element_code, state, value)
SELECT asked.id, cell.element_code, 'value', cell.value + 12
FROM asked
JOIN zhiheng.return_cell AS cell ON cell.return_id = asked.return_id AND cell.element_code = 'discharges' AND cell.value IS NOT NULL;
-- Its leader signed it the day after: it is with the commission.
WITH signed AS (
	INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, correction_id, signed_by, at, rungs, turn, turn_at, reached)
	SELECT
		head.institution_id,
		(SELECT max(known.seq) FROM zhiheng.submission AS known WHERE known.institution_id = head.institution_id) + 1,
		'correction',
		zhiheng.period_end(head.period),
		asked.id,
		leader.id,
		now() - interval '1 day',
		ladder.rungs,
		ladder.rungs[1],
		now() - interval '1 day',
		ladder.rungs[1]
	FROM zhiheng.correction AS asked
	JOIN zhiheng.return AS head ON head.id = asked.return_id
	CROSS JOIN LATERAL (SELECT zhiheng.rungs(head.institution_id, zhiheng.today()) AS rungs) AS ladder
	JOIN zhiheng.account AS leader ON leader.institution_id = head.institution_id AND leader.role = 'leader'
	RETURNING id, correction_id
)
INSERT INTO zhiheng.submission_sheet (submission_id, return_id, revision, elements, numbers, digest)
SELECT
	signed.id,
	asked.return_id,
	asked.revision,
	ARRAY[element.number],
	ARRAY[zhiheng.ten_thousandths(item.value)],
	zhiheng.submission_digest(ARRAY[element.number], ARRAY[zhiheng.ten_thousandths(item.value)], '{}')
FROM signed
JOIN zhiheng.correction AS asked ON asked.id = signed.correction_id
JOIN zhiheng.correction_item AS item ON item.correction_id = asked.id
JOIN zhiheng.element_number AS element ON element.code = item.element_code;
