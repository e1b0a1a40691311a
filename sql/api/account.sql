-- What the account program may read and do: views and functions of schema account.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS account CASCADE;
CREATE SCHEMA account AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

CREATE VIEW account.session AS
SELECT account_name, organisation_name, role, role_name, institution_id, commission_id, qc_centre_id, region_code, specialty, demo
FROM zhiheng.session_card;
COMMENT ON VIEW account.session IS 'Who is signed in';

GRANT USAGE ON SCHEMA account TO zhiheng_account;
GRANT SELECT ON ALL TABLES IN SCHEMA account TO zhiheng_account;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA account TO zhiheng_account;
RESET ROLE;
