-- Decisions on caps: who takes them, when, that nothing is ever changed, that they hold for the numbers they were
-- about and no others, and that nothing is published while one is missing.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
CREATE FUNCTION pg_temp.institution(p_mark text) RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.institution WHERE name = '试验医院' || p_mark $$;

-- Two caps: of A at B, of B at C; A would be A without, B has a D anyway.
CREATE FUNCTION pg_temp.preview(p_login text, p_closes interval, p_events integer DEFAULT 30) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.preview (programme_id, region_code, period, small_below, prepared_by, prepared_at, closes_at, digest)
	SELECT pg_temp.programme(), '980100', '2031Q1', 5, account.id, clock_timestamp(), now() + p_closes, sha256('preview')
	FROM zhiheng.account AS account WHERE account.login = p_login
	RETURNING id INTO made;
	INSERT INTO zhiheng.preview_result (preview_id, indicator_code, institution_id, coverage, hidden, numerator, denominator, status)
	SELECT made, 'NIT-2025-09.1', pg_temp.institution(mark), 'complete', false, p_events, 1000, 'ok'
	FROM unnest('{A,B,C}'::text[]) AS mark;
	INSERT INTO zhiheng.preview_grade_point (preview_id, indicator_code, institution_id, status, points, points_error, compared, theta, tau, df, periods_used, exact, z, cap)
	VALUES
		(made, 'NIT-2025-09.1', pg_temp.institution('A'), 'ok', 90, 1, 'ok', 10, 1, 3, 1, 'high_95', -2.40, 'B'),
		(made, 'NIT-2025-09.1', pg_temp.institution('B'), 'ok', 10, 1, 'ok', 10, 1, 3, 1, 'high_998', -3.40, 'C'),
		(made, 'NIT-2025-09.1', pg_temp.institution('C'), 'ok', 80, 1, 'ok', 10, 1, 3, 1, 'within', -0.40, NULL);
	INSERT INTO zhiheng.preview_grade (preview_id, institution_id, status, eligible_weight, weight, coverage, weighted_points, composite, error, band,
		safety_cap, cap_text, grade, rank, ranked, tied)
	VALUES
		(made, pg_temp.institution('A'), 'graded', 1, 1, 1, 90, 90, 1, 'A', 'B', 'x', 'B', 2, 3, false),
		(made, pg_temp.institution('B'), 'graded', 1, 1, 1, 10, 10, 1, 'D', 'C', 'x', 'D', 3, 3, false),
		(made, pg_temp.institution('C'), 'graded', 1, 1, 1, 86, 86, 1, 'A', NULL, NULL, 'A', 1, 3, false);
	RETURN made;
END
$$;
CREATE FUNCTION pg_temp.decide(p_login text, p_institutions text[], p_act text, p_reason text DEFAULT '试验理由') RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	ids bigint[];
	versions text[];
BEGIN
	SELECT array_agg(candidate.id), array_agg(concat_ws('-', candidate.preview_id, candidate.decision_id)) INTO ids, versions
	FROM zhiheng.cap_candidate AS candidate
	JOIN zhiheng.institution AS institution ON institution.id = candidate.institution_id AND right(institution.name, 1) = ANY (p_institutions)
	WHERE candidate.preview_id = (SELECT max(id) FROM zhiheng.preview);
	RETURN pg_temp.try(p_login, format('SELECT commission.cap_decide(%s, ''2031Q1'', %L, %L, %L, %L)', pg_temp.programme(), ids, versions, p_act, p_reason));
