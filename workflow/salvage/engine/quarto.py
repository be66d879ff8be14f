"""Quarto as the engine, where it is installed."""

import shutil
from pathlib import Path

from salvage.engine.tool import run
from salvage.errors import InputError


def is_installed() -> bool:
    """Whether ``quarto`` is on the path."""
    return shutil.which("quarto") is not None


def render(folder: Path, document: str, work: Path) -> dict[str, Path]:
    """Render ``folder/document`` in its project's formats, in a copy that takes what Quarto leaves behind.

    Returns format (html, pdf, docx, jats) → file. Raises InputError where Quarto is absent, and where it fails.
    """
    program = shutil.which("quarto")
    if program is None:
        raise InputError(
            "Quarto is asked for and is not installed.",
            remedy="Install it, or set `render.engine` to `auto` or `embedded` in config.yaml.",
        )
    copy = Path(shutil.copytree(folder, work / "project"))
    run([program, "render", document], copy, {})
    stem = copy / "_out" / document.removesuffix(".qmd")
    suffixes = {"html": ".html", "pdf": ".pdf", "docx": ".docx", "jats": ".xml"}
    return {output: stem.with_name(stem.name + suffix) for output, suffix in suffixes.items()}
