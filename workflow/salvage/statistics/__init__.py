"""The analysis plans and their procedures."""
