"""The dated duty roster: who answers at each hour.  HR-TK-15"""
