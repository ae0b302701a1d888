"""Penalties: finance's own proceedings against a supplier, registered step by step; nobody here punishes.  R-X10, J-D6"""
