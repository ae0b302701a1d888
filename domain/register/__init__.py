"""Registers: persons, suppliers, pools and what else is no project's: judged in streams of their own."""
