-- Two hundred thousand returns of other regions, on top of data.sql: four cities of 2,500 hospitals, twenty quarters of
-- five and a quarter years, all but the last accepted, each with what belongs to a return.  By sets; a minute or two.
-- What a page of the first city shows does not change by it.
--   -v hospitals=2500   of each city
--   -v cells=12         numbers of a return; fewer than a form's 150: what is to be seen is who reads rows of others at all
\set ON_ERROR_STOP on
BEGIN;
-- Triggers write a row for a row; the derived tables are filled by sets below.
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;

CREATE TEMPORARY TABLE city AS
SELECT n AS place, (990500 + 100 * n)::text AS code FROM generate_series(0, 3) AS n;
INSERT INTO zhiheng.region (code, name, level, parent_code)
SELECT code, '示例外市' || place, 'city', '990000' FROM city
UNION ALL
SELECT (code::integer + n)::text, '示例外市' || place || '第' || n || '县', 'county', code FROM city CROSS JOIN generate_series(1, 20) AS n;
INSERT INTO zhiheng.commission (region_code, name) SELECT code, '示例外市' || place || '卫生健康委员会' FROM city;
INSERT INTO zhiheng.account (login, name, role, commission_id)
SELECT 'outside-reviewer-' || commission.region_code, '审核员', 'reviewer', commission.id
FROM zhiheng.commission AS commission
JOIN city ON city.code = commission.region_code;

-- The check character is found by trying all.
INSERT INTO zhiheng.institution (credit_code, name, region_code, affiliation_code, level, grade, kind, ownership, beds)
SELECT code.whole, '示例外市' || city.place || '第' || n || '人民医院', (city.code::integer + 1 + n % 20)::text, city.code, 'tertiary', 'A', 'general', 'public', 300
FROM city
CROSS JOIN generate_series(1, :hospitals) AS n
CROSS JOIN LATERAL (
	SELECT '12' || city.code || lpad(n::text, 9, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12' || city.code || lpad(n::text, 9, '0') || last)
) AS code;
CREATE TEMPORARY TABLE hospital AS
SELECT institution.id, left(institution.region_code, 4) || '00' AS city
FROM zhiheng.institution AS institution
JOIN city ON city.code = left(institution.region_code, 4) || '00';
INSERT INTO zhiheng.account (login, name, role, institution_id) SELECT 'outside-' || id, '填报员' || id, 'clerk', id FROM hospital;
CREATE TEMPORARY TABLE clerk AS
SELECT account.id, account.institution_id FROM zhiheng.account AS account JOIN hospital ON hospital.id = account.institution_id;
CREATE UNIQUE INDEX ON clerk (institution_id);

-- Each year asks what the first city asks in 2025.
CREATE TEMPORARY TABLE source AS
SELECT programme.id
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
WHERE programme.year = 2025;
INSERT INTO zhiheng.programme (commission_id, year, name, level)
SELECT commission.id, year, year || '年示例外市医疗质量安全监测方案', 3
FROM zhiheng.commission AS commission
JOIN city ON city.code = commission.region_code
CROSS JOIN generate_series(2020, 2025) AS year;
CREATE TEMPORARY TABLE plan AS
SELECT programme.id, programme.year, city.code AS city
FROM zhiheng.programme AS programme
JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id
JOIN city ON city.code = commission.region_code;
INSERT INTO zhiheng.programme_target (programme_id, target_code)
SELECT plan.id, asked.target_code FROM plan CROSS JOIN zhiheng.programme_target AS asked JOIN source ON source.id = asked.programme_id;
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, required)
SELECT plan.id, asked.indicator_code, asked.indicator_version, asked.target_code, asked.specialty, asked.numerator, asked.denominator, asked.required
FROM plan
CROSS JOIN zhiheng.programme_indicator AS asked
JOIN source ON source.id = asked.programme_id;
INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
SELECT plan.id, quarter.period, current_date - 30, current_date + 30, CASE quarter.period WHEN '2025Q3' THEN 'open' ELSE 'closed' END
FROM plan
CROSS JOIN LATERAL (SELECT plan.year || 'Q' || n AS period FROM generate_series(1, 4) AS n) AS quarter
WHERE quarter.period BETWEEN '2020Q4' AND '2025Q3';

