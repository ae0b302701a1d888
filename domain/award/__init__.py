"""Award: report, decision, result.  四（三）"""
