"""Staff: what the contract asks for, what is there, who was checked for work with minors.  HR-ST-1, HR-TK-01 (T3), EX-14"""