-- What the triggers of a return and of who asks for it would have made, too.
INSERT INTO zhiheng.return (period, institution_id, state, revision, first_submitted_at, accepted_revision, counted, accepted_at)
SELECT calendar.period, hospital.id, CASE calendar.state WHEN 'open' THEN 'submitted' ELSE 'accepted' END, 1, now(),
	CASE WHEN calendar.state <> 'open' THEN 1 END, array_fill(CASE WHEN calendar.state <> 'open' THEN 1 END, ARRAY[4]), CASE WHEN calendar.state <> 'open' THEN now() END
FROM zhiheng.reporting_period AS calendar
JOIN plan ON plan.id = calendar.programme_id
JOIN hospital ON hospital.city = plan.city
ORDER BY calendar.period, hospital.id;
INSERT INTO zhiheng.demand (programme_id, period, institution_id, level, first_submitted_at)
SELECT calendar.programme_id, calendar.period, hospital.id, 3, now()
FROM zhiheng.reporting_period AS calendar
JOIN plan ON plan.id = calendar.programme_id
JOIN hospital ON hospital.city = plan.city
ORDER BY calendar.programme_id, calendar.period, hospital.id;
CREATE TEMPORARY TABLE outside AS
SELECT head.id, head.period, head.institution_id, head.state, clerk.id AS account_id
FROM zhiheng.return AS head
JOIN clerk ON clerk.institution_id = head.institution_id;

CREATE TEMPORARY TABLE element AS
SELECT item.code, row_number() OVER (ORDER BY item.code) AS place
FROM (
	SELECT DISTINCT part.code
	FROM zhiheng.programme_indicator AS asked
	JOIN source ON source.id = asked.programme_id
	CROSS JOIN LATERAL unnest(ARRAY[asked.numerator, asked.denominator]) AS part (code)
	WHERE part.code IS NOT NULL
) AS item
ORDER BY item.code
LIMIT :cells;
INSERT INTO zhiheng.return_save (return_id, revision, account_id, source, elements, numbers)
SELECT outside.id, 1, outside.account_id, 'typed',
	ARRAY(SELECT given.number FROM element JOIN zhiheng.element_number AS given ON given.code = element.code ORDER BY given.number),
	array_fill(10000 * (100 + outside.id % 200), ARRAY[:cells])
FROM outside;
INSERT INTO zhiheng.return_sheet (return_id, revision, numbers, revisions, not_applicable)
SELECT outside.id, 1, shape.numbers, shape.revisions, '{}'
FROM outside
JOIN (
	SELECT
		rest.rest,
		array_agg(CASE WHEN element.code IS NOT NULL THEN 10000 * (100 + rest.rest) END ORDER BY given.number) AS numbers,
		array_agg(CASE WHEN element.code IS NOT NULL THEN 1 END ORDER BY given.number) AS revisions
	FROM generate_series(0, 199) AS rest (rest)
	CROSS JOIN zhiheng.element_number AS given
	LEFT JOIN element ON element.code = given.code
	GROUP BY rest.rest
) AS shape ON shape.rest = outside.id % 200
ORDER BY outside.id;
INSERT INTO zhiheng.accepted_number (period, element, institution_id, value)
SELECT outside.period, given.number, outside.institution_id, 100 + outside.id % 200
FROM outside
CROSS JOIN element
JOIN zhiheng.element_number AS given ON given.code = element.code
WHERE outside.state = 'accepted'
ORDER BY outside.period, given.number, outside.institution_id;
INSERT INTO zhiheng.screen_return (return_id, period, institution_id, codes, changes, variances)
SELECT outside.id, outside.period, outside.institution_id, shape.codes, shape.numbers, shape.numbers
FROM outside
CROSS JOIN (
	SELECT array_agg(asked.indicator_code) AS codes, array_agg(0.01::double precision) AS numbers
	FROM zhiheng.programme_indicator AS asked
	JOIN source ON source.id = asked.programme_id
) AS shape
WHERE outside.state = 'accepted';

-- What belongs to returns.
INSERT INTO zhiheng.return_event (return_id, from_state, to_state, account_id, revision, digest)
SELECT outside.id, move.from_state, move.to_state, outside.account_id, 1, sha256('bench')
FROM outside
JOIN (VALUES (1, 'draft', 'verified'), (2, 'verified', 'submitted'), (3, 'submitted', 'accepted')) AS move (place, from_state, to_state)
	ON move.place < 3 OR outside.state = 'accepted'
