"""The ledger: roles, tables, the append lock, and the one function that appends."""

revision = "0001_ledger"
down_revision = None

sql = [
    "ledger/schema/001_roles.sql",
    "ledger/schema/002_schemas.sql",
    "ledger/schema/003_migration.sql",
    "ledger/schema/004_stream.sql",
    "ledger/schema/005_command.sql",
    "ledger/schema/006_event.sql",
    "ledger/schema/007_event_data.sql",
    "ledger/schema/008_refuse_change.sql",
    "ledger/schema/009_append_lock.sql",
    "ledger/schema/010_take_lock.sql",
    "ledger/schema/011_event_hash.sql",
    "ledger/schema/012_check_append.sql",
    "ledger/schema/013_append.sql",
    "ledger/schema/014_size_as_of.sql",
]
