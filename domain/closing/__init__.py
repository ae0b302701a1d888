"""Closing: settlement, archive, sealing.  四（五）, GPL 42"""
