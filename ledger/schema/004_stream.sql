-- The head of every stream: what an append's expected versions are compared with, and where its hash chain goes on.
SET LOCAL ROLE ledger_owner;
CREATE TABLE ledger.stream (
  stream    text   PRIMARY KEY,  -- project/220000-2026-ab12cd; a story's begin with sim.<story>.
  version   bigint NOT NULL,     -- of its last event; the first event has version 1
  first_pos bigint NOT NULL,     -- where it began
  last_hash bytea  NOT NULL      -- of its last event
) WITH (fillfactor = 70);
GRANT SELECT ON ledger.stream TO ledger_writer, ledger_reader;
