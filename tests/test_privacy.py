"""No value of a real export reaches an artefact, a log or version control."""

import csv
import json
import re
import shutil
import subprocess
import zipfile

import pytest
from cohorts import SYNTHETIC, copied_export
from edition.cleaning.identifiers import is_identity_number
from scripts import small_counts
from workspace import EMBEDDED, Workspace

DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
FREE = ("/results/cohort/cleaning-log.csv", "/results/reconstruction/", "/data/synthetic/")
"""Where the export's dates stand with good reason."""


def real_export(folder):
    """The synthetic export without its origin, with numbers of patients and dates that stand nowhere else."""
    export = copied_export(folder)
    (export / "origin.json").unlink()
    for file in export.glob("*.csv"):
        file.write_text(re.sub(r"\bP(\d\d);", r"HST\1Q;", file.read_text("utf-8")), "utf-8")
    return export


def secrets(export):
    """The patients' numbers and the days of the export, as it writes them and as ISO dates."""
    values = set()
    for file in export.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            values |= {cell.strip() for row in csv.reader(lines, delimiter=";") for cell in row}
    days = {value for value in values if DATE.fullmatch(value)}
    return {value for value in values if value.startswith("HST")} | days | {f"{d[6:]}-{d[3:5]}-{d[:2]}" for d in days}


def texts(folder):
    """Name → bytes of every file below, those within archives and the text of PDFs too."""
    from pypdf import PdfReader

    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield file, file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    yield f"{file}/{name}", archive.read(name)
        if file.suffix == ".pdf":
            reader = PdfReader(file)
            yield f"{file}, text", "".join(page.extract_text() for page in reader.pages).encode()
            yield f"{file}, metadata", repr(reader.metadata).encode()


@pytest.mark.build
def test_no_value_of_a_real_export_is_in_what_a_build_makes(built_once, tmp_path):
    """What is made from the paper alone is that of the build with the synthetic export."""
    workspace = Workspace(tmp_path / "project", built_once)
    shutil.rmtree(workspace.folder / "results/cohort")
    export = real_export(tmp_path / "project" / "data")
    workspace.edit("config.yaml", "folder: data/synthetic", "folder: data/export")
    run = workspace.snakemake("--cores", "2", *EMBEDDED, "--", "evidence")
    assert run.returncode and "step.py render" not in run.stdout + run.stderr
    waits = re.search(r'write `passages_read: "([0-9a-f]{8})"` below', run.stderr)[1]
    workspace.edit("config.yaml", 'passages_read: ""', f'passages_read: "{waits}"')
    run = workspace.snakemake("--cores", "2", *EMBEDDED, "--", "evidence")
    assert run.returncode == 0, run.stdout + run.stderr
    sought = [value.encode() for value in secrets(export)]
    for folder in ("results", ".snakemake/log", "manuscript"):
        for name, content in texts(workspace.folder / folder):
            # The log stays with the export, for it has the dates that were repaired; the paper gave the reconstruction.
            if not any(part in str(name) for part in FREE):
                assert not [value for value in sought if value in content], name
    evidence = workspace.folder / "results/evidence"
    kept_back = {*(export / file.name for file in export.iterdir()), *(workspace.folder / "results/cohort").iterdir()}
    assert not {file.name for file in kept_back if file.suffix == ".csv"} & {
        file.name for file in evidence.rglob("*") if not any(part in str(file) for part in FREE)
    }
    small = len((workspace.folder / "results/audit/small-counts.csv").read_text("utf-8").splitlines()) - 1
    certificate = dict(texts(evidence / "codecheck"))[f"{evidence}/codecheck/certificate.en.pdf, text"].decode()
    assert f"Counts from 1 to 4 among the numbers: {small}." in " ".join(certificate.split())
    said = (run.stdout + run.stderr).encode()
    assert not [value for value in sought if value in said]


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


def test_small_counts_are_listed(tmp_path):
    records = {"a.n": ("count", 3, ["sex"]), "b.n": ("count", 5, ["sex"]), "c.n": ("count", 0, ["sex"])}
    records |= {"d": ("percent", 2, ["sex"]), "e.n": ("count", 2, []), "f.n": ("count", None, ["sex"])}
    made = {
        number: dict(zip(("kind", "value", "variables"), record, strict=True)) for number, record in records.items()
    }
    (tmp_path / "numbers.json").write_text(json.dumps(made), "utf-8")
    small_counts.main(tmp_path / "numbers.json", 5, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text("utf-8") == "number,count\na.n,3\n"
