"""Version control and lists keep patients' data in; what a build with a real export shows, ``test_hospital`` reads."""

import json
import subprocess
import time
from pathlib import Path

import pytest
from cohorts import SYNTHETIC
from edition.cleaning.dictionary import load
from edition.cleaning.identifiers import identifying, is_identity_number
from scripts import small_counts
from workspace import Workspace


@pytest.mark.parametrize("place", ["data/hospital/hastalar.csv", "hospital/izlem.sav", "hastalar.xlsx", "data/x/a.txt"])
def test_version_control_ignores_patients_data_wherever_they_lie(tmp_path, place):
    workspace = Workspace(tmp_path / "project")
    (workspace.folder / place).parent.mkdir(parents=True, exist_ok=True)
    (workspace.folder / place).write_text("x", "utf-8")
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=workspace.folder, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=workspace.folder, check=True, capture_output=True, text=True)
    assert place not in listed.stdout.splitlines()
    committed = {f"data/synthetic/{file.name}" for file in SYNTHETIC.iterdir()}
    assert committed <= set(listed.stdout.splitlines())


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("10000000146", True),
        ("10000000147", False),
        ("00000000146", False),
        ("1000000014", False),
        ("1000000014a", False),
    ],
)
def test_identity_numbers_have_a_checksum(number, valid):
    assert is_identity_number(number) is valid


@pytest.mark.parametrize("part", ["x", "1", "@", "(", "a@b", "5 ", "sk ", "a ", "TR1", "A,", "12.", "x1"])
def test_identifiers_are_sought_in_a_cell_of_any_length(part):
    rows, table = [["yorum"], [part * 100_000]], load(SYNTHETIC / "dictionary.yaml")["patients"]
    started = time.process_time()
    list(identifying(rows, table, Path("hastalar.csv"), 1))
    list(identifying([["hasta_no"], rows[1]], table, Path("hastalar.csv"), 1))
    assert time.process_time() - started < 5


def test_small_counts_are_listed(tmp_path):
    records = {"a.n": ("count", 3, ["sex"]), "b.n": ("count", 5, ["sex"]), "c.n": ("count", 0, ["sex"])}
    records |= {"d": ("percent", 2, ["sex"]), "e.n": ("count", 2, []), "f.n": ("count", None, ["sex"])}
    numbers = {
        number: dict(zip(("kind", "value", "variables"), record, strict=True)) for number, record in records.items()
    }
    (tmp_path / "numbers.json").write_text(json.dumps(numbers), "utf-8")
    small_counts.main(tmp_path / "numbers.json", 5, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text("utf-8") == "number,count\na.n,3\n"
