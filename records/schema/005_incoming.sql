-- Where a file's rows arrive by COPY before they are held against what is there.  Its rows live for one transaction: records.take moves
-- them, or all is rolled back.  Hence unlogged, and the only table of the room into which a writer may put anything.
SET LOCAL ROLE records_owner;
CREATE UNLOGGED TABLE records.incoming (
  import    uuid        NOT NULL,
  row_no    int         NOT NULL,
  kind      text        NOT NULL,
  recipient text        NOT NULL,
  staff     text        NOT NULL,
  township  text        NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at   timestamptz NOT NULL,
  result    text        NOT NULL,
  item      text        NOT NULL,
  grade     text        NOT NULL,
  note      text,
  corrects  text                     -- <batch>#<row>
);
GRANT SELECT, INSERT ON records.incoming TO ledger_writer;
