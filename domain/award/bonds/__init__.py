"""Bid bonds: received, returned in time or with interest, kept on lawful grounds alone.  R-B01, R-B03, R-P23 … R-P26"""
