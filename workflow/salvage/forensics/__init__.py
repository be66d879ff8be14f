"""What printed numbers can tell: rounding rules, attainable means, the tests behind p-values, unreadable cells."""
