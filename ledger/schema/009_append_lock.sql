-- The one append lock, held until commit: it makes pos gapless and equal to the order of commits, so that a reader that
-- remembers its last pos never misses an event (an identity column missed 15 % with 16 writers).
-- A table and no advisory lock: any login may take an advisory lock and so stop the ledger; this one needs a grant.
SET LOCAL ROLE ledger_owner;
CREATE TABLE ledger.append_lock ();
