"""The domain: commands + state + rules → events | refusal.  Pure: no clock, no I/O, no randomness."""
