"""Shows what changed in the article between two revisions: its words as tracked changes, and its numbers."""
