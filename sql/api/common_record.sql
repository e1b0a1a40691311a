-- What several audiences share, continued: the pen of institution.return_save.  Its functions belong to
-- zhiheng_recorder, whom the policies of the tables behind a return do not ask: whose the return is, and
-- whether it may be changed, institution.return_lock has asked before, once and not for every value.
-- Nobody but zhiheng_owner's functions may call them.

-- Two people at one return.  A save names the revision its form was made from (the base) and every
-- element of the form.  For each element, with mine = what was sent, base = the value at that
-- revision, now = the newest value:
--   mine = now               nothing to do                                          same
--   mine = base, now differs the other person changed it, I did not: theirs stays   newer
--   base = now, mine differs I changed it, nobody else did                          change
--   all three differ         both changed it: nothing of the save is written        conflict
-- The form is shown again then, made from the newest revision: a second save decides.
CREATE OR REPLACE FUNCTION zhiheng.return_judge(p_return bigint, p_programme bigint, p_base integer, p_codes text[], p_states text[],
	p_values numeric[]) RETURNS zhiheng.entry[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN (SELECT array_agg(ROW(
		mine.code,
		mine.state,
		mine.value,
		CASE
			WHEN asked.code IS NULL THEN 'unknown'
			WHEN (mine.state, mine.value) IS NOT DISTINCT FROM (coalesce(cell.state, 'missing'), cell.value) THEN 'same'
			WHEN cell.revision > p_base AND (mine.state, mine.value) IS NOT DISTINCT FROM (coalesce(base.state, 'missing'), base.value) THEN 'newer'
			WHEN element.type <> 'decimal' AND mine.value <> trunc(mine.value) THEN 'not_whole'
			WHEN element.type = 'boolean' AND mine.value > 1 THEN 'not_boolean'
			WHEN mine.value < element.minimum THEN 'too_small'
			WHEN cell.revision > p_base THEN 'conflict'
			ELSE 'change'
		END,
		cell.revision)::zhiheng.entry)
	FROM unnest(p_codes, p_states, p_values) AS mine (code, state, value)
	LEFT JOIN (
		SELECT DISTINCT part.code
		FROM zhiheng.programme_indicator AS indicator
		JOIN zhiheng.return AS head ON head.id = p_return
		JOIN zhiheng.institution AS own ON own.id = head.institution_id
			AND zhiheng.applies(indicator.levels, indicator.kinds, own.level, own.kind, own.specialist_type)
		CROSS JOIN LATERAL unnest(ARRAY[indicator.numerator, indicator.denominator]) AS part (code)
		WHERE indicator.programme_id = p_programme
	) AS asked ON asked.code = mine.code
	LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = p_return AND cell.element_code = mine.code
	LEFT JOIN LATERAL (
		SELECT
			version.type,
			version.minimum
		FROM zhiheng.catalogue_element AS version
		WHERE version.code = mine.code AND NOT version.withdrawn AND mine.state = 'value'
		ORDER BY version.version DESC
		LIMIT 1
	) AS element ON true
	LEFT JOIN LATERAL (
		SELECT
			older.states[older.place] AS state,
			older.numbers[older.place] AS value
		FROM (
			SELECT
				save.revision,
				save.states,
				save.numbers,
				array_position(save.codes, mine.code) AS place
			FROM zhiheng.return_save AS save
			WHERE cell.revision > p_base AND save.return_id = p_return AND save.revision <= p_base
		) AS older
		WHERE older.place IS NOT NULL
		ORDER BY older.revision DESC
		LIMIT 1
	) AS base ON true);
END
$$;
COMMENT ON FUNCTION zhiheng.return_judge IS 'What becomes of every element of a save; for institution.return_save, after return_lock';

CREATE OR REPLACE FUNCTION zhiheng.return_record(p_return bigint, p_revision integer, p_account bigint, p_judged zhiheng.entry[],
	p_source text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	changes integer;
BEGIN
	INSERT INTO zhiheng.return_save (return_id, revision, account_id, codes, states, numbers, sources)
	SELECT p_return, p_revision, p_account, array_agg(item.code), array_agg(item.state), array_agg(item.value), array_agg(p_source)
	FROM unnest(p_judged) AS item
	WHERE item.verdict = 'change'
	HAVING count(*) > 0
	RETURNING cardinality(codes) INTO changes;
	IF changes > 0 THEN
		UPDATE zhiheng.return SET revision = p_revision WHERE id = p_return;
	END IF;
	RETURN coalesce(changes, 0);
END
$$;
COMMENT ON FUNCTION zhiheng.return_record IS 'Writes down the changes that return_judge found, as one save; gives their number, 0 writes nothing';

CREATE OR REPLACE FUNCTION zhiheng.period_is_open(p_programme bigint, p_period text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM zhiheng.reporting_period AS calendar
		WHERE calendar.programme_id = p_programme AND calendar.period = p_period AND calendar.state = 'open');
END
$$;
COMMENT ON FUNCTION zhiheng.period_is_open IS 'Whether the period of a return takes numbers now; for institution.return_lock, which has the return';

ALTER FUNCTION zhiheng.period_is_open OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_judge OWNER TO zhiheng_recorder;
ALTER FUNCTION zhiheng.return_record OWNER TO zhiheng_recorder;
REVOKE EXECUTE ON FUNCTION zhiheng.period_is_open, zhiheng.return_judge, zhiheng.return_record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zhiheng.period_is_open, zhiheng.return_judge, zhiheng.return_record TO zhiheng_owner;
GRANT EXECUTE ON FUNCTION zhiheng.applies TO zhiheng_recorder;
