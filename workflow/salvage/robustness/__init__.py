"""How far the conclusions depend on what the paper leaves open: the times of death and of last contact.

Who died, in which group and after which drug, follows from the claims; most times do not. Cohorts are sampled that
differ in these times only, and what the survival analysis can show over all admissible times is bounded exactly.
"""
