-- What an institution may know of its peers: their values, without names until these are published.
--
-- The function below belongs to zhiheng_peer, a role that cannot log in and that the policy of zhiheng.institution
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
	denominator numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	asking bigint := (SELECT who.institution_id FROM zhiheng.identity() AS who);
	published bigint;
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
	RETURN QUERY
	WITH card AS MATERIALIZED (
		SELECT item.id, item.name, item.peer_group, item.peer_group_label
		FROM zhiheng.institution_card AS item
		WHERE item.peer_group = (SELECT mine.peer_group FROM zhiheng.institution_card AS mine WHERE mine.id = asking)
	), value AS MATERIALIZED (
		SELECT
			found.indicator_code,
			found.institution_id,
			found.institution_id = asking AS own,
			card.name,
			card.peer_group,
			card.peer_group_label,
			found.accepted,
			found.coverage,
			found.numerator,
			found.denominator
		FROM zhiheng.count_values(p_programme, p_period, p_indicator, ARRAY(SELECT seen.id FROM card AS seen), NULL) AS found
		JOIN card ON card.id = found.institution_id
	)
	SELECT
		value.indicator_code,
		value.own,
		-- A peer's name stands beside just those numbers that are public with it.
		CASE WHEN value.own OR (result.numerator = value.numerator
			AND result.denominator IS NOT DISTINCT FROM value.denominator) THEN value.name END,
		value.peer_group,
		value.peer_group_label,
		value.coverage,
		value.numerator,
		value.denominator
	FROM value
	LEFT JOIN zhiheng.edition_result AS result ON result.edition_id = published
		AND result.indicator_code = value.indicator_code AND result.institution_id = value.institution_id
	-- Who has nothing accepted yet shall not see what the others wrote, nor anybody what it is not asked itself.
	WHERE value.own OR ((SELECT bool_or(mine.accepted > 0) FROM value AS mine WHERE mine.own)
		AND value.indicator_code IN (SELECT mine.indicator_code FROM value AS mine WHERE mine.own));
END
$$;
COMMENT ON FUNCTION zhiheng.peer_values IS 'Values of the asking institution and, once it has an accepted return of the period, of its peers, out of accepted returns, of one indicator or (null) of all; name: its own, and that of a peer whose very numbers stand in the newest published edition';

GRANT USAGE ON SCHEMA zhiheng TO zhiheng_peer;
GRANT SELECT ON zhiheng.institution_card, zhiheng.edition, zhiheng.edition_release, zhiheng.edition_withdrawal, zhiheng.edition_result
TO zhiheng_peer;
GRANT EXECUTE ON FUNCTION
	zhiheng.audience(),
	zhiheng.identity(),
	zhiheng.programme_visible(),
	zhiheng.label(text, text),
	zhiheng.peer_group(text, text, text),
	zhiheng.peer_group_label(text, text, text)
TO zhiheng_peer;

RESET ROLE;
ALTER FUNCTION zhiheng.peer_values(bigint, text, text) OWNER TO zhiheng_peer;
GRANT EXECUTE ON FUNCTION zhiheng.peer_values(bigint, text, text) TO zhiheng_owner;
