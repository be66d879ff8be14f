"""The map of the workflow: rooms on floors, of which none imports from above, and the way of a number."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from edition.files.sources import imported_modules
from workspace import LABELS

WORKFLOW = Path("workflow")
MAP = (WORKFLOW / "README.md").read_text("utf-8")
ROOMS = dict(re.findall(r"^\| `(\w+)` \| ([^`|]+) \|$", MAP, flags=re.MULTILINE))
FLOORS = list(reversed(ROOMS))
WAY = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", MAP, flags=re.MULTILINE)


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
    assert upward(WORKFLOW) == set()


@pytest.mark.parametrize("name", ["edition.solver.orders", "edition.solver import orders", "scripts.clean"])
def test_an_upward_arrow_is_seen(tmp_path, name):
    line = f"from {name}" if " import " in name else f"def f():\n    import {name}"
    for room, text in (("cleaning", line), ("solver", "from edition.cleaning import export")):
        (tmp_path / "edition" / room).mkdir(parents=True)
        (tmp_path / "edition" / room / "law.py").write_text(f"{text}\n", "utf-8")
    ((module, imported),) = upward(tmp_path)
    assert module == "cleaning.law" and imported == name.replace(" import ", ".")


def test_the_map_shows_every_room_as_it_describes_itself():
    inits = WORKFLOW.glob("edition/*/__init__.py")
    described = {init.parent.name: ast.get_docstring(ast.parse(init.read_text("utf-8"))) for init in inits}
    assert {room: said.partition(".")[0] + "." for room, said in described.items()} == ROOMS


def test_the_map_names_every_file_of_rules():
    named = set(re.findall(r"`(\w+)`", MAP.partition("sorted by")[2]))
    assert named == {file.stem for file in WORKFLOW.glob("rules/*.smk")}


@pytest.mark.parametrize("language", LABELS)
def test_the_audit_can_tell_what_every_step_is_for(language):
    steps = {
        step
        for file in WORKFLOW.glob("rules/*.smk")
        for step in re.findall(r'\bstep\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert steps - {"evidence"} <= set(LABELS[language].words["audit"]["purposes"])


def test_the_way_of_a_number_is_that_of_the_commands():
    command = [sys.executable, "-m", "snakemake", "-n", "-p", "--forceall", "results/checks/rendered.en.json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    commands = re.findall(r"python workflow/step\.py (\w+) (.*) > ", run.stdout + run.stderr)
    written: set[str] = set()
    for step, reads, writes in WAY:
        words = {word for name, options in commands if name == step for word in options.split()}
        inputs, (output,) = (re.findall(r"`([^`]+)`", named) for named in (reads, writes))
        assert {*inputs, output} <= words, step
        assert set(inputs) <= written, f"nothing in the table makes what {step} reads"
        written.add(output)
