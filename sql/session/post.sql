-- What every program does in which people sign in, once for the schema of each (:audience): a form sent twice
-- (sql/schema/015_post.sql).

SET ROLE zhiheng_owner;

CREATE FUNCTION :audience.post_claim(p_key text, p_digest text) RETURNS TABLE (received boolean, answer text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asker CONSTANT bigint := (SELECT who.account_id FROM zhiheng.identity() AS who);
BEGIN
	IF asker IS NULL THEN
		RETURN;
	END IF;
	-- Waits for another of the same that is under way; the next statement then sees what that one has left.
	PERFORM pg_advisory_xact_lock(hashtextextended(p_key || p_digest, asker));
	RETURN QUERY
	SELECT posted.account_id IS NOT NULL, posted.answer
	FROM (VALUES (true)) AS one (present)
	LEFT JOIN zhiheng.posted ON posted.account_id = asker
		AND posted.key = decode(p_key, 'hex') AND posted.digest = decode(p_digest, 'hex');
END
$$;
COMMENT ON FUNCTION :audience.post_claim IS 'Claims a form (in hexadecimal) for this transaction; received: it had been acted upon already, and answered so. No row when nobody is signed in';

CREATE FUNCTION :audience.post_keep(p_key text, p_digest text, p_answer text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	asker CONSTANT bigint := (SELECT who.account_id FROM zhiheng.identity() AS who);
BEGIN
	-- The act has ended its own session: whoever sends it again is nobody.
	IF asker IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO zhiheng.posted (account_id, key, digest, answer)
	VALUES (asker, decode(p_key, 'hex'), decode(p_digest, 'hex'), left(p_answer, 2000));
	-- Keys are random: one form in 256 takes what is too old away.
	IF p_key LIKE 'ff%' THEN
		DELETE FROM zhiheng.posted AS old WHERE old.ctid = ANY (ARRAY(
			SELECT oldest.ctid FROM zhiheng.posted AS oldest WHERE oldest.at < now() - interval '7 days'
			LIMIT 2048 FOR UPDATE SKIP LOCKED));
	END IF;
END
$$;
COMMENT ON FUNCTION :audience.post_keep IS 'Keeps with the act that the form which this transaction claimed was acted upon, and where it leads to (or null)';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
