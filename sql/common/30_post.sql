-- Forms sent twice (sql/schema/015_post.sql), for the programs that have sessions.  Replaced at every migrate.

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.claim_post(p_key bytea, p_digest bytea) RETURNS TABLE (received boolean, answer text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asker CONSTANT bigint := (SELECT who.account_id FROM zhiheng.identity() AS who);
BEGIN
	IF asker IS NULL THEN
		RETURN;
	END IF;
	-- Waits for another of the same that is under way; each statement then sees what that one has left.
	INSERT INTO zhiheng.posted (account_id, key, digest) VALUES (asker, p_key, p_digest) ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN QUERY SELECT true, posted.answer FROM zhiheng.posted
			WHERE posted.account_id = asker AND posted.key = p_key AND posted.digest = p_digest;
		RETURN;
	END IF;
	-- Each new one takes a few of the old away: there are never more than a week's.
	DELETE FROM zhiheng.posted AS old WHERE old.ctid = ANY (ARRAY(
		SELECT oldest.ctid FROM zhiheng.posted AS oldest WHERE oldest.at < now() - interval '7 days'
		ORDER BY oldest.at LIMIT 8 FOR UPDATE SKIP LOCKED));
	RETURN QUERY SELECT false, NULL::text;
END
$$;
COMMENT ON FUNCTION zhiheng.claim_post IS 'Claims a form for this transaction; received: it had been acted upon already, and answered so.  No row when nobody is signed in';

CREATE OR REPLACE FUNCTION zhiheng.answer_post(p_key bytea, p_digest bytea, p_answer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	UPDATE zhiheng.posted SET answer = left(p_answer, 2000)
	WHERE account_id = (SELECT who.account_id FROM zhiheng.identity() AS who) AND key = p_key AND digest = p_digest;
END
$$;
COMMENT ON FUNCTION zhiheng.answer_post IS 'Notes where the form that this transaction claimed leads to';

CREATE OR REPLACE FUNCTION zhiheng.release_post(p_key bytea, p_digest bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	DELETE FROM zhiheng.posted
	WHERE account_id = (SELECT who.account_id FROM zhiheng.identity() AS who) AND key = p_key AND digest = p_digest;
END
$$;
COMMENT ON FUNCTION zhiheng.release_post IS 'Gives the claim of this transaction back: the form was refused, though something about that is kept';

RESET ROLE;
