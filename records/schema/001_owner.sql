-- The owner of the service records.  It can't log in; whoever migrates may become it and inherits nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'records_owner') THEN
    BEGIN
      CREATE ROLE records_owner NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;  -- another database's migration was faster
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'records_owner', 'SET') THEN
    EXECUTE format('GRANT records_owner TO %I WITH INHERIT FALSE, SET TRUE', current_user);
  END IF;
END $$;
CREATE SCHEMA records AUTHORIZATION records_owner;
SET LOCAL ROLE records_owner;
GRANT USAGE ON SCHEMA records TO ledger_writer, ledger_reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
