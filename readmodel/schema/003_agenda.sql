-- What is to be done, by whom and until when. A stream's rows are its whole agenda: they are replaced together.
SET LOCAL ROLE readmodel_owner;
CREATE TABLE readmodel.agenda (
  stream    text NOT NULL,
  key       text NOT NULL,
  world     text NOT NULL,
  workflow  text,                      -- id of the workflow that sleeps until wake
  due       timestamptz,               -- the legal date shown to people
  wake      timestamptz,               -- when the clock itself acts; none: it only shows
  rule      text,                      -- the clause
  who       text,
  does      text,                      -- the command that the clock sends
  title     text,
  estimated bool NOT NULL DEFAULT false,  -- counted over a year whose working days are not announced yet
  PRIMARY KEY (stream, key)
);
CREATE INDEX agenda_by_wake ON readmodel.agenda (world, wake);
CREATE INDEX agenda_by_due ON readmodel.agenda (world, due);
GRANT SELECT ON readmodel.agenda TO ledger_writer, ledger_reader;
