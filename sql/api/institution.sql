-- What the institution program may read and do: views and functions of schema institution.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS institution CASCADE;
CREATE SCHEMA institution AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

CREATE VIEW institution.session AS
SELECT account_id, account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM zhiheng.session_card;
COMMENT ON VIEW institution.session IS 'Who is signed in';

GRANT USAGE ON SCHEMA institution TO zhiheng_institution;
GRANT SELECT ON ALL TABLES IN SCHEMA institution TO zhiheng_institution;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA institution TO zhiheng_institution;
RESET ROLE;
