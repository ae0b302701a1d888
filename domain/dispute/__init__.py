"""Dispute: challenge and complaint (质疑投诉).  四（三）, 94号令"""
