"""From a hospital's export to one validated row a patient, and back."""
