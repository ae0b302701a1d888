"""Telling: the winner its award, each other bidder its own reason, score and rank.  R-P17, R-P19"""
