"""From the sources to the typeset article."""
