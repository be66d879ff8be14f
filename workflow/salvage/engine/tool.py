"""Runs a rendering tool with the clock stopped, so that its output depends on its input alone."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from salvage.errors import InputError

LAST_LINES = 20


def run(command: list[str], folder: Path, variables: Mapping[str, str]) -> None:
    """Run ``command`` in ``folder``; where it fails, raise InputError with the last lines that it said."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"} | dict(variables)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-LAST_LINES:])
        raise failure(Path(command[0]).name, said)


def failure(tool: str, said: str) -> InputError:
    """The error that hands on what a tool said."""
    return InputError(f"{tool} could not render the article. It says:\n{said}\n", remedy="Correct what it names.")
