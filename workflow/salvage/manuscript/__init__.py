"""The articles' sources: reading them, and holding the languages together."""
