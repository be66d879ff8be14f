"""Numbers as the article shows them, in every language."""
