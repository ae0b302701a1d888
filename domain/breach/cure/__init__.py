"""A notice that gives a cure period and dissolves the contract by itself at its end.  EX-03"""
