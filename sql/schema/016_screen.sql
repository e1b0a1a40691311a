-- What the screens of data need of an accepted return as one of the peers of others.
--
-- Derived: screen_return (screen_rebuild); `zhiheng rebuild` calls it.

SET ROLE zhiheng_owner;

-- A row holds a whole return: a form that is opened reads dozens of peers' rows.
CREATE TABLE zhiheng.screen_return (
	return_id bigint PRIMARY KEY,
	period text COLLATE "C" NOT NULL,
	institution_id bigint NOT NULL,
	codes text[] COLLATE "C" NOT NULL,
	changes double precision[] NOT NULL,
	variances double precision[] NOT NULL,
	CHECK (cardinality(codes) = ALL (ARRAY[cardinality(changes), cardinality(variances)])),
	CHECK (array_position(changes || variances, 'NaN') IS NULL)
);
CREATE INDEX screen_return_institution ON zhiheng.screen_return (institution_id);
COMMENT ON TABLE zhiheng.screen_return IS 'How the values of accepted returns moved and usually move; derived from accepted_number when a return''s standing changes, by the trigger screen_keep; rebuilt by zhiheng.screen_rebuild';
COMMENT ON COLUMN zhiheng.screen_return.return_id IS 'Return';
COMMENT ON COLUMN zhiheng.screen_return.period IS 'Quarter';
COMMENT ON COLUMN zhiheng.screen_return.institution_id IS 'Institution';
COMMENT ON COLUMN zhiheng.screen_return.codes IS 'Indicators of events among cases or exposure, the order of the other arrays';
COMMENT ON COLUMN zhiheng.screen_return.changes IS 'From the same quarter of the year before, on the scale of zhiheng.screen_transform; null: one of both is not there';
COMMENT ON COLUMN zhiheng.screen_return.variances IS 'Of changes from quarter to quarter before this one beyond chance, on that scale squared; null: fewer than four';

CREATE FUNCTION zhiheng.screen_make(p_returns bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO zhiheng.screen_return (return_id, period, institution_id, codes, changes, variances)
	SELECT head.id, head.period, head.institution_id,
		array_agg(past.indicator_code), array_agg(past.change), array_agg(CASE WHEN past.pairs >= 4 THEN past.variance END)
	FROM zhiheng.return AS head
	JOIN zhiheng.screen_past(p_returns) AS past ON past.return_id = head.id
	WHERE head.id = ANY (p_returns)
	GROUP BY head.id
	-- Two quarters of an institution may be accepted at once: the later one knows of both.
	ON CONFLICT (return_id) DO UPDATE SET codes = EXCLUDED.codes, changes = EXCLUDED.changes, variances = EXCLUDED.variances;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.screen_make IS 'Makes the rows of screen_return for these returns, which must be accepted';

-- A number put right moves the quarters that look back to it.
CREATE FUNCTION zhiheng.screen_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	DELETE FROM zhiheng.screen_return AS kept WHERE kept.institution_id = NEW.institution_id AND kept.period >= NEW.period;
	PERFORM zhiheng.screen_make(ARRAY(SELECT head.id FROM zhiheng.return AS head
		WHERE head.institution_id = NEW.institution_id AND head.period >= NEW.period AND head.state IN ('accepted', 'published')));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.screen_keep IS 'Trigger: screen_return follows the returns into and out of acceptance; runs after accepted_keep, by its name';
CREATE TRIGGER screen_keep AFTER UPDATE OF state ON zhiheng.return
	FOR EACH ROW
	WHEN ((NEW.state IN ('accepted', 'published')) <> (OLD.state IN ('accepted', 'published')) OR NEW.accepted_revision <> OLD.accepted_revision)
	EXECUTE FUNCTION zhiheng.screen_keep();

CREATE FUNCTION zhiheng.screen_rebuild() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	part bigint[];
	made bigint := 0;
BEGIN
	DELETE FROM zhiheng.screen_return;
	-- A few at a time: these are sought in arrays.
	FOR part IN
		SELECT array_agg(item.id)
		FROM (
			SELECT head.id, (row_number() OVER (ORDER BY head.institution_id, head.period) - 1) / 50 AS place
			FROM zhiheng.return AS head
			WHERE head.state IN ('accepted', 'published')
		) AS item
		GROUP BY item.place
	LOOP
		made := made + zhiheng.screen_make(part);
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION zhiheng.screen_rebuild IS 'Makes screen_return anew; returns the number of rows';

-- As accepted_number, from which it is made, but of all specialties in one row: nothing for a QC centre.
CALL zhiheng.protect('zhiheng.screen_return', zhiheng.by_key('institution', 'institution_id')
	|| ' AND (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL');
CREATE POLICY count ON zhiheng.screen_return FOR SELECT TO zhiheng_counter USING (true);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'zhiheng.screen_return'::regclass);
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'zhiheng.return'::regclass AND tgname IN ('accepted_keep', 'screen_keep')) = 2;
END
$$;
