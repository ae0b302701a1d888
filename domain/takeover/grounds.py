"""The grounds on which a takeover is triggered.  law.md §14.4"""

from typing import Literal

Ground = Literal["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10"]
