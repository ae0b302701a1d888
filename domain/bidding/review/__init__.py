"""Bidding: the review of an abnormally low price."""
