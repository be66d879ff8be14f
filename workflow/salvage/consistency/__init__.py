"""Which of the paper's statements cannot hold together: minimal contradictions and smallest corrections."""
