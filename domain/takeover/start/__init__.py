"""A start by one person alone, and its ratification by a second.  HR-TK-14"""
