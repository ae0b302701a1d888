"""The vault: the recipients' register, under roles of its own; no ledger role has any right on it."""

revision = "0004_vault"
down_revision = "0003_records"

sql = [
    "vault/schema/001_roles.sql",
    "vault/schema/002_recipient.sql",
    "vault/schema/003_reading.sql",
    "vault/schema/004_holds.sql",
    "vault/schema/005_erasing.sql",
]
