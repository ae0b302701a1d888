-- What forbids to erase a recipient for now. Set and lifted by acts; a hold whose last day has passed holds no longer.
SET LOCAL ROLE vault_owner;
CREATE TABLE vault.hold (
  number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipient     text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('retention', 'payment', 'complaint', 'audit', 'takeover')),
  project       text,
  until         date,  -- its last day; null: until it is lifted
  reason        text NOT NULL CHECK (btrim(reason) <> ''),
  set_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  set_by        text NOT NULL CHECK (set_by <> ''),
  lifted_at     timestamptz,
  lifted_by     text,
  lifted_reason text,
  CHECK (num_nulls(lifted_at, lifted_by, lifted_reason) IN (0, 3))
);
CREATE INDEX hold_recipient ON vault.hold (recipient);
GRANT SELECT ON vault.hold TO vault_keeper;

CREATE FUNCTION vault.holds_in_force(p_id text) RETURNS SETOF vault.hold
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM vault.hold h
  WHERE h.recipient = p_id AND h.lifted_at IS NULL
    AND (h.until IS NULL OR h.until >= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)
  ORDER BY h.number
$$;
GRANT EXECUTE ON FUNCTION vault.holds_in_force(text) TO vault_keeper;

-- Returns the hold's number, or null when there is no such recipient. Waits for an erasure that is under way.
CREATE FUNCTION vault.set_hold(p_id text, p_kind text, p_project text, p_until date, p_reason text, p_by text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_number bigint;
BEGIN
  PERFORM 1 FROM vault.recipient r WHERE r.id = p_id FOR SHARE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO vault.hold (recipient, kind, project, until, reason, set_by)
  VALUES (p_id, p_kind, p_project, p_until, p_reason, p_by) RETURNING number INTO v_number;
  RETURN v_number;
END $$;
GRANT EXECUTE ON FUNCTION vault.set_hold(text, text, text, date, text, text) TO vault_keeper;

-- False: no such hold of this recipient, or it is lifted already.
CREATE FUNCTION vault.lift_hold(p_id text, p_number bigint, p_reason text, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE vault.hold SET lifted_at = clock_timestamp(), lifted_by = p_by, lifted_reason = p_reason
  WHERE number = p_number AND recipient = p_id AND lifted_at IS NULL;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION vault.lift_hold(text, bigint, text, text) TO vault_keeper;
