"""Which rounding rules and tests the printed numbers can come from."""
