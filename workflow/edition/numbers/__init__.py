"""The registry of numbers and their wording in every language."""
