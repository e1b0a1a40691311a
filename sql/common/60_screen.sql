-- What several audiences share, continued: what the quarters before say of the numbers of a return.
--
-- The arithmetic is that of cgi/measure/screen.h, here for all indicators of a return and its peers at once;
-- tests/db/screen.sql holds it against the worked cases of the other.  The functions belong to zhiheng_counter, as those
-- of 10_count.sql do, and give away nothing of a peer but medians of five and more.

CALL zhiheng.drop_functions('screen_transform', 'screen_past', 'screen_evidence');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.screen_transform(p_part_of_whole boolean, p_numerator double precision, p_denominator double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_part_of_whole THEN asin(sqrt((p_numerator + 0.375) / (p_denominator + 0.75)))
	ELSE sqrt((p_numerator + 0.375) / p_denominator) END;
COMMENT ON FUNCTION zhiheng.screen_transform IS 'Scale on which a count varies by 1/4n whatever its mean (Anscombe 1948): arc sine of the root of a proportion, root of a rate';

CREATE FUNCTION zhiheng.screen_past(p_returns bigint[])
RETURNS TABLE (
	return_id bigint,
	indicator_code text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	change double precision,
	pairs integer,
	variance double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	institutions bigint[];
	earlier bigint[];
BEGIN
	-- By their keys, one after the other: with ever more returns hash joins would read all of them.
	institutions := ARRAY(SELECT DISTINCT item.institution_id FROM zhiheng.return AS item WHERE item.id = ANY (p_returns));
	earlier := ARRAY(SELECT item.id FROM zhiheng.return AS item
		WHERE item.institution_id = ANY (institutions) AND item.state IN ('accepted', 'published')
			AND item.period ~ 'Q'
			AND item.period <= (SELECT max(head.period) FROM zhiheng.return AS head WHERE head.id = ANY (p_returns) AND head.period ~ 'Q')
			AND item.period >= (SELECT zhiheng.quarter_before(min(head.period), 10) FROM zhiheng.return AS head
				WHERE head.id = ANY (p_returns) AND head.period ~ 'Q'));
	RETURN QUERY
	WITH head AS MATERIALIZED (
		SELECT
			item.id,
			item.period,
			item.institution_id,
			institution.level,
			institution.kind,
			institution.specialist_type
		FROM zhiheng.return AS item
		JOIN zhiheng.register AS institution ON institution.id = item.institution_id AND institution.id = ANY (institutions)
			AND institution.first_day <= zhiheng.period_end(item.period) AND institution.next_day > zhiheng.period_end(item.period)
		WHERE item.id = ANY (p_returns) AND item.period ~ 'Q'
	), asked AS MATERIALIZED (
		-- Whoever asks for it, an indicator is the same.
		SELECT DISTINCT ON (head.id, item.indicator_code) head.id, item.indicator_code, item.numerator, item.denominator, kind.part_of_whole
		FROM head
		JOIN zhiheng.demand AS asking ON asking.period = head.period AND asking.institution_id = head.institution_id
			AND asking.institution_id = ANY (institutions)
		JOIN zhiheng.programme_indicator AS item ON item.programme_id = asking.programme_id
			AND zhiheng.applies(item.levels, item.kinds, head.level, head.kind, head.specialist_type) AND item.cadence IN ('month', 'quarter')
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = item.indicator_code AND definition.version = item.indicator_version
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind AND kind.jump_tested
		ORDER BY head.id, item.indicator_code, asking.programme_id
	), quarter AS MATERIALIZED (
		SELECT
			head.id,
			past.id AS past_id,
			left(head.period, 4)::integer * 4 + right(head.period, 1)::integer
				- left(past.period, 4)::integer * 4 - right(past.period, 1)::integer AS age
		FROM head
		JOIN zhiheng.return AS past ON past.institution_id = head.institution_id AND past.id = ANY (earlier)
	), cell AS MATERIALIZED (
		SELECT quarter.id, quarter.age, item.element_code, item.value
		FROM quarter
		JOIN zhiheng.sheet_list AS item ON item.return_id = quarter.past_id AND item.return_id = ANY (earlier)
		WHERE quarter.age BETWEEN 0 AND 10 AND item.value IS NOT NULL
	), point AS MATERIALIZED (
		SELECT
			asked.id,
			asked.indicator_code,
			part.age,
			part.value::numeric AS numerator,
			whole.value::numeric AS denominator,
			zhiheng.screen_transform(asked.part_of_whole, part.value::double precision, whole.value::double precision) AS place
		FROM asked
		JOIN cell AS part ON part.id = asked.id AND part.element_code = asked.numerator
		JOIN cell AS whole ON whole.id = asked.id AND whole.element_code = asked.denominator AND whole.age = part.age
		WHERE whole.value > 0 AND part.value >= 0 AND (part.value <= whole.value OR NOT asked.part_of_whole)
	), pair AS (
		SELECT
			point.id,
			point.indicator_code,
			point.age,
			point.numerator,
			point.denominator,
			point.place,
			CASE WHEN point.age > 0 AND lag(point.age) OVER quarters = point.age + 1
				THEN abs(point.place - lag(point.place) OVER quarters) END AS moved,
			(0.25 / point.denominator::double precision + 0.25 / (lag(point.denominator) OVER quarters)::double precision) / 2 AS noise
		FROM point
		WINDOW quarters AS (PARTITION BY point.id, point.indicator_code ORDER BY point.age DESC)
	)
	SELECT
		pair.id,
		pair.indicator_code,
		max(pair.numerator) FILTER (WHERE pair.age = 4),
		max(pair.denominator) FILTER (WHERE pair.age = 4),
		max(pair.place) FILTER (WHERE pair.age = 0) - max(pair.place) FILTER (WHERE pair.age = 4),
		count(pair.moved)::integer,
		greatest(0, (avg(pair.moved) / 1.128) ^ 2 - avg(pair.noise) FILTER (WHERE pair.moved IS NOT NULL))
	FROM pair
	GROUP BY pair.id, pair.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.screen_past IS 'What the accepted quarters before say of the events that these returns count: numbers of the year before, change from them to the return''s own if it is accepted, neighbouring pairs of quarters among the ten before, and how much they vary beyond chance';

CREATE FUNCTION zhiheng.screen_evidence(p_returns bigint[])
RETURNS TABLE (
	return_id bigint,
	indicator_code text,
	year_ago_numerator numeric,
	year_ago_denominator numeric,
	pairs integer,
	variance double precision,
	peers integer,
	shift double precision,
	peer_variance double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH past AS MATERIALIZED (
		SELECT item.return_id, item.indicator_code, item.year_ago_numerator, item.year_ago_denominator, item.pairs, item.variance
		FROM zhiheng.screen_past(p_returns) AS item
	), peer AS MATERIALIZED (
		-- Sixty are enough for a median: the nearest, so that a nation's form costs no more than a city's.
		SELECT head.id, near.codes, near.changes, near.variances
		FROM zhiheng.return AS head
		JOIN zhiheng.register AS own ON own.id = head.institution_id AND own.first_day <= zhiheng.period_end(head.period)
			AND own.next_day > zhiheng.period_end(head.period)
		CROSS JOIN LATERAL (
			SELECT other.codes, other.changes, other.variances
			FROM (
				-- Those of whom a programme asks that asks here, too.
				SELECT DISTINCT also.institution_id
				FROM zhiheng.demand AS asking
				JOIN zhiheng.demand AS also ON also.programme_id = asking.programme_id AND also.period = asking.period
				WHERE asking.institution_id = head.institution_id AND asking.period = head.period AND also.institution_id <> head.institution_id
			) AS beside
			-- What is being sent back at this moment may still have its row.
			JOIN zhiheng.return AS standing ON standing.period = head.period AND standing.institution_id = beside.institution_id
				AND standing.state IN ('accepted', 'published')
			JOIN zhiheng.screen_return AS other ON other.return_id = standing.id
			JOIN zhiheng.register AS institution ON institution.id = standing.institution_id AND institution.first_day <= zhiheng.period_end(head.period)
				AND institution.next_day > zhiheng.period_end(head.period)
			WHERE zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type)
					= zhiheng.peer_group(own.level, own.kind, own.specialist_type)
			ORDER BY left(institution.region_code, 4) <> left(own.region_code, 4), left(institution.region_code, 2) <> left(own.region_code, 2),
				institution.id
			LIMIT 60
		) AS near
		WHERE head.id = ANY (p_returns)
	), median AS MATERIALIZED (
		SELECT
			peer.id,
			item.code,
			count(item.change)::integer AS changed,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY item.change) AS change,
			count(item.variance) AS varied,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY item.variance) AS variance
		FROM peer
		CROSS JOIN LATERAL unnest(peer.codes, peer.changes, peer.variances) AS item (code, change, variance)
		GROUP BY peer.id, item.code
	)
	SELECT
		past.return_id,
		past.indicator_code,
		trim_scale(past.year_ago_numerator),
		trim_scale(past.year_ago_denominator),
		past.pairs,
		past.variance,
		coalesce(median.changed, 0),
		CASE WHEN median.changed >= 5 THEN median.change END,
		CASE WHEN median.varied >= 5 THEN median.variance END
	FROM past
	LEFT JOIN median ON median.id = past.return_id AND median.code = past.indicator_code;
END
$$;
COMMENT ON FUNCTION zhiheng.screen_evidence IS 'zhiheng.screen_past beside the medians of at least five peers: their change from the year before (shift; peers: of how many) and their own variation; peers: the nearest sixty of the group whose return of the quarter is accepted, without the institution itself';

GRANT SELECT ON zhiheng.demand, zhiheng.screen_return TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION
	zhiheng.peer_group(text, text, text),
	zhiheng.screen_transform(boolean, double precision, double precision)
TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.screen_past(bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.screen_evidence(bigint[]) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.screen_past(bigint[]), zhiheng.screen_evidence(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.screen_past(bigint[]), zhiheng.screen_evidence(bigint[]) TO zhiheng_owner;
