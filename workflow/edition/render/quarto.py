"""Quarto as the engine, where it is installed."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from edition.files.errors import InputError
from edition.files.tool import STOPPED_CLOCK, is_made, run
from edition.manuscript.dialect import FORMATS
from edition.render import tagging

WAY_OUT = "set `render.engine: embedded` in config.yaml."


def is_installed() -> bool:
    """Whether ``quarto`` is on the path."""
    return shutil.which("quarto") is not None


def render(folder: Path, document: str) -> dict[str, Path]:
    """Render ``folder/document`` in its project's formats; Quarto leaves in the folder what arises on the way.

    Returns suffix → file. Raises InputError where Quarto is absent, and where it fails.
    """
    if not is_installed():
        raise InputError(
            "Quarto is asked for and is not installed.",
            remedy="Install it, or set `render.engine` to `auto` or `embedded` in config.yaml.",
        )
    problem, remedy = "Quarto could not render the article.", f"Correct what it names, or {WAY_OUT}"
    anew = f"Install it anew, or {WAY_OUT}"
    with TemporaryDirectory() as shims:
        # Quarto has its JATS laid out by xmllint where that is found; the bytes are not to depend on it.
        xmllint = Path(shims, "xmllint")
        xmllint.write_text("#!/bin/sh\nexit 1\n", "utf-8")
        xmllint.chmod(0o755)
        path = f"{shims}{os.pathsep}{os.environ.get('PATH', '')}"
        run(["quarto", "render", document], problem, remedy, anew=anew, folder=folder, PATH=path, **STOPPED_CLOCK)
    files = {suffix: (folder / "_out" / document).with_suffix(suffix) for suffix in FORMATS}
    if missing := [suffix[1:] for suffix, file in files.items() if not is_made(file)]:
        raise InputError(f"Quarto made no {' and no '.join(missing)}.", remedy=anew)
    tagging.finish(files[".pdf"])
    return files


def version() -> str:
    """The version of the Quarto on the path, by the file that lies beside it; empty if there is none."""
    program = shutil.which("quarto")
    file = Path(program).resolve().parents[1] / "share/version" if program else Path()
    return file.read_text("utf-8").strip() if file.is_file() else ""
