"""The register of recipients, apart from ledger and workflows: encrypted per person, each reading recorded, erasable.  DP-*, SA-06"""
