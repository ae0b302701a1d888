-- The roles. None of them can log in: a site's logins are GRANTed ledger_writer (workers) or ledger_reader (pages, auditors).
-- No login should be a member of an owner; the login that migrates, if it is no superuser, may SET ROLE to them but inherits nothing.
-- Roles belong to the whole cluster: another database's migration may be making them at this moment.
DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['ledger_owner', 'readmodel_owner', 'ledger_writer', 'ledger_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', r);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;  -- the other one was faster
      END;
    END IF;
    IF right(r, 6) = '_owner' AND NOT pg_has_role(current_user, r, 'SET') THEN
      EXECUTE format('GRANT %I TO current_user WITH INHERIT FALSE, SET TRUE', r);
    END IF;
  END LOOP;
END $$;
