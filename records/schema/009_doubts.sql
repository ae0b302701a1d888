-- What speaks against the rows of an import when they are held against earlier batches of the same world.  One line per row and fault.
--   what = 'again'   the same service (recipient, start, kind) is on record, and this import doesn't correct it
--          'apart'   the same staff member of the same supplier serves somebody else at that time
--          'corrects' the row that it corrects is not of this period, or was corrected before
SET LOCAL ROLE records_owner;
CREATE FUNCTION records.doubts(
  p_import uuid, p_world text, p_stream text, p_period text, p_provider text, p_longest interval, p_together text[]
) RETURNS TABLE (row_no int, what text, batch text, of_row int) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH incoming AS MATERIALIZED (SELECT * FROM records.incoming WHERE import = p_import),
  corrected AS MATERIALIZED (
    SELECT i.row_no, b.number, r.row_no AS of_row FROM incoming i
    JOIN records.batch b ON b.stream = p_stream AND b.period = p_period AND b.id = split_part(i.corrects, '#', 1)
    JOIN records.record r ON r.batch = b.number AND r.row_no = split_part(i.corrects, '#', 2)::int
    WHERE i.corrects IS NOT NULL
      AND NOT EXISTS (SELECT FROM records.record c WHERE c.corrects_batch = r.batch AND c.corrects_row = r.row_no)),
  -- OFFSET 0 keeps each inner query as it is: one index range per row, whatever the statistics say.
  again AS (
    SELECT i.row_no, r.batch, r.row_no AS of_row FROM incoming i CROSS JOIN LATERAL (
      SELECT r.batch, r.row_no FROM records.record r
      WHERE r.recipient = i.recipient AND r.starts_at = i.starts_at AND r.kind = i.kind OFFSET 0) r),
  apart AS (
    SELECT i.row_no, r.batch, r.row_no AS of_row FROM incoming i CROSS JOIN LATERAL (
      SELECT r.batch, r.row_no, r.kind, r.recipient FROM records.record r
      WHERE r.staff = i.staff AND r.starts_at < i.ends_at AND r.starts_at > i.starts_at - p_longest
        AND r.ends_at > i.starts_at AND r.result <> 'missed' OFFSET 0) r
    WHERE i.result <> 'missed' AND r.recipient <> i.recipient
      AND NOT (i.kind = ANY (p_together) AND r.kind = ANY (p_together))),
  found AS (SELECT 'again' AS what, * FROM again UNION ALL SELECT 'apart', * FROM apart)
  SELECT f.row_no, f.what, b.id, f.of_row FROM found f JOIN records.batch b ON b.number = f.batch
  WHERE b.world = p_world AND (f.what = 'again' OR b.provider = p_provider)
    AND NOT EXISTS (SELECT FROM records.record c WHERE c.corrects_batch = f.batch AND c.corrects_row = f.of_row)
    AND (f.batch, f.of_row) NOT IN (SELECT c.number, c.of_row FROM corrected c)
  UNION ALL
  SELECT i.row_no, 'corrects', split_part(i.corrects, '#', 1), split_part(i.corrects, '#', 2)::int FROM incoming i
  WHERE i.corrects IS NOT NULL AND i.row_no NOT IN (SELECT c.row_no FROM corrected c)
  ORDER BY 1, 2
$$;
GRANT EXECUTE ON FUNCTION records.doubts TO ledger_writer;
