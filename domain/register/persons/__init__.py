"""Persons: dated roles, delegations, tokens."""
