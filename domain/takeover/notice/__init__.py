"""The takeover's notice to the public.  HR-TK-22"""
