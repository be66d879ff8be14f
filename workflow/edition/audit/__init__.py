"""The evidence of a run made visible: every number with its chain from the printed claim to the rows and the code."""
