"""The bridge: providers engaged, recipients counted as served again, the interim extended.  JL44-4.4.3c, HR-TK-03, HR-TK-05"""
