-- The same person is known again by more than the ID number: by another paper's number, by name and day of birth. A newborn, or who
-- refuses to say a number, has a row too, and is the same row once the number is known.
SET LOCAL ROLE vault_owner;
ALTER TABLE vault.recipient
  ADD COLUMN numbered boolean NOT NULL DEFAULT true,   -- has an ID number
  ADD COLUMN also bytea[] NOT NULL DEFAULT '{}';       -- HMACs: paper, paper with name, name with day of birth
CREATE INDEX recipient_also ON vault.recipient USING gin (also);
GRANT SELECT (numbered, also), UPDATE (also) ON vault.recipient TO vault_keeper;

-- Known by a surer mark from now on. Who has an ID number keeps the mark of it: nobody is passed off as somebody else.
CREATE FUNCTION vault.know_by(p_id text, p_blind bytea, p_numbered boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE vault.recipient SET blind = p_blind, numbered = p_numbered WHERE id = p_id AND NOT numbered;
  RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION vault.know_by(text, bytea, boolean) TO vault_keeper;
