"""Incidents: what befalls a recipient or their data: report clock, who is told, remedy, close.  EX-12, EX-14, HR-IC-1 … 3"""
