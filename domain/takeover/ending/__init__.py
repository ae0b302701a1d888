"""The end: handed back, replaced or terminated, with what is still missing told.  JL44-4.4.3c"""
