"""Breach: exit, dissolution, referral to finance, bar.  四（四）3–4"""
