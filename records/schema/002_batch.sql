-- One row per file taken in.  The ledger has its digest and counts (ServiceBatchRecorded); leaves are the digests of its rows, side by
-- side, whose Merkle root the digest is: they tell which row was changed.
SET LOCAL ROLE records_owner;
CREATE TABLE records.batch (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  world       text        NOT NULL,   -- 'real' or a story's name
  stream      text        NOT NULL,   -- the project's
  period      text        NOT NULL,
  id          text        NOT NULL,   -- sr-<the digest's first 16 signs>
  provider    text        NOT NULL,   -- USCC
  file        bytea       NOT NULL,   -- SHA-256 of the file as it was handed in
  rows        int         NOT NULL CHECK (rows > 0),
  digest      bytea       NOT NULL CHECK (octet_length(digest) = 32),
  leaves      bytea       NOT NULL CHECK (octet_length(leaves) = 32 * rows),
  imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  imported_by text        NOT NULL,
  UNIQUE (stream, id),
  UNIQUE (stream, digest)
);
CREATE INDEX batch_by_period ON records.batch (stream, period, number);
GRANT SELECT ON records.batch TO ledger_writer, ledger_reader;
