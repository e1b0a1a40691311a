-- What an institution may know of its peers: what the public may know, their rows in the newest published edition.  A number
-- that is hidden there is not shown to a neighbour either, who could name it by its denominator; before there is an
-- edition nobody knows yet what it will hide, so the own row stands alone.
--
-- The function below belongs to zhiheng_peer, a role that cannot log in and that the policy of zhiheng.register
-- lets see all institutions: what it gives back is all that can be had by it.

CALL zhiheng.drop_functions('peer_values');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.peer_values(p_programme bigint, p_period text, p_indicator text)
RETURNS TABLE (
	indicator_code text,
	own boolean,
	name text,
	peer_group text,
	peer_group_label text,
	coverage text,
	numerator numeric,
	denominator numeric,
	deviation numeric,
	standing text,
	rank integer,
	ranked integer,
	tied boolean,
	peers bigint,
	earlier text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	asking bigint := (SELECT who.institution_id FROM zhiheng.identity() AS who);
	published bigint;
	own_name text;
	own_group text;
	own_label text;
BEGIN
	IF asking IS NULL OR p_programme NOT IN (SELECT zhiheng.programme_visible()) THEN
		RETURN;
	END IF;
	SELECT edition.id INTO published
	FROM zhiheng.edition AS edition
	WHERE edition.programme_id = p_programme AND edition.period = p_period
		AND EXISTS (SELECT FROM zhiheng.edition_release AS release WHERE release.edition_id = edition.id)
		AND NOT EXISTS (SELECT FROM zhiheng.edition_withdrawal AS withdrawal WHERE withdrawal.edition_id = edition.id)
	ORDER BY edition.number DESC
	LIMIT 1;
	-- As it was described then: its rank there is one among these.
	SELECT item.peer_group, zhiheng.peer_group_label(item.level, item.kind, item.specialist_type) INTO own_group, own_label
	FROM zhiheng.edition_institution AS item
	WHERE item.edition_id = published AND item.institution_id = asking;
	SELECT item.name, coalesce(own_group, item.peer_group), coalesce(own_label, item.peer_group_label),
		CASE WHEN own_group IS NOT NULL THEN published END
	INTO own_name, own_group, own_label, published
	FROM zhiheng.card_of(p_period) AS item
	WHERE item.id = asking;
	RETURN QUERY
	WITH mine AS MATERIALIZED (
		SELECT found.indicator_code, found.accepted, found.coverage, found.numerator, found.denominator, found.deviation
		FROM zhiheng.count_values(p_programme, p_period, p_indicator, ARRAY[asking], NULL) AS found
	), seen AS MATERIALIZED (
		SELECT result.indicator_code, result.institution_id, card.name, result.coverage, result.hidden, result.numerator, result.denominator,
			result.rank, result.ranked, result.tied, result.earlier
		FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition_institution AS card ON card.edition_id = result.edition_id AND card.institution_id = result.institution_id
			AND card.peer_group = own_group
		WHERE result.edition_id = published AND (p_indicator IS NULL OR result.indicator_code = p_indicator)
	)
	SELECT
		mine.indicator_code,
		true,
		own_name,
		own_group,
		own_label,
		mine.coverage,
		mine.numerator,
		mine.denominator,
		mine.deviation,
		CASE
			WHEN seen.indicator_code IS NULL THEN 'unpublished'
			WHEN seen.hidden THEN 'hidden'
			WHEN (seen.numerator, seen.denominator) IS DISTINCT FROM (mine.numerator, mine.denominator) THEN 'changed'
			ELSE 'published'
		END,
		CASE WHEN (seen.numerator, seen.denominator) IS NOT DISTINCT FROM (mine.numerator, mine.denominator) THEN seen.rank END,
		seen.ranked,
		seen.tied,
		CASE WHEN published IS NULL AND p_indicator IS NOT NULL THEN (SELECT count(*) FROM zhiheng.count_values(p_programme, p_period, p_indicator,
			ARRAY(SELECT item.id FROM zhiheng.card_of(p_period) AS item
				WHERE item.id = ANY ((SELECT zhiheng.institutions_asked(p_programme, p_period))::bigint[]) AND item.peer_group = own_group),
			NULL)) END,
		seen.earlier
	FROM mine
	LEFT JOIN seen ON seen.indicator_code = mine.indicator_code AND seen.institution_id = asking
	UNION ALL
	SELECT
		seen.indicator_code,
		false,
		seen.name,
		own_group,
		own_label,
		CASE WHEN seen.hidden THEN 'suppressed' ELSE seen.coverage END,
		seen.numerator,
		seen.denominator,
		NULL,
		CASE WHEN seen.hidden THEN 'hidden' ELSE 'published' END,
		seen.rank,
		seen.ranked,
		seen.tied,
		NULL,
		seen.earlier
	FROM seen
	-- Who has nothing accepted yet does not write beside what the others have, nor is anybody compared in what it is not asked.
	WHERE seen.institution_id <> asking AND (SELECT bool_or(mine.accepted > 0) FROM mine)
		AND seen.indicator_code IN (SELECT mine.indicator_code FROM mine);
END
$$;
COMMENT ON FUNCTION zhiheng.peer_values IS 'Values of the asking institution out of its accepted returns, of one indicator or (null) of all, and those of its peers as the newest published edition shows them: what is hidden there has no number here. standing of the own row: unpublished, hidden, changed (not the published numbers any more), published; rank: that of the edition, if its numbers are the published ones; peers: before publication how many the group has, of one indicator; earlier: as in that edition';

GRANT USAGE ON SCHEMA zhiheng TO zhiheng_peer;
GRANT SELECT ON zhiheng.register_card, zhiheng.edition, zhiheng.edition_release, zhiheng.edition_withdrawal, zhiheng.edition_institution,
	zhiheng.edition_result
TO zhiheng_peer;
GRANT EXECUTE ON FUNCTION
	zhiheng.audience(),
	zhiheng.cadence(text),
	zhiheng.cadence_rank(text),
	zhiheng.card_of(text),
	zhiheng.identity(),
	zhiheng.period_end(text),
	zhiheng.period_first_month(text),
	zhiheng.period_start(text),
	zhiheng.programme_visible(),
	zhiheng.label(text, text),
	zhiheng.peer_group(text, text, text),
	zhiheng.peer_group_label(text, text, text),
	zhiheng.today()
TO zhiheng_peer;

RESET ROLE;
ALTER FUNCTION zhiheng.peer_values(bigint, text, text) OWNER TO zhiheng_peer;
GRANT EXECUTE ON FUNCTION zhiheng.peer_values(bigint, text, text) TO zhiheng_owner;
