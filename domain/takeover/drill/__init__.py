"""Drills: the takeover rehearsed by its own workflow, without any effect outside.  HR-TK-10, HR-TK-16"""
