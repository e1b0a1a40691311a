-- What the worker program may read and do: views and functions of schema worker.  Made anew at every
-- migrate, in one transaction; holds no data.

DROP SCHEMA IF EXISTS worker CASCADE;
CREATE SCHEMA worker AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;

GRANT USAGE ON SCHEMA worker TO zhiheng_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA worker TO zhiheng_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA worker TO zhiheng_worker;
RESET ROLE;
