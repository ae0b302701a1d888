-- Erasing takes two persons, and no hold in force. The keeper has no DELETE: this is the only way a recipient's row goes.
-- Refusals: VT001 no such recipient · VT002 held · VT003 the same person · VT004 not asked for · VT005 still served · VT006 asked already
SET LOCAL ROLE vault_owner;
CREATE TABLE vault.erasure (
  recipient text PRIMARY KEY,
  asked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  asked_by  text NOT NULL CHECK (asked_by <> ''),
  ground    text NOT NULL CHECK (btrim(ground) <> '')
);
-- What is left of an erased recipient: that there was one, and who erased it why.
CREATE TABLE vault.tombstone (
  id           text PRIMARY KEY,
  township     text NOT NULL,
  asked_at     timestamptz NOT NULL,
  asked_by     text NOT NULL,
  ground       text NOT NULL,
  erased_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  confirmed_by text NOT NULL CHECK (confirmed_by <> asked_by)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.tombstone
  FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_change();
ALTER TABLE vault.tombstone ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT ON vault.erasure, vault.tombstone TO vault_keeper;

-- Locks the row against a new hold, and raises unless it may be erased now.
CREATE FUNCTION vault.may_erase(p_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_status text;
  v_kinds  text;
BEGIN
  SELECT r.status INTO v_status FROM vault.recipient r WHERE r.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'vault: no recipient %', p_id USING ERRCODE = 'VT001';
  END IF;
  SELECT string_agg(DISTINCT h.kind, ',') INTO v_kinds FROM vault.holds_in_force(p_id) h;
  IF v_kinds IS NOT NULL THEN
    RAISE EXCEPTION 'vault: % is held', p_id USING ERRCODE = 'VT002', DETAIL = v_kinds;
  END IF;
  IF v_status <> 'ended' THEN
    RAISE EXCEPTION 'vault: % is still served', p_id USING ERRCODE = 'VT005';
  END IF;
END $$;

CREATE FUNCTION vault.ask_erasure(p_id text, p_by text, p_ground text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM vault.may_erase(p_id);
  INSERT INTO vault.erasure (recipient, asked_by, ground) VALUES (p_id, p_by, btrim(p_ground)) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'vault: the erasure of % is asked for already', p_id USING ERRCODE = 'VT006';
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION vault.ask_erasure(text, text, text) TO vault_keeper;

CREATE FUNCTION vault.confirm_erasure(p_id text, p_by text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_asked  vault.erasure%ROWTYPE;
  v_erased timestamptz;
BEGIN
  PERFORM vault.may_erase(p_id);
  SELECT * INTO v_asked FROM vault.erasure e WHERE e.recipient = p_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'vault: nobody asked to erase %', p_id USING ERRCODE = 'VT004';
  END IF;
  IF v_asked.asked_by = p_by THEN
    RAISE EXCEPTION 'vault: % asked for it', p_by USING ERRCODE = 'VT003';
  END IF;
  INSERT INTO vault.tombstone (id, township, asked_at, asked_by, ground, confirmed_by)
    SELECT r.id, r.township, v_asked.asked_at, v_asked.asked_by, v_asked.ground, p_by FROM vault.recipient r WHERE r.id = p_id
    RETURNING erased_at INTO v_erased;
  DELETE FROM vault.recipient r WHERE r.id = p_id;
  DELETE FROM vault.erasure e WHERE e.recipient = p_id;
  RETURN v_erased;
END $$;
GRANT EXECUTE ON FUNCTION vault.confirm_erasure(text, text) TO vault_keeper;

-- The request withdrawn: by whom, is the edge's matter. False: there was none.
CREATE FUNCTION vault.withdraw_erasure(p_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM vault.erasure e WHERE e.recipient = p_id;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION vault.withdraw_erasure(text) TO vault_keeper;
