"""Evaluation: three parties, indicators, publication.  四（五）"""
