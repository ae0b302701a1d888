-- What is hashed: plain lines, so that any language can do it again and no JSON canonicaliser need be trusted. Meta and payload
-- enter by their SHA-256, so a payload can be withheld while its event stays proven. No field holds a newline (ledger.check_append),
-- so two different events never have the same lines. ledger/chain.py computes the same.
SET LOCAL ROLE ledger_owner;
CREATE FUNCTION ledger.event_hash(
  p_pos bigint, p_stream text, p_version bigint, p_type text, p_schema_version smallint, p_recorded_at timestamptz,
  p_command_id uuid, p_prev_hash bytea, p_meta text, p_payload text
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256('\x00'::bytea || convert_to(concat_ws(E'\n',
    'ledger-event/v1', p_pos, p_stream, p_version, p_type, p_schema_version,
    to_char(p_recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    p_command_id, encode(p_prev_hash, 'hex'),
    encode(sha256(convert_to(p_meta, 'UTF8')), 'hex'), encode(sha256(convert_to(p_payload, 'UTF8')), 'hex'), ''), 'UTF8'))
$$;
GRANT EXECUTE ON FUNCTION ledger.event_hash TO ledger_writer, ledger_reader;
