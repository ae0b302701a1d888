"""Inquiry: what a supplier asks, and below the limit what it objects to.  R-S18, R-M06"""