END
$$;
CREATE FUNCTION pg_temp.publish(p_login text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.try(p_login, 'SELECT commission.edition_publish(' || (SELECT max(id) FROM zhiheng.preview) || ')')
$$;
CREATE FUNCTION pg_temp.states() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(concat(right(institution.name, 1), ':', coalesce(candidate.decision, 'open')), ' ' ORDER BY institution.name)
	FROM zhiheng.cap_candidate AS candidate JOIN zhiheng.institution AS institution ON institution.id = candidate.institution_id
	WHERE candidate.preview_id = (SELECT max(id) FROM zhiheng.preview)
$$;
CREATE FUNCTION pg_temp.outcome(p_mark text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.ask('zhiheng_commission', 'city', format('SELECT concat_ws('' '', kept_grade, kept_rank, lifted_grade, lifted_rank, expected)
		FROM commission.cap_candidates(%s, ''2031Q1'') WHERE institution_id = %s', pg_temp.programme(), pg_temp.institution(p_mark)))
$$;

-- While the institution may still speak.
SELECT pg_temp.preview('city_reviewer', '1 day');
SELECT is(pg_temp.states(), 'A:open B:open', 'two candidates');
SELECT is(pg_temp.outcome('A'), 'B 2 A 1 10.0', 'what either decision makes of grade and rank');
SELECT is(pg_temp.outcome('B'), 'D 3 D 3 10.0', 'which may be nothing');
SELECT is(pg_temp.decide(login, '{A}', 'lift'), 'ZH403 edition_role', login || ' decides nothing') FROM unnest('{city_viewer,nerve}'::text[]) AS login;
SELECT is(pg_temp.decide('county', '{A}', 'lift'), 'ZH409 edition_preview_outdated', 'a county does not see the city''s preview');
SELECT is(pg_temp.decide('city_reviewer', '{A}', 'keep'), 'ZH409 cap_hearing', 'nothing is kept while the institution is heard');
SELECT is(pg_temp.decide('city_reviewer', '{A}', 'drop'), '23514 cap_decision_act_check', 'kept or lifted, nothing else');
SELECT is(pg_temp.decide('city_reviewer', '{A}', 'lift', ' 无 '), '23514 cap_decision_reason', 'not without reason');
SELECT is(pg_temp.decide('city_reviewer', '{C}', 'lift'), 'ZH409 cap_changed', 'nothing where there is no cap');
SELECT is(pg_temp.decide('city_reviewer', '{A}', 'lift'), '', 'a lift may come any time');
SELECT is(pg_temp.states(), 'A:lift B:open', 'and counts');
SELECT is((SELECT count(*) FROM zhiheng.audit WHERE act = 'cap.lift' AND object_id = (SELECT max(id) FROM zhiheng.cap_decision)), 1::bigint,
	'with a line in the audit');
SELECT is(pg_temp.ask('zhiheng_institution', login, 'SELECT string_agg(coalesce(decision, ''open''), '' '') FROM institution.preview_cap'), seen,
	login || ' sees its own')
FROM (VALUES ('leader_a', 'lift'), ('leader_b', 'open'), ('leader_c', NULL)) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_institution', login, 'SELECT count(*) FROM institution.cap_standing'), seen, login || ' sees no other decision')
FROM (VALUES ('leader_a', '1'), ('leader_b', '0')) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_institution', login, 'SELECT count(*) FROM institution.home_cap'), seen, login || ' is told of what is open: ' || seen)
FROM (VALUES ('leader_a', '0'), ('leader_b', '1'), ('leader_c', '0')) AS item (login, seen);
SELECT is(pg_temp.ask('zhiheng_commission', 'nerve', format('SELECT count(*) FROM commission.cap_candidates(%s, ''2031Q1'')', pg_temp.programme())), '0',
	'a QC centre sees none');

-- An objection is answered before a cap is kept.
SELECT pg_temp.ask('zhiheng_institution', 'leader_b', format('SELECT institution.preview_say(%s, ''NIT-2025-09.1'', NULL, ''转入患者多'')',
	(SELECT max(id) FROM zhiheng.preview)));
ALTER TABLE zhiheng.preview DISABLE TRIGGER append_only;
UPDATE zhiheng.preview SET closes_at = now();
ALTER TABLE zhiheng.preview ENABLE TRIGGER append_only;
SELECT is(pg_temp.decide('city_reviewer', '{B}', 'keep'), 'ZH409 cap_objection', 'not before the answer');
SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', format('SELECT commission.preview_answer(%s, ''rejected'', ''病例构成相同'')',
	(SELECT max(id) FROM zhiheng.preview_remark)));
SELECT is(pg_temp.publish('city'), 'ZH409 edition_cap', 'nothing is published while one is open');
SELECT is(pg_temp.decide('city', '{B}', 'keep'), '', 'then it is kept');
SELECT is(pg_temp.publish('city'), 'ZH403 edition_cap_person', 'and who decided does not publish');
SELECT is(pg_temp.decide('city_reviewer', '{A,B}', 'keep'), '', 'the newest decision counts');
SELECT is(pg_temp.states(), 'A:keep B:keep', 'over the ones before');
SELECT is((SELECT count(*) FROM zhiheng.cap_decision WHERE programme_id = pg_temp.programme()), 4::bigint, 'which stay on record');

-- Other numbers: candidates again.
SELECT pg_temp.preview('city_reviewer', '0');
SELECT is(pg_temp.states(), 'A:keep B:keep', 'the same numbers in a new preview: decided');
SELECT pg_temp.preview('city_reviewer', '0', 31);
SELECT is(pg_temp.states(), 'A:open B:open', 'others: open again');
SELECT matches(pg_temp.ask('zhiheng_institution', 'leader_a', 'SELECT earlier FROM institution.preview_cap'), '曾维持，当时为 30/1000、封顶 B 级：试验理由',
	'with a word on what was decided before');
SELECT is(pg_temp.publish('city'), 'ZH409 edition_cap', 'to be decided before publishing');
SELECT is(pg_temp.decide('city_reviewer', '{A,B}', 'keep'), '', 'all together');
SELECT matches(pg_temp.publish('city'), '^[0-9]+$', 'then another person publishes');
SELECT is(pg_temp.decide('city_reviewer', '{A}', 'lift'), 'ZH409 edition_job_open', 'nothing is decided meanwhile');

-- Only ever added.
SELECT throws_ok(act || ' zhiheng.cap_decision' || rest, 'ZH403', NULL, act)
FROM (VALUES ('DELETE FROM', ''), ('TRUNCATE', ''), ('UPDATE', ' SET act = ''lift''')) AS item (act, rest);
SELECT throws_ok($t$INSERT INTO zhiheng.edition_grade_point (edition_id, indicator_code, institution_id, status, points, points_error, compared, theta, tau, df,
	periods_used, exact, z, cap) VALUES (0, 'NIT-2025-09.1', 0, 'ok', 1, 1, 'ok', 1, 1, 3, 1, 'high_95', -2, 'B')$t$, '23514', NULL, 'no edition has a cap without a decision');

SELECT * FROM finish();
ROLLBACK;
