"""The account that the supplier is paid to: known by its digest, changed with proof and by two persons.  HR-PY-4"""
