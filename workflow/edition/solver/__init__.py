"""The constraint model: reconstruction, contradictions, exact bounds."""
