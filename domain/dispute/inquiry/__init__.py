"""Inquiry: what a supplier asks, and below the limit what it brings up.  R-S18, R-M06"""
