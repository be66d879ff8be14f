"""The ledger: every statement of the paper, recomputed, with a verdict and a reason that can be checked by hand."""
