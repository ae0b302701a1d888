"""The decision to start, and the interim providers asked in order, as many as it takes.  HR-TK-02, HR-TK-09, HR-TK-12, HR-TK-13"""
