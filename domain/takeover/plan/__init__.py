"""The plan (临时接管预案): made, approved, rehearsed.  JL44-4.4.3b"""
