"""The performance bond: received and returned."""
