-- Schema commission: definition, which definitions of a programme's indicators its owner has confirmed.

SET ROLE zhiheng_owner;

CREATE VIEW commission.definition AS
SELECT
	asked.programme_id,
	asked.position AS id,
	concat_ws(':', asked.indicator_code, asked.indicator_version, coalesce(newest.id, 0)) AS version,
	asked.indicator_code,
	asked.indicator_version,
	asked.name,
	asked.specialty,
	asked.basis,
	zhiheng.basis_label(asked.basis) AS basis_label,
	(SELECT source.note FROM zhiheng.catalogue_indicator AS source
		WHERE source.code = asked.indicator_code AND source.version = asked.indicator_version) AS note,
	asked.confirmed_on,
	asked.confirmed_by,
	asked.confirmed_source,
	CASE
		WHEN asked.own_trend THEN 'own_trend'
		WHEN asked.basis = 'seed' THEN 'document'
		WHEN asked.confirmed_on IS NOT NULL THEN 'confirmed'
		ELSE 'unconfirmed'
	END AS state
FROM zhiheng.asked_indicator AS asked
LEFT JOIN zhiheng.definition_confirmed AS newest ON newest.programme_id = asked.programme_id
	AND newest.indicator_code = asked.indicator_code AND newest.indicator_version = asked.indicator_version;
COMMENT ON VIEW commission.definition IS 'Indicators of programmes with where their formula is from and who confirmed it; version tells one state of a row from another';

CREATE VIEW commission.definition_programme AS
SELECT
	programme.id AS value,
	programme.name AS label,
	programme.year,
	(programme.commission_id = (SELECT who.commission_id FROM zhiheng.identity() AS who)) IS TRUE AS own
FROM zhiheng.programme AS programme
WHERE programme.id IN (SELECT zhiheng.programme_visible());
COMMENT ON VIEW commission.definition_programme IS 'Programmes of the own commission (own) and of those above and below it';

CREATE FUNCTION commission.definition_say(p_programme bigint, p_versions text[], p_confirmed boolean, p_source text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	said text[];
BEGIN
	PERFORM commission.programme_lock(p_programme);
	WITH made AS (
		INSERT INTO zhiheng.definition_confirmation (programme_id, indicator_code, indicator_version, confirmed, source, account_id)
		SELECT p_programme, item.indicator_code, item.indicator_version, p_confirmed, p_source, (SELECT account_id FROM zhiheng.identity())
		FROM commission.definition AS item
		WHERE item.programme_id = p_programme AND item.version = ANY (p_versions)
			AND item.state = CASE WHEN p_confirmed THEN 'unconfirmed' ELSE 'confirmed' END
		RETURNING indicator_code
	)
	SELECT array_agg(made.indicator_code ORDER BY made.indicator_code) INTO said FROM made;
	IF cardinality(said) IS DISTINCT FROM cardinality(p_versions) THEN
		RAISE EXCEPTION 'definitions were changed meanwhile' USING ERRCODE = 'ZH409', CONSTRAINT = 'definition_changed';
	END IF;
	CALL zhiheng.write_audit(CASE WHEN p_confirmed THEN 'definition.confirm' ELSE 'definition.withdraw' END, p_programme,
		jsonb_build_object('indicators', said, 'source', p_source));
END
$$;
COMMENT ON FUNCTION commission.definition_say IS 'Confirms definitions of the own programme by a source, or withdraws that for a reason; all rows as they were seen, or none';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
