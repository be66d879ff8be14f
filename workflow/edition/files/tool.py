"""Runs other programs, and hands on what they say where they fail."""

import os
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

from edition.files.errors import InputError

LAST_LINES = 20
NAMES_ERROR = re.compile(r"(?:ERROR|Error|error|fatal)\b")
STACK = re.compile(r"\s*(?:at |[Ss]tack (?:trace|traceback)\b)")
INSTALL = "Install it anew: rm -r .venv, then make."
WIDTH = 300
"""Characters of a line that are handed on; a message may quote a whole document."""
STOPPED_CLOCK = {"SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"}
"""Environment in which what a rendering tool makes depends on its input alone."""


def run(
    command: list[str],
    problem: str,
    remedy: str,
    *,
    anew: str = INSTALL,
    folder: Path | None = None,
    given: str = "",
    **variables: str,
) -> str:
    """What ``command`` says when it runs in ``folder``, with ``given`` as its input and ``variables`` around it.

    Raises InputError with ``problem``, what it said that tells most, and ``remedy``, where it fails; with the remedy
    ``anew`` where it cannot be run, or fails without a word.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | variables,
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise InputError(f"{command[0]} cannot be run ({error.strerror}).", remedy=anew) from error
    if done.returncode != 0:
        said = telling((done.stderr or done.stdout).strip().splitlines())
        if not said:
            raise InputError(f"{problem} It ended with status {done.returncode} and said nothing.", remedy=anew)
        raise InputError(f"{problem} It says:\n{said}\n", remedy=remedy)
    return done.stdout


def is_made(file: Path) -> bool:
    """Whether a program that ended well wrote anything to ``file``."""
    return file.is_file() and file.stat().st_size > 0


def version_of(package: str) -> str:
    """The version of a Python package; empty if it is not installed, of which the step that needs it tells."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def telling(lines: list[str]) -> str:
    """The line that names an error, with what follows up to the stack; where there is none, the last lines."""
    start = next((number for number, line in enumerate(lines) if NAMES_ERROR.match(line)), None)
    if start is not None:
        lines = list(takewhile(lambda line: not STACK.match(line), lines[start:]))[:LAST_LINES]
    return "\n".join(line[:WIDTH] for line in lines[-LAST_LINES:])


def pandoc(
    arguments: list[str],
    given: str = "",
    problem: str = "Pandoc could not render the article.",
    remedy: str = "Correct what it names.",
    folder: Path | None = None,
    **variables: str,
) -> str:
    """What Pandoc makes of ``given`` or of the files among ``arguments``; InputError as for :func:`run`.

    It is the Pandoc of the wheel that runs, never another one on PATH.
    """
    package = find_spec("pypandoc")
    if package is None or package.origin is None:
        raise InputError("Pandoc is not installed.", remedy=INSTALL)
    command = [str(Path(package.origin).parent / "files" / "pandoc"), *arguments]
    return run(command, problem, remedy, folder=folder, given=given, **STOPPED_CLOCK, **variables)
