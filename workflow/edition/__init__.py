"""What several steps of the workflow share: pure functions, typed and tested."""
