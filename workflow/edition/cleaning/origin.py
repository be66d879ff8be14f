"""Where an export comes from: a reconstruction says so in origin.json, a hospital's export has no such file."""

from pathlib import Path
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import read_mapping

REAL = {"synthetic": False, "unstated": [], "readings": {}, "held": [], "given_up": []}
KINDS = {bool: "true or false", list: "a list", dict: "a mapping"}


def read(folder: Path) -> dict[str, Any]:
    """What the origin.json in ``folder`` says; an export without one is a real one.

    Raises InputError if the file cannot be read, or a value is not of the kind that it has in ``REAL``.
    """
    file = folder / "origin.json"
    origin = {**REAL, **(read_mapping(file) if file.is_file() else {})}
    for key, default in REAL.items():
        kind = type(default)
        if not isinstance(origin[key], kind):
            remedy = "A real export needs no origin.json; that of a reconstruction is not to be edited."
            raise InputError(f"{key!r} is not {KINDS[kind]}.", remedy=remedy, file=file)
    return {key: origin[key] for key in REAL}
