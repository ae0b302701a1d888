"""Service records: the ledger knows their batches by digest and counts only.  S102-23, SA-12"""
