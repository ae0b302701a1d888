-- Every refused command, with its ground.
SET LOCAL ROLE readmodel_owner;
CREATE TABLE readmodel.refusal (
  stream  text   NOT NULL,
  version bigint NOT NULL,             -- of the CommandRefused event
  world   text   NOT NULL,
  clause  text,
  command text,
  reason  text,
  actor   text,
  at      timestamptz,
  PRIMARY KEY (stream, version)
);
CREATE INDEX refusal_by_time ON readmodel.refusal (world, at);
GRANT SELECT ON readmodel.refusal TO ledger_writer, ledger_reader;
