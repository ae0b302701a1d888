"""Undoing: an award that does not stand, refused by its winner or void, and what follows.  R-S17, DQ-06, DQ-14"""
