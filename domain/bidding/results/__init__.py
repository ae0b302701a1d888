"""Bidding: signatures, corrections, ties, signs of bid rigging, recordings, past results."""
