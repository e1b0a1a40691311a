-- Schema console, continued: an edition again, out of its frozen inputs.

SET ROLE zhiheng_owner;

CREATE VIEW console.recompute_edition AS
SELECT
	edition.id AS edition_id,
	edition.region_code::text AS region_code,
	region.name AS region_name,
	edition.period::text AS period,
	edition.number,
	edition.programme_name,
	edition.commission_name,
	edition.correction,
	edition.method_version,
	edition.rank_draws,
	edition.rank_seed,
	zhiheng.pooled_editions(edition.pooled_ids) AS pooled_editions,
	edition.small_below,
	edition.expected,
	edition.included,
	edition.demo,
	to_char(edition.published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"') AS published_at,
	encode(edition.digest, 'hex') AS input_digest
FROM zhiheng.edition AS edition
JOIN zhiheng.region AS region ON region.code = edition.region_code;
COMMENT ON VIEW console.recompute_edition IS 'Heads of editions, as in edition.csv';

CREATE FUNCTION console.recompute_results(p_edition bigint)
RETURNS TABLE (
	"position" integer,
	indicator_code text,
	institution_id bigint,
	coverage text,
	hidden boolean,
	numerator numeric,
	denominator numeric,
	earlier text,
	baseline double precision,
	goal double precision,
	goal_met boolean,
	threshold_met boolean
)
-- What earlier editions show has no statistics: one row expected of it makes loops over loops.
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000 SET search_path = '' SET enable_nestloop = off
AS $$
	SELECT
		indicator.position,
		result.indicator_code,
		result.institution_id,
		input.coverage,
		result.hidden,
		CASE WHEN NOT result.hidden THEN trim_scale(input.numerator) END,
		CASE WHEN NOT result.hidden THEN trim_scale(input.denominator) END,
		before.earlier,
		CASE WHEN NOT result.hidden THEN input.baseline END,
		input.goal,
		CASE WHEN NOT result.hidden THEN input.goal_met END,
		CASE WHEN NOT result.hidden THEN input.threshold_met END
	FROM zhiheng.edition_result AS result
	JOIN zhiheng.edition AS edition ON edition.id = result.edition_id
	JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = result.edition_id AND indicator.indicator_code = result.indicator_code
	JOIN zhiheng.edition_input AS input ON input.edition_id = result.edition_id AND input.indicator_code = result.indicator_code
		AND input.period = edition.period AND input.institution_id = result.institution_id
	LEFT JOIN zhiheng.pooled_values((SELECT own.pooled_ids FROM zhiheng.edition AS own WHERE own.id = p_edition)) AS before
		ON before.institution_id = result.institution_id AND before.numerator = indicator.numerator AND before.denominator = indicator.denominator
	WHERE result.edition_id = p_edition
$$;
COMMENT ON FUNCTION console.recompute_results IS 'Given columns of results.csv: frozen inputs under the mask that was decided when publishing, and what the editions show that it names';

CREATE VIEW console.recompute_group AS
SELECT
	part.edition_id,
	indicator.position,
	part.indicator_code,
	part.dimension,
	part.key,
	part.label,
	part.expected,
	part.institutions,
	part.hidden,
	part.status,
	min(input.institution_id) AS first_institution,
	CASE WHEN NOT part.hidden AND kind.additive THEN trim_scale(sum(input.numerator) FILTER (WHERE
		zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, input.numerator, input.denominator))) END AS numerator,
	CASE WHEN NOT part.hidden AND kind.has_denominator THEN trim_scale(sum(input.denominator) FILTER (WHERE
		zhiheng.can_stand(kind.has_denominator, kind.part_of_whole, input.numerator, input.denominator))) END AS denominator
FROM zhiheng.edition_group AS part
JOIN zhiheng.edition AS edition ON edition.id = part.edition_id
JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = part.edition_id AND indicator.indicator_code = part.indicator_code
JOIN zhiheng.measure_kind AS kind ON kind.code = indicator.kind
JOIN zhiheng.edition_result AS result ON result.edition_id = part.edition_id AND result.indicator_code = part.indicator_code
JOIN zhiheng.edition_institution AS institution ON institution.edition_id = part.edition_id AND institution.institution_id = result.institution_id
	AND part.key = CASE part.dimension WHEN 'region' THEN '' WHEN 'county' THEN institution.region_code WHEN 'level' THEN institution.level
		ELSE institution.kind END
JOIN zhiheng.edition_input AS input ON input.edition_id = part.edition_id AND input.indicator_code = part.indicator_code
	AND input.period = edition.period AND input.institution_id = result.institution_id
GROUP BY part.edition_id, indicator.position, part.indicator_code, part.dimension, part.key, part.label, part.expected, part.institutions,
	part.hidden, part.status, kind.code;
COMMENT ON VIEW console.recompute_group IS 'Given columns of groups.csv: sums of the frozen inputs';

CREATE VIEW console.recompute_return AS
SELECT
	frozen.edition_id,
	frozen.return_id,
	frozen.revision,
	frozen.digest,
	frozen.revision < head.revision OR frozen.digest = zhiheng.accepted_digest(frozen.return_id, zhiheng.region_rung(edition.region_code))
		OR EXISTS (SELECT FROM zhiheng.submission_step AS step WHERE step.return_id = frozen.return_id AND step.at > edition.published_at) AS same
FROM zhiheng.edition_return AS frozen
JOIN zhiheng.edition AS edition ON edition.id = frozen.edition_id
JOIN zhiheng.return AS head ON head.id = frozen.return_id;
COMMENT ON VIEW console.recompute_return IS 'Frozen returns; same: the values of that revision have the digest that was frozen, or the return has a newer revision, or was decided on since';

RESET ROLE;
