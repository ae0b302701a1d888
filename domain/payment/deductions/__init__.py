"""Deductions: ground, the supplier's right of reply, decision; the undisputed part is paid meanwhile.  HR-PY-3, PY-06"""
