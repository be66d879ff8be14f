"""Reads a rendered article back, to see that what the source says has arrived in every format."""
