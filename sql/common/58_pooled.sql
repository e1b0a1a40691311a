-- What several audiences share, continued: what earlier editions say of how much institutions differ, for the editions after
-- them.  Only what they show: an edition can be computed again by everybody who has the files of all of them.

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.pooled_newest(p_region text, p_period text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	WITH RECURSIVE span AS (
		SELECT 1 AS back, zhiheng.period_before(p_period) AS period
		UNION ALL
		SELECT span.back + 1, zhiheng.period_before(span.period)
		FROM span
		WHERE span.back < 3
	)
	SELECT array_agg(newest.id ORDER BY span.back)
	FROM span
	LEFT JOIN LATERAL (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		WHERE edition.region_code = p_region AND edition.period = span.period
			AND EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = edition.id)
			AND NOT EXISTS (SELECT FROM zhiheng.edition_withdrawal AS withdrawal WHERE withdrawal.edition_id = edition.id)
		ORDER BY edition.number DESC
		LIMIT 1
	) AS newest ON true
$$;
COMMENT ON FUNCTION zhiheng.pooled_newest IS 'The newest public editions of a region of the three periods of the same length before, the last one first; null where there is none';

CREATE OR REPLACE FUNCTION zhiheng.pooled_editions(p_editions bigint[]) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT string_agg(pooled.back || ':' || edition.period || '/' || edition.number, ' ' ORDER BY pooled.back)
	FROM unnest(p_editions) WITH ORDINALITY AS pooled (id, back)
	JOIN zhiheng.edition AS edition ON edition.id = pooled.id
$$;
COMMENT ON FUNCTION zhiheng.pooled_editions IS 'Such editions as edition.csv names them: "1:2025Q1/3 2:2024Q4/1"';

-- Codes change with the programmes; what is made of the same numerator and denominator is the same indicator.
CREATE OR REPLACE FUNCTION zhiheng.pooled_values(p_editions bigint[])
RETURNS TABLE (numerator text, denominator text, institution_id bigint, earlier text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000 SET search_path = '' SET enable_nestloop = off
AS $$
	SELECT
		shown.numerator,
		shown.denominator,
		shown.institution_id,
		string_agg(shown.back || ':' || trim_scale(shown.x) || '/' || trim_scale(shown.n), ' ' ORDER BY shown.back)
	FROM (
		SELECT DISTINCT ON (pooled.back, indicator.numerator, indicator.denominator, result.institution_id)
			pooled.back,
			indicator.numerator,
			indicator.denominator,
			result.institution_id,
			result.numerator AS x,
			result.denominator AS n
		FROM unnest(p_editions) WITH ORDINALITY AS pooled (id, back)
		JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = pooled.id
		JOIN zhiheng.edition_result AS result ON result.edition_id = pooled.id AND result.indicator_code = indicator.indicator_code
			AND result.edition_id = ANY (p_editions)
		WHERE result.coverage = 'complete' AND NOT result.hidden AND result.numerator IS NOT NULL AND result.denominator IS NOT NULL
		ORDER BY pooled.back, indicator.numerator, indicator.denominator, result.institution_id, indicator.indicator_code
	) AS shown
	GROUP BY shown.numerator, shown.denominator, shown.institution_id
$$;
COMMENT ON FUNCTION zhiheng.pooled_values IS 'What these editions show of each indicator and institution where its numbers are complete: "1:12/340 3:9/310", which edition, numerator, denominator';

RESET ROLE;
