-- Which revisions this database has, and the SHA-256 of the SQL that each of them ran. Written by ledger/migrate.py.
SET LOCAL ROLE ledger_owner;
CREATE TABLE ledger.migration (
  revision   text        PRIMARY KEY,
  sql_sha256 text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON ledger.migration TO ledger_writer, ledger_reader;
