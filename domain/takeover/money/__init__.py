"""The bridge's money: what an engagement didn't use goes back to the pool.  HR-TK-17"""
