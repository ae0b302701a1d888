"""Challenge: what is filed, completed, declined, answered.  DQ-01 … DQ-06"""
