"""Objections to a single source while its notice stands, and the supplementary argument.  74号令 art. 40"""
