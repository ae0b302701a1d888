"""Bidding: the persons of the committee: how they are drawn, their recusal, their replacement."""
