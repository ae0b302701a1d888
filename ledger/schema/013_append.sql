-- The only way in. One call is one command: it brings the versions of ALL streams that were read for the decision, the events
-- (of several streams, in their order) and the read-model rows; all of it is written, or nothing.
--
--   p_read_streams, p_read_versions   every stream read and its version then; 0 = it did not exist
--   p_event_streams, p_types, p_schemas, p_payloads   the events, in order; each one's stream is among those read; may be empty
--   p_meta       canonical JSON, the same for each event; its members home and request bind the command (ledger.check_append)
--   p_rows       what readmodel.write takes, or null
-- Returns one row per event (a single row with pos null when there is none). outcome: 'appended', or 'replayed' when this command
-- was recorded before: then its events as they were recorded. meta and payload are null on 'appended': the caller has them.
-- Raises LG001 another version (detail: stream, expected, actual as JSON) · LG002 the id belongs to another request ·
-- LG003 the clock went back by more than 5 s · 22023 malformed · 25001 not in READ COMMITTED.
SET LOCAL ROLE ledger_owner;
CREATE FUNCTION ledger.append(
  p_command_id uuid, p_request text, p_home text, p_read_streams text[], p_read_versions bigint[],
  p_event_streams text[], p_types text[], p_schemas smallint[], p_payloads text[], p_meta text, p_rows jsonb DEFAULT NULL
) RETURNS TABLE (
  outcome text, recorded_at timestamptz, pos bigint, stream text, version bigint, type text, schema_version smallint,
  prev_hash bytea, hash bytea, meta text, payload text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  zero constant bytea := decode(repeat('00', 32), 'hex');
  v_request_hash bytea;
  v_known    record;
  v_versions bigint[] := p_read_versions;  -- of each stream read: its version …
  v_heads    bytea[] := '{}';              -- … and the hash of its last event, moving on with the events below
  v_first    bigint;
  v_now      timestamptz;
  v_last     timestamptz;
  v_version  bigint;
  v_hash     bytea;
  s int;
BEGIN
  -- Under REPEATABLE READ what was read before the lock would stay as it was: conflicts would go unseen.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'ledger: append needs READ COMMITTED' USING ERRCODE = '25001';
  END IF;
  -- An acknowledged command is on the disk: without this, a crash lost 8 % of them.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  PERFORM ledger.check_append(p_command_id, p_request, p_home, p_read_streams, p_read_versions,
                              p_event_streams, p_types, p_schemas, p_payloads, p_meta);
  v_request_hash := sha256(convert_to(p_request, 'UTF8'));

  -- HAZARD: no row is written before the lock: rows first, lock second deadlocks. It is held until COMMIT.
  LOCK TABLE ledger.append_lock IN EXCLUSIVE MODE;

  SELECT c.request_hash, c.first_pos, c.last_pos, c.recorded_at INTO v_known FROM ledger.command c WHERE c.command_id = p_command_id;
  IF FOUND THEN
    IF v_known.request_hash <> v_request_hash THEN
      RAISE EXCEPTION 'ledger: command % was already used for another request', p_command_id USING ERRCODE = 'LG002';
    END IF;
    RETURN QUERY
      SELECT 'replayed', v_known.recorded_at, e.pos, e.stream, e.version, e.type, e.schema_version, e.prev_hash, e.hash, e.meta, e.payload
      FROM (VALUES (1)) AS one LEFT JOIN ledger.event e ON e.pos BETWEEN v_known.first_pos AND v_known.last_pos ORDER BY e.pos;
    RETURN;
  END IF;

  FOR i IN 1 .. coalesce(cardinality(p_read_streams), 0) LOOP
    SELECT t.version, t.last_hash INTO v_version, v_hash FROM ledger.stream t WHERE t.stream = p_read_streams[i];
    v_version := coalesce(v_version, 0);
    IF v_version <> p_read_versions[i] THEN
      RAISE EXCEPTION 'ledger: stream % is at version %, not %', p_read_streams[i], v_version, p_read_versions[i]
        USING ERRCODE = 'LG001',
              DETAIL = json_build_object('stream', p_read_streams[i], 'expected', p_read_versions[i], 'actual', v_version)::text;
    END IF;
    v_heads[i] := coalesce(v_hash, zero);
  END LOOP;

  SELECT e.pos + 1, e.recorded_at INTO v_first, v_last FROM ledger.event e ORDER BY e.pos DESC LIMIT 1;
  v_first := coalesce(v_first, 0);
  v_now := clock_timestamp();
  IF v_last > v_now + interval '5 s' THEN
    RAISE EXCEPTION 'ledger: the clock (%) is behind the last event (%)', v_now, v_last USING ERRCODE = 'LG003';
  END IF;
  v_now := greatest(v_now, v_last);  -- small steps back are flattened

  FOR i IN 1 .. cardinality(p_event_streams) LOOP
    s := array_position(p_read_streams, p_event_streams[i]);
    v_versions[s] := v_versions[s] + 1;
    outcome := 'appended'; recorded_at := v_now; pos := v_first + i - 1; stream := p_event_streams[i]; version := v_versions[s];
    type := p_types[i]; schema_version := p_schemas[i]; prev_hash := v_heads[s];
    hash := ledger.event_hash(v_first + i - 1, p_event_streams[i], v_versions[s], p_types[i], p_schemas[i], v_now,
                              p_command_id, v_heads[s], p_meta, p_payloads[i]);
    v_hash := hash;
    INSERT INTO ledger.event (pos, stream, version, type, schema_version, recorded_at, command_id, prev_hash, hash, meta, payload)
      VALUES (v_first + i - 1, p_event_streams[i], v_versions[s], p_types[i], p_schemas[i], v_now,
              p_command_id, v_heads[s], v_hash, p_meta, p_payloads[i]);
    IF v_versions[s] = 1 THEN
      INSERT INTO ledger.stream (stream, version, first_pos, last_hash) VALUES (p_event_streams[i], 1, v_first + i - 1, v_hash);
    END IF;
    v_heads[s] := v_hash;
    RETURN NEXT;
  END LOOP;
  FOR i IN 1 .. coalesce(cardinality(p_read_streams), 0) LOOP
    IF v_versions[i] > greatest(p_read_versions[i], 1) THEN
      UPDATE ledger.stream t SET version = v_versions[i], last_hash = v_heads[i] WHERE t.stream = p_read_streams[i];
    END IF;
  END LOOP;

  INSERT INTO ledger.command (command_id, request_hash, request, stream, first_pos, last_pos, event_count, recorded_at)
    VALUES (p_command_id, v_request_hash, p_request, p_home,
            CASE WHEN cardinality(p_event_streams) > 0 THEN v_first END,
            CASE WHEN cardinality(p_event_streams) > 0 THEN v_first + cardinality(p_event_streams) - 1 END,
            cardinality(p_event_streams), v_now);
  IF p_rows IS NOT NULL THEN
    PERFORM readmodel.write(p_rows);
  END IF;
  IF cardinality(p_event_streams) = 0 THEN
    outcome := 'appended'; recorded_at := v_now;
    RETURN NEXT;
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION ledger.append TO ledger_writer;
