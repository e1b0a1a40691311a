-- Statements of the zhiheng command.

-- :name console_version
-- Purpose: proves that the database answers.  Columns: version (text, of the server).
SELECT current_setting('server_version') AS version;
