"""A synthetic cohort from the claims: constraints, dates, the export's files."""
