"""Prequalification: who may bid in a tender is examined beforehand.  87号令 art. 21, GPL Regulation art. 21"""
