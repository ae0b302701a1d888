-- One row per project, as lists and pages show it. data holds what only one project's own page needs.
-- Rows are written by readmodel.write in the append's own transaction, and by nobody else.
SET LOCAL ROLE readmodel_owner;
CREATE TABLE readmodel.project (
  id            text PRIMARY KEY,
  stream        text NOT NULL,
  world         text NOT NULL,         -- 'real' or a story's name
  division      text NOT NULL,         -- administrative division code
  buyer         text,                  -- USCC
  buyer_name    text,
  title         text,
  method        text,                  -- of procurement
  stage         text,
  budget_yuan   numeric(16, 2),
  contract_yuan numeric(16, 2),
  supplier      text,                  -- USCC
  supplier_name text,
  takeover      text,                  -- id of the open or last takeover
  next_due      timestamptz,           -- the next legal date
  next_wake     timestamptz,           -- when the clock itself acts next
  status        text,
  replaces      text,
  replaced_by   text,
  year          int,
  version       bigint NOT NULL,       -- of the stream, when this row was made
  data          jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX project_by_stage ON readmodel.project (world, stage, next_due, id);
CREATE INDEX project_by_due ON readmodel.project (world, next_due, id);
CREATE INDEX project_by_division ON readmodel.project (world, division, year);
CREATE INDEX project_by_supplier ON readmodel.project (supplier);
GRANT SELECT ON readmodel.project TO ledger_writer, ledger_reader;
