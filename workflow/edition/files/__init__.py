"""Reading and writing of files: errors, configuration, checksums, programs."""
