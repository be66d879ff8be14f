"""Where an export comes from: a reconstruction says so in origin.json, a hospital's export has no such file."""

from pathlib import Path
from typing import Any

from edition.cleaning.faults import Fault
from edition.files.reading import read_mapping

REAL = {"synthetic": False, "unstated": [], "readings": {}, "held": [], "given_up": []}
KINDS = {bool: "true / false", list: "[…]", dict: "{…}"}
"""Type → what a value of it looks like."""


def read(folder: Path) -> dict[str, Any]:
    """What the origin.json in ``folder`` says; an export without one is a real one.

    Raises InputError if the file cannot be read, or a value is not of the kind that it has in ``REAL``.
    """
    file = folder / "origin.json"
    origin = {**REAL, **(read_mapping(file) if file.is_file() else {})}
    for key, default in REAL.items():
        if not isinstance(origin[key], type(default)):
            raise Fault("origin", file, key=key, form=KINDS[type(default)])
    return {key: origin[key] for key in REAL}
