"""Care around the bridge: heard, told, handed over, reported.  HR-TK-04, HR-TK-05, HR-TK-07, HR-TK-12"""
