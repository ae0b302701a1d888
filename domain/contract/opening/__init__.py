"""A contract half-way through: what it brings with it, and how a wrong entry is put right by two persons."""
