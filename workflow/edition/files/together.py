"""Write several files so that either all of them are there or none."""

from collections.abc import Mapping
from pathlib import Path


def write_together(texts: Mapping[Path, str]) -> None:
    """Write each text (UTF-8) to its path by an atomic rename, once all are safely beside their places.

    Running out of space or being stopped while writing leaves the old files; the parts are removed after an error.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path].write_text(text, "utf-8", newline="\n")
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
