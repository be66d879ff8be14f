"""The article's sources and their checks."""
