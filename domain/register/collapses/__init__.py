"""A supplier fails altogether: all of its running contracts at once.  HR-TK-21"""
