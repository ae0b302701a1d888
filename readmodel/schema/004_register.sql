-- One row per stream that is no project's and no takeover's: suppliers, persons, pools, calendars, editions, bars, tips.
SET LOCAL ROLE readmodel_owner;
CREATE TABLE readmodel.register (
  stream  text PRIMARY KEY,
  world   text NOT NULL,
  kind    text NOT NULL,
  title   text,
  version bigint NOT NULL,
  data    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX register_by_kind ON readmodel.register (world, kind);
GRANT SELECT ON readmodel.register TO ledger_writer, ledger_reader;
