"""The read model: the tables that pages read, and the one function that writes them."""

revision = "0002_readmodel"
down_revision = "0001_ledger"

sql = [
    "readmodel/schema/001_project.sql",
    "readmodel/schema/002_takeover.sql",
    "readmodel/schema/003_agenda.sql",
    "readmodel/schema/004_register.sql",
    "readmodel/schema/005_refusal.sql",
    "readmodel/schema/006_check_rows.sql",
    "readmodel/schema/007_write.sql",
]
