"""The treasury's statement against the ledger: differences on record, each mended by a further act.  HR-PY-6"""
