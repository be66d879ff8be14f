"""Quarto as the engine, where it is installed."""

import shutil
from pathlib import Path

from edition.files.errors import InputError
from edition.files.tool import STOPPED_CLOCK, run


def is_installed() -> bool:
    """Whether ``quarto`` is on the path."""
    return shutil.which("quarto") is not None


def render(folder: Path, document: str) -> dict[str, Path]:
    """Render ``folder/document`` in its project's formats; Quarto leaves in the folder what arises on the way.

    Returns format (html, pdf, docx, jats) → file. Raises InputError where Quarto is absent, and where it fails.
    """
    if not is_installed():
        raise InputError(
            "Quarto is asked for and is not installed.",
            remedy="Install it, or set `render.engine` to `auto` or `embedded` in config.yaml.",
        )
    problem, remedy = "Quarto could not render the article.", "Correct what it names."
    run(["quarto", "render", document], problem, remedy, folder=folder, **STOPPED_CLOCK)
    suffixes = {"html": ".html", "pdf": ".pdf", "docx": ".docx", "jats": ".xml"}
    return {form: (folder / "_out" / document).with_suffix(suffix) for form, suffix in suffixes.items()}
