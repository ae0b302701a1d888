"""The embedded system: PostgreSQL's and Temporal's own binaries and a worker, kept alive in one data folder."""
