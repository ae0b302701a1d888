-- What is recorded stays. The grants already forbid change to writers; these triggers hold for the owner and, being ENABLE
-- ALWAYS, under session_replication_role = replica. A superuser can still disable them: that is what the hash chain, the
-- receipts in other hands and the verifier are for.
SET LOCAL ROLE ledger_owner;
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger: % on %.% is refused: the ledger is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = '0A000';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.command
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.command ENABLE ALWAYS TRIGGER append_only;

-- A stream's head moves on with each append, so UPDATE is left to ledger.append.
CREATE TRIGGER never_forgotten BEFORE DELETE OR TRUNCATE ON ledger.stream
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.stream ENABLE ALWAYS TRIGGER never_forgotten;
