"""Contract: eight parts, term, signing, announcement, supplements.  四（三）"""
