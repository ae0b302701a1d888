"""Bidding: invitations, committee, bids, opening, qualification, scoring.  四（三）"""
