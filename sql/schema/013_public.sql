-- What the public pages of an edition need beside it, frozen with it: the editions before it that its numbers
-- can be held against, and when its inputs were submitted and accepted.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.edition_past (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition,
	indicator_code text COLLATE "C" NOT NULL,
	position integer NOT NULL CHECK (position BETWEEN 1 AND 12),
	past_id bigint NOT NULL REFERENCES zhiheng.edition,
	past_code text COLLATE "C" NOT NULL,
	comparable text NOT NULL CHECK (comparable IN ('yes', 'partly', 'no')),
	reason text,
	PRIMARY KEY (edition_id, indicator_code, position)
);
COMMENT ON TABLE zhiheng.edition_past IS 'Each indicator of an edition in the at most twelve periods that end with it, by the lineage of its target: so a trend costs the same however much was published, and never changes; append-only';
COMMENT ON COLUMN zhiheng.edition_past.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_past.indicator_code IS 'Its indicator';
COMMENT ON COLUMN zhiheng.edition_past.position IS '1 is the edition itself, 2 the period before, ...';
COMMENT ON COLUMN zhiheng.edition_past.past_id IS 'The newest edition of that period when this one was published';
COMMENT ON COLUMN zhiheng.edition_past.past_code IS 'What the indicator was then';
COMMENT ON COLUMN zhiheng.edition_past.comparable IS 'The worst step of the lineage on the way';
COMMENT ON COLUMN zhiheng.edition_past.reason IS 'Why not fully comparable; null if it is';

CREATE TABLE zhiheng.edition_return_time (
	edition_id bigint NOT NULL REFERENCES zhiheng.edition,
	return_id bigint NOT NULL,
	submitted_at timestamptz,
	accepted_at timestamptz,
	PRIMARY KEY (edition_id, return_id)
);
COMMENT ON TABLE zhiheng.edition_return_time IS 'When the frozen inputs of an edition were submitted and accepted, without persons; append-only';
COMMENT ON COLUMN zhiheng.edition_return_time.edition_id IS 'Edition';
COMMENT ON COLUMN zhiheng.edition_return_time.return_id IS 'Return of edition_return';
COMMENT ON COLUMN zhiheng.edition_return_time.submitted_at IS 'Last submission of the frozen revision';
COMMENT ON COLUMN zhiheng.edition_return_time.accepted_at IS 'Last acceptance of it';

CALL zhiheng.make_append_only('zhiheng.edition_past', 'zhiheng.edition_return_time');

-- The home page lists the newest, whatever was published before.
CREATE INDEX edition_published ON zhiheng.edition (published_at DESC);

CREATE FUNCTION zhiheng.edition_periods(p_edition bigint) RETURNS TABLE ("position" integer, edition_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 12 SET search_path = ''
AS $$
	WITH RECURSIVE past AS (
		SELECT
			1 AS position,
			own.id,
			own.region_code,
			own.period,
			own.published_at
		FROM zhiheng.edition AS own
		WHERE own.id = p_edition
		UNION ALL
		SELECT
			past.position + 1,
			earlier.id,
			past.region_code,
			earlier.period,
			past.published_at
		FROM past
		CROSS JOIN LATERAL (
			SELECT
				edition.id,
				edition.period
			FROM zhiheng.edition AS edition
			WHERE edition.region_code = past.region_code
				AND edition.period < past.period
				AND substr(edition.period, 5, 1) = substr(past.period, 5, 1)
				AND edition.published_at <= past.published_at
			ORDER BY edition.period DESC, edition.number DESC
			LIMIT 1
		) AS earlier
		WHERE past.position < 12
	)
	SELECT position, id
	FROM past
$$;
COMMENT ON FUNCTION zhiheng.edition_periods IS 'The edition (position 1) and the periods of its kind before it, each as it stood when the edition was published';

CREATE FUNCTION zhiheng.target_past(p_target text) RETURNS TABLE (target_code text, depth integer, comparable text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 4 SET search_path = ''
AS $$
	WITH RECURSIVE past AS (
		SELECT
			p_target COLLATE "C" AS target_code,
			0 AS depth,
			'yes' AS comparable,
			NULL::text AS reason
		UNION ALL
		SELECT
			link.from_target,
			past.depth + 1,
			CASE WHEN 'no' IN (past.comparable, link.comparable) THEN 'no'
				WHEN 'partly' IN (past.comparable, link.comparable) THEN 'partly' ELSE 'yes' END,
			CASE WHEN link.comparable = 'yes' THEN past.reason ELSE link.reason END
		FROM past
		JOIN zhiheng.lineage AS link ON link.to_target = past.target_code
		WHERE past.depth < 4
	)
	SELECT target_code, depth, comparable, reason
	FROM past
$$;
COMMENT ON FUNCTION zhiheng.target_past IS 'A target and those it came from; comparable: the worst step of the way';

CREATE FUNCTION zhiheng.edition_look_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	INSERT INTO zhiheng.edition_past (edition_id, indicator_code, position, past_id, past_code, comparable, reason)
	SELECT DISTINCT ON (own.indicator_code, past.position)
		NEW.id,
		own.indicator_code,
		past.position,
		past.edition_id,
		earlier.indicator_code,
		target.comparable,
		target.reason
	FROM (
		SELECT
			asked.indicator_code,
			asked.target_code,
			asked.kind,
			asked.unit,
			asked.factor,
			coalesce(substring(asked.indicator_code FROM '[.][0-9]+$'), '') AS part
		FROM zhiheng.edition_indicator AS asked
		WHERE asked.edition_id = NEW.id
	) AS own
	CROSS JOIN LATERAL zhiheng.target_past(own.target_code) AS target
	CROSS JOIN zhiheng.edition_periods(NEW.id) AS past
	JOIN zhiheng.edition_indicator AS earlier ON earlier.edition_id = past.edition_id
		AND earlier.target_code = target.target_code
		AND earlier.kind = own.kind
		AND earlier.unit = own.unit
		AND earlier.factor = own.factor
		AND coalesce(substring(earlier.indicator_code FROM '[.][0-9]+$'), '') = own.part
	ORDER BY own.indicator_code, past.position, target.depth, array_position(ARRAY['yes', 'partly', 'no'], target.comparable), earlier.indicator_code;
	INSERT INTO zhiheng.edition_return_time (edition_id, return_id, submitted_at, accepted_at)
	SELECT
		NEW.id,
		input.return_id,
		max(event.at) FILTER (WHERE event.to_state = 'submitted'),
		max(event.at) FILTER (WHERE event.to_state = 'accepted')
	FROM zhiheng.edition_return AS input
	LEFT JOIN zhiheng.return_event AS event ON event.return_id = input.return_id AND event.revision <= input.revision
	WHERE input.edition_id = NEW.id
	GROUP BY input.return_id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION zhiheng.edition_look_back IS 'At the commit of an edition, when all of it stands: fills edition_past and edition_return_time';

-- Deferred: the head of an edition may be written before or after its other rows.
CREATE CONSTRAINT TRIGGER look_back AFTER INSERT ON zhiheng.edition
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zhiheng.edition_look_back();

RESET ROLE;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger AS t
		WHERE t.tgrelid IN ('zhiheng.edition_past'::regclass, 'zhiheng.edition_return_time'::regclass) AND t.tgname LIKE 'append_only%') = 4;
END
$$;
