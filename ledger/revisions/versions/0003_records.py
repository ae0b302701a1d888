"""Service records: rows of their own, apart from the ledger, and the one function that takes them in."""

revision = "0003_records"
down_revision = "0002_readmodel"

sql = [
    "records/schema/001_owner.sql",
    "records/schema/002_batch.sql",
    "records/schema/003_record.sql",
    "records/schema/004_refuse_change.sql",
    "records/schema/005_incoming.sql",
    "records/schema/006_import_lock.sql",
    "records/schema/007_counts.sql",
    "records/schema/008_take.sql",
    "records/schema/009_doubts.sql",
]
