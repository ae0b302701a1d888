"""Takeover: plan, trigger, bridge, handover, interim, return or replacement.  四（四）3"""
