"""Service records, row by row and by pseudonym; apart from the ledger, which has their digests.  S102-23, SA-12"""