ORDER BY outside.id, move.place;
INSERT INTO zhiheng.return_opening (event_id, account_id)
SELECT event.id, outside.account_id
FROM outside
JOIN zhiheng.return_event AS event ON event.return_id = outside.id AND event.to_state = 'submitted'
WHERE outside.state = 'accepted';
-- What a leader signed of each that is accepted, and the decision.
WITH made AS (
	INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, signed_by, rungs, reached)
	SELECT head.institution_id, row_number() OVER (PARTITION BY head.institution_id ORDER BY head.id), 'regular', zhiheng.period_end(head.period), outside.account_id,
		ARRAY[3], 0
	FROM outside
	JOIN zhiheng.return AS head ON head.id = outside.id
	WHERE outside.state = 'accepted'
	RETURNING id, institution_id, seq
)
INSERT INTO zhiheng.submission_sheet (submission_id, return_id, event_id, revision, elements, numbers, digest)
SELECT made.id, signed.return_id, signed.event_id, 1, save.elements, save.numbers, sha256('bench')
FROM made
JOIN (
	SELECT head.institution_id, row_number() OVER (PARTITION BY head.institution_id ORDER BY head.id) AS seq, event.return_id, event.id AS event_id
	FROM outside
	JOIN zhiheng.return AS head ON head.id = outside.id
	JOIN zhiheng.return_event AS event ON event.return_id = head.id AND event.to_state = 'submitted'
	WHERE outside.state = 'accepted'
) AS signed ON signed.institution_id = made.institution_id AND signed.seq = made.seq
JOIN zhiheng.return_save AS save ON save.return_id = signed.return_id AND save.revision = 1;
INSERT INTO zhiheng.submission_step (submission_id, return_id, level, act)
SELECT sheet.submission_id, sheet.return_id, 3, 'accepted'
FROM zhiheng.submission_sheet AS sheet
JOIN outside ON outside.id = sheet.return_id;
INSERT INTO zhiheng.return_remark (return_id, element_code, kind, text, revision, account_id)
SELECT outside.id, element.code, 'explanation', '季节性波动', 1, outside.account_id
FROM outside
JOIN element ON element.place IN (1, 2);
INSERT INTO zhiheng.return_message (return_id, element_code, side, text, account_id)
SELECT id, '*', 'institution', '请问何时审核', account_id FROM outside WHERE id % 20 = 0;
INSERT INTO zhiheng.return_sample (return_id, element_code, revision, sampled, agreeing, account_id)
SELECT outside.id, element.code, 1, 30, 30, outside.account_id FROM outside JOIN element ON element.place = 1 WHERE outside.id % 5 = 0;
INSERT INTO zhiheng.evidence (return_id, element_code, name, media_type, size, digest, stored_as, account_id)
SELECT id, '*', '说明.pdf', 'application/pdf', 1000, sha256('bench'), encode(sha256(id::text::bytea), 'hex'), account_id FROM outside WHERE id % 10 = 0;
INSERT INTO zhiheng.correction (return_id, revision, reason, account_id)
SELECT id, 1, '录入错误', account_id FROM outside WHERE state = 'accepted' AND id % 50 = 0;
INSERT INTO zhiheng.correction_item (correction_id, element_code, state, value)
SELECT correction.id, element.code, 'value', 1
FROM zhiheng.correction AS correction
JOIN outside ON outside.id = correction.return_id
JOIN element ON element.place = 1;
INSERT INTO zhiheng.element_note (institution_id, element_code, source, account_id)
SELECT clerk.institution_id, element.code, '病案首页', clerk.id FROM clerk JOIN element ON element.place <= 5;
INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, account_id)
SELECT hospital.id, plan.year, asked.numerator, asked.denominator, 1, '2024', 100, 500, '{30}', clerk.id
FROM plan
JOIN hospital ON hospital.city = plan.city
JOIN clerk ON clerk.institution_id = hospital.id
CROSS JOIN LATERAL (
	SELECT DISTINCT item.numerator, item.denominator FROM zhiheng.programme_indicator AS item
	WHERE item.programme_id = plan.id AND item.denominator IS NOT NULL ORDER BY item.numerator, item.denominator LIMIT 20
) AS asked
WHERE plan.year = 2025;
INSERT INTO zhiheng.baseline_decision (baseline_id, decision, account_id)
SELECT baseline.id, 'approved', baseline.account_id
FROM zhiheng.baseline AS baseline
JOIN hospital ON hospital.id = baseline.institution_id;
INSERT INTO zhiheng.ledger_item (institution_id, source, account_id, due_on)
SELECT clerk.institution_id, 'self_check', clerk.id, current_date + 30 FROM clerk CROSS JOIN generate_series(1, 2);
COMMIT;
VACUUM ANALYZE;
SELECT count(*) FROM zhiheng.return;
