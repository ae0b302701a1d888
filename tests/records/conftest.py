"""A real PostgreSQL with the service records' schema, and files of rows."""

from tests.ledger.conftest import database, empty_database, pool, server, superuser, template

__all__ = ["database", "empty_database", "pool", "server", "superuser", "template"]
