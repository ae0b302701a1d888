"""After the end: mitigation, substitute cost, settlement, the duties that go on.  EX-04 … EX-08"""
