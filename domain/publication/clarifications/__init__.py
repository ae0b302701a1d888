"""Clarifications: who took the documents, what was asked and answered to all of them, and their fee.  87号令 arts. 27, 29"""
