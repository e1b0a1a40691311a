-- The roles of the portal and its database.  Run by the cluster's superuser, any number of times:
-- `deploy/run` does it in development, the operator once in production.
--
-- zhiheng_owner owns everything and cannot log in; nor can zhiheng_peer, which owns the one function
-- that shows an institution its peers (sql/common/50_result_peer.sql).  Each program has a login of its own that may
-- use nothing but its audience's schema; sql/<audience> grants that.  In production the operating system's
-- user is the password: see pg_hba.conf beside this file.

SELECT format('CREATE ROLE %I NOLOGIN', name)
  FROM unnest(ARRAY['zhiheng_owner', 'zhiheng_recorder', 'zhiheng_counter', 'zhiheng_peer']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

SELECT format('CREATE ROLE %I LOGIN NOINHERIT', name)
  FROM unnest(ARRAY[
           'zhiheng_account',
           'zhiheng_institution',
           'zhiheng_commission',
           'zhiheng_disclosure',
           'zhiheng_worker']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- A page that takes longer than this has failed: nginx waits 30 s, and a person does not.
SELECT format('ALTER ROLE %I SET %s = %L', role.name, setting.name, setting.value)
  FROM unnest(ARRAY[
           'zhiheng_account',
           'zhiheng_institution',
           'zhiheng_commission',
           'zhiheng_disclosure']) AS role (name)
 CROSS JOIN (VALUES
           ('statement_timeout', '20s'),
           ('lock_timeout', '5s'),
           ('idle_in_transaction_session_timeout', '30s')) AS setting (name, value)
\gexec

ALTER ROLE zhiheng_disclosure SET default_transaction_read_only = on;

SELECT 'CREATE DATABASE zhiheng OWNER zhiheng_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'zhiheng')
\gexec

REVOKE ALL ON DATABASE zhiheng FROM PUBLIC;
GRANT CONNECT ON DATABASE zhiheng
   TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
