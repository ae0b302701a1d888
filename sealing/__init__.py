"""Sealing bids at the edge: keys in two halves, envelopes, and their opening.  No server runs any of this."""
