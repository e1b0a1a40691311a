-- What the commission program may read and do: views and functions of schema commission.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS commission CASCADE;
CREATE SCHEMA commission AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

CREATE VIEW commission.session AS
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM zhiheng.session_card;
COMMENT ON VIEW commission.session IS 'Who is signed in';

GRANT USAGE ON SCHEMA commission TO zhiheng_commission;
GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
