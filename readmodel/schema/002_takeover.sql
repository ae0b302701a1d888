-- One row per takeover (临时接管): which project, why, who provides meanwhile, and how it ended.
SET LOCAL ROLE readmodel_owner;
CREATE TABLE readmodel.takeover (
  id         text PRIMARY KEY,
  stream     text NOT NULL,
  project    text NOT NULL,
  world      text NOT NULL,
  status     text,
  trigger    text,                     -- the ground
  provider   text,                     -- USCC of the interim provider
  route      text,
  started_at timestamptz,
  ended_at   timestamptz,
  version    bigint NOT NULL,
  data       jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX takeover_by_project ON readmodel.takeover (project);
CREATE INDEX takeover_by_status ON readmodel.takeover (world, status);
GRANT SELECT ON readmodel.takeover TO ledger_writer, ledger_reader;
