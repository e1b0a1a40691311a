-- What was accepted of a longer period and does not fit what was accepted of its shorter ones since.
--
-- Derived: bound_conflict (bound_rebuild); `zhiheng rebuild` calls it.

SET ROLE zhiheng_owner;

-- Desks read it: what breaks the bounds is looked for when something is accepted, not whenever somebody comes in.
CREATE TABLE zhiheng.bound_conflict (
	return_id bigint NOT NULL REFERENCES zhiheng.return,
	element_code text COLLATE "C" NOT NULL,
	value numeric NOT NULL,
	bound numeric NOT NULL,
	bound_label text NOT NULL,
	PRIMARY KEY (return_id, element_code)
);
COMMENT ON TABLE zhiheng.bound_conflict IS 'Accepted numbers of longer periods outside zhiheng.return_bounds of what is accepted of their shorter ones; derived from accepted_number when a return of the same year is accepted, by the trigger bound_keep; rebuilt by zhiheng.bound_rebuild';
COMMENT ON COLUMN zhiheng.bound_conflict.return_id IS 'The longer period''s return';
COMMENT ON COLUMN zhiheng.bound_conflict.element_code IS 'Element, typed in both';
COMMENT ON COLUMN zhiheng.bound_conflict.value IS 'Accepted there, in the element''s unit';
COMMENT ON COLUMN zhiheng.bound_conflict.bound IS 'What the shorter periods allow, in the element''s unit';
COMMENT ON COLUMN zhiheng.bound_conflict.bound_label IS 'Which of them, as zhiheng.return_bounds says it';

CREATE FUNCTION zhiheng.bound_make(p_institution bigint, p_year text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	longer CONSTANT bigint[] := ARRAY(SELECT head.id FROM zhiheng.return AS head
		WHERE head.institution_id = p_institution AND left(head.period, 4) = p_year AND head.accepted_revision IS NOT NULL
			AND head.period !~ '-');
	made bigint;
BEGIN
	DELETE FROM zhiheng.bound_conflict WHERE return_id = ANY (longer);
	INSERT INTO zhiheng.bound_conflict (return_id, element_code, value, bound, bound_label)
	SELECT
		head.id,
		kept.element_code,
		kept.value,
		CASE WHEN kept.value < bound.lowest THEN bound.lowest ELSE bound.highest END,
		CASE WHEN kept.value < bound.lowest THEN bound.lowest_label ELSE bound.highest_label END
	FROM zhiheng.return AS head
	CROSS JOIN LATERAL zhiheng.return_bounds(head.id, 'accepted') AS bound
	JOIN zhiheng.accepted_cell AS kept ON kept.period = head.period AND kept.institution_id = head.institution_id AND kept.element_code = bound.code
		AND kept.levels & zhiheng.level_bit(4) <> 0
	WHERE head.id = ANY (longer) AND (kept.value < bound.lowest OR kept.value > bound.highest)
	-- Two periods of an institution may be accepted at once.
	ON CONFLICT (return_id, element_code) DO UPDATE SET value = EXCLUDED.value, bound = EXCLUDED.bound, bound_label = EXCLUDED.bound_label;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.bound_make IS 'Makes the rows of bound_conflict of an institution and year; returns their number';

CREATE FUNCTION zhiheng.bound_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	-- A year that has one length of period alone has no bounds.
	IF EXISTS (SELECT FROM zhiheng.return AS other WHERE other.institution_id = NEW.institution_id AND left(other.period, 4) = left(NEW.period, 4)
	    AND other.accepted_revision IS NOT NULL AND length(other.period) || substr(other.period, 5, 1) <> length(NEW.period) || substr(NEW.period, 5, 1)) THEN
		PERFORM zhiheng.bound_make(NEW.institution_id, left(NEW.period, 4));
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.bound_keep IS 'Trigger: bound_conflict follows acceptances; runs after accepted_keep, by its name';
CREATE TRIGGER bound_keep AFTER UPDATE OF state ON zhiheng.return
	FOR EACH ROW
	WHEN (NEW.accepted_at IS DISTINCT FROM OLD.accepted_at)
	EXECUTE FUNCTION zhiheng.bound_keep();

CREATE FUNCTION zhiheng.bound_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM zhiheng.bound_conflict;
	RETURN (SELECT coalesce(sum(zhiheng.bound_make(item.institution_id, item.year)), 0)
		FROM (
			SELECT head.institution_id, left(head.period, 4) AS year
			FROM zhiheng.return AS head
			WHERE head.accepted_revision IS NOT NULL
			GROUP BY head.institution_id, left(head.period, 4)
			HAVING count(DISTINCT zhiheng.cadence(head.period)) > 1
		) AS item);
END
$$;
COMMENT ON FUNCTION zhiheng.bound_rebuild IS 'Makes bound_conflict anew; returns the number of rows';

CALL zhiheng.protect('zhiheng.bound_conflict', zhiheng.by_key('return', 'return_id') || ' AND ' || zhiheng.by_specialty());

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.bound_conflict'::regclass);
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'zhiheng.return'::regclass AND tgname IN ('accepted_keep', 'bound_keep')) = 2;
END
$$;
