-- What every program does in which people sign in, once for the schema of each (:audience): a form sent twice.

SET ROLE zhiheng_owner;

CREATE FUNCTION :audience.post_claim(p_key text, p_digest text) RETURNS TABLE (received boolean, answer text)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT received, answer FROM zhiheng.claim_post(decode(p_key, 'hex'), decode(p_digest, 'hex')) $$;
COMMENT ON FUNCTION :audience.post_claim IS 'As zhiheng.claim_post, in hexadecimal';

CREATE FUNCTION :audience.post_answer(p_key text, p_digest text, p_answer text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT zhiheng.answer_post(decode(p_key, 'hex'), decode(p_digest, 'hex'), p_answer) $$;
COMMENT ON FUNCTION :audience.post_answer IS 'As zhiheng.answer_post';

CREATE FUNCTION :audience.post_release(p_key text, p_digest text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT zhiheng.release_post(decode(p_key, 'hex'), decode(p_digest, 'hex')) $$;
COMMENT ON FUNCTION :audience.post_release IS 'As zhiheng.release_post';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
