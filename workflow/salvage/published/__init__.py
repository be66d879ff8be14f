"""What the paper prints, as data: the claims, their grammar and their values in a cohort."""
