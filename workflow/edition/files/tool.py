"""Runs other programs, and hands on what they say where they fail."""

import os
import subprocess
from pathlib import Path

from edition.files.errors import InputError

LAST_LINES = 20
WIDTH = 300
"""Characters of a line that are handed on; a message may quote a whole document."""
STOPPED_CLOCK = {"SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"}
"""Environment in which what a rendering tool makes depends on its input alone."""


def run(
    command: list[str], problem: str, remedy: str, *, folder: Path | None = None, given: str = "", **variables: str
) -> str:
    """What ``command`` says when it runs in ``folder``, with ``given`` as its input and ``variables`` around it.

    Raises InputError with ``problem``, the last lines that it said, and ``remedy``, where it fails.
    """
    environment = os.environ | variables
    done = subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:]
        said = "\n".join(line[:WIDTH] for line in lines)
        raise InputError(f"{problem} It says:\n{said}\n", remedy=remedy)
    return done.stdout


def pandoc(
    arguments: list[str],
    given: str = "",
    problem: str = "Pandoc could not render the article.",
    remedy: str = "Correct what it names.",
    folder: Path | None = None,
    **variables: str,
) -> str:
    """What Pandoc makes of ``given`` or of the files among ``arguments``; InputError as for :func:`run`."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), *arguments]
    return run(command, problem, remedy, folder=folder, given=given, **STOPPED_CLOCK, **variables)
