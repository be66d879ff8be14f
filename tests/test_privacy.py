"""Version control and lists keep patients' data in; what a build with a real export shows, ``test_hospital`` reads."""

import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cohorts import SYNTHETIC
from edition.cleaning.dictionary import Column, load
from edition.cleaning.faults import Fault
from edition.cleaning.identifiers import has_identity_number, identifying
from edition.files.reading import read_mapping
from scripts import small_counts
from workspace import Workspace

KINDS = read_mapping(Path(__file__).parent / "data" / "identifiers.yaml")


@pytest.mark.parametrize(
    "place",
    ["data/x/a.txt", *(f"hospital/export.{ending}" for ending in ("csv", "tsv", "xls", "xlsx", "sav", "zsav", "dta"))],
)
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
        ("10000000001", False),
        ("00000000146", False),
        ("1000000014", False),
        ("1000000014a", False),
    ],
)
def test_identity_numbers_have_a_checksum(number, valid):
    assert has_identity_number(number) is valid


def told(label: str, cell: str) -> set[str]:
    """The kinds of identifier that a column is taken for in the list of patients."""
    table = load(SYNTHETIC / "dictionary.yaml")["patients"]
    return {fault.values["what"] for fault in identifying([[label], [cell]], table, Path("hastalar.csv"), 1)}


@pytest.mark.parametrize("kind", KINDS)
def test_identifiers_are_known_by_label_and_value(kind):
    columns = {label: (label, "x") for label in KINDS[kind].get("labels", ())}
    columns |= {cell: ("yorum", cell) for cell in KINDS[kind].get("cells", ())}
    columns |= {name: ("hasta_no", name) for name in KINDS[kind].get("patients", ())}
    expected = set() if kind == "none" else {kind}
    assert {what: told(*column) for what, column in columns.items()} == dict.fromkeys(columns, expected)


def test_every_row_is_looked_at_and_a_code_of_the_dictionary_identifies_nobody():
    table = load(SYNTHETIC / "dictionary.yaml")["patients"]
    rows = [["yorum"], *[["x"]] * 99, ["10000000146"]]
    assert [fault.values["what"] for fault in identifying(rows, table, Path("hastalar.csv"), 1)] == ["identity number"]
    codes = {"0532 123 45 67": "male"}
    table = replace(
        table, columns={"cinsiyet": Column("cinsiyet", name="sex", type="code", required=True, codes=codes)}
    )
    faults = [[*identifying([["cinsiyet"], [cell]], table, Path("x.csv"), 1)] for cell in (*codes, "0532 123 45 68")]
    assert [len(noted) for noted in faults] == [0, 1]


def test_a_fault_as_an_error_holds_nothing_of_the_cell():
    fault = Fault("excel_error", Path("izlem.csv"), 2, "durum", cell="#REF!")
    assert "#REF!" in fault.said()[0] and "#REF!" not in str(fault)


@pytest.mark.parametrize("part", ["x", "1", "@", "(", "a@b", "5 ", "sk ", "a ", "TR1", "A,", "12.", "x1"])
def test_identifiers_are_sought_in_a_cell_of_any_length(part):
    started = time.process_time()
    told("yorum", part * 100_000)
    told("hasta_no", part * 100_000)
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
