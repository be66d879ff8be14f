"""The rooms of the package stand on floors: what a module imports lies below it."""

from pathlib import Path

import pytest
from edition.files.sources import imported_modules

WORKFLOW = Path("workflow")
FLOORS = [
    *("files", "study", "claims", "statistics", "numbers", "cleaning", "solver", "forensics", "ledger"),
    *("manuscript", "render", "figures", "audit"),
]
WAITING = {
    ("statistics.analysis", "edition.forensics.location"),
    ("statistics.analysis", "edition.numbers.formatting"),
    ("statistics.comparison", "edition.numbers.registry"),
}
"""Arrows that are known to run upward."""


def upward(workflow):
    """(module, module that it imports from a higher floor or from a step), for every such arrow."""
    arrows = set()
    for file in sorted((workflow / "edition").glob("*/*.py")):
        floor = FLOORS.index(file.parent.name)
        for name in imported_modules(file):
            package, *rooms = name.split(".")
            above = len(rooms) > 1 and rooms[0] in FLOORS and FLOORS.index(rooms[0]) > floor
            if package == "scripts" or (package == "edition" and above):
                arrows.add((f"{file.parent.name}.{file.stem}", name))
    return {arrow for arrow in arrows if not any(arrow[0] == a and arrow[1].startswith(f"{n}.") for a, n in arrows)}


def test_no_arrow_runs_upward():
    assert upward(WORKFLOW) == WAITING


@pytest.mark.parametrize("name", ["edition.solver.law", "edition.solver import law", "scripts.clean"])
def test_an_upward_arrow_is_seen(tmp_path, name):
    line = f"from {name}" if " import " in name else f"def f():\n    import {name}"
    for room, text in (("cleaning", line), ("solver", "from edition.cleaning import export")):
        (tmp_path / "edition" / room).mkdir(parents=True)
        (tmp_path / "edition" / room / "law.py").write_text(f"{text}\n", "utf-8")
    ((module, imported),) = upward(tmp_path)
    assert module == "cleaning.law" and imported == name.replace(" import ", ".")


def test_every_room_has_its_floor():
    assert {file.parent.name for file in WORKFLOW.glob("edition/*/__init__.py")} <= set(FLOORS)
