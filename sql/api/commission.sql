-- What the commission program may read and do: views and functions of schema commission.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS commission CASCADE;
CREATE SCHEMA commission AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

CREATE VIEW commission.session AS
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM zhiheng.session_card;
COMMENT ON VIEW commission.session IS 'Who is signed in';

CREATE FUNCTION commission.post_claim(p_key text, p_digest text) RETURNS TABLE (received boolean, answer text)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT received, answer FROM zhiheng.claim_post(decode(p_key, 'hex'), decode(p_digest, 'hex')) $$;
COMMENT ON FUNCTION commission.post_claim IS 'As zhiheng.claim_post, in hexadecimal';

CREATE FUNCTION commission.post_answer(p_key text, p_digest text, p_answer text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT zhiheng.answer_post(decode(p_key, 'hex'), decode(p_digest, 'hex'), p_answer) $$;
COMMENT ON FUNCTION commission.post_answer IS 'As zhiheng.answer_post';

CREATE FUNCTION commission.post_release(p_key text, p_digest text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ SELECT zhiheng.release_post(decode(p_key, 'hex'), decode(p_digest, 'hex')) $$;
COMMENT ON FUNCTION commission.post_release IS 'As zhiheng.release_post';

GRANT USAGE ON SCHEMA commission TO zhiheng_commission;
GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
