-- One row per accepted command: it alone judges "already done", and it keeps what was asked, so that it can be judged again.
-- A command without events is legal: it has a row here, no positions, and nothing in ledger.event.
SET LOCAL ROLE ledger_owner;
CREATE TABLE ledger.command (
  command_id   uuid        PRIMARY KEY,
  request_hash bytea       NOT NULL,  -- SHA-256 of request; another request under the same id is refused
  request      text        NOT NULL,  -- the canonical command
  stream       text        NOT NULL,  -- its home: the stream whose workflow brought it
  first_pos    bigint,                -- of its events, which lie side by side
  last_pos     bigint,
  event_count  int         NOT NULL,
  recorded_at  timestamptz NOT NULL
);
-- The verifier walks commands and events side by side in the order of positions.
CREATE UNIQUE INDEX command_first_pos ON ledger.command (first_pos) WHERE first_pos IS NOT NULL;
GRANT SELECT ON ledger.command TO ledger_writer, ledger_reader;
