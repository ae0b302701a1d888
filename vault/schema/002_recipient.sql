-- One row per recipient. In the clear stands only what names nobody; who it is lies in ciphertext under a key of this person alone,
-- which is wrapped by the master key, which PostgreSQL never sees. The id is chance, not derived from the person.
SET LOCAL ROLE vault_owner;
CREATE TABLE vault.recipient (
  id          text PRIMARY KEY CHECK (id ~ '^r-[0-9]{6}-[a-z2-7]{10}$'),
  township    text NOT NULL CHECK (township ~ '^[0-9]{9}([0-9]{3})?$' AND left(township, 6) = substr(id, 3, 6)),
  items       text[] NOT NULL CHECK (cardinality(items) > 0),  -- service items, such as A.10
  frequency   text NOT NULL,
  grade       text NOT NULL CHECK (grade IN ('A', 'B', 'C')),
  minor       boolean NOT NULL,                                -- on the day of updated_at
  basis       text NOT NULL CHECK (basis IN ('duty', 'consent')),
  status      text NOT NULL CHECK (status IN ('active', 'paused', 'ended')),
  status_on   date NOT NULL,
  projects    text[] NOT NULL,                                 -- served under these projects of the ledger
  blind       bytea NOT NULL CHECK (octet_length(blind) = 32),     -- HMAC of the ID number: finds the same person twice
  name_mark   bytea NOT NULL CHECK (octet_length(name_mark) = 32), -- HMAC of ID number and name: finds a slip in either
  content_mark bytea NOT NULL CHECK (octet_length(content_mark) = 32), -- HMAC of the whole identity: changed or not
  wrapped_key bytea NOT NULL,
  ciphertext  bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by  text NOT NULL,
  updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_by  text NOT NULL
);
-- In each county once. Not over counties: an import would tell one county whom another one helps.
CREATE UNIQUE INDEX recipient_once ON vault.recipient (left(township, 6), blind);
CREATE INDEX recipient_township ON vault.recipient (township);

-- The key of the blind index, wrapped by the master key of this number. The one row.
CREATE TABLE vault.keyring (
  one               boolean PRIMARY KEY DEFAULT true CHECK (one),
  number            int NOT NULL CHECK (number > 0),
  wrapped_index_key bytea NOT NULL,
  made_at           timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The keeper may read everything but key and ciphertext; those come out by vault.open alone, which writes the reading down.
GRANT SELECT (id, township, items, frequency, grade, minor, basis, status, status_on, projects, blind, name_mark, content_mark,
  created_at, created_by, updated_at, updated_by), INSERT ON vault.recipient TO vault_keeper;
GRANT UPDATE (township, items, frequency, grade, minor, basis, status, status_on, projects, name_mark, content_mark, wrapped_key,
  ciphertext, updated_at, updated_by) ON vault.recipient TO vault_keeper;
GRANT MAINTAIN ON vault.recipient TO vault_keeper;  -- VACUUM, after an erasure
GRANT SELECT, INSERT, UPDATE ON vault.keyring TO vault_keeper;
