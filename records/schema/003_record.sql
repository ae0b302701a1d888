-- The rows.  Nobody has INSERT here: records.take is the only door.  A row is corrected by a further row that names it, once.
SET LOCAL ROLE records_owner;
CREATE TABLE records.record (
  batch          bigint      NOT NULL,
  row_no         int         NOT NULL,   -- 1, 2, 3 … within the batch, in the file's order
  kind           text        NOT NULL CHECK (kind IN ('visit', 'call', 'meal', 'escort')),
  recipient      text        NOT NULL,   -- pseudonyms, both
  staff          text        NOT NULL,
  township       text        NOT NULL,   -- division code
  starts_at      timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL CHECK (ends_at >= starts_at),
  result         text        NOT NULL CHECK (result IN ('done', 'not_home', 'refused', 'missed')),
  item           text        NOT NULL,   -- one of the period's targets
  grade          text        NOT NULL CHECK (grade IN ('A', 'B', 'C')),
  note           text,                   -- SHA-256 of what the supplier keeps
  corrects_batch bigint,
  corrects_row   int,
  PRIMARY KEY (batch, row_no)
);
CREATE INDEX record_of_recipient ON records.record (recipient, starts_at);  -- the same service twice
CREATE INDEX record_of_staff ON records.record (staff, starts_at);          -- one person in two places
CREATE UNIQUE INDEX record_corrected ON records.record (corrects_batch, corrects_row) WHERE corrects_batch IS NOT NULL;
CREATE INDEX record_missed ON records.record (batch, starts_at) WHERE grade = 'A' AND result = 'missed';
GRANT SELECT ON records.record TO ledger_writer;

-- The rows that stand: those that no other corrects.
CREATE VIEW records.standing AS
  SELECT b.stream, b.period, b.id, r.* FROM records.record r JOIN records.batch b ON b.number = r.batch
  WHERE NOT EXISTS (SELECT FROM records.record c WHERE c.corrects_batch = r.batch AND c.corrects_row = r.row_no);
GRANT SELECT ON records.standing TO ledger_writer;
