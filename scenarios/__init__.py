"""Scenarios: stories as numbered chapters.  They drive the demo, the tests, the tutorial and the load."""
