-- The events with their JSON opened, for people who ask in SQL. (A view: virtual generated columns need PostgreSQL 18.)
SET LOCAL ROLE ledger_owner;
CREATE VIEW ledger.event_data AS
  SELECT pos, stream, version, type, schema_version, recorded_at, command_id, meta::jsonb AS meta, payload::jsonb AS data
  FROM ledger.event;
GRANT SELECT ON ledger.event_data TO ledger_writer, ledger_reader;
