"""Complaints of late payment by a small enterprise: transferred and answered within their days.  PY-09, CR-08"""
