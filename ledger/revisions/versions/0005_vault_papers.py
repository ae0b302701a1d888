"""The vault knows people without an ID number by their other papers."""

revision = "0005_vault_papers"
down_revision = "0004_vault"

sql = ["vault/schema/006_papers.sql"]
