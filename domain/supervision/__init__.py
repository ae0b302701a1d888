"""Supervision: refusals, warnings, deadlines missed, departures, corrections, tips.  四（四）, 六"""
