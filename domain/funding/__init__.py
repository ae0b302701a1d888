"""Funding: budget lines, approval, reservation under the ceiling.  四（一）, 五"""
