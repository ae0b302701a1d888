-- The two schemas: ledger holds what happened, readmodel what pages read of it (disposable, rebuildable from zero).
-- PUBLIC gets nothing: each function and table is granted by name where it is made.
CREATE SCHEMA ledger AUTHORIZATION ledger_owner;
CREATE SCHEMA readmodel AUTHORIZATION readmodel_owner;
SET LOCAL ROLE ledger_owner;
GRANT USAGE ON SCHEMA ledger TO ledger_writer, ledger_reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET LOCAL ROLE readmodel_owner;
GRANT USAGE ON SCHEMA readmodel TO ledger_owner, ledger_writer, ledger_reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
