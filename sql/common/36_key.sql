-- What several audiences share, continued: reading sets by keys that are decided once.
--
-- A policy is asked for every row.  The functions below ask which returns or institutions the session sees, once, and read
-- what belongs to them by key, as zhiheng_counter, whom policies do not ask.  A key that is not the session's gives no row.

CALL zhiheng.drop_functions('accepted_digest', 'returns_seen', 'elements_seen', 'return_cells', 'return_digests', 'elements_filled', 'institutions_seen', 'baselines_current');
SET ROLE zhiheng_owner;

CREATE FUNCTION zhiheng.returns_seen(p_returns bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN ARRAY(SELECT head.id FROM zhiheng.return AS head WHERE head.id = ANY (p_returns));
END
$$;
COMMENT ON FUNCTION zhiheng.returns_seen IS 'Those of these returns that the session sees';

CREATE FUNCTION zhiheng.elements_seen() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN CASE WHEN (SELECT who.qc_centre_id FROM zhiheng.identity() AS who) IS NOT NULL THEN zhiheng.specialty_elements() END;
END
$$;
COMMENT ON FUNCTION zhiheng.elements_seen IS 'Elements that the session sees of a return; null: all';

CREATE FUNCTION zhiheng.return_cells(p_returns bigint[])
RETURNS TABLE (return_id bigint, element_code text, revision integer, state text, value zhiheng.quantity)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.returns_seen(p_returns);
	elements text[] := zhiheng.elements_seen();
	level CONSTANT smallint := zhiheng.level_own();
BEGIN
	-- Nobody above sees a draft, nor what a level below has not passed.
	IF level IS NOT NULL THEN
		RETURN QUERY
		SELECT cell.return_id, cell.element_code, cell.revision, cell.state, cell.value
		FROM zhiheng.return_signed(seen, level) AS cell
		WHERE elements IS NULL OR cell.element_code = ANY (elements);
		RETURN;
	END IF;
	RETURN QUERY
	SELECT cell.return_id, cell.element_code, cell.revision, cell.state, cell.value
	FROM zhiheng.sheet_list AS cell
	WHERE cell.return_id = ANY (seen) AND (elements IS NULL OR cell.element_code = ANY (elements));
END
$$;
COMMENT ON FUNCTION zhiheng.return_cells IS 'The newest values of those of these returns that the session sees: to a commission what has come to its level (zhiheng.return_signed), to a QC centre of its specialties';

CREATE FUNCTION zhiheng.accepted_digest(p_return bigint, p_level integer) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	head zhiheng.return := (SELECT item FROM zhiheng.return AS item WHERE item.id = p_return);
BEGIN
	-- What was loaded without any submission.
	IF NOT EXISTS (SELECT FROM zhiheng.submission_sheet AS sheet WHERE sheet.return_id = p_return) THEN
		RETURN sha256(convert_to(zhiheng.return_text(p_return, head.counted[p_level]), 'UTF8'));
	END IF;
	-- Where nothing was ever kept back, a level's copy is the return as it was at that revision.
	IF head.counted[p_level] IS NOT NULL AND NOT EXISTS (SELECT FROM zhiheng.submission_step AS step
	    WHERE step.return_id = p_return AND (step.act <> 'accepted' OR step.excepted <> '{}')) THEN
		RETURN CASE head.counted[p_level]
			WHEN head.revision THEN zhiheng.return_digest(p_return)
			ELSE sha256(convert_to(zhiheng.return_text(p_return, head.counted[p_level]), 'UTF8'))
		END;
	END IF;
	RETURN (SELECT zhiheng.submission_digest(array_agg(cell.element), array_agg(cell.number),
			coalesce(array_agg(cell.element) FILTER (WHERE cell.not_applicable), '{}'))
		FROM zhiheng.accepted_cells(p_return) AS cell
		-- Of what was never saved the digest of a return says nothing either.
		JOIN zhiheng.return_sheet AS sheet ON sheet.return_id = p_return AND sheet.revisions[cell.element] IS NOT NULL
		WHERE cell.level = p_level
		HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION zhiheng.accepted_digest IS 'zhiheng.return_digest of the copy that programmes of a level count; null: there is none';

CREATE FUNCTION zhiheng.return_digests(p_returns bigint[], p_level integer)
RETURNS TABLE (return_id bigint, digest bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.returns_seen(p_returns);
BEGIN
	RETURN QUERY
	SELECT head.id, zhiheng.accepted_digest(head.id, p_level)
	FROM unnest(seen) AS head (id);
END
$$;
COMMENT ON FUNCTION zhiheng.return_digests IS 'zhiheng.accepted_digest of those of these returns that the session sees, over all their values, of whatever specialty';

CREATE FUNCTION zhiheng.elements_filled(p_returns bigint[], p_codes text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	seen bigint[] := zhiheng.returns_seen(p_returns);
	elements text[] := zhiheng.elements_seen();
BEGIN
	RETURN QUERY
	SELECT asked.code
	FROM unnest(p_codes) AS asked (code)
	WHERE (elements IS NULL OR asked.code = ANY (elements))
		-- The first return that has it is enough.
		AND (SELECT true FROM unnest(seen) AS head (id)
			CROSS JOIN LATERAL (
				SELECT FROM zhiheng.sheet_cell AS cell
				WHERE cell.return_id = head.id AND cell.element_code = asked.code AND cell.state <> 'missing' OFFSET 0) AS cell
			LIMIT 1);
END
$$;
COMMENT ON FUNCTION zhiheng.elements_filled IS 'Those of these elements that one of those returns says something of';

CREATE FUNCTION zhiheng.institutions_seen(p_period text DEFAULT NULL) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
	who zhiheng.identity := (SELECT known FROM zhiheng.identity() AS known);
BEGIN
	RETURN CASE zhiheng.audience()
		WHEN 'institution' THEN ARRAY(SELECT who.institution_id WHERE who.institution_id IS NOT NULL)
		-- By the index, however many there are elsewhere.
		WHEN 'commission' THEN ARRAY(SELECT institution.id FROM zhiheng.register_of(p_period) AS institution
			WHERE institution.region_code >= who.region_first AND institution.region_code <= who.region_last)
		WHEN 'worker' THEN ARRAY(SELECT institution.id FROM zhiheng.institution AS institution)
		WHEN 'operator' THEN ARRAY(SELECT institution.id FROM zhiheng.institution AS institution)
		ELSE ARRAY[]::bigint[]
	END;
END
$$;
COMMENT ON FUNCTION zhiheng.institutions_seen IS 'The institutions that the session sees, as the policy of zhiheng.institution has them; of a period those that lay in its subtree then';

CREATE FUNCTION zhiheng.baselines_current()
RETURNS TABLE (id bigint, institution_id bigint, year integer, years integer, numerator_code text, denominator_code text, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2000 SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
#variable_conflict use_column
DECLARE
	seen bigint[] := zhiheng.institutions_seen();
BEGIN
	RETURN QUERY
	SELECT
		newest.id,
		newest.institution_id,
		newest.year,
		newest.years,
		newest.numerator_code,
		newest.denominator_code,
		coalesce((SELECT decision.decision FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = newest.id), 'waiting')
	FROM (
		SELECT DISTINCT ON (baseline.institution_id, baseline.year, baseline.numerator_code, baseline.denominator_code)
			baseline.id,
			baseline.institution_id,
			baseline.year,
			cardinality(baseline.goals) AS years,
			baseline.numerator_code,
			baseline.denominator_code
		FROM zhiheng.baseline AS baseline
		WHERE baseline.institution_id = ANY (seen)
		ORDER BY baseline.institution_id, baseline.year, baseline.numerator_code, baseline.denominator_code, baseline.version DESC
	) AS newest;
END
$$;
COMMENT ON FUNCTION zhiheng.baselines_current IS 'Newest version of every baseline of the institutions that the session sees, year by year, with how many years its goals are for, and its state: waiting, approved, returned';

GRANT SELECT ON zhiheng.baseline, zhiheng.baseline_decision, zhiheng.institution, zhiheng.return_cell, zhiheng.return_save, zhiheng.return_value
TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION
	zhiheng.accepted_cells(bigint),
	zhiheng.level_own(),
	zhiheng.return_signed(bigint[], integer),
	zhiheng.accepted_digest(bigint, integer),
	zhiheng.audience(),
	zhiheng.elements_seen(),
	zhiheng.identity(),
	zhiheng.programme_visible(),
	zhiheng.return_digest(bigint),
	zhiheng.returns_seen(bigint[])
TO zhiheng_counter;

RESET ROLE;
ALTER FUNCTION zhiheng.return_cells(bigint[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.return_digests(bigint[], integer) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.elements_filled(bigint[], text[]) OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.baselines_current() OWNER TO zhiheng_counter;
ALTER FUNCTION zhiheng.institutions_seen(text) OWNER TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.return_cells(bigint[]), zhiheng.return_digests(bigint[], integer), zhiheng.elements_filled(bigint[], text[]),
	zhiheng.baselines_current(), zhiheng.institutions_seen(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.return_cells(bigint[]), zhiheng.return_digests(bigint[], integer), zhiheng.elements_filled(bigint[], text[]),
	zhiheng.baselines_current(), zhiheng.institutions_seen(text) TO zhiheng_owner;
