"""What the project costs where it does its work, each against a floor in the same run.  Ratios of medians; no time is asserted."""
