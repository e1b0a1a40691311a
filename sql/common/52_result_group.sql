-- What may be said to an institution of numbers of its peers that it must not see: how its change since the year before
-- compares (improvement), and where it stands among similar hospitals when its own peers are fewer than five.
--
-- The functions belong to zhiheng_peer, as zhiheng.peer_values does, and give away nothing but sums and measures of spread
-- of five institutions and more, the asking one among them.  The arithmetic is that of cgi/measure/improvement.h and
-- overdispersion.h; tests/db/group.sql holds it against worked cases of these.

CALL zhiheng.drop_functions('between_variance', 'count_variance', 'group_units', 'group_hidden', 'former_indicator', 'improvement_evidence',
	'similar_step', 'similar_evidence');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.count_variance(p_part_of_whole boolean, p_numerator double precision, p_denominator double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_part_of_whole
	THEN (p_numerator + 0.5) / (p_denominator + 1) * ((p_denominator - p_numerator + 0.5) / (p_denominator + 1))
	ELSE (p_numerator + 0.5) / p_denominator END;
COMMENT ON FUNCTION zhiheng.count_variance IS 'Of one case or one unit of exposure, by sums of counts; never 0';

CREATE FUNCTION zhiheng.between_variance(p_numerators double precision[], p_denominators double precision[], p_variance double precision,
	p_freedom integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
DECLARE
	low double precision := 0;
	high double precision;
	middle double precision := 0;
	spread double precision;
BEGIN
	-- Q(t) is at most sum (y - mean y)^2/t, so the root is not above this.
	high := (SELECT var_pop(unit.x / unit.n) * count(*) / p_freedom FROM unnest(p_numerators, p_denominators) AS unit (x, n));
	FOR step IN 0..60 LOOP
		spread := (
			SELECT sum((item.y - item.mean) * (item.y - item.mean) * item.weight)
			FROM (
				SELECT unit.y, unit.weight, sum(unit.weight * unit.y) OVER () / sum(unit.weight) OVER () AS mean
				FROM (
					SELECT given.x / given.n AS y, 1 / (p_variance / given.n + middle) AS weight
					FROM unnest(p_numerators, p_denominators) AS given (x, n)
				) AS unit
			) AS item);
		IF step = 0 AND spread <= p_freedom THEN
			RETURN 0;
		ELSIF step > 0 AND spread > p_freedom THEN
			low := middle;
		ELSIF step > 0 THEN
			high := middle;
		END IF;
		middle := (low + high) / 2;
	END LOOP;
	RETURN high;
END
$$;
COMMENT ON FUNCTION zhiheng.between_variance IS 'tau2 of Paule and Mandel: what units differ by beyond p_variance/n each; 0 if Q(0) is not above the degrees of freedom';

CREATE FUNCTION zhiheng.group_units(p_programme bigint, p_period text, p_indicator text, p_groups text[])
RETURNS TABLE (institution_id bigint, peer_group text, numerator double precision, denominator double precision, enough boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	part_of_whole boolean;
	minimum integer;
BEGIN
	SELECT kind.part_of_whole, asked.minimum_denominator INTO part_of_whole, minimum
	FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind AND kind.funnel_model <> 'none'
	WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT item.id, item.peer_group
		FROM zhiheng.card_of(p_period) AS item
		WHERE item.id = ANY ((SELECT zhiheng.institutions_asked(p_programme, p_period))::bigint[]) AND item.peer_group = ANY (p_groups)
	), unit AS (
		SELECT value.institution_id, card.peer_group, value.numerator, value.denominator
		FROM zhiheng.count_values(p_programme, p_period, p_indicator, ARRAY(SELECT card.id FROM card), NULL) AS value
		JOIN card ON card.id = value.institution_id
		WHERE value.coverage = 'complete' AND value.denominator >= greatest(minimum, 1) AND value.numerator >= 0
			AND value.numerator = trunc(value.numerator) AND value.denominator = trunc(value.denominator)
			AND (NOT part_of_whole OR value.numerator <= value.denominator)
	), pooled AS (
		SELECT sum(unit.numerator) / sum(unit.denominator) AS theta FROM unit
	)
	SELECT
		unit.institution_id,
		unit.peer_group,
		unit.numerator::double precision,
		unit.denominator::double precision,
		pooled.theta * unit.denominator >= 1 AND (NOT part_of_whole OR (1 - pooled.theta) * unit.denominator >= 1)
	FROM unit
	CROSS JOIN pooled;
END
$$;
COMMENT ON FUNCTION zhiheng.group_units IS 'Whole, complete counts that reach the minimum, of the institutions of these peer groups; enough: their pooled value gives the unit one event (and one non-event) to expect. For the functions of this file alone';

CREATE FUNCTION zhiheng.group_hidden(p_programme bigint, p_period text, p_indicator text, p_group text, p_asking bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
	SELECT bool_or(result.hidden)
	FROM zhiheng.edition_result AS result
	JOIN zhiheng.edition_institution AS card ON card.edition_id = result.edition_id AND card.institution_id = result.institution_id
		AND card.peer_group = p_group AND card.institution_id <> p_asking
	WHERE result.indicator_code = p_indicator AND result.edition_id = (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		WHERE edition.programme_id = p_programme AND edition.period = p_period
			AND EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = edition.id)
			AND NOT EXISTS (SELECT FROM zhiheng.edition_withdrawal AS withdrawal WHERE withdrawal.edition_id = edition.id)
		ORDER BY edition.number DESC
		LIMIT 1)
$$;
COMMENT ON FUNCTION zhiheng.group_hidden IS 'Whether the newest published edition hides the result of a peer; null: there is none';

CREATE FUNCTION zhiheng.improvement_evidence(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	units integer,
	before_numerator double precision,
	before_denominator double precision,
	now_numerator double precision,
	now_denominator double precision,
	tau2 double precision,
	withheld boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	asking bigint := (SELECT who.institution_id FROM zhiheng.identity() AS who);
	own_group text := (SELECT card.peer_group FROM zhiheng.card_of(p_period) AS card WHERE card.id = asking);
	same text := (left(p_period, 4)::integer - 1)::text || substr(p_period, 5);
	former bigint;
	code_before text;
	part_of_whole boolean;
BEGIN
	IF asking IS NULL OR p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	-- What is made of the same numerator and denominator is the same indicator.
	SELECT old.programme_id, old.indicator_code, kind.part_of_whole INTO former, code_before, part_of_whole
	FROM zhiheng.programme AS present
	JOIN zhiheng.programme AS past ON past.commission_id = present.commission_id AND past.year = left(same, 4)::integer
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = present.id AND asked.indicator_code = p_indicator
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
	JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
	JOIN zhiheng.programme_indicator AS old ON old.programme_id = past.id AND old.numerator = asked.numerator
		AND old.denominator IS NOT DISTINCT FROM asked.denominator
	WHERE present.id = p_programme
	ORDER BY old.indicator_code <> asked.indicator_code, old.indicator_code
	LIMIT 1;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH unit AS MATERIALIZED (
		SELECT now.institution_id, past.numerator AS x0, past.denominator AS n0, now.numerator AS x1, now.denominator AS n1
		FROM zhiheng.group_units(p_programme, p_period, p_indicator, ARRAY[own_group]) AS now
		JOIN zhiheng.group_units(former, same, code_before, ARRAY[own_group]) AS past ON past.institution_id = now.institution_id
		WHERE now.enough
	), total AS (
		SELECT
			count(*)::integer AS units,
			bool_or(unit.institution_id = asking) AS own,
			sum(unit.x0) AS x0,
			sum(unit.n0) AS n0,
			sum(unit.x1) AS x1,
			sum(unit.n1) AS n1,
			array_agg(unit.x0 ORDER BY unit.institution_id) AS numerators,
			array_agg(unit.n0 ORDER BY unit.institution_id) AS denominators
		FROM unit
	)
	SELECT
		total.units,
		total.x0,
		total.n0,
		total.x1,
		total.n1,
		zhiheng.between_variance(total.numerators, total.denominators, zhiheng.count_variance(part_of_whole, total.x0, total.n0), total.units - 1),
		-- A quarter of the year before that was never published has nothing hidden that could be told.
		coalesce(zhiheng.group_hidden(p_programme, p_period, p_indicator, own_group, asking), true)
			OR coalesce(zhiheng.group_hidden(former, same, code_before, own_group, asking), false)
	FROM total
	WHERE total.units >= 5 AND total.own;
END
$$;
COMMENT ON FUNCTION zhiheng.improvement_evidence IS 'What improvement.h needs of the peers of the asking institution, it among them, in a period and the same of the year before: one row, or none where fewer than five have both or it has not. withheld: an edition hides one of them, or there is none yet, so figures made of this may not be shown, only their direction';

CREATE FUNCTION zhiheng.similar_step(p_level text, p_kind text, p_type text, p_other_level text, p_other_kind text, p_other_type text)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN (p_level, p_kind) = (p_other_level, p_other_kind) AND p_type IS NOT DISTINCT FROM p_other_type THEN 0
	WHEN p_level = p_other_level AND p_kind <> p_other_kind
		AND p_kind IN ('general', 'tcm', 'maternal_child') AND p_other_kind IN ('general', 'tcm', 'maternal_child') THEN 1
	WHEN p_kind = p_other_kind AND p_type IS NOT DISTINCT FROM p_other_type
		AND (p_level, p_other_level) IN (('tertiary', 'secondary'), ('secondary', 'tertiary'), ('primary', 'secondary'), ('ungraded', 'primary'))
		THEN 2
END;
COMMENT ON FUNCTION zhiheng.similar_step IS 'How near another peer group is: 0 the own one; 1 the same level, general, traditional Chinese medicine and maternal and child hospitals among each other; 2 the same kind at the neighbouring level; null: not similar. Step 2 is taken in only where steps 0 and 1 have fewer than five that can be compared';

CREATE FUNCTION zhiheng.similar_evidence(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	peers integer,
	units integer,
	groups text,
	numerator double precision,
	denominator double precision,
	mean double precision,
	tau2 double precision,
	weight double precision,
	phi double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	own zhiheng.register_card := (SELECT card FROM zhiheng.card_of(p_period) AS card
		WHERE card.id = (SELECT who.institution_id FROM zhiheng.identity() AS who));
	part_of_whole boolean;
	unit_groups text[];
	numerators double precision[];
	denominators double precision[];
	peer_count integer;
	names text;
	own_numerator double precision;
	own_denominator double precision;
	others_numerator double precision;
	others_denominator double precision;
	variance double precision;
	between double precision;
BEGIN
	IF own.id IS NULL OR p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	part_of_whole := (
		SELECT kind.part_of_whole
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		JOIN zhiheng.measure_kind AS kind ON kind.code = definition.kind
		WHERE asked.programme_id = p_programme AND asked.indicator_code = p_indicator);
	-- The nearer groups, and the farther ones only if these are too few.
	FOR most IN 1..2 LOOP
		unit_groups := ARRAY(SELECT DISTINCT card.peer_group FROM zhiheng.card_of(p_period) AS card
			WHERE card.id = ANY ((SELECT zhiheng.institutions_asked(p_programme, p_period))::bigint[])
				AND zhiheng.similar_step(own.level, own.kind, own.specialist_type, card.level, card.kind, card.specialist_type) <= most);
		SELECT
			array_agg(unit.numerator) FILTER (WHERE unit.institution_id <> own.id),
			array_agg(unit.denominator) FILTER (WHERE unit.institution_id <> own.id),
			count(*) FILTER (WHERE unit.peer_group = own.peer_group),
			max(unit.numerator) FILTER (WHERE unit.institution_id = own.id),
			max(unit.denominator) FILTER (WHERE unit.institution_id = own.id),
			sum(unit.numerator) FILTER (WHERE unit.institution_id <> own.id),
			sum(unit.denominator) FILTER (WHERE unit.institution_id <> own.id),
			(SELECT string_agg(named.label, '、' ORDER BY named.level_position, named.label)
				FROM (SELECT DISTINCT card.peer_group_label AS label, card.level_position FROM zhiheng.card_of(p_period) AS card
					WHERE card.id = ANY ((SELECT zhiheng.institutions_asked(p_programme, p_period))::bigint[])
						AND card.peer_group = ANY (array_agg(unit.peer_group))) AS named)
		INTO numerators, denominators, peer_count, own_numerator, own_denominator, others_numerator, others_denominator, names
		FROM zhiheng.group_units(p_programme, p_period, p_indicator, unit_groups) AS unit
		WHERE unit.enough;
		EXIT WHEN cardinality(numerators) >= 4;
	END LOOP;
	IF own_denominator IS NULL OR peer_count >= 5 OR cardinality(numerators) IS NULL OR cardinality(numerators) < 4 THEN
		RETURN;
	END IF;
	variance := zhiheng.count_variance(part_of_whole, others_numerator, others_denominator);
	between := zhiheng.between_variance(numerators, denominators, variance, cardinality(numerators) - 1);
	RETURN QUERY
	WITH unit AS (
		SELECT item.x, item.n, 1 / (variance / item.n + between) AS weight
		FROM unnest(numerators, denominators) AS item (x, n)
	), pooled AS (
		SELECT (others_numerator + own_numerator) / (others_denominator + own_denominator) AS theta
	), score AS (
		SELECT (item.x / item.n - pooled.theta)
			/ nullif(sqrt(pooled.theta * CASE WHEN part_of_whole THEN 1 - pooled.theta ELSE 1 END / item.n), 0) AS z
		FROM unnest(numerators || own_numerator, denominators || own_denominator) AS item (x, n)
		CROSS JOIN pooled
	), cut AS (
		SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY score.z) AS low, percentile_cont(0.9) WITHIN GROUP (ORDER BY score.z) AS high FROM score
	)
	SELECT
		peer_count,
		cardinality(numerators) + 1,
		names,
		others_numerator,
		others_denominator,
		(SELECT sum(unit.weight * unit.x / unit.n) / sum(unit.weight) FROM unit),
		between,
		(SELECT sum(unit.weight) FROM unit),
		coalesce((SELECT avg(least(greatest(score.z, cut.low), cut.high) ^ 2) FROM score CROSS JOIN cut), 0);
END
$$;
COMMENT ON FUNCTION zhiheng.similar_evidence IS 'What judgement.h needs of the others in the peer groups similar to that of the asking institution (zhiheng.similar_step), its own group among them: one row where its own group has fewer than five that can be compared (peers: how many), all of them together five, and it is one of these. Only a word is made of it: a score would tell of hidden numbers';

GRANT SELECT ON zhiheng.programme, zhiheng.programme_indicator, zhiheng.catalogue_indicator, zhiheng.measure_kind TO zhiheng_peer;
GRANT EXECUTE ON FUNCTION
	zhiheng.count_variance(boolean, double precision, double precision),
	zhiheng.between_variance(double precision[], double precision[], double precision, integer),
	zhiheng.similar_step(text, text, text, text, text, text)
TO zhiheng_peer;

RESET ROLE;
ALTER FUNCTION zhiheng.group_units(bigint, text, text, text[]) OWNER TO zhiheng_peer;
ALTER FUNCTION zhiheng.group_hidden(bigint, text, text, text, bigint) OWNER TO zhiheng_peer;
ALTER FUNCTION zhiheng.improvement_evidence(bigint, text, text) OWNER TO zhiheng_peer;
ALTER FUNCTION zhiheng.similar_evidence(bigint, text, text) OWNER TO zhiheng_peer;
REVOKE EXECUTE ON FUNCTION zhiheng.group_units(bigint, text, text, text[]), zhiheng.group_hidden(bigint, text, text, text, bigint),
	zhiheng.improvement_evidence(bigint, text, text), zhiheng.similar_evidence(bigint, text, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.improvement_evidence(bigint, text, text), zhiheng.similar_evidence(bigint, text, text) TO zhiheng_owner;
