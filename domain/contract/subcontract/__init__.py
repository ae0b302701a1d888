"""Sub-contracts under a signed contract: with the buyer's consent, as the bid named them.  R-S08"""
