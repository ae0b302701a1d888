"""The old supplier's help: thirty days, and a final account.  HR-TK-08"""
