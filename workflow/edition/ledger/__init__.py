"""The verdict on every printed number."""
