"""The survey of recipients: a committed draw, anonymous answers, each once.  JL44-4.5.0, PF-09, HR-EV-4"""
