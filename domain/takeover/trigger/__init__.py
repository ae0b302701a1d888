"""The trigger: the alarm with a clock, and the run that it opens.  JL44-4.4.3c"""
