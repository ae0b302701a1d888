"""Suppliers: who they are, and what bars them."""
