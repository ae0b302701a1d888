"""Breach: in which stages a contract is alive, and in which its end is still being worked off."""

from typing import Final

ALIVE: Final = ("contract", "performance", "evaluation")
AFTERWARDS: Final = (*ALIVE, "closing")
