-- The events. Nobody has INSERT here: ledger.append is the only door.
-- No CHECK constraints on purpose: ledger.append checks once, the verifier checks again, and PostgreSQL would re-parse every
-- CHECK at every INSERT statement (a third of the append's time). No index on recorded_at: it never decreases with pos, so a
-- moment is found by bisection (ledger.size_as_of).
SET LOCAL ROLE ledger_owner;
CREATE TABLE ledger.event (
  pos            bigint      NOT NULL,  -- gapless from 0, in the order of commits
  stream         text        NOT NULL,
  version        bigint      NOT NULL,  -- 1, 2, 3 … within the stream
  type           text        NOT NULL,
  schema_version smallint    NOT NULL,  -- of the payload's form
  recorded_at    timestamptz NOT NULL,  -- the database's clock under the append lock; never decreases with pos
  command_id     uuid        NOT NULL,
  prev_hash      bytea       NOT NULL,  -- hash of the stream's previous event; 32 zero bytes before the first
  hash           bytea       NOT NULL,  -- ledger.event_hash
  meta           text        NOT NULL,  -- canonical JSON, exactly the bytes that were hashed
  payload        text        NOT NULL,  -- canonical JSON, exactly the bytes that were hashed (jsonb would not keep them)
  PRIMARY KEY (pos),
  UNIQUE (stream, version)
);
GRANT SELECT ON ledger.event TO ledger_writer, ledger_reader;
