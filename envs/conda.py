"""Write the conda environment that the rules name: ``python envs/conda.py requirements.in requirements.txt OUT``.

conda brings Python; the packages are the locked versions, so that both ways of setting up run the same code.
"""

import re
import sys
from pathlib import Path

PYTHON = "3.12"


def environment(wanted: str, locked: str) -> str:
    """The environment file's text, from the texts of the wanted and the locked requirements."""
    entries = [line for line in wanted.splitlines() if line and not line.startswith(("#", "-"))]
    names = [re.split(r"[=<>;\s]", line)[0].replace("_", "-") for line in entries]
    # A package may be locked twice, for old and new Pythons: the last marker that starts with the newer ones is ours.
    lines = [line for name in names for line in locked.splitlines() if re.match(rf"{name}==", line)]
    pins = [re.split(r"[ ;\\]", line)[0] for line in lines if "python_full_version < '3.12'" not in line]
    listed = "\n".join(f"      - {pin}" for pin in pins)
    return (
        "# Written by `make lock`; the versions are those of requirements.txt.\n"
        "channels: [conda-forge, nodefaults]\n"
        f"dependencies:\n  - python={PYTHON}\n  - pip\n  - pip:\n{listed}\n"
    )


if __name__ == "__main__":
    wanted, locked, target = map(Path, sys.argv[1:])
    target.write_text(environment(wanted.read_text("utf-8"), locked.read_text("utf-8")), "utf-8")
