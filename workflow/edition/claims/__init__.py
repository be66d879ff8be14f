"""What the paper prints, as typed records."""
