"""All that is this paper's own: variables, derivation, simulated dates, hospital tables."""
