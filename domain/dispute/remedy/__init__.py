"""Remedy: what follows from what was upheld, and what finance is told.  DQ-06, DQ-14, R-X02, R-X03"""
