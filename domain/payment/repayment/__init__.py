"""Money that was paid beyond what was earned: demanded back, repaid or ended for a reason, before the account closes.  HR-PY-8"""
