-- Means and the deviation of what they are made of: who is asked for it, and what periods come to.
BEGIN;
\ir include/fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.programme() RETURNS bigint
LANGUAGE sql AS $$ SELECT id FROM zhiheng.programme WHERE name = '试验方案' $$;
INSERT INTO zhiheng.programme_target (programme_id, target_code) VALUES (pg_temp.programme(), 'NIT-2025-05');
INSERT INTO zhiheng.programme_indicator (programme_id, indicator_code, indicator_version, target_code, specialty, numerator, denominator, deviation, required)
SELECT pg_temp.programme(), code, version, target_code, '综合', numerator, denominator, deviation, true
FROM zhiheng.indicator WHERE code = 'NIT-2025-05.2';

-- What is asked.
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(code || ' ' || required || ' ' || departments, ', ' ORDER BY place)
	FROM institution.asked_elements(%s) WHERE code ~ '^(iv_infusions|discharge_bed_days)'$q$, pg_temp.return_of('a'))),
	'discharge_bed_days true none, iv_infusions true none, iv_infusions_sd false none', 'the deviation comes last and may stay empty');
UPDATE zhiheng.programme_indicator SET departments = 'required', months = 'required' WHERE indicator_code = 'NIT-2025-05.2'
	AND programme_id = pg_temp.programme();
SELECT is(pg_temp.ask('zhiheng_institution', 'clerk_a', format($q$SELECT string_agg(code || ' ' || coalesce(way, '-'), ', ' ORDER BY code)
	FROM institution.return_elements(%s) WHERE code ~ '^iv_infusions'$q$, pg_temp.return_of('a'))),
	'iv_infusions department, iv_infusions_sd -', 'deviations of departments would not add up');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', format($q$SELECT string_agg(code || ' ' || required, ', ' ORDER BY code)
	FROM commission.return_element(%s) WHERE code ~ '^iv_infusions'$q$, pg_temp.return_of('a'))),
	'iv_infusions true, iv_infusions_sd false', 'the commission reads the same');
UPDATE zhiheng.programme_indicator SET departments = NULL, months = NULL WHERE indicator_code = 'NIT-2025-05.2' AND programme_id = pg_temp.programme();
SELECT throws_ok($$INSERT INTO zhiheng.catalogue_indicator SELECT code, version + 1000, withdrawn, load_id, target_code, name, kind, unit, factor, direction,
	numerator, denominator, 'iv_infusions_sd', frequency, by_department, is_primary, reporter, applies_to, basis, own_trend, note
	FROM zhiheng.indicator WHERE code = 'NIT-2025-01.1'$$, '23514', NULL, 'a proportion has no deviation');

-- Quarters: values 2, 4 and 6; then 10 alone; then 1 and 3 without a deviation.
CREATE FUNCTION pg_temp.put(p_period text, p_sum numeric, p_count numeric, p_deviation numeric) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO zhiheng.reporting_period (programme_id, period, opens_on, due_on, state)
	VALUES (pg_temp.programme(), p_period, '2031-04-01', '2032-04-20', 'open') ON CONFLICT DO NOTHING;
	INSERT INTO zhiheng.asked_return (programme_id, period, institution_id, state, revision, first_submitted_at)
	SELECT programme_id, p_period, institution_id, 'accepted', 1, '2031-07-02' FROM zhiheng.asked_return WHERE id = pg_temp.return_of('a')
		AND p_period <> '2031Q1';
	SELECT zhiheng.return_put(head.id, 1, pg_temp.account_of('clerk_a'), array_agg(item.code), array_agg('value'::text), array_agg(item.value))
	FROM zhiheng.asked_return AS head
	CROSS JOIN (VALUES ('iv_infusions', p_sum), ('discharge_bed_days', p_count), ('iv_infusions_sd', p_deviation)) AS item (code, value)
	WHERE head.programme_id = pg_temp.programme() AND head.period = p_period AND item.value IS NOT NULL
		AND head.institution_id = (SELECT own.institution_id FROM zhiheng.return AS own WHERE own.id = pg_temp.return_of('a'))
	GROUP BY head.id;
$$;
ALTER TABLE zhiheng.return DISABLE TRIGGER return_guard;
CREATE TEMPORARY TABLE own AS SELECT institution_id AS id FROM zhiheng.return WHERE id = pg_temp.return_of('a');
UPDATE zhiheng.return SET state = 'accepted', revision = 1, first_submitted_at = '2031-04-19' WHERE id = pg_temp.return_of('a');
SELECT pg_temp.put('2031Q1', 12, 3, 2), pg_temp.put('2031Q2', 10, 1, NULL), pg_temp.put('2031Q3', 4, 2, NULL);
SELECT zhiheng.accepted_rebuild();
CREATE FUNCTION pg_temp.deviation(p_period text) RETURNS numeric
LANGUAGE sql AS $$
	SELECT value.deviation FROM zhiheng.count_values(pg_temp.programme(), p_period, 'NIT-2025-05.2', ARRAY(SELECT own.id FROM own), NULL) AS value
$$;
SELECT is(pg_temp.deviation('2031Q1'), 2.0000, 'a quarter has its own');
SELECT is(pg_temp.deviation('2031Q2'), NULL, 'a single value has none');
SELECT is(pg_temp.deviation('2031Q3'), NULL, 'two may be without');
SELECT is(round(pg_temp.deviation('2031H1'), 9), round((SELECT stddev_samp(v) FROM unnest(ARRAY[2, 4, 6, 10]::numeric[]) AS v), 9),
	'quarters are pooled as if all values were there');
SELECT is(pg_temp.deviation('2031H2'), NULL, 'what is not known stays so');
SELECT is(pg_temp.deviation('2031'), NULL, 'also beside what is');

SELECT finish();
ROLLBACK;
