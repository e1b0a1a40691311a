-- Editions beside the period that they are compared with, over the institutions valid in both.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir include/fixture.sql
SELECT no_plan();

SELECT throws_ok('DELETE FROM zhiheng.edition_matched', 'ZH403', NULL, 'what an edition was compared with stays')
WHERE EXISTS (SELECT FROM zhiheng.edition_matched);

-- A year earlier, the newest edition once more, without one institution; and it again as a correction.
CREATE TEMPORARY TABLE source AS
SELECT * FROM zhiheng.edition ORDER BY period DESC, number DESC LIMIT 1;
CREATE TEMPORARY TABLE copy (id bigint, past boolean);
CREATE TEMPORARY TABLE gone AS
SELECT min(institution_id) AS institution_id FROM zhiheng.edition_result
WHERE edition_id = (SELECT id FROM source) AND value IS NOT NULL;

CREATE FUNCTION pg_temp.copy_edition(p_period text, p_number integer, p_past boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
	part text;
	names text;
BEGIN
	INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, correction, method_version, expected, included,
		demo, prepared_by, account_id, digest)
	SELECT region_code, p_period, p_number, programme_id, programme_name, commission_name, CASE WHEN p_number > 1 THEN '更正' END, method_version,
		expected, included, demo, prepared_by, account_id, digest
	FROM source
	RETURNING id INTO made;
	INSERT INTO copy VALUES (made, p_past);
	FOREACH part IN ARRAY ARRAY['edition_institution', 'edition_indicator', 'edition_input', 'edition_result', 'edition_group'] LOOP
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO names FROM pg_attribute
		WHERE attrelid = ('zhiheng.' || part)::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('edition_id', 'period');
		EXECUTE format('INSERT INTO zhiheng.%1$I (edition_id, %2$s %3$s) SELECT %4$L, %5$s %3$s FROM zhiheng.%1$I
			WHERE edition_id = (SELECT id FROM source) %6$s %7$s', part, CASE part WHEN 'edition_input' THEN 'period, ' ELSE '' END, names, made,
			CASE part WHEN 'edition_input' THEN quote_literal(p_period) || ', ' ELSE '' END,
			CASE part WHEN 'edition_input' THEN 'AND period = (SELECT period FROM source)' ELSE '' END,
			CASE WHEN p_past AND part IN ('edition_input', 'edition_result')
				THEN 'AND institution_id <> (SELECT institution_id FROM gone)' ELSE '' END);
	END LOOP;
END
$$;
SELECT pg_temp.copy_edition((left(period, 4)::integer - 1)::text || substr(period, 5), 1, true) FROM source;
SELECT pg_temp.copy_edition(period, number + 1, false) FROM source;
SET CONSTRAINTS ALL IMMEDIATE;

SELECT isnt_empty('SELECT FROM zhiheng.edition_matched WHERE edition_id = (SELECT id FROM copy WHERE NOT past)', 'the correction is compared');
SELECT is_empty($q$
	SELECT indicator_code FROM zhiheng.edition_matched
	WHERE edition_id = (SELECT id FROM copy WHERE NOT past)
		AND (past_id <> (SELECT id FROM copy WHERE past) OR NOT year_before)$q$,
	'with the same period of the year before, though a nearer one is there');
SELECT is_empty($q$
	SELECT matched.indicator_code
	FROM zhiheng.edition_matched AS matched
	LEFT JOIN zhiheng.edition_result AS result ON result.edition_id = matched.edition_id AND result.indicator_code = matched.indicator_code
		AND result.institution_id = (SELECT institution_id FROM gone) AND (result.hidden OR result.value IS NOT NULL)
	WHERE matched.edition_id = (SELECT id FROM copy WHERE NOT past)
		AND matched.only_now <> CASE WHEN result.institution_id IS NULL THEN '{}'::bigint[] ELSE ARRAY[result.institution_id] END$q$,
	'who is there now only is named, in those indicators that it has');
SELECT is_empty('SELECT FROM zhiheng.edition_matched WHERE edition_id = (SELECT id FROM copy WHERE NOT past) AND only_before <> ''{}''',
	'nobody else is missing');

-- Of all editions as they were published.
SELECT is_empty($q$
	SELECT matched.edition_id, matched.indicator_code
	FROM zhiheng.edition_matched AS matched
	CROSS JOIN LATERAL (VALUES (matched.past_id, matched.past_code, matched.only_before, matched.before_numerator, matched.before_denominator),
		(matched.edition_id, matched.indicator_code, matched.only_now, matched.numerator, matched.denominator))
		AS side (edition_id, code, apart, numerator, denominator)
	JOIN zhiheng.edition_group AS whole ON whole.edition_id = side.edition_id AND whole.indicator_code = side.code AND whole.dimension = 'region'
	CROSS JOIN LATERAL (
		SELECT coalesce(sum(result.numerator), 0) AS numerator, coalesce(sum(result.denominator), 0) AS denominator
		FROM zhiheng.edition_result AS result
		WHERE result.edition_id = side.edition_id AND result.indicator_code = side.code AND result.institution_id = ANY (side.apart)
	) AS shown
	WHERE matched.edition_id NOT IN (SELECT id FROM copy) AND side.numerator IS NOT NULL
		AND (side.numerator <> whole.numerator - shown.numerator OR side.denominator <> whole.denominator - shown.denominator)$q$,
	'a matched sum is the region''s public sum less public numbers, so it tells nothing that is hidden');
SELECT is_empty($q$
	SELECT matched.edition_id, matched.indicator_code
	FROM zhiheng.edition_matched AS matched
	JOIN zhiheng.edition_result AS result ON (result.edition_id, result.indicator_code) IN ((matched.edition_id, matched.indicator_code),
		(matched.past_id, matched.past_code)) AND result.hidden AND result.institution_id = ANY (matched.only_before || matched.only_now)
	WHERE NOT matched.hidden$q$,
	'where somebody hidden is in one of the two only there is no matched sum');
SELECT is_empty($q$
	SELECT edition_id FROM zhiheng.edition_matched
	WHERE (numerator IS NULL) <> (hidden OR institutions = 0) OR (numerator IS NULL) <> (before_numerator IS NULL)$q$,
	'else there are both sums');

SELECT * FROM finish();
ROLLBACK;
