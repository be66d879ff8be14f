"""From checked sources to pages, and the check of what was rendered."""
