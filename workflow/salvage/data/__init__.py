"""From a hospital's export to a validated cohort."""
