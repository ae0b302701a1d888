"""Complaint: finance's steps, registered as they come.  DQ-07 … DQ-15, R-X04, R-X05, PB-10"""
