"""Sealed bids (加密响应文件) of a procurement that the buyer conducts itself.  HR-SB-1 … HR-SB-6"""
