"""Changes of a signed contract: announced renewals, and amendments that leave its substance alone."""
