"""Watching for a stop of service: what the data tell by themselves, and reviews.  HR-TK-01, HR-TK-18, AD-08"""
