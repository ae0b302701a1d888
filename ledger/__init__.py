"""The event ledger: an append-only, hash-chained log in PostgreSQL. The only SQL on events is in this room."""
