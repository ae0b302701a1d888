"""The archive of closed projects: what is added, held, appraised and destroyed after the last entry.  HR-CL-4, HR-CL-5"""
