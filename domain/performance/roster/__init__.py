"""The roster of recipients: who is to be served on which day, by dated acts of the township.  HR-RO-1 … HR-RO-3"""
