-- Take the append lock before reading: the last resort of a command that met conflicts twice.
-- HAZARD: everybody else's appends wait until this transaction ends. Read, decide, append, commit; nothing else in between.
SET LOCAL ROLE ledger_owner;
CREATE FUNCTION ledger.take_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE ledger.append_lock IN EXCLUSIVE MODE;
END $$;
GRANT EXECUTE ON FUNCTION ledger.take_lock TO ledger_writer;
