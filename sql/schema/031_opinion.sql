-- What quality control centres say of cells that wait at their level, and what the commission answers.
--
-- Record: return_opinion, return_opinion_answer.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.return_opinion (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	submission_id bigint NOT NULL,
	return_id bigint NOT NULL,
	qc_centre_id bigint NOT NULL REFERENCES zhiheng.qc_centre,
	element_code text COLLATE "C" NOT NULL,
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	FOREIGN KEY (submission_id, return_id) REFERENCES zhiheng.submission_sheet (submission_id, return_id),
	CONSTRAINT return_opinion_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
CREATE INDEX return_opinion_return ON zhiheng.return_opinion (return_id, id);
COMMENT ON TABLE zhiheng.return_opinion IS 'A QC centre''s opinion on a cell of a submission while it is the turn of its commission: it decides nothing, and the commission answers it before it decides; append-only';
COMMENT ON COLUMN zhiheng.return_opinion.id IS 'Order';
COMMENT ON COLUMN zhiheng.return_opinion.submission_id IS 'Submission';
COMMENT ON COLUMN zhiheng.return_opinion.return_id IS 'Which of its returns';
COMMENT ON COLUMN zhiheng.return_opinion.qc_centre_id IS 'Whose opinion';
COMMENT ON COLUMN zhiheng.return_opinion.element_code IS 'Element, of the centre''s specialties';
COMMENT ON COLUMN zhiheng.return_opinion.text IS 'Words';
COMMENT ON COLUMN zhiheng.return_opinion.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_opinion.at IS 'When';

CREATE TABLE zhiheng.return_opinion_answer (
	opinion_id bigint PRIMARY KEY REFERENCES zhiheng.return_opinion,
	text text NOT NULL,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT return_opinion_text CHECK (char_length(text) BETWEEN 2 AND 1000)
);
COMMENT ON TABLE zhiheng.return_opinion_answer IS 'What the commission answers an opinion, once; append-only';
COMMENT ON COLUMN zhiheng.return_opinion_answer.opinion_id IS 'Opinion';
COMMENT ON COLUMN zhiheng.return_opinion_answer.text IS 'Words';
COMMENT ON COLUMN zhiheng.return_opinion_answer.account_id IS 'Who';
COMMENT ON COLUMN zhiheng.return_opinion_answer.at IS 'When';

CALL zhiheng.make_append_only('zhiheng.return_opinion', 'zhiheng.return_opinion_answer');

CREATE FUNCTION zhiheng.opinion_days() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 3;
COMMENT ON FUNCTION zhiheng.opinion_days IS 'Working days that QC centres have for their opinion, from the day on which it is the turn of their level';

-- A centre sees no sheet: which cells of its specialties wait it is told without their numbers.
CREATE FUNCTION zhiheng.waiting_at(p_return bigint, p_level integer) RETURNS TABLE (submission_id bigint, element_code text, turn_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT item.submission_id, element.code, known.turn_at
	FROM zhiheng.submission_waiting(p_return) AS item
	JOIN zhiheng.submission AS known ON known.id = item.submission_id
	JOIN zhiheng.element_number AS element ON element.number = ANY (item.elements)
	WHERE item.kind <> 'correction' AND item.turn = p_level AND NOT item.decided;
END
$$;
COMMENT ON FUNCTION zhiheng.waiting_at IS 'The cells of a return that wait at a level; who calls has asked whether the return is seen';
GRANT EXECUTE ON FUNCTION zhiheng.submission_waiting TO zhiheng_counter;
REVOKE EXECUTE ON FUNCTION zhiheng.waiting_at FROM PUBLIC;

-- Between a commission and its centres: no hospital's affair.
CALL zhiheng.protect('zhiheng.return_opinion', $$(SELECT zhiheng.audience()) IN ('commission', 'operator') AND $$ || zhiheng.by_key('return', 'return_id')
	|| ' AND ' || zhiheng.by_specialty());
CALL zhiheng.protect('zhiheng.return_opinion_answer', zhiheng.by_key('return_opinion', 'opinion_id'));

RESET ROLE;
ALTER FUNCTION zhiheng.waiting_at OWNER TO zhiheng_counter;
GRANT EXECUTE ON FUNCTION zhiheng.waiting_at TO zhiheng_owner;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.return_opinion'::regclass, 'zhiheng.return_opinion_answer'::regclass));
END
$$;
