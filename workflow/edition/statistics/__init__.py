"""The statistics, without any claim on what the paper printed."""
