"""The people of a takeover, by pseudonym and grade: who is listed, who needs no service any more, who is told.  HR-TK-19"""
