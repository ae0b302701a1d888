-- What was handed in stays.  The grants forbid change to writers; these triggers hold for the owner too, as a replica as well.  A
-- superuser can disable them: the digests on the ledger are for that.
SET LOCAL ROLE records_owner;
CREATE FUNCTION records.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'records: % on %.% is refused: a service record is corrected by a further row', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = '0A000';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records.batch
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
ALTER TABLE records.batch ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records.record
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
ALTER TABLE records.record ENABLE ALWAYS TRIGGER append_only;
