"""Performance: targets, periods, reports, inspections, rectification, acceptance.  四（四）"""
