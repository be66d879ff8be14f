"""Write what people and steps read: the same bytes on every machine; folders on the way are made."""

import json
from pathlib import Path
from typing import Any

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    **{".py": "text/x-python", ".yaml": "application/yaml", ".yml": "application/yaml", ".csv": "text/csv"},
    **{".json": "application/json", ".xml": "application/xml", ".html": "text/html", ".pdf": "application/pdf"},
    **{".md": "text/markdown", ".qmd": "text/markdown", ".svg": "image/svg+xml", ".png": "image/png"},
    **{".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".tif": "image/tiff"},
    **{".docx": f"{OFFICE}.wordprocessingml.document", ".xlsx": f"{OFFICE}.spreadsheetml.sheet"},
}
"""By the suffix of a file."""


def save_text(file: Path, text: str) -> None:
    """Write a text as UTF-8."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")


def save_json(file: Path, content: Any) -> None:
    """Write JSON for people to read: in the given order, indented, letters as they are."""
    save_text(file, json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
