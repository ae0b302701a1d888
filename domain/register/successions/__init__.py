"""Successions: who takes an organisation's place, from which day, by which document."""
