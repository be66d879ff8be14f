"""Checksums of files, as provenance names them."""

import hashlib
from pathlib import Path


def checksum(file: Path) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the file's bytes."""
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
