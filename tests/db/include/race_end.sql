-- After a file of races: its database goes.
DO $$
BEGIN
	PERFORM public.dblink_disconnect(session) FROM unnest(ARRAY['one', 'two']) AS session;
END
$$;
\connect postgres
DROP DATABASE zhiheng_race WITH (FORCE);
