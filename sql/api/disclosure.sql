-- What the disclosure program may read and do: views and functions of schema disclosure.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS disclosure CASCADE;
CREATE SCHEMA disclosure AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

GRANT USAGE ON SCHEMA disclosure TO zhiheng_disclosure;
GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
