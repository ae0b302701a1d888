"""Credit records: shown on every platform, objected to, repaired, off show at their end; never out of the ledger.  JL44-4.4.4c"""
