-- Who read whom, when, what, and why. Written by vault.open in the statement that gives the ciphertext out; never changed. EX-11, PIPL 55
SET LOCAL ROLE vault_owner;
CREATE TABLE vault.read_log (
  number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  by        text NOT NULL CHECK (by <> ''),
  recipient text NOT NULL,
  township  text NOT NULL,
  fields    text[] NOT NULL CHECK (cardinality(fields) > 0),
  ground    text NOT NULL CHECK (btrim(ground) <> '')
);
CREATE INDEX read_log_recipient ON vault.read_log (recipient, number);
GRANT SELECT ON vault.read_log TO vault_keeper;

CREATE FUNCTION vault.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'vault: % on %.% is refused: it is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = '0A000';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.read_log
  FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_change();
ALTER TABLE vault.read_log ENABLE ALWAYS TRIGGER append_only;

-- One person's key and ciphertext, against a ground. No row: there is no such recipient (any more).
CREATE FUNCTION vault.open(p_id text, p_by text, p_fields text[], p_ground text)
RETURNS TABLE (wrapped_key bytea, ciphertext bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH found AS (
      SELECT r.township, r.wrapped_key, r.ciphertext FROM vault.recipient r WHERE r.id = p_id
    ), written AS (
      INSERT INTO vault.read_log (by, recipient, township, fields, ground)
      SELECT p_by, p_id, found.township, p_fields, btrim(p_ground) FROM found
      RETURNING number
    )
    SELECT found.wrapped_key, found.ciphertext FROM found, written;
END $$;
GRANT EXECUTE ON FUNCTION vault.open(text, text, text[], text) TO vault_keeper;

-- The wrapped keys without what they open: for a new master key.
CREATE FUNCTION vault.wrapped_keys() RETURNS TABLE (id text, wrapped_key bytea)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, r.wrapped_key FROM vault.recipient r ORDER BY r.id
$$;
GRANT EXECUTE ON FUNCTION vault.wrapped_keys() TO vault_keeper;
