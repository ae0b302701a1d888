"""The seals of both parties: the day of the last one is the contract's date."""
