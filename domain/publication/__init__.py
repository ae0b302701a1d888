"""Publication: solicitation documents, notices and their corrections.  四（二）"""
