-- One import at a time: of two that bring the same service, the second sees the first.
SET LOCAL ROLE records_owner;
CREATE TABLE records.import_lock ();
CREATE FUNCTION records.take_turn() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE records.import_lock IN EXCLUSIVE MODE;
END $$;
GRANT EXECUTE ON FUNCTION records.take_turn TO ledger_writer;
