"""Bidding: who stands behind a bid: proofs, credit, ties between bidders, consortia; and who acts for the buyer."""
