"""Reading and writing of files: errors, YAML, schemas, suggestions, configuration, checksums, programs, builds."""
