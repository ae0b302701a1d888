-- The only way in: a batch and all its rows, which were copied to records.incoming in this transaction; then the period is counted anew.
-- Raises 22023 where rows are missing or a correction names no row of this period; 23505 where the batch is there, or a row was
-- corrected before.
SET LOCAL ROLE records_owner;
CREATE FUNCTION records.take(
  p_import uuid, p_world text, p_stream text, p_period text, p_id text, p_provider text, p_file bytea, p_rows int, p_digest bytea,
  p_leaves bytea, p_by text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_number bigint;
  v_taken  int;
BEGIN
  LOCK TABLE records.import_lock IN EXCLUSIVE MODE;
  INSERT INTO records.batch (world, stream, period, id, provider, file, rows, digest, leaves, imported_by)
    VALUES (p_world, p_stream, p_period, p_id, p_provider, p_file, p_rows, p_digest, p_leaves, p_by) RETURNING number INTO v_number;
  INSERT INTO records.record (batch, row_no, kind, recipient, staff, township, starts_at, ends_at, result, item, grade, note, corrects_batch, corrects_row)
    SELECT v_number, i.row_no, i.kind, i.recipient, i.staff, i.township, i.starts_at, i.ends_at, i.result, i.item, i.grade, i.note,
      b.number, CASE WHEN b.number IS NOT NULL THEN split_part(i.corrects, '#', 2)::int END
    FROM records.incoming i
    LEFT JOIN records.batch b ON i.corrects IS NOT NULL AND b.stream = p_stream AND b.period = p_period
      AND b.number <> v_number AND b.id = split_part(i.corrects, '#', 1)
    WHERE i.import = p_import AND i.row_no BETWEEN 1 AND p_rows AND (i.corrects IS NULL OR EXISTS (
      SELECT FROM records.record r WHERE r.batch = b.number AND r.row_no = split_part(i.corrects, '#', 2)::int));
  GET DIAGNOSTICS v_taken = ROW_COUNT;
  DELETE FROM records.incoming WHERE import = p_import;
  IF v_taken <> p_rows THEN
    RAISE EXCEPTION 'records: % rows of %, or a correction of no row', v_taken, p_rows USING ERRCODE = '22023';
  END IF;
  PERFORM records.recount(p_stream, p_period);
  RETURN v_number;
END $$;
GRANT EXECUTE ON FUNCTION records.take TO ledger_writer;
