"""Approvals, preparations and registered acts of outside bodies: one form for all stages."""
