"""Audit: verify, replay, explain.  Reads the ledger, the histories and the archive; never writes."""
