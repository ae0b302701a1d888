-- The vault's roles and schema. A site's login for the vault is GRANTed vault_keeper and nothing else: it has no right on ledger or
-- readmodel, and their roles have none here. Roles belong to the whole cluster: another migration may be making them now.
DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['vault_owner', 'vault_keeper'] LOOP
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
RESET ROLE;  -- what ran before this in the same transaction may have left one of the ledger's
CREATE SCHEMA vault AUTHORIZATION vault_owner;
SET LOCAL ROLE vault_owner;
GRANT USAGE ON SCHEMA vault TO vault_keeper;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
