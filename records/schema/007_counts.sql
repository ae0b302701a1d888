-- What a period comes to, kept beside its rows so that a report needs no walk over them; made anew at each import of the period.
SET LOCAL ROLE records_owner;
CREATE TABLE records.period_count (
  stream text   NOT NULL,
  period text   NOT NULL,
  item   text   NOT NULL,
  kind   text   NOT NULL,
  grade  text   NOT NULL,
  result text   NOT NULL,
  n      bigint NOT NULL,
  PRIMARY KEY (stream, period, item, kind, grade, result)
);
CREATE TABLE records.served (
  stream       text        NOT NULL,
  period       text        NOT NULL,
  recipient    text        NOT NULL,
  grade        text        NOT NULL,   -- the highest of the period
  done         bigint      NOT NULL,
  missed       bigint      NOT NULL,
  last_done_at timestamptz,            -- null: never in this period
  PRIMARY KEY (stream, period, recipient)
);
CREATE INDEX served_by_silence ON records.served (stream, period, grade, last_done_at NULLS FIRST);
GRANT SELECT ON records.period_count TO ledger_writer, ledger_reader;
GRANT SELECT ON records.served TO ledger_writer;

-- The same from the rows: what recount writes and the verifier compares with.
CREATE VIEW records.period_count_anew AS
  SELECT stream, period, item, kind, grade, result, count(*) AS n FROM records.standing GROUP BY stream, period, item, kind, grade, result;
CREATE VIEW records.served_anew AS
  SELECT stream, period, recipient, min(grade) AS grade, count(*) FILTER (WHERE result = 'done') AS done,
    count(*) FILTER (WHERE result = 'missed') AS missed, max(starts_at) FILTER (WHERE result = 'done') AS last_done_at
  FROM records.standing GROUP BY stream, period, recipient;
GRANT SELECT ON records.period_count_anew, records.served_anew TO ledger_writer;

CREATE FUNCTION records.recount(p_stream text, p_period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE records.import_lock IN EXCLUSIVE MODE;
  DELETE FROM records.period_count WHERE stream = p_stream AND period = p_period;
  INSERT INTO records.period_count
    SELECT stream, period, item, kind, grade, result, n FROM records.period_count_anew WHERE stream = p_stream AND period = p_period;
  DELETE FROM records.served WHERE stream = p_stream AND period = p_period;
  INSERT INTO records.served
    SELECT stream, period, recipient, grade, done, missed, last_done_at FROM records.served_anew WHERE stream = p_stream AND period = p_period;
END $$;
GRANT EXECUTE ON FUNCTION records.recount TO ledger_writer;
