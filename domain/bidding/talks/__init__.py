"""Bidding: talks with each supplier, what they change, and the final offers."""
